"""Derivatives of integrals in a parameter: enclosed where they are dominated, and never given where they are not."""

from __future__ import annotations

import pytest
from flint import arb

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, Derivative, Eq, Integral, exp, lebesgue, log, piecewise, real
from derivations.kernel.terms import lam, num
from numerics.duals import Dual, Duals
from numerics.errors import NoValue, Unsupported
from numerics.evaluation import Evaluator
from numerics.functions import Function
from numerics.intervals import Balls, enclosure
from numerics.matrices import single
from numerics.parameter_derivatives import integral
from numerics.truth import Truth, decide

x, t = real("x"), real("t")
UNIT = And(0 < x, x < 1)


def mean(body):
    """The mean of a function of a standard normal x."""
    return Integral(normal(x, num(0), num(1)) * body, x, lebesgue())


def slope(of, at):
    return enclosure(Derivative(of, t), {t: at})


@pytest.mark.parametrize("at", [-2, 0, 1])
def test_a_generating_function_has_its_known_derivative(at):
    found = slope(mean(exp(t * x)), at)
    assert found.overlaps(at * (arb(at) ** 2 / 2).exp())
    assert found.rad() < 1e-6


@pytest.mark.parametrize("at", [-3, 0, 2])
def test_a_derivative_through_a_logarithm_is_a_mean_again(at):
    left = Derivative(mean(log(1 + exp(t * x))), t)
    right = mean(x * exp(t * x) / (1 + exp(t * x)))
    assert decide(Eq(left, right), {t: at}) == Truth(True, False)
    assert decide(Eq(left, right + num(1) / 1000), {t: at}) == Truth(False)


def test_a_product_with_an_integral_is_differentiated_by_the_product_rule():
    assert slope(t * mean(exp(t * x)), 1).overlaps(2 * arb("0.5").exp())


@pytest.mark.parametrize(
    ("of", "at"),
    [
        pytest.param(Integral(piecewise(And(0 < x, x < t), num(1), num(0)), x, lebesgue()), 1, id="an end that moves"),
        pytest.param(mean(abs(x - t)), 0, id="a kink that moves"),
        pytest.param(mean(piecewise(x < t, num(0), num(1))), 0, id="a jump that moves"),
        pytest.param(
            Integral(piecewise(UNIT, t**3 / x**2 * exp(-(t**2) / x), num(0)), x, lebesgue()), 0, id="not dominated"
        ),
    ],
)
def test_where_differentiation_under_the_integral_is_not_seen_to_be_right_no_value_is_given(of, at):
    """Of all but the kink, the derivatives are 0 almost everywhere at the point, and those of the integrals are not."""
    with pytest.raises(NoValue):
        slope(of, at)


def test_a_second_derivative_is_not_looked_into():
    with pytest.raises(NoValue):
        slope(Derivative(mean(exp(t * x)), t), 1)


@pytest.mark.parametrize(
    "rate", [arb(3), arb(mid=arb(1), rad=arb(2) ** -30), arb(0)], ids=["three", "about one", "none"]
)
def test_a_parameter_that_does_not_move_at_rate_one_is_not_looked_into(rate):
    """Only of the parameter itself is it known that it stays within the ball around it."""
    field, inside = Duals(Balls()), lam(t, lam(x, exp(t * x - x**2))).args[0]
    moving = single(Dual(arb(0), rate, field.depth))
    with pytest.raises(Unsupported, match="parameter itself"):
        integral(field, Function(Evaluator(field, {}), inside, (moving,)))
    known = single(field.moving(0))
    assert integral(field, Function(Evaluator(field, {}), inside, (known,))).b.overlaps(arb(0))
