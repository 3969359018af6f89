"""Ridge regression: every result says just what the syllabus says, for every penalty; impossible ones are refused."""

import re
from fractions import Fraction

import numpy as np
import pytest
import sympy

from derivations import ridge
from derivations.counterexample import find
from derivations.data import DataError
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    Implies,
    above,
    block,
    column,
    differentiable,
    full_column_rank,
    identity,
    infinity,
    inv,
    invertible,
    lam,
    matrix,
    minimiser,
    natural,
    ones,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    symmetric,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, Term, make, num
from derivations.proof import once
from derivations.refuter.evaluate import holds
from derivations.slips import judge

n, d = natural("n"), natural("d")
lambda_, c, beta_0 = real("lam"), real("c"), real("beta_0")
y = vector("y", n)
EXERCISE = [[0, 0, 0], [0, 1, 0], [0, 0, 1]]


class General:
    """The syllabus's setting, written out again: Z of shape n×d, a penalty A of size d."""

    def __init__(self, A: Term | None = None) -> None:
        size = d if A is None else A.shape[0]
        self.A = matrix("A", d, d) if A is None else A
        self.Z, self.size = matrix("Z", n, size), size
        self.beta, self.star = vector("beta", size), vector("beta_star", size)
        self.G = self.Z.T * self.Z + n * lambda_ * self.A
        self.given = {n >= 1} | ({symmetric(self.A)} if A is None else set())

    def f(self, b: Term) -> Term:
        return sqnorm(self.Z * b - y) / n + lambda_ * (b.T * self.A * b)

    @property
    def gradient(self) -> Term:
        slope = 2 / n * (self.Z.T * (self.Z * self.beta - y)) + 2 * lambda_ * (self.A * self.beta)
        loss = self.f(self.beta)
        return And(differentiable(loss, self.beta), Eq(Derivative(loss, self.beta), slope))

    @property
    def closed_form(self) -> Term:
        f, b, target = lam(self.beta, self.f(self.beta)), self.star, self.Z.T * y
        stationary, normal = Eq(Derivative(self.f(b), b), zeros(self.size)), Eq(self.G * b, target)
        solved = Implies(invertible(self.G), Iff(normal, Eq(b, inv(self.G) * target)))
        return And(Implies(minimiser(f, b), normal), Iff(stationary, normal), solved)

    @property
    def global_minimum(self) -> Term:
        b, star, f = self.beta, self.star, lam(self.beta, self.f(self.beta))
        excess = sqnorm(self.Z * (b - star)) / n + lambda_ * ((b - star).T * self.A * (b - star))
        return And(Eq(self.f(b) - self.f(star), excess), minimiser(f, star))


class WithBias:
    """The setting with a bias: Z = [1 X] and the penalty diag(0, B)."""

    def __init__(self, B: Term | None = None, size: Term = d) -> None:
        self.B = identity(d) if B is None else B
        self.X, self.w = matrix("X", n, size), vector("w", size)
        self.Z = block([[ones(n), self.X]])
        self.A = block([[0, zeros(1, size)], [zeros(size), self.B]])
        self.G = self.Z.T * self.Z + n * lambda_ * self.A
        self.y_bar, self.x_bar = ones(n).T * y / n, self.X.T * ones(n) / n
        self.yc, self.Xc = y - self.y_bar * ones(n), self.X - ones(n) * self.x_bar.T

    @property
    def centering(self) -> Term:
        b = vector("b", self.Z.shape[1])
        loss = lam(b, sqnorm(self.Z * b - y) / n + lambda_ * (b.T * self.A * b))
        least = minimiser(loss, column(beta_0, self.w))
        centred = self.Xc.T * self.Xc + n * lambda_ * self.B
        slopes = Eq(self.w, inv(centred) * (self.Xc.T * self.yc))
        return And(invertible(self.G), Iff(least, And(slopes, Eq(beta_0, self.y_bar - self.x_bar.T * self.w))))

    @property
    def limits(self) -> Term:
        path, least = inv(self.G) * (self.Z.T * y), inv(self.Z.T * self.Z) * (self.Z.T * y)
        size = self.w.shape[0]
        slopes = make("slice", path, ONE, size, ZERO, ONE)
        small = Implies(full_column_rank(self.Z), tends(path, lambda_, above(0), least))
        large = tends(slopes, lambda_, infinity(), zeros(size)), tends(path[0], lambda_, infinity(), self.y_bar)
        return And(small, *large)


def states(proof: object, conclusion: Term, hypotheses: set[Term]) -> None:
    assert proof.theorem.conclusion.alpha is conclusion.alpha
    assert {h.alpha for h in proof.theorem.hypotheses} == {h.alpha for h in hypotheses}
    assert proof.oracles == frozenset()


# What is stated
def test_gradient_is_that_of_the_syllabus():
    states(once(ridge.gradient), General().gradient, General().given)


def test_stationary_points_and_minima_solve_the_normal_equations():
    states(once(ridge.closed_form), General().closed_form, General().given)


