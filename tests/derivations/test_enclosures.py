"""Integrals over the line are exact or enclosed, and nothing is said of what is not seen to exist."""

from __future__ import annotations

from fractions import Fraction as Q

import mpmath
import pytest

from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    entropy,
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
    Implies,
    Integral,
    Ne,
    Not,
    almost,
    differentiable,
    exp,
    integrable,
    lebesgue,
    log,
    measurable,
    pi,
    piecewise,
    real,
    sqrt,
)
from derivations.kernel.terms import Term, lam, num
from derivations.refuter.evaluate import Undefined, evaluate, holds

x, y, c = map(real, "xyc")
LINE = lebesgue()


def bell(mean: int = 0, scale: int = 1, at: Term = x) -> Term:
    return normal(at, num(mean), num(scale))


def within(low: int, high: int, body: Term | int) -> Term:
    return piecewise(And(low < x, x < high), body)


def law(body: Term) -> Term:
    return lam(x, body)


UNIT, DOUBLE = within(0, 1, 1), within(0, 2, num(1) / 2)


def value(term: Term) -> Term:
    return Integral(term, x, LINE)


@pytest.mark.parametrize(("number", "wanted"), [
    (value(bell(1, 2)), num(1)), (value(x**2 * bell(1, 2)), num(5)), (value(x**4 * bell()), num(3)),
    (value((x - c) * normal(x, c, num(3))), num(0)),
    (value(within(-1, 2, abs(x))), num(5) / 2), (value(within(-1, 1, sqrt(x**2))), num(1)),
    (value(within(0, 1, 1 / (2 * sqrt(x)))), num(1)), (value(piecewise(x > 1, 1 / x**2)), num(1)),
    (value(within(1, 3, 1 / x)), log(num(3))), (value(piecewise(Eq(x, 2), exp(x))), num(0)),
    (KL(LINE, law(bell()), law(bell(1, 2))), log(num(2)) - num(1) / 4),
    (KL(LINE, law(bell(3)), law(bell(1))), num(2)),
    (KL(LINE, law(UNIT), law(DOUBLE)), log(num(2))),
    (JSD(LINE, law(UNIT), law(DOUBLE)), log(num(2)) * Q(3, 2) - Q(3, 4) * log(num(3))),
    (entropy(LINE, law(DOUBLE)), log(num(2))),
])  # fmt: skip
def test_closed_forms_are_exact(number, wanted):
    assert holds(Eq(number, wanted), {c: Q(1, 3)}) is True
    assert holds(Eq(number, wanted + num(Q(1, 10**30))), {c: Q(1, 3)}) is False


mpmath.mp.dps = 30


@pytest.mark.parametrize(("body", "wanted"), [
    (exp(-abs(x)), "2"), (exp(-(x**2) / 2) / sqrt(2 * pi()), "1"),
    (abs(x) * bell(), "0.797884560802865355879892119869"),
    (bell() * sigmoid(x), "0.5"), (bell() * log(sigmoid(x)), "-0.8060591833474397845282288"),
    (within(0, 1, log(x)), "-1"), (within(0, 1, log(1 - x)), "-1"), (within(0, 1, log(x) / sqrt(x)), "-4"),
    (within(0, 1, 1 / sqrt(x * (1 - x))), "3.14159265358979323846264"), (1 / (1 + x**2), "3.14159265358979323846264"),
    (piecewise(x > 0, x * exp(-x)), "1"), (piecewise(x < 0, x * exp(x)), "-1"),
    (within(0, 1, exp(-x) / sqrt(x)), "1.49364826562485405079893487226"),
    (piecewise(x < -1, exp(x - 1 / x**2)), "0.254119129934094051029565935087"),
    (within(0, 1, x * log(x)), "-0.25"), (bell() * log((bell() + bell(1)) / 2), "-1.530360015389408921497567"),
])  # fmt: skip
def test_enclosures_contain_the_truth_and_are_narrow(body, wanted):
    ball = evaluate(value(body), {})
    truth = mpmath.mpf(wanted)
    middle, radius = mpmath.mpf(ball.mid().str(30, radius=False)), mpmath.mpf(float(ball.rad()))
    assert abs(middle - truth) <= radius + mpmath.mpf(10) ** -18 + abs(truth) * mpmath.mpf(10) ** -17
    assert radius < 1e-5


def test_truncation_and_branches_do_not_go_unnoticed():
    truth = Q("0.1114214822")
    ball = evaluate(JSD(LINE, law(bell()), law(bell(1))), {})
    assert abs(Q(ball.mid().str(20, radius=False)) - truth) < Q(1, 10**9)
    assert float(ball.rad()) < 1e-9


