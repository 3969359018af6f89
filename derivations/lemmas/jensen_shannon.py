"""The Jensen-Shannon divergence of two densities: that it is finite, and its bounds, line by line.

m = (p + q)/2. Each function adds lines to the proof of a `Space` in which p, q and m are known to be densities.
"""

from __future__ import annotations

from fractions import Fraction

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order
from derivations.kernel.densities import JSD, KL, absolutely_continuous, finite_kl, mixture, same_almost_everywhere
from derivations.kernel.formulas import Eq, Iff, Implies, almost, function, log, measure, point
from derivations.kernel.terms import ONE, apply, lam, make, num
from derivations.lemmas import cells
from derivations.lemmas.expectations import Space
from derivations.lemmas.relative import relative
from derivations.proof import Proof

mu, x = measure("mu"), point("x")
p, q = function("p"), function("q")


def below_twice(space: Space, a: Term, b: Term) -> Theorem:
    """KL(a‖m) < ∞, since a ≤ 2m."""
    m = mixture(mu, p, q)
    here, proof = apply(m, x), space.proof
    known = [proof.known(make("integrable", mu, f)) for f in (a, m)]
    support = space.almost(Implies(0 < a(x), 0 < here), because="m ≥ ½ of either")
    dominated = lemmas.folded(absolutely_continuous(mu, a, m), support)
    low = space.linear(a(x) - here, [(1, known[0]), (-1, known[1])])[0]
    high = space.linear(log(2) * a(x), [(log(2), known[0])])[0]
    below = [(a(x), here / a(x))]
    above = [(a(x), a(x) / (a(x) + b(x))), a(x) * b(x) / (a(x) + b(x))]
    exists = space.squeezed(relative(a(x), here), low, high, [], (below, above), "log u ≤ u − 1 for m/a and for a/(2m)")
    finite = finite_kl(mu, a, m)
    return proof.have(finite, by=lemmas.folded(finite, logic.both(dominated, exists)), because="by definition")


def symmetric(space: Space) -> Theorem:
    """JSD(p, q) = JSD(q, p)."""
    proof, m, turned = space.proof, mixture(mu, p, q), mixture(mu, q, p)
    for a in (p, q):
        there = proof.known(make("integrable", mu, space.function(relative(a(x), apply(m, x)))))
        space.linear(relative(a(x), apply(turned, x)), [(1, there)], because="p + q = q + p")
    equal = logic.abstraction(x, algebra.field(Eq(apply(turned, x), apply(m, x))))
    z = function("z")
    sides = [logic.congruence(lam(z, KL(mu, a, z)), equal) for a in (q, p)]
    parts = [(-num(1) / 2, t) for t in sides]
    return proof.have(Eq(JSD(mu, p, q), JSD(mu, q, p)), parts=parts, because="p + q = q + p")


def at_least(proof: Proof, known: list[list[Theorem]]) -> list[Theorem]:
    """0 ≤ JSD, and JSD = 0 ⇔ p = q."""
    divergence, same = JSD(mu, p, q), same_almost_everywhere(mu, p, q)
    ((first, first_zero), (second, second_zero)) = known
    half = Fraction(1, 2)
    least = proof.have(0 <= divergence, terms=[(half, [first], []), (half, [second], [])], because="half of each")
    space = Space(proof, mu, x)
    with proof.suppose(Eq(divergence, 0)) as (zero,):
        value = first.conclusion.args[1]
        small = proof.have(value <= 0, terms=[(1, [second], [])], parts=[(-2, zero)], because="the other is ≥ 0")
        none = proof.have(Eq(value, 0), by=lambda: order.antisymmetry(small, first), because="both signs")
        mean = lemmas.unfolded(logic.modus_ponens(first_zero, none))
        equal = space.almost(Eq(p(x), q(x)), [mean], because="p = (p + q)/2",
                             by=lambda at: algebra.combination(Eq(p(x), q(x)), ((num(2), at, ONE),), ()))  # fmt: skip
        forward = proof.have(same, by=lemmas.folded(same, equal), because="by definition")
    with proof.suppose(same) as (equal,):
        zeros = []
        for a, iff in ((p, first_zero), (q, second_zero)):
            mean = iff.conclusion.args[1]
            here = space.almost(Eq(a(x), (p(x) + q(x)) / 2), [lemmas.unfolded(equal)], because="p = q")
            zeros.append(logic.modus_ponens(logic.converse(iff), lemmas.folded(mean, here)))
        backward = proof.have(Eq(divergence, 0), parts=[(half, z) for z in zeros], because="both are 0")
    return [least, proof.equivalence(Iff(Eq(divergence, 0), same), forward, backward)]


def at_most(space: Space) -> list[Theorem]:
    """JSD ≤ log 2, and JSD = log 2 ⇔ p·q = 0."""
    proof, m, divergence, half = space.proof, mixture(mu, p, q), JSD(mu, p, q), num(1) / 2
    here, disjoint = apply(m, x), almost(Eq(p(x) * q(x), 0), x, mu)
    known = [
        proof.known(make("integrable", mu, f)) for f in (m, *(space.function(relative(a(x), here)) for a in (p, q)))
    ]
    gap = log(2) * here - relative(p(x), here) / 2 - relative(q(x), here) / 2
    exists, value = space.linear(gap, list(zip((log(2), -half, -half), known, strict=True)), because="log 2 − JSD")
    one = proof.known(Eq(space.integral(here), 1))
    total = proof.have(
        Eq(space.integral(gap), log(2) - divergence), parts=[(1, value), (log(2), one)], because="∫m = 1"
    )
    sum_ = p(x) + q(x)
    bounds = [(p(x) / 2, p(x) / sum_), (q(x) / 2, q(x) / sum_), p(x) * q(x) / sum_]
    sign = space.almost(0 <= gap, [], bounds, "log u ≤ u − 1 for p/(p + q) and q/(p + q)")
    weak = space.positive(sign, exists)
    most = proof.have(divergence <= log(2), terms=[(1, [weak], [])], parts=[(-1, total)], because="so the gap is ≥ 0")
    with proof.suppose(Eq(divergence, log(2))) as (equal,):
        none = proof.have(Eq(space.integral(gap), 0), parts=[(1, total), (-1, equal)], because="no gap")
        flat = space.zero(sign, exists, none)
        forward = space.almost(Eq(p(x) * q(x), 0), [flat], because="(p + q)·gap ≥ p·q ≥ 0",
                               by=lambda at: _apart(space, gap, at))  # fmt: skip
    with proof.suppose(disjoint) as (apart,):
        _, none = space.linear(gap, [], [apart], because="where q = 0 the integrand of KL(p‖m) is p·log 2")
        backward = proof.have(Eq(divergence, log(2)), parts=[(1, total), (-1, none)], because="no gap")
    return [most, proof.equivalence(Iff(Eq(divergence, log(2)), disjoint), forward, backward)]


def _apart(space: Space, gap: Term, flat: Theorem) -> Theorem:
    """p·q = 0 where the gap is 0."""
    facts, sum_, product = space.proof.facts.with_(), p(x) + q(x), p(x) * q(x)
    bounds = [(p(x) * sum_ / 2, p(x) / sum_), (q(x) * sum_ / 2, q(x) / sum_)]
    below = cells.in_cells(facts, product <= sum_ * gap, space.atoms, cells.Hints(bounds))
    small = algebra.nonneg(product <= 0, ((1, (below,), ()),), ((-sum_, flat, ONE),), ())
    return order.antisymmetry(small, facts.prove(0 <= product))
