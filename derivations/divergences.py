"""Divergences between densities (homeworks B.3, B.5, D.1, D.4): Kullback-Leibler and Jensen-Shannon, and what they say.

p and q are densities for one measure μ on any space: Lebesgue integrals and finite sums are instances. KL(p‖q) is a
number when it is finite, that is, when p ≪ q and p·log(p/q) is integrable; else it is +∞. Quantities are in nats.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order, powers, summation
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    entropy,
    expectation,
    finite_kl,
    mixture,
    normal,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Sum,
    column,
    counting,
    entry,
    function,
    integrable,
    lebesgue,
    log,
    measure,
    natural,
    piecewise,
    point,
    real,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num, substitute
from derivations.lemmas import cells, finite_divergences, gaussians, jensen_shannon, logarithm, pushforwards
from derivations.lemmas.expectations import Space
from derivations.lemmas.finite_divergences import Certificate, sum_of_logs, weights
from derivations.lemmas.relative import at_least, log_sum, relative, scaled, supported, supported_scaled, supported_sum
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

mu, x = measure("mu"), point("x")
p, q = function("p"), function("q")
p_1, p_2, q_1, q_2 = (function(name) for name in ("p_1", "p_2", "q_1", "q_2"))
s, a, t, i, d = real("s"), real("a"), real("t"), natural("i"), natural("d")
HALF = num(Fraction(1, 2))


@result(source="homeworks B.3, D.4")
def gibbs() -> Proof:
    """KL(p‖q) ≥ 0, with equality iff p = q almost everywhere (Gibbs' inequality, from log u ≤ u − 1)."""
    proof = Proof(given=[density(mu, p), density(mu, q)])
    space = Space(proof, mu, x)
    (p_integrable, p_total), (q_integrable, q_total) = space.density(p), space.density(q)
    tangent = logarithm.everywhere()
    proof.have(tangent.conclusion, by=tangent, because="the logarithm is concave: it lies below its tangent at 1")
    gap = space.linear(p(x) - q(x), [(1, p_integrable), (-1, q_integrable)], because="a difference")
    gap_total = proof.have(
        Eq(space.integral(p(x) - q(x)), 0), parts=[(1, gap[1]), (1, p_total), (-1, q_total)], because="1 − 1 = 0"
    )
    finite, same, divergence = finite_kl(mu, p, q), same_almost_everywhere(mu, p, q), KL(mu, p, q)
    integrand, certificate = relative(p(x), q(x)), [(p(x), q(x) / p(x))]
    with proof.suppose(finite) as (known,):
        support, exists = space.finite(known)
        below = space.almost(p(x) - q(x) <= integrand, [support], certificate, "p·log(q/p) ≤ q − p")
        ordered = space.order(below, gap[0], exists)
        least = proof.have(0 <= divergence, terms=[(1, [ordered], [])], parts=[(1, gap_total)], because="∫(p − q) = 0")
        with proof.suppose(Eq(divergence, 0)) as (zero,):
            excess = space.linear(integrand - (p(x) - q(x)), [(1, exists), (-1, gap[0])], because="a difference")
            parts = [(1, excess[1]), (1, zero), (-1, gap_total)]
            total = proof.have(Eq(excess[1].conclusion.args[0], 0), parts=parts, because="both integrals are 0")
            positive = space.almost(0 <= integrand - (p(x) - q(x)), [support], certificate, "as above")
            flat = space.zero(positive, excess[0], total)
            equal = space.almost(
                Eq(p(x), q(x)),
                [support, flat],
                because="log u = u − 1 only at u = 1",
                by=lambda *at: _attained(proof, at[1]),
            )
            forward = proof.have(same, by=lemmas.folded(same, equal), because="by definition")
        with proof.suppose(same) as (equal,):
            backward = proof.have(Eq(divergence, 0), by=_vanishes(space, equal)[1], because="log 1 = 0")
        iff = proof.equivalence(Iff(Eq(divergence, 0), same), forward, backward)
        both = proof.have(And(least.conclusion, iff.conclusion), by=lemmas.join(least, iff), because="together")
    with proof.suppose(same) as (equal,):
        trivial = proof.have(
            finite, by=_finite_when_equal(space, equal), because="the integrand is 0 almost everywhere"
        )
    statement = And(Implies(finite, both.conclusion), Implies(same, finite))
    shown = lemmas.join(logic.discharge(finite, both), logic.discharge(same, trivial))
    return proof.conclude(statement, by=shown, because="and KL(p‖q) = ∞ is greater than 0")


def _attained(proof: Proof, flat: Theorem) -> Theorem:
    """p = q at a point where p·log(p/q) − (p − q) = 0 and p > 0 implies q > 0."""
    goal, integrand, u = Eq(p(x), q(x)), relative(p(x), q(x)), q(x) / p(x)
    nothing, something = (proof.facts.with_(case) for case in (Eq(p(x), ZERO), ZERO < p(x)))
    off = integrals.branch(integrand, cells.decide(nothing, ZERO < p(x)))
    first = algebra.combination(goal, ((-ONE, flat, ONE), (ONE, off, ONE)), ())
    something.add(something.prove(ZERO < q(x)))
    on = integrals.branch(integrand, cells.decide(something, ZERO < p(x)))
    logs = [(ONE, cells.logarithm_of(something, log(t)), ONE) for t in (u, p(x) / q(x))]
    level = algebra.combination(Eq(log(u), u - 1), ((-1 / p(x), flat, ONE), (1 / p(x), on, ONE), *logs), ())
    one = logic.cut(level, logarithm.attained(u))
    second = something.settled(algebra.combination(goal, ((-p(x), one, ONE),), ()))
    return logic.cases(cells.zero_or_positive(proof.facts.prove(ZERO <= p(x))), first, second)


def _vanishes(space: Space, equal: Theorem) -> tuple[Theorem, Theorem]:
    """p·log(p/q) is integrable with integral 0, when p = q almost everywhere."""
    return space.linear(relative(p(x), q(x)), [], [lemmas.unfolded(equal)], because="log 1 = 0")


def _finite_when_equal(space: Space, equal: Theorem) -> Theorem:
    """KL(p‖q) < ∞, when p = q almost everywhere."""
    positive = Implies(0 < p(x), 0 < q(x))
    support = space.almost(positive, [lemmas.unfolded(equal)], because="q = p")
    dominated = lemmas.folded(absolutely_continuous(mu, p, q), support)
    return lemmas.folded(finite_kl(mu, p, q), logic.both(dominated, _vanishes(space, equal)[0]))


@result(source="homework B.3")
def kl_convex() -> Proof:
    """KL is jointly convex: KL(s·p₁ + (1 − s)·p₂ ‖ s·q₁ + (1 − s)·q₂) ≤ s·KL(p₁‖q₁) + (1 − s)·KL(p₂‖q₂), 0 ≤ s ≤ 1."""
    given = [density(mu, f) for f in (p_1, p_2, q_1, q_2)]
    proof = Proof(given=[*given, 0 <= s, s <= 1, finite_kl(mu, p_1, q_1), finite_kl(mu, p_2, q_2)])
    proof.have(0 <= 1 - s, because="s ≤ 1")
    space = Space(proof, mu, x)
    mixed = [lam(x, s * f(x) + (1 - s) * g(x)) for f, g in ((p_1, p_2), (q_1, q_2))]
    top, bottom = (apply(m, x) for m in mixed)
    ends = [
        space.linear(apply(m, x), _weights(space, f, g)) for m, f, g in zip(mixed, (p_1, q_1), (p_2, q_2), strict=True)
    ]
    (first, one), (second, other) = (space.finite(proof.known(f)) for f in proof.given[-2:])
    weighted = [_weighted_support(space, *pair) for pair in ((s, p_1, q_1, first), (1 - s, p_2, q_2, second))]
    sums = (s * p_1(x), (1 - s) * p_2(x), s * q_1(x), (1 - s) * q_2(x))
    support = space.almost(supported(top, bottom), weighted, because="sums", by=lambda *_: supported_sum(*sums))
    low = space.linear(top - bottom, [(1, ends[0][0]), (-1, ends[1][0])])[0]
    mean = s * relative(p_1(x), q_1(x)) + (1 - s) * relative(p_2(x), q_2(x))
    high, value = space.linear(mean, [(s, one), (1 - s, other)])
    below = space.almost(
        top - bottom <= relative(top, bottom), [support], because="log u ≤ u − 1", by=lambda _: at_least(top, bottom)
    )
    above = space.almost(
        relative(top, bottom) <= mean,
        [*weighted, first, second],
        because="the log-sum inequality",
        by=lambda *_: _log_sum(),
    )
    exists = integrals.squeezed(space.measurable(relative(top, bottom)), below, above, low, high)
    exists = proof.have(exists.conclusion, by=exists, because="between two integrable functions")
    dominated = lemmas.folded(absolutely_continuous(mu, *mixed), support)
    finite = proof.have(finite_kl(mu, *mixed), by=lemmas.folded(finite_kl(mu, *mixed), logic.both(dominated, exists)))
    order_ = space.order(above, exists, high)
    bound = proof.have(
        KL(mu, *mixed) <= s * KL(mu, p_1, q_1) + (1 - s) * KL(mu, p_2, q_2),
        terms=[(1, [order_], [])], parts=[(-1, value)], because="the integral is linear",
    )  # fmt: skip
    return proof.conclude(And(finite.conclusion, bound.conclusion), by=lemmas.join(finite, bound), because="together")


def _weights(space: Space, f: Term, g: Term) -> list[tuple[Term, Theorem]]:
    """s·f + (1 − s)·g as weights of integrable functions."""
    return [(w, space.density(h)[0]) for w, h in ((s, f), (1 - s, g))]


def _weighted_support(space: Space, w: Term, f: Term, g: Term, support: Theorem) -> Theorem:
    """w·g > 0 wherever w·f > 0, from g > 0 wherever f > 0."""
    goal = supported(w * f(x), w * g(x))
    return space.almost(goal, [support], because="multiples", by=lambda _: supported_scaled(w, f(x), g(x)))


def _log_sum() -> Theorem:
    """The log-sum inequality for s·p₁, (1 − s)·p₂ and s·q₁, (1 − s)·q₂, the weights taken out."""
    sums = (s * p_1(x), (1 - s) * p_2(x), s * q_1(x), (1 - s) * q_2(x))
    whole = log_sum(*sums)
    out = [scaled(w, f(x), g(x)) for w, f, g in ((s, p_1, q_1), (1 - s, p_2, q_2))]
    left = whole.conclusion.args[0]
    right = out[0].conclusion.args[0] + out[1].conclusion.args[0]
    return algebra.nonneg(left <= right, ((1, (whole,), ()),), tuple((ONE, t, ONE) for t in out), ())


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
    integral, terms = value.conclusion.args[0], summation.sum_integrable(d, lam(i, summand))
    each = summation.sum_almost(i, d, value)
    proof.have(each.conclusion, by=each, because="for every coordinate")
    return logic.right(integrals.linear(counting(d), lam(i, integral), ((-HALF, terms),), each))


@result(source="homeworks B.3, D.4")
def jsd() -> Proof:
    """JSD(p, q) is finite, symmetric, between 0 and log 2; 0 iff p = q, log 2 iff the supports are disjoint."""
    proof = Proof(given=[density(mu, p), density(mu, q)])
    space = Space(proof, mu, x)
    space.mixed(p, q)
    m = mixture(mu, p, q)
    for name, term in (("m", m), ("m_x", apply(m, x))):
        proof.let(name, term)
    finite = [jensen_shannon.below_twice(space, a, b) for a, b in ((p, q), (q, p))]
    shown = [
        *finite,
        jensen_shannon.symmetric(space),
        *jensen_shannon.at_least(proof, [_gibbs_for(proof, a, m, f) for a, f in zip((p, q), finite, strict=True)]),
        *jensen_shannon.at_most(space),
    ]
    return proof.conclude(And(*(t.conclusion for t in shown)), by=lemmas.join(*shown), because="together")


def _gibbs_for(proof: Proof, a: Term, b: Term, finite: Theorem) -> list[Theorem]:
    """0 ≤ KL(a‖b), and KL(a‖b) = 0 ⇔ a = b, when KL(a‖b) < ∞."""
    inequality = logic.left(proof.use(gibbs, {p: a, q: b}))
    return lemmas.split(logic.modus_ponens(inequality, finite))


@result(source="homeworks B.3, D.4", needs="PCT")
def generator_objective() -> Proof:
    """q ≪ p, D* = p/(p + q): E_q[log((1 − D*)/D*)] = KL(q‖p), both finite or neither."""
    proof = Proof(given=[density(mu, p), density(mu, q), absolutely_continuous(mu, q, p)])
    space = Space(proof, mu, x)
    for f in (p, q):
        space.density(f)
    best = proof.let("D_star", p(x) / (p(x) + q(x)))
    support = lemmas.unfolded(proof.known(proof.given[-1]))
    odds, integrand = log((1 - best) / best), relative(q(x), p(x))
    inside = piecewise(0 < q(x), q(x) * odds)
    expected, divergence, finite = expectation(mu, q, lam(x, odds)), KL(mu, q, p), finite_kl(mu, q, p)
    space.almost(Implies(0 < q(x), 0 < (1 - best) / best), [support], [q(x) / p(x)], because="it is q/p")
    ratio = [Eq((1 - best) / best, q(x) / p(x))]
    with proof.suppose(finite) as (known,):
        exists, value = space.linear(inside, [(1, space.finite(known)[1])], [support], "(1 − D*)/D* = q/p", ratio)
        same = proof.have(Eq(expected, divergence), by=value, because="equal integrands")
    with proof.suppose(integrable(inside, x, mu)) as (known,):
        back = space.linear(integrand, [(1, known)], [support], "(1 − D*)/D* = q/p", ratio)[0]
        back = proof.have(finite, by=lemmas.folded(finite, logic.both(proof.known(proof.given[-1]), back)))
    both = proof.equivalence(Iff(integrable(inside, x, mu), finite), back, exists, because="equal integrands")
    shown = lemmas.join(both, logic.discharge(finite, same))
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=divergence)


