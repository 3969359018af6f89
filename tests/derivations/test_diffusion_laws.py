"""The laws of diffusion: sums of independent columns and the forward process say just what the syllabus says."""

import numpy as np
import pytest

from derivations import diffusion
from derivations.counterexample import find
from derivations.kernel import Undecided, algebra, logic
from derivations.kernel.densities import density, multivariate_normal, normal, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Product,
    det,
    exp,
    function,
    identity,
    integrable,
    inv,
    invertible,
    lebesgue,
    measure,
    natural,
    pi,
    point,
    positive_definite,
    real,
    sqnorm,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.random_vectors import independent, mean_and_covariance
from derivations.kernel.terms import NAT, ONE, REAL, SPACE, ZERO, Sort, Term, lam, make
from derivations.lemmas import (
    affine_laws,
    combined_moments,
    forward_process,
    gaussian_pair,
    gaussian_sums,
    isotropic_normals,
    normal_formulas,
)
from derivations.opinion import summary
from derivations.proof import Proof, StepError, once
from derivations.refuter.evaluate import holds
from tests.derivations.spoiling import unnoticed

mu, p, w = measure("mu"), function("p"), point("w")
d, t, s, T = natural("d"), natural("t"), natural("s"), natural("T")
x, m, e, x_0 = (vector(name, d) for name in ("x", "m", "e", "x_0"))
RANDOM = Sort("function", SPACE, x.sort)
X, E = function("X", SPACE, x.sort), function("E", SPACE, x.sort)
number, a, b = real("x"), real("a"), real("b")
E_1, E_2, h = function("E_1"), function("E_2"), function("h", REAL)
PROOFS = {
    "variance_preserving": diffusion.variance_preserving,
    "sum_of_gaussians": diffusion.sum_of_gaussians,
    "kernel": diffusion.kernel,
}
every_law = pytest.mark.parametrize("prove", PROOFS.values(), ids=PROOFS)


def states(proof: Proof, expected: Term, given: list[Term]) -> None:
    assert proof.statement.alpha is expected.alpha
    assert [h.alpha for h in proof.hypotheses] == [g.alpha for g in given]
    assert proof.oracles == frozenset()
    assert proof.uses == []


# What is stated
def test_the_covariance_stays_the_identity():
    beta, eye = real("beta"), identity(d)
    columns = [mean_and_covariance(mu, p, X, m, eye), mean_and_covariance(mu, p, E, e, eye)]
    c, r = sqrt(1 - beta), sqrt(beta)
    expected = mean_and_covariance(mu, p, lam(w, c * X(w) + r * E(w)), c * m + r * e, eye)
    given = [density(mu, p), independent(mu, p, X, E), *columns, beta >= 0, beta <= 1]
    states(once(diffusion.variance_preserving), expected, given)


def test_a_combination_of_two_standard_normal_numbers():
    def mean(value: Term) -> Term:
        return Integral(value * p(w), w, mu)

    standard, square = lam(number, normal(number, ZERO, ONE)), a**2 + b**2
    combined, scaled = a * E_1(w) + b * E_2(w), sqrt(square) * E_1(w)
    law = pushes_forward(mu, p, lam(w, combined), lebesgue(), lam(number, normal(number, ZERO, sqrt(square))))
    first, second = (integrable(h(value) * p(w), w, mu) for value in (combined, scaled))
    same = And(Iff(first, second), Implies(first, Eq(mean(h(combined)), mean(h(scaled)))))
    expected = And(
        Eq(mean(combined), 0),
        Eq(mean(combined**2), square),
        Implies(0 < square, law),
        ForAll(h, Implies(make("measurable", h), same)),
    )
    laws = [pushes_forward(mu, p, one, lebesgue(), standard) for one in (E_1, E_2)]
    states(once(diffusion.sum_of_gaussians), expected, [density(mu, p), *laws, independent(mu, p, E_1, E_2)])


def test_the_law_of_every_time_of_the_forward_process():
    def in_time(claim: Term) -> Term:
        return ForAll(t, Implies(t < T, claim))

    state, noise = (function(name, NAT, RANDOM) for name in "XE")
    beta = function("beta", NAT)
    alpha = Product(1 - beta(s), s, t)
    step = Eq(state(t + 1)(w), sqrt(1 - beta(t)) * state(t)(w) + sqrt(beta(t)) * noise(t)(w))
    unit = lam(x, multivariate_normal(x, zeros(d), identity(d)))
    reached = lam(x, multivariate_normal(x, sqrt(alpha) * x_0, (1 - alpha) * identity(d)))
    given = [
        density(mu, p),
        ForAll(w, Eq(state(ZERO)(w), x_0)),
        in_time(ForAll(w, step)),
        in_time(And(0 < beta(t), beta(t) < 1)),
        in_time(pushes_forward(mu, p, noise(t), lebesgue(d), unit)),
        in_time(independent(mu, p, state(t), noise(t))),
    ]
    expected = ForAll(t, Implies(And(1 <= t, t <= T), pushes_forward(mu, p, state(t), lebesgue(d), reached)))
    states(once(diffusion.kernel), expected, given)


