"""Inverses with a new or a lost factor: variants that follow are proved, their false neighbours are not."""

from __future__ import annotations

import pytest

from derivations.results import find
from numerics.equivalence import implied
from numerics.mutants import Bench
from numerics.mutants_points_matrices import singular_differences
from numerics.variants import mutants

TRUE, FALSE = "equivalent", "refuted"


def variants(name):
    """The variants of a result by number, and the proof."""
    proof = find(name).proof
    return proof, list(mutants(proof.statement))


@pytest.fixture(scope="module")
def limits():
    return variants("ridge.limits")


def of(found, slip, after):
    """The variants with this slip that have this text where it was made."""
    return [m.statement for m in found if m.slip == slip and after(repr(m.after))]


def test_a_lost_number_of_rows(limits):
    proof, every = limits
    right = of(every, "n dropped", lambda text: text == "lam")
    assert len(right) == 3
    assert all(implied(proof, statement) is not None for statement in right)
    assert all(implied(proof, wrong) is None for wrong in of(every, "lam dropped", lambda text: text == "n"))


def test_the_data_counted_twice(limits):
    """The slopes go to 0 all the same; least squares and the bias do not stay what they are."""
    proof, every = limits
    found = of(every, "a factor 2", lambda text: text == "2*([ones(n, 1), X].T*[ones(n, 1), X])")
    assert [implied(proof, statement) is not None for statement in found] == [False, False, True, False]


def test_a_difference_that_is_singular(limits):
    """ZᵀZ − nλA need not be invertible, and the variants with it are not proved."""
    proof, every = limits
    bench = Bench(proof, 0)
    wrong = [
        m
        for m in every
        if m.slip == "a sign flipped" and repr(m.after).startswith("[ones(n, 1), X].T*[ones(n, 1), X] - ")
    ]
    assert len(wrong) == 3
    for variant in wrong:
        assert implied(proof, variant.statement) is None
        assert bench.judge(variant).status == "meaningless"


def test_the_points_are_singular():
    for at in singular_differences():
        (zero,), (width,) = at["X"]
        ((penalty,),) = at["B"]
        assert zero == 0
        assert width**2 / 2 == at["n"] * at["lam"] * penalty  # the squares about the mean


def test_a_multiple_is_invertible():
    proof, every = variants("ridge.centering")
    right = every[1]
    assert repr(right.after) == "2*([ones(n, 1), X].T*[ones(n, 1), X])"
    assert implied(proof, right.statement) is not None
    assert implied(proof, of(every, "a sign flipped", lambda text: " - n*lam*[0" in text)[0]) is None
