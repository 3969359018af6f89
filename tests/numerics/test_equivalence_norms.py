"""‖u − v‖² = ‖v − u‖², whatever u and v are; not ‖u + v‖², and not of another difference."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided
from derivations.kernel.formulas import inv, matrix, natural, sqnorm, vector
from numerics.equivalence_core import same
from tests.numerics.equivalence_checks import facts

n = natural("n")
u, v, w, A = vector("u", n), vector("v", n), vector("w", n), matrix("A", n, n)
DOUBTFUL = inv(A) * u  # A need not be invertible


@pytest.mark.parametrize("column", [u, 2 * u + w, DOUBTFUL])
def test_a_difference_has_the_length_of_its_opposite(column):
    found = same(facts(), sqnorm(column - v), sqnorm(v - column))
    assert not found.hypotheses


@pytest.mark.parametrize("other", [v + DOUBTFUL, v - u, v - 2 * DOUBTFUL, w - DOUBTFUL])
def test_no_other_column_has(other):
    with pytest.raises(Undecided):
        same(facts(), sqnorm(DOUBTFUL - v), sqnorm(other))
