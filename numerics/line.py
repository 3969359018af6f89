"""Rigorous integrals over the line: Arb's integration on closed pieces, `tails` for what is left at their open ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol

from flint import acb, arb, fmpq

from numerics.charts import PLAIN, Break, Chart, Piece, Traced, Value, Values
from numerics.errors import NoValue, Unresolved, Unsupported
from numerics.intervals import precision
from numerics.line_growth import RADII as FAR
from numerics.line_growth import Growth, passes
from numerics.matrices import single
from numerics.tails import Tail, grows, tail_bound

BITS, GOAL = 64, 32  # working precision, and the bits after the point that are asked for
RADII = (8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512)  # e^(−8²/2) < 2^−GOAL: the first one mostly suffices
EVALUATIONS = 20_000
SLACK = 12  # how many bits may be missing in the end
ROUGH = 4  # bits that are asked for where it is enough that an integral exists


class Integrand(Protocol):
    """A real function that can be evaluated over another field of numbers."""

    def over(self, field: Any) -> Integrand:
        """The same function over another field."""
        ...

    def __call__(self, argument: Any) -> Any:
        """Its value, a 1×1 matrix."""
        ...


def line_integral(function: Integrand) -> arb:
    """An enclosure of ∫ f(x) dx over the whole line.

    Raises:
        Unresolved: the integral is not seen to exist, or to sufficient accuracy.
        Undefined: the integrand means nothing on a piece of the line.
    """
    with precision(BITS):
        total = arb(0)
        for piece, zero in pieces(function):
            total += arb(0) if zero else piece_integral(function, piece)
        return total


def pieces(function: Integrand) -> list[tuple[Piece, bool]]:
    """The pieces of the line on which no case distinction changes, and whether the integrand is 0 there."""
    found, waiting = list[tuple[Piece, bool]](), [Piece(None, None)]
    while waiting:
        piece = waiting.pop()
        field = Values(piece)
        field.at(acb(arb(piece.middle)), False)
        try:
            found.append((piece, value_at(function.over(field), field).known == 0))
        except Break as at:
            waiting += piece.cut(at.root)
        if len(found) + len(waiting) > 100:
            raise Unsupported("too many pieces")
    return found


def value_at(function: Integrand, field: Any) -> Any:
    """The integrand where the field is now."""
    return function(single(field.from_line((fmpq(0), fmpq(1))))).only


def piece_integral(function: Integrand, piece: Piece) -> arb:
    """The integral over one piece: a middle part, and two ends."""
    if piece.low is None or piece.high is None:
        middle = piece.middle
    else:
        middle = None if regular(function, piece) else piece.middle
    if middle is None:
        return closed(function, piece, PLAIN, arb(piece.low), arb(piece.high))
    return sum((open_end(function, piece, chart, middle) for chart in ends(piece)), arb(0))


def regular(function: Integrand, piece: Piece) -> bool:
    """Whether the integrand is enclosed by finite balls around both ends."""
    field = Values(piece)
    over = function.over(field)
    for end in (piece.low, piece.high):
        field.at(acb(arb(mid=arb(end), rad=arb(2) ** -30)), True)
        if not value_at(over, field).at.is_finite():
            return False
    return True


def open_end(function: Integrand, piece: Piece, chart: Chart, start: fmpq) -> arb:
    """From a point inside to one end: a closed part, and a bound on the tail."""
    begin = chart.start(start)
    for radius in RADII:
        if not begin < radius:
            continue
        try:
            rest = tail(function, piece, chart, fmpq(radius))
        except Unresolved:
            continue
        if rest < arb(2) ** -GOAL:
            return closed(function, piece, chart, begin, arb(radius)) + arb(mid=arb(0), rad=rest)
    raise Unresolved("an integrand whose decay is not seen")


def tail(function: Integrand, piece: Piece, chart: Chart, radius: fmpq) -> arb:
    """A bound on what lies beyond t = radius."""
    return tail_bound(beyond(function, Tail(piece, chart, radius)))


def beyond(function: Integrand, field: Any) -> Any:
    """The integrand over t, for t from the field's radius on."""
    value, chart = value_at(function.over(field), field), field.chart
    if chart.end is not None:
        value = value * field.from_line((-chart.end * chart.turn, fmpq(chart.turn)))  # dx = e^(−t) dt
    return value


