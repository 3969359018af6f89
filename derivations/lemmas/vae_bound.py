"""What the evidence lower bound is made of: the model, the posterior, and the Lagrangian whose maximum it is.

x is one observation, fixed throughout; the latent z lives on any space with a measure μ. r(z) = p(x, z) is the joint
density as a function of z, the evidence is p(x) = ∫r dμ; r(z) = l(z)·π(z) with the likelihood l and the prior π.
"""

from __future__ import annotations

from fractions import Fraction

from derivations import divergences, lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, logic, powers
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import (
    KL,
    absolutely_continuous,
    density,
    expectation,
    normal,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    measure,
    pi,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.lemmas import gaussians, logarithm
from derivations.lemmas.expectations import Space
from derivations.proof import Proof

mu, z = measure("mu"), point("z")
r, q, likelihood, prior = function("r"), function("q"), function("l"), function("p_z")
t, lam_, w = real("t"), real("lam"), real("z")
LINE = lebesgue()
JOINT = lam(z, likelihood(z) * prior(z))


def evidence(joint: Term) -> Term:
    """p(x) = ∫ p(x, z) dμ."""
    return Integral(apply(joint, z), z, mu)


def posterior(joint: Term) -> Term:
    """p(z|x) = p(x, z)/p(x), as a function of z."""
    return lam(z, apply(joint, z) / evidence(joint))


def elbo_integrand(joint: Term) -> Term:
    """q·log(r/q) where q > 0."""
    return piecewise(0 < q(z), q(z) * log(apply(joint, z) / q(z)))


def elbo_of(joint: Term) -> Term:
    """E_q[log(p(x, z)/q(z))], the evidence lower bound."""
    return expectation(mu, q, lam(z, log(apply(joint, z) / q(z))))


def finite_evidence(joint: Term) -> list[Term]:
    """What is asked of p(x, z): integrable in z, and 0 < p(x) < ∞."""
    return [integrable(apply(joint, z), z, mu), 0 < evidence(joint)]


def posterior_density(space: Space, joint: Term) -> Theorem:
    """p(z|x) = p(x, z)/p(x) is a density."""
    proof, whole, after = space.proof, evidence(joint), posterior(joint)
    known = logic.specialise(proof.known(ForAll(z, 0 <= apply(joint, z))), z)
    space.atom(proof.have(known.conclusion, by=known, because="for every z"))
    exists, value = space.linear(
        apply(after, z), [(1 / whole, proof.known(finite_evidence(joint)[0]))], because="a multiple"
    )
    total = proof.have(Eq(space.integral(apply(after, z)), 1), parts=[(1, value)], because="p(x)/p(x) = 1")
    sign = logic.generalise(z, proof.facts.prove(0 <= apply(after, z)))
    parts = lemmas.join(space.measurable(apply(after, z)), sign, exists, total)
    goal = density(mu, after)
    return proof.have(goal, by=lemmas.folded(goal, parts), because="the posterior is a density")


def support_of(space: Space, joint: Term) -> Theorem:
    """r > 0 wherever q > 0, from q ≪ p(z|x)."""
    here, known = apply(joint, z), space.proof.known(absolutely_continuous(mu, q, posterior(joint)))

    def positive(given: Theorem) -> Theorem:
        ratio = logic.modus_ponens(given, logic.assume(0 < q(z)))
        scale = space.proof.known(0 < evidence(joint))
        shown = algebra.nonneg(0 < here, ((1, (ratio, scale), ()),), (), ())
        return logic.discharge(0 < q(z), shown)

    return space.almost(Implies(0 < q(z), 0 < here), [lemmas.unfolded(known)], because="p(x) > 0", by=positive)


RECONSTRUCTION = expectation(mu, q, lam(z, log(likelihood(z))))
LOWER = RECONSTRUCTION - KL(mu, q, prior)
LOG_LIKELIHOOD = piecewise(0 < q(z), q(z) * log(likelihood(z)))


def model() -> list[Term]:
    """What is asked of p(x|z) ≥ 0 and p(z), a density: 0 < p(x) < ∞."""
    sign = ForAll(z, 0 <= likelihood(z))
    return [make("measurable", likelihood), sign, density(mu, prior), *finite_evidence(JOINT)]


def joined(proof: Proof) -> Space:
    """The space of z, with the signs of p(x|z), p(z) and their product."""
    space = Space(proof, mu, z)
    known = logic.specialise(proof.known(ForAll(z, 0 <= likelihood(z))), z)
    space.atom(proof.have(known.conclusion, by=known, because="for every z"))
    space.density(prior)
    every = logic.generalise(z, proof.have(0 <= apply(JOINT, z), because="a product"))
    proof.have(every.conclusion, by=every, because="for every z")
    proof.let("p_x", evidence(JOINT))
    return space


def nonnegative_gap(proof: Proof, after: Term, gap: Theorem) -> Theorem:
    """KL(q‖p(z|x)) ≥ 0."""
    gibbs = logic.left(proof.use(divergences.gibbs, {divergences.p: q, divergences.q: after}))
    return logic.left(logic.modus_ponens(gibbs, gap))


def stationary(proof: Proof) -> Theorem:
    """∂/∂t [t·log(r/t) + λt] = log(r/t) − 1 + λ for r, t > 0, 0 just at t = e^{λ−1}·r; it decreases in t."""
    here = real("r")
    inside = And(0 < here, 0 < t)
    slope = log(here / t) - 1 + lam_
    with proof.suppose(inside):
        first = proof.have(
            Eq(Derivative(t * log(here / t) + lam_ * t, t), slope), by=calculus.derivative, because="the Lagrangian"
        )
        second = proof.have(Eq(Derivative(slope, t), -1 / t), by=calculus.derivative, because="so it is concave")
        split = proof.have(Eq(log(here / t), log(here) - log(t)), by=powers.powers, because="laws of logarithms")
        root = exp(lam_ - 1) * here
        with proof.suppose(Eq(slope, 0)) as (zero,):
            level = proof.have(Eq(log(t), lam_ - 1 + log(here)), parts=[(1, split), (-1, zero)], because="solve")
            line = proof.calculate(t).equals(exp(log(t)), by=powers.powers, because="t > 0")
            line.equals(exp(lam_ - 1 + log(here)), by=level, because="as above")
            line.equals(root, by=powers.powers, because="r > 0")
        with proof.suppose(Eq(t, root)) as (at,):
            logs = logic.congruence(lam(t, log(t)), at)
            apart = proof.have(Eq(log(root), lam_ - 1 + log(here)), by=powers.powers, because="laws of logarithms")
            back = proof.have(Eq(slope, 0), parts=[(1, split), (-1, logs), (-1, apart)], because="insert t")
        only = proof.equivalence(Iff(Eq(slope, 0), Eq(t, root)), line.theorem, back)
        shown = lemmas.join(first, second, only)
    every = logic.generalise(here, logic.generalise(lam_, logic.generalise(t, logic.discharge(inside, shown))))
    every = proof.have(every.conclusion, by=every, because="for all r, t > 0 and every λ")
    every = logic.generalise(z, logic.specialise(every, apply(JOINT, z)))
    return proof.have(every.conclusion, by=every, because="for r = p(x, z)")


def normalised(proof: Proof) -> Theorem:
    """∫e^{λ−1}·r = 1 iff e^{λ−1} = 1/p(x), and with λ = 1 − log p(x), e^{λ−1}·r = p(z|x)."""
    whole, root = evidence(JOINT), exp(lam_ - 1)
    space, known = Space(proof, mu, z), proof.known(finite_evidence(JOINT)[0])
    exists, value = space.linear(root * apply(JOINT, z), [(root, known)], because="a multiple")
    total, level = Eq(value.conclusion.args[0], 1), Eq(root, 1 / whole)
    with proof.suppose(total) as (one,):
        forward = proof.have(level, parts=[(-1 / whole, value), (1 / whole, one)], because="divide by p(x)")
    with proof.suppose(level) as (at,):
        back = proof.have(total, parts=[(1, value), (whole, at)], because="multiply by p(x)")
    iff = proof.equivalence(Iff(total, level), forward, back)
    every = logic.generalise(lam_, lemmas.join(exists, iff))
    every = proof.have(every.conclusion, by=every, because="for every λ")
    solved = exp(1 - log(whole) - 1)
    scale = proof.have(Eq(solved, 1 / whole), by=powers.powers, because="laws of logarithms")
    best = Eq(solved * apply(JOINT, z), apply(posterior(JOINT), z))
    best = logic.generalise(z, proof.have(best, parts=[(apply(JOINT, z), scale)], because="insert λ = 1 − log p(x)"))
    return logic.both(every, proof.have(best.conclusion, by=best, because="for every z"))


# A numerator with the prior twice
def narrow() -> tuple[Term, Term, Term]:
    """p(z) = q(z) = N(z; 0, 2⁻²⁰) and p(x|z) = 1: the density at z, p(x), and what is claimed."""
    here = normal(w, ZERO, num(1) / 1024)
    whole = Integral(1 * here, w, LINE)
    return here, whole, expectation(LINE, lam(w, here), lam(w, log(1 * here * here / here))) <= log(whole)


def not_a_bound() -> Proof:
    """E_q[log(p(x, z)·p(z)/q(z))] = 19/2·log 2 − ½·log π − ½ > 0 = log p(x)."""
    here, whole, claim = narrow()
    scale, half, two = num(1) / 1024, num(1) / 2, log(num(2))
    proof = Proof()
    space = Space(proof, LINE, w)
    known = gaussians.normal_density(ZERO, scale)
    _, _, exists, total = lemmas.split(lemmas.unfolded(known))
    exists, value = space.linear(1 * here, [(1, exists)], because="p(x|z) = 1")
    one = proof.have(Eq(whole, 1), parts=[(1, value), (1, total)], because="a density")
    proof.have(0 < whole, terms=[(1, [], [])], parts=[(1, one)], because="1 > 0")
    zero = logic.transitivity(logic.congruence(lam(t, log(t)), one), powers.powers(Eq(log(ONE), ZERO)))
    zero = proof.have(zero.conclusion, by=zero, because="log 1 = 0")
    level = 10 * two - half * (two + log(pi()))
    integrand = piecewise(0 < here, here * log(1 * here * here / here))
    because = "log N is quadratic in z"
    mean = gaussians.polynomial(space, integrand, (ZERO, scale), [level, 0, -half], level - half, because)[1]
    bounds = [logarithm.bound(u) for u in (pi(), half)]
    bounds = [proof.have(b.conclusion, by=b, because="log u ≤ u − 1") for b in bounds]
    turned = proof.have(Eq(log(half), -two), by=powers.powers, because="laws of logarithms")
    small = proof.have(pi() < num(22) / 7, by=logic.right(measures.pi_bounds()), because="Archimedes")
    weights = [(bounds[0], Fraction(1, 2)), (bounds[1], Fraction(19, 2)), (small, Fraction(1, 2))]
    terms = [*((c, [theorem], []) for theorem, c in weights), (Fraction(89, 28), [], [])]
    parts = [(1, mean), (-1, zero), (Fraction(19, 2), turned)]
    less = proof.have(make("lt", *reversed(claim.args)), terms=terms, parts=parts, because="log 2 ≥ ½ and π < 22/7")
    shown = lemmas.not_below(less)
    return proof.conclude(shown.conclusion, by=shown)
