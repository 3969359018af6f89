"""Orbits in the plane that go to (0, 0) on a ray, and maps for which nothing else goes to (0, 0)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import ForAll, Ne, Not, column, infinity, iterate, natural, tends, vector, zeros
from derivations.kernel.terms import lam
from derivations.lemmas.dirac_gradient_penalty_orbits import g_0, gamma, h, one_step
from derivations.lemmas.dirac_steps import psi_0, theta_0
from numerics.claims import Claim
from numerics.landings import landing
from numerics.plane_orbits import ORIGIN, Affine, Step, only_from_itself

k, v = natural("k"), vector("v", 2)
START = column(theta_0, psi_0)
POSITIVE = [h > 0, gamma > 0]
STEPS = [one_step(alternate=False), one_step(alternate=True)]


def read(step, length=1, penalty=3, target=1):
    """A map of the plane at these parameters."""
    return Step(step, {h: Fraction(length), gamma: Fraction(penalty), g_0: Fraction(target)})


def linear(*numbers):
    return Affine(*map(Fraction, (*numbers, 0, 0)))


@pytest.mark.parametrize(
    "numbers", [(1, "-1/2", "1/2", 0), ("1/2", 0, 3, 2), ("1/3", 0, 0, "1/4"), ("1/2", 0, 0, "1/2")]
)
def test_what_is_on_a_ray_goes_straight_to_the_origin(numbers):
    affine = linear(*numbers)
    assert affine.straight
    for x, y in affine.straight:
        image = affine((x, y))
        assert (x, y) != ORIGIN
        assert image[0] * y == image[1] * x
        assert all(abs(new) < abs(old) or new == old == 0 for new, old in zip(image, (x, y), strict=True))


@pytest.mark.parametrize("numbers", [(0, -1, 1, 0), (2, 0, 0, 3), (1, 0, 0, 1), ("-1/2", 0, 0, "-1/2"), (0, 0, 0, 0)])
def test_no_ray_of_a_map_that_turns_grows_or_changes_sides(numbers):
    assert linear(*numbers).straight == []


def test_no_ray_of_a_map_that_is_not_linear():
    assert Affine(*map(Fraction, ("1/2", 0, 0, "1/2", 0, 1))).straight == []


@pytest.mark.parametrize(
    ("step", "alone"),
    [
        (column(-2 * v[1], 2 * v[0]), True),
        (column(v[0], v[1] + v[0]), True),
        (column(v[0], v[1] - 1), False),
        (column(v[0], 0 * v[1]), False),
        (column(0 * v[0], v[1]), False),
        (column(v[0] - 3, v[1] + 0), False),
    ],
)
def test_whether_nothing_else_goes_to_the_origin(step, alone):
    assert only_from_itself(read(lam(v, step)).sides) is alone


def test_a_step_onto_the_origin_is_seen():
    assert read(STEPS[0])((Fraction(3), Fraction(3))) == ORIGIN
    assert not only_from_itself(read(STEPS[0]).sides)
    assert only_from_itself(read(STEPS[0], penalty=1).sides)


def claim(premise, conclusion, sign):
    """If the one orbit never meets (0, 0), the other one does not go there."""
    apart = ForAll(k, Ne(iterate(premise, START, k), zeros(2)))
    return Claim((sign, apart), Not(tends(iterate(conclusion, START, k), k, infinity(), zeros(2))))


@pytest.mark.parametrize("step", STEPS)
def test_for_the_target_0_some_orbit_goes_to_the_origin(step):
    found = landing(POSITIVE, [claim(step, step, g_0 >= 0)])
    assert found is not None
    assert "g_0 = 0" in found


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("sign", [g_0 > 0, g_0 < 0])
def test_for_other_targets_nothing_is_refuted(step, sign):
    assert landing(POSITIVE, [claim(step, step, sign)]) is None


def test_a_premise_about_a_gentler_map_is_seen_to_hold():
    gentle = lam(v, column(v[0] - h * v[1], v[1] + h * v[0]))
    assert landing(POSITIVE, [claim(gentle, STEPS[0], g_0 > 0)]) is not None
