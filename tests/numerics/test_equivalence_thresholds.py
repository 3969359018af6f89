"""What holds for all e below a quotient: proved for halves, logarithms and absolute values, not for a little more."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import KL, normal
from derivations.kernel.formulas import Derivative, Ne, lebesgue, real
from derivations.kernel.terms import ZERO, lam
from numerics.equivalence_plausible import refuted
from tests.numerics.equivalence_checks import facts, proved

x, a, b, e = map(real, ("x", "a", "b", "e"))
C = b**2 + 1
SLOPE = abs(Derivative(x**2 / (4 * e**2), x, a))
NARROW, WIDE = (lam(x, normal(x, centre, scale)) for centre, scale in ((a, e**2), (ZERO, e)))
DIVERGENCE, TURNED = KL(lebesgue(), NARROW, WIDE), KL(lebesgue(), WIDE, NARROW)
# Each line: a threshold for e, what is below it, and how much more is not
CASES = {
    "a number of unknown sign": ((a / 2) / (a**2 / 2 + C), b, b**2 + a**2, a**2 / (2 * e**2)),
    "a greater threshold": (a**2 / (a**2 / 2 + C), b, 2 * b**2 + 1, a**2 / (2 * e**2)),
    "a logarithm": ((a**2 / 2) / (a**2 / 2 + C), b, 2 * b**2 + 4, DIVERGENCE),
    "a logarithm of the reciprocal": ((a**2 / 2) / (a**2 / 2 + C), b, 5 * a**2 + b, TURNED),
    "a slope": (abs(a) / (abs(a) + C), b, 2 * b**2 + 3, SLOPE),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_below_and_a_little_more_is_not(name):
    threshold, below, beyond, value = CASES[name]
    given = (e > 0, e < threshold, Ne(a, ZERO))
    assert not proved(beyond < value, *given)
    assert proved(below < value, *given)


def test_above_a_quotient_and_not_at_its_value():
    threshold, value = C / (2 * abs(a)), -e * a * (a / abs(a))
    assert not proved(value < b, threshold <= e, Ne(a, ZERO))
    assert proved(value < b, threshold < e, Ne(a, ZERO))


def test_not_for_an_e_that_may_be_negative():
    assert not proved(b < a**2 / e**2, e < a**2 / (a**2 + C), Ne(a, ZERO))


def test_what_fails_at_a_point_is_hopeless_and_what_holds_is_not():
    given = facts(e > 0, e < 2 * a / C)
    assert refuted(given, e < a / C)
    assert not refuted(given, e < 3 * a / C)


def test_assumptions_about_other_numbers_do_not_matter_but_those_about_a_neighbour_do():
    assert not refuted(facts(a > b, b > 1), a > 0)
    assert refuted(facts(x > b, b > 1), a > 0)


def test_nothing_is_said_of_what_is_no_arithmetic():
    assert not refuted(facts(a > 1), DIVERGENCE < 0)
