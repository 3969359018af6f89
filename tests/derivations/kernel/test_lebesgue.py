"""What the rules of Lebesgue measure derive; products over several dimensions are integrated by an exact rule."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import pytest

from derivations.kernel import RULES, Term, Theorem, Undecided, lebesgue
from derivations.kernel.densities import density, normal
from derivations.kernel.formulas import (
    TRUE,
    And,
    Derivative,
    Eq,
    ForAll,
    Implies,
    Integral,
    Ne,
    above,
    almost,
    differentiable,
    entry,
    exp,
    function,
    infinity,
    integrable,
    invertible,
    log,
    matrix,
    measurable,
    natural,
    piecewise,
    real,
    sqrt,
    tends,
    vector,
)
from derivations.kernel.formulas import lebesgue as lebesgue_measure
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num
from derivations.refuter.evaluate import Evaluator, evaluate, holds

assume = RULES["assume"]
x, y, c, t, s, m, u = map(real, "xyctsmu")
i, k, n = map(natural, "ikn")
LINE = lebesgue_measure()
f = function("f", REAL)


def on_unit(body: Term | int) -> Term:
    """A number on (0, 1], else 0."""
    return piecewise(And(0 < x, x <= 1), body)


def exists(body: Term) -> Theorem:
    return assume(integrable(body, x, LINE))


def each(formula: Term) -> Theorem:
    return assume(ForAll(x, formula))


def concludes(theorem: Theorem, wanted: Term) -> bool:
    """Whether a theorem states this, up to the names of bound variables."""
    return theorem.conclusion.alpha is wanted.alpha


def values(claims: Term) -> list[Term]:
    """The integrals in a conclusion: integrable ∧ … ∧ integral = value."""
    return list(claims.args[1].args)


def test_pi_and_points():
    assert RULES["pi_bounds"]().conclusion.args[0].args[0] is num(3)
    assert holds(RULES["pi_bounds"]().conclusion, {}) is True
    theorem = RULES["point_null"](c)
    assert not theorem.hypotheses
    assert theorem.conclusion is almost(Ne(x, c), x, LINE)
    assert concludes(RULES["point_null"](x), almost(Ne(y, x), y, LINE))


def test_a_differentiable_map_is_measurable_where_it_is_one():
    positive = lam(x, 0 < x)
    known = assume(make("measurable", positive)), each(Implies(0 < x, differentiable(log(x), x)))
    theorem = RULES["smooth_measurable"](lam(x, log(x)), positive, *known)
    assert concludes(theorem, measurable(piecewise(0 < x, log(x)), x))


def roots() -> tuple[Theorem, ...]:
    """x² and √u between the positive numbers."""
    return (
        assume(measurable(0 < x, x)),
        each(Implies(0 < x, differentiable(x**2, x))),
        each(Implies(0 < x, And(0 < x**2, Eq(sqrt(x**2), x)))),
        each(Implies(0 < x, And(0 < sqrt(x), Eq(sqrt(x) ** 2, x)))),
    )


def test_substitution_carries_existence_and_value():
    positive = lam(x, 0 < x)
    theorem = RULES["substitution"](lam(x, x**2), lam(x, sqrt(x)), (positive, positive), f, roots())
    old = lam(u, piecewise(0 < u, f(u)))
    new = lam(x, piecewise(0 < x, f(x**2) * abs(Derivative(x**2, x))))
    both = [make("integrable", LINE, g) for g in (old, new)]
    equal = Eq(make("integral", LINE, old), make("integral", LINE, new))
    assert concludes(theorem, And(make("iff", *both), Implies(both[0], equal)))


def test_a_falling_map_turns_no_sign():
    """∫₀¹ f(1 − x) dx = ∫₀¹ f(u) du, not minus that: |g′| = 1."""
    everywhere = lam(x, TRUE)
    turn = lam(x, 1 - x)
    round_trip = each(Implies(TRUE, And(TRUE, Eq(1 - (1 - x), x))))
    premises = (assume(measurable(TRUE, x)), each(Implies(TRUE, differentiable(1 - x, x))), round_trip, round_trip)
    theorem = RULES["substitution"](turn, turn, (everywhere, everywhere), lam(x, on_unit(x**2)), premises)
    assert holds(theorem.conclusion, {}) is True
    left, right = theorem.conclusion.args[1].args[1].args
    assert evaluate(left, {}) == evaluate(right, {}) == Fraction(1, 3)


@pytest.mark.parametrize("size", [ONE, num(3), n])
def test_affine_substitution_needs_an_invertible_matrix(size):
    v = vector("v", size)
    matrix_ = matrix("M", size, size)
    theorem = RULES["affine_substitution"](matrix_, vector("b", size), function("f", v.sort))
    assert theorem.hypotheses == (invertible(matrix_),)
    assert theorem.conclusion.args[1].args[1].args[1].args[0] is abs(make("det", matrix_))


def test_the_inverse_of_a_square_has_the_reciprocal_slope():
    square, root = lam(x, x**2), lam(x, sqrt(x))
    premise = assume(And(make("differentiable", square, x), Eq(sqrt(x**2), x)))
    with pytest.raises(Undecided) as refusal:  # the premise itself is a hypothesis about x
        RULES["inverse_derivative"](square, root, x, (0 < x,), y, RULES["weaken"](premise, 0 < x))
    assert refusal.value.condition == "fresh"
    smooth = RULES["smooth"](make("differentiable", square, x))
    undone = RULES["powers"](Eq(sqrt(x**2), x))
    known = RULES["both"](smooth, undone)
    theorem = RULES["inverse_derivative"](square, root, x, tuple(h for h in known.hypotheses if h is (0 < x)), y, known)
    slope = make("derivative", square, y)
    assert (0 < y) in theorem.hypotheses
    assert Ne(slope, ZERO) in theorem.hypotheses
    wanted = And(make("differentiable", root, y**2), Eq(make("derivative", root, y**2), ONE / slope))
    assert concludes(theorem, wanted)


@pytest.mark.parametrize(("order", "value"), [(0, 1), (1, 0), (2, 1), (3, 0), (4, 3), (6, 15), (8, 105), (39, 0)])
def test_moments_of_the_normal_distribution(order, value):
    theorem = RULES["gaussian_moment"](m, s, num(order))
    assert lebesgue.moment(order) == value
    assert theorem.hypotheses == (0 < s,)
    assert values(theorem.conclusion)[1] is num(value)
    if order < 9:
        assert evaluate(values(theorem.conclusion)[0], {m: Fraction(1, 3), s: 2}) == value


def test_the_largest_moment_is_the_product_of_the_odd_numbers():
    assert lebesgue.moment(40) == prod(range(1, 40, 2))


def slopes(big: Term, body: Term, where: Term) -> tuple[Theorem, Theorem]:
    smooth = And(differentiable(big, x), Eq(Derivative(big, x), body))
    return each(Implies(where, smooth)), each(Implies(where, 0 <= body))


def test_an_antiderivative_gives_the_integral():
    where = And(ZERO <= x, x <= y)
    theorem = RULES["antiderivative"](lam(x, x**3), lam(x, 3 * x**2), (ZERO, y), *slopes(x**3, 3 * x**2, where))
    body = piecewise(where, 3 * x**2)
    assert concludes(theorem, And(integrable(body, x, LINE), Eq(Integral(body, x, LINE), y**3 - ZERO**3)))
    assert (ZERO <= y) in theorem.hypotheses
    assert holds(theorem.conclusion, {y: 2}) is True
    assert holds(theorem.conclusion, {y: -2}) is False


def test_improper_integrals_at_zero_and_at_infinity():
    root = 2 * sqrt(x)
    goes = assume(tends(root, x, above(0), 0))
    at_zero = RULES["improper"](
        lam(x, root), lam(x, 1 / sqrt(x)), ONE, *slopes(root, 1 / sqrt(x), And(0 < x, x <= 1)), goes
    )
    assert evaluate(values(at_zero.conclusion)[0], {}) == evaluate(values(at_zero.conclusion)[1], {}) == 2
    decay = assume(tends(-exp(-x), x, infinity(), 0))
    far = RULES["improper"](lam(x, -exp(-x)), lam(x, exp(-x)), y, *slopes(-exp(-x), exp(-x), y <= x), decay)
    left, right = values(far.conclusion)
    assert evaluate(right, {y: 0}) == 1
    assert abs(float(evaluate(left, {y: 0}).mid()) - 1) < 1e-15
    assert holds(And(far.conclusion.args[0], 0 < left), {y: 3}) is True


# Several dimensions: the evaluator has no integrals there, so that they are added up here


def simpson(body: Term, variable: Term, box: list[tuple[int, int]], at: dict[Term, object]) -> Fraction:
    """∫ body over a box: exact where it is a polynomial of degree up to 3 in every coordinate, cell by cell."""
    weights = (Fraction(1, 6), Fraction(4, 6), Fraction(1, 6))
    places = [[(low + j + h, w) for j in range(high - low) for h, w in _inner(weights)] for low, high in box]
    whole = Fraction(0)
    for choice in product(*places):
        column = tuple((place,) for place, _ in choice)
        value = Evaluator({**at, variable: column}).value(body)
        whole += value * prod(w for _, w in choice)
    return whole


def _inner(weights: tuple[Fraction, ...]) -> list[tuple[Fraction, Fraction]]:
    return [(Fraction(j, 2), w) for j, w in enumerate(weights)]


def opened(function_: Term, size: int) -> tuple[Term, Term]:
    z = vector("z", size)
    return apply(function_, z), z


def on_box(low: int, high: int, body: Term) -> Term:
    """A polynomial on a box of the line; the box is closed, so that Simpson's rule sees its ends."""
    return piecewise(And(num(low) <= x, x <= num(high)), body)


