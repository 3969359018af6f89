"""Counterexamples are found, are real, and are not invented for what is true."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from derivations.counterexample import describe, find, to_json, witness
from derivations.kernel import Sort
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    entropy,
    expectation,
    finite_kl,
    pushes_forward,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Sum,
    almost,
    converges_from_every_start,
    counting,
    differentiable,
    full_column_rank,
    function,
    identity,
    integrable,
    inv,
    invertible,
    lebesgue,
    log,
    matrix,
    measurable,
    measure,
    minimiser,
    natural,
    piecewise,
    point,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    sqrt,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, ZERO, lam, num, var
from derivations.refuter.evaluate import holds

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
    found = find(claim, given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)
    assert holds(claim, found) is False


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
    found = witness(given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)


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


mu, nu, p, q, D, g = measure("mu"), measure("nu"), *map(function, "pqDg")
pt, s, i = point("x"), real("s"), natural("i")
P, R, T = function("P", NAT), function("R", NAT), function("T", SPACE, SPACE)
F, H = function("F", REAL), function("H", REAL)
DENSITIES = [density(mu, p), density(mu, q)]
LINES = [density(lebesgue(), F), density(lebesgue(), H)]


def discriminated(d):
    """The value of the discriminator's game; 0 where a density is 0."""
    real_part = piecewise(p(pt) > 0, p(pt) * log(d(pt)))
    return -Integral(real_part + piecewise(q(pt) > 0, q(pt) * log(1 - d(pt))), pt, mu)


def best(x):
    return p(x) / (p(x) + q(x))


def mixed(a, b):
    return lam(pt, s * a(pt) + (1 - s) * b(pt))


LIKELIHOOD = -expectation(mu, p, lam(pt, log(q(pt))))
FALSE_OF_MEASURES = {
    "log 2 for log 4": (Eq(discriminated(best), log(num(2)) - 2 * JSD(mu, p, q)), DENSITIES),
    "JSD is positive": (JSD(mu, p, q) > 0, DENSITIES),
    "KL is symmetric": (Eq(KL(mu, p, q), KL(mu, q, p)), DENSITIES),
    "entropy of the model": (Eq(LIKELIHOOD, KL(mu, p, q) + entropy(mu, q)), DENSITIES),
    "equal at null points too": (Implies(Eq(KL(mu, p, q), 0), Eq(p, q)), [*DENSITIES, finite_kl(mu, p, q)]),
    "half at null points too": (
        ForAll(pt, Eq(D(pt), num(1) / 2)),
        [*DENSITIES, Eq(p, q), almost(Implies(p(pt) + q(pt) > 0, Eq(D(pt), best(pt))), pt, mu)],
    ),
    "support is symmetric": (
        Implies(absolutely_continuous(mu, p, q), absolutely_continuous(mu, q, p)),
        DENSITIES,
    ),
    "convexity is strict": (
        KL(mu, mixed(p, q), q) < s * KL(mu, p, q),
        [*DENSITIES, finite_kl(mu, p, q), 0 <= s, s <= 1],
    ),
    "entropy is below log n": (entropy(counting(n), P) < log(n), [density(counting(n), P), n > 0]),
    "expectation of the image under the wrong law": (
        Eq(expectation(mu, p, lam(pt, g(T(pt)))), expectation(nu, p, g)),
        [density(mu, p), density(nu, q), pushes_forward(mu, p, T, nu, q)],
    ),
    "KL on the line is symmetric": (
        Eq(KL(lebesgue(), F, H), KL(lebesgue(), H, F)),
        [*LINES, finite_kl(lebesgue(), F, H), finite_kl(lebesgue(), H, F)],
    ),
    "a density has a mean": (integrable(x * F(x), x, lebesgue()), LINES[:1]),
    "a density is square integrable": (integrable(F(x) ** 2, x, lebesgue()), LINES[:1]),
}
TRUE_OF_MEASURES = {
    "gibbs": (KL(mu, p, q) >= 0, DENSITIES),
    "gibbs, equality": (
        Iff(Eq(KL(mu, p, q), 0), same_almost_everywhere(mu, p, q)),
        [*DENSITIES, finite_kl(mu, p, q)],
    ),
    "value": (Eq(discriminated(best), log(num(4)) - 2 * JSD(mu, p, q)), DENSITIES),
    "half": (Eq(best(pt), num(1) / 2), [*DENSITIES, Eq(p, q)]),
    "JSD": (And(0 <= JSD(mu, p, q), JSD(mu, p, q) <= log(num(2))), DENSITIES),
    "likelihood": (
        Eq(LIKELIHOOD, KL(mu, p, q) + entropy(mu, p)),
        [*DENSITIES, absolutely_continuous(mu, p, q)],
    ),
    "functional": (
        discriminated(D) >= discriminated(best),
        [*DENSITIES, ForAll(pt, And(0 < D(pt), D(pt) < 1))],
    ),
    "convexity": (
        KL(mu, mixed(p, q), q) <= s * KL(mu, p, q),
        [*DENSITIES, finite_kl(mu, p, q), 0 <= s, s <= 1],
    ),
    "finite sums": (
        Sum(P(i) * log(P(i) / R(i)), i, n) >= 0,
        [density(counting(n), P), density(counting(n), R), ForAll(i, And(P(i) > 0, R(i) > 0))],
    ),
    "image": (
        Eq(expectation(mu, p, lam(pt, g(T(pt)))), expectation(nu, q, g)),
        [density(mu, p), density(nu, q), pushes_forward(mu, p, T, nu, q)],
    ),
}