@result(source="homeworks B.3, D.1")
def likelihood() -> Proof:
    """p ≪ q, H(p) finite: −E_p[log q] = KL(p‖q) + H(p), both finite or neither; H(p) does not depend on q."""
    entropic = piecewise(0 < p(x), p(x) * log(p(x)))
    given = [density(mu, p), density(mu, q), absolutely_continuous(mu, p, q), integrable(entropic, x, mu)]
    proof = Proof(given=given)
    space = Space(proof, mu, x)
    for f in (p, q):
        space.density(f)
    support, known_entropy = lemmas.unfolded(proof.known(given[2])), proof.known(given[3])
    inside, finite = piecewise(0 < p(x), p(x) * log(q(x))), finite_kl(mu, p, q)
    cross = -expectation(mu, p, lam(x, log(q(x))))
    because = "log(p/q) = log p − log q"
    with proof.suppose(finite) as (known,):
        exists, value = space.linear(inside, [(1, known_entropy), (-1, space.finite(known)[1])], [support], because)
        same = proof.have(
            Eq(cross, KL(mu, p, q) + entropy(mu, p)), parts=[(-1, value)], because="the integral is linear"
        )
    with proof.suppose(integrable(inside, x, mu)) as (known,):
        back = space.linear(relative(p(x), q(x)), [(1, known_entropy), (-1, known)], [support], because)[0]
        back = proof.have(finite, by=lemmas.folded(finite, logic.both(proof.known(given[2]), back)))
    both = proof.equivalence(Iff(integrable(inside, x, mu), finite), back, exists, because="H(p) is finite")
    shown = lemmas.join(both, logic.discharge(finite, same))
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=KL(mu, p, q) + entropy(mu, p))


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


