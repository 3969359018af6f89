"""log u ≤ u − 1, with equality at 1 only: what every divergence rests on."""

import math

import pytest

from derivations.counterexample import find
from derivations.kernel import Theorem
from derivations.kernel.formulas import Eq, ForAll, Implies, Ne, log, real
from derivations.kernel.terms import Term, num
from derivations.lemmas import logarithm
from derivations.opinion import summary
from derivations.proof import Proof, StepError
from derivations.refuter.evaluate import holds

t, u = real("t"), real("u")


def says(theorem: Theorem, conclusion: Term, *hypotheses: Term) -> None:
    assert theorem.conclusion.alpha is conclusion.alpha
    assert {h.alpha for h in theorem.hypotheses} == {h.alpha for h in hypotheses}
    assert theorem.oracles == frozenset()


def test_the_logarithm_lies_below_its_tangent_at_1():
    says(logarithm.bound(u / 2), log(u / 2) <= u / 2 - 1, 0 < u / 2)


def test_it_touches_the_tangent_nowhere_else():
    says(logarithm.strict_bound(u + 1), log(u + 1) < (u + 1) - 1, 0 < u + 1, Ne(u + 1, 1))
    says(logarithm.attained(u), Eq(u, 1), 0 < u, Eq(log(u), u - 1))


def test_the_bound_for_every_positive_number_needs_no_hypothesis():
    says(logarithm.everywhere(), ForAll(t, Implies(0 < t, log(t) <= t - 1)))


def test_the_bound_at_a_number_is_discharged_by_its_sign():
    proof = Proof()
    assert proof.conclude(log(num(3)) <= num(3) - 1, by=logarithm.bound(num(3))).hypotheses == ()
    assert holds(log(num(3)) <= num(2), {}) is True


def test_the_bound_at_a_negative_number_is_not_had():
    with pytest.raises(StepError) as caught:
        Proof().have(log(num(-1)) <= num(-2), by=logarithm.bound(num(-1)))
    assert (caught.value.number, caught.value.condition) == (1, "0 < -1")


WRONG = {
    "log u is at most u - 2": (log(u) <= u - 2, [0 < u]),
    "log u is at least u - 1": (u - 1 <= log(u), [0 < u]),
    "the bound is strict everywhere": (log(u) < u - 1, [0 < u]),
    "it is attained everywhere": (Eq(log(u), u - 1), [0 < u]),
    "the tangent at 2": (log(u) <= u / 2 - 1, [0 < u]),
    "equality means u = 2": (Eq(u, 2), [0 < u, Eq(log(u), u - 1)]),
}


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted_and_do_not_follow(claim, given):
    assert find(claim, given) is not None
    proof = Proof(given=given)
    for known in (logarithm.bound(u), logarithm.strict_bound(u), logarithm.attained(u)):
        with pytest.raises(StepError):
            proof.have(claim, by=known)


@pytest.mark.parametrize("value", [1e-6, 0.3, 1 - 1e-6, 1.0, 1 + 1e-6, 2.5, 1e6])
def test_the_bound_in_floating_point(value):
    assert math.log(value) <= value - 1
    assert (math.log(value) == value - 1) is (value == 1)


@pytest.mark.parametrize("theorem", [logarithm.strict, logarithm.weak, logarithm.everywhere])
def test_sympy_disagrees_with_no_step(theorem):
    counted = summary(theorem())
    assert (counted["agrees"] > 0, counted["disagrees"]) == (True, 0)


def test_it_is_proved_once():
    assert logarithm.weak() is logarithm.weak()


def test_the_tangent_of_a_concave_function_is_not_below_it():
    proof = Proof(given=[0 < u, Ne(u, 1)])
    with pytest.raises(StepError) as caught:
        proof.have(u - 1 < log(u), by=logarithm.strict_bound(u))
    assert caught.value.verdict == "refuted"
    assert proof.have(log(u) < u - 1, by=logarithm.strict_bound(u)).rule == "instantiate"
