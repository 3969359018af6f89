"""Inequalities with absolute values: what holds for every sign is proved, and what fails for one of them is not."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import Ne, real
from derivations.kernel.terms import ZERO
from numerics.equivalence_absolute import compared
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import assumed, proved

a, d, r, y = real("a"), real("d"), real("r"), real("y")
GIVEN = (ZERO < r, Ne(d, ZERO), abs(d) < 2 * r)
SHARE, SIGN = abs(d) / (2 * r), d / abs(d)
LOW = SIGN * (1 - SHARE) * d + r * (abs(SIGN * (1 - SHARE)) - 1) ** 2
SMALLER = {
    "another sign in a product": (1 - SHARE) * d + r * (abs(SIGN * (1 - SHARE)) - 1) ** 2,
    "a smaller factor": SIGN * (1 - 2 * SHARE) * d + r * (abs(SIGN * (1 - SHARE)) - 1) ** 2,
    "a square that is the same": SIGN * (1 - SHARE) * d + r * (abs(SIGN * (1 + SHARE)) - 1) ** 2,
    "a smaller square": SIGN * (1 - SHARE) * d + r * (abs(SIGN * (1 - SHARE / 2)) - 1) ** 2,
    "no square": SIGN * (1 - SHARE) * d + r * (abs(SIGN * (1 - SHARE)) - 1),
}
GREATER = {
    "a greater factor": SIGN * (1 + SHARE) * d + r * (abs(SIGN * (1 - SHARE)) - 1) ** 2,
    "greater for d < 0 only": SIGN * (1 - d / (2 * r)) * d + r * (abs(SIGN * (1 - SHARE)) - 1) ** 2,
    "a greater square": SIGN * (1 - SHARE) * d + r * (abs(SIGN * (1 - 2 * SHARE)) - 1) ** 2,
    "another sign of the square": SIGN * (1 - SHARE) * d + r * (abs(SIGN * (1 - SHARE)) + 1) ** 2,
}


def follows(goal, claim):
    """Whether an inequality is proved from another one."""
    try:
        found = by_any_way(assumed(*GIVEN), logic.assume(claim), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha and {h.alpha for h in found.hypotheses} <= {
        h.alpha for h in (*GIVEN, claim)
    }


@pytest.mark.parametrize("less", SMALLER.values(), ids=SMALLER)
def test_what_is_smaller_for_both_signs_is_proved_to_be(less):
    assert follows(less < y, LOW < y)
    assert proved(less <= LOW, *GIVEN)


@pytest.mark.parametrize("more", GREATER.values(), ids=GREATER)
def test_what_is_greater_for_one_sign_is_not(more):
    assert not follows(more < y, LOW < y)
    assert not proved(more <= LOW, *GIVEN)


def test_premises_are_needed():
    """Where |d| < 2l is not known, 1 − |d|/(2l) has either sign; where r may be negative, so has 1/r."""
    less = SMALLER["a square that is the same"]
    assert not proved(less <= LOW, ZERO < r, Ne(d, ZERO))
    assert not proved(SMALLER["a smaller factor"] <= LOW, Ne(d, ZERO))


def test_a_sum_is_compared_summand_by_summand():
    low = -abs(d) - d**2 / (4 * r)
    assert proved(low <= d + r * (abs(a) - 1) ** 2, *GIVEN)
    assert not proved(low <= 2 * d + r * (abs(a) - 1) ** 2, *GIVEN)
    assert not proved(low <= d - r * (abs(a) - 1) ** 2, *GIVEN)


def test_equal_sides_are_not_strictly_ordered():
    assert compared(assumed(*GIVEN), SIGN * d <= abs(d))
    assert not proved(SIGN * d < abs(d), *GIVEN)


def test_nothing_is_left_to_show_where_an_inequality_is_weaker_now():
    share = abs(d) / (abs(d) + y**2 + 1)
    assert follows(ZERO <= share, ZERO < share)
    assert not follows(ZERO < share - y**2, ZERO < share)
