"""Limits at a point of parameters.

Exact: limits of rational functions of a real variable (as rational functions of t), and of the iterates of an affine
map (by powers of its matrix). Everything else is followed some way along and is never certain.
"""

from __future__ import annotations

from typing import Any

from flint import arb

from derivations.kernel.terms import NAT, Term
from derivations.refuter.occurring import outside
from numerics.dynamics import converges, converges_everywhere
from numerics.errors import NotExact, Undefined, Unsupported
from numerics.exact import Rationals
from numerics.functions import Function, Stack
from numerics.germs import VARIABLE, Germs, line
from numerics.intervals import Balls, precision
from numerics.judge import UNKNOWN, Judge, Truth, equal, predicate
from numerics.matrices import Matrix, single

STEPS = (128, 512)
FAR = (10**9, 10**12)
BITS = 512


@predicate("converges_from_every_start")
def _everywhere(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    step, target = judge.function(args[0], stack), judge.matrix(args[1], stack)
    found = converges_everywhere(step, target, judge.field)
    return UNKNOWN if found is None else Truth(found)


@predicate("tends")
def _tends(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    function, source, target = judge.function(args[0], stack), args[1], args[2]
    goal = None if target.op == "infinity" else judge.matrix(target.args[0], stack)
    if function.domain is NAT:
        exact = _iterates(judge, function, goal)
        return exact if exact is not None else _followed(function, [*STEPS], goal)
    here = None if source.op == "infinity" else judge.matrix(source.args[0], stack)
    if here is not None and (len(here.entries) != 1 or not isinstance(judge.field, Rationals)):
        raise Unsupported("a limit at a vector")
    try:
        return _rational(judge, function, here, goal)
    except (NotExact, Undefined):
        return _followed(function, _approach(here, source.op), goal)


def _iterates(judge: Judge, function: Function, goal: Matrix | None) -> Truth | None:
    """The limit of step^k(start) itself, for an affine map over the rationals."""
    body = function.term.args[0]
    plain = body.op == "iterate" and body.args[2].op == "bound" and body.args[2].data == 0
    if (
        not plain
        or goal is None
        or not isinstance(judge.field, Rationals)
        or any(0 in outside(a) for a in body.args[:2])
    ):
        return None
    stack = (0, *function.stack)
    found = converges(judge.function(body.args[0], stack), judge.matrix(body.args[1], stack), goal)
    return None if found is None else Truth(found)


def _rational(judge: Judge, function: Function, here: Matrix | None, goal: Matrix | None) -> Truth:
    variable = VARIABLE if here is None else line(here.only, 1)
    value = function.over(Germs())(single(variable))
    if goal is None:
        grows = value.only.top.degree() > value.only.bottom.degree()
        if here is not None:
            raise Unsupported("an infinite limit at a point")
        return Truth(bool(grows and value.only.top[value.only.top.degree()] > 0))
    limits = value.map(lambda g: g.at_infinity() if here is None else g.at(0))
    if None in limits.entries:
        return Truth(False)
    return equal(judge.field, limits.map(judge.field.number), goal)


def _approach(here: Matrix | None, op: str) -> list[Any]:
    if here is None:
        return [single(t) for t in FAR]
    if op != "above":
        raise Unsupported("a two-sided limit of an irrational function")
    return [single(here.only + Rationals().number(1) / t) for t in FAR]


def _followed(function: Function, places: list[Any], goal: Matrix | None) -> Truth:
    """Whether the values at the places come close to the goal, or grow beyond bounds: seen, never certain."""
    with precision(BITS):
        over = function.over(Balls())
        before, last = (_distance(over(place), goal) for place in places[-2:])
        if goal is None:
            return Truth(True, False) if last > 1000 and last > 2 * before else _stalled(last <= before)
        return Truth(True, False) if last < 1e-6 else _stalled(last >= before)


def _stalled(seen: bool) -> Truth:
    return Truth(False, False) if seen else UNKNOWN


def _distance(value: Matrix, goal: Matrix | None) -> arb:
    """The largest entry of the difference in absolute value; to infinity, the value itself."""
    if goal is None:
        return value.only
    return max((abs(a - Balls().number(b)).mid() for a, b in value.paired(goal)), default=arb(0))
