"""A law keeps its density but for single points; another function is not seen to be one."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.densities import normal, pushes_forward
from derivations.kernel.formulas import And, function, lebesgue, piecewise, real, sqrt
from derivations.kernel.terms import ONE, ZERO, lam
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import assumed

x, z = real("x"), real("z")
f, g = function("f", x.sort), function("g", x.sort)
WEIGHT = lam(z, normal(z, ZERO, ONE))


def law(density):
    return pushes_forward(lebesgue(), WEIGHT, g, lebesgue(), lam(x, density))


def follows(old, new):
    """Whether it is seen that g(z) has the new density, if it has the old one."""
    given = assumed(law(old))
    try:
        found = given.settled(by_any_way(given, logic.assume(law(old)), law(new)))
    except ProofError:
        return False
    return found.conclusion.alpha is law(new).alpha and {h.alpha for h in found.hypotheses} <= {law(old).alpha}


HALF_OPEN = And(ZERO < x, x <= 1)
ROOT = piecewise(HALF_OPEN, 1 / (2 * sqrt(x)))


@pytest.mark.parametrize(
    "inside", [And(ZERO < x, x < 1), And(x <= 1, ZERO < x)], ids=["without an end", "turned round"]
)
def test_the_same_function_but_for_a_point_is_a_density_too(inside):
    assert follows(ROOT, piecewise(inside, 1 / (2 * sqrt(x))))


@pytest.mark.parametrize(
    "new",
    [
        piecewise(And(ZERO < x, x <= 2), 1 / (2 * sqrt(x))),
        piecewise(HALF_OPEN, 1 / sqrt(x)),
        piecewise(HALF_OPEN, ONE),
        piecewise(And(ZERO < x, x < 1), -1 / (2 * sqrt(x))),
    ],
    ids=["to 2", "twice", "even", "negative"],
)
def test_another_function_is_not(new):
    assert not follows(ROOT, new)


def test_of_a_function_that_may_be_negative_nothing_is_said():
    """Its integral against a test function might not exist."""
    assert not follows(piecewise(ZERO < x, f(x)), piecewise(ZERO <= x, f(x)))
