"""Where s < t has become s ≤ t: the claim is proved on the border too, unless it fails there or may fail there."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Implies, Ne, real
from derivations.kernel.terms import ZERO
from tests.numerics.equivalence_checks import proved

a, b, d = real("a"), real("b"), real("d")
USUAL = abs(a) - 1 < a * d


def known(goal, premise=ZERO < a * d, weak=ZERO <= a * d):
    """The claim where a·d > 0, and the premise with ≤ for <."""
    return Implies(And(premise, Ne(a, b)), goal), weak, Ne(a, b)


def test_the_other_factor_is_0_there():
    assert proved(USUAL, *known(USUAL), Ne(d, ZERO))


@pytest.mark.parametrize("goal", [abs(a) < a * d, abs(a) + 1 <= a * d, Ne(a, ZERO)])
def test_what_fails_on_the_border_is_not_proved(goal):
    assert not proved(goal, *known(goal), Ne(d, ZERO))


def test_either_factor_may_be_0():
    assert not proved(USUAL, *known(USUAL))


def test_another_claim_is_not_known():
    """Nothing is known of a·d < 0, nor where a is b."""
    assert not proved(USUAL, *known(USUAL, weak=a * d <= ZERO), Ne(d, ZERO))
    assert not proved(USUAL, *known(USUAL)[:2], Ne(d, ZERO))
