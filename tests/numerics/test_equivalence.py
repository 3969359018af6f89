"""Variants that follow are proved, by each way once; the false neighbours of each are not."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import KL, density, finite_kl, normal
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Integral,
    Ne,
    Not,
    Or,
    Sum,
    almost,
    column,
    counting,
    entry,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    matrix,
    measurable,
    measure,
    natural,
    piecewise,
    point,
    positive_definite,
    real,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import PROP, REAL, lam, num
from derivations.proof import Proof
from derivations.results import catalogue
from numerics.equivalence import implied
from numerics.equivalence_core import stating
from numerics.variants import mutants

x, y, t, s, c = map(real, "xytsc")
i, n, m = natural("i"), natural("n"), natural("m")
f, g = function("f", REAL), function("g", REAL)
P = function("P", REAL, PROP)
u = point("u")
mu, p, q = measure("mu"), function("p"), function("q")
b = vector("b", n)


def given(statement, *more):
    """A proof that assumes what it states, so that only the way from there to the variant is tried."""
    proof = Proof(given=[statement, *more])
    proof.id = "toy.statement"
    theorem = logic.assume(statement)
    for premise in more:
        theorem = logic.weaken(theorem, premise)
    return proof.conclude(statement, by=theorem)


def follows(statement, variant, *more):
    theorem = implied(given(statement, *more), variant)
    if theorem is None:
        return False
    assert theorem.conclusion.alpha is variant.alpha
    assert {h.alpha for h in theorem.hypotheses} <= {h.alpha for h in (statement, *more)}
    return True


# Each line: what is known, a variant that follows, a neighbour of it that does not, what else is given
STRUCTURES = {
    "or": (Or(x > 2, y > 2), Or(x > 1, y > 2), Or(x > 3, y > 2)),
    "not": (Not(And(x >= 0, P(x))), Not(And(x > 0, P(x))), Not(And(x >= -1, P(x)))),
    "exists": (Exists(t, t > x + 1), Exists(t, t > x), Exists(t, t > x + 2)),
    "exists, with a multiple of the witness": (
        Exists(t, And(t > 0, Eq(t * x, y))),
        Exists(t, And(t > 0, Eq(2 * (t * x), y))),
        Exists(t, And(t < 0, Eq(t * x, y))),
    ),
    "iff, an equal side": (Iff(P(x), x + y > 0), Iff(P(x), y + x > 0), Iff(P(x), x - y > 0)),
    "iff, only one way would do": (Iff(P(x), x > 1), Iff(P(x), 2 * x > 2), Iff(P(x), x >= 1)),
    "a premise inside a premise": (
        Implies(ForAll(t, f(t) <= f(x)), P(x)),
        Implies(ForAll(t, f(t) + 1 <= f(x)), P(x)),
        Implies(ForAll(t, f(t) - 1 <= f(x)), P(x)),
    ),
    "an impossible premise": (
        Implies(x > 1, P(x)),
        Implies(And(x > 1, x < 1), P(y)),
        Implies(And(x > 1, x < 3), P(y)),
    ),
    "almost everywhere": (
        almost(p(u) > 1, u, mu),
        almost(p(u) > 0, u, mu),
        almost(p(u) > 2, u, mu),
    ),
    "almost everywhere, another measure": (
        almost(p(u) > 1, u, mu),
        almost(p(u) >= 1, u, mu),
        almost(p(u) > 1, u, measure("nu")),
    ),
}


@pytest.mark.parametrize("case", STRUCTURES.values(), ids=STRUCTURES)
def test_connectives_are_taken_apart_with_the_right_direction(case):
    known, right, wrong = case
    assert follows(known, right)
    assert not follows(known, wrong)


SIZE = Sum(piecewise(P(entry(b, i)), 1, 0), i, n)
SOFT, SCORES = Sum(log(1 + exp(entry(b, i))), i, n), Sum(entry(b, i), i, n)
ORDERS = {
    "a size is at least the number": (abs(x) <= y, x <= y, -abs(x) - 1 > -y, ()),
    "a bound of what is at least 0": (abs(x) <= y, abs(x) <= 2 * y, abs(x) <= y / 2, ()),
    "a bound of what may be negative": (x <= exp(y), x <= 2 * exp(y), x <= 2 * y, ()),
    "a sum of what is at least 0": (SIZE <= x, SIZE / 2 <= x, 2 * SIZE <= x, ()),
    "a sum under a greater one": (x <= SIZE, x <= 2 * SIZE, x <= SIZE / 2, ()),
    "a divisor of at least 1": (SIZE <= x, SIZE / m <= x, m * SIZE <= x, (m >= 1,)),
    "a divisor that may be small": (SIZE <= x, SIZE / (1 + t**2) <= x, SIZE / t <= x, (t > 0,)),
    "a negative logarithm": (x <= -log(t), x <= -2 * log(t), x <= -log(t) / 2, (t > 0, t < 1)),
    "the logarithm of what may be above 1": (x <= -log(t), x <= 1 - log(t), x <= -2 * log(t), (t > 0,)),
    "a size of the opposite": (abs(x - y) <= c, abs(y - x) <= c, abs(x + y) <= c, ()),
    "a softplus grows with a factor above 1": (
        x <= s * log(1 + exp(y)),
        x <= (1 + s) * log(1 + exp(y)),
        x <= (s - 1) * log(1 + exp(y)),
        (s >= 0,),
    ),
    "sums of softplus less the scores": (
        x <= s * (SOFT - SCORES),
        x <= SOFT - SCORES,
        x <= SOFT - 2 * SCORES,
        (s >= 0, s <= 1),
    ),
    "an increasing function": (exp(x) <= y, exp(x - 1) <= y, exp(x + 1) <= y, ()),
    "a root": (sqrt(x) <= y, sqrt(x / 2) <= y, sqrt(2 * x) <= y, (x >= 0,)),
    "a factor that is negative": (x * y <= c, x * (y + 1) <= c, x * (y - 1) <= c, (x < 0,)),
    "a denominator": (x / y <= c, x / (y + 1) <= c, x / (y / 2) <= c, (x >= 0, y > 0)),
    "a negative quotient": (x / y <= c, x / (y / 2) <= c, x / (2 * y) <= c, (x <= 0, y > 0)),
    "a case": (
        piecewise(P(x), y, 0) <= c,
        piecewise(P(x), y - 1, 0) <= c,
        piecewise(P(x), y + 1, 0) <= c,
        (),
    ),
}


@pytest.mark.parametrize("case", ORDERS.values(), ids=ORDERS)
def test_a_weaker_inequality_follows_and_a_stronger_one_does_not(case):
    known, right, wrong, more = case
    assert follows(known, right, *more)
    assert not follows(known, wrong, *more)


def test_integrals_grow_with_what_is_integrated_only_where_both_exist():
    known = x <= Integral(p(u), u, mu)
    exist = (integrable(p(u), u, mu), integrable(2 * p(u), u, mu))
    above = ForAll(u, p(u) >= 0)
    assert follows(known, x <= Integral(2 * p(u), u, mu), *exist, above)
    assert not follows(known, x <= Integral(p(u) / 2, u, mu), *exist, integrable(p(u) / 2, u, mu), above)
    assert not follows(known, x <= Integral(2 * p(u), u, mu), *exist)  # p may be negative


# Equal and integrable
def test_a_linear_combination_of_integrable_functions_is_integrable():
    known = integrable(p(u) * log(1 + q(u) ** 2), u, mu)
    right = integrable(p(u) * log(2 * (1 + q(u) ** 2)), u, mu)
    wrong = integrable(p(u) * log((1 + q(u) ** 2) * (1 + q(u) ** 2) + 1), u, mu)
    dense = density(mu, p)
    assert follows(known, right, dense)
    assert not follows(known, wrong, dense)
    assert not follows(known, right)  # without ∫p


def test_what_lies_between_0_and_something_integrable_is_integrable_if_it_is_measurable():
    known, above = integrable(2 * p(u), u, mu), ForAll(u, And(0 <= q(u), q(u) <= p(u)))
    measured = measurable(q(u), u)
    assert follows(known, integrable(q(u), u, mu), above, measured)
    assert not follows(known, integrable(q(u), u, mu), above)
    assert not follows(known, integrable(q(u), u, mu), ForAll(u, q(u) <= p(u)), measured)


def test_a_square_of_a_difference_does_not_see_its_order():
    def gap(a, e):
        return ForAll(function("h", REAL), Sum(sqnorm(a), i, n) <= Sum(sqnorm(e), i, n))

    h = function("h", REAL)
    known = Iff(gap(f(x) - y, h(x) - y), P(x))
    assert follows(known, Iff(gap(f(x) - y, y - h(x)), P(x)))
    assert follows(known, Iff(gap(f(x) - y, y + h(x)), P(x)))  # of every h, so of −h
    assert not follows(known, Iff(gap(f(x) - y, y - h(x) ** 2), P(x)))


# Instances
B = matrix("B", n, n)


@pytest.mark.parametrize(("wrong", "found"), [(2 * B, True), (-B, False)], ids=["2B", "-B"])
def test_a_definite_matrix_may_be_doubled_and_not_turned_round(wrong, found):
    claim = positive_definite(B)
    assert follows(claim, positive_definite(wrong)) is found


def test_two_variables_may_change_places_only_if_the_hypotheses_allow_it():
    known, right = finite_kl(mu, p, q), finite_kl(mu, q, p)
    proof = catalogue()["divergences.gibbs"].proof
    swapped = [v.statement.args[1] for v in mutants(proof.statement) if v.after is right]
    (found,) = [v for v in swapped if v.args[1] is right]
    assert implied(proof, And(proof.statement.args[0], found)) is not None
    assert not follows(known, right, density(mu, p), density(mu, q))


# Numbers
HALF = num(1) / 2
THIRDS = lam(i, entry(column(num(1) / 3, num(2) / 3), i))
HALVES = lam(i, entry(column(HALF, HALF), i))


def test_explicit_divergences_are_written_out_and_compared():
    known = KL(counting(2), THIRDS, HALVES) > 0
    assert follows(known, KL(counting(2), THIRDS, HALVES) < log(num(2)))
    assert follows(known, Ne(KL(counting(2), THIRDS, HALVES), KL(counting(2), HALVES, THIRDS)))
    assert not follows(known, KL(counting(2), THIRDS, HALVES) < num(1) / 100)
    assert not follows(known, KL(counting(2), HALVES, THIRDS) < KL(counting(2), THIRDS, HALVES))


def test_logarithms_are_compared_on_the_right_side():
    assert follows(log(num(3)) > 0, 2 * log(num(3)) > 3 * log(num(2)))
    assert not follows(log(num(3)) > 0, 2 * log(num(3)) < 3 * log(num(2)))
    assert not follows(log(num(3)) > 0, log(num(4)) > 2 * log(num(2)))


# What vanishes, or cannot be
def test_what_is_0_wherever_it_is_looked_at_is_integrable():
    dense = normal(x, y, s)
    known = Exists(g, integrable(piecewise(dense > 0, dense * g(x), 0), x, lebesgue()))
    assert follows(known, Exists(g, integrable(piecewise(dense < 0, dense * g(x) ** 2, 0), x, lebesgue())), s > 0)
    assert not follows(known, Exists(g, integrable(piecewise(dense > 1, dense * g(x) ** 2, 0), x, lebesgue())), s > 0)


# The library
def test_divergences_between_normal_distributions_are_finite_for_positive_scales():
    def claim(scale):
        return finite_kl(lebesgue(), lam(x, normal(x, y, scale)), lam(x, normal(x, t, s)))

    assert follows(claim(s), claim(s**2), s > 0)
    assert follows(claim(s), claim(3 * c), s > 0, c > 0)
    assert not follows(claim(s), claim(c), s > 0)


# What a way returns must be what was asked for
def test_a_theorem_that_states_something_else_is_refused():
    with pytest.raises(Undecided, match="is not"):
        stating(x > 0, logic.assume(x >= 0))


def test_equations_are_put_in_without_changing_the_goal():
    right, wrong = (Implies(x < 0, Eq(x / bottom, HALF)) for bottom in (x + y, x - y))
    assert follows(Implies(x > 0, P(x)), right, Eq(x, y))
    assert not follows(Implies(x > 0, P(x)), wrong, Eq(x, y))
    assert not follows(Implies(x > 0, P(x)), right)


@pytest.mark.parametrize(
    ("result", "slip", "place", "follows"),
    [
        ("wasserstein.lipschitz_critic", "an absolute value dropped", "abs(D(x) - D(y))", True),  # x and y exchanged
        ("wasserstein.lipschitz_critic", "an inequality turned round", "abs(D(x) - D(y)) <= abs(x - y)", False),
        ("divergences.jsd", "a factor ½ dropped", "(p(x) + q(x))/2", True),
        ("optimal_discriminator.functional", "u for 1 − u", "1 - D(x)", True),
        ("ridge.limits", "a factor 2", "n*lam", True),
        ("ridge.limits", "a factor 2", "[ones(n, 1), X].T*[ones(n, 1), X]", False),
    ],
)
def test_more_variants_of_results_follow_or_not(result, slip, place, follows):
    proof = catalogue()[result].proof
    found = next(v for v in mutants(proof.statement) if v.slip == slip and repr(v.before) == place)
    assert (implied(proof, found.statement) is not None) is follows
