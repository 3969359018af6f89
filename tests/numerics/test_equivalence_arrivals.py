"""Orbits in the plane that go to (0, 0) only by landing there, and maps of which that is not so, or not seen."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import (
    ForAll,
    Ne,
    Not,
    column,
    infinity,
    iterate,
    natural,
    piecewise,
    real,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import lam
from derivations.lemmas.dirac_gradient_penalty_orbits import g_0, gamma, h, one_step, sign
from numerics.equivalence_arrivals import _only_by_landing
from tests.numerics.equivalence_checks import assumed

k, v = natural("k"), vector("v", 2)
a, b, c = v[0], v[1], real("c")
START = column(real("x"), real("y"))


def orbit(step, start=START):
    return iterate(step, start, k)


def away(at):
    """The orbit does not go to (0, 0)."""
    return Not(tends(at, k, infinity(), zeros(2)))


def apart(at):
    """The orbit does not meet (0, 0)."""
    return ForAll(k, Ne(at, zeros(2)))


def proved(goal, *given):
    """Whether the claim is proved, from nothing but what is given."""
    try:
        found = _only_by_landing(assumed(*given), logic.truth(), goal)
    except ProofError:
        return False
    return found.conclusion.alpha is goal.alpha and {t.alpha for t in found.hypotheses} <= {g.alpha for g in given}


@pytest.mark.parametrize("alternate", [False, True])
def test_a_jump_towards_the_axis_keeps_orbits_away_as_well(alternate):
    at = orbit(one_step(alternate=alternate))
    assert proved(away(at), h > 0, gamma > 0, g_0 < 0, apart(at))
    assert proved(away(at), h > 0, gamma > 0, g_0 > 0, apart(at))
    assert not proved(away(at), h > 0, gamma > 0, apart(at))
    assert not proved(away(at), h > 0, g_0 < 0, apart(at))
    assert not proved(away(at), h > 0, gamma > 0, g_0 < 0)


def step(strength):
    """A step of both players, with a penalty of this strength."""
    return lam(v, column(a - h * b, b + h * (a - strength * sign(b) * (abs(b) - g_0))))


def test_an_orbit_that_starts_elsewhere_does_not_meet_the_origin_where_no_other_point_goes_there():
    at = orbit(step(1))
    assert proved(away(at), h > 0, g_0 > 0, Ne(START, zeros(2)))
    assert proved(away(at), h > 0, g_0 > 0, apart(orbit(step(c))))
    assert not proved(away(at), h > 0, g_0 > 0)
    assert not proved(away(at), h > 0, g_0 > 0, apart(orbit(step(c), column(c, c))))


def test_not_where_other_points_go_to_the_origin():
    """For h = 1 and a strength of 3 the point (1, 1)·g₀ does."""
    at = orbit(step(3))
    assert not proved(away(at), h > 0, g_0 > 0, Ne(START, zeros(2)))
    assert not proved(away(at), h > 0, g_0 > 0, apart(orbit(step(1))))


def test_not_for_maps_without_a_jump_or_with_one_on_one_side_only():
    for second in (b / 2, b / 2 + c * piecewise(0 < b, 1, 0), b / 2 + b * sign(b)):
        at = orbit(lam(v, column(a / 2, second)))
        assert not proved(away(at), c > 0, apart(at))


def test_not_where_points_on_the_axis_stay_there():
    """On the axis (x, 0) goes to (x/2, 0)."""
    at = orbit(lam(v, column(a / 2, b / 2 + c * sign(b))))
    assert not proved(away(at), c > 0, apart(at))
