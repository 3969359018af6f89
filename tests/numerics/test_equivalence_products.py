"""Divergences between products of normal densities of coordinates are finite where all deviations are positive."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import finite_kl, normal
from derivations.kernel.formulas import ForAll, Implies, Product, entry, function, lebesgue, natural, vector
from derivations.kernel.terms import ONE, ZERO, lam
from tests.numerics.equivalence_checks import proved

d, i = natural("d"), natural("i")
x, mu, sigma, tau = (vector(name, d) for name in ("x", "mu", "sigma", "tau"))
m, s, t = (entry(v, i) for v in (mu, sigma, tau))
f = function("f", x.sort)


def product(mean, deviation):
    return lam(x, Product(normal(entry(x, i), mean, deviation), i, d))


def positive(*deviations):
    return [ForAll(i, Implies(i < d, ZERO < deviation)) for deviation in deviations]


def finite(p, q):
    return finite_kl(lebesgue(d), p, q)


STANDARD = product(ZERO, ONE)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (STANDARD, product(m, s)),
        (product(m, s), STANDARD),
        (product(m, s**2), STANDARD),
        (product(s, t), product(m - 1, 3 * s)),
    ],
    ids=["from the standard law", "to it", "variances", "two others"],
)
def test_a_divergence_is_finite(p, q):
    assert proved(finite(p, q), *positive(s, t))


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (STANDARD, product(m, t)),
        (product(m, -s), STANDARD),
        (product(m, s - t), STANDARD),
        (product(entry(x, i), s), STANDARD),
        (STANDARD, f),
    ],
    ids=["another deviation", "negative", "a difference", "a mean that depends on x", "any function"],
)
def test_without_a_positive_deviation_nothing_is_proved(p, q):
    assert not proved(finite(p, q), *positive(s))
