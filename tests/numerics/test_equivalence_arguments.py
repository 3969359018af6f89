"""What is known for all x and y, at other arguments: bounds that follow from a few of them, and such as do not."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import ForAll, function, real
from derivations.kernel.terms import REAL
from tests.numerics.equivalence_checks import proved

x, y = real("x"), real("y")
D, E = function("D", REAL), function("E", REAL)
USUAL = abs(D(x) - D(y)) <= abs(x - y)
ENOUGH = {
    "without the absolute value": D(x) - D(y) <= abs(x - y),
    "arguments swapped": abs(D(y) - D(x)) <= abs(y - x),
    "a sum of values: D is 0": abs(D(x) + D(y)) <= abs(x - y),
    "a sum of arguments: D is even": abs(D(x) - D(y)) <= abs(x + y),
    "from below: D(x) − x is constant": x - y <= D(x) - D(y),
    "a stronger bound": abs(D(x) - D(y)) <= abs(x - y) / 2,
}
LACKING = {
    "the other way round": abs(x - y) <= abs(D(x) - D(y)),
    "a greater bound": abs(D(x) - D(y)) <= 2 * abs(x - y),
    "of a sum: D may jump at 0": abs(D(x) + D(y)) <= abs(x + y) + 1,
    "another function": abs(E(x) - E(y)) <= abs(x - y),
}


def everywhere(claim):
    """The claim for all x and y."""
    return ForAll(x, ForAll(y, claim))


@pytest.mark.parametrize("claim", ENOUGH.values(), ids=ENOUGH)
def test_the_bound_follows(claim):
    assert proved(USUAL, everywhere(claim))


@pytest.mark.parametrize("claim", LACKING.values(), ids=LACKING)
def test_the_bound_does_not_follow(claim):
    assert not proved(USUAL, everywhere(claim))


def test_one_point_says_nothing_of_all():
    assert not proved(USUAL, D(x) - D(y) <= abs(x - y))
    assert not proved(USUAL, ForAll(x, D(x) - D(y) <= abs(x - y)))


def test_no_smaller_bound_follows():
    assert not proved(abs(D(x) - D(y)) < abs(x - y), everywhere(USUAL))
    assert not proved(abs(D(x) - D(y)) <= abs(x - y) / 2, everywhere(D(x) - D(y) <= abs(x - y)))
