"""Integrals, sums, densities and divergences as text, LaTeX and ASCII: what a reader of GAN theory expects to see."""

import pytest

from derivations.kernel import algebra, integrals, logic
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    entropy,
    expectation,
    finite_kl,
    normal,
    pushes_forward,
    same_almost_everywhere,
    sigmoid,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Implies,
    Integral,
    Not,
    Product,
    Sum,
    almost,
    counting,
    entry,
    exp,
    function,
    infinity,
    integrable,
    lebesgue,
    log,
    measurable,
    measure,
    natural,
    pi,
    piecewise,
    point,
    real,
    sqnorm,
    sqrt,
    tends,
    unfolding,
    vector,
)
from derivations.kernel.terms import NAT, PROP, REAL, SPACE, Sort, lam, make, num
from derivations.kernel.theorem import RULES
from derivations.proof import Proof
from derivations.render import term_ascii, term_latex, term_text
from derivations.render.proof import proof_text
from derivations.render.reasons import WORDS

mu, nu, line = measure("mu"), measure("nu"), lebesgue()
p, q, f, D, P = function("p"), function("q"), function("f"), function("D"), function("P", SPACE, PROP)
c, r, g = function("c", NAT), function("r", REAL), function("g")
d, i, n = natural("d"), natural("i"), natural("n")
v, w, x, t = vector("v", d), vector("w", n), point("x"), real("t")
F = function("F", REAL, Sort("function", SPACE, REAL))
a, b, m, s = real("a"), real("b"), real("m"), real("s")
mixture = lam(x, (p(x) + q(x)) / 2)


def gaussian(mean, scale):
    return lam(t, normal(t, mean, scale))


