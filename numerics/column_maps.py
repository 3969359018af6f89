"""Columns by index and maps of columns, as values for statements about data and for "for all maps".

A quantifier over maps is tried at the maps of the point itself, and at each of them moved a little at one of the
tabulated columns: that is where a map that is claimed to be best can be beaten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import numerics.quantifiers  # noqa: F401 - brings what "for all" means elsewhere
from derivations.kernel.terms import NAT, ONE, REAL, Sort, matrix_sort
from numerics.functions import Map, Native, Stack
from numerics.judge import PREDICATES, UNKNOWN, Judge, Truth, predicate
from numerics.matrices import Matrix

Column = tuple[Fraction, ...]
STEP: Final = Fraction(1, 64)  # small beside any difference of two means of a few small rationals
INDICES: Final = 4  # of a table that are looked at


def column(field: Any, values: Sequence[Any]) -> Matrix:
    """A column over a field."""
    return Matrix(len(values), 1, tuple(field.number(v) for v in values))


def shown(values: Sequence[Column]) -> str:
    """Columns in one line."""
    return ", ".join(f"({', '.join(map(str, v))})" for v in values)


def columns(values: Sequence[Column]) -> Native:
    """A function of natural numbers by its values, which repeat for ever."""
    text, period = shown(values), len(values)
    return Native(NAT, lambda field, _, i: column(field, values[i % period]), shown=text, repeats=(0, period))


def nested(rows: Sequence[Sequence[Column]]) -> Native:
    """A function of two natural numbers, one after the other."""
    inner = tuple(columns(row) for row in rows)
    text = f"({', '.join(map(str, inner))})"
    return Native(NAT, lambda _, parts, i: parts[i % len(parts)], inner, shown=text, repeats=(0, len(inner)))


def nearest(size: int, points: Sequence[Column], values: Sequence[Column]) -> Native:
    """u ↦ the value that belongs to the nearest of some points, the first of them in a tie."""

    def rule(field: Any, _: tuple[Map, ...], at: Matrix) -> Matrix:
        best, least = 0, None
        for k, point in enumerate(points):
            apart = (at - column(field, point)).entries
            gap = sum((a * a for a in apart), field.number(0))
            if least is None or field.sign(gap - least) < 0:
                best, least = k, gap
        return column(field, values[best])

    text = f"the value of the nearest of {shown(points)} among {shown(values)}"
    return Native(matrix_sort(size, 1), rule, shown=text)


def known(size: int, points: Sequence[Column], values: Sequence[Column], elsewhere: Column) -> Native:
    """The map that has these values at these points, at the first of equal ones, and one other value elsewhere."""

    def rule(field: Any, _: tuple[Map, ...], at: Matrix) -> Matrix:
        there = (all(field.sign(a) == 0 for a in (at - column(field, p)).entries) for p in points)
        return column(field, next((v for v, here in zip(values, there, strict=True) if here), elsewhere))

    text = f"{shown(values)} at {shown(points)} and {shown([elsewhere])} elsewhere"
    return Native(matrix_sort(size, 1), rule, shown=text)


def moved(whole: Map, at: Matrix, by: Column) -> Native:
    """A map with another value at one point."""

    def rule(field: Any, parts: tuple[Map, ...], u: Matrix) -> Matrix:
        here = all(field.sign(a - field.number(b)) == 0 for a, b in zip(u.entries, at.entries, strict=True))
        return parts[0](u) + column(field, by) if here else parts[0](u)

    return Native(whole.domain, rule, (whole,), shown=f"{whole}, moved by {by} at {at.entries}")


def is_map(sort: Sort) -> bool:
    """Whether functions of this sort take columns to columns."""
    return sort.kind == "function" and all(
        p.kind == "real" and p is not REAL and p.params[1] is ONE for p in sort.params
    )


def candidates(judge: Judge, sort: Sort) -> Iterator[Map]:
    """The point's own maps, and each moved a little along one axis at one tabulated column."""
    point = judge.evaluator.point
    own = [judge.evaluator.value(v) for v in point if v.sort is sort]
    tables = [judge.evaluator.value(v) for v in point if v.sort is Sort("function", NAT, sort.params[0])]
    yield from own
    for whole in own:
        for at in (table(i) for table in tables for i in range(INDICES)):
            size = len(whole(at).entries)
            for k, step in ((k, step) for k in range(size) for step in (STEP, -STEP)):
                yield moved(whole, at, tuple(step * (i == k) for i in range(size))).over(judge.field)


_otherwise: Final = PREDICATES["forall"]


@predicate("forall")
def _for_all_maps(judge: Judge, args: tuple[Any, ...], stack: Stack) -> Truth:
    function = judge.function(args[0], stack)
    if not is_map(function.domain):
        return _otherwise(judge, args, stack)
    tried = list(candidates(judge, function.domain))
    held = Truth(True, False) if tried else UNKNOWN
    for value in tried:
        held = held & judge.body(function, value)
        if held.value is False:
            break
    return held
