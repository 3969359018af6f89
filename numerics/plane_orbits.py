"""Orbits in the plane of maps that are affine above the first axis and below it: whether they ever meet (0, 0).

On the one side v ↦ Mv + c, so the second coordinates y of an orbit that stays there obey
y₂ = tr(M)·y₁ − det(M)·y₀ + e; with y* = e/(1 − tr(M) + det(M)) for the constant, z = y − y* obeys the same without e.
Where tr ≥ 0 ≥ det, or z₁ ≥ r·z₀ for an r with r² − tr·r + det ≤ 0, the z stay at least 0, by induction. So it is with
every second point of an orbit that changes sides in each step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any, Final, NamedTuple

from derivations.kernel.display import opened
from derivations.kernel.terms import ZERO, Term, lam, make
from derivations.refuter import dense, exact
from derivations.refuter.evaluate import Evaluator
from numerics.errors import NoValue

STEPS: Final = 40
Pair = tuple[Fraction, Fraction]
ORIGIN: Final[Pair] = (Fraction(0), Fraction(0))


def _root(square: Fraction) -> Fraction | None:
    """A rational square root; None if there is none."""
    if square < 0:
        return None
    found = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return found if found**2 == square else None


class Affine(NamedTuple):
    """The map (x, y) ↦ (ax + by + e, cx + dy + f)."""

    a: Fraction
    b: Fraction
    c: Fraction
    d: Fraction
    e: Fraction
    f: Fraction

    def __call__(self, at: Pair) -> Pair:
        """The image of a point."""
        x, y = at
        return self.a * x + self.b * y + self.e, self.c * x + self.d * y + self.f

    def after(self, g: Affine) -> Affine:
        """This map after another one."""
        (e, f), (a, c), (b, d) = (self((p, q)) for p, q in ((g.e, g.f), (g.a + g.e, g.c + g.f), (g.b + g.e, g.d + g.f)))
        return Affine(a - e, b - e, c - f, d - f, e, f)

    @property
    def straight(self) -> list[Pair]:
        """Points v with Mv = λv for a rational λ between 0 and 1, if the map is linear; one of v and −v."""
        square = self.trace**2 - 4 * self.det
        root = _root(square)
        if root is None or (self.e, self.f) != ORIGIN:
            return []
        values = [r for r in {(self.trace + root) / 2, (self.trace - root) / 2} if 0 < r < 1]
        return [self._direction(r) for r in values]

    def _direction(self, value: Fraction) -> Pair:
        """A v ≠ 0 with Mv = λv, for an eigenvalue λ."""
        if self.b or value != self.a:
            return self.b, value - self.a
        return (value - self.d, self.c) if self.c or value != self.d else (Fraction(0), Fraction(1))

    @property
    def trace(self) -> Fraction:
        """The trace of the linear part."""
        return self.a + self.d

    @property
    def det(self) -> Fraction:
        """The determinant of the linear part."""
        return self.a * self.d - self.b * self.c

    def source(self, goal: Pair) -> Pair | None:
        """The only point that goes to a given one; None where there is none or many."""
        if self.det == 0:
            return None
        x, y = goal[0] - self.e, goal[1] - self.f
        return (self.d * x - self.b * y) / self.det, (self.a * y - self.c * x) / self.det


class Step:
    """A map of the plane as a term, at a point that has values for its parameters."""

    def __init__(self, step: Term, point: Mapping[Term, Any]) -> None:
        """Read the map.

        Raises:
            NoValue: it is not affine on each side of the first axis.
        """
        self.here = Evaluator(dict(point))
        self.whole = self.here.value(step)
        self.sides = {sign: self._affine(decided(step, sign)) for sign in (1, -1, 0)}

    def __call__(self, at: Pair) -> Pair:
        """The image of a point."""
        return self._pair(self.here.call(self.whole, dense.build(2, 1, lambda i, _: at[i])))

    def _pair(self, image: Any) -> Pair:
        x, y = dense.entries(image)
        if not isinstance(x, Fraction) or not isinstance(y, Fraction):
            raise NoValue("the image is not rational")
        return x, y

    def _affine(self, step: Term) -> Affine:
        start = self.here.unknown((2, 1))
        names = [next(iter(x.terms))[0][0] for x in dense.entries(start)]
        rows = [x.terms if isinstance(x, exact.Poly) else {(): x} for x in self._entries(step, start)]
        known = [(), *(((name, 1),) for name in names)]
        numbers = [row.get(key, Fraction(0)) for row in rows for key in known]
        if any(key not in known for row in rows for key in row) or not all(isinstance(n, Fraction) for n in numbers):
            raise NoValue("the map is not affine with rational coefficients")
        e, a, b, f, c, d = numbers
        return Affine(a, b, c, d, e, f)

    def _entries(self, step: Term, start: Any) -> list[Any]:
        found = list(dense.entries(self.here.call(self.here.value(step), start)))
        if not all(isinstance(x, Fraction | exact.Poly) for x in found):
            raise NoValue("the map is not a polynomial")
        return found


def decided(step: Term, sign: int) -> Term:
    """The map where the second coordinate is positive (1), negative (−1) or 0, without its size and cases by its sign.

    Raises:
        NoValue: a case depends on something else.
    """
    v, body = opened(step)
    axis = v[1]

    def go(term: Term) -> Term:
        if term.op == "abs" and term.args[0].alpha is axis.alpha:
            return sign * axis
        if term.op == "piecewise":
            return go(term.args[1 if _holds(term.args[0], axis, sign) else 2])
        return make(term.op, *map(go, term.args), data=term.data) if term.args else term

    return lam(v, go(body))


def _holds(condition: Term, axis: Term, sign: int) -> bool:
    if condition.op in ("lt", "le") and {t.alpha for t in condition.args} == {ZERO.alpha, axis.alpha}:
        gap = sign if condition.args[0] is ZERO else -sign
        return gap > 0 or (gap == 0 and condition.op == "le")
    raise NoValue(f"{condition} is not decided by a sign")


def avoids_origin(step: Callable[[Pair], Pair], sides: Mapping[int, Affine], start: Pair) -> bool | None:
    """Whether an orbit never meets (0, 0): it closes up, or keeps to a pattern of sides for ever; None if unknown."""
    seen, at = set[Pair](), start
    for _ in range(STEPS):
        if at == ORIGIN:
            return False
        if at in seen or (at[1] != 0 and _keeps(sides, at)):
            return True
        seen.add(at)
        at = step(at)
    return None


def only_from_itself(sides: Mapping[int, Affine]) -> bool:
    """Whether no point but (0, 0) goes to (0, 0), so that an orbit that starts elsewhere never meets it."""
    return all(_misses(sides[sign], sign) for sign in (1, -1)) and _misses_on_the_axis(sides[0])


def _misses(affine: Affine, sign: int) -> bool:
    """Whether the only point that goes to (0, 0) is on another side."""
    source = affine.source(ORIGIN)
    return source is not None and sign * source[1] <= 0


def _misses_on_the_axis(affine: Affine) -> bool:
    """Whether no (x, 0) with x ≠ 0 goes to (0, 0)."""
    a, c, e, f = affine.a, affine.c, affine.e, affine.f
    return a * f != c * e or ((e, f) == (0, 0) != (a, c))


def _keeps(sides: Mapping[int, Affine], at: Pair) -> bool:
    """Whether the orbit stays on its side for ever, or changes sides in each step for ever."""
    sign = 1 if at[1] > 0 else -1
    here, there = sides[sign], sides[-sign]
    if _stays(here, at, sign):
        return True
    after = here(at)
    return _stays(there.after(here), at, sign) and _stays(here.after(there), after, -sign)


def _stays(affine: Affine, at: Pair, sign: int) -> bool:
    """Whether all points of the orbit of an affine map are strictly on one side of the first axis."""
    tr, det, (x, y) = affine.trace, affine.det, affine(at)
    first, second = sign * at[1], sign * y
    room = 1 - tr + det
    if first <= 0 or second <= 0 or room == 0:
        return False
    rest = (sign * affine((x, y))[1] - tr * second + det * first) / room
    low, high = first - rest, second - rest
    if det <= 0 <= tr and min(low, high) >= 0:
        return (rest > 0) or (rest == 0 < min(low, high) and tr - det > 0) or tr - det >= 1
    ratio = tr / 2
    return det > 0 and ratio > 0 and ratio**2 >= det and low > 0 and high >= ratio * low and (rest >= 0 or ratio >= 1)