def test_a_solution_of_the_normal_equations_is_a_global_minimum():
    g = General()
    solved = Eq(g.G * g.star, g.Z.T * y)
    states(once(ridge.global_minimum), g.global_minimum, {n >= 1, lambda_ >= 0, positive_semidefinite(g.A), solved})


def test_the_normal_matrix_is_positive_definite_for_every_shape():
    states(once(ridge.unique), positive_definite(WithBias().G), {n >= 1, lambda_ > 0})


def test_slopes_solve_the_centred_problem():
    states(once(ridge.centering), WithBias().centering, {n >= 1, lambda_ > 0})


def test_adding_a_constant_moves_the_bias_and_nothing_else():
    Z = block([[ones(n), matrix("X", n, d)]])
    A, first = matrix("A", 1 + d, 1 + d), column(1, zeros(d))
    G = Z.T * Z + n * lambda_ * A
    moved = Eq(inv(G) * (Z.T * (y + c * ones(n))), inv(G) * (Z.T * y) + c * first)
    states(once(ridge.bias_equivariance), moved, {Eq(A * first, zeros(1 + d)), invertible(G)})


def test_limits_of_a_small_and_a_large_penalty():
    s = WithBias(matrix("B", d, d))
    states(once(ridge.limits), s.limits, {n >= 1, positive_definite(s.B)})


def test_without_its_hypotheses_the_bias_moves_by_less():
    Z, A = block([[ones(n), matrix("X", n, d)]]), matrix("A", 1 + d, 1 + d)
    G = Z.T * Z + n * lambda_ * A
    moved, before = (inv(G) * (Z.T * t) for t in (y + c * ones(n), y))
    claim = Eq(moved, before + c * column(1, zeros(d)))
    point = find(claim, [n >= 1, symmetric(A), invertible(G)])
    assert holds(claim, point) is False
    # the syllabus's own case: n = d = 1, Z = A = λ = 1, where y = 0 → 1 moves β₀ from 0 to ½
    one = Eq(1 / (num(1) * 1 + 1 * num(1) * 1) * 1 - 0, num(1) / 2)
    assert holds(one, {}) is True


