"""Where q = u/r almost everywhere for a number r > 0, q·log(u/q) is integrable; for other ratios it is not seen."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import density, same_almost_everywhere
from derivations.kernel.formulas import integrable, log, measurable, piecewise, real
from derivations.kernel.terms import ZERO, apply, lam
from derivations.lemmas.vae_bound import JOINT, elbo_integrand, evidence, model, mu, q, r, z
from tests.numerics.equivalence_checks import proved

c = real("c")
U = apply(JOINT, z)
INTEGRAND = elbo_integrand(JOINT)
GIVEN = [*model(), density(mu, q), measurable(r(z), z), ZERO < c]


def follows(other, *more, integrand=INTEGRAND):
    """Whether the integrand is seen to be integrable, if q is this almost everywhere."""
    return proved(integrable(integrand, z, mu), *GIVEN, *more, same_almost_everywhere(mu, q, lam(z, other)))


@pytest.mark.parametrize("other", [U, U / 2, 2 * U / c, U / (2 * c), U / evidence(lam(z, 2 * U))])
def test_a_number_makes_it_a_multiple_of_q(other):
    assert follows(other)


@pytest.mark.parametrize("other", [U / r(z), r(z) * U, r(z), U / (c - 1), U / -c])
def test_no_other_ratio_does(other):
    assert not follows(other)


def test_another_integrand_is_not_this_one():
    """q·log(u/q)² is integrable too, but that is not what is shown; that of q·log(r/q) is not."""
    assert not follows(U, integrand=piecewise(ZERO < q(z), q(z) * log(r(z) / q(z))))
    assert not follows(U, integrand=piecewise(ZERO < q(z), r(z) * log(U / q(z))))
