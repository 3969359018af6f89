"""Evidence for the laws of `derivations.diffusion`: finite sample spaces exactly, convolutions by Arb.

Each function is named like the result it checks. Rates are squares of Pythagorean pairs, β = (3/5)² for one, so that
√β and √(1 − β) are rational and variances are exact. The forward process has its own module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from flint import arb
from numpy.random import Generator

from derivations.kernel.densities import normal
from derivations.kernel.formulas import sqrt
from derivations.kernel.terms import SPACE, Term, num
from numerics.column_maps import Column, column, shown
from numerics.diffusion_data import PAIRS
from numerics.exact import rational
from numerics.forward_process import kernel
from numerics.functions import Native
from numerics.gaussians import X, integrated
from numerics.intervals import enclosure
from numerics.matrices import Matrix
from numerics.normal_space import affine, standard
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.randomness import positive_number, rational_number
from numerics.spaces import Discrete, Lebesgue, table

if TYPE_CHECKING:
    from derivations.proof import Proof

Cell = tuple[Column, Column, Fraction]  # values of X and of ε, and the mass
ENDS: Final = ((Fraction(0), Fraction(1)), (Fraction(1), Fraction(0)))  # β = 0 and β = 1


# Finite sample spaces
@dataclass(frozen=True)
class Pair:
    """Two random columns on a finite space, and c, s with c² + s² = 1."""

    cells: tuple[Cell, ...]
    roots: tuple[Fraction, Fraction]

    @property
    def beta(self) -> Fraction:
        """β = s²."""
        return self.roots[1] ** 2

    def covariance(self, c: Fraction, s: Fraction) -> np.ndarray:
        """The covariance of c·X + s·ε, from all points of the space."""
        values = np.array([[c * a + s * b for a, b in zip(x, e, strict=True)] for x, e, _ in self.cells], dtype=object)
        masses = np.array([m for *_, m in self.cells], dtype=object)
        off = values - masses @ values
        return (off * masses[:, None]).T @ off

    def __str__(self) -> str:
        """Show the columns with their masses."""
        cells = "; ".join(f"{m}: x = {shown([x])}, ε = {shown([e])}" for x, e, m in self.cells)
        return f"β = {self.beta}, {cells}"


def two_valued(rng: Generator) -> list[tuple[Fraction, Fraction]]:
    """A number of mean 0 and variance 1 with two values: −r with mass 1/(1 + r²), 1/r with the rest."""
    r = positive_number(rng) + Fraction(1, 2)
    r = r if rng.random() < 0.5 else -r
    mass = 1 / (1 + r**2)
    return [(-r, mass), (1 / r, 1 - mass)]


def columns(rng: Generator, size: int) -> list[tuple[Column, Fraction]]:
    """A random column with covariance I and some mean."""
    entries, mean = [two_valued(rng) for _ in range(size)], [rational_number(rng) for _ in range(size)]
    return [
        (tuple(v + m for (v, _), m in zip(chosen, mean, strict=True)), prod((m for _, m in chosen), start=Fraction(1)))
        for chosen in product(*entries)
    ]


def independent(rng: Generator, size: int) -> Pair:
    """Independent columns with covariance I."""
    one, other = columns(rng, size), columns(rng, size)
    roots = (*PAIRS, *ENDS)[int(rng.integers(len(PAIRS) + len(ENDS)))]
    return Pair(tuple((x, e, a * b) for x, a in one for e, b in other), roots)


def same_column(rng: Generator, size: int) -> Pair:
    """ε is X itself."""
    roots = PAIRS[int(rng.integers(len(PAIRS)))]
    return Pair(tuple((x, x, m) for x, m in columns(rng, size)), roots)


def variance_preserving(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The covariance of √(1 − β)·x + √β·ε over all points of finite spaces, exactly and by NumPy."""
    drawn = [independent(rng, int(rng.integers(1, 4))) for _ in range(round(40 * scale) + 10)]
    copies = [same_column(rng, int(rng.integers(1, 4))) for _ in range(4)]

    def differs(at: Pair, c: Fraction, s: Fraction) -> str | None:
        found = at.covariance(c, s)
        return None if (found == np.eye(len(found), dtype=int)).all() else f"{at}: the covariance is {found.tolist()}"

    def by_numpy(at: Pair) -> str | None:
        """NumPy's own weighted covariance, in floating point."""
        values = [[float(at.roots[0] * a + at.roots[1] * b) for a, b in zip(x, e, strict=True)] for x, e, _ in at.cells]
        found = np.atleast_2d(np.cov(np.array(values).T, aweights=[float(m) for *_, m in at.cells], ddof=0))
        return None if np.allclose(found, np.eye(len(found)), atol=1e-12) else f"{at}: NumPy finds {found.tolist()}"

    wrong = [
        rejects("x + √β·ε", (differs(at, Fraction(1), at.roots[1]) for at in drawn)),
        rejects("(1 − β)·x + β·ε", (differs(at, 1 - at.beta, at.beta) for at in drawn)),
        rejects("√β·x + β·ε", (differs(at, at.roots[1], at.beta) for at in drawn)),
        rejects("√(1 − β)·x − β·ε", (differs(at, at.roots[0], -at.beta) for at in drawn)),
        rejects("noise that is x itself", (differs(at, *at.roots) for at in copies)),
    ]
    detail = f"√(1 − β)·x + √β·ε has covariance I on {len(drawn)} finite sample spaces, exactly and by NumPy."
    failures = (found for at in drawn for found in (differs(at, *at.roots), by_numpy(at)))
    return [tally(detail, failures, wrong)]


