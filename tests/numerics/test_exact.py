"""Exact evaluation: every operator by hand, partial operators refused, predicates decided."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq

from derivations.kernel.formulas import (
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    above,
    block,
    column,
    converges_from_every_start,
    det,
    differentiable,
    eigenvalue,
    exp,
    full_column_rank,
    identity,
    infinity,
    inv,
    invertible,
    iterate,
    log,
    matrix,
    minimiser,
    natural,
    ones,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    sqrt,
    symmetric,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import lam, make
from numerics.errors import NotExact, Undefined, Unsupported
from numerics.exact import evaluate, fraction, holds, rational
from numerics.matrices import Matrix

x, y, eta = real("x"), real("y"), real("eta")
n, d, k = natural("n"), natural("d"), natural("k")
M, v = matrix("M", 2, 2), vector("v", 2)
POINT = {
    x: Fraction(1, 2),
    y: -3,
    n: 2,
    d: 3,
    k: 4,
    M: Matrix(2, 2, (1, 2, 3, 4)),
    v: Matrix(2, 1, (Fraction(1, 2), -1)),
}


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (x + y, Fraction(-5, 2)),
        (x - y, Fraction(7, 2)),
        (-x, Fraction(-1, 2)),
        (x * y, Fraction(-3, 2)),
        (x / y, Fraction(-1, 6)),
        (x**k, Fraction(1, 16)),
        (k * x + n, 4),
        (abs(y), 3),
        (sqrt(x * x), Fraction(1, 2)),
        (exp(x - x), 1),
        (log(x + x), 0),
        (det(M), -2),
        (sqnorm(v), Fraction(5, 4)),
        (v.T * M * v, Fraction(7, 4)),
        (M[1, 0], 3),
        (inv(M)[0, 1], 1),
        ((M**2)[0, 0], 7),
        (ones(1, n) * ones(n), 2),
        (det(identity(d)), 1),
        (Derivative(x**3 / (1 + x), x), Fraction(4, 9)),
        (Derivative(Derivative(x**3 * y, x), x), -9),
        (Derivative(Derivative(x * y**2, x), y), -6),
        (Derivative(sqrt(x**2 + 2), x), Fraction(1, 3)),
    ],
)
def test_a_number_has_the_value_computed_by_hand(term, expected):
    assert evaluate(term, POINT) == rational(expected)


@pytest.mark.parametrize(
    ("term", "rows"),
    [
        (M.T, [[1, 3], [2, 4]]),
        (M * v, [[Fraction(-3, 2)], [Fraction(-5, 2)]]),
        (x * M, [[Fraction(1, 2), 1], [Fraction(3, 2), 2]]),
        (column(x, v), [[Fraction(1, 2)], [Fraction(1, 2)], [-1]]),
        (block([[M, v]]), [[1, 2, Fraction(1, 2)], [3, 4, -1]]),
        (M[0, 1] * v, [[1], [-2]]),
        (Derivative(sqnorm(M * v), v), [[-18], [-26]]),
        (zeros(2) + v, [[Fraction(1, 2)], [-1]]),
    ],
)
def test_a_matrix_has_the_value_computed_by_hand(term, rows):
    value = evaluate(term, POINT)
    assert [[fraction(value[i, j]) for j in range(value.columns)] for i in range(value.rows)] == rows


def test_an_iteration_is_run_step_by_step_and_the_same_when_it_is_shortened():
    step = lam(v, column(v[1], v[0] + v[1]))
    few, many = (evaluate(iterate(step, v, count), {v: Matrix(2, 1, (0, 1))}) for count in (10, 30))
    assert (few[0, 0], many[0, 0]) == (55, 832040)


def test_an_iteration_that_is_not_affine_is_not_shortened():
    assert evaluate(iterate(lam(x, x**2 / 2), x, 20), {x: 2}) == 2
    assert evaluate(iterate(lam(x, x**2), x, 13), {x: -1}) == 1


def test_sizes_of_zero_are_allowed():
    point = {n: 0, matrix("A", n, n): Matrix(0, 0, ()), vector("u", n): Matrix(0, 1, ())}
    a, u = matrix("A", n, n), vector("u", n)
    assert evaluate(det(a), point) == 1
    assert evaluate(sqnorm(u), point) == 0
    assert holds(positive_definite(a), point)


@pytest.mark.parametrize("term", [x / (y + 3), log(y), sqrt(y), inv(M - M), Derivative(abs(x), x, y + 3)])
def test_a_partial_operator_outside_its_domain_is_undefined(term):
    with pytest.raises(Undefined):
        evaluate(term, POINT)


@pytest.mark.parametrize("term", [sqrt(x), exp(x), log(y + 5)])
def test_an_irrational_value_is_refused(term):
    with pytest.raises(NotExact):
        evaluate(term, POINT)


def test_what_has_no_value_is_refused():
    with pytest.raises(Unsupported):
        evaluate(real("unknown"), POINT)


TRUE = [
    Eq(x + x, 1),
    Ne(M * M.T, M.T * M),
    x <= Fraction(1, 2),
    Not(x < Fraction(1, 2)),
    Or(x > 1, y < 0),
    Implies(x > 1, Eq(1 / (y + 3), 0)),
    Iff(x > 0, y < 0),
    invertible(M),
    symmetric(M + M.T),
    positive_definite(M.T * M),
    positive_semidefinite(v * v.T),
    Not(positive_definite(v * v.T)),
    full_column_rank(M),
    Not(full_column_rank(v * v.T)),
    eigenvalue(block([[0, -1], [1, 0]]), 0, 1),
    Not(eigenvalue(block([[0, -1], [1, 0]]), 1, 0)),
    differentiable(x**2, x),
    minimiser(lam(x, (x - 3) ** 2), 3),
    Not(minimiser(lam(x, (x - 3) ** 2), 2)),
    Not(minimiser(lam(v, v[0] ** 2 - v[1] ** 2), zeros(2))),
    Exists(x, Eq(x, 1)),
    Not(ForAll(x, x**2 >= x)),
    tends(x / (x + 1), x, infinity(), 1),
    Not(tends(x / (x + 1), x, infinity(), 2)),
    tends(inv(identity(2) + x * M) * v, x, above(0), v),
    tends(x**2, x, infinity(), infinity()),
    tends(iterate(lam(v, v / 2 + M * zeros(2)), v, k), k, infinity(), zeros(2)),
]


@pytest.mark.parametrize("formula", TRUE, ids=repr)
def test_a_true_formula_holds_and_its_denial_does_not(formula):
    assert holds(formula, POINT) is True
    assert holds(Not(formula), POINT) is False


def test_for_all_is_never_certain_by_values_tried():
    assert holds(ForAll(x, x**2 >= 0), {}) is None


def test_what_is_undefined_is_neither_true_nor_false():
    assert holds(Eq(1 / (y + 3), 0), POINT) is None


def test_and_is_false_at_a_false_side_even_when_the_other_is_undefined():
    assert holds(make("and", Eq(1 / (y + 3), 0), x < 0), POINT) is False


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(1, 8), True),
        (Fraction(1, 4), False),
        (0, False),
        (Fraction(999, 4000), True),
        (Fraction(1001, 4000), False),
    ],
)
def test_convergence_is_decided_on_the_bound_and_on_both_sides(value, expected):
    step = lam(v, (1 - 8 * eta) * v)
    assert holds(converges_from_every_start(step, zeros(2)), {eta: value}) is expected


def test_a_quarter_turn_does_not_converge_and_a_shear_inside_the_circle_does():
    turn, shear = (
        lam(v, block(rows) * v) for rows in ([[0, -1], [1, 0]], [[Fraction(9, 10), 1000], [0, Fraction(9, 10)]])
    )
    assert holds(converges_from_every_start(turn, zeros(2)), {}) is False
    assert holds(converges_from_every_start(shear, zeros(2)), {}) is True


def test_convergence_from_one_start_looks_at_the_space_it_spans():
    step, line = lam(v, block([[Fraction(1, 2), 0], [0, 2]]) * v), {v: Matrix(2, 1, (1, 0))}
    off = {v: Matrix(2, 1, (1, Fraction(1, 10**9)))}
    claim = tends(iterate(step, v, k), k, infinity(), zeros(2))
    assert (holds(claim, line), holds(claim, off)) == (True, False)


def test_a_rational_is_in_lowest_terms():
    assert rational(Fraction(2, 6)) == fmpq(1, 3)
