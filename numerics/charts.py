"""Pieces of the line, each seen from 0 ≤ … < ∞ or from a closed interval: x = t, −t, a + e^(−t) or b − e^(−t).

Ends at infinity and finite ends where an integrand may be singular both become t → ∞, where `tails` bounds what is
left. A number that is a linear function of x keeps its coefficients: signs are decided by its root, and its values near
an end are free of cancellation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import acb, arb, fmpq

from numerics.errors import Undefined, Unresolved
from numerics.exact import Rationals, rational
from numerics.tapes import Node, Tape

Line = tuple[fmpq, fmpq]  # a + b·x
Enclosure = acb | Node  # a number at one t, or its place on a tape


@dataclass
class Break(Exception):
    """A sign changes at this point inside the piece."""

    root: fmpq


@dataclass(frozen=True)
class Chart:
    """x as a function of t: `turn`·t, or `end` + `turn`·e^(−t)."""

    turn: int
    end: fmpq | None = None

    def coefficients(self, line: Line) -> Line:
        """The line a + b·x as c + d·t or c + d·e^(−t)."""
        a, b = line
        return (a if self.end is None else a + b * self.end), b * self.turn

    def start(self, x: fmpq) -> arb:
        """The t of a point x."""
        return arb(x * self.turn) if self.end is None else -arb((x - self.end) * self.turn).log()


PLAIN = Chart(1)


@dataclass(frozen=True)
class Piece:
    """An open interval of x; None stands for an infinite end."""

    low: fmpq | None
    high: fmpq | None

    @property
    def middle(self) -> fmpq:
        """A point inside."""
        if self.low is None:
            return fmpq(0) if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) / 2

    def inside(self, x: fmpq) -> bool:
        """Whether a point lies inside."""
        return (self.low is None or self.low < x) and (self.high is None or x < self.high)

    def sign(self, line: Line) -> int | None:
        """The sign of a + b·x on the piece; None when it changes."""
        a, b = line
        if b and self.inside(-a / b):
            return None
        return Rationals().sign(a + b * self.middle)

    def cut(self, root: fmpq) -> tuple[Piece, Piece]:
        """The two sides of a point inside."""
        return Piece(self.low, root), Piece(root, self.high)


class OnPiece:
    """Numbers that depend on x in a piece: what every way to enclose them has in common.

    A number has `line`, its coefficients when it is linear in x, and `known`, its sign almost everywhere on the piece.
    """

    name = "functions on a piece of the line"

    def __init__(self, piece: Piece, chart: Chart = PLAIN) -> None:
        """Take where x lies and how it is seen."""
        self.piece, self.chart = piece, chart

    def from_line(self, line: Line) -> Any:
        """The number a + b·x."""
        raise NotImplementedError

    def constant(self, value: arb) -> Any:
        """A constant in a ball."""
        raise NotImplementedError

    def number(self, value: Any) -> Any:
        """A constant; a number of this field is taken as it is."""
        if isinstance(value, Number):
            return value
        return self.constant(value) if isinstance(value, arb) else self.from_line((rational(value), fmpq(0)))

    def pi(self) -> Any:
        """The constant π."""
        return self.constant(arb.pi())

    def sign(self, value: Number) -> int:
        """The sign almost everywhere on the piece; Break where it changes, Unresolved when it is not seen."""
        if value.known is not None and not value.weak:
            return value.known
        line = value.line or value.twin
        if line is None or not line[1]:
            raise Unresolved("the sign of a function")
        raise Break(-line[0] / line[1])

    def pivot(self, column: Sequence[Number]) -> int | None:
        """The first entry with a sign."""
        return next((i for i, entry in enumerate(column) if self.sign(entry)), None)

    def divide(self, top: Number, bottom: Number) -> Number:
        """A quotient; Undefined where the denominator is 0 everywhere."""
        if bottom.known == 0:
            raise Undefined("a quotient by 0")
        found = top / bottom
        if top.line is not None and bottom.line is not None and bottom.line[1]:
            found.ratio = (top.line, bottom.line)
        found.weak = top.weak or bottom.weak
        return found

    def apply(self, name: str, value: Number) -> Number:
        """A function of a number; log and √ of one that is positive on the piece."""
        if name == "exp":
            return value.exp()
        weakly = value.weak and name != "log"
        sign = value.known if weakly and value.known is not None else self.sign(value)
        if name == "abs" or (name == "sqrt" and sign == 0):
            return -value if sign < 0 else value
        if sign <= 0:
            raise Undefined(f"{name} of a number that is not positive")
        if name == "log":
            return self._logarithm(value)
        found = value.sqrt()
        found.root = None if value.line is None else (1, value.line)
        return found

    def _logarithm(self, value: Number) -> Number:
        """The logarithm; that of a line has the sign of the line − 1."""
        found = value.log()
        if value.line is not None and found.line is None:
            found.twin = value.line[0] - 1, value.line[1]
            sign = self.piece.sign(found.twin)
            found.known = found.known if sign is None else sign
        return found


def known_sum(a: int | None, b: int | None) -> int | None:
    """The sign of a sum."""
    return a if b in (0, a) else b if a == 0 else None


def known_product(a: int | None, b: int | None) -> int | None:
    """The sign of a product."""
    return 0 if 0 in (a, b) else None if a is None or b is None else a * b


class Number:
    """A number that depends on x: signs and linear parts; subclasses enclose its values.

    `root` is (±1, line) for ±√line, `ratio` the two lines of a quotient, and `twin` a line of the same sign as this
    number: of √line − c it is line − c², of log line it is line − 1. `weak` says that the sign, of a square, may be 0.
    """

    __slots__ = ("field", "known", "line", "ratio", "root", "twin", "weak")

    def __init__(self, field: Any, known: int | None, line: Line | None) -> None:
        """Take the field, the sign, and the coefficients if it is linear."""
        self.field, self.known, self.line = field, known, line
        self.root: tuple[int, Line] | None = None
        self.ratio: tuple[Line, Line] | None = None
        self.twin: Line | None = None
        self.weak = False

    def squared(self, other: Any, found: Any) -> Any:
        """The product, which is at least 0 if it is a square."""
        found.weak = self.weak or other.weak
        if self is other and found.known is None:
            found.known, found.weak = 1, self.line is None
        return found

    def opposed(self, found: Any) -> Any:
        """The opposite, its root and its twin remembered."""
        found.root = None if self.root is None else (-self.root[0], self.root[1])
        found.twin = None if self.twin is None else (-self.twin[0], -self.twin[1])
        if self.ratio is not None:
            (a, b), bottom = self.ratio
            found.ratio = ((-a, -b), bottom)
        return found

    def compared(self, other: Any, total: Any) -> Any:
        """The sum, its sign known too where it is that of ±√line or of a quotient of lines and a constant."""
        total.weak = self.weak and other.weak
        for one, shift in ((self, other), (other, self)):
            if shift.line is None or shift.line[1]:
                continue
            constant = shift.line[0]
            total.twin = one.shifted_root(constant) or one.shifted_ratio(constant, total)
            total.twin = total.twin or (None if constant else one.twin)
            if total.twin is not None and total.known is None:
                total.known = self.field.piece.sign(total.twin)
        return total

    def shifted_root(self, constant: fmpq) -> Line | None:
        """A line of the sign of ±√line + constant, when the two have opposite signs."""
        if self.root is None or self.root[0] * constant >= 0:
            return None
        sign, (a, b) = self.root
        return sign * (a - constant * constant), sign * b

    def shifted_ratio(self, constant: fmpq, total: Any) -> Line | None:
        """A line of the sign of a quotient of lines plus a constant, when the denominator has one sign."""
        if self.ratio is None:
            return None
        (a, b), (c, d) = self.ratio
        sign, top = self.field.piece.sign((c, d)), (a + constant * c, b + constant * d)
        total.ratio = (top, (c, d))
        return None if sign is None else (sign * top[0], sign * top[1])

    def plain(self, other: Any, combine: Callable[[Line, Line], Line | None]) -> Any:
        """The result if both are linear and so is it, else None."""
        if self.line is None or other.line is None:
            return None
        line = combine(self.line, other.line)
        return None if line is None else self.field.from_line(line)

    def exp(self) -> Number:
        """The exponential."""
        raise NotImplementedError

    def log(self) -> Number:
        """The logarithm."""
        raise NotImplementedError

    def sqrt(self) -> Number:
        """The root."""
        raise NotImplementedError

    def __neg__(self) -> Any:
        """Opposite."""
        raise NotImplementedError

    def __truediv__(self, other: Any) -> Any:
        """Quotient."""
        raise NotImplementedError


def added(a: Line, b: Line) -> Line:
    """The sum of two lines."""
    return a[0] + b[0], a[1] + b[1]


def multiplied(a: Line, b: Line) -> Line | None:
    """The product of two lines of which one is constant."""
    if a[1] and b[1]:
        return None
    return a[0] * b[0], a[0] * b[1] + a[1] * b[0]


def divided(a: Line, b: Line) -> Line | None:
    """The quotient of a line by a constant."""
    return None if b[1] or not b[0] else (a[0] / b[0], a[1] / b[0])


class Value(Number):
    """A number whose value at one complex t is enclosed by an acb.

    `logarithm` is a logarithm of it, kept where one is known without a branch cut: of exponentials, their products,
    quotients and roots.
    """

    __slots__ = ("at", "logarithm")

    def __init__(
        self, field: Any, at: Enclosure, known: int | None, line: Line | None = None, logarithm: Enclosure | None = None
    ) -> None:
        """Take the enclosure too."""
        super().__init__(field, known, line)
        self.at, self.logarithm = at, logarithm

    def _new(self, at: Enclosure, known: int | None, logarithm: Enclosure | None = None) -> Value:
        return Value(self.field, at, known, None, logarithm)

    def _log(self) -> Enclosure | None:
        """The logarithm, of constants too."""
        if self.logarithm is None and self.line is not None and not self.line[1] and self.known == 1:
            return self.at.log()
        return self.logarithm

    def __add__(self, other: Value) -> Value:
        """Sum."""
        found = self.plain(other, added)
        return found or self.compared(other, self._new(self.at + other.at, known_sum(self.known, other.known)))

    def __neg__(self) -> Value:
        """Opposite."""
        line = None if self.line is None else (-self.line[0], -self.line[1])
        return self.opposed(Value(self.field, -self.at, None if self.known is None else -self.known, line))

    def __sub__(self, other: Value) -> Value:
        """Difference."""
        return self + -other

    def __mul__(self, other: Value) -> Value:
        """Product."""
        found = self.plain(other, multiplied)
        if found is not None:
            return found
        known = known_product(self.known, other.known)
        logs = (
            (self._log(), other._log()) if self.logarithm is not None or other.logarithm is not None else (None, None)
        )
        logarithm = None if logs[0] is None or logs[1] is None else logs[0] + logs[1]
        return self.squared(other, self._new(self.at * other.at, known, logarithm))

    def __truediv__(self, other: Value) -> Value:
        """Quotient; not finite where the denominator's enclosure holds 0."""
        found = self.plain(other, divided)
        if found is not None:
            return found
        logs = (
            (self._log(), other._log()) if self.logarithm is not None or other.logarithm is not None else (None, None)
        )
        if logs[0] is None or logs[1] is None:
            return self._new(self.at / other.at, known_product(self.known, other.known))
        return self._new((logs[0] - logs[1]).exp(), 1, logs[0] - logs[1])

    def exp(self) -> Value:
        """The exponential."""
        return self._new(self.at.exp(), 1, self.at)

    def log(self) -> Value:
        """The logarithm, not finite where the branch cut is touched."""
        if self.logarithm is not None:
            return self._new(self.logarithm, None)
        return self._new(self.at.log(analytic=self.field.analytic), None)

    def sqrt(self) -> Value:
        """The root, not finite where the branch cut is touched."""
        if self.logarithm is not None:
            return self._new((self.logarithm / 2).exp(), 1, self.logarithm / 2)
        return self._new(self.at.sqrt(analytic=self.field.analytic), 1)


