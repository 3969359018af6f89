"""Positive parts of integrable functions are integrable; what is not known to be a part of them is not said to be."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import normal
from derivations.kernel.formulas import ForAll, function, integrable, lebesgue, measure, piecewise, point, real
from derivations.kernel.terms import REAL, ZERO
from tests.numerics.equivalence_checks import proved

x, m, n, s = (real(name) for name in ("x", "m", "n", "s"))
mu, z = measure("mu"), point("z")
D, p, f = function("D", REAL), function("p"), function("f")
LAW = normal(x, m, s)
SCALE = ZERO < s


def exists(body):
    """The body is integrable on the line."""
    return integrable(body, x, lebesgue())


def guarded(weight, value):
    """Weight·value where the weight is positive."""
    return piecewise(ZERO < weight, weight * value, ZERO)


USUAL = exists(guarded(LAW, D(x)))
SIGN = ForAll(z, ZERO <= p(z))


def test_a_normal_law_and_an_integrand_may_be_swapped():
    assert proved(exists(guarded(D(x), LAW)), SCALE, USUAL)
    assert proved(exists(piecewise(D(x) < ZERO, D(x) * LAW, ZERO)), SCALE, USUAL)


def test_so_may_any_density_and_an_integrand_on_any_space():
    usual = integrable(guarded(p(z), f(z)), z, mu)
    assert proved(integrable(guarded(f(z), p(z)), z, mu), SIGN, usual)
    assert not proved(integrable(guarded(f(z), p(z)), z, mu), usual)


@pytest.mark.parametrize(
    "body",
    [
        guarded(D(x), normal(x, n, s)),  # another law
        guarded(D(-x), LAW),
        piecewise(ZERO < D(x), D(x), ZERO),
        piecewise(ZERO < D(-x), D(x) * LAW, ZERO),  # a condition that says nothing of the sign
        piecewise(ZERO < D(x), D(x) ** 2 * LAW, ZERO),
        piecewise(ZERO < D(x), D(x) * LAW, D(x)),
    ],
)
def test_other_functions_need_not_be_integrable(body):
    assert not proved(exists(body), SCALE, USUAL)


def test_the_absolute_value_alone_says_nothing_of_the_function():
    size = exists(guarded(LAW, abs(D(x))))
    assert not proved(exists(guarded(LAW, D(x))), SCALE, size)
    assert not proved(exists(guarded(D(x), LAW)), SCALE, size)
