"""Arb enclosures: the traps of python-flint, and that only disjoint balls refute."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx

from derivations.kernel.formulas import (
    Derivative,
    Eq,
    Ne,
    exp,
    inv,
    log,
    matrix,
    positive_definite,
    real,
    sqnorm,
    sqrt,
    vector,
)
from numerics.errors import Undefined, Unresolved
from numerics.exact import evaluate
from numerics.intervals import Balls, enclosure, precision, refuted
from numerics.matrices import Matrix
from numerics.truth import Truth, decide

x = real("x")
M, v = matrix("M", 2, 2), vector("v", 2)


@pytest.mark.parametrize("value", [Fraction(-3, 7), Fraction(0), Fraction(3, 7)])
def test_the_root_of_a_square_is_the_absolute_value_for_both_signs(value):
    ball = enclosure(sqrt(x**2), {x: value})
    assert ball.overlaps(enclosure(abs(x), {x: value}))
    assert not refuted(Eq(sqrt(x**2), abs(x)), {x: value})


def test_the_root_of_a_square_is_not_the_number_for_a_negative_one():
    assert refuted(Eq(sqrt(x**2), x), {x: Fraction(-3, 7)})
    assert not refuted(Eq(sqrt(x**2), x), {x: Fraction(3, 7)})


def test_the_absolute_value_of_a_ball_across_zero_holds_all_its_values():
    across = arb(mid=0.5, rad=1.5)
    absolute = Balls().apply("abs", across)
    assert absolute.contains(0)
    assert absolute.contains(2)


def test_constants_are_made_at_the_precision_asked_for():
    ball = enclosure(x / 3, {x: Fraction(1, 7)}, bits=400)
    assert ball.rel_accuracy_bits() > 380


def test_the_precision_in_force_is_restored():
    before = ctx.prec
    with pytest.raises(RuntimeError), precision(999):
        raise RuntimeError
    assert ctx.prec == before


@pytest.mark.parametrize("term", [log(x), sqrt(x), 1 / (x + 1), inv(x * M)])
def test_what_is_undefined_raises_instead_of_a_ball_of_everything(term):
    point = {x: -1, M: Matrix(2, 2, (0, 0, 0, 0))}
    with pytest.raises(Undefined):
        enclosure(term, point)


def test_the_border_of_a_domain_is_unresolved_and_not_refuted():
    gap = sqrt(sqrt(x) ** 2 - x)
    with pytest.raises(Unresolved):
        enclosure(gap, {x: 2})
    assert not refuted(Eq(gap, 1), {x: 2})


def test_overlapping_balls_prove_nothing_and_disjoint_balls_do():
    equal = Eq(exp(x) * exp(-x), 1)
    assert decide(equal, {x: 2}) == Truth(True, False)
    assert not refuted(equal, {x: 2})
    assert not refuted(Ne(exp(x) * exp(-x), 1), {x: 2})
    assert refuted(Eq(sqrt(x), Fraction(7, 5)), {x: 2})


def test_square_roots_are_equal_or_not_whatever_their_balls_are():
    equal, differ = Eq(sqrt(x) ** 2, x), Ne(sqrt(x) ** 2, x)
    assert decide(equal, {x: 2}) == Truth(True)
    assert decide(differ, {x: 2}) == Truth(False)
    assert not refuted(equal, {x: 2})


def test_more_bits_tell_close_numbers_apart():
    claim = Eq(sqrt(x), Fraction(14142135623730950488016887242097, 10**31))
    assert not refuted(claim, {x: 2}, bits=64)
    assert refuted(claim, {x: 2}, bits=256)


def test_an_enclosure_holds_the_exact_value():
    term, point = (
        sqnorm(inv(M) * v) / 3,
        {M: Matrix(2, 2, (1, 2, 3, Fraction(9, 2))), v: Matrix(2, 1, (Fraction(1, 7), 5))},
    )
    with precision(400):  # `contains` would turn the rational into a ball of 53 bits
        assert enclosure(term, point).contains(arb(evaluate(term, point)))


def test_derivatives_are_enclosed():
    slope = enclosure(Derivative(log(1 + exp(x)) * sqrt(1 + x**2), x), {x: Fraction(1, 2)})
    with precision(160):
        half = arb(1) / 2
        sigmoid, root = 1 / (1 + (-half).exp()), (1 + half**2).sqrt()
        assert slope.overlaps(sigmoid * root + (1 + half.exp()).log() * half / root)
    assert slope.rel_accuracy_bits() > 140


def test_a_matrix_with_a_tiny_negative_pivot_is_not_positive_definite():
    value = Matrix(2, 2, (1, 1, 1, 1 - Fraction(1, 10**20)))
    assert refuted(positive_definite(M), {M: value})
