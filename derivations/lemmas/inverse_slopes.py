"""The density of g(z) by the slope of the inverse, p(x) = p_z(g⁻¹(x))·|dg⁻¹/dx|, and where that is defined.

It holds at every x in the range for which g⁻¹(x) is an inner point of S (a < g⁻¹(x) < b for an interval in S) and g′
is not 0 there. The steps are lines of the proof of `change_of_variables.scalar`.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel import lebesgue as measures
from derivations.kernel.definedness import conditions
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, ForAll, Implies, Ne, real
from derivations.kernel.terms import ZERO, apply, make
from derivations.lemmas.arithmetic import abs_positive, abs_reciprocal, identity_of, in_context
from derivations.lemmas.integrands import everywhere
from derivations.lemmas.substitutions import LINE, Substitution, every
from derivations.tactics import Facts

z, x = Substitution.z, Substitution.x
a, b = real("a"), real("b")


# p(x) = p_z(g⁻¹(x))·|dg⁻¹/dx|
def by_inverse(change: Substitution) -> Theorem:
    """For every such x, g⁻¹ is differentiable and p(x) = p_z(g⁻¹(x))·|dg⁻¹/dx|."""
    proof, there = change.proof, apply(change.k, x)
    inner = ForAll(z, Implies(And(a < z, z < b), apply(change.sets[0], z)))
    steep = Ne(make("derivative", change.g, there), ZERO)
    premises = (apply(change.sets[1], x), steep, inner, a < there, there < b)
    with proof.suppose(*premises) as (reached, distinct, covered, *_):
        regular, slope = _slope(change, reached, covered)
        value = _by_slope(change, reached, distinct, slope)
        both = logic.both(regular, value)
        found = proof.have(And(regular.conclusion, value.conclusion), by=both, because="both, as shown above")
    return every(proof, (a, b, x), premises, found, "for every such point")


def _slope(change: Substitution, reached: Theorem, covered: Theorem) -> list[Theorem]:
    """g⁻¹ is differentiable at x, and its slope is 1/g′(g⁻¹(x))."""
    proof, there, reason = change.proof, apply(change.k, x), "the derivative of an inverse function"
    with proof.suppose(a < z, z < b) as between:
        here = logic.modus_ponens(logic.specialise(covered, z), logic.both(*between))
        smooth = logic.modus_ponens(logic.specialise(proof.known(change.smooth), z), here)
        undone = logic.right(logic.modus_ponens(logic.specialise(proof.known(change.forth), z), here))
        both = logic.both(smooth, undone)
        proof.have(both.conclusion, by=both, because="inner points are in S")
    known = measures.inverse_derivative(change.g, change.k, z, (a < z, z < b), there, both)
    forward = logic.right(logic.modus_ponens(logic.specialise(proof.known(change.back), x), reached))
    parts = lemmas.split(logic.rewrite(known, forward))
    return [proof.have(part.conclusion, by=part, because=reason) for part in parts]


def _by_slope(change: Substitution, reached: Theorem, distinct: Theorem, value: Theorem) -> Theorem:
    """p(x) = p_z(g⁻¹(x))/|g′(g⁻¹(x))| = p_z(g⁻¹(x))·|dg⁻¹/dx|."""
    proof, weight = change.proof, apply(change.p, apply(change.k, x))
    size = abs(make("derivative", change.g, apply(change.k, x)))
    decided = integrals.branch(apply(change.q, x), logic.both(reached, distinct))
    line = proof.calculate(apply(change.q, x))
    line.equals(decided.conclusion.args[1], by=decided, because="in the range")
    proof.have(0 < size, by=abs_positive(distinct), because="g′ ≠ 0")
    apart = identity_of(lambda r, s: Eq(r / s, r * (1 / s)), weight, size)
    line.equals(apart.conclusion.args[1], by=apart, because="1/|g′| as a factor")
    turned = in_context(logic.symmetry(abs_reciprocal(distinct)), lambda t: weight * t)
    line.equals(turned.conclusion.args[1], by=turned, because="|1/t| = 1/|t|")
    named = in_context(logic.symmetry(value), lambda t: weight * abs(t))
    return line.equals(named.conclusion.args[1], by=named, because="the derivative of g⁻¹, from above").theorem


# What must be defined for the statement to mean something
def meaningful(change: Substitution, statement: Term) -> None:
    """g is differentiable, and its slope is not 0, wherever the statement speaks of them: facts for its publication."""
    proof = change.proof
    proof.facts.add(logic.left(lemmas.unfolded(proof.known(change.goal))))
    for goal in [c for f in (*proof.given, statement) for c in conditions(f)]:
        if proof.facts.look_up(goal) is None:
            proof.facts.add(_condition(proof.facts, change, goal))


def _condition(facts: Facts, change: Substitution, goal: Term) -> Theorem:
    """A condition of definedness, opened down to what is said of one point."""
    if goal.op == "forall":
        t, body = opened(goal.args[0])
        return logic.generalise(t, _condition(facts, change, body))
    if goal.op == "implies":
        return logic.discharge(goal.args[0], _condition(facts.with_(goal.args[0]), change, goal.args[1]))
    if goal.op == "almost":
        t, body = opened(goal.args[1], goal.args[0])
        return everywhere(LINE, t, _condition(facts, change, body))
    if goal.op == "not":
        distinct = facts.known[Ne(goal.args[0].args[0].args[0], ZERO).alpha]
        return lemmas.nonzero_of_positive(abs_positive(distinct))
    return facts.look_up(goal) or _smooth_at(facts, change, goal.args[1])


def _smooth_at(facts: Facts, change: Substitution, point: Term) -> Theorem:
    """g is differentiable at a point of S: one that is known to be, or g⁻¹ of a point of its range."""
    member = facts.look_up(apply(change.sets[0], point))
    if member is None:
        back = logic.specialise(facts.known[change.back.alpha], point.args[1])
        member = logic.left(logic.modus_ponens(back, facts.known[apply(change.sets[1], point.args[1]).alpha]))
    return logic.modus_ponens(logic.specialise(facts.known[change.smooth.alpha], point), member)
