"""Terms as LaTeX: fractions, marks and sentences as in the course, and nothing that LaTeX would refuse."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Implies,
    Ne,
    Not,
    above,
    block,
    column,
    converges_from_every_start,
    det,
    differentiable,
    exp,
    identity,
    infinity,
    inv,
    invertible,
    iterate,
    log,
    matrix,
    natural,
    ones,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import REAL, Sort, lam, make, num, var
from derivations.render import sequent_latex, term_latex

a, b, t, p, q, x, lam_ = real("a"), real("b"), real("t"), real("p"), real("q"), real("x"), real("lam")
n, d, k = natural("n"), natural("d"), natural("k")
A, B, X, Z = matrix("A", d, d), matrix("B", 2, 2), matrix("X", n, d), matrix("Z", n, d)
beta, star, y, v = vector("beta", d), vector("beta_star", d), vector("y", n), vector("v", 2)
f = var("f", Sort("function", REAL, REAL))

SHOWN = [
    (
        sqnorm(Z * beta - y) / n + lam_ * (beta.T * A * beta),
        r"\frac{\lVert Z \beta - y \rVert^{2}}{n} + \lambda \beta^{\top} A \beta",
    ),
    (
        Eq(star, inv(Z.T * Z + n * lam_ * A) * (Z.T * y)),
        r"\beta^{*} = \left(Z^{\top} Z + n \lambda A\right)^{-1} Z^{\top} y",
    ),
    (
        Eq(Derivative(-p * log(t) - q * log(1 - t), t), -p / t + q / (1 - t)),
        r"\frac{d}{d t} \left[ -p \log(t) - q \log(1 - t) \right] = -\frac{p}{t} + \frac{q}{1 - t}",
    ),
    (block([[ones(n), X]]), r"\begin{bmatrix} \mathbf{1}_{n} & X \end{bmatrix}"),
    (block([[num(0), zeros(1, d)], [zeros(d), identity(d)]]), r"\begin{bmatrix} 0 & 0 \\ 0 & I_{d} \end{bmatrix}"),
    (column(real("beta_0"), vector("w", d)), r"\begin{bmatrix} \beta_{0} \\ w \end{bmatrix}"),
    (star.T * A * star, r"{\beta^{*}}^{\top} A \beta^{*}"),
    (vector("v_star", 2)[0], r"v^{*}_{0}"),
    (real("theta_0") ** 2, r"\theta_{0}^{2}"),
    (real("x'") ** 2, r"{x^{\prime}}^{2}"),
    (inv(A).T, r"\left(A^{-1}\right)^{\top}"),
    ((a / b) ** 2, r"\left(\frac{a}{b}\right)^{2}"),
    (-(a / b), r"-\frac{a}{b}"),
    (x - -x, "x - (-x)"),
    (a * (b + 1), r"a \, (b + 1)"),
    (num(2) * 3, r"2 \cdot 3"),
    (num(Fraction(-1, 2)) * x, r"-\frac{1}{2} x"),
    (real("start") * x, r"\mathrm{start} \, x"),
    (abs(b) / sqrt(a**2 + b**2), r"\frac{\lvert b \rvert}{\sqrt{a^{2} + b^{2}}}"),
    (exp(-x), "e^{-x}"),
    (exp(x / 2), r"\exp\left(\frac{x}{2}\right)"),
    (det(B), r"\det(B)"),
    (B[0, 1], "B_{0,1}"),
    (Ne(x, 0), r"x \neq 0"),
    (x >= 0, r"x \geq 0"),
    (And(x > 0, Not(x < 1)), r"x > 0 \land \lnot (x < 1)"),
    (
        ForAll(beta, Implies(Ne(beta, zeros(d)), beta.T * A * beta > 0)),
        r"\forall\, \beta \in \mathbb{R}^{d} :\; \beta \neq 0 \Rightarrow \beta^{\top} A \beta > 0",
    ),
    (tends(x**k, k, infinity(), 0), r"\lim_{k \to \infty} x^{k} = 0"),
    (tends(x + lam_, lam_, above(0), x), r"\lim_{\lambda \to 0^{+}} (x + \lambda) = x"),
    (
        Derivative(sqnorm(beta), beta, star),
        r"\nabla_{\beta} \left[ \lVert \beta \rVert^{2} \right]_{\beta = \beta^{*}}",
    ),
    (make("derivative", f, x), "f'(x)"),
    (iterate(lam(x, (1 - 8 * x) * x), a, k), r"(x \mapsto (1 - 8 x) x)^{k}(a)"),
    (invertible(A), r"A\text{ is invertible}"),
    (Not(invertible(A)), r"A\text{ is not invertible}"),
    (differentiable(x + 1, x, 1), r"(x \mapsto x + 1)\text{ is differentiable at }1"),
    (
        converges_from_every_start(lam(v, B * v), zeros(2)),
        r"\text{the iteration }(v \mapsto B v)\text{ converges to }0\text{ from every start}",
    ),
]


@pytest.mark.parametrize(("term", "latex"), SHOWN, ids=[latex for _, latex in SHOWN])
def test_terms_are_typeset_as_in_the_course(term, latex):
    assert term_latex(term) == latex


def test_sequents_are_typeset_with_a_turnstile():
    assert sequent_latex((n >= 1, lam_ > 0), Eq(x, x)) == r"n \geq 1,\; \lambda > 0 \;\vdash\; x = x"


LEAVES = [x, num(-2), real("x_star"), real("mu_hat_y"), star.T * star]


def _next(children):
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda p: p[0] + p[1]),
        pairs.map(lambda p: p[0] * p[1]),
        pairs.map(lambda p: p[0] / p[1]),
        children.map(lambda u: u**2),
        children.map(lambda u: u**k),
        children.map(lambda u: -u),
        st.sampled_from([abs, exp, log, sqrt]).flatmap(children.map),
        children.map(lambda u: sqnorm(inv(u * A).T * star)),
    )


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(st.sampled_from([x, num(-2), real("x_star"), real("mu_hat_y"), star.T * star]), _next, max_leaves=7)
)
def test_groups_are_balanced_and_no_superscript_is_doubled(term):
    latex = term_latex(term)
    bare = latex.replace(r"\left", "").replace(r"\right", "").replace(r"\lVert", "").replace(r"\rVert", "")
    assert latex.count(r"\left") == latex.count(r"\right")
    assert bare.count("(") == bare.count(")")
    depth = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"\^\{[^{}]*\}\^", latex)  # LaTeX: "double superscript"


def test_a_double_superscript_would_be_found():
    assert re.search(r"\^\{[^{}]*\}\^", r"\beta^{*}^{\top}")