# Wrong variants
BETA = real("beta")
GIVEN = combined_moments.variance_preserving


def _covariance(c: Term, r: Term, given: tuple[int, ...] = (0, 1, 2, 3, 4, 5)) -> tuple[Term, list[Term]]:
    """That c·X + r·E keeps the covariance, under some of the hypotheses."""
    claim = mean_and_covariance(mu, p, lam(w, c * X(w) + r * E(w)), c * m + r * e, identity(d))
    return claim, [GIVEN().hypotheses[k] for k in given]


SUM, PROCESS = gaussian_pair.sum_of_gaussians, forward_process.kernel
SQUARE, COMBINED, AT = gaussian_pair.VARIANCE, gaussian_pair.COMBINED, forward_process.t
BETAS = Product(forward_process.beta(s), s, AT)
ALPHA = forward_process.alpha(AT)


def _moment(power: int, value: Term) -> tuple[Term, list[Term]]:
    """What E[(a·ε₁ + b·ε₂)ᵏ] is."""
    return Eq(gaussian_pair.mean((a * E_1(w) + b * E_2(w)) ** power), value), [*SUM().given]


def _spread(deviation: Term) -> tuple[Term, list[Term]]:
    """The deviation of a·ε₁ + b·ε₂."""
    law = gaussian_pair.has_density(COMBINED, lam(number, normal(number, ZERO, deviation)))
    return Implies(0 < SQUARE, law), [*SUM().given]


def _reached(mean: Term, variance: Term) -> tuple[Term, list[Term]]:
    """The law of x_t for t = 1, …, T."""
    here = forward_process.has_density(forward_process.X(AT), isotropic_normals.isotropic(mean, variance))
    return ForAll(AT, Implies(And(1 <= AT, AT <= T), here)), [*PROCESS().given]


WRONG = {
    "x is not scaled": lambda: _covariance(ONE, sqrt(BETA)),
    "no roots": lambda: _covariance(1 - BETA, BETA),
    "the same factor twice": lambda: _covariance(sqrt(BETA), sqrt(BETA)),
    "dependent columns": lambda: _covariance(sqrt(1 - BETA), sqrt(BETA), (0, 2, 3, 4, 5)),
    "mean a": lambda: _moment(1, a),
    "variance (a + b)²": lambda: _moment(2, (a + b) ** 2),
    "variance a² - b²": lambda: _moment(2, a**2 - b**2),
    "deviation a² + b²": lambda: _spread(SQUARE),
    "deviation |a| + |b|": lambda: _spread(abs(a) + abs(b)),
    "α is the product of the β": lambda: _reached(sqrt(BETAS) * x_0, 1 - BETAS),
    "x_0 is not scaled": lambda: _reached(x_0, 1 - ALPHA),
    "variance α": lambda: _reached(sqrt(ALPHA) * x_0, ALPHA),
}


