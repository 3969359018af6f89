"""Limits at the border of a sign: |x|/x is 1 on the one side, and what is left is continuous; other limits are none."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import above, function, real, tends
from derivations.kernel.terms import ONE, REAL, ZERO
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_limits import _limits
from tests.numerics.equivalence_checks import assumed

x, a, c = map(real, "xac")
f = function("f", REAL)


def follows(new, target, old=None, place=ZERO):
    """Whether the function has the limit, since another one has it."""
    given = tends(c * (abs(x) / x) * (abs(x) - a) if old is None else old, x, above(place), -c * a)
    goal = tends(new, x, above(place), target)
    try:
        found = _limits(assumed(given), logic.assume(given), goal)
    except ProofError:
        return False
    return found.conclusion.alpha is goal.alpha


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (c * (abs(x) / x) * (-x - a), -c * a),
        (c * (abs(-x) / -x) * (abs(x) + a), -c * a),
        (abs(x) / x + abs(-x), ONE),
    ],
)
def test_what_is_continuous_without_the_sizes(body, target):
    assert follows(body, target)


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (c * (abs(x) / x) * (-x - a), c * a),
        (c * (abs(-x) / -x) * (-x - a), -c * a),
        (abs(x) / x**2, ONE),
        (abs(x - 1) / (x - 1), ONE),
        (abs(x) / x + f(x), ONE + f(ZERO)),
        (c * (abs(a) / a) * (x - a), -c * a),
    ],
)
def test_not_another_limit_and_not_without_a_sign(body, target):
    assert not follows(body, target)


def test_not_where_the_sign_may_differ():
    assert not follows(abs(x) / x, ONE, place=-ONE)