GAME = log(4) - 2 * JSD(mu, p, q)

_EVEN = Eq(1 - HALF, HALF)


@result(source="homework B.3, D.4")
def gan_global_optimum() -> Proof:
    """D re-optimised: C(q) = log 4 − 2·JSD(p, q) ≤ log 4, with equality iff q = p; (q = p, D = ½) is a saddle point."""
    D = function("D")
    within = ForAll(x, And(0 < D(x), D(x) < 1))
    proof = Proof(given=[density(mu, p), density(mu, q), make("measurable", D), within])
    space = Space(proof, mu, x)
    (p_exists, p_total), (q_exists, q_total) = space.density(p), space.density(q)
    best = _best_value(proof)
    even = [space.linear(_loss(f, HALF), [(log(2), p_exists), (log(2), e)], because="−log ½ = log 2")
            for f, e in ((q, q_exists), (p, p_exists))]  # fmt: skip
    ones = [
        [(1, value), (log(2), p_total), (log(2), one)] for (_, value), one in zip(even, (q_total, p_total), strict=True)
    ]
    flat, level = (
        proof.have(Eq(v.conclusion.args[0], 2 * log(2)), parts=w) for (_, v), w in zip(even, ones, strict=True)
    )
    same = proof.have(Eq(flat.conclusion.args[0], level.conclusion.args[0]), parts=[(1, flat), (-1, level)])
    known = logic.specialise(proof.known(within), x)
    proof.have(known.conclusion, by=known, because="for every x")
    proof.have(0 < 1 - D(x), because="D < 1")
    rival = _loss(p, D(x))
    bounds = [(p(x), 2 * D(x)), (p(x), 2 * (1 - D(x)))]
    sign = space.almost(_loss(p, HALF) <= rival, [], bounds, "log u ≤ u − 1 for 2D and 2(1 − D)", using=[_EVEN])
    measured = space.measurable(rival)
    with proof.suppose(integrable(rival, x, mu)) as (exists,):
        least = space.order(sign, even[1][0], exists)
    worst = logic.discharge(integrable(rival, x, mu), least)
    shown = lemmas.join(*best, same, measured, worst, _another_answer(proof))
    return proof.conclude(shown.conclusion, by=shown, because="a loss that is not integrable is +∞", answer=GAME)


