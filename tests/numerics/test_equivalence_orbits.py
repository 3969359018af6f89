"""Orbits of linear maps of the plane that go to infinity, eigenvalues that are not real: true and false variants."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import (
    Eq,
    Ne,
    block,
    column,
    eigenvalue,
    identity,
    infinity,
    iterate,
    natural,
    real,
    sqnorm,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ZERO, lam, num
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_orbits import _outwards
from numerics.equivalence_spectra import _known_eigenvalue
from tests.numerics.equivalence_checks import assumed

eta, x, y, re, im = map(real, ("eta", "x", "y", "re", "im"))
k, v, start = natural("k"), vector("v", 2), column(x, y)
TURN = block([[1, -eta], [eta, 1]])
OUTWARDS = {
    "a turn": TURN * v,
    "twice a turn": 2 * (TURN * v),
    "a mirrored turn": block([[-1, eta], [eta, 1]]) * v,
    "a turn along an ellipse": block([[1, -eta], [2 * eta, 1]]) * v,
    "another one": block([[1, -1], [eta, 1]]) * v,
    "written as a sum": (identity(2) + eta * block([[0, num(-1) / 2], [num(1) / 2, 0]])) * v,
}
NOT = {
    "(1, -1) shrinks": block([[1, eta], [eta, 1]]) * v,
    "half a turn by little shrinks": TURN * v / 2,
    "the second axis stays": block([[1 + eta, 0], [0, 1]]) * v,
    "areas shrink": block([[1, eta], [1, 1]]) * v,
}


def outwards(step, *given):
    goal = tends(sqnorm(iterate(lam(v, step), start, k)), k, infinity(), infinity())
    return _outwards(assumed(*given), logic.truth(), goal), goal


@pytest.mark.parametrize("name", OUTWARDS)
def test_an_orbit_that_goes_to_infinity_is_seen_to(name):
    found, goal = outwards(OUTWARDS[name], eta > ZERO, Ne(start, zeros(2)))
    assert found.conclusion.alpha is goal.alpha
    assert len(found.hypotheses) <= 2


@pytest.mark.parametrize("name", NOT)
def test_one_that_need_not_is_not(name):
    with pytest.raises(ProofError):
        outwards(NOT[name], eta > ZERO, Ne(start, zeros(2)))


@pytest.mark.parametrize("given", [(eta > ZERO,), (Ne(start, zeros(2)),)], ids=["from 0", "by a turn of either sign"])
def test_nor_without_what_is_supposed(given):
    with pytest.raises(ProofError):
        outwards(OUTWARDS["another one"], *given)


def known(goal, *given, matrix=TURN):
    granted = assumed(eta > ZERO, *given, eigenvalue(matrix, re, im))
    return _known_eigenvalue(granted, logic.truth(), goal)


EQUATIONS = [Eq(re**2 + im**2, 1 + eta**2), Eq(re, 1), Eq(re + im**2, 1 + eta**2), Eq(im**2 - eta**2, 1 - re)]


@pytest.mark.parametrize("goal", EQUATIONS, ids=repr)
def test_what_an_eigenvalue_is_when_it_is_not_real(goal):
    found = known(goal)
    assert found.conclusion.alpha is goal.alpha
    assert len(found.hypotheses) <= 2


@pytest.mark.parametrize("goal", [Eq(re**2 + im**2, 1 - eta**2), Eq(im, eta), Eq(re, 1 + im)], ids=repr)
def test_and_what_it_is_not(goal):
    with pytest.raises(ProofError):
        known(goal)


def test_real_eigenvalues_need_not_be_half_the_trace():
    with pytest.raises(ProofError):
        known(Eq(re, 1), matrix=block([[1, eta], [eta, 1]]))
