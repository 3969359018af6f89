"""m points among m distinct ones, none of them twice: each of these once, and nothing without one of the premises."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, Exists, ForAll, Implies, Sum, function, natural, piecewise
from derivations.kernel.terms import NAT, SPACE
from derivations.lemmas.counting_copies import distinct
from numerics.equivalence_once import at_most_one
from tests.numerics.equivalence_checks import proved

i, j, k, m, n = map(natural, "ijkmn")
x, g = function("x", NAT, SPACE), function("g", NAT, SPACE)


def each_once(count):
    return ForAll(i, Implies(i < count, Eq(Sum(piecewise(Eq(g(j), x(i)), 1), j, m), 1)))


def among(count):
    """So many of the points are genuine ones."""
    return ForAll(j, Implies(j < count, Exists(i, And(i < m, Eq(g(j), x(i))))))


def no_other(first, below):
    """For each of the points there is a number j with this, and no other of these numbers is one of its."""
    only = ForAll(k, Implies(And(k < below, Eq(g(k), x(i))), Eq(k, j)))
    return ForAll(i, Implies(i < m, Exists(j, And(first, Eq(g(j), x(i)), only))))


GIVEN = (distinct(x, m), among(m), no_other(j <= m, m))


def test_each_is_there_once():
    assert proved(each_once(m), *GIVEN)
    assert proved(each_once(m), distinct(x, m), among(m), no_other(j < n, m))


WRONG = {
    "points that need not be distinct": (each_once(m), *GIVEN[1:]),
    "points from elsewhere": (each_once(m), GIVEN[0], GIVEN[2]),
    "fewer among them": (each_once(m), GIVEN[0], among(n), GIVEN[2]),
    "others not looked at": (each_once(m), *GIVEN[:2], no_other(j <= m, n)),
    "more of them": (each_once(n), *GIVEN),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_need_not_be_there_once(name):
    goal, *given = WRONG[name]
    assert not proved(goal, *given)


def test_one_at_most():
    (only,) = at_most_one().hypotheses
    assert only.op == "forall"
    assert at_most_one().conclusion.op == "le"
