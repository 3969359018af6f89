"""A sample space for normal random columns: ℝⁿ with independent N(0, 1) coordinates, and affine functions of them.

A point of such a sample space is a column; where a statement goes through numbered points, some columns stand for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final

import numerics.random_values  # noqa: F401 - brings what independence means on finite spaces
from derivations.kernel.terms import SPACE, Term
from numerics.densities import number, test_functions
from numerics.functions import Map, Native, Stack
from numerics.judge import PREDICATES, Judge, Truth, equal, predicate
from numerics.matrices import Matrix
from numerics.measures import integral
from numerics.spaces import Lebesgue

Row = tuple[Fraction, Sequence[Fraction]]  # a constant and the factors of the coordinates
PLACES: Final = (Fraction(1, 3), Fraction(-2), Fraction(7, 5))


# Values of variables
def place(field: Any, w: Any, size: int) -> Matrix:
    """A point of the space; a numbered one is given some coordinates.

    Where π has no value there are no integrals either, and it saves time to say so at once.
    """
    if isinstance(w, Matrix):
        field.pi()
        return w
    return Matrix(size, 1, tuple(field.number(PLACES[(w + i) % len(PLACES)]) for i in range(size)))


def standard(size: int) -> Native:
    """The density of independent N(0, 1) coordinates."""

    def at(field: Any, _: tuple[Map, ...], w: Any) -> Matrix:
        entries, half = place(field, w, size).entries, field.number(Fraction(1, 2))
        square = sum((x * x for x in entries), field.number(0))
        height = field.divide(field.number(1), field.apply("sqrt", field.number(2) * field.pi()))
        total = field.apply("exp", -(half * square))
        for _ in entries:
            total = total * height
        return number(total)

    return Native(SPACE, at, shown=f"the density of {size} independent N(0, 1)")


def affine(size: int, rows: Sequence[Row]) -> Native:
    """A column of affine functions of the coordinates."""

    def at(field: Any, _: tuple[Map, ...], w: Any) -> Matrix:
        entries = place(field, w, size).entries
        return Matrix(len(rows), 1, tuple(_row(field, row, entries) for row in rows))

    return Native(SPACE, at, shown="; ".join(_text(row) for row in rows))


def _row(field: Any, row: Row, entries: Sequence[Any]) -> Any:
    constant, factors = row
    terms = (field.number(c) * x for c, x in zip(factors, entries, strict=True) if c)
    return sum(terms, field.number(constant))


def _text(row: Row) -> str:
    constant, factors = row
    return " + ".join([str(constant), *(f"{c}*w_{i}" for i, c in enumerate(factors) if c)])


# What the language says of them
_finite: Final = PREDICATES["independent"]


@predicate("independent")
def _independent(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """E[f(X)·g(Y)] = E[f(X)]·E[g(Y)] for the f and g tried, each with each."""
    mu, p, x, y = (judge.evaluator.value(a, stack) for a in args)
    if not isinstance(mu, Lebesgue):
        return _finite(judge, args, stack)
    field, held = judge.field, Truth(True, False)
    sizes = [judge.evaluator.count(a.sort.params[1].shape[0], stack) for a in args[2:]]
    for f, g in product(*(test_functions(Lebesgue(size), field, plane=True) for size in sizes)):
        both, one, other = (_mean(field, mu, p, pairs) for pairs in (((f, x), (g, y)), ((f, x),), ((g, y),)))
        held = held & equal(field, number(both), number(one * other))
        if held == Truth(False):
            break
    return held


def _mean(field: Any, mu: Any, p: Map, pairs: Sequence[tuple[Map, Map]]) -> Any:
    """E of a product of functions of random columns."""
    maps = [m for pair in pairs for m in pair]

    def at(_: Any, parts: tuple[Map, ...], w: Any) -> Matrix:
        total = parts[0](w).only
        for f, x in zip(parts[1::2], parts[2::2], strict=True):
            total = total * f(x(w)).only
        return number(total)

    return integral(field, mu, Native(SPACE, at, (p, *maps)).over(field)).only
