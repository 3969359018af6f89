"""An expectation is at most another one of what is nowhere smaller; not the other way round, and only if both exist."""

from __future__ import annotations

from derivations.kernel import Undecided
from derivations.kernel.densities import absolutely_continuous, density, expectation
from derivations.kernel.formulas import integrable, log
from derivations.kernel.terms import apply, lam
from derivations.lemmas.vae_bound import JOINT, elbo_integrand, elbo_of, model, mu, posterior, q, r, z
from numerics.equivalence_growth import below
from tests.numerics.equivalence_checks import facts

U = apply(JOINT, z)
POSITIVE = absolutely_continuous(mu, q, posterior(JOINT))
EXISTS = integrable(elbo_integrand(JOINT), z, mu)
GIVEN = [*model(), density(mu, q), POSITIVE, EXISTS]
SMALLER = expectation(mu, q, lam(z, log(U / (2 * q(z)))))


def seen(low, high, given=GIVEN):
    """Whether it is seen that one number is at most the other, from what is given."""
    try:
        found = below(facts(*given), low, high)
    except Undecided:
        return False
    assert found.conclusion.alpha is (low <= high).alpha
    assert {h.alpha for h in found.hypotheses} <= {g.alpha for g in given}
    return True


def test_a_smaller_ratio_has_the_smaller_mean_logarithm():
    assert seen(SMALLER, elbo_of(JOINT))


def test_a_greater_one_has_not():
    assert not seen(elbo_of(JOINT), SMALLER)
    assert not seen(expectation(mu, q, lam(z, log(2 * U / q(z)))), elbo_of(JOINT))


def test_both_have_to_exist_and_the_ratio_to_be_positive():
    assert not seen(SMALLER, elbo_of(JOINT), [g for g in GIVEN if g is not EXISTS])
    assert not seen(SMALLER, elbo_of(JOINT), [g for g in GIVEN if g is not POSITIVE])


def test_another_density_is_another_mean():
    assert not seen(expectation(mu, r, lam(z, log(U / (2 * q(z))))), elbo_of(JOINT))
