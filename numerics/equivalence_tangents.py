"""A way to a bound below a sum of w·log(k·w), for linear w of one number between two numerals: by tangents.

For every c > 0 it holds that w·log(k·w) ≥ w·log(k·c) + w − c. With c near the values of w where the sum is least, what
is left is linear in the number, so that it is enough to look at both ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import ceil
from math import log as float_log
from typing import Final, NamedTuple

from derivations.kernel import Term, Theorem, Undecided, algebra, powers
from derivations.kernel.formulas import Eq, log
from derivations.kernel.terms import ONE, REAL, ZERO, num, replace
from derivations.lemmas import logarithm
from derivations.refuter.evaluate import evaluate
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_numbers import in_full, less
from numerics.equivalence_places import outermost

GRAIN: Final = 64  # the denominator of the numbers c
EIGHTH: Final = Fraction(1, 8)
PLACES: Final = 4096  # at which the sum is looked at
Line = tuple[Fraction, Fraction]  # α + β·a


class Part(NamedTuple):
    """w·log(u) with u = k·w."""

    inner: Term
    weight: Line
    factor: Fraction


class Range(NamedTuple):
    """A number between two numerals, and that it is."""

    variable: Term
    low: Fraction
    high: Fraction
    above: Theorem
    below: Theorem


@leaf(6)
def _above_tangents(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """s < t or s ≤ t, where t is a sum of w·log(k·w) when it is written out."""
    free = [v for v in goal.free if v.sort is REAL]
    if goal.op not in ("le", "lt") or len(free) != 1 or goal.free != frozenset(free) or free[0] in goal.args[0].free:
        raise Undecided("this is no bound below a function of one number", "form")
    place = _range(facts, free[0])
    rewriting = in_full(facts, goal)
    return rewriting.back(_bounded(facts, rewriting.goal, place))


def _range(facts: Facts, a: Term) -> Range:
    """The numerals between which a number is known to be, strictly."""
    found: dict[bool, Theorem] = {}
    for t in facts.inequalities:
        low, high = t.conclusion.args
        for inside, other in ((low, high), (high, low)):
            if t.conclusion.op == "lt" and inside is a and not other.free:
                found.setdefault(inside is high, t)
    if len(found) < 2:
        raise Undecided(f"{a} is not known to be between two numerals", "search")
    ends = _number(found[True].conclusion.args[0]), _number(found[False].conclusion.args[1])
    return Range(a, *ends, found[True], found[False])


def _number(term: Term, a: Term | None = None, at: Fraction | int = 0) -> Fraction:
    """The rational value of a term, with a number put for its variable."""
    value = evaluate(term, {} if a is None else {a: Fraction(at)})
    if not isinstance(value, Fraction):
        raise Undecided(f"{term} is not rational", "form")
    return value


def _bounded(facts: Facts, goal: Term, place: Range) -> Theorem:
    """The goal, from tangents and its two ends."""
    least, total = goal.args
    parts, rest = _parts(total, place.variable)
    corners = _corners(parts, place)
    tangents = [_tangent(facts, part, c, place.variable) for part, c in zip(parts, corners, strict=True)]
    terms, share = [(1, (t,), ()) for t in tangents], 1 / (place.high - place.low)
    for end, near in ((place.low, place.below), (place.high, place.above)):
        surplus = _at(rest, end) + sum(_at(p.weight, end) for p in parts) - sum(corners)
        count = ceil(-surplus / EIGHTH)
        unit, small = _unit(count > 0)
        weighed = [num(_at(p.weight, end)) * log(num(p.factor * c)) for p, c in zip(parts, corners, strict=True)]
        held = less(facts, least + num(count) * unit < sum(weighed, ZERO))
        terms += [(share, (held, near), ()), (share * abs(count), (small, near), ())]
        terms += [(share * (surplus + count * EIGHTH), (near,), ())]
    return facts.settled(algebra.nonneg(goal, tuple(t for t in terms if t[0]), (), ()))


@cache
def _unit(above: bool) -> tuple[Term, Theorem]:
    """A logarithm that is at least ⅛, or at most, and that it is."""
    unit = log(num(1 / (1 - EIGHTH) if above else 1 + EIGHTH))
    if not above:
        return unit, Facts().settled(algebra.nonneg(unit <= num(EIGHTH), ((1, (_bound(1 + EIGHTH),), ()),), (), ()))
    opposite = powers.powers(Eq(log(num(1 - EIGHTH)), -unit))
    return unit, algebra.nonneg(num(EIGHTH) <= unit, ((1, (_bound(1 - EIGHTH),), ()),), ((ONE, opposite, ONE),), ())


def _bound(value: Fraction) -> Theorem:
    """log u ≤ u − 1 for a positive number."""
    return Facts().settled(logarithm.bound(num(value)))


def _parts(total: Term, a: Term) -> tuple[list[Part], Line]:
    """The w·log(k·w) of a sum, and what else there is in it, which is linear."""
    inner = {t.args[0].alpha: t.args[0] for t in outermost(total) if t.op == "log" and a in t.free}
    if not inner:
        raise Undecided("there is no logarithm of the number", "form")

    def only(kept: Term | None) -> Term:
        found = total
        for u in inner.values():
            found = replace(found, log(u), ONE if u is kept else ZERO)
        return found

    rest, found = _line(only(None), a), list[Part]()
    for u in inner.values():
        whole, value = _line(only(u), a), _line(u, a)
        weight = (whole[0] - rest[0], whole[1] - rest[1])
        if weight[0] * value[1] != weight[1] * value[0] or weight == (0, 0):
            raise Undecided(f"log({u}) is not weighed by a multiple of {u}", "form")
        factor = value[0] / weight[0] if weight[0] else value[1] / weight[1]
        found.append(Part(u, weight, factor))
    return found, rest


def _line(term: Term, a: Term) -> Line:
    """The coefficients of a linear term; the kernel checks that it is one."""
    start = _number(term, a)
    return start, _number(term, a, 1) - start


def _at(line: Line, a: Fraction) -> Fraction:
    return line[0] + line[1] * a


def _corners(parts: Sequence[Part], place: Range) -> list[Fraction]:
    """The weights where the sum is about least, rounded."""
    step = (place.high - place.low) / PLACES

    def total(i: int) -> float:
        values = [(_at(p.weight, place.low + i * step), p.factor) for p in parts]
        if any(w <= 0 or k <= 0 for w, k in values):
            raise Undecided("a weight is not positive", "sign")
        return sum(float(w) * float_log(k * w) for w, k in values)

    best = place.low + min(range(1, PLACES), key=total) * step
    return [Fraction(max(1, round(_at(p.weight, best) * GRAIN)), GRAIN) for p in parts]


def _tangent(facts: Facts, part: Part, c: Fraction, a: Term) -> Theorem:
    """w·log(k·c) + w − c ≤ w·log(u), where u = k·w."""
    w, top, u = num(part.weight[0]) + num(part.weight[1]) * a, num(part.factor * c), part.inner
    sign = facts.prove(ZERO < w)
    inside = facts.with_()
    inside.add(algebra.nonneg(ZERO < u, ((part.factor, (sign,), ()),), (), ()))
    below = inside.settled(logarithm.bound(top / u))
    split = inside.settled(powers.powers(Eq(log(top / u), log(top) - log(u))))
    goal = w * log(top) + w - num(c) <= w * log(u)
    return inside.settled(algebra.nonneg(goal, ((1, (below, sign), ()),), ((w, split, ONE),), ()))
