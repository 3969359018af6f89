"""Small matrices of exact numbers, and decisions about them. Nothing here knows the kernel.

A 1×1 matrix is its entry; `Matrix` is any other shape, no rows or no columns included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from derivations.refuter.exact import Number, Unclear, reciprocal


class Matrix(NamedTuple):
    """Rows of entries; the number of columns is kept for a matrix without rows."""

    rows: tuple[tuple[Any, ...], ...]
    columns: int

    @property
    def entries(self) -> Iterator[Any]:
        """All entries, row by row."""
        return (x for row in self.rows for x in row)


Value = Fraction | Number | Matrix


def build(height: int, width: int, entry: Callable[[int, int], Any]) -> Value:
    """The matrix of these entries; of shape 1×1, the entry itself."""
    if height == width == 1:
        return entry(0, 0)
    return Matrix(tuple([tuple([entry(i, j) for j in range(width)]) for i in range(height)]), width)


def shape(a: Value) -> tuple[int, int]:
    """Rows and columns."""
    return (len(a.rows), a.columns) if isinstance(a, Matrix) else (1, 1)


def at(a: Value, i: int, j: int) -> Any:
    """One entry."""
    return a.rows[i][j] if isinstance(a, Matrix) else a


def entries(a: Value) -> list[Any]:
    """All entries, row by row."""
    return list(a.entries) if isinstance(a, Matrix) else [a]


def each(a: Value, function: Callable[[Any], Any]) -> Value:
    """The function applied to every entry."""
    if not isinstance(a, Matrix):
        return function(a)
    return build(*shape(a), lambda i, j: function(at(a, i, j)))


def plus(a: Value, b: Value) -> Value:
    """a + b."""
    if not isinstance(a, Matrix):
        return a + at(b, 0, 0)
    return build(*shape(a), lambda i, j: at(a, i, j) + at(b, i, j))


def times(a: Value, b: Value) -> Value:
    """a·b, one of them perhaps a number."""
    if not isinstance(a, Matrix):
        return each(b, lambda x: a * x) if isinstance(b, Matrix) else a * b
    if not isinstance(b, Matrix):
        return each(a, lambda x: x * b)
    inner = range(a.columns)
    return build(len(a.rows), b.columns, lambda i, j: sum((at(a, i, k) * at(b, k, j) for k in inner), Fraction(0)))


def transpose(a: Value) -> Value:
    """aᵀ."""
    height, width = shape(a)
    return build(width, height, lambda i, j: at(a, j, i))


def trace(a: Value) -> Any:
    """The sum of the entries on the diagonal."""
    return sum((at(a, i, i) for i in range(shape(a)[0])), Fraction(0))


def unit(size: int) -> Value:
    """The identity."""
    return build(size, size, lambda i, j: Fraction(i == j))


def minor(a: Value, i: int, j: int) -> Value:
    """a without row i and column j."""
    size = shape(a)[0]
    return build(size - 1, size - 1, lambda r, c: at(a, r + (r >= i), c + (c >= j)))


def determinant(a: Value) -> Any:
    """By expansion along the first row: no division."""
    size = shape(a)[0]
    if size <= 1:
        return entries(a)[0] if size else Fraction(1)
    return sum(((-1) ** j * at(a, 0, j) * determinant(minor(a, 0, j)) for j in range(size)), Fraction(0))


def inverse(a: Value) -> Value:
    """By cofactors."""
    size = shape(a)[0]
    scale = reciprocal(determinant(a))
    if size <= 1:
        return each(a, lambda _: scale)
    return build(size, size, lambda i, j: (-1) ** (i + j) * determinant(minor(a, j, i)) * scale)


def reduced(rows: list[list[Fraction]], width: int) -> tuple[list[list[Fraction]], list[int]]:
    """Reduced row echelon form of the first `width` columns, and its pivot columns."""
    rows, pivots = [list(row) for row in rows], list[int]()
    for column in range(width):
        place = len(pivots)
        found = next((i for i in range(place, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[place], rows[found] = rows[found], rows[place]
        pivot = rows[place][column]
        rows[place] = [x / pivot for x in rows[place]]
        for i, row in enumerate(rows):
            if i != place and row[column]:
                rows[i] = [x - row[column] * y for x, y in zip(row, rows[place], strict=True)]
        pivots.append(column)
    return rows, pivots


def rank_of(a: Value) -> int:
    """The rank of an exact matrix."""
    return len(reduced([list(row) for row in rows_of(a)], shape(a)[1])[1])


def rows_of(a: Value) -> tuple[tuple[Fraction, ...], ...]:
    """The rows of an exact matrix; Unclear when an entry is a ball."""
    if any(not isinstance(x, Fraction) for x in entries(a)):
        raise Unclear("a matrix with inexact entries")
    return a.rows if isinstance(a, Matrix) else ((a,),)  # type: ignore[return-value] - a number


def definite(a: Value, *, strictly: bool) -> bool:
    """Whether an exact matrix is symmetric and positive (semi)definite, by elimination of one row after another."""
    rows = [list(row) for row in rows_of(a)]
    if any(rows[i][j] != rows[j][i] for i in range(len(rows)) for j in range(i)):
        return False
    while rows:
        pivot, first = rows[0][0], rows[0][1:]
        if pivot < 0 or (pivot == 0 and (strictly or any(first))):
            return False
        rows = [[x - (a * b / pivot if pivot else 0) for b, x in zip(first, row[1:], strict=True)]
                for a, row in zip(first, rows[1:], strict=True)]  # fmt: skip
    return True


def has_eigenvalue(a: Value, re: Fraction, im: Fraction) -> bool:
    """Whether re + i·im is an eigenvalue of an exact matrix: [[A − re, im], [−im, A − re]] is singular."""
    size = shape(a)[0]
    rows = rows_of(a)

    def entry(i: int, j: int) -> Fraction:
        if (i < size) == (j < size):
            return rows[i % size][j % size] - re * (i == j)
        return im * (i % size == j % size) * (1 if i < size else -1)

    return rank_of(build(2 * size, 2 * size, entry)) < 2 * size
