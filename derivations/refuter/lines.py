"""Open intervals of the line, and the signs of polynomials of low degree on them.

Whoever needs to know a sign that changes in the interval is told to split it (`Split`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import Any

ZERO, ONE = Fraction(0), Fraction(1)


class Split(Exception):
    """The interval is to be split at this point."""

    def __init__(self, line: Line, at: Fraction) -> None:
        """Keep the variable's line and the point."""
        super().__init__(str(at))
        self.line, self.at = line, at


class Line:
    """One variable and the open interval in which it lies; None for an infinite end."""

    def __init__(self, low: Fraction | None = None, high: Fraction | None = None) -> None:
        """Keep the ends."""
        self.low, self.high = low, high
        self.signs: dict[Any, int | None] = {}

    @property
    def variable(self) -> Any:
        """x."""
        from derivations.refuter.symbols import Expr, Key

        return Expr({Key(ONE): ONE}, self)

    @property
    def inside(self) -> Fraction:
        """Some point of the interval."""
        if self.low is None:
            return ZERO if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2

    def holds(self, point: Fraction) -> bool:
        """Whether a point lies in the interval."""
        return (self.low is None or self.low < point) and (self.high is None or point < self.high)

    def side(self) -> int:
        """The sign of x."""
        if self.holds(ZERO):
            raise Split(self, ZERO)
        return 1 if self.inside > 0 else -1


def polynomial_sign(coefficients: tuple[Fraction, ...], line: Line) -> int | None:
    """The sign of a polynomial of degree up to 2 on an interval; Split at a rational root."""
    for root in _rational_roots(coefficients):
        if line.holds(root):
            raise Split(line, root)
    c, b, a = (*coefficients, ZERO, ZERO)[:3]

    def value(x: Fraction) -> Fraction:
        return (a * x + b) * x + c

    places = [p for p in (line.low, line.high, line.inside) if p is not None]
    if a and line.holds(-b / (2 * a)):
        places.append(-b / (2 * a))
    found = {(v > 0) - (v < 0) for v in map(value, places)} - {0}
    for end, far in ((line.low, -1), (line.high, 1)):
        lead = a or b * far
        if end is None and lead:
            found.add(1 if lead > 0 else -1)
    return found.pop() if len(found) == 1 else None


def _rational_roots(coefficients: tuple[Fraction, ...]) -> Iterator[Fraction]:
    c, b, a = (*coefficients, ZERO, ZERO)[:3]
    if not a:
        yield from [-c / b] if b else []
        return
    discriminant = b * b - 4 * a * c
    if discriminant >= 0:
        p, q = isqrt(discriminant.numerator), isqrt(discriminant.denominator)
        if p * p == discriminant.numerator and q * q == discriminant.denominator:
            yield from ((-b + s * Fraction(p, q)) / (2 * a) for s in (1, -1))
