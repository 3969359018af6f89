"""Signs of irrational numbers: by balls of growing precision, and not decided where none of them is apart from 0."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flint import arb, ctx, fmpq

from numerics.combinations import BITS, Combinations
from numerics.errors import NotExact, Unresolved

FIELD = Combinations()


@dataclass
class Number:
    """An irrational number of either sign that shows only at so many bits."""

    bits: int
    side: int
    rational: fmpq | None = None

    def ball(self):
        return arb(self.side if ctx.prec >= self.bits else 0, 0.5)

    def __repr__(self):
        return "u"


@pytest.mark.parametrize("bits", BITS)
@pytest.mark.parametrize("side", [1, -1])
def test_a_sign_shows_at_some_precision(bits, side):
    assert FIELD.sign(Number(bits, side)) == side


def test_a_sign_that_shows_at_none_is_not_decided():
    with pytest.raises(Unresolved, match=r"^the sign of u$"):
        FIELD.sign(Number(BITS[-1] + 1, 1))


def test_the_sign_of_a_rational_is_its_own():
    number = Number(BITS[-1] + 1, 1)
    for value in (-2, 0, 3):
        number.rational = fmpq(value)
        assert FIELD.sign(number) == (value > 0) - (value < 0)
    assert FIELD.pivot([number]) == 0
    number.rational = fmpq(0)
    assert FIELD.pivot([number]) is None


def test_there_is_no_pi():
    with pytest.raises(NotExact, match=r"^pi is irrational$"):
        FIELD.pi()
