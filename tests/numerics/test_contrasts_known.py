"""Claims in easier terms: only what was proved to be equal is exchanged, and only for less dear terms."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, ForAll, Iff, Implies, Integral, exp, lebesgue, real
from derivations.kernel.terms import ONE
from numerics.claims import Claim
from numerics.contrasts_known import eased

x, y, z, t = map(real, "xyzt")
TOTAL = Integral(exp(-(t**2)), t, lebesgue(ONE))


def first(statement, claim, *premises):
    return eased(statement, [Claim(premises, claim)])[0].conclusion


@pytest.mark.parametrize(
    ("statement", "claim", "easier"),
    [
        (Eq(TOTAL, y), TOTAL + 1 < z, y + 1 < z),
        (Eq(y, TOTAL), TOTAL + 1 < z, y + 1 < z),
        (And(x > 0, Iff(Eq(TOTAL, y), z > 0)), Iff(Eq(TOTAL, y), x < 0), Iff(z > 0, x < 0)),
        (And(Iff(Eq(TOTAL, y), TOTAL > 0), Iff(Eq(TOTAL, y), z > 0)), Iff(TOTAL > 0, x < 0), Iff(z > 0, x < 0)),
    ],
    ids=["left", "right", "equivalence", "through another equivalence"],
)
def test_the_form_without_an_integral_is_put_in_first(statement, claim, easier):
    assert first(statement, claim) == easier


def test_the_claim_itself_is_kept():
    assert [c.conclusion for c in eased(Eq(TOTAL, y), [Claim((), TOTAL < 3)])] == [y < 3, TOTAL < 3]


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        (Implies(x > 0, Eq(TOTAL, y)), TOTAL < 3),
        (Eq(TOTAL, y), y < 3),
        (TOTAL < y, TOTAL < 3),
        (ForAll(x, Eq(TOTAL + x, y)), TOTAL < 3),
    ],
    ids=["premise missing", "not dear", "no equation", "another term"],
)
def test_nothing_else_is_exchanged(statement, claim):
    assert first(statement, claim) == claim


def test_an_equation_under_premises_serves_claims_with_these_premises():
    assert first(Implies(x > 0, Eq(TOTAL, y)), TOTAL < 3, x > 0) == (y < 3)
