"""Quotients by what is known of their parts: signs and orders that follow are proved, their neighbours are not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError
from derivations.kernel.formulas import And, Eq, exp, log, piecewise, real
from numerics.equivalence_growth import below
from numerics.equivalence_quotients import by_denominators, positive
from tests.numerics.equivalence_checks import facts

s, t = real("s"), real("t")
INSIDE = (-1 < t, t < 0)
SHARE = -t / (1 + t)


def test_signs_of_quotients():
    assert positive(facts(*INSIDE), SHARE).conclusion.alpha is (0 < SHARE).alpha
    assert positive(facts(s < 0, t < -1), s / (1 + t)).conclusion.alpha is (0 < s / (1 + t)).alpha
    for given in ((t < 0,), (-1 < t,), (-1 <= t, t < 0), (-1 < t, t <= 0)):
        with pytest.raises(ProofError):
            positive(facts(*given), SHARE)
    with pytest.raises(ProofError):
        positive(facts(0 < t), t)


ORDERED = {
    "without the denominator": (-t, SHARE),
    "half of it": (-t / (2 * (1 + t)), SHARE),
    "by another denominator": (-t / (1 - t), SHARE),
}


@pytest.mark.parametrize("name", ORDERED)
def test_orders_of_quotients(name):
    low, high = ORDERED[name]
    found = by_denominators(facts(*INSIDE), low, high)
    assert found.conclusion.alpha is (low <= high).alpha
    assert {h.alpha for h in found.hypotheses} <= {h.alpha for h in INSIDE}
    for given, pair in ((INSIDE, (high, low)), ((t < 0,), (low, high))):
        with pytest.raises(ProofError):
            by_denominators(facts(*given), *pair)


def test_in_a_case_of_a_distinction():
    def score(value):
        return piecewise(And(*INSIDE), log(value), piecewise(Eq(t, 0), s, -s))

    found = below(facts(), score(-t), score(SHARE))
    assert found.conclusion.alpha is (score(-t) <= score(SHARE)).alpha
    assert not found.hypotheses
    with pytest.raises(ProofError):
        below(facts(), score(SHARE), score(-t))
    with pytest.raises(ProofError):
        by_denominators(facts(*INSIDE), -t, -t + 1)


def test_a_share_of_what_is_not_negative():
    size = log(1 + exp(t))
    found = below(facts(s <= 1), s * size, size)
    assert found.conclusion.alpha is (s * size <= size).alpha
    for given, whole in (((s <= 2,), size), ((s <= 1,), t), ((s <= 1, t < 0), t)):
        with pytest.raises(ProofError):
            below(facts(*given), s * whole, whole)
