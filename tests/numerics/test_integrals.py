"""Integrals: exact for piecewise polynomials, enclosed with their tails on the line, in closed form for Gaussians."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import acb, arb, fmpq

from derivations.kernel.densities import KL, entropy, normal
from derivations.kernel.formulas import (
    And,
    Integral,
    Or,
    Product,
    Sum,
    entry,
    exp,
    inv,
    lebesgue,
    log,
    matrix,
    natural,
    pi,
    piecewise,
    real,
    sqrt,
    vector,
)
from derivations.kernel.terms import lam, num
from numerics.charts import Chart, Piece, Values
from numerics.errors import NotExact, NoValue, Undefined, Unresolved
from numerics.evaluation import Evaluator
from numerics.exact import evaluate
from numerics.intervals import Balls, enclosure
from numerics.line import tail
from numerics.matrices import Matrix
from numerics.truth import decide

x, w, i = real("x"), vector("w", 2), natural("i")
LINE, PLANE = lebesgue(), lebesgue(2)
UNIT = And(0 < x, x < 1)


def over_line(body):
    return enclosure(Integral(body, x, LINE), {})


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (normal(x, num(1) / 3, num(2)), arb(1)),
        (normal(x, num(-5), num(1) / 10), arb(1)),
        (x**2 * normal(x, num(0), num(3)), arb(9)),
        (exp(-(x**2)), arb.pi().sqrt()),
        (normal(x, num(0), num(1)) / (1 + x**2), (arb(1) / 2).exp() * (arb.pi() / 2).sqrt() * arb(1 / 2**0.5).erfc()),
        (piecewise(UNIT, 1 / (2 * sqrt(x))), arb(1)),
        (piecewise(UNIT, x * log(x)), arb(-1) / 4),
        (piecewise(UNIT, log(1 - x)), arb(-1)),
        (piecewise(And(-1 <= x, x <= 2), abs(x)), arb(5) / 2),
        (piecewise(And(-1 <= x, x <= 1), sqrt(x**2)), arb(1)),
        (piecewise(UNIT, normal(log(x / (1 - x)), num(0), num(1)) / (x * (1 - x))), arb(1)),
        (piecewise(x > 1, exp(-x)), arb(-1).exp()),
        (piecewise(Or(x < -1, x > 1), exp(-abs(x))), 2 * arb(-1).exp()),
        (piecewise(And(1 <= x, x <= 3), piecewise(1 / x - num(1) / 2 > 0, 1, 0)), arb(1)),
        (piecewise(And(0 <= x, x <= 9), piecewise(sqrt(x) < 2, 1, 0)), arb(4)),
    ],
    ids=repr,
)
def test_an_integral_over_the_line_is_enclosed_closely(body, value):
    found = over_line(body)
    assert found.overlaps(value)
    assert found.rad() < 1e-6


def test_a_wrong_value_lies_outside_the_enclosure():
    assert not over_line(normal(x, num(0), num(1))).overlaps(arb(1) + arb(2) ** -20)


@pytest.mark.parametrize(
    "body",
    [piecewise(UNIT, 1 / x), 1 / (1 + x**2), exp(x), num(1) + 0 * x, piecewise(UNIT, 1 / (x - num(1) / 2))],
    ids=repr,
)
def test_an_integral_that_is_infinite_or_decays_slowly_is_not_given_a_value(body):
    with pytest.raises(NoValue):
        over_line(body)


def test_the_tail_of_a_gaussian_is_bounded_from_above_and_closely():
    function = Evaluator(Balls(), {}).value(lam(x, normal(x, num(0), num(1))))
    bound = tail(function, Piece(None, None), Chart(1), fmpq(6))
    exact = (arb(6) / arb(2).sqrt()).erfc() / 2
    assert exact <= bound
    assert bound < 20 * exact


def test_a_tail_without_decay_has_no_bound():
    function = Evaluator(Balls(), {}).value(lam(x, 1 / (1 + x**2)))
    with pytest.raises(Unresolved):
        tail(function, Piece(None, None), Chart(1), fmpq(64))


def test_logarithms_and_roots_are_not_finite_across_their_branch_cut():
    field = Values(Piece(None, None))
    field.at(acb(arb(0), arb(mid=0, rad=1)), True)
    line = field.from_line((fmpq(-1), fmpq(1)))
    assert not line.log().at.is_finite()
    assert not line.sqrt().at.is_finite()


def test_the_square_of_nothing_is_not_believed_to_be_positive():
    flat = (exp(x) - exp(x)) ** 2
    with pytest.raises(NoValue):
        over_line(piecewise(flat > 0, normal(x, num(0), num(1)), 0))


def test_divergences_of_gaussians_are_those_of_the_closed_form():
    p, q = lam(x, normal(x, num(1), num(2))), lam(x, normal(x, num(0), num(3)))
    assert enclosure(KL(LINE, p, q), {}).overlaps((arb(3) / 2).log() + arb(5) / 18 - arb(1) / 2)
    assert enclosure(entropy(LINE, p), {}).overlaps((8 * arb.pi()).log() / 2 + arb(1) / 2)


TRIANGLE = And(0 < entry(w, 0), entry(w, 0) < entry(w, 1), entry(w, 1) < 1)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (piecewise(TRIANGLE, 1), fmpq(1, 2)),
        (piecewise(TRIANGLE, entry(w, 0) * entry(w, 1)), fmpq(1, 8)),
        (piecewise(And(abs(entry(w, 0)) + abs(entry(w, 1)) < 1), entry(w, 0) ** 2), fmpq(1, 3)),
        (0 * entry(w, 0), fmpq(0)),
    ],
    ids=repr,
)
def test_piecewise_polynomials_of_the_plane_are_integrated_exactly(body, value):
    assert evaluate(Integral(body, w, PLANE), {}) == value


def test_piecewise_polynomials_of_the_line_are_integrated_exactly():
    assert evaluate(Integral(piecewise(And(1 < x, x < 3), x**2), x, LINE), {}) == fmpq(26, 3)


def test_the_exact_method_refuses_what_does_not_vanish_far_away():
    with pytest.raises(NotExact):
        evaluate(Integral(piecewise(entry(w, 0) > 0, 1), w, PLANE), {})


def test_gaussians_of_the_plane_and_of_space_are_integrated_in_closed_form():
    u, v = entry(w, 0), entry(w, 1)
    assert enclosure(Integral(exp(-(u**2 + u * v + v**2)), w, PLANE), {}).overlaps(2 * arb.pi() / arb(3).sqrt())
    n, m = natural("n"), 3
    z = matrix("z", n, 1)
    joint = Product(normal(entry(z, i), num(1), num(2)), i, n)
    second = Sum(entry(z, i) ** 2, i, n)
    assert enclosure(Integral(joint * second, z, lebesgue(n)), {n: m}).overlaps(arb(15))


@pytest.mark.parametrize("body", [exp(-(entry(w, 0) ** 2)), exp(entry(w, 0) ** 2 - entry(w, 1) ** 2)], ids=repr)
def test_a_gaussian_that_does_not_decay_in_every_direction_is_refused(body):
    with pytest.raises(NoValue):
        enclosure(Integral(body, w, PLANE), {})


def test_entries_sums_and_products_have_their_values():
    n = natural("n")
    assert evaluate(Sum(i**2, i, n), {n: 5}) == 30
    assert evaluate(Product(i + 1, i, n), {n: 5}) == 120
    assert evaluate(Sum(i, i, n), {n: 0}) == 0
    assert evaluate(Product(i, i, n), {n: 0}) == 1
    column = Matrix(2, 1, (Fraction(5), Fraction(7)))
    assert evaluate(entry(w, 1), {w: column}) == 7
    with pytest.raises(Undefined):
        evaluate(entry(w, 2), {w: column})


def test_a_case_that_does_not_apply_is_not_looked_at():
    assert evaluate(piecewise(x > 0, 1 / x, 7), {x: Fraction(0)}) == 7


def test_pi_is_enclosed_and_not_rational():
    assert enclosure(pi(), {}).overlaps(arb.pi())
    assert decide(pi() < num(22) / 7, {}).value
    with pytest.raises(NotExact):
        evaluate(pi(), {})


def test_an_inverse_inside_an_integrand_is_taken():
    m = matrix("M", 2, 2)
    moved = inv(m) * w
    body = piecewise(And(0 < entry(moved, 0), entry(moved, 0) < 1, 0 < entry(moved, 1), entry(moved, 1) < 1), 1)
    point = {m: Matrix(2, 2, tuple(map(Fraction, (2, 1, 1, -1))))}
    assert evaluate(Integral(body, w, PLANE), point) == 3
