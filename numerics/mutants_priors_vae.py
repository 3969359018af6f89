"""Settings in which wrong variants of the results on variational autoencoders show: finite latents, and λ beside log Z.

There q is the posterior l·p/Z, or a multiple of l·p that may be one, and λ and t are such that exp(λ − 1) is rational.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import SPACE
from numerics.exact import rational
from numerics.logarithms import Logarithm, log_of
from numerics.mutants_priors import RIGHT, one_of, prior
from numerics.spaces import Discrete, table

FACTORS: Final = tuple(map(Fraction, (1, 1, 2, "1/2", 4)))


@prior("vae.optimal_posterior")
def latent(rng: Generator) -> Mapping[str, Any]:
    """A likelihood l and a prior p on a few points, and q = l·p/Z or another density; λ = 1 ± log Z, or 1 ± log c."""
    size = int(rng.integers(1, 4))
    weights = tuple(Fraction(int(w)) for w in rng.integers(1, 3, size))
    p, other = (_density(weights, rng) for _ in range(2))
    likelihood = [Fraction(int(a), int(b)) for a, b in rng.integers(1, 5, (size, 2))]
    joint = [a * b for a, b in zip(likelihood, p, strict=True)]
    total = sum((w * v for w, v in zip(weights, joint, strict=True)), Fraction(0))
    q = [v / total for v in joint] if rng.random() < RIGHT else other
    scale = total if rng.random() < RIGHT else one_of(rng, FACTORS)
    stretched = joint[0] * _or_reciprocal(rng, one_of(rng, (*FACTORS, scale)))
    numbers = {"lam": _beside_one(scale, int(rng.integers(-1, 2))), "t": stretched, "z": 0}
    tables = {name: table(SPACE, tuple(values)) for name, values in {"l": likelihood, "p_z": p, "q": q}.items()}
    return {"mu": Discrete(SPACE, weights), **tables, **numbers}


def _density(weights: tuple[Fraction, ...], rng: Generator) -> list[Fraction]:
    """A positive density."""
    values = [Fraction(int(v)) for v in rng.integers(1, 5, len(weights))]
    total = sum((w * v for w, v in zip(weights, values, strict=True)), Fraction(0))
    return [v / total for v in values]


def _beside_one(scale: Fraction, sign: int) -> Logarithm:
    """1 + log c, 1 − log c or 1."""
    return Logarithm(rational(1), {}) + log_of(rational(scale)).scaled(rational(sign))


def _or_reciprocal(rng: Generator, value: Fraction) -> Fraction:
    """A number, or its reciprocal."""
    return value if rng.random() < RIGHT else 1 / value
