"""Inequalities with absolute values for which a square of v − 1 is needed, and neighbours that are false."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import Ne, real
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_cases import _by_sign
from tests.numerics.equivalence_checks import assumed

h, x, y = map(real, "hxy")


def proved(goal, *given):
    """Whether an inequality is proved by the signs of what is in it."""
    try:
        return _by_sign(assumed(*given), logic.truth(), goal).conclusion.alpha is goal.alpha
    except ProofError:
        return False


def bound(factor):
    """That a number is at most |y − cx| + (1 + h²)|x|, which is so for |c| ≤ 1 + h²."""
    return y <= abs(y - factor * x) + (1 + h**2) * abs(x)


@pytest.mark.parametrize("factor", [3 * h, 1 + 2 * h, h**2 + h - 2])
def test_too_much_is_not_below_a_square(factor):
    assert not proved(bound(factor), h > 0, Ne(x, 0))


@pytest.mark.parametrize("factor", [2 * h, 1 - h, h])
def test_what_is_below_a_square_is_seen_to_be(factor):
    assert proved(bound(factor), h > 0, Ne(x, 0))
