"""Ways for guarded integrands, comparable divergences, shifted expectations and functions constant on either side.

Beside everything that is proved stands a neighbour that is false, and is not.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel import Undecided
from derivations.kernel.densities import JSD, KL, density, expectation, finite_kl
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Implies,
    Ne,
    almost,
    column,
    counting,
    entry,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    measure,
    natural,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import ONE, REAL, ZERO, Sort, apply, lam, make, num, var
from derivations.lemmas import comparable_divergences as comparable
from derivations.lemmas.relative import relative
from numerics import equivalence  # noqa: F401 - it registers the ways
from numerics.equivalence_core import same
from numerics.equivalence_growth import below
from numerics.equivalence_guards import below_one
from numerics.equivalence_locally import computed
from numerics.equivalence_places import within
from tests.numerics.equivalence_checks import facts, proved

mu, u, i = measure("mu"), point("u"), natural("i")
a, b, c, r, s, t = map(real, ("a", "b", "c", "r", "s", "t"))
x, y = real("x"), real("y")
p, q, p_1, p_2, q_1, q_2, f = map(function, ("p", "q", "p_1", "p_2", "q_1", "q_2", "f"))
k, h = function("k", REAL, REAL), function("h", REAL, REAL)
LINE = lebesgue()


def guarded(weight, value):
    return piecewise(ZERO < weight, weight * value)


# Guarded integrands
WEIGHTED = integrable(guarded(p(u), f(u)), u, mu)
SIGN = ForAll(u, 0 <= p(u))


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (piecewise(0 <= p(u), p(u) * f(u)), True),
        (p(u) * f(u), True),
        (guarded(p(u), f(u)) / 2, True),
        (piecewise(0 < 3 * p(u), p(u) * f(u)), True),
        (piecewise(p(u) < 0, p(u) * f(u)), True),
        (piecewise(0 < p(u), f(u)), False),
        (piecewise(0 <= p(u), f(u)), False),
        (piecewise(0 < p(u), p(u) ** 2 * f(u)), False),
        (piecewise(p(u) <= 1, f(u)), False),
    ],
    ids=["weak", "unguarded", "half", "thrice", "nothing", "unweighted", "unweighted and weak", "squared", "elsewhere"],
)
def test_a_multiple_of_a_guarded_integrand_is_integrable(body, holds):
    assert proved(integrable(body, u, mu), WEIGHTED, SIGN) is holds


def test_without_a_sign_the_guard_is_needed():
    assert not proved(integrable(p(u) * f(u), u, mu), WEIGHTED)


@pytest.mark.parametrize(("given", "holds"), [((Ne(c, ZERO),), True), ((), False)], ids=["c ≠ 0", "c anything"])
def test_the_sign_of_a_constant_is_distinguished(given, holds):
    known = integrable(guarded(p(u) / abs(c), f(u)), u, mu)
    assert proved(integrable(guarded(p(u) / abs(c), f(u)) * c / abs(c), u, mu), known, SIGN, *given) is holds


def test_a_jacobian_is_known_where_the_inverse_is_taken():
    region = function("T", REAL, make("true").sort)
    inside = [ForAll(x, 0 <= h(x)), ForAll(x, Implies(region(x), make("derivative", k, h(x)) > 0))]
    density_of = piecewise(region(x), h(k(x)) / make("derivative", k, h(x)))
    known = integrable(guarded(density_of, x), x, LINE)
    weak = integrable(piecewise(0 <= density_of, density_of * x), x, LINE)
    assert proved(weak, known, *inside)
    assert not proved(integrable(piecewise(0 <= density_of, h(k(x)) * x), x, LINE), known, *inside)


@pytest.mark.parametrize("share", [a / (a + b), b / (a + b), ONE / (1 + exp(-x))])
def test_a_share_is_below_one(share):
    assert below_one(facts(a > 0, b > 0), share).conclusion.alpha is (share < 1).alpha


@pytest.mark.parametrize("share", [(a + b) / a, a / b, 2 * a / (a + b), a / (a - b)])
def test_what_is_no_share_may_be_greater(share):
    with pytest.raises(Undecided):
        below_one(facts(a > 0, b > 0), share)


# Comparable divergences
def test_the_bounds_ask_for_what_compares():
    support, low, high = comparable.compared(a, b, s, t)
    asked = {g.alpha for g in comparable.comparable(a, b, s, t)}
    for found in (support, low, high):
        assert {g.alpha for g in found.hypotheses} <= asked
    assert support.conclusion.alpha is Implies(0 < a, 0 < b).alpha
    assert low.conclusion.alpha is (-b <= relative(a, b)).alpha
    assert high.conclusion.alpha is (relative(a, b) <= 2 * relative(s, t) + 2 * t + 4 * log(num(2)) * s).alpha


MIXED = {g: density(mu, g) for g in (p_1, p_2, q_1, q_2)}
TOP, BOTTOM = (lam(u, s * g(u) + (1 - s) * e(u)) for g, e in ((p_1, p_2), (q_1, q_2)))
GIVEN = (*MIXED.values(), 0 <= s, s <= 1, finite_kl(mu, TOP, BOTTOM))


@pytest.mark.parametrize(
    ("top", "bottom", "holds"),
    [
        (s * p_1(u) - (1 - s) * p_2(u), s * q_1(u) + (1 - s) * q_2(u), True),
        (2 * (s * p_1(u)) + (1 - s) * p_2(u), s * q_1(u) + (1 - s) * q_2(u), True),
        (s * p_1(u) + (1 - s) * p_2(u), q_1(u) + (1 - s) * q_2(u), True),
        (p_1(u) + (1 - s) * p_2(u), s * q_1(u) + (1 - s) * q_2(u), False),
        (s * p_1(u) + (1 - s) * p_2(u), s * q_1(u) - (1 - s) * q_2(u), False),
        (s * p_1(u) + (1 - s) * p_2(u), s * q_1(u), False),
    ],
    ids=["less above", "twice above", "more below", "more above", "a difference below", "less below"],
)
def test_a_divergence_is_finite_if_it_compares_with_a_finite_one(top, bottom, holds):
    assert proved(finite_kl(mu, lam(u, top), lam(u, bottom)), *GIVEN) is holds


@pytest.mark.parametrize(
    ("bottom", "holds"), [(2 * (s * q_1(u)) + (1 - s) * q_2(u), True), (s * q_1(u) + (1 - s) * q_2(u) / 2, False)]
)
def test_a_divergence_falls_when_the_second_density_grows(bottom, holds):
    low, high = KL(mu, TOP, lam(u, bottom)), KL(mu, TOP, BOTTOM)
    if holds:
        assert below(facts(*GIVEN), low, high).conclusion.alpha is (low <= high).alpha
    else:
        with pytest.raises(Undecided):
            below(facts(*GIVEN), low, high)


def weights(*values):
    return lam(i, entry(column(*values), i))


def of_model(at):
    """KL((a, 1 − a)‖(¼, ¾)), which is least, and 0, at a = ¼."""
    return KL(counting(2), weights(at, 1 - at), weights(num(1) / 4, num(3) / 4))


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        (KL(counting(2), weights(num(1) / 4, num(1)), weights(num(1) / 4, num(3))), True),
        (KL(counting(2), weights(num(1) / 2, num(1) / 2), weights(num(1) / 4, num(3) / 4)), False),
    ],
    ids=["below the least value", "above it"],
)
def test_what_is_below_the_least_value_is_below_all(bound, holds):
    least = of_model(num(Fraction(1, 4)))
    known = Implies(Ne(a, Fraction(1, 4)), least < of_model(a))
    assert proved(bound < of_model(a), 0 < a, a < 1, known) is holds


# Shifted expectations
HALF = -log(p(u) / (2 * (p(u) + q(u))))
PLAIN = -log(p(u) / (p(u) + q(u)))
POSITIVE = (density(mu, p), density(mu, q), ForAll(u, p(u) > 0), ForAll(u, q(u) > 0), integrable(q(u) * PLAIN, u, mu))


def test_density_and_a_positive_integrand_may_change_places():
    old, new = expectation(mu, q, lam(u, PLAIN)), expectation(mu, lam(u, PLAIN), q)
    assert same(facts(*POSITIVE), old, new).conclusion.alpha is Eq(old, new).alpha
    negative = lam(u, -PLAIN)
    with pytest.raises(Undecided):
        same(
            facts(*POSITIVE, integrable(q(u) * -PLAIN, u, mu)),
            expectation(mu, q, negative),
            expectation(mu, negative, q),
        )


def test_a_factor_in_the_logarithm_shifts_an_expectation():
    old, new = expectation(mu, q, lam(u, PLAIN)), expectation(mu, q, lam(u, HALF))
    with pytest.raises(Undecided):
        same(facts(*POSITIVE), old, new)


FAMILY = var("q", Sort("function", REAL, Sort("function", u.sort, REAL)))
KNOWN = (
    ForAll(t, density(mu, FAMILY(t))),
    ForAll(u, p(u) > 0),
    ForAll(t, ForAll(u, apply(FAMILY(t), u) > 0)),
)


def mean(value, at=t):
    return expectation(mu, FAMILY(at), lam(u, value))


def moving(value):
    return make("derivative", lam(t, mean(value)), c)


def test_derivatives_do_not_see_a_constant_factor_in_the_logarithm():
    best = p(u) / (p(u) + apply(FAMILY(c), u))
    exists = ForAll(t, integrable(apply(FAMILY(t), u) * -log(best), u, mu))
    old, new, smooth = moving(-log(best)), moving(-log(best / 2)), make("differentiable", lam(t, mean(-log(best))), c)
    known = facts(*KNOWN, exists, smooth)
    assert same(known, old, new).conclusion.alpha is Eq(old, new).alpha
    assert proved(make("differentiable", lam(t, mean(-log(best / 2))), c), *KNOWN, exists, smooth)
    for other in (-log(best**2), -log(best / (2 + t**2)), -2 * log(best)):
        with pytest.raises(Undecided):
            same(known, old, moving(other))


# Functions that are constant on either side of a number
def masses(place):
    return lam(i, entry(column(piecewise(Eq(place, a), ONE), piecewise(Eq(place, a), ZERO, ONE)), i))


FIXED = lam(i, entry(column(1, 0), i))


@pytest.mark.parametrize("count", [1, 2])
def test_a_step_is_flat_beside_its_jump(count):
    steps = lam(x, JSD(counting(count), FIXED, masses(x)))
    assert proved(Eq(make("derivative", steps, y), ZERO), Ne(y, a))
    assert proved(make("differentiable", steps, y), Ne(y, a))


def test_a_step_is_not_flat_at_its_jump():
    step = lam(x, piecewise(Eq(x, a), ONE, ZERO))
    assert proved(make("differentiable", step, y), Ne(y, a))
    assert not proved(make("differentiable", step, y))


def test_a_function_that_moves_on_one_side_is_not_flat():
    assert not proved(Eq(make("derivative", lam(x, piecewise(Eq(x, a), ZERO, x)), y), ZERO), Ne(y, a))


def test_what_is_computed_has_no_sum_in_it():
    line = computed(facts(), JSD(counting(2), FIXED, FIXED))
    assert line.conclusion.args[0].alpha is JSD(counting(2), FIXED, FIXED).alpha
    assert not {t.op for t in within(line.conclusion.args[1])} & {"integral", "piecewise", "entry", "JSD", "KL"}


@pytest.mark.parametrize(("bound", "holds"), [(2, True), (1, False)])
def test_what_holds_at_each_index_is_computed(bound, holds):
    body = entry(column(1, piecewise(Eq(a, a), ONE, ZERO)), i) < bound
    assert proved(almost(body, i, counting(2))) is holds