# Answers
def data(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.normal(size=(rows, columns)), random.normal(size=rows)


def test_the_closed_form_as_a_function_is_numpys_solution():
    design, target = data(6, 3)
    function = ridge.closed_form(EXERCISE).to_function()
    beta = function(Z=design, y=target, lam=0.5, n=6)
    expected = np.linalg.solve(design.T @ design + 6 * 0.5 * np.diag([0, 1, 1]), design.T @ target)
    assert np.allclose(beta, expected, rtol=1e-12)
    assert not np.allclose(beta, np.linalg.solve(design.T @ design + 0.5 * np.diag([0, 1, 1]), design.T @ target))


def test_the_gradient_as_a_function_is_the_difference_quotient():
    design, target = data(6, 3)
    slope = ridge.gradient(EXERCISE).to_function()
    at, weight = np.array([0.3, -1.0, 0.7]), np.diag([0, 1, 1])

    def loss(b: np.ndarray) -> float:
        return np.sum((design @ b - target) ** 2) / 6 + 0.5 * b @ weight @ b

    steps = 1e-6 * np.eye(3)
    quotients = [(loss(at + h) - loss(at - h)) / 2e-6 for h in steps]
    assert np.allclose(
        slope(Z=design, y=target, lam=0.5, n=6, beta=at), quotients, atol=1e-8
    )  # rounding of the quotient


def test_every_answer_has_the_kind_that_the_syllabus_asks_for():
    kinds = {
        name: once(getattr(ridge, name)).answer for name in ("gradient", "closed_form", "global_minimum", "limits")
    }
    assert kinds == {
        "gradient": "expression",
        "closed_form": "expression",
        "global_minimum": "expression",
        "limits": "none",
    }


# Other data
SEMIDEFINITE = [
    EXERCISE,
    [[3]],
    [[0]],
    sympy.diag(0, 1, 1),
    sympy.ImmutableMatrix([[2, 1], [1, 2]]),
    ((Fraction(1, 3), 0), (0, sympy.Rational(1, 2))),
    np.array([[1, 1], [1, 1]]),
]


def block_of(rows: object) -> Term:
    entries = [[Fraction(int(x.p), int(x.q)) for x in row] for row in sympy.Matrix(rows).tolist()]
    return num(entries[0][0]) if len(entries) == 1 else block([[num(x) for x in row] for row in entries])


@pytest.mark.parametrize("rows", SEMIDEFINITE, ids=str)
def test_gradient_closed_form_and_minimum_are_proved_again_for_other_penalties(rows):
    g = General(block_of(rows))
    states(ridge.gradient(rows), g.gradient, g.given)
    states(ridge.closed_form(rows), g.closed_form, g.given)
    solved = Eq(g.G * g.star, g.Z.T * y)
    states(ridge.global_minimum(rows), g.global_minimum, {n >= 1, lambda_ >= 0, solved})


@pytest.mark.parametrize(
    "rows", [[[5]], sympy.eye(3), [[2, 1], [1, 2]], [[2, -1, 0], [-1, 2, -1], [0, -1, 2]]], ids=str
)
def test_uniqueness_centering_and_limits_are_proved_again_for_other_weights(rows):
    B = block_of(rows)
    s = WithBias(B, B.shape[0])
    states(ridge.unique(rows), positive_definite(s.G), {n >= 1, lambda_ > 0})
    states(ridge.centering(rows), s.centering, {n >= 1, lambda_ > 0})
    states(ridge.limits(rows), s.limits, {n >= 1})


@pytest.mark.parametrize("rows", [[[0]], [[0, 0], [0, 1]], EXERCISE, [[0, 0, 0], [0, -1, 5], [0, 5, 2]]], ids=str)
def test_equivariance_is_proved_again_for_penalties_that_spare_the_bias(rows):
    A, size = block_of(rows), len(rows) - 1
    Z = block([[ones(n), matrix("X", n, size)]]) if size else ones(n)
    G, first = Z.T * Z + n * lambda_ * A, column(1, zeros(size)) if size else ONE
    moved = Eq(inv(G) * (Z.T * (y + c * ones(n))), inv(G) * (Z.T * y) + c * first)
    states(ridge.bias_equivariance(rows), moved, {invertible(G)})


def test_a_matrix_variable_of_another_name_is_a_penalty_too():
    K = matrix("K", 3, 3)
    states(ridge.gradient(K), General(K).gradient, {n >= 1, symmetric(K)})


# Impossible data
ARGUMENTS = [(f, "A") for f in ("gradient", "closed_form", "global_minimum", "bias_equivariance")] + [
    (f, "B") for f in ("unique", "centering", "limits")
]
UNREADABLE = {
    "is not symmetric": [[1, 2], [3, 4]],
    "a square matrix is needed": [[1, 0]],
    "[0][0] = 1.0 is not exact": [[1.0, 0], [0, 1]],
    "[0][1] = 'a' is not an exact number": [[1, "a"], ["a", 1]],
    "= 'Z' is not a matrix": "Z",
    "= 3 is not a matrix": 3,
    "= [] is not a matrix": [],
    "[0][0] = sqrt(2) is not an exact number": sympy.Matrix([[sympy.sqrt(2)]]),
    "[0][0] = a is not an exact number": sympy.Matrix([[sympy.Symbol("a")]]),
    "[0][0] = True is not exact": [[True]],
    "is 2x3: a square matrix is needed": matrix("A", 2, 3),
}


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
@pytest.mark.parametrize(("message", "value"), UNREADABLE.items())
def test_unreadable_data_are_refused_by_name(name, argument, message, value):
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        getattr(ridge, name)(value)
    assert str(caught.value).startswith(argument)


def direction_in(message: str) -> list[Fraction]:
    return [Fraction(x) for x in re.search(r"v = \(([^)]*)\)", message).group(1).split(", ")]


def form(rows: list[list[int]], v: list[Fraction]) -> Fraction:
    return sum(v[i] * rows[i][j] * v[j] for i in range(len(v)) for j in range(len(v)))


@pytest.mark.parametrize(
    "rows", [[[-1]], [[0, 1], [1, 0]], [[1, 2], [2, 1]], [[1, 0, 0], [0, 0, 2], [0, 2, 9]]], ids=str
)
def test_an_indefinite_penalty_is_refused_with_a_direction(rows):
    with pytest.raises(DataError, match="A is indefinite") as caught:
        ridge.global_minimum(rows)
    assert form(rows, direction_in(str(caught.value))) < 0
    assert ridge.gradient(rows).answer == "expression"  # which needs symmetry only


@pytest.mark.parametrize(
    "rows", [[[0]], [[1, 1], [1, 1]], [[0, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 2], [2, 1]]], ids=str
)
def test_a_weight_that_is_not_positive_definite_is_refused_with_a_direction(rows):
    for prove in (ridge.unique, ridge.centering, ridge.limits):
        with pytest.raises(DataError, match="B is not positive definite") as caught:
            prove(rows)
        v = direction_in(str(caught.value))
        assert any(v)
        assert form(rows, v) <= 0


def test_a_penalised_bias_is_refused():
    with pytest.raises(DataError, match=r"A penalises the bias: its first column is \['1', '0'\]"):
        ridge.bias_equivariance([[1, 0], [0, 1]])
    with pytest.raises(DataError, match=r"A = A is 3x3: a matrix of size 1 \+ d is needed"):
        ridge.bias_equivariance(matrix("A", 3, 3))


# Errata
@pytest.mark.parametrize("slip", ridge.ERRATA, ids=lambda s: s.written)
def test_circulating_slips_get_the_verdict_they_deserve(slip):
    judged = judge(slip)
    assert judged.status == slip.verdict
    assert judged.witness
    assert slip.verdict == "proved" or slip.correct


def test_the_errata_are_those_of_the_syllabus():
    verdicts = [s.verdict for s in ridge.ERRATA]
    assert verdicts.count("ill-formed") == 3
    assert verdicts.count("proved") == 1
