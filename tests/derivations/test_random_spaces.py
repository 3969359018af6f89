"""Random variables: independence and moments are decided exactly, normal ones live on a space that has them."""

from __future__ import annotations

import math
from fractions import Fraction as Q

import pytest

from derivations.counterexample import describe, find, to_json, witness
from derivations.kernel import Sort
from derivations.kernel.densities import density, multivariate_normal, normal, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Integral,
    Not,
    Product,
    Sum,
    column,
    exp,
    function,
    identity,
    integrable,
    lebesgue,
    matrix,
    measurable,
    measure,
    natural,
    point,
    real,
    sqrt,
    trace,
    unit,
    vector,
    zeros,
)
from derivations.kernel.random_vectors import independent, mean_and_covariance
from derivations.kernel.terms import NAT, REAL, SPACE, lam, matrix_sort, num
from derivations.refuter import gaussian_space
from derivations.refuter.evaluate import Evaluator, evaluate, holds
from derivations.refuter.exact import Poly, Unclear
from derivations.refuter.gaussian_space import Affine, Normals, Row, Sample, standard
from derivations.refuter.waves import Law, Wave, normal_law

d, k, s, t, M, i, j = map(natural, "dkstMij")
mu, p, w = measure("mu"), function("p"), point("w")
column_sort = matrix_sort(d, 1)
X, E = (function(name, SPACE, column_sort) for name in "XE")
m, e, x_0 = vector("m", d), vector("e", d), vector("x_0", d)
a, b, beta, x = real("a"), real("b"), real("beta"), real("x")
Y, Z = function("Y"), function("Z")
u = vector("u", d)
identity_d = identity(d)


# Values
def test_unit_columns_traces_and_normal_columns_are_evaluated():
    v, mat = vector("v", 2), matrix("A", 2, 2)
    assert evaluate(unit(3, 1), {}) == ((0,), (1,), (0,))
    assert evaluate(unit(1, 0), {}) == 1
    assert holds(Eq(unit(d, i), unit(d, i)), {d: 2, i: 2}) is None
    assert evaluate(trace(mat), {mat: ((1, 5), (7, 3))}) == 4
    here = {v: ((3,), (1,))}
    spread = 4 * identity(2)
    both = normal(num(3), num(1), num(2)) * normal(num(1), num(1), num(2))
    shown = multivariate_normal(v, column(1, 1), spread)
    gap = evaluate(shown - both, here)
    assert abs(gap) < 1e-30
    assert holds(Eq(multivariate_normal(x, num(1), num(4)), normal(x, num(1), num(2))), {x: 3}) is not False
    assert holds(Eq(multivariate_normal(x, num(1), num(4)), normal(x, num(1), num(4))), {x: 3}) is False


@pytest.mark.parametrize("spread", [((0, 0), (0, 1)), ((1, 1), (1, 1))])
def test_a_normal_column_without_a_density_is_undefined(spread):
    v, mat = vector("v", 2), matrix("A", 2, 2)
    claim = Eq(multivariate_normal(v, zeros(2), mat), 0)
    assert holds(claim, {v: ((0,), (0,)), mat: spread}) is None


# Finite sample spaces
SIGNS = {mu: (1, 1, 1, 1), p: (Q(1, 4),) * 4, Y: (1, 1, -1, -1), Z: (1, -1, 1, -1)}


@pytest.mark.parametrize(("changed", "truth"), [
    ({}, True), ({Z: (1, 1, 1, 1)}, True), ({Z: (1, 1, -1, -1)}, False), ({Z: (1, -1, -1, 1)}, True),
    ({p: (Q(1, 2), 0, 0, Q(1, 2))}, False), ({p: (1, 0, 0, 0)}, True),
    ({p: (1, 1, 1, 1)}, False),  # the masses do not add up to 1
])  # fmt: skip
def test_independence_on_a_finite_space_is_that_of_all_pairs_of_values(changed, truth):
    assert holds(independent(mu, p, Y, Z), {**SIGNS, **changed}) is truth


