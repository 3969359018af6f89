"""Bounds for what an integral over t from R to infinity can amount to: how much at most, or that it is infinite.

Every number v(t) is kept between polynomials in s = t − R, with ball coefficients: `low` ≤ v ≤ `high`, and
`floor` ≤ log|v| ≤ `ceiling`; None where nothing is known. One polynomial is seen to be at most another by comparing
coefficients, which is enough since s ≥ 0. If log|v| ≤ h₀ + h₁·s + … with h₁ < 0 and no positive coefficient
after it, the integral of |v| is at most e^{h₀}/(−h₁). If log|v| ≥ h₀ + h₁·s + … with no negative coefficient after
h₀, the integral of |v| is infinite.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add, sub
from typing import Any

from flint import arb, fmpq

from numerics.charts import (
    Chart,
    Line,
    Number,
    OnPiece,
    Piece,
    added,
    divided,
    known_product,
    known_sum,
    multiplied,
)
from numerics.errors import Unresolved
from numerics.tail_polynomials import (
    Poly,
    above,
    at_least,
    dominated,
    exponential_of,
    higher,
    logarithm_of,
    opposite,
    plus,
    times,
)


class Bound(Number):
    """A number between bounds for all t ≥ R."""

    __slots__ = ("_ceiling", "_floor", "_high", "_logarithm", "_low", "fixed")

    def __init__(
        self,
        field: Any,
        known: int | None,
        linear: tuple[Poly | None, Poly | None] = (None, None),
        logs: tuple[Poly | None, Poly | None] = (None, None),
        line: Line | None = None,
    ) -> None:
        """Take the sign, and bounds of the number and of the logarithm of its absolute value."""
        super().__init__(field, known, line)
        (self._low, self._high), (self._floor, self._ceiling) = linear, logs
        self.fixed: arb | None = None  # the ball of a constant
        self._logarithm: Callable[[], Bound] | None = None  # of what an exponential was made into
        if self.known is None and self._low is not None and at_least(self._low) and self._low[0] > 0:
            self.known = 1
        if self.known is None and self._high is not None and at_least(opposite(self._high) or ()) and self._high[0] < 0:
            self.known = -1

    @property
    def ceiling(self) -> Poly | None:
        """Above log|v|."""
        if self._ceiling is None and self._low is not None and self._high is not None:
            return logarithm_of(above(above(self._high, opposite(self._low)), (arb(0),)) or ())
        return self._ceiling

    @property
    def floor(self) -> Poly | None:
        """Below log|v|."""
        nearest = self._low if self.known == 1 else opposite(self._high) if self.known == -1 else None
        if self._floor is None and nearest is not None and at_least(nearest) and nearest[0] > 0:
            return (nearest[0].log(),)
        return self._floor

    def _size(self) -> arb | None:
        """A constant above |v|, when log|v| has a ceiling that does not rise."""
        ceiling = self._ceiling
        return ceiling[0].exp() if ceiling and all(c <= 0 for c in ceiling[1:]) else None

    @property
    def low(self) -> Poly | None:
        """Below v."""
        if self._low is None and self.known in (0, 1):
            return exponential_of(self._floor)
        size = self._size()
        return (-size,) if self._low is None and size is not None else self._low

    @property
    def high(self) -> Poly | None:
        """Above v."""
        if self._high is None and self.known in (0, -1):
            return opposite(exponential_of(self._floor))
        size = self._size()
        return (size,) if self._high is None and size is not None else self._high

    @property
    def polynomial(self) -> bool:
        """Whether v is itself a polynomial in s with coefficients in these balls: both bounds are the same."""
        if self._low is None or self._high is None or len(self._low) != len(self._high):
            return False
        return all(x.mid() == y.mid() and x.rad() == y.rad() for x, y in zip(self._low, self._high, strict=True))

    def __neg__(self) -> Bound:
        """Opposite."""
        if self.fixed is not None and self.line is None:
            return self.field.constant(-self.fixed)
        line = None if self.line is None else (-self.line[0], -self.line[1])
        known = None if self.known is None else -self.known
        linear = opposite(self._high), opposite(self._low)
        return self.opposed(Bound(self.field, known, linear, (self._floor, self._ceiling), line))

    def __add__(self, other: Bound) -> Bound:
        """Sum."""
        plain = self.plain(other, added)
        if plain is not None or self.known == 0 or other.known == 0:
            return plain or (other if self.known == 0 else self)
        return self.compared(other, self._sum(other))

    def _sum(self, other: Bound) -> Bound:
        """The bounds of a sum; of two signs the larger one, when it is at least twice the other."""
        two = (arb(2).log(),)
        linear = plus(self.low, other.low), plus(self.high, other.high)
        ceiling = plus(above(self.ceiling, other.ceiling), two)
        known = known_sum(self.known, other.known)
        if known is not None:
            return Bound(self.field, known, linear, (higher(self.floor, other.floor), ceiling))
        for a, b in ((self, other), (other, self)):
            if a.known is not None and dominated(plus(b.ceiling, two), a.floor):
                return Bound(self.field, a.known, linear, (plus(a.floor, opposite(two)), ceiling))
        return Bound(self.field, None, linear, (None, ceiling))

    def __sub__(self, other: Bound) -> Bound:
        """Difference."""
        return self + -other

    def __mul__(self, other: Bound) -> Bound:
        """Product."""
        plain = self.plain(other, multiplied)
        if plain is not None:
            return plain
        if self.fixed is not None and other.fixed is not None:
            return self.field.constant(self.fixed * other.fixed)
        known = known_product(self.known, other.known)
        at_least_zero = 1 if known is None and self is other else known
        logs = plus(self.floor, other.floor), plus(self.ceiling, other.ceiling)
        linear = ((arb(0),), None) if known is not at_least_zero else self._range(other)
        found = Bound(self.field, at_least_zero, linear, logs)
        found.weak = self.weak or other.weak or (known is None and self.line is None)
        return self._remembering(other, add, found)

    def _remembering(self, other: Bound, rule: Callable[[Bound, Bound], Bound], found: Bound) -> Bound:
        """The product, or the quotient: its logarithm is the sum, or the difference, of those of two positive parts."""
        if self.known == other.known == 1 and (self._logarithm or other._logarithm):
            found._logarithm = lambda: rule(self.log(), other.log())
        return found

    def _range(self, other: Bound) -> tuple[Poly | None, Poly | None]:
        """The product with a constant, or of two ranges, each of one sign."""
        for constant, moving in ((self.fixed, other), (other.fixed, self)):
            if constant is not None and (constant > 0 or constant < 0 or moving.polynomial):
                low, high = times((constant,), moving.low), times((constant,), moving.high)
                return (high, low) if constant < 0 else (low, high)
        if self.known is None or other.known is None:
            return None, None
        small = [b.low if b.known == 1 else opposite(b.high) for b in (self, other)]
        large = [b.high if b.known == 1 else opposite(b.low) for b in (self, other)]
        small = [s if s is not None and at_least(s) else (arb(0),) for s in small]
        low, high = times(*small), times(*large)
        return (low, high) if self.known == other.known else (opposite(high), opposite(low))

    def __truediv__(self, other: Bound) -> Bound:
        """Quotient."""
        plain = self.plain(other, divided)
        if plain is not None:
            return plain
        if other is self and self.known:
            return self.field.constant(arb(1))
        if other.line is not None and not other.line[1]:
            return self * self.field.from_line((1 / other.line[0], fmpq(0)))
        if other.fixed is not None and other.known:
            return self * self.field.constant(1 / other.fixed)
        logs = plus(self.floor, opposite(other.ceiling)), plus(self.ceiling, opposite(other.floor))
        found = Bound(self.field, known_product(self.known, other.known), (None, None), logs)
        return self._remembering(other, sub, found)

    def exp(self) -> Bound:
        """The exponential."""
        if self.fixed is not None:
            return self.field.constant(self.fixed.exp())
        found = Bound(self.field, 1, (None, None), (self.low, self.high))
        found._logarithm = lambda: self
        return found

    def log(self) -> Bound:
        """The logarithm."""
        if self.fixed is not None:
            return self.field.constant(self.fixed.log())
        return self._logarithm() if self._logarithm else Bound(self.field, None, (self.floor, self.ceiling))

    def sqrt(self) -> Bound:
        """The root."""
        if self.fixed is not None:
            return self.field.constant(self.fixed.sqrt())
        half = (arb(1) / 2,)
        return Bound(self.field, 1, (None, None), (times(half, self.floor), times(half, self.ceiling)))


class Tail(OnPiece):
    """Numbers as t runs from `radius` to infinity."""

    def __init__(self, piece: Piece, chart: Chart, radius: fmpq) -> None:
        """Take where t begins."""
        super().__init__(piece, chart)
        self.radius = radius

    def from_line(self, line: Line) -> Bound:
        """The number a + b·x, which is c + d·t or c + d·e^(−t)."""
        (c, d), known = self.chart.coefficients(line), self.piece.sign(line)
        if not d:
            found = self.constant(arb(c))
            found.line = line
            return found
        if self.chart.end is None:
            value = (arb(c + d * self.radius), arb(d))
            return Bound(self, known, (value, value), line=line)
        shift = arb(d) * (-arb(self.radius)).exp()
        if not c:
            logs = (abs(shift).log(), arb(-1))
            return Bound(self, known, (None, None), (logs, logs), line)
        ends = (arb(c), arb(c) + shift)
        return Bound(self, known, ((ends[0].min(ends[1]),), (ends[0].max(ends[1]),)), line=line)

    def constant(self, value: arb) -> Bound:
        """A constant in a ball."""
        known = 1 if value > 0 else -1 if value < 0 else 0 if value.is_zero() else None
        logs = (abs(value).log(),) if known else None
        found = Bound(self, known, ((value,), (value,)), (logs, logs))
        found.fixed = value
        return found


def tail_bound(value: Bound) -> arb:
    """A number that ∫|v| dt over t ≥ R does not exceed; Unresolved when no decay is seen."""
    if value.known == 0:
        return arb(0)
    ceiling = value.ceiling
    if ceiling is None or len(ceiling) < 2 or not ceiling[1] < 0 or not all(c <= 0 for c in ceiling[2:]):
        raise Unresolved("an integrand whose decay is not seen")
    return (ceiling[0].exp() / -ceiling[1]).upper()


def grows(value: Bound) -> bool:
    """Whether |v| is seen to stay above one positive number for all t ≥ R, so that its integral is infinite."""
    floor = value.floor
    return floor is not None and len(floor) > 0 and floor[0].is_finite() and at_least(floor[1:])
