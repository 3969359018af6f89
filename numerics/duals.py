"""Derivatives by dual numbers a + bε, ε² = 0, over any field: exact over the rationals, enclosed over balls.

Nested derivatives take duals over duals: every level has its own ε, because all values are lifted on entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numerics.errors import Undefined


@dataclass(unsafe_hash=True, slots=True)  # not frozen, for speed
class Dual:
    """The number a + bε."""

    a: Any
    b: Any
    depth: int

    def __add__(self, other: Dual) -> Dual:
        """Sum."""
        return Dual(self.a + other.a, self.b + other.b, self.depth)

    def __sub__(self, other: Dual) -> Dual:
        """Difference."""
        return Dual(self.a - other.a, self.b - other.b, self.depth)

    def __neg__(self) -> Dual:
        """Opposite."""
        return Dual(-self.a, -self.b, self.depth)

    def __mul__(self, other: Dual) -> Dual:
        """The product rule."""
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a, self.depth)

    def __truediv__(self, other: Dual) -> Dual:
        """The quotient rule; the caller has seen that the denominator is not 0."""
        quotient = self.a / other.a
        return Dual(quotient, (self.b - quotient * other.b) / other.a, self.depth)


class Duals:
    """Dual numbers over a base field."""

    def __init__(self, base: Any) -> None:
        """Take the field of the parts."""
        self.base = base
        self.depth: int = getattr(base, "depth", 0) + 1
        self.name = f"dual numbers over {base.name}"

    def number(self, value: Any) -> Dual:
        """A constant; a dual number of this depth is taken as it is."""
        if isinstance(value, Dual) and value.depth == self.depth:
            return value
        return Dual(self.base.number(value), self.base.number(0), self.depth)

    def moving(self, value: Any) -> Dual:
        """The number value + ε."""
        return Dual(self.base.number(value), self.base.number(1), self.depth)

    def sign(self, value: Dual) -> int:
        """The sign of the real part; Undefined where it is 0 but moves."""
        sign = self.base.sign(value.a)
        if sign == 0 and self.base.sign(value.b) != 0:
            raise Undefined("a case distinction at its border")
        return sign

    def pivot(self, column: Sequence[Dual]) -> int | None:
        """A pivot by the real parts; a column that vanishes only there has no derivative to speak of."""
        found = self.base.pivot([entry.a for entry in column])
        if found is None and self.base.pivot([entry.b for entry in column]) is not None:
            raise Undefined("an elimination at a singular matrix")
        return found

    def divide(self, top: Dual, bottom: Dual) -> Dual:
        """The quotient rule; Undefined for a zero denominator."""
        quotient = self.base.divide(top.a, bottom.a)
        return Dual(quotient, self.base.divide(top.b - quotient * bottom.b, bottom.a), self.depth)

    def pi(self) -> Dual:
        """The constant π."""
        return self.number(self.base.pi())

    def apply(self, name: str, value: Dual) -> Dual:
        """The chain rule; Undefined where the function has no derivative."""
        base, inner = self.base, self.base.apply(name, value.a)
        if name == "abs":
            if base.sign(value.a) == 0:
                raise Undefined("the derivative of abs at 0")
            return Dual(inner, value.b * base.number(base.sign(value.a)), self.depth)
        if name == "exp":
            return Dual(inner, value.b * inner, self.depth)
        bottom = value.a if name == "log" else base.number(2) * inner
        return Dual(inner, base.divide(value.b, bottom), self.depth)
