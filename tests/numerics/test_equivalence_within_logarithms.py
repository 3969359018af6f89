"""Limits of functions of u from that of log(1 + u), and limits that are others, or of something else."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import exp, function, infinity, log, near, real, tends
from derivations.kernel.terms import REAL
from numerics.equivalence_within_logarithms import _of_the_same_part
from tests.numerics.equivalence_checks import assumed

t, a = real("t"), real("a")
f = function("f", REAL)
U = exp(-t)


def to(body, limit):
    return tends(body, t, infinity(), limit)


def proved(goal, known):
    try:
        found = _of_the_same_part(assumed(known), logic.assume(known), goal)
    except Undecided:
        return False
    return found.conclusion.alpha is goal.alpha and {h.alpha for h in found.hypotheses} <= {known.alpha}


@pytest.mark.parametrize("body", [log(1 - U), 3 * U, U / (1 - U), log(1 + 2 * U)])
def test_functions_that_are_0_where_u_is(body):
    assert proved(to(body, 0), to(log(1 + U), 0))


def test_the_limit_is_that_of_the_function():
    known = to(log(1 + U), 0)
    assert proved(to(2 - U, 2), known)
    assert not proved(to(2 - U, 1), known)
    assert not proved(to(log(1 - U), 1), known)
    assert not proved(to(log(2 - U), 0), known)
    assert not proved(to(log(1 - U), 0), to(log(1 + U), 1))
    assert not proved(to(log(1 - U), 0), to(log(2 + U), 0))


def test_nothing_where_the_new_function_is_not_continuous():
    assert not proved(to(log(U), 0), to(log(1 + U), 0))
    assert not proved(to(1 / U, 0), to(log(1 + U), 0))


def test_nothing_of_something_else_or_where_the_logarithm_may_be_of_anything():
    assert not proved(to(U * t, 0), to(log(1 + U), 0))
    assert not proved(to(f(t), 0), to(log(1 + f(t)), 0))
    assert not proved(to(log(1 - U), 0), to(log(U + exp(t)), 0))
    assert not proved(tends(log(1 - U), t, near(1), 0), to(log(1 + U), 0))