SHOWN = [
    # integrals
    (
        Integral(p(x) * log(p(x) / q(x)), x, mu),
        "∫ p(x)·log(p(x)/q(x)) dμ(x)",
        r"\int p(x) \log\left(\frac{p(x)}{q(x)}\right) \, d\mu(x)",
    ),
    (Integral(t**2, t, line), "∫ t² dt", r"\int t^{2} \, dt"),
    (Integral(sqnorm(v), v, lebesgue(d)), "∫ ‖v‖² dv", r"\int \lVert v \rVert^{2} \, dv"),
    (make("integral", mu, p), "∫ p dμ", r"\int p \, d\mu"),
    (make("integral", line, r), "∫ r(x) dx", r"\int r(x) \, dx"),
    (Integral(p(x) + q(x), x, mu), "∫ (p(x) + q(x)) dμ(x)", r"\int (p(x) + q(x)) \, d\mu(x)"),
    (Integral(-p(x), x, nu), "∫ (−p(x)) dν(x)", r"\int (-p(x)) \, d\nu(x)"),
    (Integral(p(x), x, mu) + 1, "∫ p(x) dμ(x) + 1", r"\int p(x) \, d\mu(x) + 1"),
    (Integral(p(x), x, mu) / 2, "(∫ p(x) dμ(x))/2", r"\frac{\int p(x) \, d\mu(x)}{2}"),
    (a * Integral(p(x), x, mu), "a·∫ p(x) dμ(x)", r"a \, \int p(x) \, d\mu(x)"),
    (
        a * Integral(p(x), x, mu) * b,
        "(a·∫ p(x) dμ(x))·b",
        r"\left(a \, \int p(x) \, d\mu(x)\right) \, b",
    ),
    (Integral(p(x), x, mu) ** 2, "(∫ p(x) dμ(x))²", r"\left(\int p(x) \, d\mu(x)\right)^{2}"),
    (
        Integral(Integral(t * p(x), t, line), x, mu),
        "∫ ∫ t·p(x) dt dμ(x)",
        r"\int \int t \, p(x) \, dt \, d\mu(x)",
    ),
    (
        Integral(piecewise(And(0 <= t, t <= 1), t**2), t, line),
        "∫_{0 ≤ t ≤ 1} t² dt",
        r"\int_{0 \leq t \leq 1} t^{2} \, dt",
    ),
    (Integral(piecewise(a <= t, exp(-t)), t, line), "∫_{a ≤ t} exp(−t) dt", r"\int_{a \leq t} e^{-t} \, dt"),
    (
        Integral(piecewise(t < 0, t, 1), t, line),
        "∫ {t if t < 0, 1 otherwise} dt",
        r"\int \begin{cases} t & \text{if } t < 0 \\ 1 & \text{otherwise} \end{cases} \, dt",
    ),
    # sums and products
    (Sum(entry(v, i) * a, i, d), "Σ_{i=0}^{d−1} vᵢa", r"\sum_{i=0}^{d-1} v_{i} a"),
    (Sum(c(i) + 1, i, n + 1), "Σ_{i=0}^{n} (c(i) + 1)", r"\sum_{i=0}^{n} (c(i) + 1)"),
    (Sum(c(i), i, 3), "Σ_{i=0}^{2} c(i)", r"\sum_{i=0}^{2} c(i)"),
    (make("integral", counting(n), c), "Σ_{i=0}^{n−1} c(i)", r"\sum_{i=0}^{n-1} c(i)"),
    (
        Sum(piecewise(0 < c(i), log(c(i))), i, n),
        "Σ_{i=0, c(i) > 0}^{n−1} log(c(i))",
        r"\sum_{i=0,\; c(i) > 0}^{n-1} \log(c(i))",
    ),
    (Product(c(i), i, n), "Π_{i=0}^{n−1} c(i)", r"\prod_{i=0}^{n-1} c(i)"),
    (
        Product(c(i), i, n) * Sum(c(i), i, n),
        "(Π_{i=0}^{n−1} c(i))·Σ_{i=0}^{n−1} c(i)",
        r"\left(\prod_{i=0}^{n-1} c(i)\right) \, \sum_{i=0}^{n-1} c(i)",
    ),
    (entry(v, i + 1), "v_{i+1}", r"v_{i + 1}"),
    (entry(v + v, i), "(v + v)ᵢ", r"(v + v)_{i}"),
    (2 * pi() * s, "2πs", r"2 \pi s"),
    (sqrt(pi()), "√π", r"\sqrt{\pi}"),
    (piecewise(t > 0, t, -t), "{t if t > 0, −t otherwise}", None),
    (2 * piecewise(t > 0, t), "2·{t if t > 0, 0 otherwise}", None),
    # expectations and divergences
    (expectation(mu, p, f), "E_p[f]", r"\mathbb{E}_p\left[ f \right]"),
    (
        expectation(mu, p, lam(x, log(D(x)))),
        "E_{x~p}[log(D(x))]",
        r"\mathbb{E}_{x \sim p}\left[ \log(D(x)) \right]",
    ),
    (
        expectation(line, gaussian(m, s), lam(t, t**2)),
        "E_{t~N(m, s²)}[t²]",
        r"\mathbb{E}_{t \sim \mathcal{N}\left(m, s^{2}\right)}\left[ t^{2} \right]",
    ),
    (expectation(counting(n), c, lam(i, c(i))), "E_{i~c, i<n}[c(i)]", None),
    (expectation(nu, p, f), "E_{p, ν}[f]", None),
    (KL(mu, p, q), "KL(p ‖ q)", r"\mathrm{KL}(p \,\Vert\, q)"),
    (KL(mu, p, mixture), "KL(p ‖ (p + q)/2)", r"\mathrm{KL}\left(p \,\Vert\, \frac{p + q}{2}\right)"),
    (KL(nu, p, q), "KL_ν(p ‖ q)", r"\mathrm{KL}_{\nu}(p \,\Vert\, q)"),
    (KL(counting(n), c, c), "KL_{i<n}(c ‖ c)", r"\mathrm{KL}_{i<n}(c \,\Vert\, c)"),
    (
        KL(line, gaussian(real("m_1"), real("s_1")), gaussian(real("m_2"), real("s_2"))),
        "KL(N(m₁, s₁²) ‖ N(m₂, s₂²))",
        None,
    ),
    (KL(mu, p, lam(x, p(x) ** 2)), "KL(p ‖ x ↦ p(x)²)", None),
    (KL(mu, lam(x, real("p") * p(x)), q), "KL(x ↦ p·p(x) ‖ q)", None),
    (KL(line, lam(t, normal(t, t, s)), r), "KL(t ↦ N(t; t, s²) ‖ r)", None),
    (JSD(mu, p, q), "JSD(p, q)", r"\mathrm{JSD}(p, q)"),
    (entropy(mu, p), "H(p)", "H(p)"),
    (normal(t, m, s), "N(t; m, s²)", r"\mathcal{N}\left(t; m, s^{2}\right)"),
    (normal(t, 0, 1), "N(t; 0, 1)", r"\mathcal{N}(t; 0, 1)"),
    (sigmoid(t) * (1 - sigmoid(t)), "σ(t)·(1 − σ(t))", r"\sigma(t) \, (1 - \sigma(t))"),
    # what is said of functions
    (absolutely_continuous(mu, p, q), "p ≪ q", r"p \ll q"),
    (Not(absolutely_continuous(mu, p, q)), "¬(p ≪ q)", r"\lnot (p \ll q)"),
    (same_almost_everywhere(mu, p, q), "p = q almost everywhere", r"p = q\text{ almost everywhere}"),
    (same_almost_everywhere(nu, p, q), "p = q almost everywhere with respect to ν", None),
    (finite_kl(mu, p, q), "KL(p ‖ q) < ∞", r"\mathrm{KL}(p \,\Vert\, q) < \infty"),
    (Not(finite_kl(mu, p, q)), "¬(KL(p ‖ q) < ∞)", r"\lnot (\mathrm{KL}(p \,\Vert\, q) < \infty)"),
    (density(mu, p), "p is a density", r"p\text{ is a density}"),
    (Not(density(mu, p)), "p is not a density", r"p\text{ is not a density}"),
    (density(nu, p), "p is a density with respect to ν", None),
    (density(line, gaussian(m, s)), "N(m, s²) is a density on ℝ", None),
    (density(lebesgue(d), function("g", v.sort)), "g is a density on ℝᵈ", None),
    (density(counting(n), c), "c is a density on {0, …, n−1}", r"c\text{ is a density}\text{ on }\{0, \dots, n-1\}"),
    (make("measurable", p), "p is measurable", r"p\text{ is measurable}"),
    (measurable(p(x) + 1, x), "(x ↦ p(x) + 1) is measurable", None),
    (measurable(t > 0, t), "{t ∈ ℝ: t > 0} is measurable", r"\{t \in \mathbb{R} :\; t > 0\}\text{ is measurable}"),
    (make("integrable", mu, p), "p is integrable", r"p\text{ is integrable}"),
    (Not(integrable(t, t, line)), "(t ↦ t) is not integrable on ℝ", None),
    (
        integrable(piecewise(0 < p(x), log(p(x))), x, mu),
        "(x ↦ log(p(x))) is integrable where p(x) > 0",
        r"(x \mapsto \log(p(x)))\text{ is integrable}\text{ where }p(x) > 0",
    ),
    (almost(Eq(p(x), q(x)), x, mu), "p(x) = q(x) for almost every x", r"p(x) = q(x)\text{ for almost every }x"),
    (almost(Implies(p(x) > 0, q(x) > 0), x, mu), "(p(x) > 0 ⇒ q(x) > 0) for almost every x", None),
    (almost(t > 0, t, line), "t > 0 for almost every t ∈ ℝ", r"t > 0\text{ for almost every }t \in \mathbb{R}"),
    (almost(c(i) > 0, i, counting(n)), "c(i) > 0 for almost every i < n", None),
    (almost(p(x) > 0, x, nu), "p(x) > 0 for ν-almost every x", r"p(x) > 0\text{ for $\nu$-almost every }x"),
    (make("almost", mu, P), "P(x) for almost every x", None),
    (And(almost(p(x) > 0, x, mu), t > 0), "(p(x) > 0 for almost every x) ∧ t > 0", None),
    (
        pushes_forward(mu, p, g, line, r),
        "if z has density p, then g(z) has density r on ℝ",
        r"\text{if }z\text{ has density }p\text{, then }g(z)\text{ has density }r\text{ on }\mathbb{R}",
    ),
    (
        pushes_forward(line, r, lam(t, a * t + b), line, gaussian(m, s)),
        "if t has density r on ℝ, then at + b has density N(m, s²) on ℝ",
        None,
    ),
    (
        Implies(density(mu, p), pushes_forward(mu, p, g, line, r)),
        "p is a density ⇒ (if z has density p, then g(z) has density r on ℝ)",
        None,
    ),
    (
        differentiable_under_integral(mu, lam(t, lam(x, p(x) * exp(t))), a),
        "∫ p(x)·exp(t) dμ(x) is differentiable under the integral at t = a",
        r"\int p(x) e^{t} \, d\mu(x)\text{ is differentiable under the integral}\text{ at }t = a",
    ),
    (
        Not(differentiable_under_integral(mu, lam(t, lam(x, p(x) * exp(t))), t)),
        "∫ p(x)·exp(t₁) dμ(x) is not differentiable under the integral at t₁ = t",
        None,
    ),
    (differentiable_under_integral(mu, F, a), "∫ F(t) dμ is differentiable under the integral at t = a", None),
    (ForAll(x, 0 <= p(x)), "∀ x ∈ Ω: p(x) ≥ 0", r"\forall\, x \in \Omega :\; p(x) \geq 0"),
    (lebesgue(d), "Lebesgue measure on ℝᵈ", r"\text{Lebesgue measure on }\mathbb{R}^{d}"),
    (counting(n), "the counting measure on {0, …, n−1}", None),
    (
        Derivative(Integral(piecewise(0 < t, t * a), t, line), a),
        "d/da [∫_{t > 0} ta dt]",
        r"\frac{d}{d a} \left[ \int_{t > 0} t a \, dt \right]",
    ),
    (tends(Integral(c(n) * t, t, line), n, infinity(), 0), "∫ c(n)·t dt → 0 as n → ∞", None),
    (Sum(entry(w, i) * entry(w, i), i, n), "Σ_{i=0}^{n−1} wᵢwᵢ", None),
]


