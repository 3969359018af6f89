"""A normal law and an integrand swapped: the mean of f where f > 0 exists for gentle f, and is E[f] or more."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, ForAll, exp, function, integrable, lebesgue, piecewise, real
from derivations.kernel.terms import REAL, ZERO, lam, make
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import assumed, proved

x, y, m, s, c, b = (real(name) for name in ("x", "y", "m", "s", "c", "b"))
D = function("D", REAL)
LAW = normal(x, m, s)
MEASURABLE = make("measurable", D)
GENTLE = And(MEASURABLE, ForAll(x, ForAll(y, abs(D(x) - D(y)) <= abs(x - y))))


def positive_part(f, weight=LAW):
    """f·N where f > 0 is integrable."""
    return integrable(piecewise(ZERO < f, f * weight, ZERO), x, lebesgue())


def mean(f, swapped=False):
    """E[f], or what is left of it."""
    pair = lam(x, LAW), lam(x, f)
    return make("expectation", lebesgue(), *(pair[::-1] if swapped else pair))


def usual(f):
    """That E[f] means something."""
    return integrable(piecewise(ZERO < LAW, LAW * f, ZERO), x, lebesgue())


def follows(goal, claim, *given):
    """Whether an inequality is proved from another one."""
    try:
        found = by_any_way(assumed(ZERO < s, claim, *given), logic.assume(claim), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha


@pytest.mark.parametrize("f", [x, c * x, 2 - c * x / 3])
def test_the_positive_part_of_a_line_has_a_mean(f):
    assert proved(positive_part(f), ZERO < s)
    assert not proved(positive_part(f))


def test_so_has_that_of_a_gentle_function():
    assert proved(positive_part(D(x)), ZERO < s, GENTLE)
    assert not proved(positive_part(D(x)), ZERO < s, MEASURABLE)
    assert not proved(positive_part(D(x)), ZERO < s, MEASURABLE, ForAll(x, ForAll(y, D(x) <= D(y) + x**2)))


def test_what_grows_faster_need_not_have_one():
    assert not proved(positive_part(exp(x**2)), ZERO < s)
    assert not proved(positive_part(x, exp(-x)), ZERO < s)


@pytest.mark.parametrize("f", [c * x, D(x)])
def test_without_the_negative_part_a_mean_is_greater(f):
    given = (usual(f), GENTLE)
    assert follows(b <= mean(f, swapped=True), b <= mean(f), *given)
    assert follows(mean(f) - b < c, mean(f, swapped=True) - b < c, *given)
    assert follows(b - mean(f, swapped=True) < c, b - mean(f) < c, *given)


def test_it_is_not_smaller():
    f, given = D(x), (usual(D(x)), GENTLE)
    assert not follows(b <= mean(f), b <= mean(f, swapped=True), *given)
    assert not follows(mean(f, swapped=True) <= b, mean(f) <= b, *given)
    assert not follows(b < mean(f, swapped=True), b <= mean(f), *given)


def test_another_function_is_not_compared():
    assert not follows(b <= mean(D(2 * x), swapped=True), b <= mean(D(x)), usual(D(x)), GENTLE)
