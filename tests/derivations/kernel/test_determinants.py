"""Determinants of symbolic size, unit columns, traces and normal densities of columns."""

import pytest

from derivations.kernel import IllFormed, Undecided, algebra, lebesgue, logic, matrices, vectors
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import density, multivariate_normal
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Implies,
    Product,
    Sum,
    block,
    det,
    entry,
    fresh,
    identity,
    matrix,
    natural,
    piecewise,
    positive_definite,
    real,
    trace,
    unfolding,
    unit,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, lam, num

n, k, i, j = map(natural, "nkij")
A, B, W, c = matrix("A", n, n), matrix("B", n, n), matrix("W", n, k), real("c")
v, a = vector("v", n), vector("a", n)


def test_determinants_multiply():
    assert matrices.determinant_product(A, B).conclusion is Eq(det(A * B), det(A) * det(B))
    assert matrices.determinant_transpose(A).conclusion is Eq(det(A.T), det(A))


def test_a_number_times_a_matrix_is_not_a_product_of_matrices_of_one_size():
    """Otherwise det(c·I) = c for two rows, although the normal form knows c²."""
    with pytest.raises(Undecided, match="one size"):
        matrices.determinant_product(c, identity(2))
    assert algebra.field(Eq(det(c * identity(2)), c**2))


def test_sylvester_changes_the_size():
    assert matrices.sylvester(W, W.T).conclusion is Eq(det(identity(n) + W * W.T), det(identity(k) + W.T * W))
    with pytest.raises(IllFormed):
        matrices.sylvester(W, W)


def rows(m, diagonal, before=None):
    """What the rule for triangular matrices asks for."""
    column = fresh("v", vector("v", m.shape[0]).sort, m)
    vanish = ForAll(j, Implies(j < i if before is None else before, Eq(entry(column, j), ZERO)))
    row = Eq(entry(m * column, i), diagonal * entry(column, i))
    return ForAll(i, Implies(i < m.shape[0], ForAll(column, Implies(vanish, row))))


def test_the_determinant_of_a_triangular_matrix_is_the_product_of_its_diagonal():
    found = matrices.triangular(A, lam(i, i + c), logic.assume(rows(A, i + c)))
    assert found.conclusion.alpha is Eq(det(A), Product(i + c, i, n)).alpha


@pytest.mark.parametrize("wrong", [j <= i, i < j, j < i + 1])
def test_a_premise_about_other_columns_is_refused(wrong):
    with pytest.raises(Undecided):
        matrices.triangular(A, lam(i, c), logic.assume(rows(A, c, wrong)))


def test_unit_columns_have_one_entry():
    found = vectors.entry_of(Eq(entry(unit(n, i), j), piecewise(Eq(i, j), 1)))
    assert found.hypotheses == (j < n,)
    with pytest.raises(Undecided):
        vectors.entry_of(Eq(entry(unit(n, i), j), ONE))
    assert conditions(unit(n, i)) == (i < n,)


def test_unit_columns_of_a_numeral_are_known_to_the_normal_form():
    assert algebra.field(Eq(block([[c, 2], [3, 4]]) * unit(2, 0), block([[c], [3]])))
    assert algebra.field(Eq(unit(2, 0).T * unit(2, 1), 0))
    with pytest.raises(Undecided):
        algebra.field(Eq(unit(n, i).T * unit(n, i), 1))


def test_a_trace_is_the_sum_of_the_diagonal():
    assert unfolding(trace(A)).alpha is Sum(unit(n, i).T * A * unit(n, i), i, n).alpha
    with pytest.raises(IllFormed, match="square"):
        trace(W)


def test_the_normal_density_of_a_column_and_its_quadratic_moments():
    found = lebesgue.gaussian_vector(a, A)
    assert found.hypotheses == (positive_definite(A),)
    assert found.conclusion.args[0].alpha is density(make_lebesgue(n), lam(v, multivariate_normal(v, a, A))).alpha
    moments = found.conclusion.args[1].args[1]
    value = logic.specialise(logic.assume(moments), B).conclusion.args[1].args[1]
    assert value is trace(B * A)


def make_lebesgue(size):
    """Lebesgue measure on columns of this size."""
    from derivations.kernel.formulas import lebesgue as measure

    return measure(size)


def test_a_normal_density_needs_a_positive_definite_covariance():
    assert positive_definite(A) in conditions(multivariate_normal(v, a, A))
    assert positive_definite(num(-1) * identity(2)) in conditions(
        multivariate_normal(vector("v", 2), vector("a", 2), num(-1) * identity(2))
    )
