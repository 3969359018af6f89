"""Matrices with given eigenvalues on the units, however these are written, and entries that are not 0."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, Exists, ForAll, Implies, Ne, identity, matrix, natural, real, unit
from derivations.kernel.formulas import positive_definite as definite
from derivations.kernel.terms import ONE, ZERO
from derivations.proof import Proof
from numerics.equivalence import implied
from tests.numerics.equivalence_checks import proved

k, i, j = map(natural, "kij")
s = real("s")
W, V = matrix("W", k, k), matrix("V", k, k)
e, u = unit(k, i), unit(k, j)
SUM, OTHER = W.T * W + s**2 * identity(k), 2 * (W.T * W) + s * identity(k)
INDEFINITE = W.T * W - s**2 * identity(k)
GIVEN = Exists(V, And(definite(V), ForAll(i, Implies(i < k, Eq(V * e, ONE / s * e)))))


def follows(action):
    """Whether some positive definite V acts so, since another one acts otherwise, and 0 < s."""
    goal = Exists(V, And(definite(V), ForAll(i, Implies(i < k, action))))
    return implied(Proof(given=[GIVEN, ZERO < s]).conclude(GIVEN), goal) is not None


@pytest.mark.parametrize(
    "action",
    [
        Eq(V * e, 2 * (s / (e.T * SUM * e) * e)),
        Eq(V * e, s / (2 * (e.T * SUM) * e) * e),
        Eq(V * e, s / (e.T * OTHER * e) * e),
        Eq(2 * (V * e), s**2 * e),
    ],
    ids=["a multiple of a multiple", "a doubled row", "another sum of squares", "a multiple of V"],
)
def test_the_action_may_be_written_in_any_way(action):
    assert follows(action)


@pytest.mark.parametrize(
    "action",
    [
        Eq(V * e, -2 * (s / (e.T * SUM * e) * e)),
        Eq(V * e, s / (-2 * (e.T * SUM) * e) * e),
        Eq(V * e, s / (e.T * INDEFINITE * e) * e),
        Eq(-2 * (V * e), s**2 * e),
        Eq(V * e, s / (u.T * SUM * u) * e),
    ],
    ids=["a negative multiple", "a negative row", "no sum of squares", "a negative V", "another unit"],
)
def test_no_positive_definite_matrix_acts_by_what_may_be_negative(action):
    assert not follows(action)


@pytest.mark.parametrize("number", [e.T * SUM * e, 2 * (e.T * OTHER) * e, 2 * (e.T * OTHER * e)])
def test_an_entry_on_the_diagonal_of_a_sum_of_squares_is_not_0(number):
    assert proved(Ne(number, ZERO), ZERO < s, i < k)
    assert not proved(Ne(number, ZERO), ZERO < s)
    assert not proved(Ne(number, ZERO), i < k)


@pytest.mark.parametrize("number", [e.T * INDEFINITE * e, e.T * SUM * u, e.T * (W.T * W) * e])
def test_other_entries_may_be_0(number):
    assert not proved(Ne(number, ZERO), ZERO < s, i < k, j < k)
