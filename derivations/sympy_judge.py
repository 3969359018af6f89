"""Whether SymPy reduces a difference to 0, within a limit of work, and whether a trial point contradicts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Any, Final, NamedTuple

import sympy as sp

from derivations.sympy_instance import numeric
from derivations.sympy_quotient import vanishes

AGREES, UNDECIDED, DISAGREES = VERDICTS = ("agrees", "undecided", "disagrees")
WORK: Final = 20_000  # summands that SymPy may be asked to multiply out
SMALL: Final = 60  # operations in an expression that `simplify` is tried on
TRIALS: Final = 12
HOLDS: Final = {
    "eq": lambda gap: gap == 0, "ne": lambda gap: gap != 0, "le": lambda gap: gap >= 0,
    "lt": lambda gap: gap > 0, "not le": lambda gap: gap < 0, "not lt": lambda gap: gap <= 0,
}  # fmt: skip
Condition = tuple[str, Any]


class Finding(NamedTuple):
    """A verdict, and why."""

    verdict: str
    reason: str = ""


def work(expr: Any) -> int:
    """A bound on the number of summands when an expression is multiplied out."""
    if expr.is_Add:
        return min(sum(map(work, expr.args)), WORK + 1)
    if expr.is_Pow and expr.exp.is_Integer:
        return min(work(expr.base) ** min(abs(int(expr.exp)), 64), WORK + 1)
    total = 1
    for factor in expr.args if expr.is_Mul else ():
        total = min(total * work(factor), WORK + 1)
    return total


@lru_cache(maxsize=256)
def evident(left: Any, right: Any) -> bool | None:
    """Whether the difference is the quotient 0 in its atoms, which is soon found out; None when that says nothing."""
    difference = left - right
    return None if work(difference) > WORK else vanishes(difference)


def cancels(difference: Any) -> bool:
    """Whether SymPy reduces the difference to 0 by multiplying out."""
    if work(difference) > WORK:
        return False
    if sp.expand(difference) == 0:
        return True
    top = sp.fraction(sp.together(difference))[0]
    return bool(work(top) <= WORK and sp.expand(top) == 0)


def simplified(difference: Any) -> str:
    """How SymPy simplifies the difference to 0: "exactly", "formally" (taking arguments for positive), or ""."""
    if work(difference) > WORK:
        return ""
    expanded = sp.expand(difference)
    if not expanded.has(sp.exp, sp.log, sp.Pow, sp.Abs) or expanded.count_ops() > SMALL:
        return ""
    if any(map(_formally_zero, (expanded, difference))):  # log((a + b)/c) only as it is written
        return "formally"
    return "exactly" if sp.simplify(expanded) == 0 else ""


def _formally_zero(difference: Any) -> bool:
    split = sp.expand(sp.expand_log(difference, force=True, factor=True), force=True)
    return bool(split == 0 or sp.powsimp(split, force=True) == 0)


def points(symbols: Sequence[Any]) -> Iterator[dict[Any, Any]]:
    """Trial points with rational coordinates, always the same; half of them lie in (0, 1)."""
    draw = Random(20)
    for trial in range(TRIALS):
        yield {s: _coordinate(s, draw, inside=trial % 2 == 0) for s in symbols}


def _coordinate(symbol: Any, draw: Random, inside: bool) -> Any:
    if symbol.is_integer:
        return sp.Integer(draw.randint(1, 5))
    value = sp.Rational(draw.randint(1, 46), 47) if inside else sp.Rational(draw.randint(1, 200), 47)
    return value if inside or symbol.is_positive or draw.random() < 0.5 else -value


Place = tuple[dict[Any, Any], Any, Any]  # a point with the values of both sides there


def places(left: Any, right: Any, conditions: Sequence[Condition | None]) -> list[Place]:
    """Trial points at which the conditions hold; none where one of them cannot be evaluated."""
    if any(c is None for c in conditions):
        return []
    exprs = [left, right, *(c[1] for c in conditions if c)]
    tried = points(sorted(set[Any]().union(*(e.free_symbols for e in exprs)), key=str))
    held = (at for at in tried if all(_holds(c, at) for c in conditions if c))
    return [(at, numeric(left, at), numeric(right, at)) for at in held]


def contradiction(tried: Sequence[Place], defined: bool = False) -> str:
    """A point where both sides differ, with the values; "" when there is none.

    A side that is not a real number there is no contradiction, unless the conditions claim that both are `defined`.
    """
    for at, a, b in tried:
        known = a is not None and b is not None
        if _differ(a, b) if known else defined and (a is None) != (b is None):
            sides = " is not ".join("undefined" if v is None else str(v) for v in (a, b))
            return sides + "".join(f"{', ' if i else ' at '}{s} = {v}" for i, (s, v) in enumerate(at.items()))
    return ""


def _holds(condition: Condition, at: Mapping[Any, Any]) -> bool:
    gap = numeric(condition[1], at)
    return gap is not None and bool(HOLDS[condition[0]](gap))


def _differ(a: Any, b: Any) -> bool:
    if a.is_Rational and b.is_Rational:
        return bool(a != b)
    return bool(abs(a - b) > sp.Float("1e-15") * (1 + abs(a)))  # both were evaluated to 30 digits


def compare(left: Any, right: Any, conditions: Sequence[Condition | None] = ()) -> Finding:
    """SymPy's verdict on `left = right` wherever the conditions (None: one it cannot evaluate) hold.

    A contradiction is looked for before the slower ways of simplifying are tried.
    """
    vanishing, difference = evident(left, right), left - right
    if vanishing or (vanishing is None and cancels(difference)):
        return Finding(AGREES)
    tried = places(left, right, conditions)
    if found := contradiction(tried):
        return Finding(DISAGREES, found)
    how = simplified(difference) if vanishing is None else ""
    if how == "formally" and (found := contradiction(tried, defined=True)):
        return Finding(DISAGREES, found)
    return Finding(AGREES) if how else Finding(UNDECIDED, "the difference of both sides was not reduced to 0")


def worst(findings: Sequence[Finding]) -> Finding:
    """A disagreement if there is one, else an undecided one, else agreement."""
    return max(findings, key=lambda f: VERDICTS.index(f.verdict), default=Finding(AGREES))
