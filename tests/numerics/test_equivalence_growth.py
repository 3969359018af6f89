"""Sums of case distinctions compare term by term, whichever conditions hold; nothing false compares."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Sum,
    entry,
    exp,
    function,
    log,
    natural,
    piecewise,
    real,
    vector,
)
from derivations.kernel.terms import NAT
from numerics import equivalence  # noqa: F401 - its parts import each other
from numerics.equivalence_growth import below
from tests.numerics.equivalence_checks import assumed

K, i = natural("K"), natural("i")
v, a = vector("v", K), function("a", NAT)
u = -entry(v, i)
SHARE = ForAll(i, Implies(i < K, Eq(entry(v, i), -sigmoid(a(i)))))
BOUNDED = ForAll(i, Implies(i < K, And(-1 <= entry(v, i), entry(v, i) <= 0)))


def total(condition, value):
    return Sum(-piecewise(condition, value, 0), i, K)


ENTROPY = total(u > 0, u * log(u))
COMPARED = {
    "twice the entropy of a share": (SHARE, ENTROPY, total(u > 0, 2 * (u * log(u)))),
    "nothing, since no share is negative": (BOUNDED, total(u < 0, u * log(u)), ENTROPY),
    "the same, as both conditions hold": (SHARE, ENTROPY, total(u < 1, u * log(u))),
}
WRONG = {
    "half the entropy of a share": (SHARE, ENTROPY, total(u > 0, u * log(u) / 2)),
    "nothing, of anything": (ForAll(i, Implies(i < K, entry(v, i) <= 0)), total(u < 0, u * log(u)), ENTROPY),
    "conditions of which only one holds": (SHARE, ENTROPY, total(u > 1, u * log(u))),
}


@pytest.mark.parametrize("name", COMPARED)
def test_sums_of_cases_compare(name):
    given, low, high = COMPARED[name]
    found = below(assumed(given), low, high)
    assert found.conclusion.args == (low, high)
    assert {h.alpha for h in found.hypotheses} <= {given.alpha}


@pytest.mark.parametrize("name", WRONG)
def test_sums_that_do_not_compare_are_not_compared(name):
    given, low, high = WRONG[name]
    with pytest.raises(ProofError):
        below(assumed(given), low, high)


def test_what_speaks_of_other_functions_does_not_crowd_out_the_rest():
    t, c = real("t"), real("c")
    given = [t < 1, c > 0, c < 1, exp(t * c) < 2, exp(c) < 3, exp(t) < 4, exp(2 * t) < 9]
    found = below(assumed(*given), log(c), t * log(c))
    assert found.conclusion.args == (log(c), t * log(c))
    with pytest.raises(ProofError):
        below(assumed(*given), t * log(c), log(c))
    with pytest.raises(ProofError):
        below(assumed(*given[1:]), log(c), t * log(c))
