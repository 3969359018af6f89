"""Counterexamples are found, are real, and are not invented for what is true."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from derivations.counterexample import describe, find, to_json, witness
from derivations.evaluate import holds
from derivations.kernel import Sort
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    converges_from_every_start,
    full_column_rank,
    identity,
    inv,
    invertible,
    log,
    matrix,
    minimiser,
    natural,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    sqrt,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import REAL, ZERO, lam, var

x, y, lam_, t, a = real("x"), real("y"), real("lam"), real("t"), real("a")
n, d, k = map(natural, "ndk")
Z, A, G = matrix("Z", n, d), matrix("A", d, d), matrix("G", d, d)
b, beta, w, r = vector("b", d), vector("beta", d), vector("w", d), vector("y", n)
NORMAL = Eq((Z.T * Z + n * lam_ * A) * b, Z.T * r)


def loss(v):
    return sqnorm(Z * v - r) / n + lam_ * v.T * A * v


RIDGE = [lam_ >= 0, positive_semidefinite(A)]
FALSE_CLAIMS = {
    "root of a square": (Eq(sqrt(x**2), x), []),
    "sign lost": (Eq(x, y), [Eq(x**2, y**2)]),
    "division by zero": (Eq(x, y), [Eq(x * a, y * a)]),
    "log of a sum": (Eq(log(x + y), log(x) + log(y)), [x > 0, y > 0]),
    "inequality times a negative": (x * a <= y * a, [x <= y]),
    "commuting matrices": (Eq(A * G, G * A), []),
    "symmetric matrices commute": (Eq(A * G, G * A), [symmetric(A), Eq(G.T, G)]),
    "semidefinite is definite": (positive_definite(A), [positive_semidefinite(A)]),
    "symmetric is semidefinite": (positive_semidefinite(A), [symmetric(A)]),
    "gram matrices are invertible": (invertible(Z.T * Z), []),
    "lambda for n lambda": (minimiser(lam(beta, loss(beta)), b), [*RIDGE, Eq((Z.T * Z + lam_ * A) * b, Z.T * r)]),
    "stationary without the penalty": (
        Eq(Z.T * Z * b, Z.T * r),
        [*RIDGE, Eq(Derivative(loss(beta), beta, b), zeros(d))],
    ),
    "stationary is least": (
        minimiser(lam(beta, loss(beta)), b),
        [Eq(Derivative(loss(beta), beta, b), zeros(d)), symmetric(A)],
    ),
    "unique without rank": (Eq(b, w), [Eq(Z.T * Z * b, Z.T * r), Eq(Z.T * Z * w, Z.T * r)]),
    "iff with one direction": (Iff(x > 1, x > 0), []),
    "implication": (Implies(x > 0, x > 1), []),
    "for all": (ForAll(x, x**2 > x), []),
    "conjunction": (And(x**2 >= 0, x >= 0), []),
    "step size too large": (t < 1 / (2 * a), [a > 0, converges_from_every_start(lam(x, x - 2 * t * a * x), ZERO)]),
    "power of a sum": (Eq((x + y) ** k, x**k + y**k), []),
    "any function is positive": (var("f", Sort("function", REAL, REAL))(x) >= 0, []),
    "inverse of a product": (Eq(inv(A * G), inv(A) * inv(G)), [invertible(A), invertible(G)]),
}
TRUE_CLAIMS = {
    "root of a square": (Eq(sqrt(x**2), x), [x >= 0]),
    "zero over zero": (Eq(x / x, 1), []),
    "square": (x**2 >= 0, []),
    "normal equations": (minimiser(lam(beta, loss(beta)), b), [*RIDGE, NORMAL]),
    "stationary": (Iff(Eq(Derivative(loss(beta), beta, b), zeros(d)), NORMAL), [*RIDGE, Eq(A.T, A)]),
    "gram": (positive_semidefinite(Z.T * Z), []),
    "rank": (Eq(inv(Z.T * Z) * (Z.T * Z), identity(d)), [full_column_rank(Z)]),
    "unique": (Eq(b, w), [full_column_rank(Z), Eq(Z.T * Z * b, Z.T * r), Eq(Z.T * Z * w, Z.T * r)]),
    "step size": (t < 1 / a, [a > 0, converges_from_every_start(lam(x, x - 2 * t * a * x), ZERO)]),
}


@pytest.mark.parametrize("name", FALSE_CLAIMS)
def test_false_claim_has_a_counterexample_that_is_one(name):
    claim, given = FALSE_CLAIMS[name]
    point = find(claim, given)
    assert point is not None
    assert [holds(h, point) for h in given] == [True] * len(given)
    assert holds(claim, point) is False


@pytest.mark.parametrize("name", TRUE_CLAIMS)
def test_true_claim_has_none(name):
    claim, given = TRUE_CLAIMS[name]
    assert find(claim, given, tries=150) is None
    assert name == "zero over zero" or witness(given) is not None  # the search did look at something


def test_points_are_small():
    assert describe(find(Eq(sqrt(x**2), x))) == "x = -1"
    assert describe(find(Eq(x, y), [Eq(x * a, y * a)])) == "a = 0, x = 0, y = 1"
    assert describe(find(positive_definite(A), [positive_semidefinite(A)])) == "d = 1, A = [0]"


def test_search_is_repeatable_and_depends_on_the_seed_only():
    claim, given = FALSE_CLAIMS["commuting matrices"]
    assert find(claim, given, seed=3) == find(claim, given, seed=3)


@pytest.mark.parametrize("given", [
    [NORMAL, lam_ > 0, positive_definite(A)],
    [Eq(Derivative(loss(beta), beta, b), zeros(d)), *RIDGE],
    [minimiser(lam(beta, loss(beta)), b), *RIDGE],
    [full_column_rank(Z), Eq(Z * b, r)],
    [Eq(G, Z.T * Z), invertible(G), Eq(G * b, Z.T * r)],
    [Eq(G * b, Z.T * r), Eq(G, Z.T * Z + A)],
    [0 < x, x < 1, Eq(x + y, 1), 0 < y],
    [Ne(x, 0), Eq(a * x, 1)],
    [And(x > 0, And(Eq(y, x**2), y < 1))],
], ids=range(9))  # fmt: skip
def test_hypotheses_are_satisfied_constructively(given):
    point = witness(given)
    assert point is not None
    assert [holds(h, point) for h in given] == [True] * len(given)


def test_impossible_hypotheses_have_no_witness():
    assert witness([x > 0, x < 0]) is None
    assert witness([Eq(x, x + 1)]) is None
    assert find(Eq(x, 1), [x > 0, x < 0]) is None


def test_points_read_and_travel_well():
    point = {n: 2, d: 1, Z: ((Q(1),), (Q(1, 2),)), lam_: Q(-1, 3)}
    assert describe(point) == "n = 2, d = 1, Z = [1; 1/2], lam = -1/3"
    assert to_json(point) == {"n": "2", "d": "1", "Z": [["1"], ["1/2"]], "lam": "-1/3"}


def test_dimensions_are_one_to_three():
    points = [find(Ne(Z, Z), [], tries=300, seed=s) for s in range(3)]
    assert all(p[n] in (1, 2, 3) and p[d] in (1, 2, 3) for p in points)
