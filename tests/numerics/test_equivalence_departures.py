"""Orbits in the plane that stay away from (0, 0), and maps of which that is not so, or not seen."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import Not, column, infinity, iterate, natural, piecewise, real, tends, vector, zeros
from derivations.kernel.terms import lam
from derivations.lemmas.dirac_gradient_penalty_orbits import g_0, gamma, h, one_step
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import transformed
from numerics.equivalence_departures import _stays_away
from tests.numerics.equivalence_checks import assumed

k, v = natural("k"), vector("v", 2)
a, b, c = v[0], v[1], real("c")
START = column(real("x"), real("y"))


def away(first, second, target=None):
    """The claim that an orbit does not go to (0, 0)."""
    orbit = iterate(lam(v, column(first, second)), START, k)
    return Not(tends(orbit, k, infinity(), zeros(2) if target is None else target))


def side(at_zero):
    """1 above the axis and −1 below it, one of these on it, or 0."""
    below = piecewise(b < 0, -1, 0) if at_zero == 0 else -1
    return piecewise(0 <= b if at_zero == 1 else 0 < b, 1, below)


def proved(goal, *given):
    """Whether the claim is proved, from nothing but what is given."""
    known = assumed(*given)
    try:
        found = _stays_away(known, logic.truth(), goal)
    except ProofError:
        return False
    return found.conclusion.alpha is goal.alpha and {t.alpha for t in found.hypotheses} <= {g.alpha for g in given}


@pytest.mark.parametrize("at_zero", [1, -1])
def test_a_map_that_jumps_on_either_side_never_arrives(at_zero):
    assert proved(away(a - b, b + h * (a - gamma * side(at_zero) * (abs(b) - g_0))), h > 0, gamma > 0, g_0 > 0)
    assert proved(away(a + c * side(at_zero), b / 2), c > 0)


def test_not_where_the_jump_may_be_none():
    goal = away(a - b, b + h * (a - gamma * side(1) * (abs(b) - g_0)))
    assert not proved(goal, h > 0, gamma > 0)
    assert not proved(goal, h > 0, gamma > 0, g_0 >= 0)
    assert not proved(goal, h > 0, g_0 > 0)


def test_not_where_it_jumps_on_one_side_only_or_not_on_the_axis():
    assert not proved(away(a / 2, b / 2 + c * piecewise(0 < b, 1, 0)), c > 0)
    assert not proved(away(a / 2, b / 2 + c * side(0)), c > 0)


def test_not_by_different_jumps_that_are_not_told_apart():
    assert not proved(away(a / 2, b / 2 + piecewise(0 < b, c, -h)), c > 0, h > 0)


def test_not_for_another_target_or_a_map_without_cases():
    assert not proved(away(a / 2, b / 2 + c * side(1), column(c, c)), c > 0)
    assert not proved(away(a / 2, b / 2), c > 0)


def test_an_impossible_case_may_do_anything():
    inner = piecewise(0 <= b, 1, piecewise(b < 0, -1, 0))
    assert proved(away(a, b + h * inner), h > 0)


def test_it_is_found_before_the_claim_is_taken_apart():
    old, new = one_step(alternate=True), away(a, b + h * side(1))
    before = Not(tends(iterate(old, START, k), k, infinity(), zeros(2)))
    given = assumed(h > 0, before)
    assert transformed(given, logic.assume(before), new).conclusion.alpha is new.alpha
