"""Measures on finite spaces are read from their weights, equality of sums of logarithms is exact."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest

from derivations.kernel import Sort
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
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
    Exists,
    ForAll,
    Implies,
    Integral,
    Ne,
    Product,
    Sum,
    almost,
    counting,
    entry,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    measurable,
    measure,
    natural,
    pi,
    piecewise,
    point,
    real,
    vector,
)
from derivations.kernel.logic import unfold
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, lam, num
from derivations.refuter import exact
from derivations.refuter.evaluate import Evaluator, Undefined, evaluate, holds

mu, nu = measure("mu"), measure("nu")
p, q, f = map(function, "pqf")
x, y, t = point("x"), real("y"), real("t")
n, i = natural("n"), natural("i")
P = function("P", NAT)
T, said = function("T", SPACE, SPACE), function("A", SPACE, PROP)
HALVES, QUARTERS = (Q(1, 2), Q(1, 2)), (Q(1, 4), Q(3, 4))
HERE = {mu: (1, 1), p: QUARTERS, q: HALVES}
NULL = {mu: (1, 1, 0), p: (Q(1, 4), Q(3, 4), 5), q: (Q(1, 2), Q(1, 2), 0)}
HOLE = {mu: (1, 1), p: (0, 1), q: (1, 0)}


@pytest.mark.parametrize(("number", "value"), [
    (KL(mu, p, q), Q(3, 4) * log(num(3)) - log(num(2))),
    (JSD(mu, p, q), Q(3, 2) * log(num(2)) - Q(5, 8) * log(num(5))),
    (entropy(mu, p), log(num(4)) - Q(3, 4) * log(num(3))),
    (expectation(mu, p, q), num(1) / 2),
    (Integral(p(x) * log(q(x)), x, mu), -log(num(2))),
    (log(num(6)) - log(num(2)), log(num(3))),
    (sigmoid(log(p(x) / q(x))), p(x) / (p(x) + q(x))),
    (exp(2 * log(num(3))), num(9)),
])  # fmt: skip
def test_values_are_sums_of_logarithms_and_equal_exactly(number, value):
    for place in (0, 1):
        for here in (HERE, NULL):
            assert holds(Eq(number, value), {**here, x: place}) is True
            assert holds(Eq(number, value + num(Q(1, 10**60))), {**here, x: place}) is False


def test_order_of_sums_of_logarithms_is_decided_however_close():
    digits = "693147180559945309417232121458176568075500134360255254120680009493393621969694715605863326996418687"
    below = Q(int(digits), 10**99)  # log 2 to 99 places: more than the bits of a ball
    assert exact.sign(exact.logarithm(Q(2)) - below) == 1
    assert exact.sign(exact.logarithm(Q(2)) - below - Q(1, 10**99)) == -1


def test_products_of_logarithms_are_balls():
    assert holds(Eq(log(num(2)) * log(num(3)), 1), {}) is False
    assert holds(log(num(2)) * log(num(3)) < 1, {}) is True
    assert holds(Eq(log(num(2)) * log(num(3)), log(num(3)) * log(num(2))), {}) is None


def test_what_is_null_is_of_no_consequence():
    assert holds(density(mu, p), NULL) is True
    assert holds(same_almost_everywhere(mu, p, q), {**NULL, q: (Q(1, 4), Q(3, 4), 9)}) is True
    assert holds(Eq(p, q), {**NULL, q: (Q(1, 4), Q(3, 4), 9)}) is False
    assert holds(absolutely_continuous(mu, p, q), NULL) is True
    assert holds(ForAll(x, Implies(p(x) > 0, q(x) > 0)), NULL) is False
    assert holds(almost(said(x), x, mu), {mu: (1, 0), said: (True, False)}) is True


def test_divergence_without_support_is_undefined_not_a_number():
    with pytest.raises(Undefined):
        evaluate(KL(mu, p, q), HOLE)
    assert holds(KL(mu, p, q) >= 0, HOLE) is None
    assert holds(finite_kl(mu, p, q), HOLE) is False
    assert holds(Eq(JSD(mu, p, q), log(num(2))), HOLE) is True
    assert holds(finite_kl(mu, p, q), HERE) is True


@pytest.mark.parametrize(("weights", "truth"), [
    (QUARTERS, True), ((Q(1, 4), Q(1, 4)), False), ((Q(-1, 4), Q(5, 4)), False), ((0, 1), True),
])  # fmt: skip
def test_densities_are_recognised(weights, truth):
    assert holds(density(mu, p), {mu: (1, 1), p: weights}) is truth
    assert holds(density(counting(n), P), {n: 2, P: weights}) is truth


def test_density_for_other_weights_is_divided_by_them():
    assert holds(density(mu, p), {mu: (1, 2), p: (Q(1, 2), Q(1, 4))}) is True
    assert holds(density(mu, p), {mu: (1, 2), p: HALVES}) is False
    assert holds(density(mu, p), {mu: (1, 0), p: (1, -1)}) is False


@pytest.mark.parametrize("term", [
    density(mu, p), finite_kl(mu, p, q), same_almost_everywhere(mu, p, q), absolutely_continuous(mu, p, q),
])  # fmt: skip
def test_predicates_agree_with_their_definitions(term):
    meaning = unfold(term).conclusion.args[1]
    for here in (HERE, NULL, HOLE, {**HERE, p: HALVES}, {**HERE, mu: (1, 0)}, {**HERE, p: (1, 1)}):
        assert holds(term, here) is holds(meaning, here)


@pytest.mark.parametrize("term", [KL(mu, p, q), JSD(mu, p, q), entropy(mu, p), expectation(mu, p, q), sigmoid(p(x))])
@pytest.mark.parametrize("wild", [None, Q(7), Q(-13, 2)])
def test_numbers_agree_with_their_definitions_in_every_reading(term, wild):
    meaning = unfold(term).conclusion.args[1]
    for here in (HERE, NULL, HOLE, {**HERE, mu: (1, 0)}):
        truth = holds(Eq(term, meaning), {**here, x: 0}, wild=wild)
        assert truth is not False
        assert holds(Ne(term, meaning), {**here, x: 0}, wild=wild) is not True


def test_an_integrand_without_a_value_at_a_heavy_point_has_no_integral():
    assert holds(Eq(Integral(1 / q(x), x, mu), 2), NULL | {q: (1, 1, 0)}) is True
    assert holds(Eq(Integral(1 / q(x), x, mu), 2), HOLE) is None
    assert holds(integrable(1 / q(x), x, mu), NULL) is True
    assert holds(measurable(p(x), x), HERE) is True


def test_case_distinctions_look_at_the_taken_branch_only():
    assert evaluate(piecewise(y > 0, log(y), 5), {y: -1}) == 5
    assert evaluate(piecewise(y > 0, 3, log(y)), {y: 1}) == 3
    assert evaluate(Derivative(piecewise(y > 0, y**2), y, t), {t: 3}) == 6
    assert holds(Eq(Derivative(piecewise(y > 0, y), y, t), 1), {t: 0}) is None  # not differentiable at the boundary
    assert holds(Eq(Derivative(piecewise(Eq(y, 0), 5, y), y, t), 0), {t: 0}) is None


def test_sums_products_and_entries():
    table = {P: (1, 2, 3)}
    assert evaluate(Sum(P(i), i, n), {n: 3, **table}) == 6
    assert evaluate(Sum(P(i), i, n), {n: 0, **table}) == 0
    assert evaluate(Product(P(i), i, n), {n: 3, **table}) == 6
    assert evaluate(Product(P(i), i, n), {n: 0, **table}) == 1
    v = vector("v", n)
    column = {n: 2, v: ((5,), (7,))}
    assert evaluate(entry(v, i), {**column, i: 1}) == 7
    assert holds(Eq(entry(v, i), 7), {**column, i: 2}) is None
    assert holds(Eq(entry(v, i), entry(v, i)), {**column, i: 2}, wild=Q(7)) is True
    assert evaluate(Integral(num(3), vector("w", 0), lebesgue(0)), {}) == 3  # one point of mass 1


def test_quantifiers_over_points_and_indices_are_decided():
    assert holds(ForAll(x, p(x) > 0), HERE) is True
    assert holds(Exists(x, p(x) > q(x)), HERE) is True
    assert holds(Exists(x, p(x) > 1), HERE) is False
    assert holds(ForAll(i, P(i) > 0), {P: QUARTERS}) is True
    assert holds(ForAll(i, P(i) > Q(1, 4)), {P: QUARTERS}) is False
    assert holds(ForAll(i, Implies(i < n, Eq(P(i), i))), {P: (0, 1, 5), n: 2}) is True
    assert holds(ForAll(i, Implies(i < n, Eq(P(i), i))), {P: (0, 1, 5), n: 3}) is False
    assert holds(ForAll(i, P(i) + i >= 0), {P: (1,)}) is None  # not decided by finitely many values


def test_images_of_distributions_are_compared_mass_by_mass():
    here = {mu: (1, 1), nu: (1, 1), p: QUARTERS, q: (Q(3, 4), Q(1, 4)), T: (1, 0)}
    claim = pushes_forward(mu, p, T, nu, q)
    assert holds(claim, here) is True
    assert holds(claim, {**here, T: (0, 1)}) is False
    assert holds(claim, {**here, T: (1, 1)}) is False
    assert holds(claim, {**here, nu: (1, 0), T: (0, 0), q: (1, 7)}) is True
    assert holds(claim, {**here, nu: (1, 0), q: (Q(3, 4), 7)}) is False  # mass at a null point of the image


def test_families_are_functions_of_a_parameter_at_every_point():
    family = function("q", REAL, Sort("function", SPACE, REAL))
    rising = (lam(t, exp(t) / (1 + exp(t))), lam(t, 1 / (1 + exp(t))))
    here = {mu: (1, 1), family: rising}
    assert holds(ForAll(t, density(mu, family(t))), here) is True
    assert holds(ForAll(t, density(mu, family(t))), {mu: (1, 1), family: (lam(t, t), lam(t, 1 - t))}) is False
    slope = Derivative(Integral(family(t)(x) * f(x), x, mu), t, y)
    assert evaluate(slope, {**here, family: (lam(t, t**2), lam(t, 1 - t)), f: (3, 5), y: 2}) == 7


def test_the_constants_of_analysis():
    assert holds(And(3 < pi(), pi() < num(22) / 7), {}) is True
    assert holds(normal(y, num(0), num(1)) < Q(2, 5), {y: 0}) is True
    assert holds(normal(y, num(0), num(1)) < Q(39, 100), {y: 0}) is False


def test_a_point_that_does_not_say_how_many_points_there_are_decides_nothing():
    assert Evaluator({}).truth(ForAll(x, Eq(x, x))) is None
    assert holds(ForAll(x, Eq(x, x)), {mu: (1, 1)}) is True
