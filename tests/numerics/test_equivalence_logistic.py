"""Means of sigmoids and their logarithms over N(0, 1): they exist, stay the same when z turns round, have slopes."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import Derivative, Eq, Integral, exp, integrable, lebesgue, log, real
from derivations.kernel.terms import ZERO, lam, make, num
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_logistic import _integrable, _reflected
from numerics.equivalence_logistic_slopes import _differentiable, _half, _slopes
from tests.numerics.equivalence_checks import facts

z, theta, psi, s, t = map(real, ("z", "theta", "psi", "sigma", "t"))
LINE, HALF = lebesgue(), num(1) / 2
MADE = theta + s * z


def law(m=0, spread=1):
    return normal(z, num(m), num(spread))


def f(u):
    return -log(1 + exp(-u))


def mean(body, weight=None):
    return Integral((law() if weight is None else weight) * body, z, LINE)


def proved(way, *goal):
    """What a way proves of a goal, from nothing."""
    try:
        found = way(facts(), *goal)
    except ProofError:
        return None
    assert not found.hypotheses
    return found.conclusion.alpha


LOGISTIC = [
    f(psi * MADE),
    log(1 + exp(-psi * MADE)),
    theta * f(psi * (s * z)) - 3,
    1 - sigmoid(MADE),
    sigmoid(psi * z),
    MADE * (1 - sigmoid(psi * MADE)),
    (s * z) * sigmoid(s * z) + z**2,
]


@pytest.mark.parametrize("body", LOGISTIC, ids=repr)
def test_such_means_exist(body):
    goal = integrable(law() * body, z, LINE)
    assert proved(_integrable, logic.truth(), goal) is goal.alpha


@pytest.mark.parametrize(
    "integrand",
    [
        exp(z**2) * sigmoid(z),
        law() * (exp(z**2) * sigmoid(z)),
        law() * sigmoid(1 / z),
        law() * f(exp(z**2)),
        law() * log(exp(-z) - 1),
        law(1, 2) * sigmoid(z),
        law() * (sigmoid(z) + exp(z**2)),
        law() * (1 / sigmoid(exp(z))),
    ],
    ids=repr,
)
def test_others_need_not(integrand):
    assert proved(_integrable, logic.truth(), integrable(integrand, z, LINE)) is None


BODIES = [(f, psi), (sigmoid, num(2)), (lambda u: 1 - sigmoid(u), psi)]


@pytest.mark.parametrize(("of", "k"), BODIES)
def test_turning_the_line_round_changes_no_mean(of, k):
    old, new = mean(of(k * MADE)), mean(of(k * (theta - s * z)))
    assert proved(_reflected, old, new) is Eq(old, new).alpha


@pytest.mark.parametrize(("of", "k"), BODIES)
def test_another_change_is_not_seen_to_change_nothing(of, k):
    old = mean(of(k * MADE))
    for other in (k * (-theta + s * z), k * (theta - 2 * s * z), k * (theta - s * z) + 1, -k * MADE):
        assert proved(_reflected, old, mean(of(other))) is None


def test_what_stands_beside_must_turn_round_too():
    line = theta - s * z
    assert proved(_reflected, mean(MADE * sigmoid(psi * MADE)), mean(MADE * sigmoid(psi * line))) is None
    assert proved(_reflected, mean(sigmoid(MADE)), mean(-sigmoid(line))) is None
    assert proved(_reflected, mean(MADE * sigmoid(psi * MADE)), mean(line * sigmoid(psi * line))) is not None


def test_half_of_all_is_above_the_middle():
    assert not _half().hypotheses
    assert _half().conclusion.args[1].args[1].alpha is HALF.alpha


def at_zero(body):
    return Derivative(body, t, ZERO)


TURNING = -t * mean(1 - sigmoid(t * (s * z)))
FALLING = [
    -t * mean(sigmoid(t * (s * z))),
    -t * mean(1 - sigmoid(2 * (t * z))),
    -t * mean(1 - sigmoid(s * z)),
    -t * mean(1 - sigmoid(t * s)),
    mean((t - s * z) * (sigmoid(ZERO * z) - 1)) + mean(s * z * sigmoid(z)),
]
RISING = [
    t * mean(1 - sigmoid(t * (s * z))),
    -2 * t * mean(1 - sigmoid(t * (s * z))),
    -t * mean(1 + sigmoid(t * (s * z))),
    mean(z * (1 - sigmoid(t * z))),
]


@pytest.mark.parametrize("body", FALLING, ids=repr)
def test_slopes_at_zero_that_are_the_same(body):
    old, new = at_zero(TURNING), at_zero(body)
    assert proved(_slopes, old, new) is Eq(old, new).alpha
    there = smooth(body)
    assert proved(_differentiable, logic.truth(), there) is there.alpha


def smooth(body):
    """The claim that a function of t is differentiable at 0."""
    return make("differentiable", lam(t, body), ZERO)


@pytest.mark.parametrize("body", RISING, ids=repr)
def test_slopes_at_zero_that_are_not(body):
    assert proved(_slopes, at_zero(TURNING), at_zero(body)) is None


def test_nothing_is_said_of_what_has_a_corner_at_zero():
    corner = smooth(abs(t) * mean(1 - sigmoid(t * z)))
    assert proved(_differentiable, logic.truth(), corner) is None
