"""Predicates of explicit matrices and smooth functions, decided by elimination: nothing here is sampled."""

from __future__ import annotations

from typing import Any

from derivations.kernel.terms import Term
from numerics.errors import Undefined, Unresolved
from numerics.functions import Stack
from numerics.judge import UNKNOWN, Judge, Truth, equal, predicate
from numerics.matrices import Matrix, determinant, identity, product, rank


def inertia(field: Any, matrix: Matrix) -> tuple[bool, bool]:
    """Whether a symmetric matrix is positive semidefinite, and whether definite, by Schur complements."""
    definite = True
    while matrix.rows:
        corner, size = matrix[0, 0], matrix.rows - 1
        sign, cross = field.sign(corner), matrix.part(0, 1, 1, size)
        if sign < 0 or (sign == 0 and any(field.sign(x) != 0 for x in cross.entries)):
            return False, False
        rest = matrix.part(1, size, 1, size)
        definite = definite and sign > 0
        matrix = rest if sign == 0 else rest - product(field, cross.T, cross.map(lambda x, c=corner: x / c))
    return True, definite


@predicate("symmetric")
def _symmetric(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    matrix = judge.matrix(args[0], stack)
    return equal(judge.field, matrix, matrix.T)


@predicate("positive_semidefinite")
def _semidefinite(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    matrix = judge.matrix(args[0], stack)
    return equal(judge.field, matrix, matrix.T) & Truth(inertia(judge.field, matrix)[0])


@predicate("positive_definite")
def _definite(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    matrix = judge.matrix(args[0], stack)
    return equal(judge.field, matrix, matrix.T) & Truth(inertia(judge.field, matrix)[1])


@predicate("full_column_rank")
def _full_rank(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    matrix = judge.matrix(args[0], stack)
    return Truth(rank(judge.field, matrix) == matrix.columns)


@predicate("invertible")
def _invertible(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    matrix = judge.matrix(args[0], stack)
    return Truth(rank(judge.field, matrix) == matrix.columns)


@predicate("eigenvalue")
def _eigenvalue(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """For a real M: det((M − re)² + im²) = |det(M − re − i·im)|²."""
    field, matrix = judge.field, judge.matrix(args[0], stack)
    re, im = (judge.evaluator.scalar(a, stack) for a in args[1:])
    one = identity(field, matrix.rows)
    shifted = matrix - one.scaled(re)
    square = product(field, shifted, shifted) + one.scaled(im * im)
    try:
        return Truth(field.sign(determinant(field, square)) == 0)
    except Unresolved:
        return Truth(True, False)  # as far as balls tell


@predicate("differentiable")
def _differentiable(judge: Judge, args: tuple[Term, ...], stack: Stack) -> Truth:
    """Built from smooth operations around this point; the converse is unknown."""
    try:
        judge.evaluator.gradient(judge.function(args[0], stack), judge.matrix(args[1], stack))
    except Undefined:
        return UNKNOWN
    return Truth(True)
