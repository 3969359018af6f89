"""SymPy's second opinion on steps with densities, cases, sums and π: asked, but not to integrate."""

from types import SimpleNamespace

import pytest
import sympy as sp

from derivations.kernel import algebra, calculus, integrals, lebesgue, limits, logic, powers, summation
from derivations.kernel.densities import JSD, KL, normal, sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Integral,
    Ne,
    Not,
    Product,
    Sum,
    above,
    column,
    entry,
    exp,
    function,
    inv,
    log,
    matrix,
    measure,
    natural,
    pi,
    piecewise,
    point,
    real,
    sqrt,
    tends,
    unit,
    vector,
)
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, Sort, lam, make, num
from derivations.opinion import opinions

mu, p, q, x, y = measure("mu"), function("p"), function("q"), point("x"), point("y")
h, t, m, s, theta = real("h"), real("t"), real("m"), real("s"), real("theta")
i, n, v, c = natural("i"), natural("n"), vector("v", natural("n")), function("c", NAT)
half = lam(x, (p(x) + q(x)) / 2)
D = function("D", REAL, Sort("function", SPACE, REAL))(theta)(x)
SLOPE = Derivative(D, theta)
M, g = matrix("M", natural("n"), natural("n")), function("g", vector("v", natural("n")).sort)
first, second = Integral(p(x) ** 2 * t, x, mu), Integral(q(x) * exp(t), x, mu)
points, P, genuine = function("X", NAT, SPACE), function("P", NAT, PROP), function("A", SPACE, PROP)
draws, f = function("Z", NAT, Sort("function", SPACE, v.sort)), function("f", v.sort)
log_normal = -((t - m) ** 2) / (2 * s**2) - log(s)


def step(rule, conclusion, *hypotheses):
    """A record that looks like a theorem; nobody proved it."""
    return SimpleNamespace(rule=rule, args=(conclusion,), hypotheses=hypotheses, conclusion=conclusion)


def verdicts(theorem):
    return [o.verdict for o in opinions(theorem)]


@pytest.mark.parametrize(
    ("rule", "goal"),
    [
        (algebra.field, Eq(sigmoid(t), 1 / (1 + exp(-t)))),
        (powers.powers, Eq(sigmoid(-t), 1 - sigmoid(t))),
        (calculus.derivative, Eq(Derivative(sigmoid(t), t), sigmoid(t) * (1 - sigmoid(t)))),
        (calculus.derivative, Eq(Derivative(normal(t, m, s), t), -(t - m) / s**2 * normal(t, m, s))),
        (powers.powers, Eq(log(normal(t, m, s)), log_normal - log(2 * pi()) / 2)),
        (algebra.field, Eq(sqrt(2 * pi()) * sqrt(2 * pi()), 2 * pi())),
        (powers.powers, Eq(log(p(x) / q(x)), log(p(x)) - log(q(x)))),
        (powers.powers, Eq(log(p(x) / ((p(x) + q(x)) / 2)), log(p(x)) - (log(p(x) + q(x)) - log(2)))),
        (algebra.field, Eq(p(x) * (q(x) / p(x)), q(x))),
        (algebra.field, Eq(2 * piecewise(t > 0, t * s), piecewise(t > 0, t * s) * 2)),
        (algebra.field, Eq(piecewise(And(t > 0, s > 0), t) * 2, 2 * piecewise(And(t > 0, s > 0), t))),
        (algebra.field, Eq(2 * Integral(p(x), x, mu), Integral(p(x), x, mu) + Integral(p(y), y, mu))),
        (algebra.field, Eq(JSD(mu, p, q), KL(mu, p, half) / 2 + KL(mu, q, half) / 2)),
        (algebra.field, Eq(2 * Sum(c(i), i, n), Sum(c(i), i, n) + Sum(c(i), i, n))),
        (calculus.derivative, Eq(Derivative(log(D), theta), SLOPE / D)),
        (calculus.derivative, Eq(Derivative(log(1 - sigmoid(t)), t), -sigmoid(t))),
        (powers.powers, Eq(log((m + s) / (h + t)), log(m + s) - log(h + t))),
        (algebra.field, Eq(g(inv(M) * (M * v)), g(v))),
        (algebra.field, Eq(Derivative(t * first, t, s), Derivative(t * Integral(p(y) ** 2 * t, y, mu), t, s))),
    ],
    ids=str,
)
def test_sympy_agrees_with_steps_about_densities(rule, goal):
    assert verdicts(rule(goal)) == ["agrees"]


@pytest.mark.parametrize(
    "total",
    [
        Sum(c(i) * t, i, n + 1),
        Sum(entry(v, i), i, 3),
        Product(c(i), i, n + 1),
        Product(c(i) + 1, i, 4),
        Sum(c(i), i, 0),
        Sum(f(draws(i)(x)) * p(x), i, n + 1),
        Sum(Integral(f(draws(i)(x)) * p(x), x, mu), i, n + 1),
        Sum(piecewise(P(i), 1), i, n + 1),
        Sum(piecewise(genuine(points(i)), 1), i, n + 1),
        Product(piecewise(Eq(points(i), x), c(i)), i, n + 1),
        Sum(unit(3, i).T * column(t, m, s), i, 3),
    ],
    ids=str,
)
def test_sympy_agrees_with_a_sum_or_product_written_out(total):
    rule = summation.product_of if total.op == "product" else summation.sum_of
    assert verdicts(rule(total)) == ["agrees"]