def diverges(function: Integrand) -> bool:
    """Whether ∫ |f(x)| dx over the line is seen to be infinite: |f|·dx/dt stays above c, or at a finite end above c/t.

    The criterion is sufficient only: ∫ dx/x² and ∫ dx/(x·log x) near 0 and ∫ |x|·e^(x²) are seen, not all others.
    """
    with precision(BITS):
        return any(_lasts(function, piece, chart) for piece, chart in _open(function))


def exists(function: Integrand) -> bool | None:
    """Whether ∫ |f(x)| dx over the line is finite, where rates of growth tell; None if that is not seen.

    No accuracy is asked for, and none is had: ∫ dx/(x·(1 − log x)²) near 0 is seen to be finite.

    Raises:
        NoValue: the integrand is not enclosed somewhere between the ends.
    """
    with precision(BITS):
        open_ends = _open(function)
        seen = [_by_rates(function, *end) for end in open_ends]
        if any(found is not None and not found[0] for found in seen):
            return False
        radii = [found[1] if found else _decayed(function, *end) for end, found in zip(open_ends, seen, strict=True)]
        places = [(*end, radius) for end, radius in zip(open_ends, radii, strict=True) if radius is not None]
        return True if len(places) == len(radii) and all(_enclosed(function, *place) for place in places) else None


def ends(piece: Piece) -> tuple[Chart, Chart]:
    """How the two ends of a piece are seen."""
    up = Chart(1) if piece.high is None else Chart(-1, piece.high)
    return up, Chart(-1) if piece.low is None else Chart(1, piece.low)


def _open(function: Integrand) -> list[tuple[Piece, Chart]]:
    """The ends of the pieces on which the integrand is not 0."""
    return [(piece, chart) for piece, zero in pieces(function) if not zero for chart in ends(piece)]


def _by_rates(function: Integrand, piece: Piece, chart: Chart) -> tuple[bool, int] | None:
    """Whether the integral over an end is finite, and from where on that is seen by rates of growth."""
    for radius in _radii(piece, chart, FAR):
        with suppress(NoValue):
            if (found := passes(beyond(function, Growth(piece, chart, fmpq(radius))))) is not None:
                return found, radius
    return None


def _decayed(function: Integrand, piece: Piece, chart: Chart) -> int | None:
    """From where on the integral over an end is seen to be finite by bounds of its tail."""
    for radius in _radii(piece, chart, RADII):
        with suppress(NoValue):
            if tail(function, piece, chart, fmpq(radius)).is_finite():
                return radius
    return None


def _enclosed(function: Integrand, piece: Piece, chart: Chart, radius: int) -> bool:
    """Whether the part of an integral between the middle and a place near the end is enclosed."""
    return closed(function, piece, chart, chart.start(piece.middle), arb(radius), ROUGH).is_finite()


def _lasts(function: Integrand, piece: Piece, chart: Chart) -> bool:
    """Whether the integrand stays above a constant, or at a finite end above a constant over t, from some t on."""
    found = None if chart.end is None else _by_rates(function, piece, chart)
    if found is not None:
        return not found[0]
    for radius in _radii(piece, chart, RADII):
        with suppress(NoValue):
            if grows(beyond(function, Tail(piece, chart, fmpq(radius)))):
                return True
    return False


def _radii(piece: Piece, chart: Chart, given: Iterable[int]) -> Iterator[int]:
    """Those that lie beyond the middle of the piece."""
    begin = chart.start(piece.middle)
    return (radius for radius in given if begin < radius)


def closed(function: Integrand, piece: Piece, chart: Chart, begin: arb, end: arb, goal: int = GOAL) -> arb:
    """∫ over t from `begin` to `end` by Arb, analyticity checked; to so many bits after the point."""
    field = Traced(piece, chart)
    value: Value = value_at(function.over(field), field)
    play = field.tape.played(value.at if chart.end is None else value.at * field.moving)

    def integrand(t: acb, analytic: bool) -> acb:
        return play(t if chart.end is None else (-t).exp(), analytic)

    tolerance = arb(2) ** -(goal + 4)
    found = acb.integral(integrand, acb(begin), acb(end), rel_tol=tolerance, abs_tol=tolerance, eval_limit=EVALUATIONS)
    if not found.is_finite() or not found.imag.contains(0) or not found.real.rad() < arb(2) ** -(goal - SLACK):
        raise Unresolved("an integral that Arb does not enclose")
    return found.real