@pytest.mark.parametrize(("body", "truth"), [
    (within(0, 1, 1 / x), False), (within(0, 1, 1 / x**2), False), (within(0, 1, 1 / sqrt(x)), True),
    (num(1), False), (x, False), (exp(x), False), (bell(), True), (piecewise(x > 1, 1 / x), False),
    (piecewise(x > 1, 1 / x**2), True), (1 / x, False), (within(0, 1, 1 / x - 1 / x), True),
    (within(0, 1, 1 / x + log(x)), None), (within(2, 4, 1 / (x - 3)), False), (within(3, 4, sqrt(x) / (x - 3)), False),
    (within(3, 4, log(x - 2) / (x - 3)), None),
    (within(3, 4, 1 / (x - 3) + log(x - 3)), None),
    (exp(x) - exp(x), True), (bell() / bell(), False),
])  # fmt: skip
def test_integrability_is_decided_where_it_is_plain(body, truth):
    assert holds(integrable(body, x, LINE), {}) is truth
    if truth is not True:
        with pytest.raises(Undefined):
            evaluate(value(body), {})


def test_a_divergent_integral_is_some_number_in_a_wild_reading():
    total = value(1 / x)
    assert holds(Eq(total, total), {}) is None
    assert holds(Eq(total, 3), {}, wild=Q(7)) is False
    assert holds(Eq(total, total), {}, wild=Q(7)) is True


@pytest.mark.parametrize(("formula", "truth"), [
    (density(LINE, law(bell())), True), (density(LINE, law(2 * bell())), False), (density(LINE, law(UNIT)), True),
    (density(LINE, law(within(0, 1, 2 * x))), True), (density(LINE, law(within(-1, 1, 2 * x))), False),
    (density(LINE, law((bell() + bell(1, 2)) / 2)), True), (density(LINE, law(piecewise(x > 0, exp(-x)))), None),
    (density(LINE, law(UNIT + piecewise(Eq(x, 7), -1))), False),  # negative at a single point
    (finite_kl(LINE, law(bell()), law(bell(1, 2))), True), (finite_kl(LINE, law(bell()), law(UNIT)), False),
    (finite_kl(LINE, law(UNIT), law(bell())), True),
    (absolutely_continuous(LINE, law(DOUBLE), law(UNIT)), False),
    (absolutely_continuous(LINE, law(UNIT), law(DOUBLE)), True),
    (same_almost_everywhere(LINE, law(UNIT), law(piecewise(And(0 <= x, x <= 1), 1))), True),
    (same_almost_everywhere(LINE, law(UNIT), law(DOUBLE)), False),
    (almost(Ne(x, 1), x, LINE), True), (almost(x > 0, x, LINE), False), (almost(x**2 > 0, x, LINE), True),
    (almost(Eq(1 / x * x, 1), x, LINE), True), (almost(log(x) < 1, x, LINE), None), (almost(Eq(x, 1), x, LINE), False),
    (pushes_forward(LINE, law(UNIT), lam(x, 2 * x), LINE, law(DOUBLE)), True),
    (pushes_forward(LINE, law(UNIT), lam(x, 2 * x), LINE, law(UNIT)), False),
    (pushes_forward(LINE, law(bell()), lam(x, 1 - 2 * x), LINE, law(bell(1, 2))), True),
    (pushes_forward(LINE, law(UNIT), lam(x, x**2), LINE, law(UNIT)), False),
    (pushes_forward(LINE, law(UNIT), lam(x, x**2), LINE, law(within(0, 1, 1 / (2 * sqrt(x))))), None),
    (measurable(sigmoid(x), x), True),
])  # fmt: skip
def test_predicates_on_the_line(formula, truth):
    assert holds(formula, {}) is truth


@pytest.mark.parametrize(("formula", "truth"), [
    (ForAll(x, exp(x) > 0), True), (ForAll(x, And(0 < sigmoid(x), sigmoid(x) < 1)), True),
    (ForAll(x, Eq(sigmoid(x) + sigmoid(-x), 1)), True), (ForAll(x, Eq(sigmoid(x) + sigmoid(x), 1)), False),
    (ForAll(x, Eq(Derivative(sigmoid(y), y, x), sigmoid(x) * (1 - sigmoid(x)))), True),
    (ForAll(x, Eq(Derivative(sigmoid(y), y, x), sigmoid(x) * (1 + sigmoid(x)))), False),
    (ForAll(x, Implies(x > 0, Eq(exp(log(x)), x))), True), (ForAll(x, Eq(exp(log(x)), x)), None),
    (ForAll(x, log(1 + exp(x)) > 0), True), (ForAll(x, differentiable(exp(y), y, x)), True),
    (ForAll(x, Not(Eq(exp(x), 0))), True), (ForAll(x, piecewise(x > 0, 1, -1) ** 2 > 0), True),
    (ForAll(x, Ne(x, Q(7, 5))), False), (ForAll(x, Implies(x > 0, log(x) <= x - 1)), None),
    (ForAll(x, bell(at=x) > 0), True),
])  # fmt: skip
def test_statements_about_every_real_number(formula, truth):
    assert holds(formula, {}) is truth


def test_two_variables_are_not_confused():
    inner = Integral(within(0, 1, x * y), x, LINE)
    assert holds(Eq(inner, y / 2), {y: 3}) is True
    assert holds(ForAll(y, Eq(inner, y / 2)), {}) is True
    assert holds(ForAll(y, Eq(inner, y / 3)), {}) is False
    assert holds(Eq(Integral(within(0, 1, 1) * value(UNIT), x, LINE), 1), {}) is True
