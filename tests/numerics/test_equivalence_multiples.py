"""Numerals before integrals: where they are seen, and that they are not forgotten."""

from derivations.kernel.densities import density, finite_kl
from derivations.kernel.formulas import Eq, Integral, Ne, function, integrable, measure, point, real
from derivations.kernel.terms import ZERO, lam
from tests.numerics.equivalence_checks import proved

mu, z, a = measure("mu"), point("z"), real("a")
f, q = function("f"), function("q")
ONCE, TWICE = Integral(f(z), z, mu), Integral(2 * f(z), z, mu)
EXISTS = integrable(f(z), z, mu)


def test_twice_the_integral_is_the_integral_of_the_double():
    assert not proved(TWICE < a, ONCE < a, EXISTS)
    assert proved(TWICE < 2 * a, ONCE < a, EXISTS)
    assert not proved(Eq(TWICE, a), Eq(ONCE, a), EXISTS)
    assert proved(Eq(TWICE, 2 * ONCE), EXISTS)


def test_only_for_what_is_integrable():
    assert not proved(Ne(TWICE, ZERO), ZERO < ONCE)
    assert proved(Ne(TWICE, ZERO), ZERO < ONCE, EXISTS)


def test_inside_the_functions_of_a_divergence():
    given = (density(mu, q), EXISTS, ZERO < ONCE)
    assert proved(finite_kl(mu, q, lam(z, f(z) / TWICE)), finite_kl(mu, q, lam(z, f(z) / (2 * ONCE))), *given)
    assert not proved(finite_kl(mu, q, lam(z, f(z) / TWICE)), finite_kl(mu, lam(z, f(z) / (2 * ONCE)), q), *given)
