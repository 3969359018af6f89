"""Integrals whose existence is decided by powers of t = −log x, or of t = x: neither too many nor too few exist."""

from __future__ import annotations

from itertools import product
from math import exp as real_exp
from math import log as real_log
from math import sqrt as real_sqrt

import pytest
from flint import arb, fmpq

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, Integral, exp, lebesgue, log, piecewise, real, sqrt
from derivations.kernel.terms import ONE, ZERO, lam, num
from numerics.charts import Chart, Piece
from numerics.errors import NoValue
from numerics.evaluation import Evaluator
from numerics.intervals import Balls, enclosure
from numerics.line import diverges, exists
from numerics.line_growth import FLAT, Grown, Growth, passes

x = real("x")
INVERSE = 1 - log(x)
STEEP = 1 / (x * INVERSE**2)


def near_0(body):
    return piecewise(And(ZERO < x, x <= ONE), body, ZERO)


DENSITY = near_0(STEEP)
MIXED = (normal(x, num(0), num(1)) + DENSITY) / 2


def over_density(body):
    return piecewise(DENSITY > 0, DENSITY * body, ZERO)


FINITE = {
    "a density": DENSITY,
    "a cube": near_0(1 / (x * INVERSE**3)),
    "a power between 1 and 2": near_0(1 / (x * INVERSE * sqrt(INVERSE))),
    "half a power less than the density": near_0(STEEP * sqrt(INVERSE)),
    "its divergence from itself": over_density(log(DENSITY / DENSITY)),
    "the share of one half": over_density(log(DENSITY / (DENSITY + DENSITY))),
    "a root": near_0(1 / sqrt(x)),
    "a logarithm of a logarithm": near_0(log(INVERSE)),
    "the other end": near_0(1 / ((1 - x) * (1 - log(1 - x)) ** 2)),
    "with a normal density": MIXED,
    "slowly at both ends": 1 / (1 + x**2),
}
INFINITE = {
    "one power less": near_0(1 / (x * INVERSE)),
    "no power": near_0(1 / x),
    "the entropy": over_density(log(DENSITY)),
    "the entropy of a mixture": MIXED * log(MIXED),
    "against what is even": over_density(log(1 / DENSITY)),
    "one term of two": over_density(log(DENSITY / (DENSITY + DENSITY) / DENSITY)),
    "more than it takes away": near_0(STEEP - 1 / x),
    "a constant": ONE + 0 * x,
}
UNDECIDED = {
    "a logarithm more": near_0(STEEP * log(INVERSE)),
    "a difference of two infinite ones": near_0(1 / (x * INVERSE) - 1 / (x * (INVERSE + 1))),
    "a growing exponential": exp(x),
}


def function(body):
    return Evaluator(Balls(), {}).value(lam(x, body))


@pytest.mark.parametrize("name", FINITE)
def test_what_is_finite_is_not_called_infinite(name):
    assert exists(function(FINITE[name])) is True
    assert diverges(function(FINITE[name])) is False


@pytest.mark.parametrize("name", INFINITE)
def test_what_is_infinite_is_not_called_finite(name):
    assert exists(function(INFINITE[name])) is False
    assert diverges(function(INFINITE[name])) is True


@pytest.mark.parametrize("name", UNDECIDED)
def test_what_the_rates_do_not_tell_stays_open(name):
    assert exists(function(UNDECIDED[name])) is None


def test_the_harmonic_tail_is_infinite():
    assert exists(function(1 / (1 + abs(x)))) is False
    assert exists(function(piecewise(ONE < x, 1 / x**2, ZERO))) is True


def test_a_pole_inside_is_not_overlooked():
    with pytest.raises(NoValue):
        exists(function(near_0(1 / (x - ONE / 2))))


AT_0 = Growth(Piece(fmpq(0), fmpq(1)), Chart(1, fmpq(0)), fmpq(8))
FAR_OUT = Growth(Piece(fmpq(0), None), Chart(1), fmpq(8))
PLACES = {"at 0": AT_0, "far out": FAR_OUT}


def line(field, a, b):
    return field.from_line((fmpq(a), fmpq(b)))


def made(field, make):
    return make(line(field, 0, 1), lambda c: line(field, c, 0))


MADE = {
    "product": (lambda v, c: v * v * c(3), lambda v: 3 * v * v),
    "quotient": (lambda v, c: c(1) / (v * (c(2) + v)), lambda v: 1 / (v * (2 + v))),
    "difference": (lambda v, c: v - c(5) * v * v, lambda v: v - 5 * v * v),
    "root": (lambda v, c: v.sqrt() - v, lambda v: real_sqrt(v) - v),
    "exponential": (lambda v, c: (c(1) / (v * v) * c(0) - c(2)).exp(), lambda v: real_exp(-2)),
}
LOGARITHMS = {
    "of x": (lambda v, c: c(1) - v.log(), lambda v: 1 - real_log(v)),
    "of a power": (
        lambda v, c: (c(7) * v * v * v.log() * v.log()).log(),
        lambda v: real_log(7 * v * v * real_log(v) ** 2),
    ),
    "of nearly 1": (lambda v, c: (c(1) + v).log(), lambda v: real_log(1 + v)),
    "in an exponential": (lambda v, c: (c(0) - v).exp() / v.log(), lambda v: real_exp(-v) / real_log(v)),
}


@pytest.mark.parametrize(("place", "name"), [*product(PLACES, MADE), *product(["at 0"], LOGARITHMS)])
def test_a_number_lies_in_its_ball_at_every_place(place, name):
    field = PLACES[place]
    make, plain = {**MADE, **LOGARITHMS}[name]
    number = made(field, make)
    assert number.ball is not None
    alpha, beta = (float(r.p) / float(r.q) for r in number.rates)
    for t in (8, 9.5, 20, 47, 150):
        value = plain(real_exp(-t) if field is AT_0 else t)
        share = arb(value) / (arb(alpha * t).exp() * arb(t) ** arb(beta))
        assert (number.ball + arb(mid=0, rad=1e-9)).contains(share)


def test_an_exponential_that_grows_and_a_logarithm_of_a_power_of_t_are_not_known():
    assert line(FAR_OUT, 0, 1).exp().ball is None
    assert line(FAR_OUT, 0, 1).log().ball is None


@pytest.mark.parametrize(
    ("alpha", "beta", "ball", "finite"),
    [
        (0, -1, arb(2), False),
        (0, fmpq(-11, 10), arb(2), True),
        (0, fmpq(-9, 10), arb(2), False),
        (-1, 50, arb(2), True),
        (1, -50, arb(-2), False),
        (0, -1, arb(mid=0, rad=1), None),
        (0, -2, arb(mid=0, rad=1), True),
        (0, 0, None, None),
    ],
)
def test_the_rates_decide(alpha, beta, ball, finite):
    assert passes(Grown(AT_0, None, (fmpq(alpha), fmpq(beta)), ball)) is finite


def test_zero_is_finite():
    assert passes(Grown(AT_0, 0, FLAT)) is True


def test_the_sign_of_a_logarithm_changes_at_1():
    body = piecewise(And(ZERO < x, x < 3), piecewise(log(x) > 0, 1, 0), ZERO)
    found = enclosure(Integral(body, x, lebesgue()), {})
    assert found.overlaps(arb(2))
    assert not found.overlaps(arb(3))
    turned = piecewise(And(ZERO < x, x < 3), piecewise(0 < -log(x), 1, 0), ZERO)
    assert enclosure(Integral(turned, x, lebesgue()), {}).overlaps(arb(1))