def _tabulated(values: Sequence[Column]) -> Native:
    """A random column by its values."""
    return Native(SPACE, lambda field, _, i: column(field, values[i % len(values)]), shown=shown(values))


@prior("diffusion.variance_preserving")
def sample_space(rng: Generator) -> Mapping[str, Any]:
    """A finite space with two independent columns of up to two entries, or now and then with two equal ones."""
    at = (same_column if rng.random() < 0.1 else independent)(rng, int(rng.integers(1, 3)))
    xs, es, masses = zip(*at.cells, strict=True)
    size = len(xs[0])
    means = [
        tuple(sum((m * v[i] for v, m in zip(vs, masses, strict=True)), Fraction(0)) for i in range(size))
        for vs in (xs, es)
    ]
    return {
        "d": size,
        "mu": Discrete(SPACE, (Fraction(1),) * len(masses)),
        "p": table(SPACE, masses),
        "X": _tabulated(xs),
        "E": _tabulated(es),
        "m": Matrix(size, 1, means[0]),
        "e": Matrix(size, 1, means[1]),
        "beta": at.beta,
    }


# Two normal numbers
def density(variance: Fraction, at: Fraction) -> Term:
    """N(at; 0, v), for a variance."""
    return normal(num(at), num(0), sqrt(num(variance)))


def convolved(a: Fraction, b: Fraction, at: Fraction) -> arb:
    """The density of a·ε₁ + b·ε₂ at a point, a, b ≠ 0: ∫ N(u; 0, a²)·N(at − u; 0, b²) du."""
    return integrated(normal(X, num(0), num(abs(a))) * normal(num(at) - X, num(0), num(abs(b))))


def power_mean(a: Fraction, b: Fraction, order: int) -> arb:
    """E[(a·ε₁ + b·ε₂)ᵏ] by the binomial theorem, E[ε₁ʲ] and E[ε₂ᵏ⁻ʲ] integrated."""
    standard_moments = [integrated(X**j * normal(X, num(0), num(1))) for j in range(order + 1)]
    terms = (
        arb(rational(comb(order, j) * a**j * b ** (order - j))) * standard_moments[j] * standard_moments[order - j]
        for j in range(order + 1)
    )
    return sum(terms, arb(0))