def test_sympy_agrees_with_limits_of_exponentials():
    proved = limits.continuity(tends(1 / (1 + exp(t)), t, above(0), 1 / (1 + exp(0))), ())
    assert verdicts(proved) == ["agrees"]
    assert verdicts(step("continuity", tends(1 / (1 + exp(t)), t, above(0), num(1) / 2))) == ["agrees"]
    assert verdicts(step("continuity", tends(1 / (1 + exp(t)), t, above(0), 1))) == ["disagrees"]


@pytest.mark.parametrize(
    "wrong",
    [
        step("derivative", Eq(Derivative(sigmoid(t), t), sigmoid(t) * sigmoid(t))),
        step("field", Eq(normal(t, m, s), normal(t, m, -s))),
        step("powers", Eq(log(normal(t, m, s)), log_normal - log(pi()) / 2), 0 < s),
        step("powers", Eq(log(p(x) / q(x)), log(q(x)) - log(p(x))), 0 < p(x), 0 < q(x)),
        step("field", Eq(pi(), num(22) / 7)),
        step("field", Eq(p(x), q(x))),
        step("field", Eq(p(x), p(y))),
        step("field", Eq(piecewise(0 < p(x), p(x)), p(x))),
        step("powers", Eq(piecewise(0 < p(x), p(x)), 2 * p(x)), 0 < p(x)),
        step("field", Eq(piecewise(t <= 0, t), piecewise(t < 0, t + 1))),
        step("field", Eq(piecewise(Eq(t, 1), 0, 1), piecewise(Ne(t, 1), 0, 1))),
        step("sum_of", Eq(Sum(c(i), i, n + 1), Sum(c(i), i, n) + c(n + 1))),
        step("sum_of", Eq(Sum(unit(2, i).T * column(t, m), i, 2), t - m)),
        step("sum_of", Eq(Sum(f(draws(i)(x)), i, 3), f(draws(0)(x)) + f(draws(1)(x)) + f(draws(3)(x)))),
        step("product_of", Eq(Product(c(i), i, 3), c(0) * c(1))),
        step("field", Eq(Integral(p(x), x, mu), Integral(q(x), x, mu))),
        step("field", Eq(JSD(mu, p, q), KL(mu, p, half) / 2)),
        step("derivative", Eq(Derivative(log(D), theta), SLOPE * D), 0 < D),
        step("derivative", Eq(Derivative(D, theta), D)),
    ],
    ids=lambda wrong: str(wrong.conclusion),
)
def test_sympy_disagrees_with_wrong_steps_that_nobody_proved(wrong):
    (found,) = opinions(wrong)
    assert found.verdict == "disagrees"
    assert " is not " in found.reason


def test_cases_are_compared_and_a_hypothesis_decides_which_holds():
    inside = Eq(2 * piecewise(t > 0, t * (s + 1)), piecewise(t > 0, t * s + t) * 2)
    assert verdicts(step("field", inside)) == ["agrees"]
    known = piecewise(0 < p(x), p(x), 1)
    assert verdicts(step("powers", Eq(known, p(x)), 0 < p(x))) == ["agrees"]
    assert verdicts(step("powers", Eq(known, 1), Not(0 < p(x)))) == ["agrees"]


def test_values_that_are_given_as_positive_are_positive():
    root = Eq(sqrt(p(x) ** 2), p(x))
    assert verdicts(step("powers", root, 0 < p(x))) == ["agrees"]
    assert verdicts(step("powers", root)) == ["disagrees"]


def test_a_family_is_known_to_be_positive_where_it_is_differentiated_too():
    assert verdicts(step("derivative", Eq(Derivative(log(D), theta), SLOPE / D), 0 < D)) == ["agrees"]


def test_the_derivative_of_a_sum_of_integrals_is_asked():
    total, parts = Derivative(first + 2 * second, t), (Derivative(first, t), Derivative(second, t))
    assert verdicts(step("derivative", Eq(total, parts[0] + 2 * parts[1]))) == ["agrees"]
    assert verdicts(step("derivative", Eq(Derivative(t * first, t), t * parts[0] + first))) == ["agrees"]
    assert verdicts(step("derivative", Eq(total, parts[0] + parts[1]))) == ["disagrees"]
    assert verdicts(step("derivative", Eq(parts[0], parts[1]))) == ["disagrees"]


def test_steps_of_the_abstract_integral_are_not_asked():
    known = logic.assume(make("integrable", mu, p))
    same = integrals.almost_everywhere(mu, x, (), logic.reflexivity(2 * p(x)))
    doubled = integrals.linear(mu, lam(x, 2 * p(x)), ((num(2), known),), same)
    moment = lebesgue.gaussian_moment(m, s, num(2))
    assert [verdicts(theorem) for theorem in (doubled, moment, lebesgue.point_null(t))] == [[], [], []]


def test_sympy_is_never_asked_to_integrate(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("integrate was called")

    monkeypatch.setattr(sp.Integral, "doit", refuse)
    monkeypatch.setattr(sp, "integrate", refuse)
    gaussian = Integral(normal(t, 0, 1), t, make("lebesgue", num(1)))
    assert verdicts(algebra.field(Eq(gaussian * h, h * gaussian))) == ["agrees"]
    assert verdicts(step("field", Eq(gaussian, h))) == ["disagrees"]