@pytest.mark.parametrize(
    ("one", "other", "boxes"),
    [
        (x**3 + 1, 2 - x, ((0, 1), (0, 2))),
        (x, x, ((-1, 2), (1, 3))),
        (x**2 * c, x - c, ((0, 2), (-1, 1))),
    ],
)
def test_fubini_over_the_plane(one, other, boxes):
    """∫∫ f(x)·g(y) = ∫f·∫g, both sides found separately."""
    first, second = (on_box(*box, body) for box, body in zip(boxes, (one, other), strict=True))
    theorem = RULES["fubini"](exists(first), exists(second))
    left, right = values(theorem.conclusion)
    assert left.args[0] is lebesgue_measure(2)
    body, z = opened(left.args[1], 2)
    at = {c: Fraction(5, 7)}
    assert simpson(body, z, list(boxes), at) == evaluate(right, at)


def test_fubini_keeps_the_first_coordinates_for_the_first_factor():
    """On ℝ²⁺¹, with f(x₀, x₁) = x₀ + 3·x₁ and g(y) = y² on unit boxes."""
    v = vector("v", 2)
    inside = And(And(0 <= v[0], v[0] <= 1), And(0 <= v[1], v[1] <= 1))
    plane = assume(integrable(piecewise(inside, v[0] + 3 * v[1]), v, lebesgue_measure(2)))
    square = exists(on_box(0, 1, x**2))
    for premises, wanted in (((plane, square), Fraction(5, 2) / 4), ((square, plane), 2)):
        left = values(RULES["fubini"](*premises).conclusion)[0]
        body, z = opened(left.args[1], 3)
        assert simpson(body, z, [(0, 1)] * 3, {}) == 2 * Fraction(1, 3)
        assert evaluate(body, {z: ((1,), (Fraction(1, 2),), (Fraction(1, 2),))}) == wanted


