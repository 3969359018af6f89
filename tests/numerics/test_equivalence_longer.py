"""A column that is longer than all of a finite number of columns is none of them; one that is not longer may be."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import Ne, Sum, function, natural, ones, sqnorm
from derivations.kernel.terms import NAT, Sort, matrix_sort
from numerics import equivalence_longer  # noqa: F401 - it registers its way
from tests.numerics.equivalence_checks import proved

d, N, J, i, j = map(natural, "dNJij")
COLUMN = matrix_sort(d, 1)
x, y = (function(name, NAT, Sort("function", NAT, COLUMN)) for name in "xy")
TOTAL = Sum(Sum(sqnorm(x(i)(j)), j, J), i, N)
INDICES = (i < N, j < J)
LONG = (1 + TOTAL) * ones(d)


@pytest.mark.parametrize("factor", [1, 2, 3])
def test_a_longer_column_is_another_one(factor):
    assert proved(Ne(x(i)(j), factor * LONG), 1 <= d, *INDICES)


@pytest.mark.parametrize("far", [LONG / 2, TOTAL * ones(d), (1 - TOTAL) * ones(d)], ids=["half", "no 1", "sign"])
def test_a_column_that_need_not_be_longer_may_be_one_of_them(far):
    """For one number 1 both (1 + 1)/2 and 1 are that number."""
    assert not proved(Ne(x(i)(j), far), 1 <= d, *INDICES)


def test_the_columns_and_the_indices_count():
    assert not proved(Ne(y(i)(j), LONG), 1 <= d, *INDICES)
    assert not proved(Ne(x(i)(j), LONG), 1 <= d, i < N)
    assert not proved(Ne(x(i)(j), LONG), 1 <= d, j < N, i < J)


def test_the_columns_must_not_be_empty():
    assert not proved(Ne(x(i)(j), LONG), *INDICES)
