"""What is affine in a column, sums too, holds for all columns, and all indices below a bound, if for the units."""

from __future__ import annotations

from fractions import Fraction

import pytest

from derivations.kernel.formulas import Eq, ForAll, Implies, Sum, function, natural, vector
from derivations.kernel.terms import NAT
from numerics.affine_claims import affine_instances, is_affine
from numerics.matrices import Matrix
from numerics.places import Drawn
from numerics.spaces import settled

d, k, m, K = map(natural, "dkmK")
w = vector("w", d)
e, g = function("e", NAT, w.sort), function("g", NAT, w.sort)
TOTAL = Sum(w.T * e(m), m, K)


def columns(*numbers):
    return settled(tuple(Matrix(1, 1, (Fraction(x),)) for x in numbers))


def truth(claim, *values):
    """The truth for K = 2 and e = (1, 2)."""
    return Drawn({d: 1, K: 2, e: columns(1, 2, 7), g: columns(*values)}).truth(claim)


def each(index, bound, right=TOTAL):
    return ForAll(index, Implies(index < bound, ForAll(w, Eq(w.T * g(index), right))))


def test_sums_are_affine_term_by_term():
    assert is_affine(TOTAL, w)
    assert is_affine(2 * TOTAL - w.T * e(k), w)
    assert not is_affine(Sum((w.T * e(m)) * (w.T * e(m)), m, K), w)
    assert not is_affine(Sum(w.T * w, m, K), w)


@pytest.mark.parametrize(("values", "holds"), [((3, 3, 0), True), ((3, 2, 3), False), ((2, 3, 3), False)])
def test_every_index_below_the_bound_counts(values, holds):
    assert truth(each(k, K), *values) is holds


def test_an_index_beyond_the_bound_counts_where_the_bound_is_greater():
    assert truth(each(k, K + 1), 3, 3, 0) is False


def test_what_is_not_affine_has_no_instances():
    assert not [*affine_instances(each(k, K, w.T * w), {d: 1, K: 2})]
    assert not [*affine_instances(ForAll(k, Implies(k < k + 1, ForAll(w, Eq(TOTAL, TOTAL)))), {d: 1, K: 2})]
