"""Equations for every column: decided by finitely many columns if they are affine, and only then."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import Eq, ForAll, Iff, Implies, matrix, natural, real, sqrt, vector
from numerics.affine_claims import affine_instances
from numerics.matrices import Matrix
from numerics.places import Drawn

n, r = natural("n"), real("r")
w, v = vector("w", n), vector("v", n)
A, B = matrix("A", n, n), matrix("B", n, n)
ONES = Matrix(2, 2, (Fraction(1),) * 4)
TURN = Matrix(2, 2, tuple(map(Fraction, (1, 1, 1, -1))))


def place(a, b):
    return Drawn({n: 2, A: a, B: b, r: Fraction(1)})


def test_an_equation_that_holds_for_all_columns_is_seen_to():
    claim = ForAll(w, Eq(2 * (A * w) - B * w, A * w))
    assert place(ONES, ONES).truth(claim) is True


def test_an_equation_that_fails_at_one_unit_is_false():
    claim = ForAll(w, Eq(A * w, B * w))
    assert place(ONES, TURN).truth(claim) is False


@pytest.mark.parametrize(
    "claim",
    [ForAll(w, Eq(w.T * w, w.T * w)), ForAll(w, Implies(Eq(w, v), Eq(A * w, B * w))), ForAll(r, r > 0), Eq(A, B)],
    ids=["quadratic", "premise", "inequality", "no quantifier"],
)
def test_other_claims_have_no_such_instances(claim):
    assert [*affine_instances(claim, {n: 2})] == []


def test_one_side_may_be_exact_and_the_other_enclosed():
    claim = Iff(ForAll(w, Eq(A * w, B * w)), Eq(sqrt(r + 1), 1))
    assert place(ONES, ONES).truth(claim) is False
    assert place(ONES, TURN).truth(claim) is True
