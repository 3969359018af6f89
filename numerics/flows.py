"""Evidence for `derivations.flows`: finite spaces gone through, maps of NumPy with their norms, Jacobians by steps.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator, default_rng

from derivations.kernel.terms import SPACE, lam, num
from numerics import flows_contractions
from numerics.autoregressive import Masked, Rational, log_det
from numerics.ledger import with_samples
from numerics.matrices import single
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import X, prior
from numerics.randomness import rational_number
from numerics.spaces import table

if TYPE_CHECKING:
    from derivations.proof import Proof

POINTS: Final = 3  # of a finite space
STEPS: Final = 8
CLOSE: Final = 1e-9  # float64, numbers of size 1 to 100 after some hundred operations
Place = tuple[Fraction, Fraction]
Rate = Callable[[Any, int], Any]  # of β and k: what the distance is divided by d(x₀, x₁) at most


# Settings to draw from
@prior("flows.contraction")
def finite_contraction(rng: Generator) -> Mapping[str, Any]:
    """Three points with the distance of the plane's axes, a contraction of them and its best constant, or one above."""
    while True:
        space = Finite.drawn(rng)
        image = tuple(int(i) for i in rng.integers(POINTS, size=POINTS))
        beta = space.constant(image)
        if beta < 1:
            break
    beta = beta if rng.random() < 0.5 else (1 + beta) / 2
    rows = tuple(table(SPACE, tuple(space.apart(i, j) for j in range(POINTS))) for i in range(POINTS))
    return {"d": table(SPACE, rows), "f": table(SPACE, image), "beta": beta}


@prior("flows.residual_inverse")
def scaled(rng: Generator) -> Mapping[str, Any]:
    """f(z) = γ·z + c for columns of one entry, whose norms are rational, β = |γ|, and the image y of 0 or 1."""
    gamma, c = Fraction(int(rng.integers(-4, 5)), 5), rational_number(rng)
    y = single((1 + gamma) * int(rng.integers(2)) + c)
    return {"n": 1, "beta": abs(gamma), "f": lam(X, num(gamma) * X + num(c)), "y": y}


@cache
def rational_layers() -> tuple[Mapping[str, Any], ...]:
    """Layers of one to three entries, each tried at one point: few, as their hypotheses take long to check."""
    rng = default_rng(4)
    return tuple(Rational.drawn(rng, size).values(rng) for size in (2, 1, 2, 3))


@prior("flows.autoregressive")
def rational_layer(rng: Generator) -> Mapping[str, Any]:
    """A layer of rational means and logarithms of rational scales."""
    return rational_layers()[int(rng.integers(len(rational_layers())))]


# Banach
@dataclass(frozen=True)
class Finite:
    """Different points of the plane with the distance |Δx| + |Δy|."""

    places: tuple[Place, ...]

    @classmethod
    def drawn(cls, rng: Generator, count: int = POINTS) -> Finite:
        """Random points."""
        places = dict.fromkeys((rational_number(rng), rational_number(rng)) for _ in range(20 * count))
        return cls(tuple(places)[:count])

    def apart(self, i: int, j: int) -> Fraction:
        """The distance of two points."""
        return sum((abs(a - b) for a, b in zip(self.places[i], self.places[j], strict=True)), Fraction(0))

    def constant(self, image: tuple[int, ...]) -> Fraction:
        """The Lipschitz constant of a map."""
        pairs = [(i, j) for i in range(len(self.places)) for j in range(i)]
        return max(self.apart(image[i], image[j]) / self.apart(i, j) for i, j in pairs)

    def fixed(self, image: tuple[int, ...]) -> list[int]:
        """The fixed points."""
        return [i for i, j in enumerate(image) if i == j]

    def maps(self) -> list[tuple[int, ...]]:
        """Every map of the space into itself."""
        return [*product(range(len(self.places)), repeat=len(self.places))]


def banach(beta: Any, k: int) -> Any:
    """βᵏ/(1 − β)."""
    return beta**k / (1 - beta)


def not_one(space: Finite, image: tuple[int, ...]) -> str | None:
    """A map that has not just one fixed point."""
    found = space.fixed(image)
    return None if len(found) == 1 else f"{image} of {shown(space)} has the fixed points {found}"


def shown(space: Finite) -> str:
    """The points."""
    return ", ".join(f"({a}, {b})" for a, b in space.places)


def too_far(space: Finite, image: tuple[int, ...], rate: Rate) -> str | None:
    """A start from which the iterates are not as near to the fixed point as a rate says."""
    beta, goal = space.constant(image), space.fixed(image)[0]
    for start in range(len(image)):
        at = start
        for k in range(STEPS):
            if space.apart(at, goal) > rate(beta, k) * space.apart(start, image[start]):
                return f"{image} of {shown(space)}: β = {beta}, k = {k}, start {start}"
            at = image[at]
    return None


