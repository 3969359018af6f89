"""Minimax descent-ascent: every result says just what the syllabus says, for every quadratic; the rest is refused."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
import sympy

from derivations import minimax
from derivations.data import DataError
from derivations.kernel import Undecided
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Or,
    block,
    column,
    converges_from_every_start,
    det,
    eigenvalue,
    infinity,
    iterate,
    lam,
    natural,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import Term, apply, num, substitute
from derivations.proof import Proof, once
from derivations.refuter.evaluate import evaluate, holds
from derivations.slips import judge

a, b, c, t, x, y, eta, eta_x, eta_y, x_0, y_0, re, im = map(
    real, ["a", "b", "c", "t", "x", "y", "eta", "eta_x", "eta_y", "x_0", "y_0", "re", "im"]
)
k, v = natural("k"), vector("v", 2)
START = column(x_0, y_0)
SCHUR_COHN = {"Schur-Cohn criterion"}


def exercise(p: Term, q: Term) -> Term:
    return 4 * p**2 - 4 * q**2


def product(p: Term, q: Term) -> Term:
    return p * q


def quadratic(p: Term, q: Term, r: Term) -> Callable[[Term, Term], Term]:
    return lambda u, w: p / 2 * u**2 + q * u * w - r / 2 * w**2


def by_x(f: Callable[[Term, Term], Term], at: Sequence[Term]) -> Term:
    return Derivative(f(x, at[1]), x, at[0])


def by_y(f: Callable[[Term, Term], Term], at: Sequence[Term]) -> Term:
    return Derivative(f(at[0], y), y, at[1])


def simultaneous(f: Callable[[Term, Term], Term], down: Term, up: Term) -> Term:
    point = (v[0], v[1])
    return lam(v, column(v[0] - down * by_x(f, point), v[1] + up * by_y(f, point)))


def alternating() -> Term:
    moved = v[0] - eta * by_x(product, (v[0], v[1]))
    return lam(v, column(moved, v[1] + eta * by_y(product, (moved, v[1]))))


def extra_gradient() -> Term:
    half = v[0] - eta * by_x(product, (v[0], v[1])), v[1] + eta * by_y(product, (v[0], v[1]))
    return lam(v, column(v[0] - eta * by_x(product, half), v[1] + eta * by_y(product, half)))


def converges(step: Term) -> Term:
    return converges_from_every_start(step, zeros(2))


def every_eigenvalue(matrix: Term, modulus_squared: Term | int) -> Term:
    return ForAll(re, ForAll(im, Implies(eigenvalue(matrix, re, im), Eq(re**2 + im**2, modulus_squared))))


def states(proof: Proof, conclusion: Term, hypotheses: set[Term], oracles: set[str] = frozenset()) -> None:
    for made, wanted in zip(parts(proof.statement), parts(conclusion), strict=True):
        assert made.alpha is wanted.alpha
    assert proof.statement.alpha is conclusion.alpha
    assert {h.alpha for h in proof.hypotheses} == {h.alpha for h in hypotheses}
    assert proof.oracles == oracles


def parts(formula: Term) -> list[Term]:
    return [p for a in formula.args for p in parts(a)] if formula.op == "and" else [formula]


# What is stated
def test_the_exercise_has_one_critical_point_and_it_is_a_saddle():
    f = exercise(x, y)
    second = [[Derivative(Derivative(f, q), p) for q in (x, y)] for p in (x, y)]
    hessian = det(block(second))
    critical = Iff(And(Eq(Derivative(f, x), 0), Eq(Derivative(f, y), 0)), And(Eq(x, 0), Eq(y, 0)))
    here = exercise(num(0), num(0))
    rises = ForAll(t, Implies(Ne(t, 0), here < exercise(0 + t * num(1), 0 + t * num(0))))
    falls = ForAll(t, Implies(Ne(t, 0), exercise(0 + t * num(0), 0 + t * num(8)) < here))
    states(once(minimax.saddle), And(critical, Eq(hessian, -64), hessian < 0, rises, falls), set())


def test_the_updates_multiply_both_coordinates_by_the_same_factor():
    f = exercise(x, y)
    down = Eq(x - eta * Derivative(f, x), (1 - 8 * eta) * x)
    up = Eq(y + eta * Derivative(f, y), (1 - 8 * eta) * y)
    states(once(minimax.updates), And(down, up), set())


def test_the_exercise_converges_below_a_quarter_and_lands_in_one_step_at_an_eighth():
    step = simultaneous(exercise, eta, eta)
    landing = ForAll(v, Eq(apply(substitute(step, {eta: num(1) / 8}), v), zeros(2)))
    states(once(minimax.step_size), And(Iff(converges(step), And(0 < eta, eta < num(1) / 4)), landing), set())


def general(p: Term, q: Term) -> Term:
    step = simultaneous(quadratic(p, q, p), eta, eta)
    rho, total = (1 - eta * p) ** 2 + eta**2 * q**2, p**2 + q**2
    converging = Iff(converges(step), And(0 < eta, eta * total < 2 * p))
    moduli = every_eigenvalue(block([[1 - eta * p, -eta * q], [eta * q, 1 - eta * p]]), rho)
    best, rate = p / total, abs(q) / sqrt(total)
    at_best = (1 - best * p) ** 2 + best**2 * q**2
    optimal = Implies(0 < p, And(Eq(at_best, rate**2), ForAll(eta, rate**2 <= rho)))
    return And(converging, moduli, optimal)


def test_one_step_size_for_a_general_quadratic():
    states(once(minimax.general_step_size), general(a, b), {a >= 0})


def separate(p: Term, q: Term, r: Term) -> Term:
    step = simultaneous(quadratic(p, q, r), eta_x, eta_y)
    s, total = eta_x * p + eta_y * r, p * r + q**2
    big = eta_x * eta_y * total
    return Iff(converges(step), And(big < s, 2 * s < 4 + big))


def test_two_step_sizes_for_a_general_quadratic():
    proof = once(minimax.separate_step_sizes)
    assert parts(proof.statement)[0].alpha is separate(a, b, c).alpha
    assert set(proof.hypotheses) == {a > 0, c > 0, eta_x > 0, eta_y > 0}
    assert proof.oracles == SCHUR_COHN


def test_two_step_sizes_that_land_in_two_steps():
    _, positive, landing = parts(once(minimax.separate_step_sizes).statement)
    ratio = abs(b) / sqrt(a * c + b**2)
    sizes = {eta_x: (1 + ratio) / a, eta_y: (1 - ratio) / c}
    assert positive is (0 < (1 - ratio) / c)
    step = substitute(simultaneous(quadratic(a, b, c), eta_x, eta_y), sizes)
    assert landing.alpha is ForAll(v, Eq(iterate(step, v, 2), zeros(2))).alpha


def test_plain_descent_in_both_diverges_unless_the_start_is_on_the_first_axis():
    orbit = iterate(simultaneous(exercise, eta, -eta), START, k)
    grows = Implies(Ne(y_0, 0), tends(orbit[1] ** 2, k, infinity(), infinity()))
    limit = tends(orbit, k, infinity(), zeros(2))
    settles = Implies(Eq(y_0, 0), Iff(limit, Or(Eq(x_0, 0), eta < num(1) / 4)))
    states(once(minimax.descent_diverges), And(grows, settles), {eta > 0})


def test_the_bilinear_game_spirals_out_or_stays_or_converges_by_method():
    spiral = iterate(simultaneous(product, eta, eta), START, k)
    conic = iterate(alternating(), START, k)

    def energy(p: Term) -> Term:
        return p[0] ** 2 + p[1] ** 2 - eta * p[0] * p[1]

    drift = 2 * (x_0 - y_0)
    at_two = iterate(substitute(alternating(), {eta: num(2)}), START, k)
    rho = 1 - eta**2 + eta**4
    root = 1 / sqrt(2)
    expected = [
        every_eigenvalue(block([[1, -eta], [eta, 1]]), 1 + eta**2),
        Implies(Ne(START, zeros(2)), tends(sqnorm(spiral), k, infinity(), infinity())),
        Implies(eta <= 2, every_eigenvalue(block([[1, -eta], [eta, 1 - eta**2]]), 1)),
        ForAll(k, Eq(energy(conic), x_0**2 + y_0**2 - eta * x_0 * y_0)),
        Implies(eta < 2, ForAll(k, sqnorm(conic) <= (2 + eta) / (2 - eta) * sqnorm(START))),
        ForAll(k, Eq(at_two, num(-1) ** k * column(x_0 - k * drift, y_0 - k * drift))),
        every_eigenvalue(block([[1 - eta**2, -eta], [eta, 1 - eta**2]]), rho),
        Iff(converges(extra_gradient()), eta < 1),
        ForAll(eta, num(3) / 4 <= rho),
        Eq(1 - root**2 + root**4, num(3) / 4),
    ]
    states(once(minimax.bilinear), And(*expected), {eta > 0})


# Facts evaluated, apart from the kernel's terms
def eigenvalues(step_of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return np.linalg.eigvals(np.column_stack([step_of(e) for e in np.eye(2)]))


@pytest.mark.parametrize(("p", "q", "h"), [(1, 2, 0.3), (3, 0, 0.5), (0, 1, 0.1), (2, 1, 0.9)])
def test_the_convergence_condition_is_the_spectral_radius(p, q, h):
    moduli = np.abs(eigenvalues(lambda u: u + h * np.array([-(p * u[0] + q * u[1]), q * u[0] - p * u[1]])))
    inside = minimax.general_step_size(p, q).answer_term
    assert holds(inside, {eta: Fraction(h).limit_denominator(1000)}) is bool(np.all(moduli < 1))


@pytest.mark.parametrize(
    ("h", "expected"), [("1/10", True), ("1/8", True), ("1/4", False), ("-1/10", False), ("0", False)]
)
def test_the_answer_of_the_exercise_at_some_step_sizes(h, expected):
    assert holds(once(minimax.step_size).answer_term, {eta: Fraction(h)}) is expected


def test_the_two_step_sizes_square_the_matrix_to_zero():
    p, q, r = 2.0, 1.5, 3.0
    ratio = abs(q) / np.sqrt(p * r + q * q)
    down, up = (1 + ratio) / p, (1 - ratio) / r
    matrix = np.array([[1 - down * p, -down * q], [up * q, 1 - up * r]])
    assert np.allclose(matrix @ matrix, 0, atol=1e-14)
    assert not np.allclose(matrix, 0)


def test_the_updates_as_a_function_are_a_gradient_step():
    assert once(minimax.updates).to_function()(x=1.0, y=2.0, eta=0.1).ravel() == pytest.approx([0.2, 0.4])


# Other data
SHAPES = {
    "x*y": (sympy.sympify("x*y"), -1, "saddle"),
    "x**2 - y**2/3": (sympy.sympify("x**2 - y**2/3"), Fraction(-4, 3), "saddle"),
    "x**2 + x*y + y**2": (sympy.sympify("x**2 + x*y + y**2"), 3, "minimum"),
    "-x**2 - y**2": (sympy.sympify("-x**2 - y**2"), 4, "maximum"),
    "x**2 + 4*x*y + y**2 + 2*x - 6*y + 5": (sympy.sympify("x**2 + 4*x*y + y**2 + 2*x - 6*y + 5"), -12, "saddle"),
    "y**2 + 3*x*y": (sympy.sympify("y**2 + 3*x*y"), -9, "saddle"),
}
REAL_XY = {sympy.Symbol(s): sympy.Symbol(s, real=True) for s in "xy"}


@pytest.mark.parametrize(("f", "determinant", "kind"), SHAPES.values(), ids=SHAPES)
def test_other_quadratics_get_their_critical_point_determinant_and_kind(f, determinant, kind):
    proof = minimax.saddle(f.subs(REAL_XY))
    claims = parts(proof.statement)
    assert (proof.hypotheses, proof.oracles) == ((), frozenset())
    assert claims[1].args[1] is num(Fraction(determinant))
    assert claims[2].op == "lt"
    assert len(claims) == (5 if kind == "saddle" else 4)
    solution = sympy.solve([sympy.diff(f, s) for s in REAL_XY], list(REAL_XY))
    found = evaluate(proof.answer_term, {})
    assert found == tuple((Fraction(int(r.p), int(r.q)),) for r in (solution[s] for s in REAL_XY))
    if kind != "saddle":
        inequality = claims[3].args[0].args[0].args[0].args[0].args[1]
        assert bool(inequality.args[1].loose) is (kind == "minimum")  # the other points on the larger side


@pytest.mark.parametrize(
    "data", [(1, 1), (0, 1), (3, 0), (Fraction(1, 2), -2), (sympy.Rational(2, 3), 5), (None, 2), (1, None)], ids=str
)
def test_one_step_size_is_proved_again_for_other_coefficients(data):
    p, q = (s if w is None else num(Fraction(str(w))) for s, w in zip((a, b), data, strict=True))
    states(minimax.general_step_size(*data), general(p, q), {a >= 0} if data[0] is None else set())


@pytest.mark.parametrize("data", [(1, 1, 1), (2, 0, 3), (1, sympy.Rational(-7, 3), 4), (None, None, 2)], ids=str)
def test_two_step_sizes_are_proved_again_for_other_coefficients(data):
    p, q, r = (s if w is None else num(Fraction(str(w))) for s, w in zip((a, b, c), data, strict=True))
    proof = minimax.separate_step_sizes(*data)
    assert parts(proof.statement)[0].alpha is separate(p, q, r).alpha
    assert set(proof.hypotheses) == {eta_x > 0, eta_y > 0} | ({a > 0} if data[0] is None else set())


# Impossible data
def test_a_vanishing_determinant_is_undecided():
    u, w = sympy.symbols("x y", real=True)
    for f in ((u + w) ** 2, u**2, sympy.Integer(0), 2 * u + w):
        with pytest.raises(Undecided, match=r"determinant of .* is 0: .* does not decide") as caught:
            minimax.saddle(f)
        assert caught.value.condition == "determinant"


U, W = sympy.symbols("x y", real=True)
NOT_QUADRATIC = [
    (U**3, "is not a quadratic"),
    (U**4 - W**2, "is not a quadratic"),
    (U * W + U**2 * W**2, "is not a quadratic"),
    (U / W, "no exact value"),
    (sympy.exp(U), "no exact value"),
    (sympy.sqrt(2) * U * W, "no exact value"),
    (U * W * sympy.Symbol("z", real=True), "real symbols x and y only"),
    (sympy.Symbol("x") * W, "not declared real"),
    ("x*y", "is text"),
    (1.5 * U * W, "not exact"),
    ([U], "not SymPy's"),
    (object(), "not SymPy's"),
    (real("q") * x * y, "real symbols x and y only"),
    (vector("x", 2), "must be a number"),
    (U > W, "must be a number"),
]


@pytest.mark.parametrize(
    ("f", "message"), NOT_QUADRATIC, ids=lambda value: type(value).__name__ if type(value) is object else str(value)
)
def test_what_is_no_quadratic_is_refused_by_name(f, message):
    with pytest.raises(DataError, match=message) as caught:
        minimax.saddle(f)
    assert str(caught.value).startswith("f ")


REFUSED = [
    ("general_step_size", (-1, 1), "a = -1 is negative"),
    ("general_step_size", (0, 0), r"\(a, b\) must not be \(0, 0\)"),
    ("general_step_size", (0.5, 1), "a = 0.5 is not exact"),
    ("general_step_size", (1, "2"), "b = '2' is not an exact number"),
    ("general_step_size", (sympy.sqrt(2), 1), r"a = sqrt\(2\) is not an exact number"),
    ("general_step_size", (sympy.Symbol("a"), 1), "a = a is not an exact number"),
    ("general_step_size", (True, 1), "a = True is not exact"),
    ("separate_step_sizes", (0, 1, 1), "a = 0: .* needs a > 0"),
    ("separate_step_sizes", (-2, 1, 1), "a = -2: .* needs a > 0"),
    ("separate_step_sizes", (1, 1, 0), "c = 0: .* c > 0"),
    ("separate_step_sizes", (1, 1.5, 1), "b = 1.5 is not exact"),
    ("separate_step_sizes", (1, 1, "c"), "c = 'c' is not an exact number"),
]


@pytest.mark.parametrize(("name", "data", "message"), REFUSED, ids=str)
def test_impossible_coefficients_are_refused_by_name(name, data, message):
    with pytest.raises(DataError, match=message):
        getattr(minimax, name)(*data)


# Errata
@pytest.mark.parametrize("slip", minimax.ERRATA, ids=lambda s: s.written)
def test_circulating_slips_are_refuted_with_a_witness(slip):
    judged = judge(slip)
    assert judged.status == slip.verdict == "refuted"
    assert judged.witness
    assert slip.correct


def test_the_errata_are_the_six_of_the_syllabus():
    assert len(minimax.ERRATA) == 6
