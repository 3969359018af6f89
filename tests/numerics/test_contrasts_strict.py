"""Strict variants of a bound deny that it is attained: only where the statement says when it is."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, ForAll, Iff, Implies, Not, real
from derivations.kernel.terms import ZERO
from derivations.results import catalogue
from numerics.claims import Claim
from numerics.contrasts_strict import strict
from numerics.mutants import Bench
from numerics.variants import mutants

x, y, z = map(real, "xyz")
WHEN = z > 2


def said(statement, claim, *premises):
    return [c.conclusion for c in strict(statement, [Claim(premises, claim)])]


@pytest.mark.parametrize(
    "known",
    [
        Iff(Eq(x, y), WHEN),
        Iff(Eq(y, x), WHEN),
        Iff(Eq(y - x, ZERO), WHEN),
        Iff(Eq(x - y, ZERO), WHEN),
        Iff(WHEN, Eq(y, x)),
        And(x <= y, And(Iff(Eq(x, y), WHEN), z > 0)),
    ],
)
def test_the_case_of_equality_is_denied(known):
    assert said(known, x < y) == [Not(WHEN)]


def test_premises_of_the_claim_are_kept_and_those_of_the_equivalence_needed():
    known = Implies(z > 0, Iff(Eq(x, y), WHEN))
    (claim,) = strict(known, [Claim((z > 0, z < 9), x < y)])
    assert claim == Claim((z > 0, z < 9), Not(WHEN))
    assert said(known, x < y) == []


@pytest.mark.parametrize(
    ("known", "claim"),
    [
        (Iff(Eq(x, y), WHEN), x <= y),
        (Iff(Eq(x, y), WHEN), Eq(x, y)),
        (Iff(Eq(y - x, z), WHEN), x < y),
        (Iff(Eq(x, z), WHEN), x < y),
        (Implies(Eq(x, y), WHEN), x < y),
        (ForAll(x, Iff(Eq(x, y), WHEN)), x < z),
        (Not(Iff(Eq(x, y), WHEN)), x < y),
    ],
    ids=["not strict", "no bound", "another difference", "another bound", "one way", "another variable", "denied"],
)
def test_nothing_else_is_concluded(known, claim):
    assert said(known, claim) == []


def test_a_bound_that_a_posterior_attains_is_not_strict():
    proof = catalogue()["vae.linear_gaussian"].proof
    bench = Bench(proof, 0)
    turned = [m for m in mutants(proof.statement) if m.slip == "> for ≥" and "expectation" in repr(m.before)]
    assert len(turned) == 2
    assert [bench.judge(m).status for m in turned] == ["refuted"] * 2
