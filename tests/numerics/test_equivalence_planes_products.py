"""Convergence of steps with two parameters, for which squares of products are needed; wrong bounds are not proved."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import And, Iff, column, real, vector, zeros
from derivations.kernel.terms import lam, make
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_planes import _stable
from tests.numerics.equivalence_checks import assumed

a, b, eta, v = real("a"), real("b"), real("eta"), vector("v", 2)
TURNED = column(eta * (a * v[0] + b * v[1]) - v[0], v[1] + eta * (b * v[0] - a * v[1]))
INSIDE = And(eta > 0, eta * (a**2 + b**2) < 2 * a)


def proved(step, condition):
    """Whether convergence from every start is proved to be equivalent to the condition."""
    goal = Iff(make("converges_from_every_start", lam(v, step), zeros(2)), condition)
    try:
        return _stable(assumed(a >= 0), logic.truth(), goal).conclusion.alpha is goal.alpha
    except ProofError:
        return False


@pytest.mark.parametrize(
    "condition",
    [
        And(eta > 0, eta * (a**2 + b**2) < 3 * a),
        And(eta > 0, eta * (a**2 + b**2) <= 2 * a),
        And(eta >= 0, eta * (a**2 + b**2) < a),
        eta * (a**2 + b**2) < 2 * a,
    ],
)
def test_another_condition_is_not_proved(condition):
    assert not proved(TURNED, condition)


def test_nor_is_the_condition_for_another_step():
    assert not proved(column(2 * v[0], v[1]) + TURNED, INSIDE)
    assert not proved(column(eta * (a * v[0] + b * v[1]) - v[0], v[1] + eta * (b * v[0] + a * v[1])), INSIDE)


def test_the_right_condition_is():
    assert proved(TURNED, INSIDE)
