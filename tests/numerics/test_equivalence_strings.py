"""Sums over all binary strings of products over their bits that are 1, and neighbours that are not."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import Eq, Product, Sum, function
from derivations.kernel.terms import NAT, ONE
from derivations.lemmas.vae_all_strings import DIFFERENT, LISTED, TWO, D, b, g, i, k
from numerics import equivalence_strings  # noqa: F401 - it registers its way
from tests.numerics.equivalence_checks import proved

BIT, h = b(k)(i), function("h", NAT)


def total(factor, count=TWO**D, size=D, value=ONE):
    return Eq(Sum(Product(factor, i, size), k, count), value)


@pytest.mark.parametrize(
    "factor",
    [
        BIT * g(i) + (1 - BIT) * (1 - g(i)),
        BIT * g(i) + BIT * (1 - g(i)),
        BIT,
        1 - BIT,
        BIT * (2 - h(i)) + (1 - BIT) * (h(i) - 1),
    ],
    ids=["chances", "one string", "its bits", "zeros", "other chances"],
)
def test_the_sum_is_one_where_the_two_values_of_a_factor_sum_to_one(factor):
    assert proved(total(factor), LISTED, DIFFERENT)
    assert not proved(total(factor), LISTED)
    assert not proved(total(factor), DIFFERENT)


@pytest.mark.parametrize(
    "factor",
    [
        BIT * g(i) + (1 - BIT) * g(i),
        BIT * g(i) - (1 - BIT) * (1 - g(i)),
        2 * BIT,
        BIT * g(k) + (1 - BIT) * (1 - g(k)),
        g(i),
    ],
    ids=["one chance", "minus", "twice", "of the string", "no bit"],
)
def test_nothing_is_known_of_other_sums(factor):
    """One bit of chance g: g + g is 1 for g = ½ only; chances that depend on the string do not sum to 1."""
    assert not proved(total(factor), LISTED, DIFFERENT)


def test_all_strings_of_that_length_are_meant():
    assert not proved(total(BIT, count=TWO ** (D + 1)), LISTED, DIFFERENT)
    assert not proved(total(BIT, count=D), LISTED, DIFFERENT)
    assert not proved(total(BIT, size=D + 1), LISTED, DIFFERENT)
    assert not proved(total(BIT, value=2 * ONE), LISTED, DIFFERENT)
