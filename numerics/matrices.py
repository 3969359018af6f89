"""Explicit matrices over any field of scalars that has +, −, ·, /: rationals, balls, dual numbers, rational functions.

A field (`numerics.exact.Rationals` and its relatives) says which entry of a column to pivot on; everything else is
Python's operators on the entries. Sizes may be 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, mul, sub
from typing import Any, Protocol

from numerics.errors import Undefined

Scalar = Any


class Field(Protocol):
    """What a matrix asks of its entries' field."""

    def number(self, value: Any) -> Scalar:
        """The scalar that equals an exact number."""
        ...

    def pivot(self, column: Sequence[Scalar]) -> int | None:
        """The index of an entry that is certainly not 0, None when all are certainly 0; else Unresolved."""
        ...


@dataclass(unsafe_hash=True, slots=True)  # not frozen, which makes it thrice as slow to make; nothing changes one
class Matrix:
    """A rows×columns matrix, its entries row by row."""

    rows: int
    columns: int
    entries: tuple[Scalar, ...]

    def __getitem__(self, index: tuple[int, int]) -> Scalar:
        """The entry in row i, column j, counted from 0."""
        return self.entries[index[0] * self.columns + index[1]]

    @property
    def only(self) -> Scalar:
        """The entry of a 1×1 matrix."""
        (entry,) = self.entries
        return entry

    def row(self, i: int) -> tuple[Scalar, ...]:
        """Row i."""
        return self.entries[i * self.columns : (i + 1) * self.columns]

    def column(self, j: int) -> tuple[Scalar, ...]:
        """Column j."""
        return self.entries[j :: self.columns]

    def map(self, change: Callable[[Scalar], Scalar]) -> Matrix:
        """The matrix of changed entries."""
        return Matrix(self.rows, self.columns, tuple(map(change, self.entries)))

    def fits(self, other: Matrix) -> None:
        """Nothing, for two matrices of one shape."""
        if self.rows != other.rows or self.columns != other.columns:
            raise ValueError(f"{self.rows}×{self.columns} does not match {other.rows}×{other.columns}")

    def paired(self, other: Matrix) -> Iterator[tuple[Scalar, Scalar]]:
        """Entries at the same place of two matrices of one shape."""
        self.fits(other)
        return zip(self.entries, other.entries, strict=False)

    def __add__(self, other: Matrix) -> Matrix:
        """Entrywise sum."""
        self.fits(other)
        return Matrix(self.rows, self.columns, tuple(map(add, self.entries, other.entries)))

    def __sub__(self, other: Matrix) -> Matrix:
        """Entrywise difference."""
        self.fits(other)
        return Matrix(self.rows, self.columns, tuple(map(sub, self.entries, other.entries)))

    def scaled(self, factor: Scalar) -> Matrix:
        """Every entry times a scalar."""
        return Matrix(self.rows, self.columns, tuple([factor * entry for entry in self.entries]))

    @property
    def T(self) -> Matrix:  # noqa: N802 - the name every matrix library uses
        """The transpose."""
        whole, columns = self.entries, self.columns
        entries = whole if columns == 1 else tuple([x for j in range(columns) for x in whole[j::columns]])
        return Matrix(columns, self.rows, entries)

    def part(self, row: int, rows: int, column: int, columns: int) -> Matrix:
        """The block of rows×columns that begins at (row, column)."""
        if columns == self.columns:
            return Matrix(rows, columns, self.entries[row * columns : (row + rows) * columns])
        entries = tuple([self[row + i, column + j] for i in range(rows) for j in range(columns)])
        return Matrix(rows, columns, entries)


def single(entry: Scalar) -> Matrix:
    """The 1×1 matrix of a scalar, which every number is to functions."""
    return Matrix(1, 1, (entry,))


def of_rows(rows: Sequence[Sequence[Scalar]], columns: int | None = None) -> Matrix:
    """A matrix from its rows; `columns` is needed when there are none."""
    width = len(rows[0]) if rows else (columns or 0)
    return Matrix(len(rows), width, tuple(entry for row in rows for entry in row))