@pytest.mark.parametrize(("term", "text", "latex"), SHOWN, ids=[text for _, text, _ in SHOWN])
def test_integrals_and_densities_read_as_in_the_field(term, text, latex):
    assert term_text(term) == text
    if latex is not None:
        assert term_latex(term) == latex


def test_different_terms_are_shown_differently():
    texts, formulas = ([show(term) for term, _, _ in SHOWN] for show in (term_text, term_latex))
    assert len(set(texts)) == len(set(formulas)) == len(SHOWN)


def test_a_definition_is_shown_by_what_it_says():
    shown = f"{term_text(KL(mu, p, q))} = {term_text(unfolding(KL(mu, p, q)))}"
    assert shown == "KL(p ‖ q) = ∫_{p(x) > 0} p(x)·log(p(x)/q(x)) dμ(x)"
    assert term_text(unfolding(density(mu, p))) == (
        "p is measurable ∧ (∀ x ∈ Ω: p(x) ≥ 0) ∧ p is integrable ∧ ∫ p dμ = 1"
    )


@pytest.mark.parametrize(
    ("term", "ascii_"),
    [
        (Integral(p(x) / 2, x, mu), "integral(p(x)/2, x, mu)"),
        (make("integral", mu, p), "integral(mu, p)"),
        (Integral(t, t, line), "integral(t, t, lebesgue(1))"),
        (Sum(entry(v, i), i, n + 1), "sum(entry(v, i), i, n + 1)"),
        (Product(c(i), i, n), "product(c(i), i, n)"),
        (almost(p(x) > 0, x, mu), "almost(p(x) > 0, x, mu)"),
        (measurable(p(x), x), "measurable(p(x), x)"),
        (piecewise(t > 0, t, pi()), "piecewise(t > 0, t, pi)"),
        (KL(mu, p, mixture), "KL(mu, p, (x -> (p(x) + q(x))/2))"),
        (Integral(Sum(c(i) * t, i, n), t, line), "integral(sum(c(i)*t, i, n), t, lebesgue(1))"),
    ],
    ids=str,
)
def test_ascii_is_the_notation_in_which_authors_write(term, ascii_):
    assert term_ascii(term) == str(term) == ascii_


