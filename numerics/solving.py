"""Solving what a hypothesis asks for one variable, exactly: linear equations, bounds, eigenvalues."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

from flint import fmpq
from numpy.random import Generator

from derivations.kernel.terms import Term, lam
from numerics.errors import NotExact, NoValue
from numerics.evaluation import Evaluator
from numerics.exact import Rationals, fraction
from numerics.germs import VARIABLE, Germs
from numerics.matrices import Matrix, blocks, identity, solutions
from numerics.randomness import positive_number, rational_number
from numerics.surds import Surd

FIELD = Rationals()
Bound = tuple[fmpq, bool]  # the bound, and whether it may be attained


@lru_cache(maxsize=4096)
def sides(equation: Term, variable: Term) -> tuple[Term, Term]:
    """Both sides as functions of a variable: what does not depend on it is evaluated once for all its values."""
    left, right = equation.args
    return lam(variable, left), lam(variable, right)


def residual(functions: Sequence[tuple[Any, Any]], value: Matrix) -> Matrix:
    """Left minus right of several equations, stacked into a column."""
    entries = list[Any]()
    for left, right in functions:
        entries.extend((left(value) - right(value)).entries)
    return Matrix(len(entries), 1, tuple(entries))


def shaped(variable: Term, point: Mapping[Term, Any], entries: Sequence[Any]) -> Any:
    """A value of a variable from its entries: a Fraction (or a root) for a number, else a Matrix."""
    exact = [x if isinstance(x, Fraction | Surd) else fraction(x) for x in entries]
    if variable.is_scalar:
        return exact[0]
    rows, columns = Evaluator(FIELD, point).shape(variable.sort)
    return Matrix(rows, columns, tuple(exact))


def solve_linear(equations: Sequence[Term], variable: Term, point: Mapping[Term, Any], rng: Generator) -> Any:
    """A value of the variable, random where there are several, that solves equations linear in it; None otherwise."""
    evaluator = Evaluator(FIELD, point)
    rows, columns = evaluator.shape(variable.sort)
    size = rows * columns
    one = identity(FIELD, size)
    functions = [tuple(evaluator.value(side) for side in sides(equation, variable)) for equation in equations]

    def at(entries: Sequence[Any]) -> Matrix:
        return residual(functions, Matrix(rows, columns, tuple(entries)))

    try:
        constant = at([Fraction(0)] * size)
        if not size or not _straight(at, constant, size):
            return None
        slopes = [at(one.column(j)) - constant for j in range(size)]
        found = solutions(FIELD, blocks([slopes]), constant.map(lambda x: -x))
        if found is None:
            return None
        value, kernel = found
        for direction in kernel:
            value = value + direction.scaled(FIELD.number(rational_number(rng)))
        solved = all(x == 0 for x in at(value.entries).entries)
    except NoValue:
        return None
    return shaped(variable, point, value.entries) if solved else None


def _straight(at: Callable[[Sequence[Any]], Matrix], constant: Matrix, size: int) -> bool:
    """Whether a residual bends nowhere along one generic line: a quick test before every slope is computed."""
    once = at([Fraction(2 * i + 3, i + 2) for i in range(size)])
    twice = at([Fraction(4 * i + 6, i + 2) for i in range(size)])
    return all(c - b == b - a for a, b, c in zip(constant.entries, once.entries, twice.entries, strict=True))


def bounds(order: Term, variable: Term, point: Mapping[Term, Any]) -> tuple[Bound | None, Bound | None] | None:
    """The lower and upper bound that `left < right` or `left ≤ right` puts on a number in which it is linear."""
    evaluator = Evaluator(Germs(), {**point, variable: VARIABLE})
    try:
        gap = evaluator.scalar(order.args[1]) - evaluator.scalar(order.args[0])
    except NoValue:
        return None
    if gap.degree != 1:
        return None
    slope, root = gap.top[1], -gap.top[0] / gap.top[1]
    bound = (root, order.op == "le")
    return (bound, None) if slope > 0 else (None, bound)


def count_limits(order: Term, variable: Term, point: Mapping[Term, Any]) -> tuple[int, int | None] | None:
    """The least and the largest natural number that an inequality leaves to a variable alone on one side of it."""
    (left, right), gap = order.args, int(order.op == "lt")
    if variable in (left.free if right is variable else right.free) or variable not in (left, right):
        return None
    try:
        value = Evaluator(FIELD, point).scalar(left if right is variable else right)
    except NoValue:
        return None
    if right is variable:
        return max(0, floor(value) + 1 if gap else ceil(value)), None
    return 0, ceil(value) - 1 if gap else floor(value)


def between(low: Bound | None, high: Bound | None, rng: Generator, fine: bool = False) -> Fraction | None:
    """A number within the bounds: often near or (where allowed) at one of them; None when there is none."""
    if low is not None and high is not None:
        if low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1])):
            return None
        share = Fraction(int(rng.integers(1, 64)), 64) if rng.random() < 0.7 else Fraction(1, 1000)
        share = share if rng.random() < 0.5 else 1 - share
        ends = [fraction(b[0]) for b in (low, high) if b[1] and rng.random() < 0.15]
        return ends[0] if ends else fraction(low[0]) * (1 - share) + fraction(high[0]) * share
    if low is None and high is None:
        return rational_number(rng, fine)
    value, closed = low or high or (FIELD.number(0), True)
    if closed and rng.random() < 0.15:
        return fraction(value)
    return fraction(value) + positive_number(rng, fine) * (1 if low is not None else -1)


def eigenvalue_parts(matrix: Matrix) -> tuple[Any, Any] | None:
    """Real and imaginary part of an eigenvalue of a 2×2 matrix of rationals."""
    if matrix.rows != 2:
        return None
    half = (matrix[0, 0] + matrix[1, 1]) / 2
    gap = half * half - (matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0])
    try:
        root = FIELD.apply("sqrt", abs(gap))
    except NotExact:
        none = FIELD.number(0)
        return (Surd(half, gap), none) if gap > 0 else (half, Surd(none, -gap))
    return (half + root, FIELD.number(0)) if gap >= 0 else (half, root)
