"""Measures, densities and divergences at given points: values, truths, and what is undefined."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    entropy,
    expectation,
    finite_kl,
    normal,
    pushes_forward,
    same_almost_everywhere,
    sigmoid,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Integral,
    almost,
    block,
    counting,
    det,
    entry,
    exp,
    function,
    integrable,
    inv,
    lebesgue,
    log,
    measurable,
    measure,
    piecewise,
    point,
    real,
    sqrt,
    vector,
)
from derivations.kernel.terms import NAT, REAL, SPACE, Sort, lam, num, var
from numerics.draws import family
from numerics.errors import Undefined
from numerics.evaluation import Evaluator
from numerics.exact import evaluate, holds
from numerics.logarithms import Logarithms
from numerics.randomness import generator
from numerics.sampling import Sampler, describe
from numerics.spaces import Discrete, Lebesgue, table
from numerics.statement import examine, rejection
from numerics.truth import Truth, decide
from numerics.variants import mutants

mu, x, y = measure("mu"), point("x"), real("y")
p, q, f = function("p"), function("q"), function("f")
LINE, PLANE = lebesgue(), lebesgue(2)
TRUE, FALSE, SEEN = Truth(True), Truth(False), Truth(True, False)


def on(*values):
    return table(SPACE, tuple(Fraction(v) for v in values))


def space(*weights):
    return Discrete(SPACE, tuple(Fraction(w) for w in weights))


#: The third point is null: what p and q are there is of no consequence for integrals.
POINT = {
    mu: space(1, 1, 0, 2),
    p: on("1/2", "1/4", 3, "1/8"),
    q: on("1/2", "1/2", 5, 0),
    f: on(1, -2, 7, 4),
}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (density(mu, p), TRUE),
        (density(mu, f), FALSE),
        (Eq(Integral(f(x), x, mu), 7), TRUE),
        (Eq(expectation(mu, p, f), 1), TRUE),
        (Eq(KL(mu, q, p), log(num(2)) / 2), TRUE),
        (Eq(KL(mu, q, p), log(num(2)) / 3), FALSE),
        (Eq(entropy(mu, q), log(num(2))), TRUE),
        (JSD(mu, p, q) < log(num(2)), TRUE),
        (Eq(JSD(mu, p, q), JSD(mu, q, p)), TRUE),
        (absolutely_continuous(mu, q, p), TRUE),
        (absolutely_continuous(mu, p, q), FALSE),
        (finite_kl(mu, q, p), TRUE),
        (finite_kl(mu, p, q), FALSE),
        (same_almost_everywhere(mu, p, q), FALSE),
        (same_almost_everywhere(mu, p, lam(x, p(x))), TRUE),
        (almost(p(x) <= 1, x, mu), TRUE),
        (ForAll(x, p(x) <= 1), FALSE),
        (ForAll(x, p(x) <= 3), TRUE),
        (measurable(f(x), x), TRUE),
        (integrable(log(f(x)), x, mu), TRUE),
        (Eq(p, lam(x, p(x))), TRUE),
        (Eq(p, q), FALSE),
    ],
    ids=repr,
)
def test_a_formula_about_a_finite_space_is_decided_exactly(formula, expected):
    assert decide(formula, POINT) == expected


def test_a_divergence_without_support_is_undefined_and_neither_true_nor_false():
    with pytest.raises(Undefined):
        Evaluator(Logarithms(), POINT).value(KL(mu, p, q))
    for claim in (KL(mu, p, q) >= 0, KL(mu, p, q) < 0):
        assert decide(claim, POINT).value is None


def test_a_density_must_not_be_negative_even_at_a_null_point():
    assert holds(density(mu, p), {mu: space(1, 0), p: on(1, 0)}) is True
    assert holds(density(mu, p), {mu: space(1, 0), p: on(1, -1)}) is False


def test_a_push_forward_of_a_finite_distribution_is_decided_by_all_indicators():
    g = function("g", SPACE, SPACE)
    at = {mu: space(1, 1, 1), p: on("1/2", "1/4", "1/4"), g: table(SPACE, (0, 0, 2))}
    claim = pushes_forward(mu, p, g, mu, q)
    assert decide(claim, {**at, q: on("3/4", 0, "1/4")}) == TRUE
    assert decide(claim, {**at, q: on("1/2", "1/4", "1/4")}) == FALSE


def test_sums_over_the_natural_numbers_are_integrals():
    a, n = function("a", NAT, REAL), var("n", NAT)
    i = var("i", NAT)
    at = {a: table(NAT, (Fraction(2), Fraction(3))), n: 3}
    assert evaluate(Integral(a(i), i, counting(n)), at) == 7
    assert holds(almost(a(i) >= 2, i, counting(n)), at) is True


UNIFORM = lam(y, piecewise(And(0 <= y, y <= 1), 1))
ROOT = piecewise(And(0 < y, y <= 1), 1 / (2 * sqrt(y)))
LOGISTIC = piecewise(And(0 < y, y < 1), normal(log(y / (1 - y)), num(0), num(1)) / (y * (1 - y)))


def gaussian(mean, spread):
    return lam(y, normal(y, num(Fraction(mean)), num(Fraction(spread))))


@pytest.mark.parametrize(
    ("source", "image", "right", "wrong"),
    [
        (UNIFORM, lam(y, y**2), lam(y, ROOT), lam(y, 2 * ROOT)),
        (UNIFORM, lam(y, y**2), lam(y, ROOT), lam(y, piecewise(And(0 < y, y <= 1), 2 * sqrt(y)))),
        (gaussian(0, 1), lam(y, sigmoid(y)), lam(y, LOGISTIC), lam(y, LOGISTIC * (y * (1 - y)))),
        (gaussian(0, 1), lam(y, 1 - 2 * y), gaussian(1, 2), gaussian(1, "1/2")),
        (UNIFORM, lam(y, 3 * y), lam(y, piecewise(And(0 <= y, y <= 3), num(1) / 3)), UNIFORM),
    ],
    ids=["square", "square upside down", "logistic", "decreasing", "exact"],
)
def test_a_push_forward_on_the_line_is_seen_and_a_wrong_one_certainly_refuted(source, image, right, wrong):
    assert decide(pushes_forward(LINE, source, image, LINE, right), {}) == SEEN
    assert decide(pushes_forward(LINE, source, image, LINE, wrong), {}) == FALSE


w = vector("w", 2)
TURN = block([[num(1), num(1)], [num(1), num(-1)]])
SQUARE = lam(w, piecewise(And(0 < entry(w, 0), entry(w, 0) < 1, 0 < entry(w, 1), entry(w, 1) < 1), 1))
PAIR = lam(w, normal(entry(w, 0), num(0), num(1)) * normal(entry(w, 1), num(0), num(1)))


@pytest.mark.parametrize("source", [SQUARE, PAIR], ids=["square", "Gaussian"])
def test_a_push_forward_of_the_plane_needs_the_absolute_determinant(source):
    def law(size):
        return pushes_forward(PLANE, source, lam(w, TURN * w), PLANE, lam(w, source(inv(TURN) * w) / size))

    assert decide(law(abs(det(TURN))), {}) == SEEN
    assert decide(law(det(TURN)), {}) == FALSE
    assert decide(law(num(1) / 2), {}) == FALSE


def test_almost_everywhere_on_the_line_fails_only_on_an_interval():
    assert decide(almost(y**2 >= 0, y, LINE), {}).value
    assert decide(almost(y > 0, y, LINE), {}) == FALSE
    assert decide(almost(normal(y, num(0), num(1)) > 0, y, LINE), {}).value


def test_densities_on_the_line_are_seen_and_their_multiples_refuted():
    assert decide(density(LINE, gaussian("1/3", 2)), {}) == SEEN
    assert decide(density(LINE, lam(y, 2 * normal(y, num(0), num(1)))), {}) == FALSE


def test_the_gradient_of_a_divergence_along_a_family_is_exact():
    theta = real("theta")
    members = var("q", Sort("function", REAL, Sort("function", SPACE, REAL)))
    drawn = family(REAL, Sort("function", SPACE, REAL), generator(1), 3, space(1, 1, 1))
    at = {mu: space(1, 1, 1), p: on("1/2", "1/4", "1/4"), members: drawn, theta: Fraction(1, 3)}
    assert holds(density(mu, members(theta)), at) is True
    score = Derivative(Integral(members(theta)(x), x, mu), theta)
    assert holds(Eq(score, 0), at) is True
    t = real("t")
    paths = lam(t, lam(x, members(t)(x) * log(members(t)(x) / p(x))))
    assert decide(differentiable_under_integral(mu, paths, theta), at) == TRUE


def test_the_derivative_where_a_case_changes_is_undefined():
    assert decide(Eq(Derivative(piecewise(y > 0, y, 0), y), 0), {y: Fraction(0)}).value is None
    assert decide(Eq(Derivative(piecewise(y > 0, y, 0), y), 1), {y: Fraction(2)}) == TRUE


def drawn(*constraints, count=60, seed=4):
    sampler = Sampler(constraints, [], generator(seed))
    found = [sampler.draw({}) for _ in range(count)]
    return [at for at, sure in (one for one in found if one is not None) if sure]


def test_densities_are_drawn_with_null_points_zeros_ties_and_disjoint_supports():
    points = drawn(density(mu, p), density(mu, q))
    assert len(points) == 60
    assert all(holds(And(density(mu, p), density(mu, q)), at) for at in points)
    for claim in (same_almost_everywhere(mu, p, q), almost(Eq(p(x) * q(x), 0), x, mu), finite_kl(mu, p, q)):
        assert {holds(claim, at) for at in points} == {True, False}
    assert {0 in at[mu].weights for at in points} == {True, False}


def test_a_hypothesis_of_support_or_of_sign_is_met():
    assert all(holds(finite_kl(mu, p, q), at) for at in drawn(density(mu, p), density(mu, q), finite_kl(mu, p, q)))
    d = function("D")
    inside = ForAll(x, And(0 < d(x), d(x) < 1))
    assert len(drawn(inside)) >= 40
    assert all(holds(inside, at) for at in drawn(inside))


def test_a_copy_differs_at_null_points_only():
    points = drawn(same_almost_everywhere(mu, p, q))
    assert len(points) == 60
    assert {holds(Eq(p, q), at) for at in points} == {True, False}


def test_measures_on_the_line_are_lebesgue_or_have_atoms():
    nu = measure("nu", REAL)
    kinds = {type(at[nu]) for at in drawn(measurable(y, y), integrable(y * 0, y, nu))}
    assert kinds == {Discrete, Lebesgue}


def test_a_point_with_measures_and_functions_is_described():
    assert describe({mu: space(1, 0), p: on("1/2", 3)}) == "mu = weights (1, 0), p = (1/2, 3)"


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (KL(mu, p, q) >= 0, [finite_kl(mu, p, q)]),
        (JSD(mu, p, q) <= log(num(2)), []),
        (Eq(KL(mu, p, q), KL(mu, p, p) - expectation(mu, p, lam(x, log(q(x) / p(x))))), [finite_kl(mu, p, q)]),
    ],
    ids=repr,
)
def test_a_true_claim_about_densities_passes(claim, given):
    found = examine([density(mu, p), density(mu, q), *given], claim, generator(3), 1.0)
    assert (found.witness, found.missing) == (None, None)
    assert found.cases >= 20


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (KL(mu, p, q) > 0, [finite_kl(mu, p, q)]),
        (JSD(mu, p, q) > 0, []),
        (JSD(mu, p, q) < log(num(2)), []),
        (Eq(KL(mu, p, q), KL(mu, q, p)), [finite_kl(mu, p, q), finite_kl(mu, q, p)]),
        (finite_kl(mu, p, q), []),
        (almost(Eq(p(x) / (p(x) + q(x)), num(1) / 2), x, mu), []),
    ],
    ids=repr,
)
def test_a_false_claim_about_densities_is_refuted_with_weights(claim, given):
    found = examine([density(mu, p), density(mu, q), *given], claim, generator(3), 1.0)
    assert "weights" in (found.witness or "")


def test_swapped_densities_and_dropped_bars_are_among_the_variants():
    names = {wrong.slip for wrong in mutants(Eq(KL(mu, p, q), abs(y)))}
    assert {"the two densities swapped", "an absolute value dropped"} <= names


def test_a_wrong_variant_on_the_line_is_rejected():
    right = Eq(Integral(exp(-abs(y)), y, LINE), 2)
    assert rejection([], right, right, generator(0)) is None
    assert rejection([], right, Eq(Integral(exp(-abs(y)), y, LINE), 1), generator(0))
