"""Greater determinants by squares that are added, and neighbours of which nothing is known."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import Ne, det, identity, log, matrix, natural, real
from derivations.kernel.terms import ZERO
from numerics.equivalence_determinants import _greater
from tests.numerics.equivalence_checks import assumed

n, d = natural("n"), natural("d")
W, V = matrix("W", d, n), matrix("V", d, n)
s, t, c = real("s"), real("t"), real("c")
SQUARE, LEVEL = W.T * W, s**2 * identity(n)
OLD = SQUARE + LEVEL
SIGNS = (s > 0, t / det(OLD) > 0)


def proved(goal, known, *given):
    try:
        found = _greater(assumed(known, *given), logic.assume(known), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha and {h.alpha for h in found.hypotheses} <= {
        g.alpha for g in (known, *given)
    }


def below(m, weak=True):
    """log(t/det M) ≤ c, or <."""
    value = log(t / det(m)) / 2
    return value <= c if weak else value < c


@pytest.mark.parametrize("new", [2 * SQUARE + LEVEL, SQUARE + 2 * LEVEL], ids=["squares", "level"])
def test_a_greater_determinant_makes_the_quotient_smaller(new):
    assert proved(below(new), below(OLD), *SIGNS)
    assert proved(below(new, weak=False), below(OLD, weak=False), *SIGNS)
    assert proved(Ne(det(new), ZERO), s > 0, *SIGNS)
    assert proved(t / det(new) > 0, s > 0, *SIGNS)


@pytest.mark.parametrize("new", [2 * SQUARE + LEVEL, SQUARE + 2 * LEVEL], ids=["squares", "level"])
def test_not_the_other_way_round(new):
    assert not proved(below(OLD), below(new), s > 0, t / det(new) > 0, *SIGNS)
    assert not proved(c <= log(t / det(new)), c <= log(t / det(OLD)), *SIGNS)
    assert not proved(below(new, weak=False), below(OLD), *SIGNS)


def test_not_without_signs():
    new = 2 * SQUARE + LEVEL
    assert not proved(below(new), below(OLD), s > 0)
    assert not proved(below(new), below(OLD), t / det(OLD) > 0)


@pytest.mark.parametrize("product", [W.T * V, V.T * W], ids=["WᵀV", "VᵀW"])
def test_not_for_other_products_or_differences(product):
    old = product + LEVEL
    assert not proved(below(2 * product + LEVEL), below(old), s > 0, t / det(old) > 0)
    assert not proved(below(2 * SQUARE - LEVEL), below(SQUARE - LEVEL), s > 0, t / det(SQUARE - LEVEL) > 0)
    assert not proved(below(3 * SQUARE + LEVEL), below(2 * OLD), *SIGNS)
