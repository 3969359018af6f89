"""Linear iterations: the theorems about powers of a matrix say what NumPy sees, and need what they say they need."""

from fractions import Fraction

import numpy as np
import pytest

from derivations import lemmas
from derivations.kernel import ProofError, Theorem, algebra, logic
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    block,
    column,
    converges_from_every_start,
    eigenvalue,
    identity,
    infinity,
    iterate,
    natural,
    positive_definite,
    real,
    sqnorm,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import Term, num
from derivations.lemmas import linear_iterations as linear
from derivations.refuter.evaluate import evaluate, holds

a, b, r, eta, re, im = map(real, ["a", "b", "r", "eta", "re", "im"])
k, s = natural("k"), vector("s", 2)
TURN, RHO = block([[a, -b], [b, a]]), a**2 + b**2
assume = logic.assume


def scaled() -> Theorem:
    return algebra.field(Eq(TURN.T * TURN, RHO * identity(2)))


def states(theorem: Theorem, conclusion: Term, *hypotheses: Term) -> None:
    assert theorem.conclusion.alpha is conclusion.alpha
    assert {h.alpha for h in theorem.hypotheses} == {h.alpha for h in hypotheses}
    assert theorem.oracles == frozenset()


def test_a_matrix_as_a_map_is_iterated_as_a_matrix_power():
    matrix = block([[1, 2], [0, 3]])
    value = evaluate(iterate(linear.linear(matrix), column(1, 1), 3), {})
    assert [x for (x,) in value] == [*np.linalg.matrix_power(np.array([[1, 2], [0, 3]]), 3) @ np.array([1, 1])]


def test_a_chain_of_relations_is_their_transitivity():
    x, y, z = map(real, "xyz")
    states(linear.chain(assume(x < y), assume(y <= z)), x < z, x < y, y <= z)


def test_induction_needs_its_base_and_its_step():
    statement = k <= 2 * k
    base = algebra.nonneg(num(0) <= 2 * num(0), (), (), ())
    step = algebra.nonneg(k + 1 <= 2 * (k + 1), ((1, (assume(statement),), ()), (1, (), ())), (), ())
    states(linear.induct(k, statement, base, step), statement)
    with pytest.raises(ProofError):
        linear.induct(k, statement, step, base)


def test_the_iterates_of_a_diagonal_matrix_have_a_formula():
    step = linear.linear(block([[a, 0], [0, b]]))
    start, formula = column(r, eta), column(a**k * r, b**k * eta)
    states(linear.iterates(step, start, k, formula), Eq(iterate(step, start, k), formula))
    with pytest.raises(ProofError):
        linear.iterates(step, start, k, column(a**k * r, b ** (k + 1) * eta))


def test_lengths_are_multiplied_by_a_power():
    norms = linear.norms(TURN, RHO, scaled(), s, k)
    states(norms, Eq(sqnorm(iterate(linear.linear(TURN), s, k)), RHO**k * sqnorm(s)))
    point = {a: Fraction(1, 2), b: Fraction(2), k: 3, s: ((1,), (-1,))}
    assert holds(norms.conclusion, point) is True
    shear = block([[1, a], [0, 1]])
    with pytest.raises(ProofError):
        algebra.field(Eq(shear.T * shear, identity(2)))


def test_powers_of_what_is_at_least_one_are_at_least_one():
    states(linear.power_at_least_one(r, assume(1 <= r), k), 1 <= r**k, 1 <= r)
    with pytest.raises(ProofError):
        linear.power_at_least_one(r, assume(0 <= r), k)


def test_the_square_of_a_power():
    states(linear.square_of_power(1 - 8 * eta, k), Eq(((1 - 8 * eta) ** 2) ** k, ((1 - 8 * eta) ** k) ** 2))


def test_a_scale_is_not_negative():
    states(linear.scale_nonneg(TURN, RHO, scaled()), 0 <= RHO)
    matrix, rho = block([[r, 0], [0, r]]), eta
    claim = Eq(matrix.T * matrix, rho * identity(2))
    states(linear.scale_nonneg(matrix, rho, assume(claim)), 0 <= rho, claim)


