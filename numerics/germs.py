"""Rational functions of one variable t over the rationals: exact limits, and exact degrees.

Evaluating a term at t itself, instead of at numbers, gives its limit as t → ∞, t → a or t ↓ a without any tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flint import fmpq, fmpq_poly

from numerics.errors import NotExact, Undefined
from numerics.exact import Rationals, rational


@dataclass(unsafe_hash=True, slots=True)  # not frozen, for speed
class Germ:
    """A quotient of polynomials in t, without a common factor, the denominator monic."""

    top: fmpq_poly
    bottom: fmpq_poly

    def __add__(self, other: Germ) -> Germ:
        """Sum."""
        return reduced(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other: Germ) -> Germ:
        """Difference."""
        return reduced(self.top * other.bottom - other.top * self.bottom, self.bottom * other.bottom)

    def __neg__(self) -> Germ:
        """Opposite."""
        return Germ(-self.top, self.bottom)

    def __mul__(self, other: Germ) -> Germ:
        """Product."""
        return reduced(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other: Germ) -> Germ:
        """Quotient; Undefined for a denominator that is 0 everywhere."""
        if not other.top:
            raise Undefined("a quotient by 0")
        return reduced(self.top * other.bottom, self.bottom * other.top)

    @property
    def degree(self) -> int | None:
        """The degree of a polynomial; None for a proper quotient."""
        return max(self.top.degree(), 0) if self.bottom.degree() == 0 else None

    def at_infinity(self) -> fmpq | None:
        """The limit as t → ∞; None when it is not finite."""
        up, down = self.top.degree(), self.bottom.degree()
        if up > down:
            return None
        return self.top[up] / self.bottom[down] if up == down else fmpq(0)

    def at(self, point: Any) -> fmpq | None:
        """The limit as t → point; None at a pole."""
        here = rational(point)
        return None if self.bottom(here) == 0 else self.top(here) / self.bottom(here)


UNIT: Final = fmpq_poly([1])


def reduced(top: fmpq_poly, bottom: fmpq_poly) -> Germ:
    """The germ of a quotient, in lowest terms."""
    if bottom.degree() == 0:
        lead = bottom[0]
        return Germ(top if lead == 1 else top / lead, UNIT)
    common = top.gcd(bottom)
    if common.degree() > 0:
        top, bottom = top // common, bottom // common
    lead = bottom[bottom.degree()]
    return Germ(top / lead, bottom / lead)


def line(start: Any, slope: Any) -> Germ:
    """The function start + slope·t."""
    return Germ(fmpq_poly([rational(start), rational(slope)]), fmpq_poly([1]))


VARIABLE = line(0, 1)


class Germs:
    """The field of rational functions."""

    name = "rational functions"

    def number(self, value: Any) -> Germ:
        """A constant."""
        return value if isinstance(value, Germ) else line(value, 0)

    def sign(self, value: Germ) -> int:
        """The sign of a constant; NotExact for anything that varies."""
        return Rationals().sign(self._constant(value))

    def pivot(self, column: Sequence[Germ]) -> int | None:
        """The first entry that is not 0 everywhere."""
        return next((i for i, entry in enumerate(column) if entry.top), None)

    def divide(self, top: Germ, bottom: Germ) -> Germ:
        """A quotient; Undefined for 0."""
        return top / bottom

    def pi(self) -> Germ:
        """Refuse: π is no rational."""
        raise NotExact("pi is irrational")

    def apply(self, name: str, value: Germ) -> Germ:
        """The functions, of constants only."""
        return self.number(Rationals().apply(name, self._constant(value)))

    @staticmethod
    def _constant(value: Germ) -> fmpq:
        if value.degree != 0:
            raise NotExact("a sign or a function of what varies")
        return value.top[0]