def contraction(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """All maps of finite spaces, exactly; and maps of columns in float64."""
    spaces = [Finite.drawn(rng, count) for count in (2, 3, 4, 3)[: max(3, round(4 * scale))]]
    every = [(space, image, space.constant(image)) for space in spaces for image in space.maps()]
    strict = [(space, image) for space, image, beta in every if beta < 1]

    def rates(rate: Rate) -> Any:
        return (too_far(space, image, rate) for space, image in strict)

    wrong = [
        rejects("β = 1 will do", (not_one(space, image) for space, image, beta in every if beta <= 1)),
        rejects("the rate βᵏ⁺¹/(1 − β)", rates(lambda beta, k: banach(beta, k + 1))),
        rejects("the rate βᵏ", rates(lambda beta, k: beta**k)),
        rejects("the rate βᵏ/(1 + β)", rates(lambda beta, k: beta**k / (1 + beta))),
        rejects("a space that is not complete will do", [halving()]),
    ]
    failures = (not_one(space, image) or too_far(space, image, banach) for space, image in strict)
    detail = f"{len(strict)} contractions among the {len(every)} maps of {len(spaces)} finite spaces."
    affine = flows_contractions.contraction(rng, scale)
    return [tally(detail, failures, wrong), smooth_contractions(rng, scale), affine]


def halving() -> str | None:
    """The map x ↦ x/2 of (0, 1] has the constant ½, and its only fixed point on the line is 0."""
    fixed = Fraction(0) / (1 - Fraction(1, 2))
    return None if 0 < fixed <= 1 else f"x/2 on (0, 1]: x = x/2 only at {fixed}"


# Maps of columns
@dataclass(frozen=True)
class Smooth:
    """z ↦ A·tanh(z + a) + c, with the spectral norm of A as its Lipschitz constant."""

    weights: np.ndarray
    inner: np.ndarray
    outer: np.ndarray

    @classmethod
    def drawn(cls, rng: Generator, beta: float) -> Smooth:
        """A random map with this constant."""
        size = int(rng.integers(1, 7))
        weights = rng.standard_normal((size, size))
        weights *= beta / np.linalg.norm(weights, 2)
        return cls(weights, rng.standard_normal(size), 3 * rng.standard_normal(size))

    @property
    def beta(self) -> float:
        """The Lipschitz constant."""
        return float(np.linalg.norm(self.weights, 2))

    def __call__(self, z: np.ndarray) -> np.ndarray:
        """The image."""
        return self.weights @ np.tanh(z + self.inner) + self.outer


Step = Callable[[np.ndarray], np.ndarray]


def solved(residual: Step, start: np.ndarray) -> np.ndarray:
    """A root by SciPy's hybrid Powell method, which knows nothing of iterates."""
    from scipy.optimize import root

    return np.asarray(root(residual, start, tol=1e-13).x)


def late(step: Step, start: np.ndarray, goal: np.ndarray, beta: float, rate: Rate) -> str | None:
    """How many steps leave the iterates further from the goal than a rate says."""
    first = np.linalg.norm(step(start) - start)
    at = start
    for k in range(4 * STEPS):
        gap, most = float(np.linalg.norm(at - goal)), float(rate(beta, k) * first)
        if gap > most + CLOSE * (1 + float(first)):
            return f"β = {beta:.3g}, {len(start)} entries: after {k} steps {gap:.6g} away, not {most:.6g}"
        at = step(at)
    return None


def constants(rng: Generator, scale: float) -> list[float]:
    """Constants from 0 to near 1."""
    return [0.0, *rng.uniform(0, 0.97, round(16 * scale) + 6)]


def smooth_contractions(rng: Generator, scale: float) -> Outcome:
    """Random smooth maps of columns against SciPy's root of f(z) − z."""
    drawn = [(f, 3 * rng.standard_normal(len(f.inner))) for f in (Smooth.drawn(rng, b) for b in constants(rng, scale))]

    def failures(rate: Rate) -> Any:
        return (late(f, z, solved(lambda at, f=f: f(at) - at, z), f.beta, rate) for f, z in drawn)

    wrong = [rejects("the rate βᵏ⁺¹/(1 − β) for columns", failures(lambda beta, k: banach(beta, k + 1)))]
    return tally(f"{len(drawn)} smooth contractions of columns against SciPy's roots.", failures(banach), wrong)


# Residual layers
def residual_inverse(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The iteration against SciPy's root of z + f(z) − y, from two starts."""
    layers = [Smooth.drawn(rng, beta) for beta in constants(rng, scale)]
    drawn = [(f, 3 * rng.standard_normal(len(f.inner)), 3 * rng.standard_normal(len(f.inner))) for f in layers]

    def inverse(f: Smooth, y: np.ndarray, start: np.ndarray) -> np.ndarray:
        return solved(lambda z: z + f(z) - y, start)

    def iterated(sign: int, rate: Rate) -> Any:
        return (late(lambda z, f=f, y=y: y + sign * f(z), z, inverse(f, y, z), f.beta, rate) for f, y, z in drawn)

    def several(f: Smooth, y: np.ndarray, z: np.ndarray) -> str | None:
        one, two = inverse(f, y, z), inverse(f, y, -2 * z)
        same = np.allclose(one, two, atol=1e-7) and np.allclose(one + f(one), y, atol=1e-7)
        return None if same else f"β = {f.beta:.3g}: both {one} and {two}"

    wrong = [
        rejects("z ← y + f(z)", iterated(1, banach)),
        rejects("the rate βᵏ⁺¹/(1 − β)", iterated(-1, lambda beta, k: banach(beta, k + 1))),
        rejects("the constant 1 will do", [turned(y) for _, y, _ in drawn]),
    ]
    right = iterated(-1, banach)
    detail = f"{len(drawn)} residual layers were inverted by the iteration and by SciPy."
    smooth = tally(detail, (late_ or several(*at) for late_, at in zip(right, drawn, strict=True)), wrong)
    return [smooth, flows_contractions.residual_inverse(rng, scale)]


def turned(y: np.ndarray) -> str | None:
    """The layer z + f(z) with f(z) = −z, of constant 1, is 0 everywhere."""
    z = np.linspace(-9, 9, 19)[:, None] * np.ones(len(y))
    return f"z − z is never {y}" if np.all(np.abs(z - z - y).max(axis=1) > CLOSE) else None


# Autoregressive layers
def autoregressive(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Masked networks: Jacobians by complex steps, their determinants by elimination."""
    sizes = rng.integers(1, 7, round(12 * scale) + 6)
    drawn = [(Masked.drawn(rng, k), rng.standard_normal(k), rng.standard_normal(k)) for k in map(int, sizes)]
    open_ones = [(Masked.drawn(rng, k, masked=False), rng.standard_normal(k)) for k in map(int, sizes)]

    def ahead(net: Masked, x: np.ndarray, factor: float = -1) -> str | None:
        return apart(log_det(net.noise, x), factor * float(net.parts(x)[1].sum()), len(x))

    def back(net: Masked, noise: np.ndarray, factor: float = 1) -> str | None:
        return apart(log_det(net.data, noise), factor * float(net.parts(net.data(noise))[1].sum()), len(noise))

    def other(net: Masked, x: np.ndarray, sign: int = -1) -> str | None:
        m, s = net.parts(x)
        a, b = sign * s, -m * np.exp(-s)
        gap = float(np.abs(x * np.exp(a) + b - net.noise(x)).max())
        return apart(gap, 0.0, len(x)) or apart(log_det(net.noise, x), float(a.sum()), len(x))

    def undone(net: Masked, x: np.ndarray) -> str | None:
        return apart(float(np.abs(net.data(net.noise(x)) - x).max()), 0.0, len(x))

    wrong = [
        rejects("data → noise: +Σ s", (ahead(net, x, 1) for net, x, _ in drawn)),
        rejects("noise → data: −Σ s", (back(net, v, -1) for net, _, v in drawn)),
        rejects("−2Σ s", (ahead(net, x, -2) for net, x, _ in drawn)),
        rejects("m and s may depend on all entries", (ahead(net, x) for net, x in open_ones)),
        rejects("a = s in zuko's form", (other(net, x, 1) for net, x, _ in drawn)),
    ]
    failures = (ahead(net, x) or back(net, v) or other(net, x) or undone(net, x) for net, x, v in drawn)
    return [tally(f"{len(drawn)} masked networks of 1 to 6 entries, both ways.", failures, wrong)]


def apart(found: float, claim: float, count: int) -> str | None:
    """A counterexample where two numbers differ."""
    close = abs(found - claim) < CLOSE * (1 + abs(found) + abs(claim))
    return None if close else f"{count} entries: {found:.9g}, not {claim:.9g}"


CHECKS: Final[dict[str, Any]] = with_samples(
    "flows", {check.__name__: check for check in (contraction, residual_inverse, autoregressive)}
)
