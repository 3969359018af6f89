"""Absolute values whose inside has a known sign: what they are is proved, what they may not be is not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError
from derivations.kernel.formulas import det, matrix, natural, positive_definite, positive_semidefinite, real
from derivations.kernel.terms import ONE, ZERO
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import same
from tests.numerics.equivalence_checks import assumed

k = natural("k")
x, y = real("x"), real("y")
S, T = matrix("S", k, k), matrix("T", k, k)
EQUAL = {
    "the determinant of a positive definite matrix": (positive_definite(S), abs(det(S)), det(S)),
    "inside something else": (positive_definite(S), y / (ONE + abs(det(S))), y / (ONE + det(S))),
    "the negative of what is negative": (x < ZERO, y * abs(x), y * -x),
    "written in another way": (ZERO <= x, abs(2 * x), x + x),
}
WRONG = {
    "semidefinite is not enough": (positive_semidefinite(S), abs(det(S)), -det(S)),
    "another matrix is": (positive_definite(T), abs(det(S)), det(S)),
    "what is negative itself": (x < ZERO, 1 + y * abs(x), 1 + y * x),
    "a number of either sign": (x < ONE, abs(x), x),
}


@pytest.mark.parametrize("name", EQUAL)
def test_a_size_is_known_by_its_sign(name):
    given, old, new = EQUAL[name]
    found = same(assumed(given), old, new)
    assert found.conclusion.args == (old, new)
    assert {h.alpha for h in found.hypotheses} <= {given.alpha}


@pytest.mark.parametrize("name", WRONG)
def test_and_is_nothing_else(name):
    given, old, new = WRONG[name]
    with pytest.raises(ProofError):
        same(assumed(given), old, new)
