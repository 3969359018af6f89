"""Columns, distances and random variables, as people write them."""

import pytest

from derivations.kernel.densities import multivariate_normal, pushes_forward
from derivations.kernel.formulas import (
    ForAll,
    Not,
    function,
    identity,
    iterate,
    lebesgue,
    matrix,
    measure,
    natural,
    point,
    sqnorm,
    sqrt,
    trace,
    unit,
    vector,
    zeros,
)
from derivations.kernel.metric import cauchy, complete, euclidean, metric
from derivations.kernel.random_vectors import independent, mean_and_covariance
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, Sort, lam, matrix_sort
from derivations.render.latex import term_latex
from derivations.render.text import term_text

d, i = natural("d"), natural("i")
mu, p, w, u, v = measure("mu"), function("p"), point("w"), point("u"), point("v")
X, Y = (function(name, SPACE, matrix_sort(d, 1)) for name in "XY")
S, z = matrix("S", d, d), vector("z", d)
far = function("d", SPACE, Sort("function", SPACE, REAL))
BELL = lam(z, multivariate_normal(z, zeros(d), S))

SHOWN = [
    (unit(d, i).T * S * unit(d, i), "eᵢᵀ·S·eᵢ", r"e_{i}^{\top} \, S \, e_{i}"),
    (trace(S), "tr(S)", r"\operatorname{tr}(S)"),
    (multivariate_normal(z, zeros(d), S), "N(z; 0, S)", r"\mathcal{N}(z; 0, S)"),
    (sqrt(sqnorm(z)), "‖z‖", r"\lVert z \rVert"),
    (far(u)(v), "d(u, v)", "d(u, v)"),
    (iterate(function("f", SPACE, SPACE), u, i), "fⁱ(u)", "f^{i}(u)"),
    (ForAll(function("D", SPACE, PROP), function("D", SPACE, PROP)(u)), "∀ D ∈ (Ω → {true, false}): D(u)", None),
    (independent(mu, p, X, Y), "X and Y are independent under p", None),
    (Not(independent(mu, p, X, Y)), "X and Y are not independent under p", None),
    (Not(Not(independent(mu, p, X, Y))), "¬(X and Y are not independent under p)", None),
    (mean_and_covariance(mu, p, X, zeros(d), identity(d)), "X has the mean 0 and the covariance I under p", None),
    (metric(far), "d is a metric", r"d\text{ is a metric}"),
    (Not(complete(far)), "d is not complete", None),
    (complete(euclidean(d)), "(u ↦ (v ↦ ‖u − v‖)) is complete", None),
    (cauchy(far, function("s", NAT, SPACE)), "s is a Cauchy sequence for d", None),
    (
        pushes_forward(mu, p, X, lebesgue(d), BELL),
        "if z has density p, then X(z) has density N(0, S) on ℝᵈ",
        r"\text{if }z\text{ has density }p\text{, then }X(z)"
        r"\text{ has density }\mathcal{N}(0, S)\text{ on }\mathbb{R}^{d}",
    ),
]


@pytest.mark.parametrize(("term", "text", "latex"), SHOWN, ids=lambda x: x if isinstance(x, str) else "")
def test_what_is_said_of_columns_reads_as_in_the_course(term, text, latex):
    assert term_text(term) == text
    assert latex in (None, term_latex(term))


def test_plain_text_is_what_an_author_would_type():
    assert str(unit(d, i)) == "unit(d, i)"
