"""Multiples of square roots of polynomials that are nowhere negative: lengths of columns, for statements about all.

c·√P ≤ e·√Q with c, e ≥ 0 says that c²·P ≤ e²·Q. Nothing here knows the kernel.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivations.refuter import quadratic
from derivations.refuter.exact import Poly, Scalar, Symbolic, Unclear


class Norm(Symbolic):
    """factor·√square, the square nowhere negative."""

    rank = Poly.rank + 1

    def __init__(self, factor: Fraction, square: Poly) -> None:
        """Keep both."""
        self.factor, self.square = factor, square

    def __repr__(self) -> str:
        return f"{self.factor}*sqrt({self.square.terms})"

    def lift(self, other: Any) -> Norm:
        """A rational."""
        if isinstance(other, Poly) and not other.degree:
            other = other.terms.get((), Fraction(0))
        if not isinstance(other, int | Fraction):
            raise Unclear("a root together with another polynomial")
        return Norm(Fraction(other), Poly({(): Fraction(1)}))

    def plus(self, other: Norm) -> Scalar:
        """Sums are not kept."""
        if not other.factor or not self.factor:
            return self if self.factor else other
        raise Unclear("a sum of roots")

    def times(self, other: Norm) -> Scalar:
        """Product."""
        return Norm(self.factor * other.factor, self.square.times(other.square))

    def sign(self) -> int | None:
        """0, or not decided: the root may vanish."""
        return None if self.factor else 0


def norm(square: Poly) -> Norm:
    """√square; Unclear when it may be negative somewhere."""
    if not quadratic.at_least(square, Fraction(0), strictly=False):
        raise Unclear("the root of a polynomial that is negative somewhere")
    return Norm(Fraction(1), square)


def squared(value: Any) -> Any:
    """The square of a number that is at least 0."""
    if isinstance(value, Norm) and value.factor >= 0:
        return value.square.times(Poly({(): value.factor**2}))
    if isinstance(value, Fraction) and value >= 0:
        return value * value
    raise Unclear("not a length")
