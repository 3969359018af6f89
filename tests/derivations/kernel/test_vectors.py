"""Columns by their entries: what the rules state, and what they do not."""

import pytest

from derivations.kernel import Undecided, logic, vectors
from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import Eq, ForAll, Implies, Ne, Sum, entry, matrix, natural, ones, real, vector, zeros
from derivations.kernel.terms import ONE, ZERO, num

n, d, i = map(natural, ("n", "d", "i"))
u, v, a = vector("u", n), vector("v", n), real("a")
X, w = matrix("X", n, d), vector("w", d)


def test_a_product_of_columns_is_the_sum_over_their_entries():
    theorem = vectors.inner_sum(u, X * w)
    assert theorem.conclusion.alpha is Eq(u.T * (X * w), Sum(entry(u, i) * entry(X * w, i), i, n)).alpha
    assert not theorem.hypotheses


def test_columns_of_different_sizes_have_no_product():
    with pytest.raises(IllFormed):
        vectors.inner_sum(u, w)
    with pytest.raises(IllFormed):
        vectors.inner_sum(X, X)


def test_the_entry_of_a_combination_is_the_combination_of_the_entries():
    goal = Eq(entry(a * u - v / 2 + ones(n) - zeros(n), i), 1 - entry(v, i) / 2 + entry(u, i) * a)
    theorem = vectors.entry_of(goal)
    assert theorem.conclusion is goal
    assert theorem.hypotheses == (i < n,)


def test_a_denominator_stays_a_condition():
    theorem = vectors.entry_of(Eq(entry(u / a, i), entry(u, i) / a))
    assert set(theorem.hypotheses) == {i < n, Ne(a, 0)}


@pytest.mark.parametrize(
    "wrong", [Eq(entry(u + v, i), entry(u, i)), Eq(entry(ones(n), i), ZERO), Eq(entry(-u, i), entry(u, i))]
)
def test_another_combination_is_refused(wrong):
    with pytest.raises(Undecided, match="which is not"):
        vectors.entry_of(wrong)


def test_columns_with_equal_entries_are_equal():
    equal = ForAll(i, Implies(i < n, Eq(entry(u, i), entry(v, i))))
    assert vectors.extensional(logic.assume(equal)).conclusion is Eq(u, v)


@pytest.mark.parametrize("bound", [num(1), n + ONE, d])
def test_the_entries_must_be_all_of_them(bound):
    equal = ForAll(i, Implies(i < bound, Eq(entry(u, i), entry(v, i))))
    with pytest.raises(Undecided):
        vectors.extensional(logic.assume(equal))
