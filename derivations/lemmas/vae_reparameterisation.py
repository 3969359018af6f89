"""Expectations under N(μ, σ²) as expectations over noise that does not depend on μ and σ: z = μ + σε."""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic, matrices, order
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import (
    density,
    differentiable_under_integral,
    expectation,
    normal,
)
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    det,
    function,
    integrable,
    invertible,
    lebesgue,
    measure,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, substitute
from derivations.lemmas import guarded
from derivations.lemmas.expectations import Space
from derivations.proof import Proof

t, w = real("t"), real("z")
sigma, m, epsilon = real("sigma"), real("mu"), real("epsilon")
f, k, h = function("f", REAL, REAL), function("k", REAL, REAL), function("h")
nu, u, law, noise = measure("nu"), point("u"), function("p"), function("epsilon")
LINE, UNIT = lebesgue(), lam(epsilon, normal(epsilon, ZERO, ONE))


def noise_mean(value: Term) -> Term:
    """E_{N(0,1)} of a function of ε."""
    return expectation(LINE, UNIT, lam(epsilon, value))


def _plain(value: Term) -> Term:
    """N(ε; 0, 1) times a function of ε."""
    return apply(UNIT, epsilon) * value


def same_expectation(proof: Proof) -> Theorem:
    """Both expectations exist or neither, and then they are equal, by the substitution z = μ + σε."""
    old = piecewise(0 < normal(w, m, sigma), normal(w, m, sigma) * f(w))
    new = piecewise(0 < apply(UNIT, epsilon), _plain(f(m + sigma * epsilon)))
    first, second = integrable(old, w, LINE), integrable(new, epsilon, LINE)
    space, scale = Space(proof, LINE, epsilon), proof.known(0 < sigma)
    proof.have(invertible(sigma), by=_regular(scale), because="σ ≠ 0")
    size = logic.congruence(lam(t, abs(t)), algebra.field(Eq(det(sigma), sigma)))
    size = logic.transitivity(size, order.absolute(scale))
    size = proof.have(size.conclusion, by=size, because="σ > 0")
    moved = measures.affine_substitution(sigma, m, lam(w, old))
    together, value = lemmas.split(proof.have(moved.conclusion, by=moved, because="substitute z = σε + μ"))
    inner = together.conclusion.args[1]
    here = apply(inner.args[1], epsilon)
    same = proof.have(Eq(here, new / sigma), by=_undone(proof, here, new), because="(z − μ)/σ = ε")
    with proof.suppose(first) as (known,):
        moved = proof.have(inner, by=logic.modus_ponens(together, known), because="by the substitution")
        there, scaled = space.linear(new, [(sigma, moved)], because="σ times it", using=[same.conclusion])
        weights = [(1, logic.modus_ponens(value, known)), (-1, scaled), (make("integral", *inner.args), size)]
        goal = Eq(expectation(LINE, lam(w, normal(w, m, sigma)), f), noise_mean(f(m + sigma * epsilon)))
        equal = proof.have(goal, parts=weights, because="insert it")
    with proof.suppose(second) as (known,):
        moved = space.linear(here, [(1 / sigma, known)], because="(1/σ) times it")[0]
        back = proof.have(first, by=logic.modus_ponens(logic.converse(together), moved), because="by the substitution")
    iff = proof.equivalence(Iff(first, second), there, back)
    return logic.both(iff, logic.discharge(first, equal))


def _regular(scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < σ  gives  Γ ⊢ σ invertible."""
    deviation = scale.conclusion.args[1]
    nonzero = logic.rewrite(
        lemmas.nonzero_of_positive(scale), logic.symmetry(algebra.field(Eq(det(deviation), deviation)))
    )
    return logic.modus_ponens(logic.converse(matrices.determinant(deviation)), nonzero)


def _undone(proof: Proof, inner: Term, new: Term) -> Theorem:
    """The integrand at z = σε + μ is the new one divided by σ."""
    branches = [integrals.branch(u, proof.facts.prove(u.args[0])) for u in (inner, new)]
    return algebra.combination(Eq(inner, new / sigma), ((ONE, branches[0], ONE), (-1 / sigma, branches[1], ONE)), ())


def gradient(proof: Proof, path: tuple[Term, Term], at: Term, factor: Term) -> Theorem:
    """The derivative of E[f(μ+σε)] along a path in μ or σ, ε with any law, if the integral may be differentiated."""
    value, slope = f(path[0] + path[1] * noise(u)), make("derivative", f, m + sigma * noise(u))
    allowed = differentiable_under_integral(nu, lam(t, lam(u, law(u) * value)), at)
    premise = And(density(nu, law), ForAll(t, make("differentiable", f, t)), allowed)
    with proof.suppose(premise, because="if f is smooth and the integral may be differentiated") as (given,):
        shown = _differentiated(proof, given, value, slope if factor is ONE else factor * slope, at)
    claim = logic.discharge(premise, shown)
    proof.have(claim.conclusion, by=claim, because="as supposed")
    claim = logic.discharge(premise, lemmas.split(logic.modus_ponens(claim, logic.assume(premise)))[-1])
    return proof.have(claim.conclusion, by=claim, because="in particular")


def _differentiated(proof: Proof, given: Theorem, value: Term, slope: Term, at: Term) -> Theorem:
    """Everything in the claim exists, and last: the derivative of the mean of the values is the mean of the slopes."""
    proper, smooth, allowed = lemmas.split(given)
    start, slopes, _, whole, total = lemmas.split(lemmas.unfolded(allowed))
    for theorem in (whole, total):
        proof.have(theorem.conclusion, by=theorem, because="differentiation under the integral")
    sign = logic.specialise(lemmas.split(lemmas.unfolded(proper))[1], u)
    each = logic.specialise(smooth, m + sigma * noise(u))
    proof.have(each.conclusion, by=each, because="for every ε")
    mean, plain = logic.abstraction(t, _unguarded(proof, sign, value)), _unguarded(proof, sign, slope)
    there = logic.rewrite(whole, logic.symmetry(mean))
    there = proof.have(there.conclusion, by=there, because="the same function")
    inner = Eq(apply(slopes.conclusion.args[1], u), law(u) * slope)
    chain = logic.abstraction(u, proof.have(inner, by=calculus.derivative, because="the chain rule"))
    same = [
        logic.congruence(lam(k, make("derivative", k, at)), mean),
        logic.congruence(lam(h, make("integral", nu, h)), chain),
    ]
    goal = Eq(same[0].conclusion.args[0], plain.conclusion.args[0])
    goal = proof.have(goal, parts=[(1, same[0]), (1, total), (1, same[1]), (-1, plain)], because="put together")
    known = (start, substitute(value, {t: at})), (logic.rewrite(slopes, chain), slope)
    exist = [_guarded(proof, theorem, logic.abstraction(u, guarded.integrand(sign, v))) for theorem, v in known]
    return lemmas.join(*exist, there, logic.generalise(u, each), goal)


def _guarded(proof: Proof, known: Theorem, same: Theorem) -> Theorem:
    """The expectation exists, since the plain integral does."""
    exists = logic.rewrite(known, logic.symmetry(same))
    return proof.have(exists.conclusion, by=exists, because="the same function")


def _unguarded(proof: Proof, sign: Theorem, value: Term) -> Theorem:
    """E_p[v] = ∫p·v."""
    plain = logic.congruence(lam(h, make("integral", nu, h)), logic.abstraction(u, guarded.integrand(sign, value)))
    goal = Eq(expectation(nu, law, lam(u, value)), plain.conclusion.args[1])
    return proof.have(goal, parts=[(1, plain)], because="p ≥ 0")
