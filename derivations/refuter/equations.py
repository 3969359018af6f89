"""Solving hypotheses: an equation that is linear in a variable fixes its value exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from derivations.kernel.errors import IllFormed
from derivations.kernel.order import zero_like
from derivations.kernel.terms import REAL, Term, apply, make
from derivations.refuter import dense, exact, quadratic
from derivations.refuter.evaluate import Evaluator, Undefined


def satisfy(point: dict[Term, Any], given: Sequence[Term], keep: Any, random: Random) -> dict[Term, Any]:
    """The point with variables changed so that the equations among `given` hold, one variable for each equation.

    Definitions x = t come first; a variable in an equation that holds already is not changed again, and the
    variables of `keep` only when there is no other.
    """
    locked: set[Term] = set()
    left = list(dict.fromkeys(e for formula in given for e in _equation(formula)))
    for definition in (True, False):
        for equation in list(left):
            if _define(equation, point, locked) if definition else _solve(equation, point, locked, keep, random):
                locked |= {v for v in equation.free if v.sort.kind == "real"}
                left.remove(equation)
    return point


def _equation(formula: Term) -> Iterator[Term]:
    """An equation that a hypothesis is or implies."""
    op, args = formula.op, formula.args
    try:
        if op == "eq" and args[0].sort.kind in ("real", "nat"):
            yield formula
        elif op == "minimiser":
            yield make("eq", make("derivative", *args), zero_like(args[1]))
        elif op == "converges_from_every_start" and args[0].op == "lambda":
            yield make("eq", apply(*args), args[1])
    except IllFormed:
        return


def _define(equation: Term, point: dict[Term, Any], locked: set[Term]) -> bool:
    for x, t in (equation.args, equation.args[::-1]):
        if x.op == "var" and x.sort.kind == "real" and x not in t.free and x not in locked:
            try:
                _put(point, x, Evaluator(point).value(t))
            except Undefined:
                return False
            return True
    return False


def _put(point: dict[Term, Any], variable: Term, value: Any) -> None:
    kept = Fraction | exact.Logs if variable.sort is REAL else Fraction
    if any(not isinstance(x, kept) for x in dense.entries(value)):
        raise Undefined("only values known exactly are kept")
    height, width = dense.shape(value)
    rows = tuple(tuple(dense.at(value, i, j) for j in range(width)) for i in range(height))
    point[variable] = value if variable.sort is REAL else rows


def _solve(equation: Term, point: dict[Term, Any], locked: set[Term], keep: Any, random: Random) -> bool:
    free = sorted((v for v in equation.free if v.sort.kind == "real" and v not in locked), key=lambda v: v.data)
    random.shuffle(free)
    return any(_solve_for(v, equation, point, random) for v in sorted(free, key=lambda v: v in keep))


def _solve_for(variable: Term, equation: Term, point: dict[Term, Any], random: Random) -> bool:
    """Set the variable so that the equation holds, if it is linear in it."""
    here = Evaluator(point)
    try:
        size = here.shape(variable.sort)
        unknown = here.unknown(size)
        there = Evaluator({**point, variable: unknown})
        there.level = here.level
        left, right = (dense.entries(there.value(a)) for a in equation.args)
        found = quadratic.linear_rows([_poly(a - b) for a, b in zip(left, right, strict=True)])
        if found is None or not found[1]:
            return False
        solution = _solution(*found, random)
        if solution is None:
            return False
        value = dense.each(
            unknown, lambda x: solution.get(next(iter(x.terms))[0][0], Fraction(random.randrange(-1, 2)))
        )
        _put(point, variable, value)
    except Undefined:
        return False
    return True


def _poly(value: Any) -> exact.Poly | None:
    if isinstance(value, Fraction):
        return exact.Poly({(): value})
    return value if isinstance(value, exact.Poly) else None


def _solution(rows: list[list[Fraction]], names: list[int], random: Random) -> dict[int, Fraction] | None:
    """A random solution of linear equations, or None."""
    reduced, pivots = dense.reduced(rows, len(names))
    if any(row[-1] for row in reduced[len(pivots) :]):
        return None
    values = {i: Fraction(random.randrange(-1, 2)) for k, i in enumerate(names) if k not in pivots}
    for row, column in zip(reduced, pivots, strict=False):
        rest = sum((row[k] * values[i] for k, i in enumerate(names) if k not in pivots), Fraction(0))
        values[names[column]] = -row[-1] - rest
    return values
