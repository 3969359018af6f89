"""Rational combinations of logarithms of primes: equality is exact, order is decided, everything else is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, fmpq

from numerics.errors import NotExact, Undefined
from numerics.finite import best, entropy, jsd, kl, log, loss, sign
from numerics.logarithms import Logarithms

FIELD = Logarithms()
HALF = Fraction(1, 2)


def test_laws_of_the_logarithm_hold_exactly():
    assert log(6) == log(2) + log(3)
    assert log(Fraction(8, 9)) == FIELD.number(3) * log(2) - FIELD.number(2) * log(3)
    assert log(1) == FIELD.number(0)
    assert FIELD.apply("exp", log(6) - log(4)) == FIELD.number(Fraction(3, 2))


def test_nearly_equal_numbers_are_told_apart():
    close = FIELD.number(Fraction(2**64 + 1, 2**64))
    assert sign(log(2) * close - log(2)) == 1
    assert sign(FIELD.number(19) * log(2) - FIELD.number(12) * log(3)) == -1
    assert sign(FIELD.number(fmpq(6931471805599453, 10**16)) - log(2)) == -1


@pytest.mark.parametrize("value", [Fraction(0), Fraction(-2)])
def test_the_logarithm_of_what_is_not_positive_is_undefined(value):
    with pytest.raises(Undefined):
        log(value)


def test_products_and_functions_of_logarithms_are_refused():
    with pytest.raises(NotExact):
        _ = log(2) * log(3)
    with pytest.raises(NotExact):
        FIELD.apply("exp", log(2) + FIELD.number(1))
    with pytest.raises(NotExact):
        FIELD.divide(FIELD.number(1), log(2))
    with pytest.raises(NotExact):
        FIELD.apply("log", log(2))


def test_a_ball_of_a_combination_holds_its_value():
    assert (log(2) + FIELD.number(HALF)).ball().overlaps(arb(2).log() + arb(1) / 2)


def test_divergences_of_finite_distributions_are_those_of_the_textbook():
    p, q = [HALF, HALF, Fraction(0)], [Fraction(1, 4), Fraction(1, 4), HALF]
    assert kl(p, q) == log(2)
    assert kl(q, p) is None
    assert entropy(p) == log(2)
    assert jsd([Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)]) == log(2)
    assert jsd(p, p) == FIELD.number(0)
    assert loss(p, p, best(p, p)) == log(4)