class Values(OnPiece):
    """Numbers at one complex t, for Arb's integration.

    Cases are the same at every t of a piece. They come in the same order each time but the first, when what does not
    depend on t is evaluated too: they are written down the second time and read off from then on.
    """

    moves, place = 0, 0
    moving: Enclosure

    def at(self, t: acb, analytic: bool) -> None:
        """Move to another t; whether logarithms and roots must be analytic there."""
        self.moves, self.place, self.analytic = self.moves + 1, 0, analytic
        if self.moves == 2:
            self.cases: list[bool] = []
        self.moving = t if self.chart.end is None else (-t).exp()

    def case(self, decide: Callable[[], bool]) -> bool:
        """The truth of the next case."""
        if self.moves > 2:
            self.place += 1
            return self.cases[self.place - 1]
        found = decide()
        if self.moves == 2:
            self.cases.append(found)
        return found

    def from_line(self, line: Line) -> Value:
        """The number a + b·x."""
        c, d = self.chart.coefficients(line)
        at = acb(arb(c)) + acb(arb(d)) * self.moving if d else acb(arb(c))
        return Value(self, at, self.piece.sign(line), line)

    def constant(self, value: arb) -> Value:
        """A constant in a ball."""
        known = 1 if value > 0 else -1 if value < 0 else 0 if value.is_zero() else None
        return Value(self, acb(value), known, None, acb(value.log()) if known == 1 else None)


class Traced(Values):
    """Numbers that depend on t, written on a tape; constants are computed at once."""

    def __init__(self, piece: Piece, chart: Chart = PLAIN) -> None:
        """Begin a tape, on which the first number is t, or e^(−t) towards a finite end."""
        super().__init__(piece, chart)
        self.tape = Tape()
        self.moving, self.analytic = self.tape.variable, False

    def case(self, decide: Callable[[], bool]) -> bool:
        """The truth of a case, which is the same on the whole piece."""
        return decide()
