"""What exists for b exists for −b if both are the same as something that depends on b² only; not if it depends on b."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import And, Eq, ForAll, Iff, Implies, function, integrable, measure, point, real, sqrt
from derivations.kernel.terms import REAL, lam, make
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import facts

a, b, c = map(real, "abc")
mu, w = measure("mu"), point("w")
X, Y, p, h = function("X"), function("Y"), function("p"), function("h", REAL, REAL)


def value(first, second):
    return h(first * X(w) + second * Y(w)) * p(w)


def through(scale):
    """E[h(aX + bY)] exists if and only if E[h(sX)] does, and then they are equal."""
    ends = [value(a, b), h(scale * X(w)) * p(w)]
    exist = [integrable(f, w, mu) for f in ends]
    return And(Iff(*exist), Implies(exist[0], Eq(*(make("integral", mu, lam(w, f)) for f in ends))))


def follows(given, goal, law, *known):
    """Whether the goal follows from what is given, if the law holds for all a and b."""
    every = logic.assume(ForAll(a, ForAll(b, law)))
    there = facts(given, *known)
    there.add(logic.specialise(logic.specialise(every, a), b))
    try:
        found = by_any_way(there, logic.assume(given), goal)
    except Undecided:
        return False
    return {t.alpha for t in found.hypotheses} <= {t.alpha for t in (given, every.conclusion, *known)}


def exists(first, second):
    return integrable(value(first, second), w, mu)


RADIUS = sqrt(a**2 + b**2)
EVEN, ODD = through(RADIUS), through(sqrt(a**2 + b))


@pytest.mark.parametrize(("given", "goal"), [((a, -b), (a, b)), ((a, b), (a, -b)), ((a, b), (-a, b))])
def test_it_exists_for_the_opposite_number(given, goal):
    assert follows(exists(*given), exists(*goal), EVEN)


@pytest.mark.parametrize("other", [(a, 2 * b), (b, a), (a, c), (a + b, b)])
def test_for_another_number_it_need_not(other):
    assert not follows(exists(*other), exists(a, b), EVEN)


def test_what_depends_on_the_sign_says_nothing():
    assert not follows(exists(a, -b), exists(a, b), ODD)


def test_a_law_for_these_numbers_alone_says_nothing():
    nothing = Iff(exists(a, b), exists(a, b))
    assert not follows(exists(a, -b), exists(a, b), nothing, EVEN)


def equation(first, second, scale):
    totals = value(first, second), h(scale * X(w)) * p(w)
    return Eq(*(make("integral", mu, lam(w, f)) for f in totals))


def test_the_value_is_the_same():
    old = EVEN.args[1].args[1]
    assert follows(old, equation(a, -b, RADIUS), EVEN, exists(a, b))
    assert not follows(old, equation(a, -b, RADIUS), EVEN)
    assert not follows(old, equation(a, 2 * b, RADIUS), EVEN, exists(a, b))
    assert not follows(old, equation(a, -b, 2 * RADIUS), EVEN, exists(a, b))
