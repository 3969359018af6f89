"""f + g integrable from f − g, for weighted logarithms of D and 1 − D; and neighbours for which nothing follows."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import density
from derivations.kernel.formulas import And, ForAll, function, integrable, log, measure, point
from derivations.kernel.terms import make
from numerics import equivalence_opposed  # noqa: F401 - it registers its way
from tests.numerics.equivalence_checks import proved

mu, u = measure("mu"), point("u")
p, q, D, E = (function(name) for name in "pqDE")
INSIDE = tuple(ForAll(u, And(f(u) > 0, f(u) < 1)) for f in (D, E))
GIVEN = (density(mu, p), density(mu, q), *(make("measurable", f) for f in (D, E)), *INSIDE)


def follows(goal, known, *given):
    return proved(integrable(goal, u, mu), *(given or GIVEN), integrable(known, u, mu))


def parts(other=1 - D(u), weight=q(u)):  # noqa: B008 - terms never change
    return -p(u) * log(D(u)), -weight * log(other)


@pytest.mark.parametrize("weight", [q(u), p(u)], ids=["two weights", "one weight"])
def test_the_loss_of_a_discriminator_is_integrable_with_the_difference_of_its_terms(weight):
    f, g = parts(weight=weight)
    assert follows(f + g, f - g)
    assert follows(f + g, g - f)
    assert follows(f - g, f + g)
    assert follows(2 * f + g, 2 * f - g)


def test_one_number_that_is_never_small_is_enough():
    f, g = parts(other=1 - D(u) / 2)
    assert follows(f + g, f - g)


@pytest.mark.parametrize("other", [E(u), 1 - E(u), D(u)], ids=["E", "1 − E", "D"])
def test_nothing_follows_where_both_logarithms_may_be_great(other):
    """For equal terms f − g is 0, while f + g need not have an integral."""
    f, g = parts(other=other)
    assert not follows(f + g, f - g)


def test_nothing_follows_for_weights_without_an_integral():
    """With the counting measure, weights 1 and D = ½ all of f − g is 0, and the sum of f + g infinite."""
    given = (make("measurable", p), make("measurable", q), *GIVEN[2:])
    f, g = parts()
    assert not follows(f + g, f - g, *given)
    assert not follows(f + g, f - g, density(mu, p), *given)


def test_nothing_follows_for_any_two_functions():
    f, g = -log(D(u)), -log(1 - D(u))
    assert not follows(f + g, f - g)
    assert not follows(p(u) + q(u) * log(1 - D(u)), p(u) * log(D(u)) - q(u) * log(1 - D(u)))


def test_nothing_follows_for_numbers_of_which_nothing_is_known():
    """log(1 − D) means nothing where D is 2."""
    f, g = parts()
    assert not follows(f + g, f - g, *GIVEN[:4])
