"""Whether powers of a matrix vanish, over every field in which a matrix may come."""

from fractions import Fraction

import pytest
from flint import arb, fmpq

from numerics.dynamics import powers_vanish
from numerics.intervals import precision
from numerics.logarithms import Logarithm, log_of
from numerics.matrices import Matrix, single


def plain(value):
    """A rational as a combination of logarithms without one."""
    return Logarithm(fmpq(value.numerator, value.denominator), {})


@pytest.mark.parametrize(("corner", "expected"), [(Fraction(9, 10), True), (Fraction(1), False), (Fraction(-1), False)])
def test_rationals_written_as_combinations_of_logarithms_are_rationals(corner, expected):
    half, none = plain(Fraction(1, 2)), plain(Fraction(0))
    assert powers_vanish(Matrix(2, 2, (plain(corner), half, none, half))) is expected


@pytest.mark.parametrize(("number", "expected"), [(2, True), (3, False)])
def test_a_logarithm_is_enclosed(number, expected):
    """log 2 < 1 < log 3."""
    assert powers_vanish(single(log_of(fmpq(number)))) is expected


def test_a_ball_around_a_border_is_not_decided():
    with precision(64):
        assert powers_vanish(single(arb(mid=arb(1), rad=arb(2) ** -40))) is None