def _another_answer(proof: Proof) -> Theorem:
    """Against the D* of q₀ = (.2, .3, .5), p = (.5, .3, .2) is not the generator's best answer: (1, 0, 0) is better."""
    tenths = [num(Fraction(k, 10)) for k in (5, 3, 2)]
    data, start, answer = (weights(v) for v in (tenths, tenths[::-1], [num(1), num(0), num(0)]))
    best = apply(data, i) / (apply(data, i) + apply(start, i))
    better, worse = (Sum(apply(f, i) * log(1 - best), i, 3) for f in (answer, data))
    value = log(num(2)) - log(num(7))
    mean = HALF * value - tenths[1] * log(num(2)) + tenths[2] * (log(num(5)) - log(num(7)))
    known = [_summed(proof, total, to) for total, to in ((better, value), (worse, mean))]
    less = order.monotone("log", proof.facts.prove(num(256) < 8575))
    less = proof.have(log(num(256)) < log(num(8575)), by=less, because="2⁸ < 5²·7³")
    prime = [log(num(256)), 8 * log(num(2)), log(num(8575)), 2 * log(num(5)) + 3 * log(num(7))]
    split = [proof.have(Eq(*prime[k : k + 2]), by=powers.powers, because="prime factors") for k in (0, 2)]
    tenth = Fraction(1, 10)
    parts = [(-1, known[0]), (1, known[1]), (tenth, split[0]), (-tenth, split[1])]
    return proof.have(better < worse, terms=[(tenth, [less], [])], parts=parts, because="so p is not the best answer")


