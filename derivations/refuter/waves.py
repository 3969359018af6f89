"""Products of normal densities in several variables at once: √c·(2π)^{−k/2}·e^{P}, with a polynomial P.

Two such numbers are the same function when c, k and P agree; that a number is the density of N(m, Σ) is decided by
completing the square. Nothing here knows the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from derivations.refuter import dense
from derivations.refuter.exact import Poly, Scalar, Symbolic, Unclear

ONE = Fraction(1)


class Wave(Symbolic):
    """√c·(2π)^{−k/2}·e^{P} with c > 0, a function of the variables of P: never 0."""

    rank = Poly.rank + 1

    def __init__(self, square: Fraction, bells: int, exponent: Poly) -> None:
        """Keep c, k and P."""
        self.square, self.bells, self.exponent = square, bells, exponent

    def __repr__(self) -> str:
        return f"sqrt({self.square})*(2*pi)^(-{self.bells}/2)*exp({self.exponent.terms})"

    def lift(self, other: Any) -> Wave:
        """A positive rational."""
        if isinstance(other, Poly) and not other.degree:
            other = other.terms.get((), Fraction(0))
        if not isinstance(other, int | Fraction) or other <= 0:
            raise Unclear("a sum, or a product with a number that is not rational and positive")
        return Wave(Fraction(other) ** 2, 0, Poly({}))

    def plus(self, other: Wave) -> Scalar:
        """No sum is of this kind."""
        raise Unclear("a sum of exponentials of polynomials")

    def times(self, other: Wave) -> Wave:
        """Product."""
        return Wave(self.square * other.square, self.bells + other.bells, self.exponent.plus(other.exponent))

    def sign(self) -> int:
        """Positive everywhere."""
        return 1

    def reciprocal(self) -> Wave:
        """1/x."""
        return Wave(1 / self.square, -self.bells, self.exponent.times(Poly({(): -ONE})))

    def bell(self) -> Wave:
        """x/√(2π)."""
        return Wave(self.square, self.bells + 1, self.exponent)

    def over_root(self, number: Fraction) -> Wave:
        """x/√number."""
        return Wave(self.square / number, self.bells, self.exponent)

    def root(self) -> Scalar:
        """Not of this kind."""
        raise Unclear("the root of an exponential of a polynomial")

    exponential = logarithm = root


def quadratic(exponent: Poly, names: Sequence[int]) -> Quadratic:
    """A polynomial in these variables as c + bᵀx − ½xᵀAx.

    Raises:
        Unclear: it has other variables, or its degree is above 2.
    """
    terms, size = exponent.terms, len(names)
    if exponent.degree > 2 or any(i not in names for m in terms for i, _ in m):
        raise Unclear("an exponent that is no quadratic polynomial in these variables")

    def entry(i: int, j: int) -> Fraction:
        key = ((names[i], 2),) if i == j else tuple(sorted(((names[i], 1), (names[j], 1))))
        return -terms.get(key, Fraction(0)) * (2 if i == j else 1)

    slope = dense.build(size, 1, lambda i, j: terms.get(((names[i], 1),), Fraction(0)))
    return Quadratic(terms.get((), Fraction(0)), slope, dense.build(size, size, entry))


class Quadratic(NamedTuple):
    """c + bᵀx − ½xᵀAx."""

    constant: Fraction
    slope: Any
    curvature: Any

    def top(self, inverse: Any) -> Fraction:
        """The value at A⁻¹b, where the slope is 0."""
        if not dense.entries(self.slope):
            return self.constant
        form = dense.times(dense.transpose(self.slope), dense.times(inverse, self.slope))
        return self.constant + dense.entries(form)[0] / 2


class Law(NamedTuple):
    """A mean and a covariance, entry by entry."""

    mean: tuple[Fraction, ...]
    covariance: tuple[tuple[Fraction, ...], ...]


def normal_law(value: Any, names: list[int]) -> Law | None:
    """The mean and covariance of which a number is the normal density in these variables; None when it is none."""
    if not isinstance(value, Wave):
        return None
    try:
        form, size = quadratic(value.exponent, names), len(names)
    except Unclear:
        return None
    if not dense.definite(form.curvature, strictly=True):
        return None
    covariance = dense.inverse(form.curvature)
    if form.top(covariance) or value.bells != size or value.square != dense.determinant(form.curvature):
        return None
    mean = dense.times(covariance, form.slope)
    rows = tuple(tuple(dense.at(covariance, i, j) for j in range(size)) for i in range(size))
    return Law(tuple(dense.entries(mean)), rows)
