"""Functions that differ by a constant have the same derivative; others need not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import Derivative, Eq, Implies, differentiable, function, real
from derivations.kernel.terms import REAL, ZERO
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_constants import _shifted, _smooth_too
from tests.numerics.equivalence_checks import assumed

x, a, b = map(real, "xab")
f = function("f", REAL)
OLD = f(x) - (a + f(a))
SAME = [f(x) - 2 * (a + f(a)), f(x) - b / a, f(x) - (a - f(b)), f(x) + (a + f(a)), b - -f(x)]
OTHER = [f(x) - (x + f(a)), 2 * f(x) - (a + f(a)), f(a) - (a + f(a)), -f(x) + (a + f(a)), f(x) + f(x) - a]
KNOWN = Implies(a > ZERO, differentiable(OLD, x))


@pytest.mark.parametrize("body", SAME, ids=repr)
def test_another_constant_changes_neither(body):
    given = assumed(KNOWN, a > ZERO)
    equal = _shifted(given, Derivative(OLD, x), Derivative(body, x))
    assert equal.conclusion.alpha is Eq(Derivative(OLD, x), Derivative(body, x)).alpha
    assert len(equal.hypotheses) <= 2
    goal = differentiable(body, x)
    assert _smooth_too(given, logic.truth(), goal).conclusion.alpha is goal.alpha


@pytest.mark.parametrize("body", OTHER, ids=repr)
def test_what_is_no_constant_does(body):
    given = assumed(KNOWN, a > ZERO)
    with pytest.raises(ProofError):
        _shifted(given, Derivative(OLD, x), Derivative(body, x))
    with pytest.raises(ProofError):
        _smooth_too(given, logic.truth(), differentiable(body, x))


def test_nothing_is_said_of_a_function_that_is_not_known_to_be_differentiable():
    with pytest.raises(ProofError):
        _smooth_too(assumed(KNOWN), logic.truth(), differentiable(SAME[0], x))
    with pytest.raises(ProofError):
        _shifted(assumed(KNOWN), Derivative(OLD, x), Derivative(SAME[0], x))