def test_every_rule_of_integrals_has_a_reason_in_words():
    homes = ("integrals", "summation", "lebesgue", "antiderivatives", "random_vectors")
    rules = {name for name, rule in RULES.items() if rule.__module__.rpartition(".")[2] in homes}
    assert len(rules) > 28
    assert rules - WORDS.keys() == set()


def doubled():
    """∫ 2p dμ = 2 for a density p."""
    proof = Proof(given=[density(mu, p)])
    meaning = proof.have(unfolding(density(mu, p)), by=logic.unfold(density(mu, p)), because="what a density is")
    known = logic.right(logic.right(meaning))
    same = integrals.almost_everywhere(mu, x, (), algebra.field(Eq(2 * p(x), 2 * p(x))))
    twice = integrals.linear(mu, lam(x, 2 * p(x)), ((num(2), logic.left(known)),), same)
    proof.have(twice.conclusion, by=twice)
    lines = proof.calculate(Integral(2 * p(x), x, mu)).equals(2 * make("integral", mu, p), by=logic.right(twice))
    lines.equals(num(2), parts=[(2, logic.right(known))], because="the integral of p is 1")
    return proof.conclude(Eq(Integral(2 * p(x), x, mu), 2))


def test_a_proof_with_integrals_reads_as_a_worked_solution():
    assert (
        doubled().text()
        == """\
A proof

Given
   (1) p is a density

Proof
   (2) p is measurable ∧ (∀ x ∈ Ω: p(x) ≥ 0) ∧ p is integrable ∧ ∫ p dμ = 1      [what a density is]
   (3) (x ↦ 2p(x)) is integrable ∧ ∫ 2p(x) dμ(x) = 2∫ p dμ                    [integrals are linear]

   (4) ∫ 2p(x) dμ(x) = 2∫ p dμ                                                     [the second part]
   (5)               = 2                                                    [the integral of p is 1]

   (6) ⊢ ∫ 2p(x) dμ(x) = 2                                                            [put together]

Rests on: no other result
Oracles: none: the kernel alone
Symbols: μ = mu (measure); p (function)"""
    )


def test_a_proof_with_integrals_has_its_latex_html_and_ascii():
    proof = doubled()
    assert r"& \int 2 p(x) \, d\mu(x) \\" in proof.latex()
    assert r"\int 2 p(x) \, d\mu(x)" in proof.html()
    plain = proof_text(proof, unicode=False)
    assert plain.isascii()
    assert "(6) |- integral(2*p(x), x, mu) = 2" in plain


def test_the_explanation_of_a_line_shows_its_rule():
    shown = doubled().explain(3)
    assert shown.startswith("Line 3: (x ↦ 2p(x)) is integrable ∧ ∫ 2p(x) dμ(x) = 2∫ p dμ\nReason: integrals are linear")
    assert "Rule: linear (integrals)" in shown