def sum_of_gaussians(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The convolution of both densities by Arb against N(0, a² + b²), and the moments up to the fourth."""
    pairs = [(_weight(rng), _weight(rng)) for _ in range(round(6 * scale) + 3)]
    places = [rational_number(rng) for _ in pairs]

    def differs(a: Fraction, b: Fraction, at: Fraction, variance: Fraction) -> str | None:
        found, stated = convolved(a, b, at), enclosure(density(variance, at), {})
        if found.overlaps(stated):
            return None
        return f"a = {a}, b = {b}: the density at {at} is {found}, N(0, {variance}) has {stated}"

    def moment(a: Fraction, b: Fraction, order: int, stated: Fraction) -> str | None:
        found = power_mean(a, b, order)
        return None if found.overlaps(arb(rational(stated))) else f"a = {a}, b = {b}: E[…^{order}] is {found}"

    def everywhere(variance: Callable[[Fraction, Fraction], Fraction]) -> Iterator[str | None]:
        return (differs(a, b, x, variance(a, b)) for (a, b), x in zip(pairs, places, strict=True))

    def moments(a: Fraction, b: Fraction) -> Iterator[str | None]:
        square = a**2 + b**2
        return (moment(a, b, k, v) for k, v in ((1, Fraction(0)), (2, square), (3, Fraction(0)), (4, 3 * square**2)))

    wrong = [
        rejects("N(0, (a + b)²)", everywhere(lambda a, b: (a + b) ** 2)),
        rejects("N(0, (|a| + |b|)²)", everywhere(lambda a, b: (abs(a) + abs(b)) ** 2)),
        rejects("N(0, (a² + b²)/2)", everywhere(lambda a, b: (a**2 + b**2) / 2)),
        rejects("N(0, a²·b²)", everywhere(lambda a, b: a**2 * b**2)),
        rejects("standard deviation a² + b²", everywhere(lambda a, b: (a**2 + b**2) ** 2)),
        rejects("E[(a·ε₁ + b·ε₂)⁴] = (a² + b²)²", (moment(a, b, 4, (a**2 + b**2) ** 2) for a, b in pairs)),
        rejects("noises that are only uncorrelated", (_uncorrelated(a, b) for a, b in pairs)),
    ]
    failures = [*everywhere(lambda a, b: a**2 + b**2), *(f for a, b in pairs for f in moments(a, b))]
    detail = f"The density of a·ε₁ + b·ε₂ and its moments up to the fourth were enclosed for {len(pairs)} pairs (a, b)."
    return [tally(detail, failures, wrong)]


def _weight(rng: Generator) -> Fraction:
    value = Fraction(int(rng.integers(2, 9)), 4)
    return value if rng.random() < 0.5 else -value


def _uncorrelated(a: Fraction, b: Fraction) -> str | None:
    """ε₂ = ±ε₁ with a fair sign: both N(0, 1) and uncorrelated; then E[(a·ε₁ + b·ε₂)⁴] is not 3(a² + b²)²."""
    found, stated = 3 * ((a + b) ** 4 + (a - b) ** 4) / 2, 3 * (a**2 + b**2) ** 2
    return None if found == stated else f"a = {a}, b = {b}, ε₂ = ±ε₁: the fourth moment is {found}, not {stated}"


@cache
def turned(c: Fraction, s: Fraction) -> Mapping[str, Any]:
    """The plane with two independent N(0, 1) coordinates, seen at an angle; the same objects every time."""
    rows = [(Fraction(0), (c, s)), (Fraction(0), (-s, c))]
    images = {name: affine(2, [row]) for name, row in zip(("E_1", "E_2"), rows, strict=True)}
    return {"mu": Lebesgue(2), "p": standard(2), **images}


@prior("diffusion.sum_of_gaussians")
def plane(rng: Generator) -> Mapping[str, Any]:
    """The plane at some angle, whose sine and cosine are rational."""
    return turned(*(*PAIRS, *ENDS)[int(rng.integers(len(PAIRS) + len(ENDS)))])


CHECKS: Final = {"variance_preserving": variance_preserving, "sum_of_gaussians": sum_of_gaussians, "kernel": kernel}
