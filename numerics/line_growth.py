"""Whether an integral over t from R to infinity is finite, where powers of t decide: of numbers like e^{αt}·t^β.

Every number v(t) is kept as v ∈ e^{αt}·t^β·J for all t ≥ R, with exact rates α and β and a ball J. So log x = −t and
1/x = e^t are exact towards x = 0, and what is left of 1/(x·(1 − log x)²)·dx is 1/t²·dt. If J is bounded away from 0
the integral is infinite for α > 0, and for α = 0 and β ≥ −1; if J is bounded at all it is finite for α < 0, and for
α = 0 and β < −1. With `tails`, which knows exponentials of polynomials, it is seen that more integrals exist or do not.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from numerics.charts import Chart, Line, Number, OnPiece, Piece, added, divided, known_product, known_sum, multiplied

Rates = tuple[fmpq, fmpq]  # α and β of e^{αt}·t^β
FLAT: Rates = (fmpq(0), fmpq(0))
LINEAR: Rates = (fmpq(0), fmpq(1))
RADII = (8, 32, 128)  # all above e, so that log(t)/t falls from there on


class Grown(Number):
    """A number that is e^{αt}·t^β times one in a ball for all t ≥ R; nothing but its sign is known without a ball."""

    __slots__ = ("ball", "rates")

    def __init__(
        self, field: Any, known: int | None, rates: Rates = FLAT, ball: arb | None = None, line: Line | None = None
    ) -> None:
        """Take the sign, the rates and the ball."""
        super().__init__(field, known, line)
        self.rates = rates
        self.ball = ball if ball is not None and ball.is_finite() else None
        if self.known is None and self.ball is not None:
            self.known = 1 if self.ball > 0 else -1 if self.ball < 0 else None

    def __neg__(self) -> Grown:
        """Opposite."""
        line = None if self.line is None else (-self.line[0], -self.line[1])
        known = None if self.known is None else -self.known
        return self.opposed(Grown(self.field, known, self.rates, None if self.ball is None else -self.ball, line))

    def __add__(self, other: Grown) -> Grown:
        """Sum."""
        plain = self.plain(other, added)
        if plain is not None or self.known == 0 or other.known == 0:
            return plain or (other if self.known == 0 else self)
        return self.compared(other, self._sum(other))

    def _sum(self, other: Grown) -> Grown:
        """What grows faster, and as part of it what the other one can amount to."""
        known = known_sum(self.known, other.known)
        if self.ball is None or other.ball is None:
            return Grown(self.field, known)
        (fast, most), (slow, rest) = sorted(
            ((self.rates, self.ball), (other.rates, other.ball)), key=lambda one: one[0], reverse=True
        )
        share = self.field.falling((slow[0] - fast[0], slow[1] - fast[1]))
        return Grown(self.field, known, fast, most + rest * share)

    def __sub__(self, other: Grown) -> Grown:
        """Difference."""
        return self + -other

    def __mul__(self, other: Grown) -> Grown:
        """Product."""
        plain = self.plain(other, multiplied)
        if plain is not None:
            return plain
        known = known_product(self.known, other.known)
        rates = self.rates[0] + other.rates[0], self.rates[1] + other.rates[1]
        ball = None if self.ball is None or other.ball is None else self.ball * other.ball
        return self.squared(other, Grown(self.field, known, rates, ball))

    def __truediv__(self, other: Grown) -> Grown:
        """Quotient."""
        plain = self.plain(other, divided)
        if plain is not None:
            return plain
        rates = self.rates[0] - other.rates[0], self.rates[1] - other.rates[1]
        ball = None if self.ball is None or other.ball is None or other.ball.contains(0) else self.ball / other.ball
        return Grown(self.field, known_product(self.known, other.known), rates, ball)

    def exp(self) -> Grown:
        """The exponential, of what does not grow."""
        small = None if self.ball is None or self.rates > FLAT else self.ball * self.field.falling(self.rates)
        return Grown(self.field, 1, FLAT, None if small is None else small.exp())

    def log(self) -> Grown:
        """The logarithm αt + β·log t + log j: of the order of t unless α = 0; there only a constant has one here."""
        if self.ball is None or not self.ball > 0:
            return Grown(self.field, None)
        alpha, beta = self.rates
        if not alpha:
            return Grown(self.field, None, FLAT, None if beta else self.ball.log())
        start, falls = arb(self.field.radius), self.field.falling((fmpq(0), fmpq(-1)))
        slow = arb(0).union(start.log() / start)
        return Grown(self.field, None, LINEAR, arb(alpha) + arb(beta) * slow + self.ball.log() * falls)

    def sqrt(self) -> Grown:
        """The root."""
        half = self.rates[0] / 2, self.rates[1] / 2
        return Grown(self.field, 1, half, self.ball.sqrt() if self.ball is not None and self.ball > 0 else None)


class Growth(OnPiece):
    """Numbers as t runs from `radius` > e to infinity, by their rates."""

    def __init__(self, piece: Piece, chart: Chart, radius: fmpq) -> None:
        """Take where t begins."""
        super().__init__(piece, chart)
        self.radius = radius

    def falling(self, rates: Rates) -> arb:
        """A ball around e^{αt}·t^β for all t ≥ R, if that does not grow."""
        alpha, beta = rates
        if rates == FLAT:
            return arb(1)
        place = arb(max(self.radius, -beta / alpha if alpha else self.radius))  # it falls from there on
        return arb(0).union((arb(alpha) * place).exp() * place ** arb(beta))

    def from_line(self, line: Line) -> Grown:
        """The number a + b·x, which is c + d·t or c + d·e^(−t)."""
        (c, d), known = self.chart.coefficients(line), self.piece.sign(line)
        if self.chart.end is None and d:
            return Grown(self, known, LINEAR, arb(d) + arb(c) * self.falling((fmpq(0), fmpq(-1))), line)
        if d and not c:
            return Grown(self, known, (fmpq(-1), fmpq(0)), arb(d), line)
        rest = arb(d) * self.falling((fmpq(-1), fmpq(0))) if d else arb(0)
        return Grown(self, known, FLAT, arb(c) + rest, line)

    def constant(self, value: arb) -> Grown:
        """A constant in a ball."""
        return Grown(self, 0 if value.is_zero() else None, FLAT, value)


def passes(value: Grown) -> bool | None:
    """Whether ∫|v| dt over t ≥ R is finite; None when that is not seen."""
    if value.known == 0:
        return True
    if value.ball is None:
        return None
    if value.rates < (fmpq(0), fmpq(-1)):
        return True
    return None if value.ball.contains(0) else False
