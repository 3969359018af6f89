"""Divergences from multiples of a function are finite together; from other functions they need not be."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import density, finite_kl
from derivations.kernel.formulas import Integral, Ne, function, measure, point
from derivations.kernel.terms import ZERO, apply, lam
from numerics import equivalence_scaled  # noqa: F401 - registers the way
from numerics.equivalence_core import transformed
from tests.numerics.equivalence_checks import facts

mu, q, f, g = measure("mu"), function("q"), function("f"), function("g")
z = point("z")
value, other = apply(f, z), apply(g, z)
TOTAL = Integral(value, z, mu)


def follows(left, right, *more):
    """Whether finite KL(q‖left) is seen to give finite KL(q‖right) for a density q."""
    given, goal = (finite_kl(mu, q, lam(z, t)) for t in (left, right))
    known = facts(given, density(mu, q), Ne(TOTAL, ZERO), *more)
    try:
        found = transformed(known, logic.assume(given), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha and {h.alpha for h in found.hypotheses} <= known_of(known)


def known_of(facts):
    return {h.alpha for t in facts.known.values() for h in t.hypotheses}


@pytest.mark.parametrize(
    ("left", "right"),
    [(value / TOTAL, value), (value / TOTAL, value / (2 * TOTAL)), (value, 2 * value), (value, value / TOTAL)],
    ids=["denominator dropped", "a factor ½", "a factor 2", "a denominator"],
)
def test_a_positive_multiple_gives_a_finite_divergence_too(left, right):
    assert follows(left, right, ZERO < TOTAL)


@pytest.mark.parametrize(
    ("right", "more"),
    [(value / TOTAL, []), (-value, [ZERO < TOTAL]), (value * other, [ZERO < TOTAL]), (value**2, [ZERO < TOTAL])],
    ids=["sign unknown", "negative", "another function", "square"],
)
def test_other_functions_do_not(right, more):
    assert not follows(value, right, *more)


def test_a_factor_that_depends_on_the_point_is_none():
    assert not follows(value / other, value, ZERO < TOTAL)
