"""Cell by cell: zeros inserted, cases decided, logarithms taken apart; what does not hold in every cell is refused."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from derivations.counterexample import find
from derivations.kernel import Theorem, Undecided, logic
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Implies,
    Not,
    exp,
    function,
    log,
    pi,
    piecewise,
    point,
    real,
    sqrt,
)
from derivations.kernel.terms import Term, num, replace
from derivations.lemmas import cells
from derivations.lemmas.cells import Hints, decide, in_cell, in_cells, taken_apart, weighted, zero_or_positive
from derivations.opinion import summary
from derivations.tactics import Facts

a, b, c, h, w = map(real, "abchw")
p, q, x = function("p"), function("q"), point("x")
SIGNS = (0 <= a, 0 <= b)
GUARDED = piecewise(0 < a, a * log(a / b))
SUPPORT = Implies(0 < a, 0 < b)


def known(*formulas: Term) -> Facts:
    return Facts(logic.assume(f) for f in formulas)


def proves(theorem: Theorem, goal: Term, given: Sequence[Term]) -> None:
    assert theorem.conclusion.alpha is goal.alpha
    assert {h.alpha for h in theorem.hypotheses} <= {g.alpha for g in given}
    assert theorem.oracles == frozenset()


def test_a_number_that_is_at_least_0_is_0_or_positive():
    theorem = zero_or_positive(logic.assume(0 <= a))
    assert theorem.conclusion.op == "or"
    assert theorem.conclusion.args == (Eq(a, 0), 0 < a)
    assert theorem.hypotheses == (0 <= a,)


# Goals in all cells
BOTH = [*SIGNS, SUPPORT]
HOLDS = {
    "a bound, zeros included": (a - b <= GUARDED, BOTH, [(a, b / a)]),
    "an identity without cells": (Eq((a + b) ** 2, a**2 + 2 * a * b + b**2), SIGNS, []),
    "a guard that changes nothing": (Eq(piecewise(0 < a, a * b), a * b), SIGNS, []),
    "a logarithm of a quotient": (Eq(GUARDED, piecewise(0 < a, a * (log(a) - log(b)))), BOTH, []),
    "log of a numeral": (Eq(piecewise(0 < a, log(6 * a)), piecewise(0 < a, log(a) + log(2) + log(3))), SIGNS, []),
    "an implication": (Implies(0 < a, 0 < a + b), SIGNS, []),
    "an implication that is empty in every cell": (Implies(a < 0, b < 0), SIGNS, []),
    "both at once": (And(0 <= a * b, 0 <= a + b), SIGNS, []),
    "two guards": (Eq(piecewise(And(0 < a, 0 < b), a * b), a * b), SIGNS, []),
    "a negated guard": (Eq(piecewise(Not(0 < a), b, a + b), a + b), SIGNS, []),
    "a sum is positive where a part is": (Implies(0 < a, 0 < (a + b) / 2), SIGNS, []),
}  # fmt: skip


@pytest.mark.parametrize(("goal", "given", "bounds"), HOLDS.values(), ids=HOLDS)
def test_what_holds_in_every_cell_is_proved(goal, given, bounds):
    proves(in_cells(known(*given), goal, (a, b), Hints(bounds)), goal, given)
    assert find(goal, given) is None


@pytest.mark.parametrize(("goal", "given", "bounds"), HOLDS.values(), ids=HOLDS)
def test_sympy_disagrees_with_no_step(goal, given, bounds):
    assert summary(in_cells(known(*given), goal, (a, b), Hints(bounds)))["disagrees"] == 0


FAILS = {
    "the bound turned round": (GUARDED <= a - b, BOTH, [(a, b / a)]),
    "the bound with the other sign": (b - a <= GUARDED, BOTH, [(a, b / a)]),
    "strict for weak": (a - b < GUARDED, BOTH, [(a, b / a)]),
    "a guard that changes the value at 0": (Eq(piecewise(0 < a, a + b), a + b), SIGNS, []),
    "a logarithm with the wrong sign": (Eq(piecewise(0 < a, a * log(1 / a)), piecewise(0 < a, a * log(a))), SIGNS, []),
    "log 2 for log 4": (Eq(piecewise(0 < a, log(4 * a)), piecewise(0 < a, log(a) + log(2))), SIGNS, []),
    "an implication turned round": (Implies(0 < a + b, 0 < a), SIGNS, []),
    "one half is wrong": (And(0 <= a, b <= a), SIGNS, []),
    "positive where it may be 0": (0 < a + b, SIGNS, []),
    "both positive where one may be 0": (Eq(piecewise(And(0 < a, 0 < b), a + b), a + b), SIGNS, []),
}


@pytest.mark.parametrize(("goal", "given", "bounds"), FAILS.values(), ids=FAILS)
def test_what_fails_in_one_cell_is_not_proved(goal, given, bounds):
    with pytest.raises(Undecided):
        in_cells(known(*given), goal, (a, b), Hints(bounds))
    assert find(goal, given) is not None


def test_without_the_support_a_logarithm_is_not_taken_apart():
    with pytest.raises(Undecided) as caught:
        in_cells(known(*SIGNS), a - b <= GUARDED, (a, b), Hints([(a, b / a)]))
    assert caught.value.condition


def test_the_sign_of_an_atom_must_be_known():
    with pytest.raises(Undecided) as caught:
        in_cells(known(0 <= b), Eq(piecewise(0 < a, a), a), (a,))
    assert caught.value.condition == str(0 <= a)


def test_the_values_of_functions_at_a_point_are_atoms():
    given = [0 <= p(x), 0 <= q(x), Implies(0 < p(x), 0 < q(x))]
    goal = p(x) - q(x) <= piecewise(0 < p(x), p(x) * log(p(x) / q(x)))
    proves(in_cells(known(*given), goal, (p(x), q(x)), Hints([(p(x), q(x) / p(x))])), goal, given)


def test_an_atom_that_is_known_to_be_positive_is_no_case():
    theorem = in_cells(known(0 < a), Eq(piecewise(0 < a, b), b), (a,))
    assert theorem.hypotheses == (0 < a,)
    with pytest.raises(Undecided):
        in_cells(known(0 <= a), Eq(piecewise(0 < a, b), b), (a,))


def test_an_equation_of_the_author_is_inserted_where_it_holds():
    goal = Eq(piecewise(0 < a, log((1 - a / (a + b)) * (a + b))), piecewise(0 < a, log(b)))
    given = [0 < a, 0 < b]
    rest = Eq(1 - a / (a + b), b / (a + b))
    with pytest.raises(Undecided):
        in_cell(known(*given), goal)
    proves(in_cell(known(*given), goal, Hints((), [rest])), goal, given)
    false = Eq(1 - a / (a + b), a / (a + b))
    with pytest.raises(Undecided):  # an equation that does not hold helps nobody
        in_cell(known(*given), goal, Hints((), [false]))


def test_a_cell_that_is_empty_proves_anything_and_says_why():
    given = [Eq(a, 0), 0 < a]
    theorem = in_cell(known(*given), Eq(b, 1))
    assert set(theorem.hypotheses) == set(given)
    inhabited = [Eq(a, 0), 0 < b]
    with pytest.raises(Undecided):
        in_cell(known(*inhabited), Eq(b, 1))


def test_a_product_of_positive_numbers_that_is_0_is_impossible():
    given = [0 < a, 0 < b, Eq(a * b, 0)]
    theorem = in_cell(known(*given), FALSE)
    assert theorem.conclusion is FALSE
    assert set(theorem.hypotheses) == set(given)


# Conditions
DECIDED = {
    "known": (0 < a, [0 < a], True),
    "its negation known": (a < b, [Not(a < b)], False),
    "by a sign": (0 < a + b, [0 < a, 0 <= b], True),
    "zero is not positive": (0 < a, [Eq(a, 0)], False),
    "the other order": (a < b, [b < a], False),
    "numerals": (num(2) < num(1), [], False),
    "both": (And(0 < a, 0 < b), [0 < a, 0 < b], True),
    "one of both fails": (And(0 < a, 0 < b), [0 < a, Eq(b, 0)], False),
    "not": (Not(0 < a), [Eq(a, 0)], True),
    "not what holds": (Not(0 < a), [0 < a], False),
    "unequal": (Eq(a, 0), [0 < a], False),
}


@pytest.mark.parametrize(("condition", "given", "holds"), DECIDED.values(), ids=DECIDED)
def test_a_condition_is_decided(condition, given, holds):
    theorem = decide(known(*given), condition)
    assert theorem.conclusion is (condition if holds else Not(condition))
    assert set(theorem.hypotheses) <= set(given)


@pytest.mark.parametrize("condition", [0 < a, And(0 < a, 0 < b), Not(0 < b), a <= b], ids=str)
def test_a_condition_of_which_nothing_is_known_is_not_decided(condition):
    with pytest.raises(Undecided):
        decide(known(0 <= a), condition)


# Logarithms
APART = {
    "a product": (a * b, log(a) + log(b)),
    "a quotient": (a / b, log(a) - log(b)),
    "a power": (a**3, 3 * log(a)),
    "a root": (sqrt(a), log(a) / 2),
    "an exponential": (exp(h), h),
    "a numeral": (num(Fraction(12, 5)), log(2) + log(2) + log(3) - log(5)),
    "one": (num(1), num(0)),
    "a sum stays": (a + b, log(a + b)),
    "a sigmoid": (sigmoid(h), num(0) - log(1 + exp(-h))),
}


@pytest.mark.parametrize(("inside", "apart"), APART.values(), ids=APART)
def test_a_logarithm_is_taken_apart(inside, apart):
    assert taken_apart(inside) is apart
    theorem = cells.logarithm_of(known(0 < a, 0 < b), log(inside))
    assert theorem.conclusion is Eq(log(inside), apart)


def test_the_logarithm_of_a_normal_density_is_a_polynomial_and_constants():
    theorem = cells.logarithm_of(known(0 < a), log(normal(h, b, a)))
    expected = -((h - b) ** 2) / (2 * a**2) - ((log(2) + log(pi())) / 2 + log(a))
    assert theorem.conclusion is Eq(log(normal(h, b, a)), expected)


@pytest.mark.parametrize("given", [[], [0 < a], [0 < a, 0 <= b], [a < 0, b < 0]], ids=str)
def test_the_logarithm_of_a_product_needs_positive_factors(given):
    with pytest.raises(Undecided) as caught:
        cells.logarithm_of(known(*given), log(a * b))
    assert caught.value.condition in (str(0 < a), str(0 < b))


# Bounds
def test_a_weighted_bound_is_the_tangent_times_the_weight():
    theorem = weighted(known(0 <= w, 0 < a, 0 < b), (w, a / b))
    assert theorem is not None
    assert theorem.conclusion is (w * (log(a) - log(b)) <= w * (a / b - 1))


def test_a_weight_of_unknown_sign_is_refused():
    with pytest.raises(Undecided) as caught:
        weighted(known(0 < a), (w, a))
    assert caught.value.condition == "sign"
    assert find(w * log(a) <= w * (a - 1), [0 < a]) is not None


def test_a_weight_that_is_0_bounds_nothing():
    assert weighted(known(), (a - a, b)) is None


def test_a_term_is_a_bound_by_its_sign():
    facts = known(0 <= a, 0 <= b)
    theorem = weighted(facts, a * b)
    assert theorem is not None
    assert theorem.conclusion is (0 <= a * b)
    assert weighted(facts, a - b) is None


# Rewriting
def test_rewriting_inserts_and_goes_back():
    facts = known(Eq(a, 0), Eq(b, c))
    rewriting = cells.Rewriting(facts, a + b <= c)
    rewriting.insert()
    assert rewriting.goal is (num(0) + c <= c)
    assert rewriting.back(facts.prove(num(0) + c <= c)).conclusion is (a + b <= c)


def test_an_atom_is_not_replaced_by_a_term_with_itself_inside():
    facts = known(Eq(a, a + b))
    rewriting = cells.Rewriting(facts, Eq(a, 0))
    rewriting.insert()
    assert rewriting.goal is Eq(a, 0)


SPOILED: dict[str, Callable[[Term], Term]] = {
    "a side moved": lambda goal: replace(goal, a - b, a - b + 1),
    "the guard turned": lambda goal: replace(goal, 0 < a, a < 0),
    "the logarithm turned": lambda goal: replace(goal, log(a / b), log(b / a)),
}


@pytest.mark.parametrize("change", SPOILED.values(), ids=SPOILED)
def test_a_spoiled_goal_is_noticed(change):
    goal = a - b <= GUARDED
    wrong = change(goal)
    assert wrong is not goal
    with pytest.raises(Undecided):
        in_cells(known(*BOTH), wrong, (a, b), Hints([(a, b / a)]))
