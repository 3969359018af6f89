"""A sample space with independent standard normal coordinates ω₀, ω₁, …, and affine functions of them.

No finite space carries a random variable that has a density on the line: this is the space for those. A point of it is
only ever named by its coordinates, polynomial variables, so that whatever is said of one is said of all. Moments are
exact: E[ωᵏ] = 1·3·…·(k − 1) for even k and 0 for odd k. Affine functions are jointly normal: they are independent just
when their covariance is 0, and their laws are known by mean and covariance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from derivations.refuter import dense, exact
from derivations.refuter.exact import Poly, Unclear, Undefined
from derivations.refuter.waves import Law, Quadratic, Wave, quadratic

LARGEST = 1000  # coordinates of one point


@dataclass(frozen=True)
class Normals:
    """The law of the independent standard normal coordinates."""

    def __str__(self) -> str:
        """Name it."""
        return "the law of independent standard normal w_0, w_1, ..."


class Sample(NamedTuple):
    """Any point of the space; two with different levels have nothing to do with each other."""

    level: int

    def coordinate(self, i: int) -> Poly:
        """A coordinate: a polynomial variable."""
        if i >= LARGEST:
            raise Unclear("a coordinate too far out")
        return Poly({((self.variable(i), 1),): Fraction(1)})

    def variable(self, i: int) -> int:
        """The name of a coordinate."""
        return -(self.level * LARGEST + i + 1)

    def owns(self, variable: int) -> bool:
        """Whether a variable is a coordinate of this point."""
        return -(self.level + 1) * LARGEST <= variable < -self.level * LARGEST


class Row(NamedTuple):
    """constant + Σ factorᵢ·ωᵢ."""

    constant: Fraction
    factors: tuple[tuple[int, Fraction], ...] = ()

    def at(self, sample: Sample) -> Any:
        """The number at a point."""
        terms = ((sample.coordinate(i) * f) for i, f in self.factors)
        return sum(terms, self.constant)

    def __str__(self) -> str:
        """Write it out."""
        parts = [f"w_{i}" if f == 1 else f"{f}*w_{i}" for i, f in self.factors]
        return " + ".join([str(self.constant)] * (bool(self.constant) or not parts) + parts)


@dataclass(frozen=True)
class Affine:
    """A random column (a random number if it has one row), affine in the coordinates."""

    rows: tuple[Row, ...]

    def __call__(self, sample: Any) -> Any:
        """The column at a point."""
        if not isinstance(sample, Sample):
            raise Unclear("a point of another space")
        return dense.build(len(self.rows), 1, lambda i, j: self.rows[i].at(sample))

    def __str__(self) -> str:
        """Write it out."""
        return str(self.rows[0]) if len(self.rows) == 1 else f"({', '.join(map(str, self.rows))})"


def constant(value: Fraction) -> Affine:
    """The same number everywhere."""
    return Affine((Row(value),))


def standard(first: int, size: int, shift: Fraction = Fraction(0), scale: Fraction = Fraction(1)) -> Affine:
    """The column shift + scale·(ω_first, …), of this size."""
    return Affine(tuple(Row(shift, ((first + i, scale),)) for i in range(size)))


def affine(value: Any, sample: Sample) -> Affine:
    """The random column with this value at a point; Unclear when it is not affine."""
    return Affine(tuple(_row(x, sample) for x in dense.entries(value)))


def _row(value: Any, sample: Sample) -> Row:
    if isinstance(value, Fraction):
        return Row(value)
    if not isinstance(value, Poly) or value.degree > 1:
        raise Unclear("a random variable that is not affine in the coordinates")
    factors = dict[int, Fraction]()
    for monomial, c in value.terms.items():
        for variable, _ in monomial:
            if not sample.owns(variable):
                raise Unclear("a random variable that depends on something else")
            factors[-variable - sample.level * LARGEST - 1] = c
    return Row(value.terms.get((), Fraction(0)), tuple(sorted(factors.items())))


def covariance(x: Affine, y: Affine) -> tuple[tuple[Fraction, ...], ...]:
    """The covariances of the entries of two random columns."""
    return tuple(tuple(_together(r, dict(s.factors)) for s in y.rows) for r in x.rows)


def _together(row: Row, factors: dict[int, Fraction]) -> Fraction:
    return sum((f * factors.get(i, Fraction(0)) for i, f in row.factors), Fraction(0))


def law(x: Affine) -> Law:
    """The mean and the covariance of a random column."""
    return Law(tuple(r.constant for r in x.rows), covariance(x, x))


def exists(value: Any, sample: Sample) -> bool:
    """Whether there is a mean: of a polynomial always, of e^P for a P that grows more slowly than ½|ω|²."""
    if isinstance(value, Wave):
        return dense.definite(_weighed(value, sample).curvature, strictly=True)
    mean(value, sample)  # polynomials only
    return True


def _weighed(value: Wave, sample: Sample) -> Quadratic:
    """P − ½|ω|² for the coordinates ω in P."""
    names = sorted({i for m in value.exponent.terms for i, _ in m})
    if not all(sample.owns(i) for i in names):
        raise Unclear("an exponential of something else than coordinates")
    bell = Poly({((i, 2),): Fraction(-1, 2) for i in names})
    return quadratic(value.exponent.plus(bell), names)


def _mean_of_wave(value: Wave, sample: Sample) -> Any:
    """∫√c·(2π)^{−k/2}·e^P, by completing the square."""
    form = _weighed(value, sample)
    if not dense.definite(form.curvature, strictly=True):
        raise Undefined("an exponential without a mean")
    height = exact.exponential(form.top(dense.inverse(form.curvature)))
    total = height * exact.root(value.square / dense.determinant(form.curvature))
    for _ in range(abs(value.bells)):
        total = exact.bell(total) if value.bells > 0 else total * exact.root(2 * exact.pi())
    return total


def mean(value: Any, sample: Sample) -> Any:
    """The integral of a polynomial in the coordinates of a point, where other variables stay, or of e^P.

    Raises:
        Undefined: e^P has no integral.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, Wave):
        return _mean_of_wave(value, sample)
    if not isinstance(value, Poly):
        raise Unclear("an integrand that is no polynomial in the coordinates")
    total = Poly({})
    for monomial, c in value.terms.items():
        own = [power for i, power in monomial if sample.owns(i)]
        rest = tuple((i, power) for i, power in monomial if not sample.owns(i))
        total = total.plus(Poly({rest: c * moment(own)}))
    return total if total.degree else total.terms.get((), Fraction(0))


def moment(powers: Sequence[int]) -> Fraction:
    """E[Π ωᵢ^{kᵢ}]."""
    if any(k % 2 for k in powers):
        return Fraction(0)
    return Fraction(prod(prod(range(1, k, 2)) for k in powers))
