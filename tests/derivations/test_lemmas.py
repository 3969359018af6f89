"""Short derivations: each states what its docstring says, from its premises alone, and refuses other premises."""

import pytest

from derivations import lemmas
from derivations.kernel import ProofError, Theorem, algebra, logic
from derivations.kernel.formulas import (
    FALSE,
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    Ne,
    Not,
    det,
    differentiable,
    full_column_rank,
    identity,
    inv,
    invertible,
    lam,
    matrix,
    natural,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, Term, num

a, b, x, y = map(real, "abxy")
n, d = natural("n"), natural("d")
M, Z, A = matrix("M", n, n), matrix("Z", n, d), matrix("A", d, d)
v, w, t = vector("v", n), vector("w", n), vector("t", n)
assume = logic.assume


def states(theorem: Theorem, conclusion: Term, *hypotheses: Term) -> None:
    assert theorem.conclusion.alpha is conclusion.alpha
    assert {h.alpha for h in theorem.hypotheses} == {h.alpha for h in hypotheses}
    assert theorem.oracles == frozenset()


def test_a_conjunction_is_split_and_joined():
    claim = And(x > 0, y > 0, x > y)
    three = lemmas.split(assume(claim))
    assert [p.conclusion for p in three] == [x > 0, y > 0, x > y]
    states(lemmas.join(*three), claim, claim)
    assert lemmas.split(assume(x > 0))[0].conclusion is (x > 0)


def test_a_definition_is_unfolded_and_folded_back():
    known = assume(symmetric(M))
    states(lemmas.unfolded(known), Eq(M.T, M), symmetric(M))
    states(lemmas.folded(symmetric(M), lemmas.unfolded(known)), symmetric(M), symmetric(M))
    with pytest.raises(ProofError):
        lemmas.folded(symmetric(M), assume(Eq(M, M.T)))


def test_two_directions_are_an_equivalence():
    forward = algebra.nonneg(2 * x > 0, ((2, (assume(x > 0),), ()),), (), ())
    backward = algebra.nonneg(x > 0, ((num(1).data / 2, (assume(2 * x > 0),), ()),), (), ())
    states(lemmas.equivalent(Iff(x > 0, 2 * x > 0), forward, backward), Iff(x > 0, 2 * x > 0))
    with pytest.raises(ProofError):
        lemmas.equivalent(Iff(x > 0, 2 * x > 0), backward, forward)


def test_a_negated_inequality_is_flipped():
    states(lemmas.flipped(assume(Not(x <= y))), y < x, Not(x <= y))
    states(lemmas.flipped(assume(Not(x < y))), y <= x, Not(x < y))


def test_an_inequality_follows_when_its_opposite_is_absurd():
    absurd = algebra.nonneg(
        FALSE, ((1, (assume(y < x), assume(y < x)), ()), (1, (assume(x < y), assume(y < x)), ())), (), ()
    )
    states(lemmas.refuted(x <= y, absurd), x <= y, x < y)
    with pytest.raises(ProofError):
        lemmas.refuted(x <= y, assume(y < x))


def test_what_is_positive_is_not_zero():
    states(lemmas.nonzero_of_positive(assume(0 < x)), Ne(x, 0), 0 < x)
    states(lemmas.nonzero_of_positive(assume(x < y)), Ne(y, x), x < y)
    with pytest.raises(ProofError):
        lemmas.nonzero_of_positive(assume(0 <= x))


def test_products_and_powers_of_what_is_not_zero_are_not_zero():
    states(lemmas.product_nonzero(assume(Ne(a, 0)), assume(Ne(b, 0))), Ne(a * b, 0), Ne(a, 0), Ne(b, 0))
    states(lemmas.power_nonzero(assume(Ne(a, 0)), a**3), Ne(a**3, 0), Ne(a, 0))
    with pytest.raises(ProofError):
        lemmas.power_nonzero(assume(Ne(a, 0)), b**3)


def test_the_reciprocal_of_a_positive_number_is_positive():
    states(lemmas.reciprocal_positive(assume(0 < b)), 0 < 1 / b, 0 < b)
    with pytest.raises(ProofError):
        lemmas.reciprocal_positive(assume(0 <= b))


def test_the_square_of_what_is_not_zero_is_positive():
    states(lemmas.square_positive(assume(Ne(x, 0))), 0 < x**2, Ne(x, 0))
    states(lemmas.square_positive(assume(Ne(v, zeros(n)))), 0 < sqnorm(v), Ne(v, zeros(n)))
    with pytest.raises(ProofError):
        lemmas.square_positive(assume(Ne(v, w)))


def test_what_has_norm_zero_is_zero():
    states(lemmas.vanishes(assume(Eq(sqnorm(v), 0))), Eq(v, zeros(n)), Eq(sqnorm(v), 0))
    states(lemmas.vanishes(assume(Eq(x**2, 0))), Eq(x, 0), Eq(x**2, 0))
    states(lemmas.negligible(assume(sqnorm(v) <= 0)), Eq(v, zeros(n)), sqnorm(v) <= 0)
    with pytest.raises(ProofError):
        lemmas.negligible(assume(sqnorm(v) <= 1))


def test_a_definite_matrix_is_symmetric_of_full_rank_and_invertible():
    known = assume(positive_definite(M))
    states(lemmas.definite_symmetric(known), symmetric(M), positive_definite(M))
    states(lemmas.definite_full_rank(known), full_column_rank(M), positive_definite(M))
    states(lemmas.definite_invertible(known), invertible(M), positive_definite(M))
    states(lemmas.definite_weak(known, w), 0 <= w.T * M * w, positive_definite(M))
    states(lemmas.definite_at(known, w), Implies(Ne(w, zeros(n)), 0 < w.T * M * w), positive_definite(M))


def test_a_semidefinite_matrix_is_symmetric_but_perhaps_singular():
    known = assume(positive_semidefinite(M))
    states(lemmas.definite_symmetric(known), symmetric(M), positive_semidefinite(M))
    states(lemmas.definite_at(known, w), 0 <= w.T * M * w, positive_semidefinite(M))
    with pytest.raises(ProofError):
        lemmas.definite_invertible(known)


def test_a_variable_of_the_hypotheses_is_not_captured_by_the_definition():
    about_v = Eq(v, w)
    known = logic.weaken(assume(positive_definite(M)), about_v)
    states(lemmas.definite_full_rank(known), full_column_rank(M), positive_definite(M), about_v)


def test_a_gram_matrix_of_full_rank_is_definite():
    states(lemmas.gram_definite(assume(full_column_rank(Z))), positive_definite(Z.T * Z), full_column_rank(Z))


def test_the_identity_is_definite():
    states(lemmas.identity_definite(n), positive_definite(identity(n)))
    states(lemmas.identity_definite(num(2)), positive_definite(identity(2)))


def test_symmetry_by_normal_form():
    states(lemmas.symmetric_by_field(Z.T * Z), symmetric(Z.T * Z))
    states(lemmas.symmetric_by_field(Z.T * Z + A, (assume(symmetric(A)),)), symmetric(Z.T * Z + A), symmetric(A))
    with pytest.raises(ProofError):
        lemmas.symmetric_by_field(Z.T * Z + A)


def test_an_invertible_number_is_not_zero():
    states(lemmas.nonzero_of_invertible(assume(invertible(x))), Ne(x, 0), invertible(x))
    with pytest.raises(ProofError):
        lemmas.nonzero_of_invertible(assume(Ne(det(M), 0)))


def test_a_system_with_an_invertible_matrix_is_solved():
    equation = assume(Eq(M * v, t))
    states(lemmas.invertible_cases(equation, M, v), Eq(v, inv(M) * t), Eq(M * v, t), invertible(M))


def test_the_gradient_of_a_quadratic_form():
    f, slope = lam(v, v.T * M * v), (M + M.T) * v
    smooth, gradient = lemmas.gradient(f, v, slope, M)
    states(smooth, differentiable(v.T * M * v, v))
    states(gradient, Eq(Derivative(v.T * M * v, v), slope))
    with pytest.raises(ProofError):
        lemmas.gradient(f, v, 2 * (M * v), M)
    states(
        lemmas.gradient(f, v, 2 * (M * v), M, (assume(symmetric(M)),))[1],
        Eq(Derivative(v.T * M * v, v), 2 * (M * v)),
        symmetric(M),
    )


def test_natural_exponents_only():
    k = natural("k")
    assert k.sort is NAT
    with pytest.raises(ProofError):
        _ = a**b
