"""Numbers with names are equal where what they abbreviate is, and not for the asking."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided
from derivations.kernel.densities import density, expectation
from derivations.kernel.formulas import function, integrable, measure, piecewise, point
from derivations.kernel.terms import ZERO, apply, lam
from numerics import equivalence  # noqa: F401 - registers the ways
from numerics.equivalence_core import same
from tests.numerics.equivalence_checks import facts

mu, p, f = measure("mu"), function("p"), function("f")
z = point("z")
SQUARE, PLAIN = lam(z, apply(f, z) ** 2), lam(z, apply(f, z))


def equal(g):
    """E_p[g] = E_g[p], from the density p and an expectation that exists."""
    exists = integrable(piecewise(ZERO < apply(p, z), apply(p, z) * apply(g, z)), z, mu)
    return same(facts(density(mu, p), exists), expectation(mu, p, g), expectation(mu, g, p))


def test_a_square_may_change_places_with_the_density():
    assert equal(SQUARE).conclusion.args[1].args[2] is p


def test_what_may_be_negative_may_not():
    with pytest.raises(Undecided):
        equal(PLAIN)
