"""The integral of a constant over an interval is the constant times the length, with or without the ends."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import And, Eq, Integral, integrable, lebesgue, piecewise, real
from derivations.kernel.terms import ONE, ZERO, num
from tests.numerics.equivalence_checks import proved

x, a = real("x"), real("a")
THIRD = num(Fraction(1, 3))
INTERVALS = [And(ZERO < x, x <= 1), And(ZERO <= x, x < 1), And(x < 1, ZERO < x), And(ZERO <= x, x <= 1)]


def total(inside, level):
    return Integral(piecewise(inside, level), x, lebesgue())


@pytest.mark.parametrize("inside", INTERVALS)
def test_the_length_of_an_interval(inside):
    assert proved(Eq(total(inside, ONE), 1))
    assert proved(Eq(total(inside, THIRD), THIRD))
    assert proved(integrable(piecewise(inside, ONE), x, lebesgue()))
    assert not proved(Eq(total(inside, ONE), 2))
    assert not proved(Eq(total(inside, THIRD), 1))


@pytest.mark.parametrize(
    "inside", [And(ZERO < x, x <= 2), And(x <= 0, ONE <= x), And(ZERO < x, x < a), ZERO < x], ids=str
)
def test_of_another_set_the_length_is_not_seen_to_be_1(inside):
    assert not proved(Eq(total(inside, ONE), 1))


def test_an_infinite_integral_is_not_seen_to_exist():
    assert not proved(integrable(piecewise(ZERO < x, ONE), x, lebesgue()))
    assert not proved(integrable(piecewise(And(ZERO < x, ZERO <= x), ONE), x, lebesgue()))
