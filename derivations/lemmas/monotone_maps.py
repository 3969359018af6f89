"""Any strictly monotone map of the line: g carries p_z to x ↦ p_z(g⁻¹(x))/|g′(g⁻¹(x))| on its range.

S is the set that carries z, R the range of g on it. Of g⁻¹ only g(g⁻¹(x)) = x is given; that also g⁻¹(g(z)) = z
follows from strict monotonicity, and this is what a substitution needs. The steps are lines of the proof of
`change_of_variables.scalar`, to which every function here adds its part.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order
from derivations.kernel.densities import density
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    Or,
    almost,
    fresh,
    function,
    piecewise,
)
from derivations.kernel.terms import ONE, PROP, REAL, ZERO, apply, lam, make, num
from derivations.lemmas.arithmetic import abs_positive, identity_of, in_context
from derivations.lemmas.substitutions import LINE, Substitution
from derivations.proof import Proof

z, x = Substitution.z, Substitution.x
p_z, g, g_inv = function("p_z", REAL), function("g", REAL), function("g_inv", REAL)
S, R = function("S", REAL, PROP), function("R", REAL, PROP)


# What is stated
def strictly_monotone(over: Term, image: Term) -> Term:
    """The map is strictly increasing on the set, or strictly decreasing."""
    s, t = (fresh(name, REAL, over, image) for name in ("s", "t"))
    inside = And(apply(over, s), apply(over, t), s < t)
    low, high = apply(image, s), apply(image, t)
    return Or(*(ForAll(s, ForAll(t, Implies(inside, order))) for order in (low < high, high < low)))


def carried_density(image: Term, back: Term, weight: Term, reach: Term) -> Term:
    """x ↦ p_z(g⁻¹(x))/|g′(g⁻¹(x))| on the range of g, where g′(g⁻¹(x)) ≠ 0; 0 elsewhere."""
    there = apply(back, x)
    slope = make("derivative", image, there)
    return lam(x, piecewise(And(apply(reach, x), Ne(slope, ZERO)), apply(weight, there) / abs(slope)))


def begun() -> Substitution:
    """The change of variables x = g(z), in a proof that has its hypotheses."""
    q = carried_density(g, g_inv, p_z, R)
    plain = Substitution(Proof(), (S, R), g, g_inv, p_z, q)
    inside, slope = apply(S, z), make("derivative", g, z)
    steep = almost(Implies(inside, Ne(slope, ZERO)), z, LINE)
    into = ForAll(z, Implies(inside, apply(R, apply(g, z))))
    carried = [density(LINE, p_z), plain.measured, plain.carried]
    proof = Proof(given=[*carried, strictly_monotone(S, g), plain.smooth, steep, into, plain.back])
    return plain.within(proof)


def premises(change: Substitution) -> None:
    """All that the substitution needs, from the hypotheses."""
    monotone, _, steep, into, back = (change.proof.known(f) for f in change.proof.given[3:])
    _undone(change, monotone, into, back)
    _balanced(change, steep)
    change.vanish()


# g⁻¹(g(z)) = z
def _undone(change: Substitution, monotone: Theorem, into: Theorem, back: Theorem) -> None:
    """g⁻¹(g(z)) = z: both have the same image, and g is strictly monotone."""
    proof, image, inside = change.proof, apply(change.g, z), apply(change.sets[0], z)
    again = apply(change.k, image)
    with proof.suppose(inside) as (here,):
        there = logic.modus_ponens(logic.specialise(into, z), here)
        proof.have(there.conclusion, by=there, because="the range of g")
        both = logic.modus_ponens(logic.specialise(back, image), there)
        member, same = lemmas.split(proof.have(both.conclusion, by=both, because="g undoes g⁻¹ on its range"))
        found = list[Theorem]()
        for claim in monotone.conclusion.args:
            with proof.suppose(claim) as (way,):
                equal = _injective(way, (again, z), (member, here), same)
                found.append(proof.have(equal.conclusion, by=equal, because="otherwise the images would differ"))
        undone = proof.have(Eq(again, z), by=logic.cases(monotone, *found), because="increasing or decreasing")
        round_trip = logic.both(there, undone)
    every = logic.generalise(z, logic.discharge(inside, round_trip))
    proof.have(change.forth, by=every, because="for every z in S")


def _injective(way: Theorem, points: tuple[Term, Term], members: tuple[Theorem, Theorem], same: Theorem) -> Theorem:
    """A strictly monotone map has the same value at two points of S  gives  that they are the same."""
    one, two = points
    equal = Eq(one, two)
    first = _impossible(way, points, members, same)
    last = _impossible(way, (two, one), (members[1], members[0]), same)
    cases = order.trichotomy(one, two)
    rest = cases.conclusion.args[1]
    absurd = [logic.by_contradiction(equal, t) for t in (first, last)]
    return logic.cases(cases, absurd[0], logic.cases(logic.assume(rest), logic.assume(equal), absurd[1]))


def _impossible(way: Theorem, points: tuple[Term, Term], members: tuple[Theorem, Theorem], same: Theorem) -> Theorem:
    """The first point below the second is impossible when both have the same image."""
    low, high = points
    at = logic.specialise(logic.specialise(way, low), high)
    strict = logic.modus_ponens(at, lemmas.join(*members, logic.assume(low < high)))
    sign = 1 if strict.conclusion.args[0].alpha is same.conclusion.args[0].alpha else -1
    return algebra.nonneg(FALSE, ((1, (strict,), ()),), ((num(sign), same, ONE),), ())


# The densities balance
def _balanced(change: Substitution, steep: Theorem) -> None:
    """q(g(z))·|g′(z)| = p_z(z), since g⁻¹(g(z)) = z."""
    proof, inside = change.proof, apply(change.sets[0], z)
    with proof.suppose(apply(steep.conclusion.args[1], z)) as (distinct,), proof.suppose(inside) as (here,):
        member, undone = lemmas.split(logic.modus_ponens(logic.specialise(proof.known(change.forth), z), here))
        nonzero = logic.modus_ponens(distinct, here)
        nonzero = proof.have(nonzero.conclusion, by=nonzero, because="for almost every z")
        balanced = _at_image(change, member, undone, nonzero)
    theorem = logic.discharge(inside, balanced)
    proof.have(change.balance, by=integrals.almost_everywhere(LINE, z, (steep,), theorem), because="for almost every z")


def _at_image(change: Substitution, member: Theorem, undone: Theorem, nonzero: Theorem) -> Theorem:
    """q(g(z))·|g′(z)| = p_z(z) for a z with g′(z) ≠ 0."""

    def slope(t: Term) -> Term:
        return make("derivative", change.g, t)

    proof, value, size = change.proof, apply(change.q, apply(change.g, z)), abs(slope(z))
    moved = in_context(logic.symmetry(undone), lambda t: Ne(slope(t), ZERO))
    decided = integrals.branch(value, logic.both(member, logic.modus_ponens(moved, nonzero)))
    line = proof.calculate(value * size)
    line.equals(value.args[1] * size, by=decided, because="g(z) is in the range, and g′ is not 0")
    inserted = in_context(undone, lambda t: apply(change.p, t) / abs(slope(t)) * size)
    line.equals(inserted.conclusion.args[1], by=inserted, because="g⁻¹(g(z)) = z")
    proof.have(0 < size, by=abs_positive(nonzero), because="g′(z) ≠ 0")
    cancelled = identity_of(lambda r, s: Eq(r / s * s, r), apply(change.p, z), size)
    return line.equals(apply(change.p, z), by=cancelled, because="cancel").theorem
