"""Rational functions as products: multiplied out they are the same, and what is no product stays as it is."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import pytest

from derivations.kernel import Undecided, algebra
from derivations.kernel.formulas import Eq, real
from derivations.kernel.terms import ONE, ZERO, num
from numerics.factors import factors, lowest

a, b = real("a"), real("b")
TERMS = {
    "a difference of squares": (a**2 - b**2) / 3,
    "quotients of quotients": (a / (1 - b)) / (b / (2 - 2 * b)),
    "what cancels": (a**2 - a) / (a - 1) - a / 2,
    "powers of quotients": (a / (2 * b)) ** 3 - a / b,
    "absolute values": abs(a - b) ** 2 - b * abs(a - b),
    "a number": num(3) / 4,
    "negative": -(2 - a) * (b - 1) / (a * b + 1),
    "no factors": a**2 + b**2 + 1,
}


def product(number, powers):
    """The product of the powers."""
    return reduce(lambda t, p: t * (p[0] ** p[1] if p[1] > 0 else ONE / p[0] ** -p[1]), powers, num(number))


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_the_product_is_the_term(term):
    found = product(*factors(term))
    assert algebra.field(Eq(term, found)).conclusion.args[1] is found


def test_nothing_is_left_of_0():
    assert factors(a / b - a / b) == (Fraction(0), [])


def test_factors_are_found():
    assert factors(a**2 - 2 * a * b + b**2) == (Fraction(1), [(a - b, 2)])
    assert [k for _, k in factors((a + 1) / (a * b) ** 2)[1]] == [1, -2, -2]
    assert factors(-a)[0] == -1


def test_no_quotient_by_0():
    with pytest.raises(Undecided):
        factors(a / (b - b))


def test_great_powers_are_left_as_they_are():
    assert set(factors((a + 1) ** 1000 * b)[1]) == {((a + 1) ** 1000, 1), (b, 1)}


def test_a_sign_is_not_taken_for_another():
    number, powers = factors(b - a)
    assert (number, powers) in ((Fraction(-1), [(a - b, 1)]), (Fraction(1), [(b - a, 1)]))
    assert factors(ZERO - a)[0] == -factors(a)[0]


# In lowest terms
@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
def test_the_quotient_is_the_term(term):
    factor, top, bottom = lowest(term)
    assert factor > 0
    found = num(factor) * (top / bottom)
    assert algebra.field(Eq(term, found)).conclusion.args[1] is found


def test_what_is_common_is_cancelled():
    assert lowest((2 * a - 4 * b) / (6 * b - 9)) == (Fraction(2, 3), a - 2 * b, 2 * b - 3)
    assert lowest((a - b) / (2 * b - 2 * a)) == (Fraction(1, 2), -ONE, ONE)
    assert lowest(a * abs(b) / (4 * abs(b))) == (Fraction(1, 4), a, ONE)
    assert lowest(a - a) == (Fraction(1), ZERO, ONE)
