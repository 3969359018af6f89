"""Statements about functions, points, distances and random variables: decided where all cases can be gone through."""

from fractions import Fraction as Q

import pytest
from numpy.random import default_rng

from derivations.kernel import Sort
from derivations.kernel.densities import multivariate_normal, normal, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    Sum,
    column,
    det,
    function,
    identity,
    iterate,
    matrix,
    measure,
    natural,
    piecewise,
    point,
    real,
    sqnorm,
    trace,
    unit,
    vector,
    zeros,
)
from derivations.kernel.metric import complete, metric
from derivations.kernel.random_vectors import independent, mean_and_covariance
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, lam, matrix_sort, num, var
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.explored import RUNS, for_all_functions
from numerics.judge import Judge, Truth
from numerics.matrices import Matrix
from numerics.sampling import Sampler
from numerics.spaces import Discrete, table
from numerics.statement import examine
from numerics.truth import UNKNOWN, decide

n, m, d, i, j, k = map(natural, "nmdijk")
u, v = point("u"), point("v")
mu, p, X, Y = measure("mu"), function("p"), function("X"), function("Y")
D, E, h = function("D", SPACE, PROP), function("E", SPACE, PROP), function("h", NAT, SPACE)
far, f = function("d", SPACE, Sort("function", SPACE, REAL)), function("f", SPACE, SPACE)
TRUE, FALSE = Truth(True), Truth(False)
SIGNS = {
    mu: Discrete(SPACE, (Q(1),) * 4), p: table(SPACE, (Q(1, 4),) * 4),
    X: table(SPACE, (Q(1), Q(1), Q(-1), Q(-1))), Y: table(SPACE, (Q(1), Q(-1), Q(1), Q(-1))),
}  # fmt: skip


def shifted(rows):
    return table(SPACE, tuple(table(SPACE, tuple(map(Q, row))) for row in rows))


# Quantifiers
@pytest.mark.parametrize(("formula", "truth"), [
    (ForAll(E, Or(E(u), Not(E(u)))), TRUE), (ForAll(E, Implies(E(u), E(v))), FALSE),
    (ForAll(h, Exists(u, Eq(h(5), u))), TRUE), (ForAll(h, Eq(h(0), h(9))), FALSE),
    (ForAll(function("T", SPACE, SPACE), Exists(u, Eq(function("T", SPACE, SPACE)(u), u))), FALSE),
    (ForAll(i, Implies(i < n, i <= 2)), TRUE), (ForAll(i, Implies(i < n, i <= 1)), FALSE),
    (ForAll(i, And(i < n, Eq(i, i))), FALSE), (Exists(i, And(i < n, Eq(i, 7))), FALSE),
    (Exists(i, And(i < n, Eq(i, 2))), TRUE), (Exists(i, Eq(i, 700)), UNKNOWN),
    (ForAll(i, ForAll(j, Implies(And(i < n, And(j < i, Ne(i, j))), j < n - 1))), TRUE),
    (ForAll(i, Implies(i < num(2) ** n, i < 8)), TRUE), (ForAll(i, Implies(i < num(2) ** n, i < 7)), FALSE),
])  # fmt: skip
def test_quantifiers_are_decided_by_all_cases_that_matter(formula, truth):
    assert decide(formula, {n: 3, u: 0, v: 1}) == truth


def test_what_holds_for_numbers_tried_is_not_certain():
    assert decide(ForAll(i, i < num(2) ** i), {}) == Truth(True, False)


def test_what_repeats_itself_is_certain_after_one_round():
    assert decide(ForAll(i, i >= 0), {}) == TRUE
    assert decide(Exists(i, And(Eq(i, i), Eq(i, 1))), {}) == TRUE


def test_too_many_functions_are_left_undecided():
    judge = Judge(Evaluator(Rationals(), {u: 0}))
    all_ = judge.evaluator.value(lam(h, Eq(Sum(piecewise(Eq(h(i), u), 1, 1), i, 12), 12)))
    assert for_all_functions(judge, all_, range(3)) == UNKNOWN
    assert RUNS < 3**12


# Operators
def test_unit_columns_traces_and_normal_columns_have_values():
    mat, w = matrix("A", 2, 2), vector("w", 2)
    here = {mat: Matrix(2, 2, (1, 5, 7, 3)), w: Matrix(2, 1, (3, 1))}
    assert decide(Eq(unit(3, 1), column(0, 1, 0)), {}) == TRUE
    assert decide(Eq(unit(3, i), unit(3, i)), {i: 3}) == UNKNOWN
    assert decide(Eq(trace(mat), 4), here) == TRUE
    assert decide(Eq(det(mat), trace(mat)), here) == FALSE
    both = normal(num(3), num(1), num(2)) * normal(num(1), num(1), num(2))
    assert decide(Eq(multivariate_normal(w, column(1, 1), 4 * identity(2)), both), here).value is True
    assert decide(Eq(multivariate_normal(w, column(1, 1), 2 * identity(2)), both), here) == FALSE
    assert decide(Eq(multivariate_normal(w, zeros(2), 0 * identity(2)), 0), here) == UNKNOWN


def test_points_are_iterated():
    step = {f: table(SPACE, (1, 2, 0)), u: 0}
    assert decide(Eq(iterate(f, u, num(3)), u), step) == TRUE
    assert decide(Eq(iterate(f, u, num(31)), f(u)), step) == TRUE
    assert decide(Eq(iterate(f, u, num(32)), f(u)), step) == FALSE


