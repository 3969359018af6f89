"""The generic check: true statements pass with instances of every claim, wrong variants are refuted with a witness."""

from __future__ import annotations

import pytest

import derivations
from derivations.kernel.formulas import And, Eq, ForAll, Iff, Implies, Ne, matrix, natural, real, sqrt, vector
from derivations.kernel.terms import num
from numerics.claims import claims, modes
from numerics.errors import UnexpectedForm
from numerics.randomness import generator
from numerics.statement import examine, rejection
from numerics.variants import mutants, substituted

x, y, lam_ = real("x"), real("y"), real("lam")
n = natural("n")
A, u, w = matrix("A", n, n), vector("u", n), vector("w", n)


def tried(statement, *hypotheses, seed=3):
    return examine(hypotheses, statement, generator(seed), 1.0)


@pytest.mark.parametrize(
    "statement",
    [
        Eq((x + y) ** 2, x**2 + 2 * x * y + y**2),
        Implies(And(x > 0, y > 0), (x + y) / 2 >= sqrt(x * y)),
        ForAll(x, x**2 + 1 >= 2 * x),
        Eq((A * u).T * w, u.T * (A.T * w)),
        Iff(x**2 < 1, And(x < 1, -1 < x)),
    ],
    ids=repr,
)
def test_a_true_statement_passes(statement):
    found = tried(statement)
    assert found.witness is None
    assert found.missing is None
    assert found.cases >= 20


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        (Eq((x + y) ** 2, x**2 + y**2), "x = "),
        (Implies(x > 0, x**2 > x), "is false"),
        (ForAll(x, x**2 >= x), "x = 1/"),
        (Eq((A * u).T * w, u.T * (A * w)), "A = "),
        (Iff(x**2 < 1, x < 1), "x = "),
        (Iff(x**2 < 1, And(x <= 1, -1 < x)), "x = 1"),
        (Eq(sqrt(x**2), x), "x = -"),
    ],
    ids=repr,
)
def test_a_false_statement_is_refuted_with_a_witness(statement, shown):
    assert shown in (tried(statement).witness or "")


def test_a_hypothesis_that_makes_it_true_is_respected():
    claim = Eq(sqrt(x**2), x)
    assert tried(claim).witness
    assert tried(claim, x >= 0).missing is None


def test_a_claim_without_an_instance_is_not_passed():
    found = tried(Implies(And(x > 1, x < 0), Eq(x, x + 1)))
    assert found.witness is None
    assert "no instance" in (found.missing or "")


def test_what_is_undefined_where_the_hypotheses_hold_is_not_passed():
    assert "no instance" in (tried(Eq(x / (y - y), 1)).missing or "")


def test_a_statement_is_taken_apart_into_claims_with_fresh_names():
    first, second = claims(And(Implies(x > 0, ForAll(x, x**2 >= 0)), Eq(x, x)))
    assert first.premises == (x > 0,)
    assert {v.data for v in first.conclusion.free} == {"x_1"}
    assert second.premises == ()


def test_an_equivalence_is_tried_on_and_beside_the_border_of_every_inequality():
    wanted = modes(Iff(Eq(y, 0), x < 2))
    assert (Eq(num(2) - x, 0),) in wanted
    assert len([m for m in wanted if m and m[-1].op == "eq"]) == 4


def test_the_border_is_what_tells_strict_from_weak():
    right, wrong = (Iff(x * 4 < 1, claim) for claim in (x < num(1) / 4, x <= num(1) / 4))
    assert tried(right).witness is None
    assert "x = 1/4" in (tried(wrong).witness or "")


def test_the_slips_that_the_course_knows_are_among_the_variants():
    names = {wrong.slip for wrong in mutants(And(Eq(A.T * u - n * lam_ * w, w / 2), x >= 0, 2 * x > y))}
    assert {"a sign flipped", "arguments swapped", "a transpose dropped", "n dropped", "lam dropped", "a factor 2",
            "a factor ½ dropped", "a factor dropped", "> for ≥", "≥ for >",
            "an inequality turned round"} <= names  # fmt: skip


def test_no_variant_is_the_statement_itself():
    statement = derivations.ridge.gradient().statement
    assert all(wrong.statement.alpha is not statement.alpha for wrong in mutants(statement))


def test_most_variants_of_the_gradient_are_rejected_and_unchanged_claims_are_not_tried():
    proof = derivations.ridge.gradient()
    wrong = [wrong.statement for wrong in mutants(proof.statement.args[1])]
    rejected = [w for w in wrong if rejection(proof.hypotheses, proof.statement.args[1], w, generator(2))]
    assert len(rejected) >= 0.8 * (len(wrong) - 3)
    assert rejection(proof.hypotheses, proof.statement, proof.statement, generator(2)) is None


def test_a_substitution_that_changes_nothing_is_refused():
    with pytest.raises(UnexpectedForm, match="does not occur"):
        substituted(Eq(x, x), y, x)


def test_the_same_seed_gives_the_same_outcome():
    proof = derivations.minimax.general_step_size()
    first, again = (examine(proof.hypotheses, proof.statement, generator(9), 0.5) for _ in range(2))
    assert first == again


def test_a_failing_premise_by_inequality_makes_no_counterexample():
    assert tried(Implies(Ne(x, 0), Eq(x / x, 1))).witness is None