def test_what_is_uncorrelated_need_not_be_independent():
    here = {mu: (1, 2, 1), p: (Q(1, 4),) * 3, Y: (-1, 0, 1), Z: (1, -1, 1)}
    assert evaluate(Integral(Y(w) * Z(w) * p(w), w, mu), here) == 0
    assert holds(independent(mu, p, Y, Z), here) is False
    given = [density(mu, p), Eq(Integral(Y(w) * p(w), w, mu), 0), Eq(Integral(Z(w) * p(w), w, mu), 0)]
    assert find(independent(mu, p, Y, Z), given) is not None


def test_mean_and_covariance_are_compared_entry_by_entry():
    V = function("V", SPACE, matrix_sort(2, 1))
    centre, spread = vector("c", 2), matrix("S", 2, 2)
    here = {**SIGNS, V: tuple(((y,), (z,)) for y, z in zip(SIGNS[Y], SIGNS[Z], strict=True)), centre: ((0,), (0,))}
    claim = mean_and_covariance(mu, p, V, centre, spread)
    assert holds(claim, {**here, spread: ((1, 0), (0, 1))}) is True
    assert holds(claim, {**here, spread: ((1, 1), (1, 1))}) is False
    assert holds(claim, {**here, spread: ((1, 0), (0, 1)), centre: ((1,), (0,))}) is False


# The normal space
HERE = {mu: Normals(), p: Affine((Row(Q(1)),)), Y: standard(0, 1), Z: standard(1, 1)}


def test_moments_of_independent_normal_numbers_are_exact():
    first, second = Y(w), Z(w)
    for body, value in ((first**2, 1), (first**4, 3), (first**3, 0), (first * second, 0), (first**2 * second**4, 3)):
        assert evaluate(Integral(body * p(w), w, mu), HERE) == value
    assert holds(density(mu, p), HERE) is True
    assert holds(Eq(Integral(exp(first), w, mu), 1), HERE) is False


F, G = Y(w), Z(w)


@pytest.mark.parametrize(("exponent", "truth"), [
    (F, True), (F**2 / 4, True), (F**2 / 2, False), (F**2, False), (F * G / 2, True), (F * G, False),
    ((F + G) ** 2 / 4, False), ((F + G) ** 2 / 5, True), (F**3, None), (-(F**4), None),
])  # fmt: skip
def test_exponentials_have_a_mean_if_they_grow_more_slowly_than_the_bell_falls(exponent, truth):
    assert holds(integrable(exp(exponent), w, mu), HERE) is truth


def test_means_of_exponentials_contain_the_truth():
    means = {exp(F**2 / 4): 2**0.5, exp(3 * F + 4 * G): math.exp(12.5)}
    means |= {exp(F * G / 2 + F): (4 / 3) ** 0.5 * math.exp(2 / 3), exp(-(F**2) / 2): 0.5**0.5}
    for body, value in means.items():
        assert abs(float(evaluate(Integral(body, w, mu), HERE).mid()) - value) < 1e-12 * value


def test_laws_of_affine_functions_are_recognised():
    def says(number, mean, scale):
        return pushes_forward(mu, p, lam(w, number), lebesgue(), lam(x, normal(x, num(mean), num(scale))))

    assert holds(says(Y(w), 0, 1), HERE) is True
    assert holds(says(3 * Y(w) + 4 * Z(w) + 2, 2, 5), HERE) is True
    assert holds(says(3 * Y(w) + 4 * Z(w) + 2, 2, 7), HERE) is False
    assert holds(says(Y(w), 1, 1), HERE) is False
    assert holds(says(2 + 0 * Y(w), 2, 1), HERE) is False  # a number has no density
    assert holds(says(Y(w) ** 2, 1, 1), HERE) is None
    uniform = lam(x, num(1))
    assert holds(pushes_forward(mu, p, Y, lebesgue(), uniform), HERE) is None  # no density at all


