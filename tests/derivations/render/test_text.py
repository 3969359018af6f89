"""Terms as Unicode text: the course's notation, brackets exactly where they are needed, ASCII on demand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Integer, Rational
from sympy.parsing.sympy_parser import implicit_multiplication, parse_expr, standard_transformations

from derivations.kernel.formulas import (
    FALSE,
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    above,
    block,
    column,
    converges_from_every_start,
    differentiable,
    eigenvalue,
    exp,
    full_column_rank,
    identity,
    infinity,
    inv,
    invertible,
    iterate,
    log,
    matrix,
    minimiser,
    natural,
    ones,
    positive_definite,
    positive_semidefinite,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import REAL, Sort, lam, make, num, substitute, var
from derivations.render import sequent_ascii, sequent_text, term_ascii, term_text
from derivations.render.names import latex_name, unicode_name

a, b, c, t, x, lam_ = real("a"), real("b"), real("c"), real("t"), real("x"), real("lam")
n, d, k = natural("n"), natural("d"), natural("k")
A, B, X, Z = matrix("A", d, d), matrix("B", 2, 2), matrix("X", n, d), matrix("Z", n, d)
beta, star, y, v = vector("beta", d), vector("beta_star", d), vector("y", n), vector("v", 2)
f = var("f", Sort("function", REAL, REAL))
F = var("F", Sort("function", beta.sort, REAL))

SHOWN = [
    (sqnorm(Z * beta - y) / n + lam_ * (beta.T * A * beta), "‖Zβ − y‖²/n + λβᵀAβ"),
    (2 / n * (Z.T * (Z * beta - y)) + 2 * lam_ * (A * beta), "(2/n)Zᵀ(Zβ − y) + 2λAβ"),
    (Eq(star, inv(Z.T * Z + n * lam_ * A) * (Z.T * y)), "β* = (ZᵀZ + nλA)⁻¹Zᵀy"),
    (block([[ones(n), X]]), "[𝟏, X]"),
    (block([[num(0), zeros(1, d)], [zeros(d), identity(d)]]), "[0, 0; 0, I]"),
    (column(x, beta), "[x; β]"),
    (a - (b - c), "a − (b − c)"),
    (a - b - c, "a − b − c"),
    (a - (-b), "a − (−b)"),
    (-(a + b), "−(a + b)"),
    (-a * b, "−ab"),
    (a * (-b), "a·(−b)"),
    (a * (b + c), "a·(b + c)"),
    ((a + b) * (b + c), "(a + b)(b + c)"),
    (a / (b / c), "a/(b/c)"),
    (a / b * c, "(a/b)c"),
    (a / (b * c), "a/(bc)"),
    (x * 2, "x·2"),
    (num(2) * 3, "2·3"),
    (x * num(2) ** k, "x·2ᵏ"),
    (num(Fraction(1, 2)) * x, "½x"),
    (num(Fraction(3, 7)) * x, "(3/7)x"),
    (num(Fraction(-3, 7)), "−3/7"),
    (real("start") * x, "start·x"),
    ((a + b) ** 2, "(a + b)²"),
    ((x**2) ** k, "(x²)ᵏ"),
    (x ** (k + 1), "xᵏ⁺¹"),
    (x ** (n * k + d), "xⁿᵏ⁺ᵈ"),
    ((-x) ** 2, "(−x)²"),
    (x**-2, "1/x²"),
    (inv(A).T, "(A⁻¹)ᵀ"),
    ((A * A).T, "(AA)ᵀ"),
    (star.T * A * star, "β*ᵀAβ*"),
    (abs(x - 1) ** 2, "|x − 1|²"),
    (sqrt(a**2 + b**2), "√(a² + b²)"),
    (exp(-x) * log(x), "exp(−x)·log(x)"),
    (B[0, 1] * v[0] ** 2, "B_{0,1}v₀²"),
    ((B * v)[1], "(Bv)₁"),
    (block([[ones(n), X]]).T * block([[ones(n), X]]), "[𝟏, X]ᵀ[𝟏, X]"),
    (n * lam_ * block([[x, a], [a, x]]), "nλ·[x, a; a, x]"),
    (X.T * ones(n), "Xᵀ𝟏"),
    (make("slice", matrix("Y", n, 1 + d), num(0), n, num(1), d), "Y_{:,1:1+d}"),
    (x >= 0, "x ≥ 0"),
    (0 < x, "x > 0"),
    (Ne(x, 0), "x ≠ 0"),
    (Not(x < 1), "¬(x < 1)"),
    (Implies(And(a < b, b < c), Or(a < c, FALSE)), "a < b ∧ b < c ⇒ a < c ∨ false"),
    (And(Or(a < b, b < c), a < c), "(a < b ∨ b < c) ∧ a < c"),
    (Or(And(a < b, b < c), a < c), "(a < b ∧ b < c) ∨ a < c"),
    (Iff(Iff(a < b, b < c), a < c), "(a < b ⇔ b < c) ⇔ a < c"),
    (ForAll(beta, beta.T * A * beta >= 0), "∀ β ∈ ℝᵈ: βᵀAβ ≥ 0"),
    (And(ForAll(x, x < 1), Exists(k, k < 1)), "(∀ x ∈ ℝ: x < 1) ∧ (∃ k ∈ ℕ: k < 1)"),
    (ForAll(Z, Eq(Z, Z)), "∀ Z ∈ ℝ^(n×d): Z = Z"),
    (ForAll(f, Eq(f(0), 1)), "∀ f ∈ (ℝ → ℝ): f(0) = 1"),
    (tends(1 / k, k, infinity(), 0), "1/k → 0 as k → ∞"),
    (tends(x * beta, x, above(0), zeros(d)), "xβ → 0 as x → 0⁺"),
    (And(tends(x**k, k, infinity(), 0), x < 1), "(xᵏ → 0 as k → ∞) ∧ x < 1"),
    (Derivative(x**2, x), "d/dx [x²]"),
    (2 * Derivative(x**2, x, 3), "2(d/dx [x²](x = 3))"),
    (Derivative(sqnorm(beta), beta), "∇_β [‖β‖²]"),
    (Derivative(sqnorm(beta), beta, star), "∇_β [‖β‖²](β = β*)"),
    (make("derivative", f, x), "f′(x)"),
    (make("derivative", F, beta), "∇F(β)"),
    (differentiable(x**2, x, 1), "(x ↦ x²) is differentiable at 1"),
    (iterate(lam(x, (1 - 8 * x) * x), a, k), "(x ↦ (1 − 8x)x)ᵏ(a)"),
    (iterate(f, a, k + 1), "fᵏ⁺¹(a)"),
    (invertible(Z.T * Z), "ZᵀZ is invertible"),
    (Not(invertible(A)), "A is not invertible"),
    (positive_definite(A), "A is positive definite"),
    (positive_semidefinite(A), "A is positive semidefinite"),
    (full_column_rank(Z), "Z has full column rank"),
    (eigenvalue(B, 1 - a, b), "1 − a + i·b is an eigenvalue of B"),
    (minimiser(lam(beta, sqnorm(beta)), star), "β* is a minimiser of (β ↦ ‖β‖²)"),
    (converges_from_every_start(lam(v, B * v), zeros(2)), "the iteration (v ↦ Bv) converges to 0 from every start"),
]


@pytest.mark.parametrize(("term", "text"), SHOWN, ids=[text for _, text in SHOWN])
def test_terms_read_as_in_the_course(term, text):
    assert term_text(term) == text


def test_without_unicode_the_text_is_the_kernels_ascii():
    for term, _ in SHOWN:
        assert term_text(term, unicode=False) == term_ascii(term) == str(term)
        assert term_ascii(term).isascii()


def test_a_bound_variable_whose_name_is_taken_is_renamed():
    open_below = lam(t, x < t)
    assert term_text(make("forall", open_below)) == "∀ t ∈ ℝ: x < t"
    assert term_text(substitute(make("forall", open_below), {x: t})) == "∀ t₁ ∈ ℝ: t < t₁"


def test_sequents_show_hypotheses_before_the_turnstile():
    assert sequent_text((n >= 1, lam_ > 0), Eq(x, x)) == "n ≥ 1, λ > 0 ⊢ x = x"
    assert sequent_text((), Eq(x, x)) == "⊢ x = x"
    assert sequent_text((ForAll(x, x < 1),), FALSE) == "(∀ x ∈ ℝ: x < 1) ⊢ false"
    assert sequent_ascii((n >= 1,), FALSE) == sequent_text((n >= 1,), FALSE, unicode=False) == "n >= 1 |- false"
    assert sequent_ascii((), FALSE) == "|- false"


LETTERS = {"α": Integer(2), "γ": Integer(3), "δ": Integer(5)}


def _values(children):
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda p: (p[0][0] + p[1][0], p[0][1] + p[1][1])),
        pairs.map(lambda p: (p[0][0] - p[1][0], p[0][1] - p[1][1])),
        pairs.map(lambda p: (p[0][0] * p[1][0], p[0][1] * p[1][1])),
        children.map(lambda p: (p[0] / real("delta"), p[1] / 5)),
        children.map(lambda p: (1 / (p[0] ** 2 + 1), 1 / (p[1] ** 2 + 1))),
        children.map(lambda p: (-p[0], -p[1])),
        children.map(lambda p: (p[0] ** 2, p[1] ** 2)),
    )


letters = [(real("alpha"), Fraction(2)), (real("gamma"), Fraction(3)), (real("delta"), Fraction(5))]
leaves = letters + [(num(q), q) for q in (Fraction(7), Fraction(-1), Fraction(3, 7), Fraction(-3, 7))]


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.sampled_from(leaves), _values, max_leaves=8))
def test_brackets_stand_wherever_the_value_needs_them(pair):
    term, value = pair
    code = term_text(term).replace("−", "-").replace("·", "*").replace("²", "**2")
    spaced = "".join(f" {sign} " if sign in LETTERS else sign for sign in code)
    rules = (*standard_transformations, implicit_multiplication)
    assert parse_expr(spaced, local_dict=LETTERS, transformations=rules) == Rational(value)


@pytest.mark.parametrize(
    ("name", "text", "latex"),
    [
        ("beta_star", "β*", r"\beta^{*}"),
        ("mu_hat_y", "μ̂_y", r"\hat{\mu}_{y}"),
        ("lam", "λ", r"\lambda"),
        ("theta_0", "θ₀", r"\theta_{0}"),
        ("eta_x", "ηₓ", r"\eta_{x}"),
        ("y_bar", "ȳ", r"\bar{y}"),
        ("b0", "b₀", "b_{0}"),
        ("h_1_2", "h_{1,2}", "h_{1,2}"),
        ("alpha_t", "αₜ", r"\alpha_{t}"),
        ("epsilon", "ε", r"\varepsilon"),
        ("x'", "x′", r"x^{\prime}"),
        ("start", "start", r"\mathrm{start}"),
        ("beta_star_0", "β₀*", r"\beta_{0}^{*}"),
    ],
)
def test_names_are_spelled_as_in_the_syllabus(name, text, latex):
    assert unicode_name(name) == text
    assert latex_name(name) == latex
