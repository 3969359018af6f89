"""A map of the line given as data: x = g(z) with its inverse and both sets, and any density or a known one.

Everything that the substitution needs is shown from the data, or refused by name and with a point where it fails
(`requirements.shown`). The steps are lines of the proof of `change_of_variables.scalar` for these data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from derivations import lemmas
from derivations.data import DataError
from derivations.kernel import Term, Theorem, Undecided, integrals, logic, order
from derivations.kernel import lebesgue as measures
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import density
from derivations.kernel.formulas import TRUE, Derivative, Eq, Ne, Not, differentiable
from derivations.kernel.terms import ZERO, apply, lam, make
from derivations.lemmas.arithmetic import abs_positive, identity_of, in_context
from derivations.lemmas.integrands import everywhere
from derivations.lemmas.line_maps import LineMap
from derivations.lemmas.monotone_maps import p_z
from derivations.lemmas.substitutions import LINE, Substitution, every
from derivations.proof import Proof
from derivations.requirements import shown
from derivations.tactics import Facts

z, x = LineMap.z, LineMap.x


def begun(data: LineMap, known: Any, facts: Sequence[Theorem]) -> Substitution:
    """The change of variables, in a proof that knows the density and the facts that help."""
    p = _density(known)
    plain = data.change(Proof(), p, guarded=not _defined_everywhere(data.g))
    given = [density(LINE, p)] if data.on is TRUE else [density(LINE, p), plain.carried]
    proof = Proof(given=[] if known is not None else given)
    for fact in facts:
        proof.facts.add(fact)
    if known is not None:
        proof.have(known.conclusion, by=known, because="the density of z")
    return plain.within(proof)


def premises(change: Substitution, data: LineMap) -> None:
    """All that the substitution needs, from the data."""
    change.proof.have(change.measured, by=integrals.composed, because="made by comparisons")
    _carried(change)
    there = _forth(change, data)
    _back(change, data)
    _balance(change, data, there)
    change.vanish()


def _defined_everywhere(g: Term) -> bool:
    try:
        return all(Facts().prove(c) for c in conditions(lam(z, g)))
    except Undecided:
        return False


def _density(known: Any) -> Term:
    """The density that a theorem is about; without one, any density."""
    if known is None:
        return p_z
    claim = known.conclusion if isinstance(known, Theorem) else None
    if claim is None or claim.op != "density" or claim.args[0] is not LINE or known.hypotheses:
        raise DataError(
            f"density = {known!r} must be a theorem |- density(lebesgue(), p) of the kernel, such as "
            "named_densities.uniform_density(); leave it out for any density"
        )
    return claim.args[1]


# The set carries z
def _carried(change: Substitution) -> None:
    """p_z is 0 almost everywhere off the set, unless that is given: ends of intervals are null sets."""
    proof = change.proof
    if proof.facts.look_up(change.carried) is not None:
        return
    off, weight = Not(apply(change.sets[0], z)), apply(change.p, z)
    ends = [measures.point_null(e) for e in _ends(off.args[0])]
    with proof.suppose(*(apply(t.conclusion.args[1], z) for t in ends), off) as (*away, no):
        zero = _zero_off(proof, weight, no, away)
        zero = proof.have(Eq(weight, ZERO), by=zero, because="off the set")
    theorem = integrals.almost_everywhere(LINE, z, tuple(ends), logic.discharge(off, zero))
    proof.have(change.carried, by=theorem, because="for almost every z")


def _zero_off(proof: Proof, weight: Term, no: Theorem, away: Sequence[Theorem]) -> Theorem:
    """p_z(z) = 0 for a z off the set that is no end of it: else z would be in the set."""
    inside = no.conclusion.args[0]
    if weight.op != "piecewise":
        member = shown(proof, inside, TRUE, "the set must carry z: all of the line, unless p_z is 0 somewhere")
        return logic.by_contradiction(Eq(weight, ZERO), logic.contradiction(member, no))
    with proof.suppose(weight.args[0]):
        absurd = logic.contradiction(_member(proof, inside, weight.args[0], away), no)
    return integrals.branch(weight, logic.negate(weight.args[0], absurd))


def _ends(formula: Term) -> list[Term]:
    """The numbers with which a set is described."""
    if formula.op == "num":
        return [formula]
    return list(dict.fromkeys(e for a in formula.args for e in _ends(a)))


def _member(proof: Proof, inside: Term, where: Term, away: Sequence[Theorem]) -> Theorem:
    """z is in the set: a strict bound from a weak one, since z is not that end."""
    if inside.op == "and":
        return logic.both(*(_member(proof, part, where, away) for part in inside.args))
    weak = proof.facts.look_up(make("le", *inside.args)) if inside.op == "lt" else None
    for distinct in away if weak is not None else ():
        if frozenset(distinct.conclusion.args[0].args) == frozenset(inside.args):
            return order.strengthen(weak, distinct)
    return shown(proof, inside, where, "the set must carry z: p_z is 0 off it, except at finitely many points")


# g and its inverse
class There(NamedTuple):
    """What holds at a point z of the set."""

    slope: Theorem  # g′(z), computed
    steep: Theorem  # it is not 0
    into: Theorem  # g(z) is in the image
    undone: Theorem  # g⁻¹(g(z)) = z


def _forth(change: Substitution, data: LineMap) -> There:
    """g is differentiable on the set, takes it into the image, and the inverse undoes it there."""
    proof, on, where = change.proof, data.on, "" if data.on is TRUE else f" where {data.on}"
    with proof.suppose(on):
        problem = f"{data.name} must be defined{where}"
        meaning = [shown(proof, c, on, problem, "g is defined") for c in conditions(data.g)]
        smooth = shown(proof, differentiable(data.g, z), on, f"{data.name} must be differentiable{where}")
        there = _at_point(change, data, where)
    for fact in (*meaning, smooth):
        every(proof, (z,), (on,), fact, "for every such z")
    theorem = logic.generalise(z, logic.discharge(on, logic.both(there.into, there.undone)))
    proof.have(change.forth, by=theorem, because="for every such z")
    return there


def _at_point(change: Substitution, data: LineMap, where: str) -> There:
    """What holds at a point of the set, which is supposed."""
    proof, on, name = change.proof, data.on, data.name
    into = shown(proof, apply(change.sets[1], data.g), on, f"{name} must take its values where {data.image}")
    problem = f"inverse = {data.inverse} does not undo {name}{where}: g is not strictly monotone there, or has "
    undone = Eq(apply(change.k, data.g), z)
    undone = shown(proof, undone, on, f"{problem}another inverse", "the inverse undoes g")
    slope = Eq(Derivative(data.g, z), data.slope)
    slope = shown(proof, slope, on, f"slope = {data.slope} is not the derivative of {name}", "differentiate")
    problem = f"{name} has slope 0 at a point of the set (leave such points out of it)"
    return There(slope, shown(proof, Ne(data.slope, ZERO), on, problem, "the slope"), into, undone)


def _back(change: Substitution, data: LineMap) -> None:
    """The inverse takes the image into the set, and g undoes it."""
    proof, image, slope = change.proof, data.image, data.slope_back
    with proof.suppose(image):
        problem = f"inverse = {data.inverse} must be defined"
        needed = conditions(slope + data.inverse)
        meaning = [shown(proof, c, image, problem, "the inverse is defined") for c in needed]
        problem = f"inverse = {data.inverse} must take its values where {data.on}"
        member = shown(proof, apply(change.sets[0], data.inverse), image, problem)
        problem = f"{data.name} does not undo inverse = {data.inverse}"
        undone = shown(proof, Eq(apply(change.g, data.inverse), x), image, problem, "g undoes the inverse")
        steep = shown(proof, Ne(slope, ZERO), image, f"{data.name} has slope 0 at a point of the set", "the slope")
        size = proof.have(0 < abs(slope), by=abs_positive(steep), because="its absolute value")
        nonzero = proof.have(Ne(abs(slope), ZERO), by=lemmas.nonzero_of_positive(size), because="it is positive")
    for fact in (*meaning, nonzero):
        every(proof, (x,), (image,), fact, "for every such x")
    theorem = logic.generalise(x, logic.discharge(image, logic.both(member, undone)))
    proof.have(change.back, by=theorem, because="for every such x")


def _balance(change: Substitution, data: LineMap, there: There) -> None:
    """p(g(z))·|g′(z)| = p_z(z), since g⁻¹(g(z)) = z."""
    proof, derivative, size = change.proof, abs(Derivative(data.g, z)), abs(data.slope)
    with proof.suppose(data.on):
        value, weight = apply(change.q, data.g), apply(change.p, z)
        decided = integrals.branch(value, there.into)
        line = proof.calculate(value * derivative)
        line.equals(value.args[1] * derivative, by=decided, because="g(z) is in the image")
        inserted = in_context(there.undone, lambda t: apply(change.p, t) / abs(_slope_at(data, t)) * derivative)
        line.equals(inserted.conclusion.args[1], by=inserted, because="g⁻¹(g(z)) = z")
        computed = in_context(there.slope, lambda t: weight / size * abs(t))
        line.equals(weight / size * size, by=computed, because="insert the derivative")
        proof.have(0 < size, by=abs_positive(there.steep), because="g′ ≠ 0")
        cancelled = identity_of(lambda r, s: Eq(r / s * s, r), weight, size)
        balanced = line.equals(weight, by=cancelled, because="cancel").theorem
    theorem = everywhere(LINE, z, logic.discharge(data.on, balanced))
    proof.have(change.balance, by=theorem, because="for every z in the set")


def _slope_at(data: LineMap, point: Term) -> Term:
    return apply(lam(z, data.slope), point)