def test_jointly_normal_numbers_are_independent_just_when_uncorrelated():
    def apart(one, other):
        return independent(mu, p, lam(w, one), lam(w, other))

    assert holds(apart(Y(w), Z(w)), HERE) is True
    assert holds(apart(Y(w) + Z(w), Y(w) - Z(w)), HERE) is True
    assert holds(apart(Y(w), Y(w) + Z(w)), HERE) is False
    assert holds(apart(Y(w), Z(w) ** 2), HERE) is None


def test_two_points_of_the_normal_space_have_nothing_to_do_with_each_other():
    v = point("v")
    assert holds(ForAll(w, ForAll(v, Eq(Y(w), Y(v)))), HERE) is False
    assert holds(ForAll(w, Eq(Y(w) + Z(w), Z(w) + Y(w))), HERE) is True
    assert Sample(1).owns(Sample(1).variable(3))
    assert not Sample(2).owns(Sample(1).variable(3))


def test_points_of_a_normal_space_cannot_be_listed():
    with pytest.raises(Unclear):
        Evaluator(HERE).points()


def test_random_variables_read_and_travel_well():
    assert describe({Y: standard(0, 1, Q(1), Q(2))}) == "Y = 1 + 2*w_0"
    assert to_json(HERE)["Y"] == "w_0"
    assert "standard normal" in to_json(HERE)["mu"]


def test_only_normal_densities_have_a_normal_law():
    square = Poly({((1, 2),): Q(-1, 2)})
    assert normal_law(Wave(Q(1), 1, square), [1]) == Law((Q(0),), ((Q(1),),))
    assert normal_law(Wave(Q(2), 1, square), [1]) is None  # its integral is not 1
    assert normal_law(Wave(Q(1), 2, square), [1]) is None
    assert normal_law(Wave(Q(1), 1, Poly({((1, 2),): Q(1, 2)})), [1]) is None
    assert normal_law(Wave(Q(1), 1, Poly({((1, 2),): Q(-1, 2), ((2, 1),): Q(1)})), [1]) is None
    assert gaussian_space.law(standard(0, 2, Q(1), Q(2))) == Law((Q(1), Q(1)), ((Q(4), Q(0)), (Q(0), Q(4))))


# The statements of diffusion and of Monte Carlo
def mixed(one, other):
    return lam(w, one * X(w) + other * E(w))


MOMENTS = [
    density(mu, p), independent(mu, p, X, E), mean_and_covariance(mu, p, X, m, identity_d),
    mean_and_covariance(mu, p, E, e, identity_d), 0 <= beta, beta <= 1,
]  # fmt: skip
ROOTS = sqrt(1 - beta), sqrt(beta)
KEPT = mean_and_covariance(mu, p, mixed(*ROOTS), ROOTS[0] * m + ROOTS[1] * e, identity_d)
GREW = mean_and_covariance(mu, p, mixed(1 - beta, beta), (1 - beta) * m + beta * e, identity_d)

STANDARD = lam(x, normal(x, num(0), num(1)))
BOTH = [
    density(mu, p), independent(mu, p, Y, Z),
    pushes_forward(mu, p, Y, lebesgue(), STANDARD), pushes_forward(mu, p, Z, lebesgue(), STANDARD),
]  # fmt: skip


def summed(scale):
    law = pushes_forward(mu, p, lam(w, a * Y(w) + b * Z(w)), lebesgue(), lam(x, normal(x, num(0), scale)))
    return Implies(a**2 + b**2 > 0, law)


columns = Sort("function", SPACE, column_sort)
XS, ES, rates = function("X", NAT, columns), function("E", NAT, columns), function("beta", NAT)


def before(claim):
    return ForAll(s, Implies(s < t, claim))


KERNEL = [
    density(mu, p), ForAll(w, Eq(XS(0)(w), x_0)),
    before(ForAll(w, Eq(XS(s + 1)(w), sqrt(1 - rates(s)) * XS(s)(w) + sqrt(rates(s)) * ES(s)(w)))),
    before(And(0 < rates(s), rates(s) < 1)),
    before(pushes_forward(mu, p, ES(s), lebesgue(d), lam(u, multivariate_normal(u, zeros(d), identity_d)))),
    before(independent(mu, p, XS(s), ES(s))),
]  # fmt: skip
LEFT = Product(1 - rates(s), s, t)