@pytest.mark.parametrize("variant", WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted_on_a_few_points(variant):
    claim, given = variant()
    found = find(claim, given)
    assert found is not None
    assert all(holds(formula, found) is True for formula in given)
    assert holds(claim, found) is False


# Every line is checked
@every_law
def test_a_wrong_line_stops_the_proof(prove, monkeypatch):
    assert unnoticed(prove, monkeypatch) == []


@every_law
def test_sympy_disagrees_with_no_step(prove):
    assert summary(once(prove).theorem)["disagrees"] == 0


# The facts behind them
def test_a_multiple_of_the_identity_as_a_covariance():
    v = real("v")
    whole, over = v * identity(d), lebesgue(d)
    size = sqrt((2 * pi()) ** d * det(whole))
    value = exp(-(sqnorm(x - m) / (2 * v))) / size
    expected = {
        isotropic_normals.definite: positive_definite(whole),
        isotropic_normals.determinant_positive: ZERO < det(whole),
        isotropic_normals.inverse: Eq(inv(whole), ONE / v * identity(d)),
        isotropic_normals.scale_positive: ZERO < size,
        isotropic_normals.formula: Eq(multivariate_normal(x, m, whole), value),
        isotropic_normals.proper: density(over, lam(x, multivariate_normal(x, m, whole))),
    }
    for law, claim in expected.items():
        assert law().conclusion.alpha is claim.alpha
        assert [str(hypothesis) for hypothesis in law().hypotheses] == ["v > 0"]
        assert law().oracles == frozenset()


def test_the_sum_of_independent_normal_columns_is_normal():
    c, r, v = real("c"), real("s"), real("v")
    whole = c**2 * v + r**2
    found = gaussian_sums.sum_of_normals()
    laws = [
        pushes_forward(mu, p, X, lebesgue(d), isotropic_normals.isotropic(m, v)),
        pushes_forward(mu, p, E, lebesgue(d), isotropic_normals.standard(d)),
    ]
    given = {density(mu, p), ZERO < v, ZERO < whole, *laws, independent(mu, p, X, E)}
    assert {hypothesis.alpha for hypothesis in found.hypotheses} == {g.alpha for g in given}
    image = lam(w, c * X(w) + r * E(w))
    claim = pushes_forward(mu, p, image, lebesgue(d), isotropic_normals.isotropic(c * m, whole))
    assert found.conclusion.alpha is claim.alpha
    assert found.oracles == frozenset()


def test_an_affine_image_of_a_normal_column_is_normal():
    r, found = real("s"), gaussian_sums.scaled_normal()
    assert {str(hypothesis) for hypothesis in found.hypotheses} >= {"s > 0", "density(mu, p)"}
    assert len(found.hypotheses) == 3
    image = lam(w, m + r * E(w))
    claim = pushes_forward(mu, p, image, lebesgue(d), isotropic_normals.isotropic(m, r**2))
    assert found.conclusion.alpha is claim.alpha


def test_exponents_that_do_not_add_up_are_refused():
    one = normal_formulas.on_the_line(Proof().have(ZERO < ONE))
    two = normal_formulas.on_the_line(Proof().have(ZERO < ONE + ONE))
    assert normal_formulas.balanced([(one, number)], [(one, -number)]).conclusion.op == "eq"
    with pytest.raises(Undecided, match="differ"):
        normal_formulas.balanced([(one, number)], [(two, number)])
    with pytest.raises(Undecided, match="differ"):
        normal_formulas.balanced([(one, a), (one, b)], [(one, a + b), (one, a - b)])


def test_a_matrix_is_shown_to_be_invertible_by_its_inverse_only():
    proof = Proof()
    plane = vector("z", 2)
    turn, wrong = gaussian_pair.REFLECTION, identity(2)
    with proof.suppose(ZERO < a**2 + b**2):
        affine_laws.Affine(turn, 1 / (a**2 + b**2) * turn, zeros(2), plane).show(proof)
        assert proof.known(invertible(turn)).conclusion is invertible(turn)
        with pytest.raises(StepError, match="refuted"):
            affine_laws.Affine(turn, wrong, zeros(2), plane).show(proof)


def test_independent_functions_factorise():
    f, g = (function(name, x.sort) for name in "fg")
    law = combined_moments.factorised(logic.assume(independent(mu, p, X, E)), f, g)
    given, found = law.conclusion.args
    means = [Integral(of * p(w), w, mu) for of in (f(X(w)) * g(E(w)), f(X(w)), g(E(w)))]
    assert found.args[1].alpha is Eq(means[0], means[1] * means[2]).alpha
    assert given.args[0] is make("measurable", f)


# Facts computed without the kernel
def test_the_matrix_of_the_sum_turns_one_quadratic_form_into_the_other():
    c, r, v = 0.6, 1.5, 0.7
    whole = c * c * v + r * r
    matrix = np.array([[c * v, r * v], [r, -c * v]]) / whole
    old, new = np.diag([1 / v, 1.0]), np.diag([1 / whole, v / whole])
    assert matrix.T @ old @ matrix == pytest.approx(new, abs=1e-14)
    assert [c, r] @ matrix == pytest.approx([1, 0], abs=1e-14)
    assert abs(np.linalg.det(matrix)) == pytest.approx(v / whole, rel=1e-14)


def test_the_answers_are_densities_of_the_right_variables():
    told = once(diffusion.sum_of_gaussians).answer_term
    assert {v.data for v in told.free} == {"x", "a", "b"}
    shown = once(diffusion.kernel).answer_term
    assert {v.data for v in shown.free} == {"x", "x_0", "beta", "t", "d"}
    assert algebra.field(Eq(once(diffusion.variance_preserving).answer_term, identity(d))).hypotheses == ()


def test_the_answers_are_functions():
    found = once(diffusion.sum_of_gaussians).to_function()(x=0.3, a=0.9, b=-1.2)
    assert found == pytest.approx(np.exp(-(0.3**2) / (2 * 1.5**2)) / (1.5 * np.sqrt(2 * np.pi)), rel=1e-14)
    assert once(diffusion.variance_preserving).to_function()(d=3).tolist() == np.eye(3).tolist()