@pytest.mark.parametrize("name", FALSE_OF_MEASURES)
def test_false_claim_about_measures_has_a_small_counterexample(name):
    claim, given = FALSE_OF_MEASURES[name]
    found = find(claim, given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)
    assert holds(claim, found) is False


@pytest.mark.parametrize("name", TRUE_OF_MEASURES)
def test_true_claim_about_measures_is_not_killed_where_supports_end(name):
    claim, given = TRUE_OF_MEASURES[name]
    assert find(claim, given) is None
    assert witness(given) is not None


def test_finite_distributions_can_be_redone_by_hand():
    found = {name: describe(find(*FALSE_OF_MEASURES[name])) for name in ("KL is symmetric", "JSD is positive")}
    assert found == {
        "KL is symmetric": "p = (1/2, 1/2), q = (1/4, 3/4)",
        "JSD is positive": "p = (1/2, 1/2), q = (1/2, 1/2)",
    }
    assert describe(find(*FALSE_OF_MEASURES["equal at null points too"])) == "mu = (1, 0), p = (1, 1), q = (1, 0)"
    assert describe({mu: (1, 1), pt: 1}) == "mu = (1, 1), x = point 2"
    assert to_json({mu: (1, 0), p: (Q(1, 2), 0), pt: 0}) == {"mu": ["1", "0"], "p": ["1/2", "0"], "x": "point 1"}


family = function("q", REAL, Sort("function", SPACE, REAL))
K = function("K", REAL)


@pytest.mark.parametrize("given", [
    [*DENSITIES, finite_kl(mu, p, q), ForAll(pt, And(0 < D(pt), D(pt) < 1)), measurable(D(pt), pt)],
    [*DENSITIES, ForAll(pt, p(pt) > 0), ForAll(pt, Eq(D(pt), best(pt)))],
    [*DENSITIES, ForAll(pt, And(0 < p(pt), 0 < q(pt))), ForAll(pt, Eq(D(pt), log(p(pt) / q(pt))))],
    [*DENSITIES, Eq(s, KL(mu, p, q)), s > 0],
    [*DENSITIES, almost(Eq(p(pt) * q(pt), 0), pt, mu)],
    [density(mu, p), integrable(p(pt) * log(p(pt)), pt, mu), integrable(g(pt), pt, mu)],
    [density(mu, p), ForAll(t, And(density(mu, family(t)), differentiable(family(t)(pt), t)))],
    [density(counting(n), P), Eq(Sum(P(i) * i, i, n), 1)],
    LINES,
    [*LINES, ForAll(x, And(F(x) > 0, H(x) > 0)), Eq(Integral(x * F(x), x, lebesgue()), 1), finite_kl(lebesgue(), F, H)],
    [density(lebesgue(), F), pushes_forward(lebesgue(), F, K, lebesgue(), H)],
    [measurable(K(x), x), ForAll(x, And(differentiable(K(t), t, x), Derivative(K(t), t, x) > 0))],
], ids=range(12))  # fmt: skip
def test_hypotheses_about_measures_and_functions_have_a_witness(given):
    found = witness(given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)


def test_impossible_hypotheses_about_measures_have_no_witness():
    assert witness([*DENSITIES, ForAll(pt, p(pt) > q(pt))]) is None
    assert witness([density(mu, p), Eq(Integral(p(pt), pt, mu), 2)]) is None


theta = real("theta_0")
GRADIENT = [
    density(mu, p),
    ForAll(pt, p(pt) > 0),
    ForAll(t, And(density(mu, family(t)), ForAll(pt, family(t)(pt) > 0))),
    differentiable_under_integral(mu, family, theta),
]


def slope(body):
    return Derivative(body, t, theta)


def test_gradient_of_the_generator_is_not_refuted_and_its_sign_is():
    frozen = lam(pt, -log(p(pt) / (p(pt) + family(theta)(pt))))
    loss, kl, jsd = expectation(mu, family(t), frozen), KL(mu, family(t), p), JSD(mu, p, family(t))
    assert find(Eq(slope(loss), slope(kl - 2 * jsd)), GRADIENT, tries=60) is None
    assert find(Eq(slope(loss), slope(kl + 2 * jsd)), GRADIENT) is not None
    assert find(Eq(slope(loss), slope(kl)), GRADIENT) is not None


def test_sets_and_monotone_maps_on_the_line_have_a_witness():
    within, inverse = function("S", REAL, PROP), function("k", REAL)
    rising = ForAll(x, ForAll(t, Implies(And(within(x), And(within(t), x < t)), K(x) < K(t))))
    back = ForAll(t, Implies(within(t), And(within(inverse(t)), Eq(K(inverse(t)), t))))
    given = [density(lebesgue(), F), measurable(within(x), x), rising, back]
    found = witness(given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)
    falling = ForAll(x, ForAll(t, Implies(x < t, K(t) < K(x))))
    assert witness([rising, falling, ForAll(x, within(x))]) is None