def _summed(proof: Proof, total: Term, value: Term) -> Theorem:
    """A sum over explicit distributions, as logarithms of primes."""
    line = proof.calculate(total)
    line.equals(summation.sum_of(total).conclusion.args[1], by=summation.sum_of(total), because="term by term")
    return line.equals(value, by=powers.powers, because="laws of logarithms").theorem


def _loss(f: Term, at: Term) -> Term:
    """−p log D − f log(1 − D): what D loses against the density f."""
    return -p(x) * log(at) - f(x) * log(1 - at)


def _best_value(proof: Proof) -> list[Theorem]:
    """−∫[p log D* + q log(1 − D*)] = log 4 − 2·JSD ≤ log 4, with equality iff p = q."""
    from derivations import optimal_discriminator

    value = proof.use(optimal_discriminator.value)
    least, zero = lemmas.split(proof.use(jsd))[3:5]
    most = proof.have(GAME <= log(4), terms=[(2, [least], [])], because="JSD ≥ 0")
    top, none = Eq(GAME, log(4)), zero.conclusion.args[0]
    with proof.suppose(top) as (equal,):
        forward = proof.have(none, parts=[(-HALF, equal)], because="no gap")
    with proof.suppose(none) as (at,):
        backward = proof.have(top, parts=[(-2, at)], because="no gap")
    iff = proof.equivalence(Iff(top, none), forward, backward)
    goal = Iff(top, zero.conclusion.args[1])
    return [value, most, proof.have(goal, by=logic.transitivity(iff, zero), because="JSD = 0 iff p = q")]


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
