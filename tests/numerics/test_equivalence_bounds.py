"""Signs and orders of exponentials, quotients and logarithms: what follows is seen, its false neighbours are not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import And, ForAll, Implies, entry, exp, log, natural, real, vector
from derivations.kernel.terms import ONE, ZERO
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import transformed
from numerics.equivalence_growth import below
from numerics.equivalence_signs import is_negated, signed, strict
from tests.numerics.equivalence_checks import assumed

x, y = real("x"), real("y")
n, i, v = natural("n"), natural("i"), vector("v", natural("n"))
SIGNS = {
    "below 1": ((x < ZERO,), ONE - exp(x), 1),
    "above 1": ((x > ZERO,), ONE - exp(x), -1),
    "either": ((), ONE - exp(x), 0),
    "by a negative number": ((x < -ONE,), ONE / (ONE + x), -1),
    "two negative numbers": ((x < -ONE, y < ZERO), y / (ONE + x), 1),
    "by a number of either sign": ((x < ONE,), ONE / (ONE + x), 0),
}


@pytest.mark.parametrize("name", SIGNS)
def test_signs(name):
    given, term, wanted = SIGNS[name]
    found = signed(assumed(*given), term)
    assert (found is not None and strict(found)) == (wanted != 0)
    assert found is None or is_negated(found, term) == (wanted < 0)


INSIDE = (x > -1, x < 0)
ORDERS = {
    "1/u ≥ 1 for u ≤ 1": (INSIDE, -x, -x / (1 + x)),
    "a greater denominator": (INSIDE, -x / (2 * (1 + x)), -x / (1 + x)),
    "another one": (INSIDE, log(-x / (1 - x)), log(-x / (1 + x))),
    "a logarithm below 0": ((x < 0,), log(1 - exp(x)), log(1 + exp(x))),
}
WRONG = {
    "1/u < 1 for u > 1": ((x > 0,), x, x / (1 + x)),
    "a smaller denominator": (INSIDE, -x / (1 + x), -x / (2 * (1 + x))),
    "no logarithm": ((x > 0,), log(1 - exp(x)), log(1 + exp(x))),
}


@pytest.mark.parametrize("name", ORDERS)
def test_orders(name):
    given, low, high = ORDERS[name]
    found = below(assumed(*given), low, high)
    assert found.conclusion.args == (low, high)
    assert {h.alpha for h in found.hypotheses} <= {g.alpha for g in given}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_orders(name):
    given, low, high = WRONG[name]
    with pytest.raises(ProofError):
        below(assumed(*given), low, high)


def premise(low, high):
    return ForAll(i, Implies(i < n, And(low, high)))


def test_a_premise_that_contradicts_what_is_known_of_every_entry_implies_any():
    old = Implies(premise(entry(v, i) > -1, entry(v, i) < 0), x < y)
    known = ForAll(i, Implies(i < n, And(entry(v, i) >= -1, entry(v, i) <= 0)))
    right = Implies(premise(entry(v, i) < -1, entry(v, i) < 0), x < y)
    wrong = Implies(premise(entry(v, i) <= -1, entry(v, i) < 0), x < y)
    given = assumed(known, old)
    assert transformed(given, logic.assume(old), right).conclusion.alpha is right.alpha
    with pytest.raises(ProofError):
        transformed(given, logic.assume(old), wrong)
