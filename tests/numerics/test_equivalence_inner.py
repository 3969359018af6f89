"""Sums that become smaller by a square, and neighbours that become greater, or may do so."""

from __future__ import annotations

from derivations.gan_duality import SCORES, C, G, K, X, e, i, lam_x, score, total, w
from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import entry, ones, real
from derivations.kernel.terms import apply
from numerics.equivalence_inner import _expanded
from tests.numerics.equivalence_checks import assumed

OWN, REST = X.T * lam_x, G.T * ones(K)
T = real("t")


def coupling(weights, points=X):
    return total(points, entry(lam_x, i) * (apply(SCORES[0], i) - score(points, weights)))


def proved(goal, known, *given):
    try:
        found = _expanded(assumed(known, *given), logic.assume(known), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha and {t.alpha for t in found.hypotheses} <= {
        t.alpha for t in (known, *given)
    }


KNOWN = T + coupling((OWN + REST) / C) <= e


def test_a_greater_weight_that_is_taken_away():
    assert proved(T + coupling((2 * OWN + REST) / C) <= e, KNOWN, C > 0)
    assert proved(T + coupling((3 * OWN + REST) / C) <= e, KNOWN, C > 0)
    assert proved(T + coupling((2 * OWN + REST) / C) < e, T + coupling((OWN + REST) / C) < e, C > 0)


def test_nothing_follows_for_a_smaller_one():
    assert not proved(KNOWN, T + coupling((2 * OWN + REST) / C) <= e, C > 0)
    assert not proved(T + coupling(REST / C) <= e, KNOWN, C > 0)
    assert not proved(e <= T + coupling((2 * OWN + REST) / C), e <= T + coupling((OWN + REST) / C), C > 0)


def test_nor_for_other_columns_or_an_unknown_sign():
    assert not proved(T + coupling((OWN + 2 * REST) / C) <= e, KNOWN, C > 0)
    assert not proved(T + coupling((2 * OWN + REST + w) / C) <= e, KNOWN, C > 0)
    assert not proved(T + coupling((2 * OWN + REST) / C) <= e, KNOWN)


def test_nor_strictly_from_a_weak_claim():
    """All multipliers may be 0."""
    assert not proved(T + coupling((2 * OWN + REST) / C) < e, KNOWN, C > 0)