def diffused(scale, spread):
    law = lam(u, multivariate_normal(u, scale * x_0, spread * identity_d))
    return Implies(1 <= t, pushes_forward(mu, p, XS(t), lebesgue(d), law))


size = matrix_sort(k, 1)
draws, q, f, z = (
    function("Z", NAT, Sort("function", SPACE, size)),
    function("q", size),
    function("f", size),
    vector("z", k),
)
LINE = lebesgue(k)
SAMPLES = [
    1 <= M, density(mu, p), density(LINE, q), ForAll(i, Implies(i < M, pushes_forward(mu, p, draws(i), LINE, q))),
    ForAll(i, Implies(i < M, ForAll(j, Implies(And(j < M, Not(Eq(i, j))), independent(mu, p, draws(i), draws(j)))))),
    measurable(f(z), z), integrable(f(z) * q(z), z, LINE), integrable(f(z) ** 2 * q(z), z, LINE),
]  # fmt: skip
MEAN = Integral(f(z) * q(z), z, LINE)
ESTIMATE = Sum(f(draws(i)(w)), i, M) / M
SPREAD = Integral((ESTIMATE - MEAN) ** 2 * p(w), w, mu)
VARIANCE = Integral(f(z) ** 2 * q(z), z, LINE) - MEAN**2

TRUE = {
    "variance preserving": (KEPT, MOMENTS),
    "sum of Gaussians": (summed(sqrt(a**2 + b**2)), BOTH),
    "kernel": (diffused(sqrt(LEFT), 1 - LEFT), KERNEL),
    "unbiased": (Eq(Integral(ESTIMATE * p(w), w, mu), MEAN), SAMPLES),
    "Monte Carlo": (Eq(SPREAD, VARIANCE / M), SAMPLES),
}
FALSE = {
    "without roots": (GREW, MOMENTS),
    "scales add up": (summed(a**2 + b**2), BOTH),
    "mean without a root": (diffused(LEFT, 1 - LEFT), KERNEL),
    "variance that is left": (diffused(sqrt(LEFT), LEFT), KERNEL),
    "variance by the square": (Eq(SPREAD, VARIANCE / M**2), SAMPLES),
    "no variance": (Eq(SPREAD, 0), SAMPLES),
    "dependent": (pushes_forward(mu, p, lam(w, Y(w) + Z(w)), lebesgue(), lam(x, normal(x, num(0), num(2)))), BOTH),
    "finite spaces only": (Eq(Integral(Y(w) ** 4 * p(w), w, mu), 1), BOTH),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claim_about_random_columns_has_a_witness_and_no_counterexample(name):
    claim, given = TRUE[name]
    found = witness(given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)
    assert holds(claim, found) is not False
    assert find(claim, given, tries=100) is None


@pytest.mark.parametrize("name", FALSE)
def test_false_claim_about_random_columns_has_a_counterexample_that_is_one(name):
    claim, given = FALSE[name]
    found = find(claim, given)
    assert found is not None
    assert [holds(h, found) for h in given] == [True] * len(given)
    assert holds(claim, found) is False


def test_witnesses_are_small():
    found = witness(MOMENTS)
    assert found[d] == 1
    assert (found[X], found[E]) == ((((1,),), ((1,),), ((-1,),), ((-1,),)), (((1,),), ((-1,),), ((1,),), ((-1,),)))
    assert describe(witness(BOTH)).startswith("Y = w_0, Z = w_1, mu = the law of independent standard normal")


def test_no_finite_space_carries_a_density_on_the_line():
    law = pushes_forward(mu, p, Y, lebesgue(), STANDARD)
    assert holds(law, {mu: (1, 1), p: (Q(1, 2), Q(1, 2)), Y: (0, 1)}) is False
    assert witness([density(mu, p), law, Eq(Integral(Y(w) ** 4 * p(w), w, mu), 1)]) is None
    assert REAL is matrix_sort(1, 1)
