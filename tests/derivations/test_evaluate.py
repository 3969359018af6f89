"""Evaluation reads terms and formulas by itself: values, definedness, decisions."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction as Q

import pytest

from derivations.kernel import Sort
from derivations.kernel.formulas import (
    FALSE,
    TRUE,
    And,
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
    near,
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
from derivations.kernel.terms import NAT, PROP, REAL, ZERO, lam, num, var
from derivations.refuter.evaluate import Undefined, evaluate, holds

x, y, z, c = map(real, "xyzc")
n, d, k = map(natural, "ndk")
Z, G, M = matrix("Z", n, d), matrix("G", n, n), matrix("M", 2, 2)
b, v = vector("b", d), vector("v", 2)
FAR = infinity()


@pytest.mark.parametrize(("term", "point", "value"), [
    (x + y * x - 1, {x: 2, y: Q(1, 2)}, 2),
    (x / y, {x: 1, y: 3}, Q(1, 3)),
    (x**k, {x: Q(2, 3), k: 3}, Q(8, 27)),
    (x**0, {x: 0}, 1),
    (sqrt(x), {x: Q(4, 9)}, Q(2, 3)),
    (exp(x - x), {x: 5}, 1),
    (log(x / x), {x: 5}, 0),
    (abs(x), {x: Q(-1, 2)}, Q(1, 2)),
    (det(M), {M: ((1, 2), (3, 4))}, -2),
    (det(zeros(n, n)), {n: 0}, 1),
    (M[1, 0], {M: ((1, 2), (3, 4))}, 3),
    (ones(n).T * ones(n), {n: 3}, 3),
    (sqnorm(b), {d: 2, b: ((3,), (4,))}, 25),
    (iterate(lam(x, 2 * x + 1), 0, k), {k: 4}, 15),
    (Derivative(x**3, x, y), {y: 2}, 12),
    (Derivative(x / (1 + x), x, y), {y: 1}, Q(1, 4)),
    (Derivative(sqrt(x), x, y), {y: 4}, Q(1, 4)),
    (Derivative(log(x), x, y), {y: 4}, Q(1, 4)),
    (Derivative(x * exp(x), x, ZERO), {}, 1),
    (Derivative(abs(x), x, y), {y: -3}, -1),
    (Derivative(Derivative(x**3 * y, x), x), {x: 2, y: 3}, 36),
    (Derivative(x * Derivative(x * y, y, x), x), {x: 2}, 4),
    (Derivative(Derivative(x * y, y, x) * x, x, z), {z: 3}, 6),
    (Derivative(x * y, x, z), {y: 7, z: 3}, 7),
])  # fmt: skip
def test_scalar_values_are_exact(term, point, value):
    found = evaluate(term, point)
    assert found == value
    assert isinstance(found, Q)


@pytest.mark.parametrize(("term", "point", "value"), [
    (Z.T * Z, {n: 2, d: 2, Z: ((1, 2), (3, 4))}, ((10, 14), (14, 20))),
    (inv(G), {n: 2, G: ((1, 2), (3, 4))}, ((-2, 1), (Q(3, 2), Q(-1, 2)))),
    (inv(G), {n: 3, G: ((2, 0, 0), (0, 1, 1), (0, 0, 1))}, ((Q(1, 2), 0, 0), (0, 1, -1), (0, 0, 1))),
    (G**2, {n: 2, G: ((0, 1), (1, 1))}, ((1, 1), (1, 2))),
    (block([[ones(n), Z]]), {n: 1, d: 2, Z: ((5, 6),)}, ((1, 5, 6),)),
    (Derivative(sqnorm(Z * b), b), {n: 1, d: 2, Z: ((1, 2),), b: ((1,), (1,))}, ((6,), (12,))),
    (identity(n) * 2, {n: 2}, ((2, 0), (0, 2))),
    (zeros(n, d), {n: 0, d: 2}, ()),
])  # fmt: skip
def test_matrix_values_are_exact(term, point, value):
    assert evaluate(term, point) == value


@pytest.mark.parametrize(("term", "point"), [
    (x / y, {x: 1, y: 0}), (log(x), {x: 0}), (log(x), {x: -1}), (sqrt(x), {x: -1}), (inv(G), {n: 2, G: ((1, 1),
    (1, 1))}),
    (Derivative(abs(x), x, y), {y: 0}), (Derivative(sqrt(x), x, y), {y: 0}), (Derivative(1 / x, x, y), {y: 0}), (x, {}),
])  # fmt: skip
def test_what_means_nothing_is_undefined(term, point):
    with pytest.raises(Undefined):
        evaluate(term, point)
    assert holds(Eq(term, term), point) is None


def test_irrational_values_are_enclosed_and_compared():
    root = evaluate(sqrt(x), {x: 2})
    assert root > Q(141421356, 10**8).numerator / 10**8
    assert root.rad() < 1e-50
    assert holds(sqrt(x) < Q(3, 2), {x: 2}) is True
    assert holds(Eq(exp(x) * exp(y), exp(x + y)), {x: 1, y: 2}) is None
    assert holds(Eq(exp(x) + exp(y), exp(x + y)), {x: 1, y: 2}) is False
    assert holds(log(x) <= x - 1, {x: 2}) is True


@pytest.mark.parametrize(("formula", "truth"), [
    (And(Ne(x, 0), Eq(x / x, 1)), False), (And(Eq(x / x, 1), Ne(x, 0)), False), (Implies(Ne(x, 0), Eq(x / x, 1)), True),
    (Or(Eq(x, 0), Eq(x / x, 1)), True), (Eq(x / x, 1), None), (Not(Eq(x / x, 1)), None),
    (Iff(Eq(x, 0), Eq(1 / x, 1)), None),
    (Implies(Eq(1 / x, 1), FALSE), None), (Implies(Eq(1 / x, 1), TRUE), True), (And(Eq(1 / x, 1), TRUE), None),
    (TRUE, True),
])  # fmt: skip
def test_undefined_is_neither_true_nor_false(formula, truth):
    assert holds(formula, {x: 0}) is truth


def test_wild_readings_give_the_undefined_some_value():
    assert holds(Eq(x / x, 1), {x: 0}, wild=Q(7)) is False
    assert holds(Eq(x / x, x / x), {x: 0}, wild=Q(7)) is True
    assert evaluate(1 / x, {x: 0}, wild=Q(7)) == 7
    assert evaluate(inv(G), {n: 2, G: ((0, 0), (0, 0))}, wild=Q(7)) == ((8, 8), (8, 8))
    assert holds(Eq(Derivative(abs(x), x, y), y), {y: 0}, wild=Q(7)) is False
    assert holds(Eq(x / x, 1), {x: 2}, wild=Q(7)) is True


def matrices():
    """Explicit matrices with (symmetric, positive definite, semidefinite, invertible)."""
    return [
        (((2, 1), (1, 2)), (True, True, True, True)),
        (((1, 1), (1, 1)), (True, False, True, False)),
        (((0, 0), (0, 1)), (True, False, True, False)),
        (((0, 1), (1, 1)), (True, False, False, True)),
        (((1, 2), (2, 1)), (True, False, False, True)),
        (((0, 0), (0, 0)), (True, False, True, False)),
        (((1, 1), (0, 1)), (False, False, False, True)),
        (((-1, 0), (0, 1)), (True, False, False, True)),
        (((1, 1, 1), (1, 1, 1), (1, 1, 0)), (True, False, False, False)),
        (((1, 1, 0), (1, 1, 0), (0, 0, 1)), (True, False, True, False)),
        (((2, -1, 0), (-1, 2, -1), (0, -1, 2)), (True, True, True, True)),
        (((0,),), (True, False, True, False)),
        ((), (True, True, True, True)),
    ]


@pytest.mark.parametrize(("value", "wanted"), matrices())
def test_predicates_of_matrices_are_decided(value, wanted):
    point = {n: len(value), G: value}
    predicates = (symmetric, positive_definite, positive_semidefinite, invertible)
    assert tuple(holds(p(G), point) for p in predicates) == wanted


def test_definiteness_agrees_with_its_definition_on_many_vectors():
    u = vector("u", n)
    for value, (sym, definite, semi, _) in matrices():
        point = {n: len(value), G: value}
        unfolded = And(Eq(G.T, G), ForAll(u, u.T * G * u >= 0))
        assert holds(unfolded, point) is semi, value
        strictly = And(Eq(G.T, G), ForAll(u, Implies(Ne(u, zeros(n)), u.T * G * u > 0)))
        assert holds(strictly, point) in ((True, None) if definite else (False, None)), value
        assert sym or not semi


@pytest.mark.parametrize(
    ("value", "rank"), [(((1, 2), (2, 4), (0, 0)), False), (((1, 2), (2, 4), (0, 1)), True), (((1, 2),), False)]
)
def test_full_column_rank_is_decided(value, rank):
    assert holds(full_column_rank(Z), {n: len(value), d: 2, Z: value}) is rank


@pytest.mark.parametrize(("value", "re", "im", "truth"), [
    (((0, 1), (-1, 0)), 0, 1, True), (((0, 1), (-1, 0)), 0, -1, True), (((0, 1), (-1, 0)), 1, 0, False),
    (((2, 0), (0, 3)), 3, 0, True), (((2, 0), (0, 3)), 3, 1, False), (((1, -2), (2, 1)), 1, 2, True),
    (((1, -2), (2, 1)), 1, Q(5, 2), False),
])  # fmt: skip
def test_eigenvalues_are_decided(value, re, im, truth):
    assert holds(eigenvalue(M, num(Q(re)), num(Q(im))), {M: value}) is truth


@pytest.mark.parametrize(("formula", "truth"), [
    (ForAll(x, x**2 + 1 > 0), True), (ForAll(x, x**2 > 0), False), (ForAll(x, x**2 - x + 1 > 0), True),
    (ForAll(x, 100 * x**2 - 6 * x + Q(1, 20) > 0), False), (ForAll(x, Eq((x + 1) ** 2, x**2 + 2 * x + 1)), True),
    (ForAll(x, ForAll(y, x**2 + y**2 >= 2 * x * y)), True), (ForAll(x, ForAll(y, x**2 + y**2 >= 3 * x * y)), False),
    (Exists(x, Eq(x**2, 4)), True), (Exists(x, x**2 < 0), False), (Exists(v, Eq(M * v, column(1, 2))), False),
    (Exists(v, Eq(M * v, column(3, 3))), True), (ForAll(k, k >= 0), None), (ForAll(k, k < 7), False),
    (Exists(k, Eq(k, 5)), True),
    (ForAll(x, x**4 + 1 > x), None),
])  # fmt: skip
def test_quantifiers_are_decided_where_they_can_be(formula, truth):
    assert holds(formula, {M: ((1, 1), (1, 1))}) is truth


@pytest.mark.parametrize(("formula", "point", "truth"), [
    (tends(1 / x, x, FAR, 0), {}, True), (tends(1 / k, k, FAR, 0), {}, True),
    (tends((2 * x + 1) / x, x, FAR, 2), {}, True),
    (tends((2 * x + 1) / x, x, FAR, 1), {}, False), (tends(c**k, k, FAR, 0), {c: Q(99, 100)}, True),
    (tends(c**k, k, FAR, 0), {c: -1}, False), (tends(c**k, k, FAR, 0), {c: Q(-9999, 10000)}, True),
    (tends(c**k, k, FAR, FAR), {c: 2}, True),
    (tends(c**k, k, FAR, FAR), {c: -2}, False), (tends(c**k, k, FAR, FAR), {c: 1}, False),
    (tends(c**k, k, FAR, FAR), {c: Q(10001, 10000)}, True), (tends((x**2 - 1) / (x - 1), x, near(1), 2), {}, True),
    (tends(1 / x, x, above(0), FAR), {}, True), (tends(1 / x, x, near(0), FAR), {}, False),
    (tends(1 / x**2, x, near(0), FAR), {}, True),
    (tends(abs(x) / x, x, near(0), 1), {}, False), (tends(abs(x) / x, x, above(0), 1), {}, True),
    (tends(x, x, near(c), c), {c: 3}, True),
    (tends(1 / log(x), x, FAR, 0), {}, None), (tends(b * x, x, near(0), zeros(d)), {d: 2, b: ((1,), (2,))}, True),
    (tends(k * c**k, k, FAR, 0), {c: Q(1, 2)}, True), (tends(sqnorm(b), b, near(zeros(d)), 0), {d: 2}, True),
    (tends(num(1), b, near(zeros(d)), 0), {d: 0}, True), (tends(num(1), b, near(zeros(d)), 0), {d: 1}, False),
    (tends(iterate(lam(x, x / 2 + 1), c, k), k, FAR, 2), {c: 7}, True),
    (tends(iterate(lam(x, -x), c, k), k, FAR, 0), {c: 7}, False),
])  # fmt: skip
def test_limits_are_decided_where_they_are_clear(formula, point, truth):
    assert holds(formula, point) is truth


@pytest.mark.parametrize(("value", "truth"), [
    (((0, 1), (1, 0)), False), (((Q(1, 2), 0), (0, Q(-1, 2))), True), (((Q(1, 2), 1), (-1, Q(1, 2))), False),
    (((Q(1, 2), Q(1, 2)), (Q(-1, 2), Q(1, 2))), True), (((0, 5), (0, 0)), True), (((1, 0), (0, 0)), False), (((0, 0),
    (0, 0)), True),
    (((Q(9, 10), 5), (0, Q(9, 10))), True),
])  # fmt: skip
def test_convergence_of_linear_maps_is_decided_by_their_eigenvalues(value, truth):
    assert holds(converges_from_every_start(lam(v, M * v), zeros(2)), {M: value}) is truth
    starts = [
        holds(tends(iterate(lam(v, M * v), column(*s), k), k, FAR, zeros(2)), {M: value})
        for s in ((1, 0), (0, 1), (1, 1))
    ]
    assert (False not in starts) is truth  # the iteration itself agrees


def test_affine_maps_converge_to_their_fixed_point_only():
    step = lam(x, x / 2 + 1)
    assert holds(converges_from_every_start(step, num(2)), {}) is True
    assert holds(converges_from_every_start(step, num(0)), {}) is False
    assert holds(converges_from_every_start(lam(x, x), num(0)), {}) is False


def test_minimisers_are_decided_for_quadratics_and_refuted_by_samples():
    loss = lam(x, (x - c) ** 2 + 1)
    assert holds(minimiser(loss, y), {c: Q(1, 3), y: Q(1, 3)}) is True
    assert holds(minimiser(loss, y), {c: Q(1, 3), y: Q(1, 2)}) is False
    assert holds(minimiser(lam(x, x**4), ZERO), {}) is None
    assert holds(minimiser(lam(x, x**3), ZERO), {}) is False
    u = vector("u", n)
    assert holds(minimiser(lam(u, u.T * G * u), zeros(n)), {n: 2, G: ((1, 1), (1, 1))}) is True
    assert holds(minimiser(lam(u, u.T * G * u), zeros(n)), {n: 2, G: ((1, 2), (2, 1))}) is False


@pytest.mark.parametrize(("body", "at", "truth"), [
    (abs(x), 0, False), (abs(x), 1, True), (sqrt(x), 4, True), (x**3, 0, True), (abs(x) * x, 0, None),
    (log(x), 2, True),
])  # fmt: skip
def test_differentiability(body, at, truth):
    assert holds(differentiable(body, x, y), {y: at}) is truth


def test_functions_are_values_too():
    f = var("f", Sort("function", REAL, REAL))
    p = var("P", Sort("function", NAT, PROP))
    assert evaluate(f(x) + 1, {f: lam(y, y**2), x: 3}) == 10
    assert evaluate(Derivative(f(x), x), {f: lam(y, y**2), x: 3}) == 6
    assert holds(p(k), {p: lam(n, n >= 2), k: 1}) is False
    assert holds(Eq(f, lam(x, x)), {f: lam(y, y**2)}) is False
    assert holds(Eq(f, lam(x, x * x)), {f: lam(y, y**2)}) is None


def test_importing_derivations_loads_no_flint():
    modules = "derivations, derivations.refuter.evaluate, derivations.counterexample, sys"
    code = f"import {modules}; sys.exit('flint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
