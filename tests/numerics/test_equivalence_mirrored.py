"""Orbits that go to (0, 0) as others do that are mirrored in each step, and orbits that need not."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import column, infinity, iterate, natural, real, tends, vector, zeros
from derivations.kernel.terms import lam
from numerics.equivalence_mirrored import _as_far
from tests.numerics.equivalence_checks import assumed

k, v = natural("k"), vector("v", 2)
p, q, x, y = (real(name) for name in ("p", "q", "x", "y"))
START = column(x, y)


def arrives(first, second, start=START, target=None):
    orbit = iterate(lam(v, column(first * v[0], second * v[1])), start, k)
    return tends(orbit, k, infinity(), zeros(2) if target is None else target)


OLD = arrives(1 - p, q)


def proved(goal, old=OLD):
    try:
        found = _as_far(assumed(), logic.assume(old), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha and {t.alpha for t in found.hypotheses} <= {old.alpha}


@pytest.mark.parametrize(("first", "second"), [(p - 1, q), (1 - p, -q), (p - 1, -q)])
def test_a_factor_may_have_the_other_sign(first, second):
    assert proved(arrives(first, second))


@pytest.mark.parametrize(("first", "second"), [(1 + p, q), (2 * (1 - p), q), (p - 1, q**2), (-p, q)])
def test_but_no_other_size(first, second):
    assert not proved(arrives(first, second))


def test_nothing_is_said_of_other_starts_or_places():
    assert not proved(arrives(p - 1, q, column(x, x)))
    assert not proved(arrives(p - 1, q, target=column(1, 0)), arrives(1 - p, q, target=column(1, 0)))
    assert not proved(arrives(p - 1, q, target=column(1, 0)))
