"""Predicates of points that are looked for, and counts of what always or never holds: only what follows is proved."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError
from derivations.kernel.formulas import Eq, Exists, ForAll, Iff, Not, Sum, function, natural, piecewise, point
from derivations.kernel.terms import NAT, PROP, SPACE, num
from numerics.equivalence_verdicts import how_many
from tests.numerics.equivalence_checks import assumed, proved

i, j, k, m = map(natural, "ijkm")
u = point("u")
x, g = function("x", NAT, SPACE), function("g", NAT, SPACE)
D, E = function("D", SPACE, PROP), function("E", SPACE, PROP)


def one(formula):
    """1 where the formula holds, else 0."""
    return piecewise(formula, 1)


def copies(at):
    """How often a point is generated."""
    return Sum(one(Eq(g(k), at)), k, m)


MISSING = Sum(one(Eq(copies(x(i)), 0)), i, m)
REFUSED, ACCEPTED = Sum(one(Not(E(x(i)))), i, m), Sum(one(E(g(j))), j, m)
FOUND = {
    "both kinds of errors": (Eq(REFUSED + ACCEPTED, m - MISSING), Eq(REFUSED + ACCEPTED, m - MISSING - 1)),
    "one kind less the other": (Eq(REFUSED - ACCEPTED, m - MISSING), Eq(REFUSED - ACCEPTED, m + MISSING)),
    "the most errors": (Eq(REFUSED + ACCEPTED, m + MISSING), Eq(REFUSED + ACCEPTED, m + 2 * MISSING)),
    "of the genuine ones alone": (Eq(REFUSED, MISSING), Eq(REFUSED, ACCEPTED + 1)),
}


@pytest.mark.parametrize("name", FOUND)
def test_there_is_a_predicate(name):
    right, wrong = FOUND[name]
    assert proved(Exists(E, right))
    assert not proved(Exists(E, wrong))


UNSEEN = ForAll(u, Iff(D(u), Eq(copies(u), 0)))
COUNTS = {
    "what is generated is seen": (Sum(one(Eq(copies(g(j)), 0)), j, m), 0),
    "by its meaning": (Sum(one(D(g(j))), j, m), 0),
    "the opposite": (Sum(one(Not(D(g(j)))), j, m), m - num(0)),
    "the opposite of anything": (Sum(one(Not(D(x(j)))), j, m), m - Sum(one(D(x(j))), j, m)),
}
UNKNOWN = {
    "one more than are generated": Sum(one(Eq(copies(g(j)), 0)), j, m + 1),
    "of other points": Sum(one(D(x(j))), j, m),
    "of other points too": Sum(one(Eq(copies(x(j)), 0)), j, m),
}


@pytest.mark.parametrize("name", COUNTS)
def test_how_many(name):
    total, value = COUNTS[name]
    found = how_many(assumed(UNSEEN), total)
    assert found.conclusion.alpha is Eq(total, value).alpha
    assert {h.alpha for h in found.hypotheses} <= {UNSEEN.alpha}


@pytest.mark.parametrize("name", UNKNOWN)
def test_it_is_not_known_how_many(name):
    with pytest.raises(ProofError):
        how_many(assumed(UNSEEN), UNKNOWN[name])


def test_nothing_is_counted():
    with pytest.raises(ProofError):
        how_many(assumed(UNSEEN), Sum(m, j, m))
    assert not proved(Exists(function("f", SPACE, NAT), Eq(m, m + 1)))
    assert not proved(Exists(E, ForAll(u, Iff(E(u), Not(E(u))))))
