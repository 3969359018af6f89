"""Divergences between densities (homeworks B.3, B.5, D.1, D.4): Kullback-Leibler and Jensen-Shannon, and what they say.

p and q are densities for one measure μ on any space: Lebesgue integrals and finite sums are instances. KL(p‖q) is a
number when it is finite, that is, when p ≪ q and p·log(p/q) is integrable; else it is +∞. Quantities are in nats.
"""

from __future__ import annotations

from derivations import cells, lemmas, logarithm
from derivations.expectations import Space
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    finite_kl,
    mixture,
    same_almost_everywhere,
)
from derivations.kernel.formulas import And, Eq, Iff, Implies, function, log, measure, piecewise, point, real
from derivations.kernel.terms import ONE, ZERO, lam, num
from derivations.proof import Proof
from derivations.results import result

mu, x = measure("mu"), point("x")
p, q = function("p"), function("q")
s = real("s")


def ratio(a: Term, b: Term) -> Term:
    """a·log(a/b) where a > 0, else 0: the integrand of KL."""
    return piecewise(0 < a, a * log(a / b))


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
    integrand, certificate = ratio(p(x), q(x)), [(p(x), q(x) / p(x))]
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
    goal, integrand, u = Eq(p(x), q(x)), ratio(p(x), q(x)), q(x) / p(x)
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
    return space.linear(ratio(p(x), q(x)), [], [lemmas.unfolded(equal)], because="log 1 = 0")


def _finite_when_equal(space: Space, equal: Theorem) -> Theorem:
    """KL(p‖q) < ∞, when p = q almost everywhere."""
    positive = Implies(0 < p(x), 0 < q(x))
    support = space.almost(positive, [lemmas.unfolded(equal)], because="q = p")
    dominated = lemmas.folded(absolutely_continuous(mu, p, q), support)
    return lemmas.folded(finite_kl(mu, p, q), logic.both(dominated, _vanishes(space, equal)[0]))