def test_orbits_of_a_shrinking_turn_vanish_and_of_a_growing_one_explode():
    orbit = iterate(linear.linear(TURN), s, k)
    decay = linear.decay(TURN, RHO, scaled(), assume(RHO < 1), s, k)
    states(decay, tends(orbit, k, infinity(), zeros(2)), RHO < 1)
    growth = linear.growth(TURN, RHO, scaled(), assume(1 < RHO), assume(Ne(s, zeros(2))), k)
    states(growth, tends(sqnorm(orbit), k, infinity(), infinity()), 1 < RHO, Ne(s, zeros(2)))
    with pytest.raises(ProofError):
        linear.decay(TURN, RHO, scaled(), assume(RHO <= 1), s, k)
    with pytest.raises(ProofError):
        linear.growth(TURN, RHO, scaled(), assume(1 <= RHO), assume(Ne(s, zeros(2))), k)


def test_a_turn_converges_exactly_when_it_shrinks():
    claim = converges_from_every_start(linear.linear(TURN), zeros(2))
    states(linear.scaled_convergence(TURN, RHO, scaled()), Iff(claim, RHO < 1))


@pytest.mark.parametrize(("p", "q"), [(0.5, 0.5), (0.6, 0.8), (1.0, 0.2), (-0.3, 0.1)])
def test_the_criterion_is_the_spectral_radius(p, q):
    radius = max(abs(np.linalg.eigvals(np.array([[p, -q], [q, p]]))))
    exact = {a: Fraction(str(p)), b: Fraction(str(q))}
    assert holds(RHO < 1, exact) is bool(radius < 1 - 1e-12)  # (0.6, 0.8) lies on the circle


def test_eigenvalues_have_the_modulus_that_lengths_are_multiplied_by():
    claim = ForAll(re, ForAll(im, Implies(eigenvalue(TURN, re, im), Eq(re**2 + im**2, RHO))))
    preserved = algebra.field(Eq(TURN.T * identity(2) * TURN, RHO * identity(2)))
    states(linear.modulus(TURN, identity(2), RHO, preserved, lemmas.identity_definite(num(2))), claim)
    assert holds(eigenvalue(TURN, re, im), {a: 3, b: 4, re: 3, im: 4}) is True
    assert holds(eigenvalue(TURN, re, im), {a: 3, b: 4, re: 5, im: 0}) is False


def test_the_modulus_is_found_in_another_length_too():
    form = block([[2, 0], [0, 1]])
    matrix = block([[0, 1], [-2, 0]])
    preserved = algebra.field(Eq(matrix.T * form * matrix, 2 * form))
    definite = assume(positive_definite(form))
    claim = ForAll(re, ForAll(im, Implies(eigenvalue(matrix, re, im), Eq(re**2 + im**2, 2))))
    states(linear.modulus(matrix, form, num(2), preserved, definite), claim, positive_definite(form))
    assert np.allclose(abs(np.linalg.eigvals(np.array([[0, 1], [-2, 0]]))) ** 2, 2)


def test_alternating_steps_have_modulus_one_up_to_a_step_of_two():
    matrix = block([[1, -eta], [eta, 1 - eta**2]])
    claim = ForAll(re, ForAll(im, Implies(eigenvalue(matrix, re, im), Eq(re**2 + im**2, 1))))
    states(linear.unit_modulus(matrix, assume(eta > 0), assume(eta <= 2), eta), claim, eta > 0, eta <= 2)
    with pytest.raises(ProofError):
        linear.unit_modulus(matrix, assume(eta > 0), assume(eta <= 3), eta)
    inside, outside = (abs(np.linalg.eigvals(np.array([[1, -h], [h, 1 - h * h]]))) for h in (1.9, 2.1))
    assert np.allclose(inside, 1)
    assert max(outside) > 1.1
