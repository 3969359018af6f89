"""Members of a sequence are equal where premises about all indices contradict each other otherwise; else not."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, ForAll, Implies, Ne, function, natural, real, sqnorm, vector
from derivations.kernel.terms import NAT, ONE, ZERO
from tests.numerics.equivalence_checks import proved

d, i, k, m, n = map(natural, "dikmN")
a = real("a")
z, y, e = vector("z", d), vector("y", d), vector("e", d)
x = function("x", NAT, z.sort)


def closest(value, scale=ONE):
    """The value is x_k, and x_k is no further from z than the others are from it, up to a factor."""
    return And(Eq(value, x(k)), ForAll(m, Implies(m < n, sqnorm(z - x(k)) <= scale * sqnorm(z - x(m)))))


def apart(bound=n, strict=True):
    """x_i is closer to z than the others."""
    near, far = sqnorm(z - x(i)), sqnorm(z - x(m))
    return ForAll(m, Implies(m < bound, Implies(Ne(x(m), x(i)), near < far if strict else near <= far)))


GOAL = Implies(closest(y), Implies(apart(), Eq(y, x(i))))


def test_the_closest_member_is_the_one_that_is_closer_than_the_others():
    assert proved(GOAL, i < n, k < n)
    assert proved(Implies(i < n, GOAL), k < n)
    assert proved(Implies(closest(y, a), Implies(apart(), Eq(y, x(i)))), i < n, k < n, ZERO < a, a < 1)


WRONG = {
    "an index beyond the last one": (GOAL, k < n),
    "the other index beyond the last one": (GOAL, i < n),
    "as close as the others": (Implies(closest(y), Implies(apart(strict=False), Eq(y, x(i)))), i < n, k < n),
    "further by a factor": (Implies(closest(y, 2 * ONE), Implies(apart(), Eq(y, x(i)))), i < n, k < n),
    "by any factor": (Implies(closest(y, a), Implies(apart(), Eq(y, x(i)))), i < n, k < n, ZERO < a),
    "another column": (Implies(closest(y), Implies(apart(), Eq(e, x(i)))), i < n, k < n),
    "another member": (Implies(closest(y), Implies(apart(), Eq(y, x(m)))), i < n, k < n),
    "closer than fewer of them": (Implies(closest(y), Implies(apart(i), Eq(y, x(i)))), i < n, k < n),
    "nothing is closer": (Implies(closest(y), Eq(y, x(i))), i < n, k < n),
}


@pytest.mark.parametrize("name", WRONG)
def test_without_a_premise_it_need_not_be(name):
    goal, *given = WRONG[name]
    assert not proved(goal, *given)
