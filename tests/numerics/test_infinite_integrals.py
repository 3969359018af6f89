"""An integral over the line is seen to be infinite where the integrand stays away from 0; near misses are not."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb

from derivations.kernel.densities import density, finite_kl, normal
from derivations.kernel.formulas import And, entry, exp, integrable, lebesgue, log, piecewise, real, sqrt, vector
from derivations.kernel.terms import lam, make, num
from numerics.judge import UNKNOWN, Truth
from numerics.tail_polynomials import exponential_of
from numerics.tails import Bound, grows
from numerics.truth import decide

x = real("x")
WIDE, NARROW = normal(x, num(1), num(2)), normal(x, num(0), num(Fraction(1, 2)))
INSIDE = And(num(0) < x, x < 1)


def on_unit(body):
    return piecewise(INSIDE, body, 0)


INFINITE = {
    "a constant": num(1) + 0 * x,
    "a line": x,
    "one end only": exp(-x),
    "against a narrow bell": WIDE / NARROW * WIDE,
    "just too much for a bell": WIDE * exp(x**2 / 8 - x / 8),
    "a pole": on_unit(1 / x),
    "a strong pole": on_unit(1 / (x * sqrt(x))),
    "a pole at the upper end": on_unit(1 / (1 - x)),
}
FINITE = {
    "a bell": WIDE,
    "a bell and a power": WIDE * x**4,
    "not too much for a bell": WIDE * exp(x**2 / 9),
    "a root's pole": on_unit(1 / sqrt(x)),
    "a logarithm": on_unit(log(x)),
    "0": x - x,
}
OPEN = {
    "1/x² from 1 on, by no exponential decay": piecewise(num(1) < x, 1 / x**2, 0),
    "1/x from 1 on, which falls below every constant": piecewise(num(1) < x, 1 / x, 0),
    "a difference of what is infinite twice": exp(x) - sqrt(exp(2 * x)),
}


def found(body):
    return decide(integrable(body, x, lebesgue()), {})


@pytest.mark.parametrize("name", INFINITE)
def test_an_infinite_integral_is_seen(name):
    assert found(INFINITE[name]) == Truth(False)


@pytest.mark.parametrize("name", FINITE)
def test_a_finite_integral_is_not_taken_for_an_infinite_one(name):
    assert found(FINITE[name]) == Truth(True)


@pytest.mark.parametrize("name", OPEN)
def test_where_neither_is_seen_nothing_is_said(name):
    assert found(OPEN[name]) == UNKNOWN


def test_a_divergence_is_infinite_where_its_integrand_is():
    """Of a flat law from a bell (not normalised, which it need not be here); of a bell from another it is finite."""
    flat, *bells = lam(x, num(1) + 0 * x), *(lam(x, normal(x, num(m), num(1))) for m in (0, 3))
    assert decide(finite_kl(lebesgue(), flat, bells[0]), {}).value is False
    assert decide(finite_kl(lebesgue(), *bells), {}).value is True


@pytest.mark.parametrize(("floor", "stays"), [((0, 1), True), ((-5,), True), ((3, 0, 2), True), ((9, -1), False)])
def test_what_grows_has_a_floor_that_does_not_fall(floor, stays):
    bound = Bound(None, 1, logs=(tuple(map(arb, floor)), None))
    assert grows(bound) is stays


@pytest.mark.parametrize(("exponent", "at"), [((0, 1), 3), ((-2, 2), 1), ((1,), 5), ((0, 1), 0)])
def test_a_polynomial_below_an_exponential(exponent, at):
    value = sum(float(c) * at**k for k, c in enumerate(exponential_of(tuple(map(arb, exponent)))))
    assert 0 < value <= math.exp(sum(c * at**k for k, c in enumerate(exponent))) * (1 + 1e-12)


@pytest.mark.parametrize("exponent", [None, (0, -1), (0, 1, -1)])
def test_below_what_may_fall_there_is_only_0(exponent):
    assert exponential_of(exponent and tuple(map(arb, exponent))) == (0,)


# In the plane
v = vector("v", 2)
first, second = entry(v, 0), entry(v, 1)
PLANE = {
    "one coordinate does not count": (exp(-(second**2)), Truth(False)),
    "one coordinate drives it up": (exp(first - second**2), Truth(False)),
    "a saddle": (exp(first**2 - 3 * second**2), Truth(False)),
    "a bell": (exp(-(first**2) - second**2 + first), Truth(True)),
    "a bell of both together": (exp(-(first**2) - second**2 + first * second), Truth(True)),
    "a power may vanish": (first * exp(-(second**2)), UNKNOWN),
    "a quartic falls faster": (exp(-(first**4) - second**2), UNKNOWN),
}


@pytest.mark.parametrize("name", PLANE)
def test_what_does_not_fall_along_a_coordinate_has_no_integral(name):
    body, truth = PLANE[name]
    assert decide(make("integrable", lebesgue(2), lam(v, body)), {}) == truth
    assert decide(density(lebesgue(2), lam(v, body)), {}).value is (None if truth == UNKNOWN else False)
