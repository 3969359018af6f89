"""Densities of σ(z) for normal z: they sum to 1 whatever the mean and the width, and others do not."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, Eq, Integral, integrable, lebesgue, log, piecewise, real
from derivations.kernel.terms import ONE, ZERO, num
from numerics import equivalence_logits
from tests.numerics.equivalence_checks import proved

x, m, s, c = map(real, "xmsc")
UNIT, ODDS = And(ZERO < x, x < ONE), x / (1 - x)


def density(score, mean=ZERO, width=ONE, share=x * (1 - x), inside=UNIT):
    return piecewise(inside, normal(score, mean, width) / share)


def total(*args, value=ONE, **parts):
    return Eq(Integral(density(*args, **parts), x, lebesgue()), value)


@pytest.mark.parametrize("odds", [ODDS, ODDS / 2, 2 * ODDS, x / (2 * (1 - x)), 3 * x / (4 * (1 - x))])
def test_a_multiple_of_the_odds_moves_the_mean_only(odds):
    assert proved(total(log(odds)))
    assert proved(total(log(odds), m, s), s > 0)
    assert proved(integrable(density(log(odds)), x, lebesgue()))


@pytest.mark.parametrize(
    "score",
    [log(x), log(ODDS**2), log(x / (2 - x)), log(-ODDS), log(c * ODDS), ODDS],
    ids=["x", "squared", "2 − x", "−", "c", "no log"],
)
def test_other_scores_do_not(score):
    """For c ≤ 0 there is no logarithm; σ(z/2) has another density than σ(z)."""
    assert not proved(total(score))
    assert not proved(integrable(density(score), x, lebesgue()))


def test_the_rest_of_the_density_counts():
    score = log(ODDS / 2)
    assert not proved(total(score, share=2 * x * (1 - x)))
    assert not proved(total(score, share=x))
    assert not proved(total(score, inside=And(ZERO < x, x < num(2))))
    assert not proved(total(score, inside=ZERO < x))
    assert not proved(total(score, value=num(2)))
    assert not proved(total(score, width=s))


def test_the_theorem_needs_a_positive_width_only():
    (condition,) = equivalence_logits.any_normal().hypotheses
    assert condition.op == "lt"
    assert condition.args[0] is ZERO
