"""Random variables on a sample space: laws, independence, mean and covariance.

A sample space is a measure μ with a density p on any space; a random variable is a function X of its points ω. That X
has the density q with respect to ν is `pushes_forward(μ, p, X, ν, q)`.
"""

from __future__ import annotations

from derivations.kernel.densities import density, pushes_forward
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    column,
    definition,
    fresh,
    integrable,
    lebesgue,
)
from derivations.kernel.terms import ONE, REAL, ZERO, Sort, Term, apply, dimension, lam, make, matrix_sort
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule


def _sample(mu: Term, *others: Term) -> Term:
    """A point of the sample space."""
    return fresh("w", mu.sort.params[0], mu, *others)


@definition
def independent(mu: Term, p: Term, x: Term, y: Term) -> Term:
    """E[f(X)·g(Y)] = E[f(X)]·E[g(Y)] for all measurable f and g for which the expectations on the right exist."""
    w = _sample(mu, p, x, y)
    f, g = (fresh(name, Sort("function", v.sort.params[1], REAL), mu, p, x, y) for name, v in (("f", x), ("g", y)))
    weight = apply(p, w)
    first, second = (apply(h, apply(v, w)) for h, v in ((f, x), (g, y)))
    given = And(
        make("measurable", f),
        make("measurable", g),
        integrable(first * weight, w, mu),
        integrable(second * weight, w, mu),
    )
    both = first * second * weight
    product = Integral(first * weight, w, mu) * Integral(second * weight, w, mu)
    found = And(integrable(both, w, mu), Eq(Integral(both, w, mu), product))
    return ForAll(f, ForAll(g, Implies(given, found)))


@definition
def mean_and_covariance(mu: Term, p: Term, x: Term, m: Term, s: Term) -> Term:
    """The random column X has the mean m and the covariance Σ: E[aᵀX] = aᵀm and E[aᵀ(X − m)·bᵀ(X − m)] = aᵀΣb."""
    w = _sample(mu, p, x, m, s)
    a, b = (fresh(name, matrix_sort(m.shape[0], ONE), mu, p, x, m, s) for name in ("a", "b"))
    weight, off = apply(p, w), apply(x, w) - m
    line, form = a.T * apply(x, w) * weight, (a.T * off) * (b.T * off) * weight
    first = And(integrable(line, w, mu), Eq(Integral(line, w, mu), a.T * m))
    second = And(integrable(form, w, mu), Eq(Integral(form, w, mu), a.T * s * b))
    return And(ForAll(a, first), ForAll(a, ForAll(b, second)))


def _law(side: Side, theorem: Theorem) -> tuple[Term, Term, Term, Term, Term]:
    """μ, p, X, ν and q of a theorem that X has the density q."""
    claim = theorem.conclusion
    side.require("form", claim.op == "pushes_forward", lambda: f"{claim} is not that a random variable has a density")
    mu, p, x, nu, q = claim.args
    return mu, p, x, nu, q


@rule(
    {**FORM, "density": "p is a density", "measurable": "the function is measurable, by a theorem"},
    source="Billingsley, Probability and Measure, theorem 16.13",
)
def law_of_image(side: Side, proper: Theorem, law: Theorem, measured: Theorem) -> Sequent:
    """The mean of a function of a random variable, by the density of the variable.

    Γ ⊢ density(μ, p),  Δ ⊢ pushes_forward(μ, p, X, ν, q),  Θ ⊢ f measurable
    /  Γ, Δ, Θ ⊢ (f(X)·p integrable ⇔ f·q integrable) ∧ (f·q integrable ⇒ ∫f(X)·p dμ = ∫f·q dν)
    """
    mu, p, x, nu, q = _law(side, law)
    side.states("density", proper, density(mu, p))
    claim = measured.conclusion
    fits = claim.op == "measurable" and claim.args[0].sort is Sort("function", x.sort.params[1], REAL)
    side.require("measurable", fits, lambda: f"{claim} is not that a real function of the values of {x} is measurable")
    f = claim.args[0]
    w, u = _sample(mu, p, x, f), fresh("u", x.sort.params[1], nu, q, f)
    there, here = apply(f, apply(x, w)) * apply(p, w), apply(f, u) * apply(q, u)
    exist = (integrable(there, w, mu), integrable(here, u, nu))
    same = Implies(exist[1], Eq(Integral(there, w, mu), Integral(here, u, nu)))
    return Sequent(merge(proper.hypotheses, law.hypotheses, measured.hypotheses), And(Iff(*exist), same))


@rule(
    {
        **FORM,
        "sample": "both random variables live on one sample space",
        "independent": "the random variables are independent",
    },
    source="Billingsley, Probability and Measure, section 20",
)
def joint_law(side: Side, apart: Theorem, first: Theorem, second: Theorem) -> Sequent:
    """The joint density of independent random columns is the product of their densities.

    Γ ⊢ independent(μ, p, X, Y),  Δ ⊢ X has the density q on ℝᵐ,  Θ ⊢ Y has the density r on ℝⁿ
    /  Γ, Δ, Θ ⊢ (X; Y) has the density q(x)·r(y) on ℝᵐ⁺ⁿ
    """
    mu, p, x, nu, q = _law(side, first)
    other, weight, y, xi, r = _law(side, second)
    columns = nu.op == "lebesgue" and xi.op == "lebesgue"
    side.require("form", columns, lambda: f"{nu} or {xi} is not Lebesgue measure")
    same = other.alpha is mu.alpha and weight.alpha is p.alpha
    side.require("sample", same, lambda: f"{x} and {y} live on different sample spaces")
    side.states("independent", apart, make("independent", mu, p, x, y))
    m, n = nu.args[0], xi.args[0]
    size = dimension(m + n)
    w, z = _sample(mu, p, x, y), fresh("z", matrix_sort(size, ONE), q, r)
    top, bottom = (make("slice", z, start, count, ZERO, ONE) for start, count in ((ZERO, m), (m, n)))
    pair, product = lam(w, column(apply(x, w), apply(y, w))), lam(z, apply(q, top) * apply(r, bottom))
    found = pushes_forward(mu, p, pair, lebesgue(size), product)
    return Sequent(merge(*(t.hypotheses for t in (apart, first, second))), found)