def filled(field: Field, rows: int, columns: int, value: Any) -> Matrix:
    """The matrix whose every entry is `value`."""
    return Matrix(rows, columns, (field.number(value),) * (rows * columns))


def identity(field: Field, size: int) -> Matrix:
    """The identity matrix."""
    return Matrix(size, size, tuple(field.number(int(i == j)) for i in range(size) for j in range(size)))


def product(field: Field, left: Matrix, right: Matrix) -> Matrix:
    """The matrix product."""
    if left.columns != right.rows:
        raise ValueError(f"{left.rows}×{left.columns} times {right.rows}×{right.columns} does not fit")
    if not left.columns:
        return filled(field, left.rows, right.columns, 0)
    lines, columns = [left.row(i) for i in range(left.rows)], [right.column(j) for j in range(right.columns)]
    return Matrix(left.rows, right.columns, tuple([inner(line, c) for line in lines for c in columns]))


def inner(left: Sequence[Scalar], right: Sequence[Scalar]) -> Scalar:
    """The sum of the products of the entries of two sequences that are not empty."""
    return reduce(add, map(mul, left, right))


def blocks(grid: Sequence[Sequence[Matrix]]) -> Matrix:
    """The matrix made of blocks."""
    rows = [[e for block in line for e in block.row(i)] for line in grid for i in range(line[0].rows)]
    return of_rows(rows, sum(block.columns for block in grid[0]))


def eliminate(field: Field, matrix: Matrix, width: int) -> tuple[list[list[Scalar]], list[int], Scalar]:
    """Gauss-Jordan elimination on the first `width` columns.

    Returns:
        The reduced rows, the pivot columns, and the signed product of the pivots.
    """
    rows = [list(matrix.row(i)) for i in range(matrix.rows)]
    pivots, scale, at = list[int](), field.number(1), 0
    for j in range(width):
        below = field.pivot([row[j] for row in rows[at:]])
        if below is None:
            continue
        rows[at], rows[at + below] = rows[at + below], rows[at]
        scale = scale * rows[at][j] * field.number(-1 if below else 1)
        lead = rows[at][j]
        rows[at] = [x / lead for x in rows[at]]
        for i, row in enumerate(rows):
            if i != at:
                factor = row[j]
                rows[i] = [x - factor * p for x, p in zip(row, rows[at], strict=True)]
        pivots.append(j)
        at += 1
    return rows, pivots, scale


def rank(field: Field, matrix: Matrix) -> int:
    """The rank."""
    return len(eliminate(field, matrix, matrix.columns)[1])


def determinant(field: Field, matrix: Matrix) -> Scalar:
    """The determinant; 1 for the 0×0 matrix."""
    _, pivots, scale = eliminate(field, matrix, matrix.columns)
    return scale if len(pivots) == matrix.rows else field.number(0)


def inverse(field: Field, matrix: Matrix) -> Matrix:
    """The inverse; Undefined for a singular matrix."""
    size = matrix.rows
    wide = blocks([[matrix, identity(field, size)]])
    rows, pivots, _ = eliminate(field, wide, size)
    if len(pivots) < size:
        raise Undefined("the inverse of a singular matrix")
    return of_rows([row[size:] for row in rows], size)


def solutions(field: Field, matrix: Matrix, target: Matrix) -> tuple[Matrix, list[Matrix]] | None:
    """A particular solution of M·x = t and a basis of the kernel of M; None when there is no solution."""
    size = matrix.columns
    rows, pivots, _ = eliminate(field, blocks([[matrix, target]]), size)
    if field.pivot([row[size] for row in rows[len(pivots) :]]) is not None:
        return None
    zero, one = field.number(0), field.number(1)
    found = [zero] * size
    for row, j in zip(rows, pivots, strict=False):
        found[j] = row[size]
    kernel = list[Matrix]()
    for free in (j for j in range(size) if j not in pivots):
        line = [zero] * size
        line[free] = one
        for row, j in zip(rows, pivots, strict=False):
            line[j] = -row[free]
        kernel.append(Matrix(size, 1, tuple(line)))
    return Matrix(size, 1, tuple(found)), kernel
