"""Side conditions met from facts: what is found follows from these facts alone, and what does not is not found."""

from fractions import Fraction

import pytest

from derivations.kernel import Undecided, is_theorem, logic
from derivations.kernel.formulas import (
    FALSE,
    TRUE,
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    block,
    det,
    differentiable,
    exp,
    full_column_rank,
    invertible,
    log,
    matrix,
    natural,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    sqrt,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import Term
from derivations.refuter.evaluate import holds
from derivations.tactics import Facts

x, y, z, t = map(real, "xyzt")
n, k = natural("n"), natural("k")
A, B, v = matrix("A", n, n), matrix("B", n, n), vector("v", n)
SINGULAR, REGULAR = block([[1, 1], [1, 1]]), block([[2, 1], [1, 1]])


def facts(*given: Term) -> Facts:
    return Facts(logic.assume(formula) for formula in given)


SEEN = {
    "a numeral": ([], 0 < Fraction(1, 2) + x - x),
    "a known fact": ([x > y], x > y),
    "a strict fact where a weak one is wanted": ([x > y], x >= y),
    "the other half of a conjunction": ([And(x > 0, y > 0)], y > 0),
    "a disequality turned round": ([Ne(x, y)], Ne(y, x)),
    "a disequality moved": ([Ne(x, 1)], Ne(1 - x, 0)),
    "a number above a numeral": ([x >= 2], x > 0),
    "a natural number": ([], k >= 0),
    "a sum": ([x > 0, y >= 0], x + y > 0),
    "a product": ([x > 0, y > 0], x * y > 0),
    "a square": ([], x * x >= 0),
    "an even power": ([], x**4 >= 0),
    "the square of a number that is not 0": ([Ne(x, 0)], x**2 > 0),
    "an odd power": ([x > 0], x**3 > 0),
    "a symbolic power": ([x > 0], x**k > 0),
    "a quotient": ([x > 0, y > 0], x / y > 0),
    "an exponential": ([], exp(x) > 0),
    "an absolute value": ([], abs(x) >= 0),
    "a root": ([x > 0], sqrt(x) > 0),
    "a root of what is at least 0": ([x >= 0], sqrt(x) >= 0),
    "a squared norm": ([], sqnorm(v) >= 0),
    "a squared norm of a vector that is not 0": ([Ne(v, zeros(n))], sqnorm(v) > 0),
    "a norm as a product": ([], v.T * v >= 0),
    "a quadratic form": ([positive_semidefinite(A)], v.T * A * v >= 0),
    "a positive denominator": ([x > 0], Ne(x, 0)),
    "a negative denominator": ([x < 0], Ne(x, 0)),
    "a denominator factor by factor": ([Ne(x, 0), Ne(y, 0)], Ne(x * y, 0)),
    "a denominator that is a power": ([Ne(x, 0)], Ne(x**3, 0)),
    "a difference": ([x < y], Ne(y - x, 0)),
    "a linear combination": ([x < y, y < z], 2 * x < y + z),
    "a chain": ([x < y, y < z, z < t], x < t),
    "a product of differences": ([0 < x, x < 1], x * x < x),
    "a contradiction": ([x < y, y < x], FALSE),
    "truth": ([], TRUE),
    "both": ([x > 0], And(x >= 0, Ne(x, 0))),
    "an implication": ([], Implies(x > 1, x > 0)),
    "every number": ([], ForAll(x, x**2 >= 0)),
    "an equation": ([], Eq((x + y) ** 2, x**2 + 2 * x * y + y**2)),
    "differentiability": ([x > 0], differentiable(log(x), x)),
    "an inverse from definiteness": ([positive_definite(A)], invertible(A)),
    "an inverse from a determinant": ([Ne(det(A), 0)], invertible(A)),
    "an inverse of given numbers": ([], invertible(REGULAR)),
    "a determinant from an inverse": ([invertible(A)], Ne(det(A), 0)),
    "symmetry": ([symmetric(A), symmetric(B)], symmetric(A + 2 * B)),
    "symmetry from definiteness": ([positive_definite(A)], symmetric(A)),
    "full rank": ([positive_definite(A)], full_column_rank(A)),
}


@pytest.mark.parametrize(("given", "goal"), SEEN.values(), ids=SEEN)
def test_what_follows_is_found_from_the_facts_alone(given, goal):
    theorem = facts(*given).prove(goal)
    assert is_theorem(theorem)
    assert theorem.conclusion.alpha is goal.alpha
    assert {h.alpha for h in theorem.hypotheses} <= {g.alpha for g in given}
    assert theorem.oracles == frozenset()


@pytest.mark.parametrize(
    ("given", "goal"), [case for case in SEEN.values() if case[0]], ids=[k for k in SEEN if SEEN[k][0]]
)
def test_without_the_facts_it_is_not_found(given, goal):
    with pytest.raises(Undecided):
        facts().prove(goal)


FALSE_GOALS = {
    "a product of unknown sign": ([x > 0], x * y > 0),
    "a quotient of unknown sign": ([x > 0], x / y > 0),
    "an odd power": ([], x**3 >= 0),
    "a sum with a negative part": ([x > 0, y < 0], x + y > 0),
    "a strict square": ([], x**2 > 0),
    "a strict norm": ([], sqnorm(v) > 0),
    "a quadratic form": ([symmetric(A)], v.T * A * v >= 0),
    "a moved disequality": ([Ne(x, 1)], Ne(x + 1, 0)),
    "a disequality of one factor": ([Ne(x, 0)], Ne(x * y, 0)),
    "an inverse from semidefiniteness": ([positive_semidefinite(A)], invertible(A)),
    "an inverse of a singular matrix": ([], invertible(SINGULAR)),
    "every number": ([x > 0], ForAll(x, x > 0)),
    "an implication": ([], Implies(x > 0, x > 1)),
    "a root of anything": ([], sqrt(x) >= 0),
    "the converse": ([x >= y], x > y),
    "differentiability at a kink": ([], differentiable(abs(x), x, 0)),
    "symmetry of a product": ([symmetric(A), symmetric(B)], symmetric(A * B)),
}


@pytest.mark.parametrize(("given", "goal"), FALSE_GOALS.values(), ids=FALSE_GOALS)
def test_what_does_not_follow_is_not_found(given, goal):
    with pytest.raises(Undecided) as caught:
        facts(*given).prove(goal)
    assert caught.value.condition


def test_the_missing_condition_is_named():
    with pytest.raises(Undecided) as caught:
        facts(x > 0).prove(Implies(y > 1, And(x > 0, z > y)))
    assert caught.value.condition == "y < z"


def test_a_search_for_a_sign_does_not_use_what_is_not_needed():
    theorem = facts(x >= 0, y > 0).prove(x**2 >= 0)
    assert theorem.hypotheses == ()


def test_assumptions_stay_in_the_facts_made_with_them():
    base = facts(x > 0)
    more = base.with_(y > 0)
    assert more.look_up(y > 0) is not None
    assert base.look_up(y > 0) is None


def test_a_fresh_name_does_not_meet_a_fact_about_the_same_letter():
    claim = ForAll(x, x <= 3)
    with pytest.raises(Undecided):
        facts(x <= 3).prove(claim)
    assert holds(claim, {}) is False


def test_the_first_of_two_facts_that_say_the_same_is_kept():
    known = facts(x > 0)
    first = known.look_up(x > 0)
    known.add(logic.weaken(logic.assume(x > 0), y > 0))
    assert known.look_up(x > 0) is first


def test_search_stays_within_reach_with_many_facts():
    names = [real(f"u_{i}") for i in range(12)]
    many = facts(*(u > 0 for u in names))
    total = names[0]
    for u in names[1:]:
        total = total + u
    assert many.prove(total > 0).conclusion is (total > 0)
    with pytest.raises(Undecided):
        many.prove(total > 1)
    assert t not in total.free
