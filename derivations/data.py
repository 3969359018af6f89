"""The data of parametric exercises: exact matrices taken in with clear errors, and their definiteness shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derivations import lemmas
from derivations.kernel import IllFormed, Term, Theorem, algebra, logic
from derivations.kernel.formulas import (
    Eq,
    Ne,
    block,
    fresh,
    matrix,
    natural,
    positive_definite,
    positive_semidefinite,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import ZERO, num

Rows = list[list[Fraction]]


class DataError(IllFormed):
    """The data of an exercise do not satisfy its hypotheses; the message names the argument and what to do."""


def exact(value: Any, name: str) -> Fraction:
    """An exact number from an int, a Fraction or a SymPy Rational."""
    if isinstance(value, Term) and value.op == "num":
        return value.data
    if isinstance(value, bool | float):
        raise DataError(f"{name} = {value!r} is not exact: write an int, a Fraction or a SymPy Rational")
    if isinstance(value, int | Fraction):
        return Fraction(value)
    top, bottom = getattr(value, "p", None), getattr(value, "q", None)
    if isinstance(top, int) and isinstance(bottom, int) and bottom:
        return Fraction(top, bottom)
    raise DataError(f"{name} = {value!r} is not an exact number: write an int, a Fraction or a SymPy Rational")


def square_rows(value: Any, name: str) -> Rows:
    """A square matrix of exact numbers from nested sequences or a SymPy matrix."""
    rows = value.tolist() if hasattr(value, "tolist") else value
    listed = isinstance(rows, Sequence) and not isinstance(rows, str) and rows
    if not listed or not all(isinstance(r, Sequence) and not isinstance(r, str) for r in rows):
        raise DataError(f"{name} = {value!r} is not a matrix: write rows such as [[1, 0], [0, 1]] or a SymPy Matrix")
    if any(len(row) != len(rows) for row in rows):
        lengths = [len(r) for r in rows]
        raise DataError(f"{name} has {len(rows)} rows of lengths {lengths}: a square matrix is needed")
    return [[exact(x, f"{name}[{i}][{j}]") for j, x in enumerate(row)] for i, row in enumerate(rows)]


def symmetric_rows(value: Any, name: str) -> Rows:
    """A square symmetric matrix of exact numbers."""
    rows = square_rows(value, name)
    for i, row in enumerate(rows):
        for j in range(i):
            if row[j] != rows[j][i]:
                raise DataError(
                    f"{name} is not symmetric: {name}[{i}][{j}] = {row[j]}, {name}[{j}][{i}] = {rows[j][i]}"
                )
    return rows


def squares(rows: Rows) -> tuple[list[tuple[Fraction, list[Fraction]]], list[Fraction] | None]:
    """VᵀMv as Σ weight·(l·v)² with weights > 0, or a direction v in which it is negative."""
    size = len(rows)
    left, found = [list(r) for r in rows], list[tuple[Fraction, list[Fraction]]]()
    for i in range(size):
        pivot = left[i][i]
        if pivot < 0 or (pivot == 0 and any(left[i])):
            return found, _negative_direction(rows)
        if pivot > 0:
            line = [x / pivot for x in left[i]]
            found.append((pivot, line))
            left = [[left[a][b] - pivot * line[a] * line[b] for b in range(size)] for a in range(size)]
    return found, None


def _negative_direction(rows: Rows) -> list[Fraction]:
    """Some v with vᵀMv < 0, by elimination with a change of basis."""
    size = len(rows)
    basis = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]

    def form(u: list[Fraction], v: list[Fraction]) -> Fraction:
        return sum((u[i] * rows[i][j] * v[j] for i in range(size) for j in range(size)), Fraction(0))

    while basis:
        first = basis.pop(0)
        if form(first, first) < 0:
            return first
        for k, other in enumerate(basis):
            if form(first, first) == 0 and form(first, other):
                step = -(form(other, other) + 1) / (2 * form(first, other))
                return [x * step + o for x, o in zip(first, other, strict=True)]
            if form(first, first):
                ratio = form(first, other) / form(first, first)
                basis[k] = [o - ratio * x for x, o in zip(first, other, strict=True)]
    raise DataError("the matrix has no negative direction")


def term_of(rows: Rows) -> Term:
    """The matrix as a term (a 1×1 matrix is a number)."""
    return num(rows[0][0]) if len(rows) == 1 else block([[num(x) for x in row] for row in rows])


def semidefinite(rows: Rows, name: str) -> Theorem:
    """⊢ M positive semidefinite, by completing squares; DataError with a direction when it is not."""
    found, direction = squares(rows)
    if direction is not None:
        shown = ", ".join(map(str, direction))
        raise DataError(
            f"{name} is indefinite: v'{name}v < 0 for v = ({shown}); a positive semidefinite matrix is needed"
        )
    m, v = _with_vector(rows)
    terms = tuple((weight, (), (_row(line) * v,)) for weight, line in found)
    return lemmas.semidefinite_by(m, v, algebra.nonneg(ZERO <= v.T * m * v, terms, (), ()))


def definite(rows: Rows, name: str) -> Theorem:
    """⊢ M positive definite: M − εI is semidefinite for some ε > 0; DataError when it is not."""
    m, v = _with_vector(rows)
    _refuse_degenerate(rows, name)
    epsilon = min(rows[i][i] for i in range(len(rows)))
    while epsilon > Fraction(1, 10**9):
        shifted = [[x - epsilon * (i == j) for j, x in enumerate(row)] for i, row in enumerate(rows)]
        found, direction = squares(shifted)
        if direction is None:
            return _definite(m, v, epsilon, found)
        epsilon /= 2
    raise DataError(
        f"{name} is not positive definite (its smallest eigenvalue is not above 1e-9): choose another matrix"
    )


def _refuse_degenerate(rows: Rows, name: str) -> None:
    """DataError with a direction v ≠ 0 in which vᵀMv ≤ 0, if there is one."""
    found, direction = squares(rows)
    sign = "<" if direction else "="
    if direction is None and len(found) < len(rows):
        direction = _null_direction([line for _, line in found], len(rows))
    if direction is not None:
        shown = ", ".join(map(str, direction))
        raise DataError(f"{name} is not positive definite: v'{name}v {sign} 0 for v = ({shown}); choose another matrix")


def _null_direction(lines: Rows, size: int) -> list[Fraction]:
    """Some v ≠ 0 on which every line vanishes; line i has its leading 1 further right than the lines before."""
    leads = [next(j for j, x in enumerate(line) if x) for line in lines]
    free = next(j for j in range(size) if j not in leads)
    v = [Fraction(int(j == free)) for j in range(size)]
    for line, lead in reversed([*zip(lines, leads, strict=True)]):
        v[lead] = -sum((line[j] * v[j] for j in range(lead + 1, size)), Fraction(0))
    return v


def _definite(m: Term, v: Term, epsilon: Fraction, found: list[tuple[Fraction, list[Fraction]]]) -> Theorem:
    distinct = logic.assume(Ne(v, ZERO if v.is_scalar else zeros(m.shape[0])))
    norm = lemmas.square_positive(distinct)
    terms = ((epsilon, (norm,), ()), *((weight, (), (_row(line) * v,)) for weight, line in found))
    positive = algebra.nonneg(ZERO < v.T * m * v, terms, (), ())
    return lemmas.definite_by(m, v, _same_zero(positive, v))


def _same_zero(positive: Theorem, v: Term) -> Theorem:
    """For a number v the definition says v ≠ 0 with the 1×1 zero matrix."""
    if not v.is_scalar:
        return positive
    matrix_zero, number = Eq(v, zeros(1)), Eq(v, ZERO)
    from_number = algebra.combination(matrix_zero, ((num(1), logic.assume(number), num(1)),), ())
    absurd = logic.contradiction(from_number, logic.assume(Ne(v, zeros(1))))
    return logic.cut(logic.negate(number, absurd), positive)


def _with_vector(rows: Rows) -> tuple[Term, Term]:
    m = term_of(rows)
    return m, fresh("v", vector("v", len(rows)).sort, m)


def _row(line: list[Fraction]) -> Term:
    return num(line[0]) if len(line) == 1 else block([[num(x) for x in line]])


@dataclass(frozen=True)
class Penalty:
    """A penalty matrix: unspecified (symbolic size) or the data of an exercise."""

    term: Term
    size: Term
    rows: Rows | None
    name: str

    @classmethod
    def of(cls, value: Any, name: str = "A", size: Term | None = None) -> Penalty:
        """Take in None (unspecified), a matrix variable, or exact data."""
        if value is None:
            unspecified = natural("d") if size is None else size
            return cls(matrix(name, unspecified, unspecified), unspecified, None, name)
        if isinstance(value, Term):
            if value.sort.kind not in ("real", "nat") or value.shape[0] is not value.shape[1]:
                raise DataError(f"{name} = {value} is {value.sort}: a square matrix is needed")
            if size is not None and value.shape[0] is not size:
                raise DataError(f"{name} = {value} is {value.sort}: a matrix of size {size} is needed here")
            return cls(value, value.shape[0], None, name)
        rows = symmetric_rows(value, name)
        return cls(term_of(rows), num(len(rows)), rows, name)

    @property
    def symmetric(self) -> list[Term]:
        """The hypothesis that it is symmetric, unless that is evident from the data."""
        return [symmetric(self.term)] if self.rows is None else []

    @property
    def semidefinite(self) -> list[Term]:
        """The hypothesis that it is positive semidefinite, unless the data show it."""
        return [positive_semidefinite(self.term)] if self.rows is None else []

    @property
    def definite(self) -> list[Term]:
        """The hypothesis that it is positive definite, unless the data show it."""
        return [positive_definite(self.term)] if self.rows is None else []

    def vector(self, name: str) -> Term:
        """A vector of the penalty's size."""
        return vector(name, self.size)

    def design(self, name: str = "Z") -> Term:
        """A design matrix with n rows that fits."""
        return matrix(name, natural("n"), self.size)
