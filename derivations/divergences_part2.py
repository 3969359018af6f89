"""Divergences, second part: Gaussians, explicit distributions, and expectations under a map."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivations import finite_divergences, gaussians, lemmas, pushforwards
from derivations.divergences import mu, p, q
from derivations.expectations import Space
from derivations.finite_divergences import Certificate, sum_of_logs
from derivations.kernel import Term, Theorem, integrals, logic, order, powers
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import JSD, KL, density, finite_kl, normal
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    Sum,
    column,
    counting,
    entry,
    lebesgue,
    log,
    natural,
    real,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, lam, num, substitute
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

a, t, i, d = real("a"), real("t"), natural("i"), natural("d")
HALF = num(Fraction(1, 2))


@result(source="homeworks B.5, D.1")
def gaussian_kl(mu_1: Any = None, sigma_1: Any = None, mu_2: Any = None, sigma_2: Any = None) -> Proof:
    """KL(N(μ₁, σ₁²)‖N(μ₂, σ₂²)) = log(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − ½; equal variances: (μ₁ − μ₂)²/(2σ²)."""
    first = gaussians.mean(mu_1, "mu_1"), gaussians.deviation(sigma_1, "sigma_1")
    second = gaussians.mean(mu_2, "mu_2"), gaussians.deviation(sigma_2, "sigma_2")
    proof = Proof(given=[0 < s for s in dict.fromkeys((first[1], second[1])) if s.op != "num"])
    general = gaussians.divergence(proof, first, second)
    claims = [*general, *_equal_variances(proof, general, first, second)]
    return proof.conclude(And(*(c.conclusion for c in claims)), answer=general[1].conclusion.args[1])


def _equal_variances(
    proof: Proof, general: tuple[Theorem, Theorem], first: gaussians.Normal, second: gaussians.Normal
) -> list[Theorem]:
    """The same with one σ for both; nothing when the data are two different numbers."""
    (m_1, s_1), (m_2, s_2) = first, second
    kept, replaced = (s_1, s_2) if s_2.op == "var" else (s_2, s_1)
    if replaced.op != "var" and replaced is not kept:
        return []
    same = [logic.instantiate(known, ((replaced, kept),)) if replaced.op == "var" else known for known in general]
    for theorem in same:
        proof.have(theorem.conclusion, by=theorem, because="the same with one variance for both")
    divergence, value = same[1].conclusion.args
    equal = proof.calculate(divergence).equals(value, by=same[1], because="as above")
    return [equal.equals((m_1 - m_2) ** 2 / (2 * kept**2), by=powers.powers, because="log 1 = 0").theorem]


@result(source="homework D.1")
def diagonal_gaussian_kl() -> Proof:
    """KL(N(μ, diag σ²)‖N(0, I)) = −½ Σ (1 + log σᵢ² − μᵢ² − σᵢ²), in any dimension."""
    x = vector("x", d)
    m, s = (entry(vector(name, d), i) for name in ("mu", "sigma"))
    proof = Proof(given=[ForAll(i, Implies(i < d, 0 < s))])
    one, other, summand = normal(t, m, s), normal(t, ZERO, ONE), 1 + log(s**2) - m**2 - s**2
    factors = substitute(one, {t: entry(x, i)}), substitute(other, {t: entry(x, i)})
    with proof.suppose(i < d, because="for each coordinate"):
        proof.have(0 < s, by=logic.specialise(proof.known(proof.given[0]), i), because="as given")
        *single, value = _coordinate(proof, one, other, -HALF * summand)
        signs = proof.have(And(*(0 < f for f in factors)), because="normal densities are positive")
    known = [logic.generalise(i, logic.discharge(i < d, theorem)) for theorem in (*single, signs)]
    for theorem in known:
        proof.have(theorem.conclusion, by=theorem, because="for every coordinate")
    joint = measures.independent(d, lam(i, lam(t, one)), lam(i, lam(t, log(one / other))), *known[:2])
    joint = proof.have(joint.conclusion, by=joint, because="the coordinates are independent (Fubini)")
    finite, divergence = gaussians.product_divergence(proof, (x, i, d), factors, joint, known[2])
    line = proof.calculate(divergence.conclusion.args[0])
    line.equals(divergence.conclusion.args[1], by=divergence, because="as above")
    line.equals(-HALF * Sum(summand, i, d), by=_over_coordinates(proof, value, summand), because="insert them")
    statement = And(finite.conclusion, line.theorem.conclusion)
    return proof.conclude(statement, answer=-HALF * Sum(summand, i, d))


def _coordinate(proof: Proof, one: Term, other: Term, value: Term) -> tuple[Theorem, Theorem, Theorem]:
    """N(μᵢ, σᵢ²) is a density; log(N(t; μᵢ, σᵢ²)/N(t; 0, 1)) is integrable under it, with this integral."""
    _, m, s = one.args
    known = gaussians.normal_density(m, s)
    known = proof.have(known.conclusion, by=known, because="a normal density")
    used = proof.use(gaussian_kl, {real("mu_1"): m, real("sigma_1"): s, real("mu_2"): 0, real("sigma_2"): 1})
    finite, divergence, _ = lemmas.split(used)
    space, reason = Space(proof, lebesgue(), t), "N(t; μᵢ, σᵢ²) > 0"
    exists, total = space.linear(log(one / other) * one, [(1, space.finite(finite)[1])], because=reason)
    line = proof.calculate(total.conclusion.args[0]).equals(divergence.conclusion.args[0], by=total, because=reason)
    line.equals(divergence.conclusion.args[1], by=divergence, because="the divergence of two normal densities")
    line.equals(value, by=powers.powers, because="log(1/σᵢ) = −½ log σᵢ²")
    return known, exists, line.theorem


def _over_coordinates(proof: Proof, value: Theorem, summand: Term) -> Theorem:
    """The sum of the integrals, from the integral for each coordinate, −½ times the summand."""
    integral, terms = value.conclusion.args[0], integrals.sum_integrable(d, lam(i, summand))
    each = integrals.sum_almost(i, d, value)
    proof.have(each.conclusion, by=each, because="for every coordinate")
    return logic.right(integrals.linear(counting(d), lam(i, integral), ((-HALF, terms),), each))


@result(source="homework B.3")
def kl_asymmetric() -> Proof:
    """p = (¼, ¾), q = (½, ½): KL(p‖q) = ¾ log 3 − log 2 and KL(q‖p) = log 2 − ½ log 3 differ."""
    proof, three, two, quarter = Proof(), log(num(3)), log(num(2)), Fraction(1, 4)
    first, second = (num(quarter), num(3 * quarter)), (HALF, HALF)
    there = sum_of_logs(proof, first, second).equals(num(3 * quarter) * three - two, by=powers.powers).theorem
    back = sum_of_logs(proof, second, first).equals(two - HALF * three, by=powers.powers).theorem
    less = order.monotone("log", proof.facts.prove(num(243) < 256))
    less = proof.have(log(num(243)) < log(num(256)), by=less, because="3⁵ = 243 < 256 = 2⁸")
    split = [proof.have(Eq(log(num(b**e)), e * log(num(b))), by=powers.powers) for b, e in ((3, 5), (2, 8))]
    different = proof.have(
        Ne(there.conclusion.args[0], back.conclusion.args[0]),
        terms=[(quarter, [less], [])],
        parts=[(-1, there), (1, back), (quarter, split[0]), (-quarter, split[1])],
        because="KL(q‖p) − KL(p‖q) = ¼ (log 256 − log 243)",
    )
    answer = column(there.conclusion.args[1], back.conclusion.args[1])
    return proof.conclude(And(there.conclusion, back.conclusion, different.conclusion), answer=answer)


DATA = HALF, num(Fraction(1, 8)), num(Fraction(3, 8))


def _model(at: Term) -> tuple[Term, Term, Term]:
    """q_a = (a, a, 1 − 2a)."""
    return at, at, 1 - 2 * at


@result(source="homeworks B.3, D.4", needs="PCT")
def objectives_differ() -> Proof:
    """p = (½, ⅛, ⅜), q_a = (a, a, 1 − 2a), 0 < a < ½: KL(p‖q_a) is least only at 5/16, KL(q_a‖p) only at 2/7."""
    proof, rest, inside = Proof(), 1 - 2 * a, And(0 < a, a < HALF)
    one, other = num(Fraction(5, 16)), num(Fraction(2, 7))
    value = HALF * log(num(Fraction(8, 5))) + DATA[1] * log(num(Fraction(2, 5)))
    forward = Certificate(one, value, (16 * a / 5, 8 * rest / 3), (num(Fraction(5, 8)), DATA[2]), one)
    backward = Certificate(other, log(num(Fraction(8, 7))), (2 / (7 * a), 3 / (7 * rest)), (2 * a, rest), -a)
    with proof.suppose(a < HALF) as (below,):
        left = proof.have(0 < rest, terms=[(2, [below], [])], because="a < ½")
    left = logic.generalise(a, logic.discharge(below.conclusion, left))
    proof.have(left.conclusion, by=left, because="for every a")
    with proof.suppose(inside):
        proof.have(0 < rest, by=logic.specialise(left, a), because="as above")
        first = finite_divergences.only_least(proof, a, lambda at: (DATA, _model(at)), forward)
        second = finite_divergences.only_least(proof, a, lambda at: (_model(at), DATA), backward)
        both = logic.both(first, second)
    every = logic.generalise(a, logic.discharge(inside, both))
    every = proof.have(every.conclusion, by=every, because="for every a")
    differ = proof.have(Ne(one, other), because="35 ≠ 32")
    return proof.conclude(And(every.conclusion, differ.conclusion), answer=column(one, other))


@result(source="homeworks B.3, D.1")
def pushforward() -> Proof:
    """E_z[f(G(z))] = E_{p_G}[f], p_G the law of G(z): finite sums, z ↦ Mz, and one-to-one maps of the line."""
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
        correct="the difference is −(μ_q − μ_p)²: the factor −1/(2σ²) makes it the divergence (μ_q − μ_p)²/(2σ²)",
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
