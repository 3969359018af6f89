"""Settings in which wrong variants of the results on variational autoencoders show: finite latents, and λ beside log Z.

There q is the posterior l·p/Z, or a multiple of l·p that may be one, and λ and t are such that exp(λ − 1) is rational.
In the linear Gaussian model q is the posterior of a model with another W, or has widths other than the best ones.
A list of all binary strings goes on with one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT, SPACE
from numerics.exact import fraction, rational
from numerics.linear_gaussian_exact import Exact, diagonal_matrix, diagonal_of, rationals, setting, small
from numerics.logarithms import Logarithm, log_of
from numerics.mutants_priors import RIGHT, aside, one_of, prior
from numerics.spaces import Discrete, settled, table
from numerics.vae_decoders import decoder, shuffled, strings
from numerics.vae_decoders import table as bits

FACTORS: Final = tuple(map(Fraction, (1, 1, 2, "1/2", 4)))
SCALES: Final = tuple(map(Fraction, (1, 2, "1/2")))
NOISES: Final = tuple(map(Fraction, ("1/16", "1/8", 1, 4)))  # where little, the posterior is narrow: negative entropies
FAR: Final = (1, 8)  # how far x lies from b
USUAL: Final = 0.3  # how often a setting is as the statement itself is tried at


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


@prior("vae.bernoulli_decoder")
def listed(rng: Generator) -> Mapping[str, Any]:
    """All strings in some order, and one of them again for ever after."""
    values = decoder(rng)
    rows = shuffled(rng, strings(values["D"]))
    return {**values, "b": settled(tuple(map(bits, (*rows, one_of(rng, rows)))))}


@aside("vae.linear_gaussian")
def linear(rng: Generator) -> Mapping[str, Any]:
    """A linear Gaussian model as usual, or with q made for another W, and diagonal, by its widths or for other ones."""
    chosen = setting(rng) if rng.random() < USUAL else _slipped(rng)
    columns = {name: small(rng, chosen["k"], 1) for name in ("z", "w")}
    return {**chosen, **columns, "i": 0}


def _slipped(rng: Generator) -> Mapping[str, Any]:
    k, d = (int(n) for n in rng.integers(1, 3, 2))
    w, y, s = small(rng, d, k), small(rng, d, 1).scaled(one_of(rng, FAR)), one_of(rng, NOISES)
    wide = rng.random() < RIGHT
    model = Exact(rationals(w if wide else w.scaled(one_of(rng, FACTORS))), rationals(y), rational(s))
    mean, cov = model.claimed()
    widths = [model.s**2 / x for x in diagonal_of(model.regularised(model.times(model.w.T, model.w)))]
    cov = diagonal_matrix(widths).scaled(rational(one_of(rng, SCALES))) if wide else cov
    b = small(rng, d, 1)
    chosen = {"k": k, "D": d, "s": s, "W": w, "b": b, "x": y + b, "m": mean.map(fraction), "S": cov.map(fraction)}
    return {**chosen, "v": table(NAT, tuple(map(fraction, widths)))}
