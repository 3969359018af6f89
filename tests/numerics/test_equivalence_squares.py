"""Sums of squares: positive if something would fail were all of them 0, and not otherwise."""

from derivations.kernel.formulas import real, sqrt
from derivations.kernel.terms import ZERO
from tests.numerics.equivalence_checks import proved

a, b = real("a"), real("b")


def test_what_is_not_all_zero_has_a_positive_sum_of_squares():
    assert not proved(ZERO < a**2 + b**2, ZERO <= a + b**2)
    assert not proved(ZERO < a**2 + b**2, ZERO < a + b + 1)
    assert proved(ZERO < a**2 + b**2, ZERO < a + b**2)
    assert proved(ZERO < a**2 + b**2, ZERO < a - b)
    assert proved(ZERO < sqrt(a**2 + b**2), ZERO < a + b**2)


def test_not_for_a_difference():
    assert not proved(ZERO < a**2 - b**2, ZERO < a + b**2)
