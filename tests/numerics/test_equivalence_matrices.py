"""Variants about matrices that follow are proved; their false neighbours are not."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Implies,
    identity,
    inv,
    matrix,
    natural,
    positive_definite,
    real,
    unit,
    vector,
)
from derivations.kernel.terms import ONE, ZERO
from derivations.proof import Proof
from numerics.equivalence import implied

k, i = natural("k"), natural("i")
s, y = real("s"), real("y")
W, V, x = matrix("W", k, k), matrix("V", k, k), vector("x", k)
PRECISION = W.T * W + s**2 * identity(k)


def given(statement, *more):
    """A proof that assumes what it states."""
    return Proof(given=[statement, *more]).conclude(statement)


def acting(entry):
    """Some positive definite V has the units as eigenvectors, with these eigenvalues."""
    e = unit(k, i)
    return Exists(V, And(positive_definite(V), ForAll(i, Implies(i < k, Eq(V * e, entry * e)))))


WIDTH = s**2 / (unit(k, i).T * PRECISION * unit(k, i))
HALF = s**2 / (unit(k, i).T * (2 * (W.T * W) + s**2 * identity(k)) * unit(k, i))
INDEFINITE = s**2 / (unit(k, i).T * (W.T * W - s**2 * identity(k)) * unit(k, i))


def test_the_identity_is_its_own_inverse():
    right = Eq(x.T * identity(k) * x, y)
    assert implied(given(right), Eq(x.T * inv(identity(k)) * x, y)) is not None
    assert implied(given(Eq(x.T * W * x, y)), Eq(x.T * inv(W) * x, y)) is None


@pytest.mark.parametrize("entry", [s**2, HALF], ids=["a square", "another sum of squares"])
def test_a_matrix_with_other_positive_entries_exists_as_well(entry):
    assert implied(given(acting(ONE / s), ZERO < s), acting(entry)) is not None


@pytest.mark.parametrize("entry", [-(s**2), s - 1, INDEFINITE], ids=["negative", "either sign", "no sum of squares"])
def test_one_whose_entries_may_be_negative_is_not_proved(entry):
    assert implied(given(acting(ONE / s), ZERO < s), acting(entry)) is None
