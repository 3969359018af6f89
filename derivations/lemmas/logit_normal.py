"""The sigmoid of a normal random number: x = σ(z), z ~ N(0, 1) (UDL 16.2), which has a logit-normal distribution.

σ is strictly increasing with σ′ = σ(1 − σ) > 0, and takes the line onto (0, 1), where the logit log(x/(1 − x)) undoes
it. At the logit of x its slope is x(1 − x). The steps are lines of the proof of `change_of_variables.logistic`.
"""

from __future__ import annotations

from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, calculus, integrals, logic, order, powers
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import TRUE, And, Derivative, Eq, Not, differentiable, exp, log, piecewise
from derivations.kernel.terms import ONE, ZERO, apply, lam, make
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.integrands import everywhere
from derivations.lemmas.logistic import below_one, positive
from derivations.lemmas.monotone_instances import increasing, s, steep_everywhere, t
from derivations.lemmas.monotone_maps import x, z
from derivations.lemmas.named_densities import normal_density
from derivations.lemmas.substitutions import LINE, Substitution, every
from derivations.proof import Proof

LOGIT: Final = log(x / (1 - x))
FOUND: Final = normal(LOGIT, ZERO, ONE) / (x * (1 - x))


def change(proof: Proof) -> Substitution:
    """x = σ(z), z ~ N(0, 1), with the density N(logit x; 0, 1)/(x(1 − x)) on (0, 1)."""
    weight, unit = lam(z, normal(z, ZERO, ONE)), And(ZERO < x, x < ONE)
    maps, sets = (lam(z, sigmoid(z)), lam(x, LOGIT)), (lam(z, TRUE), lam(x, unit))
    return Substitution(proof, sets, *maps, weight, lam(x, piecewise(unit, FOUND)))


def hypotheses(of: Substitution) -> None:
    """What the result about strictly monotone maps asks for."""
    one = normal_density(ZERO, of.proof.have(0 < ONE, because="the standard deviation is positive"))
    of.proof.have(one.conclusion, by=one, because="its integral is its moment of order 0")
    _carried(of)
    _grows(of)
    _forth(of)
    _back(of)


def _carried(of: Substitution) -> None:
    """The whole line is measurable and carries z."""
    of.proof.have(of.measured, by=integrals.composed, because="the whole line")
    no = Not(TRUE)
    absurd = logic.contradiction(logic.truth(), logic.assume(no))
    zero = logic.by_contradiction(Eq(apply(of.p, z), ZERO), absurd)
    theorem = everywhere(LINE, z, logic.discharge(no, zero))
    of.proof.have(of.carried, by=theorem, because="z is somewhere on the line")


def _grows(of: Substitution) -> None:
    """σ is strictly increasing."""
    proof, premise = of.proof, And(TRUE, TRUE, s < t)
    with proof.suppose(premise) as (given,):
        below = proof.have(-t < -s, terms=[(1, [lemmas.split(given)[2]], [])], because="s < t")
        falls = proof.have(exp(-t) < exp(-s), by=order.monotone("exp", below), because="exp is increasing")
        signs = [proof.have(0 < sigmoid(q), by=positive(q), because="σ > 0") for q in (s, t)]
        reason, terms = "σ(t) − σ(s) = (e⁻ˢ − e⁻ᵗ)·σ(s)·σ(t)", [(1, [falls, *signs], [])]
        grows = proof.have(sigmoid(s) < sigmoid(t), terms=terms, because=reason)
    increasing(of, premise, grows)


def _forth(of: Substitution) -> None:
    """σ is differentiable with σ′ = σ(1 − σ) ≠ 0, and takes the line into (0, 1)."""
    proof, size = of.proof, sigmoid(z) * (1 - sigmoid(z))
    low, high = (proof.have(q.conclusion, by=q, because="0 < σ < 1") for q in (positive(z), below_one(z)))
    smooth = proof.have(differentiable(sigmoid(z), z), because="a quotient of smooth functions")
    slope = proof.have(Eq(Derivative(sigmoid(z), z), size), by=calculus.derivative, because="differentiate")
    above_zero = proof.have(0 < size, terms=[(1, [low, high], [])], because="both factors are positive")
    steep = logic.rewrite(lemmas.nonzero_of_positive(above_zero), logic.symmetry(slope))
    steep = proof.have(steep.conclusion, by=steep, because="it is positive")
    every(proof, (z,), (TRUE,), smooth, "for every z")
    every(proof, (z,), (TRUE,), logic.both(low, high), "for every z")
    steep_everywhere(of, steep, "σ′ > 0 everywhere")


def _back(of: Substitution) -> None:
    """The logit is defined on (0, 1), and σ undoes it."""
    proof, reach = of.proof, apply(of.sets[1], x)
    with proof.suppose(reach) as (bounds,):
        rest = lemmas.reciprocal_positive(_complement_positive(proof, bounds))
        odds = proof.have(0 < x / (1 - x), terms=[(1, [logic.left(bounds), rest], [])], because="0 < x < 1")
        undone = proof.have(Eq(sigmoid(LOGIT), x), by=powers.powers, because="e^{−log(x/(1−x))} = (1 − x)/x")
        both = logic.both(logic.truth(), undone)
    every(proof, (x,), (reach,), odds, "the logit is defined on (0, 1)")
    every(proof, (x,), (reach,), both, "for every x in (0, 1)")


def _complement_positive(proof: Proof, bounds: Theorem) -> Theorem:
    """0 < 1 − x for x < 1."""
    return proof.have(0 < 1 - x, terms=[(1, [logic.right(bounds)], [])], because="x < 1")


# The density
def balanced(of: Substitution, reached: Theorem, value: Term) -> Theorem:
    """On (0, 1): N(logit x; 0, 1)/|σ′(logit x)| = N(logit x; 0, 1)/(x(1 − x))."""
    proof, weight = of.proof, apply(of.p, LOGIT)
    steep, size = _slope(proof, make("derivative", of.g, LOGIT), reached)
    line = proof.calculate(value)
    decided = integrals.branch(value, logic.both(reached, steep))
    line.equals(value.args[1], by=decided, because="on the range")
    inserted = in_context(size, lambda q: weight / q)
    line.equals(inserted.conclusion.args[1], by=inserted, because="σ′ = x(1 − x) > 0")
    last = logic.symmetry(integrals.branch(apply(of.q, x), reached))
    return line.equals(apply(of.q, x), by=last, because="on (0, 1)").theorem


def _slope(proof: Proof, slope: Term, reached: Theorem) -> tuple[Theorem, Theorem]:
    """The slope of σ at the logit of x is not 0, and its absolute value is x(1 − x)."""
    rest, size = _complement_positive(proof, reached), x * (1 - x)
    undone = proof.have(Eq(sigmoid(LOGIT), x), by=powers.powers, because="σ undoes the logit")
    line = proof.calculate(slope)
    line.equals(sigmoid(LOGIT) * (1 - sigmoid(LOGIT)), by=calculus.derivative, because="σ′ = σ(1 − σ)")
    inserted = in_context(undone, lambda q: q * (1 - q))
    known = line.equals(size, by=inserted, because="σ(logit x) = x").theorem
    above_zero = proof.have(0 < size, terms=[(1, [logic.left(reached), rest], [])], because="0 < x < 1")
    steep = logic.rewrite(lemmas.nonzero_of_positive(above_zero), logic.symmetry(known))
    return steep, logic.transitivity(in_context(known, abs), order.absolute(above_zero))