FACTORS = (on_box(0, 1, ONE + 0 * x), on_box(0, 1, 2 * x), on_box(0, 2, x / 2))


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("term", [x, x**2 - c, c + 0 * x])
def test_independent_coordinates(size, term):
    """Π fᵢ(xᵢ) has mass 1, and the mean of Σ gᵢ(xᵢ) is the sum of the means."""
    factor = piecewise(i < 1, FACTORS[1], piecewise(i < 2, FACTORS[2], FACTORS[0]))
    family, terms = lam(i, lam(x, factor)), lam(i, lam(x, term * (i + 1)))
    dense = assume(ForAll(i, Implies(i < size, density(LINE, lam(x, factor)))))
    means = assume(ForAll(i, Implies(i < size, integrable(term * (i + 1) * factor, x, LINE))))
    theorem = RULES["independent"](num(size), family, terms, dense, means)
    joint, rest = theorem.conclusion.args
    left, right = values(rest)
    at, box, z = {c: Fraction(2, 3)}, [(0, 1), (0, 2), (0, 1)][:size], vector("z", size)
    assert holds(dense.conclusion, at) is True
    assert simpson(apply(joint.args[1], z), z, box, at) == 1
    assert simpson(apply(left.args[1], z), z, box, at) == evaluate(right, at)


def test_a_product_over_no_coordinates_is_a_density_on_a_point():
    dense = assume(ForAll(i, Implies(i < ZERO, density(LINE, lam(x, FACTORS[0])))))
    means = assume(ForAll(i, Implies(i < ZERO, integrable(x * FACTORS[0], x, LINE))))
    theorem = RULES["independent"](ZERO, lam(i, lam(x, FACTORS[0])), lam(i, lam(x, x)), dense, means)
    left, right = values(theorem.conclusion.args[1])
    assert evaluate(left, {}) == evaluate(right, {}) == 0


def test_the_number_of_coordinates_may_be_a_variable():
    standard = lam(k, lam(t, normal(t, m, s)))
    dense = assume(ForAll(i, Implies(i < n, density(LINE, lam(t, normal(t, m, s))))))
    means = assume(ForAll(i, Implies(i < n, integrable(f(t) * normal(t, m, s), t, LINE))))
    theorem = RULES["independent"](n, standard, lam(k, f), dense, means)
    joint = theorem.conclusion.args[0]
    assert joint.args[0] is lebesgue_measure(n)
    z = vector("z", n)
    assert apply(joint.args[1], z) is make("product", n, lam(i, normal(entry(z, i), m, s)))
