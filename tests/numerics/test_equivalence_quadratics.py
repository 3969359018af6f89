"""Inequalities that are affine in a bounded letter and quadratic in another one; false ones are not proved."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided
from derivations.kernel.formulas import Ne, real
from derivations.kernel.terms import ZERO
from numerics.equivalence_quadratics import signed
from tests.numerics.equivalence_checks import assumed, proved

a, b, c, t, u = (real(name) for name in "abctu")
APART, STEEP = Ne(t, u), (b**2 + 1) / abs(t - u) < c
LOSS = (-c) * ((t + u) / abs(t - u)) * t - (-c) * ((t - u) / abs(t - u)) * u  # −c·(t² + u²)/|t − u|


def seen(term, *given):
    """The sign of a term: "lt", "le", or nothing."""
    try:
        found = signed(assumed(*given), term)
    except Undecided:
        return None
    assert {found.conclusion.args[0], found.conclusion.args[1].alpha} == {ZERO, term.alpha}
    assert {h.alpha for h in found.hypotheses} <= {g.alpha for g in given}
    return found.conclusion.op


def test_a_loss_falls_below_every_number_along_a_steep_line():
    assert proved(LOSS < b, APART, STEEP)
    assert proved(LOSS <= b, APART, STEEP)
    assert proved(LOSS < b + 1, APART, STEEP)


@pytest.mark.parametrize("bound", [b - 1, -b - 1, 2 * b, b - b**2])
def test_not_below_smaller_ones(bound):
    assert not proved(LOSS < bound, APART, STEEP)


def test_both_premises_are_needed():
    assert not proved(LOSS < b, APART, c < (b**2 + 1) / abs(t - u))
    assert not proved(LOSS < b, APART, b / abs(t - u) < c)
    assert not proved(LOSS < b, STEEP)


def test_the_sign_of_a_quadratic_polynomial_is_that_of_its_discriminant():
    assert seen(a**2 * (t**2 + 1) + 2 * a * t + 1) == "lt"
    assert seen(3 * t**2 - 2 * t * u + 3 * u**2) == "le"
    assert seen(3 * t**2 - 2 * t * u + 3 * u**2, t < u) == "lt"
    assert seen((b**2 + 1) * (t**2 + u**2) + b * (t - u) ** 2, t < u) == "le"


def test_where_it_is_negative_somewhere_there_is_none():
    assert seen(t**2 - 3 * t * u + u**2) is None
    assert seen((b**2 + 1) * (t**2 + u**2) + 3 * b * (t - u) ** 2, t < u) is None
    assert seen(b * t**2 + t + 1) is None
    assert seen(a * t + b, u < t) is None


def test_a_bounded_letter_counts_for_no_more_than_its_bound():
    assert seen((u**2 + 1) * t - u**3 - u, u < t) == "lt"
    assert seen((u**2 + 1) * t - u**3 - u, u <= t) == "le"
    assert seen((u**2 + 1) * t - u**3 - u + 1, t < u) is None
    assert seen(u**3 + u - (u**2 + 1) * t, t < u) == "lt"
