"""Divergences, second part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from derivations import finite_sums, gaussians, lemmas, logarithm, pushforwards
from derivations.divergences import mu, p, q
from derivations.evaluate import evaluate
from derivations.expectations import Space
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order, powers
from derivations.kernel import lebesgue as fubini
from derivations.kernel.densities import KL, absolutely_continuous, finite_kl, normal
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    Product,
    Sum,
    almost,
    column,
    counting,
    entry,
    lebesgue,
    log,
    natural,
    real,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, num, substitute
from derivations.proof import Calculation, Proof
from derivations.relative import relative
from derivations.results import result
from derivations.slips import Slip

line = real("x")


@result(source="homeworks B.5, D.1")
def gaussian_kl(mu_1: Any = None, sigma_1: Any = None, mu_2: Any = None, sigma_2: Any = None) -> Proof:
    """KL(N(μ₁, σ₁²)‖N(μ₂, σ₂²)) = log(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − ½; equal variances: (μ₁ − μ₂)²/(2σ²)."""
    m_1, m_2 = gaussians.mean(mu_1, "mu_1"), gaussians.mean(mu_2, "mu_2")
    s_1, s_2 = gaussians.deviation(sigma_1, "sigma_1"), gaussians.deviation(sigma_2, "sigma_2")
    proof = Proof(given=[0 < s for s in dict.fromkeys((s_1, s_2)) if s.op != "num"])
    finite, general = _between_normals(proof, (m_1, s_1), (m_2, s_2))
    claims = [finite, general, *_equal_variances(proof, (finite, general), (m_1, s_1), (m_2, s_2))]
    return proof.conclude(And(*(c.conclusion for c in claims)), answer=general.conclusion.args[1])


def _equal_variances(
    proof: Proof, known: tuple[Theorem, Theorem], first: tuple[Term, Term], second: tuple[Term, Term]
) -> list[Theorem]:
    """The same with one σ for both; nothing when the data are two different numbers."""
    (m_1, s_1), (m_2, s_2) = first, second
    kept, replaced = (s_1, s_2) if s_2.op == "var" else (s_2, s_1)
    if replaced.op != "var" and replaced is not kept:
        return []
    same = [logic.instantiate(t, ((replaced, kept),)) if replaced.op == "var" else t for t in known]
    for theorem in same:
        proof.have(theorem.conclusion, by=theorem, because="the same with one variance for both")
    divergence, value = same[1].conclusion.args
    equal = proof.calculate(divergence).equals(value, by=same[1], because="as above")
    return [equal.equals((m_1 - m_2) ** 2 / (2 * kept**2), by=powers.powers, because="log 1 = 0").theorem]


def _between_normals(proof: Proof, first: tuple[Term, Term], second: tuple[Term, Term]) -> tuple[Theorem, Theorem]:
    """KL(N₁‖N₂) is finite, and its value."""
    (m_1, s_1), (m_2, s_2), x, over = first, second, line, lebesgue()
    one, two = (normal(x, *parameters) for parameters in (first, second))
    p, q, half = lam(x, one), lam(x, two), num(1) / 2
    value = log(s_2 / s_1) + (s_1**2 + (m_1 - m_2) ** 2) / (2 * s_2**2) - half
    coefficients = [
        log(s_2 / s_1) + (m_1 - m_2) ** 2 / (2 * s_2**2),
        s_1 * (m_1 - m_2) / s_2**2,
        s_1**2 / (2 * s_2**2) - half,
    ]
    reason = "log(N₁/N₂) is quadratic in z = (x − μ₁)/σ₁"
    exists, total = gaussians.polynomial(
        Space(proof, over, x), relative(one, two), m_1, s_1, coefficients, value, reason
    )
    support = proof.have(almost(Implies(0 < one, 0 < two), x, over), because="N₂ > 0 everywhere")
    finite = _finite(proof, over, p, q, support, exists)
    return finite, proof.have(Eq(KL(over, p, q), value), by=total, because="by definition")


def _finite(proof: Proof, over: Term, p: Term, q: Term, support: Theorem, exists: Theorem) -> Theorem:
    """KL(p‖q) < ∞, by its definition."""
    dominated, goal = lemmas.folded(absolutely_continuous(over, p, q), support), finite_kl(over, p, q)
    return proof.have(goal, by=lemmas.folded(goal, logic.both(dominated, exists)), because="by definition")


i, d = natural("i"), natural("d")
t = real("t")
mu_d, sigma_d, x_d = vector("mu", d), vector("sigma", d), vector("x", d)


@result(source="homework D.1")
def diagonal_gaussian_kl() -> Proof:
    """KL(N(μ, diag σ²)‖N(0, I)) = −½ Σ (1 + log σᵢ² − μᵢ² − σᵢ²), in any dimension."""
    m, s = entry(mu_d, i), entry(sigma_d, i)
    proof = Proof(given=[ForAll(i, Implies(i < d, 0 < s))])
    one, other = normal(t, m, s), normal(t, ZERO, ONE)
    summand = 1 + log(s**2) - m**2 - s**2
    factors = [substitute(f, {t: entry(x_d, i)}) for f in (one, other)]
    with proof.suppose(i < d, because="for each coordinate"):
        proof.have(0 < s, by=logic.specialise(proof.known(proof.given[0]), i), because="as given")
        single = _coordinate(proof, one, other, -num(1) / 2 * summand)
        signs = proof.have(And(*(0 < f for f in factors)), because="normal densities are positive")
    known = [logic.generalise(i, logic.discharge(i < d, theorem)) for theorem in (*single[:2], signs)]
    for theorem in known:
        proof.have(theorem.conclusion, by=theorem, because="for every coordinate")
    joint = fubini.independent(d, lam(i, lam(t, one)), lam(i, lam(t, log(one / other))), *known[:2])
    joint = proof.have(joint.conclusion, by=joint, because="the coordinates are independent (Fubini)")
    finite, divergence = _product_kl(proof, factors, joint, known[2])
    value = -num(1) / 2 * Sum(summand, i, d)
    terms, same = integrals.sum_integrable(d, lam(i, summand)), integrals.sum_almost(i, d, single[2])
    proof.have(same.conclusion, by=same, because="for every coordinate")
    sums = integrals.linear(counting(d), lam(i, single[2].conclusion.args[0]), ((-num(1) / 2, terms),), same)
    line = proof.calculate(divergence.conclusion.args[0]).equals(divergence.conclusion.args[1], by=divergence)
    line.equals(value, by=logic.right(sums), because="insert the divergence of each coordinate")
    return proof.conclude(And(finite.conclusion, line.theorem.conclusion), answer=value)


def _coordinate(proof: Proof, one: Term, other: Term, value: Term) -> tuple[Theorem, Theorem, Theorem]:
    """N(μᵢ, σᵢ²) is a density; log(N(t; μᵢ, σᵢ²)/N(t; 0, 1)) is integrable under it, with this integral."""
    _, m, s = one.args
    normal_density = gaussians.normal_density(m, s)
    normal_density = proof.have(normal_density.conclusion, by=normal_density, because="a normal density")
    known = proof.use(gaussian_kl(), {real("mu_1"): m, real("sigma_1"): s, real("mu_2"): 0, real("sigma_2"): 1})
    finite, divergence, _ = lemmas.split(known)
    space, reason = Space(proof, lebesgue(), t), "N(t; μᵢ, σᵢ²) > 0"
    exists, total = space.linear(log(one / other) * one, [(1, space.finite(finite)[1])], because=reason)
    line = proof.calculate(total.conclusion.args[0]).equals(divergence.conclusion.args[0], by=total, because=reason)
    line.equals(divergence.conclusion.args[1], by=divergence, because="the divergence of two normal densities")
    line.equals(value, by=powers.powers, because="log(1/σᵢ) = −½ log σᵢ²")
    return normal_density, exists, line.theorem


def _product_kl(proof: Proof, factors: list[Term], joint: Theorem, signs: Theorem) -> tuple[Theorem, Theorem]:
    """KL(Πᵢ fᵢ(xᵢ)‖Πᵢ gᵢ(xᵢ)) is finite, and is Σᵢ ∫ fᵢ·log(fᵢ/gᵢ)."""
    z, over = x_d, lebesgue(d)
    top, bottom = (Product(f, i, d) for f in factors)
    p, q = lam(z, top), lam(z, bottom)
    _, exists, total = lemmas.split(joint)
    law = logic.specialise(finite_sums.quotient_of_products(), d)
    law = logic.instantiate(
        law, tuple((f, lam(i, g)) for f, g in zip((finite_sums.a, finite_sums.b), factors, strict=True))
    )
    law = logic.modus_ponens(law, signs)
    law = proof.have(law.conclusion, by=law, because="the logarithm of a product is the sum of the logarithms")
    positive, other_positive, logarithm = lemmas.split(law)
    everywhere = logic.generalise(z, logic.both(positive, other_positive))
    proof.have(everywhere.conclusion, by=everywhere, because="for every x")
    inside = integrals.branch(relative(top, bottom), positive)
    same = Eq(relative(top, bottom), top * logarithm.conclusion.args[1])
    same = proof.have(same, parts=[(1, inside), (top, logarithm)], because="Πᵢ fᵢ > 0")
    both = integrals.linear(
        over, lam(z, relative(top, bottom)), ((ONE, exists),), integrals.almost_everywhere(over, z, (), same)
    )
    both = proof.have(both.conclusion, by=both, because="for every x")
    support = proof.have(almost(Implies(0 < top, 0 < bottom), z, over), because="Πᵢ gᵢ > 0")
    finite = _finite(proof, over, p, q, support, logic.left(both))
    value = proof.have(
        Eq(KL(over, p, q), total.conclusion.args[1]),
        parts=[(1, logic.right(both)), (1, total)],
        because="by definition",
    )
    return finite, value


def _weights(*values: Term) -> Term:
    """The density with these values at 0, 1, …, for the counting measure."""
    return lam(i, entry(column(*values), i))


def _sum_of_logs(proof: Proof, p: Sequence[Term], q: Sequence[Term]) -> Calculation:
    """KL(p‖q) = Σ pᵢ·log(pᵢ/qᵢ), for explicit positive values."""
    first, second, over = _weights(*p), _weights(*q), counting(len(p))
    whole = Sum(relative(apply(first, i), apply(second, i)), i, len(p))
    terms = [relative(apply(first, num(j)), apply(second, num(j))) for j in range(len(p))]
    parts = [integrals.sum_of(whole), *(integrals.branch(u, proof.facts.prove(u.args[0])) for u in terms)]
    line = proof.calculate(KL(over, first, second))
    return line.equals(_logs(p, q), parts=[(1, part) for part in parts], because="a finite sum of positive terms")


def _logs(p: Sequence[Term], q: Sequence[Term]) -> Term:
    """Σ pᵢ·log(pᵢ/qᵢ), written out."""
    return integrals.combined(p, [log(u / v) for u, v in zip(p, q, strict=True)])


@result(source="homework B.3")
def kl_asymmetric() -> Proof:
    """p = (¼, ¾), q = (½, ½): KL(p‖q) = ¾ log 3 − log 2 and KL(q‖p) = log 2 − ½ log 3 differ."""
    proof, three, two, half = Proof(), log(num(3)), log(num(2)), num(1) / 2
    p, q = (num(1) / 4, num(3) / 4), (half, half)
    there = _sum_of_logs(proof, p, q).equals(num(3) / 4 * three - two, by=powers.powers, because="collect")
    back = _sum_of_logs(proof, q, p).equals(two - half * three, by=powers.powers, because="collect")
    order_of_logs = order.monotone("log", proof.facts.prove(num(243) < 256))
    powers_of = proof.have(log(num(243)) < log(num(256)), by=order_of_logs, because="3⁵ = 243 < 256 = 2⁸")
    roots = [proof.have(Eq(log(num(k**e)), e * log(num(k))), by=powers.powers) for k, e in ((3, 5), (2, 8))]
    one, other = there.theorem, back.theorem
    parts = [(-1, one), (1, other), (Fraction(1, 4), roots[0]), (-Fraction(1, 4), roots[1])]
    less = one.conclusion.args[0] < other.conclusion.args[0]
    less = proof.have(
        less, terms=[(Fraction(1, 4), [powers_of], [])], parts=parts, because="the difference is ¼ (log 256 − log 243)"
    )
    different = proof.have(Ne(*less.conclusion.args), terms=[(1, [less], [])], because="they are not equal")
    values = column(one.conclusion.args[1], other.conclusion.args[1])
    return proof.conclude(And(one.conclusion, other.conclusion, different.conclusion), answer=values)


a = real("a")
FIXED = (num(1) / 2, num(1) / 8, num(3) / 8)


def _model(at: Term) -> tuple[Term, Term, Term]:
    """q_a = (a, a, 1 − 2a)."""
    return at, at, 1 - 2 * at


@result(source="homeworks B.3, D.4", needs="PCT")
def objectives_differ() -> Proof:
    """p = (½, ⅛, ⅜), q_a = (a, a, 1 − 2a), 0 < a < ½: KL(p‖q_a) is least at a = 5/16 only, KL(q_a‖p) at a = 2/7 only."""
    proof, inside = Proof(), And(0 < a, a < num(1) / 2)
    bests, rest, half = (num(5) / 16, num(2) / 7), 1 - 2 * a, num(1) / 2
    differ = proof.have(Ne(*bests), because="35 ≠ 32")
    below = a < num(1) / 2
    with proof.suppose(below) as (known,):
        shown = proof.have(0 < rest, terms=[(2, [known], [])], because="a < ½")
    positive = logic.discharge(below, shown)
    every = logic.generalise(a, positive)
    proof.have(every.conclusion, by=every, because="a was arbitrary")
    with proof.suppose(inside):
        proof.have(0 < rest, by=positive, because="as above")
        forward = _only_least(
            proof,
            lambda t: (FIXED, _model(t)),
            bests[0],
            half * log(num(8) / 5) + log(num(2) / 5) / 8,
            (16 * a / 5, 8 * rest / 3),
            (num(5) / 8, num(3) / 8),
            bests[0],
        )
        backward = _only_least(
            proof,
            lambda t: (_model(t), FIXED),
            bests[1],
            log(num(8) / 7),
            (2 / (7 * a), 3 / (7 * rest)),
            (2 * a, rest),
            -a,
        )
        both = proof.have(And(forward.conclusion, backward.conclusion), by=logic.both(forward, backward))
    every = logic.generalise(a, logic.discharge(inside, both))
    proof.have(every.conclusion, by=every, because="a was arbitrary")
    return proof.conclude(And(every.conclusion, differ.conclusion), answer=column(*bests))


def _only_least(
    proof: Proof,
    pair: Callable[[Term], Any],
    best: Term,
    value: Term,
    ratios: tuple[Term, Term],
    weights: tuple[Term, Term],
    scale: Term,
) -> Theorem:
    """The divergence is least at `best` only: it is its value there − w·log u − v·log r, with w(u − 1) + v(r − 1) = 0."""
    u, r = ratios
    w, v = weights
    there = _sum_of_logs(proof, *pair(best)).equals(
        _logs(*([num(evaluate(v, {})) for v in values] for values in pair(best))), because="a is a number"
    )
    there.equals(value, by=powers.powers, because="collect")
    here = _sum_of_logs(proof, *pair(a))
    here.equals(value - w * log(u) - v * log(r), by=powers.powers, because="collect")
    with proof.suppose(Ne(a, best)) as (elsewhere,):
        level = logic.assume(Eq(u, 1))
        absurd = logic.contradiction(algebra.combination(Eq(a, best), ((scale, level, ONE),), ()), elsewhere)
        proof.have(Ne(u, 1), by=logic.negate(level.conclusion, absurd), because="otherwise a would be that value")
        strict = proof.have(log(u) < u - 1, by=logarithm.strict_bound(u), because="log u < u − 1 for u ≠ 1")
        weak = proof.have(log(r) <= r - 1, by=logarithm.bound(r), because="log u ≤ u − 1")
        signs = [proof.have(0 < weight, because="a weight") for weight in weights]
        goal = there.theorem.conclusion.args[0] < here.theorem.conclusion.args[0]
        terms = [(1, [strict, signs[0]], []), (1, [weak, signs[1]], [])]
        less = proof.have(goal, terms=terms, parts=[(1, here.theorem), (-1, there.theorem)], because="the rest cancels")
    goal = Implies(elsewhere.conclusion, less.conclusion)
    return proof.have(goal, by=logic.discharge(elsewhere.conclusion, less), because="everywhere else it is greater")


@result(source="homeworks B.3, D.1")
def pushforward() -> Proof:
    """E_z[f(G(z))] = E_{p_G}[f], p_G the law of G(z): finite sums, z ↦ Mz with M invertible, one-to-one maps of the line."""
    proof = Proof()
    claims = [pushforwards.finite(proof), pushforwards.linear(proof), pushforwards.on_the_line(proof)]
    return proof.conclude(And(*(c.conclusion for c in claims)), by=lemmas.join(*claims), because="all three")


mu_q, mu_p, sigma = real("mu_q"), real("mu_p"), real("sigma")

ERRATA = [
    Slip(
        topic="divergences",
        written="JSD > 0",
        claim=lambda: 0 < JSD(mu, p, q),
        verdict="refuted",
        given=[density(mu, p), density(mu, q)],
        correct="JSD ≥ 0, and it is 0 at p = q",
    ),
    Slip(
        topic="divergences",
        written="Σ q(z−μ_q)² − Σ q(z−μ_p)² for the Gaussian KL with equal variances",
        claim=lambda: Eq((mu_q - mu_p) ** 2 / (2 * sigma**2), sigma**2 - (sigma**2 + (mu_q - mu_p) ** 2)),
        verdict="refuted",
        given=[0 < sigma],
        correct="the difference is −(μ_q − μ_p)²; the factor −1/(2σ²) makes it the divergence (μ_q − μ_p)²/(2σ²)",
    ),
    Slip(
        topic="divergences",
        written="KL(p‖q) = KL(q‖p)",
        claim=lambda: Eq(KL(mu, p, q), KL(mu, q, p)),
        verdict="refuted",
        given=[density(mu, p), density(mu, q), finite_kl(mu, p, q), finite_kl(mu, q, p)],
        correct="KL is not symmetric: p = (¼, ¾), q = (½, ½)",
    ),
]
