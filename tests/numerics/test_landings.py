"""Orbits in the plane: those that never meet (0, 0) are told apart from those that land there."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import ForAll, Ne, Not, column, infinity, iterate, natural, real, tends, vector, zeros
from derivations.kernel.terms import lam
from derivations.lemmas.dirac_gradient_penalty_orbits import g_0, gamma, h, one_step
from derivations.lemmas.dirac_steps import psi_0, theta_0
from numerics.claims import Claim
from numerics.errors import NoValue
from numerics.landings import landing
from numerics.plane_orbits import ORIGIN, Affine, Step, avoids_origin

k, v = natural("k"), vector("v", 2)
START = column(theta_0, psi_0)
HALF = Fraction(1, 2)


def setting(length, penalty, target=1, *, step=None, alternate=False):
    """A step of WGAN-GP with these parameters."""
    point = {h: Fraction(length), gamma: Fraction(penalty), g_0: Fraction(target)}
    return Step(one_step(alternate=alternate) if step is None else step, point)


def pair(first, second):
    return Fraction(first), Fraction(second)


def run(step, start, count=60):
    """The first points of an orbit."""
    found = [start]
    for _ in range(count):
        found.append(step(found[-1]))
    return found


def test_the_maps_on_the_sides_are_the_map():
    step = setting(HALF, 3, 2)
    for at in (pair(1, 2), pair(-3, -HALF), pair(5, 0)):
        sign = (at[1] > 0) - (at[1] < 0)
        assert step.sides[sign](at) == step(at)
        assert step.sides[sign](at) != step.sides[1 if sign < 1 else -1](at)


def test_a_composition_is_one_map_after_the_other():
    f, g = (Affine(*map(Fraction, numbers)) for numbers in ((1, 2, 3, 4, 5, 6), (0, -1, 2, 1, 7, -3)))
    at = pair(2, -5)
    assert f.after(g)(at) == f(g(at))
    assert f.source(f(at)) == at


def test_an_orbit_that_closes_up_never_meets_the_origin():
    step = setting(1, 3)
    assert run(step, pair(3, 6), 2)[2] == pair(3, 6)
    assert avoids_origin(step, step.sides, pair(3, 6)) is True


@pytest.mark.parametrize("start", [pair(3, 3), pair(-3, -3), pair(3, 0), pair(6, 3)])
def test_an_orbit_that_lands_is_said_to(start):
    step = setting(1, 3)
    assert ORIGIN in run(step, start, 3)
    assert avoids_origin(step, step.sides, start) is False


@pytest.mark.parametrize("start", [pair(9, 1), pair(1, 9), pair(-7, HALF), pair(40, -3)])
@pytest.mark.parametrize(("length", "penalty"), [(1, 3), (1, 5), (2, 3), (HALF, 1), (1, 2)])
@pytest.mark.parametrize("alternate", [False, True])
def test_what_is_said_to_stay_away_stays_away(length, penalty, start, alternate):
    step = setting(length, penalty, alternate=alternate)
    if avoids_origin(step, step.sides, start):
        assert ORIGIN not in run(step, start)


@pytest.mark.parametrize(
    ("step", "start", "found"),
    [
        ((2 * v[0], 2 * v[1]), pair(1, 1), True),
        ((v[0] / 2, v[1] / 2), pair(1, 1), True),
        ((v[0], v[1] - 1), pair(0, 3), False),
        ((v[0], v[1] - 1), pair(1, 3), None),
        ((-2 * v[1], 2 * v[0]), pair(1, 1), None),
    ],
    ids=["grows", "shrinks", "lands", "passes", "turns"],
)
def test_orbits_are_told_apart_by_their_patterns(step, start, found):
    here = setting(1, 1, step=lam(v, column(*step)))
    assert avoids_origin(here, here.sides, start) is found


def test_a_map_that_is_not_affine_is_not_read():
    with pytest.raises(NoValue):
        setting(1, 1, step=lam(v, column(v[0] ** 2, v[1])))


def claim(premise, conclusion):
    """If the one orbit never meets (0, 0), the other one does not go there."""
    apart = ForAll(k, Ne(iterate(premise, START, k), zeros(2)))
    return Claim((g_0 > 0, apart), Not(tends(iterate(conclusion, START, k), k, infinity(), zeros(2))))


ONCE, OTHER = one_step(alternate=False), one_step(alternate=True)
POSITIVE = [h > 0, gamma > 0, real("sigma") > 0]


@pytest.mark.parametrize("step", [ONCE, OTHER])
def test_what_is_proved_is_not_refuted(step):
    assert landing(POSITIVE, [claim(step, step)]) is None


@pytest.mark.parametrize(("premise", "conclusion"), [(ONCE, OTHER), (OTHER, ONCE)])
def test_another_map_on_one_side_is_refuted(premise, conclusion):
    found = landing(POSITIVE, [claim(premise, conclusion)])
    assert found is not None
    assert "is false" in found


def test_hypotheses_that_fail_refute_nothing():
    assert landing([h < 0, *POSITIVE[1:]], [claim(ONCE, OTHER)]) is None