# Distances
def test_a_finite_metric_space_is_complete():
    line, square = ((0, 1, 3), (1, 0, 2), (3, 2, 0)), ((0, 1, 4), (1, 0, 1), (4, 1, 0))
    assert (decide(metric(far), {far: shifted(line)}), decide(complete(far), {far: shifted(line)})) == (TRUE, TRUE)
    assert decide(metric(far), {far: shifted(square)}) == FALSE
    assert decide(complete(far), {far: shifted(square)}).value is None


# Random variables
@pytest.mark.parametrize(("changed", "truth"), [
    ({}, TRUE), ({Y: SIGNS[X]}, FALSE), ({p: table(SPACE, (Q(1, 2), Q(0), Q(0), Q(1, 2)))}, FALSE),
    ({Y: table(SPACE, (Q(3),) * 4)}, TRUE), ({p: table(SPACE, (Q(1),) * 4)}, FALSE),
])  # fmt: skip
def test_independence_is_that_of_all_pairs_of_values(changed, truth):
    assert decide(independent(mu, p, X, Y), {**SIGNS, **changed}) == truth


def test_moments_are_compared_entry_by_entry():
    pair, spread = function("Z", SPACE, matrix_sort(2, 1)), matrix("S", 2, 2)
    values = zip((1, 1, -1, -1), (1, -1, 1, -1), strict=True)
    here = {**SIGNS, pair: table(SPACE, tuple(Matrix(2, 1, tuple(map(Q, row))) for row in values))}
    claim = mean_and_covariance(mu, p, pair, zeros(2), spread)
    assert decide(claim, {**here, spread: Matrix(2, 2, (1, 0, 0, 1))}) == TRUE
    assert decide(claim, {**here, spread: Matrix(2, 2, (1, 1, 1, 1))}) == FALSE
    assert decide(mean_and_covariance(mu, p, pair, column(1, 0), identity(2)), here) == FALSE


def test_laws_on_places_of_the_line_are_compared_mass_by_mass():
    nu, q, x = measure("nu", REAL), function("q", REAL), real("x")
    here = {
        **SIGNS, X: table(SPACE, (Q(0), Q(0), Q(1), Q(1))), nu: Discrete(REAL, (Q(1), Q(1)), (Q(0), Q(1))),
        q: lam(x, num(1) / 2),
    }  # fmt: skip
    claim = pushes_forward(mu, p, X, nu, q)
    assert decide(claim, here) == TRUE
    assert decide(claim, {**here, X: table(SPACE, (Q(0), Q(0), Q(1), Q(2)))}) == FALSE
    assert decide(claim, {**here, q: lam(x, num(1) / 3)}) == FALSE


# Draws
COLUMN = matrix_sort(d, 1)


@pytest.mark.parametrize("sort", [
    Sort("function", NAT, SPACE), Sort("function", SPACE, PROP), Sort("function", SPACE, SPACE),
    Sort("function", NAT, COLUMN), Sort("function", SPACE, COLUMN), Sort("function", COLUMN, COLUMN),
    Sort("function", NAT, Sort("function", NAT, COLUMN)), Sort("function", NAT, Sort("function", SPACE, COLUMN)),
    Sort("function", SPACE, Sort("function", SPACE, REAL)), Sort("function", NAT, Sort("function", COLUMN, REAL)),
    Sort("function", NAT, Sort("function", NAT, NAT)),
], ids=str)  # fmt: skip
def test_values_of_every_sort_of_function_are_drawn(sort):
    g = var("g", sort)
    sampler = Sampler([1 <= d], [g], default_rng(1))
    found = sampler.draw({d: 2})
    assert found is not None
    assert found[0][g] is not None


def test_distances_are_drawn_often_enough():
    sampler = Sampler([metric(far)], [far], default_rng(2))
    assert all(sampler.draw({}) is not None for _ in range(20))


def test_statements_about_functions_are_examined():
    images, copies = function("x", NAT, SPACE), function("g", NAT, SPACE)
    apart = ForAll(i, ForAll(j, Implies(And(i < m, And(j < m, Eq(images(i), images(j)))), Eq(i, j))))

    def wrong(said):
        return Sum(piecewise(said(images(i)), 0, 1), i, m) + Sum(piecewise(said(copies(i)), 1, 0), i, m)

    best = ForAll(E, wrong(D) <= wrong(E))
    count = Sum(piecewise(Eq(copies(j), images(i)), 1, 0), j, m)
    seen = ForAll(i, Implies(i < m, And(Implies(Eq(count, 0), D(images(i))), Implies(count >= 2, Not(D(images(i)))))))
    found = examine([1 <= m, m <= 3, apart], Implies(best, seen), default_rng(3), 1.0)
    assert (found.witness, found.missing) == (None, None)
    slip = ForAll(i, Implies(i < m, D(images(i))))
    assert examine([1 <= m, m <= 3, apart], Iff(best, slip), default_rng(3), 1.0).witness is not None


def test_least_squares_over_all_maps_is_refuted_by_a_map():
    g, other, points = function("g", COLUMN, COLUMN), function("h", COLUMN, COLUMN), function("x", NAT, COLUMN)
    loss = Sum(sqnorm(g(points(k)) - points(k)), k, n)
    claim = ForAll(other, loss <= Sum(sqnorm(other(points(k)) - points(k)), k, n))
    x = vector("x", 2)
    here = {d: 2, n: 1, points: table(NAT, (Matrix(2, 1, (1, 2)),))}
    assert decide(claim, {**here, g: lam(x, 100 * x)}) == FALSE
    assert decide(claim, {**here, g: lam(x, x)}) == Truth(True, False)
