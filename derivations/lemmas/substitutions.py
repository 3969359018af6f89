"""Substitution on the line: x = g(z), where g is a differentiable bijection between two sets.

If z has density p, and a function q is 0 off the image with q(g(z))·|g′(z)| = p(z), then g(z) has density q. Everything
here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import pushes_forward
from derivations.kernel.formulas import And, Eq, ForAll, Implies, Not, almost, fresh, lebesgue, piecewise, real
from derivations.kernel.terms import ONE, REAL, ZERO, Sort, apply, lam, make
from derivations.lemmas.arithmetic import annihilated, identity_of, in_context, outside
from derivations.lemmas.integrands import everywhere, multiple
from derivations.lemmas.transport import push_forward, tested_integrable
from derivations.proof import Proof

LINE: Final = lebesgue()
LINE_MAP: Final = Sort("function", REAL, REAL)


def every(proof: Proof, variables: Sequence[Term], premises: Sequence[Term], theorem: Theorem, because: str) -> Theorem:
    """∀ variables. premises ⇒ what was shown under them, as a line."""
    together = And(*premises)
    for part in lemmas.split(logic.assume(together)):
        theorem = logic.cut(part, theorem)
    theorem = logic.discharge(together, theorem)
    for variable in reversed(variables):
        theorem = logic.generalise(variable, theorem)
    return proof.have(theorem.conclusion, by=theorem, because=because)


@dataclass(frozen=True)
class Substitution:
    """x = g(z): a differentiable bijection g with inverse k between two sets, a density p of z and a density q of x.

    `law` needs in its proof what the formulas `measured`, `carried`, `smooth`, `forth`, `back`, `balance` and
    `vanishing` say: above all that z lies in the first set almost surely, and that there q(g(z))·|g′(z)| = p(z).
    """

    proof: Proof
    sets: tuple[Term, Term]
    g: Term
    k: Term
    p: Term
    q: Term
    guarded: bool = False  # state the map as 0 off the first set, when it is not defined there

    z, x = real("z"), real("x")

    @property
    def restricted(self) -> Term:
        """The map that is g on the first set, and 0 elsewhere."""
        return lam(self.z, piecewise(apply(self.sets[0], self.z), apply(self.g, self.z)))

    @property
    def smooth(self) -> Term:
        """That g is differentiable on the first set."""
        return ForAll(self.z, Implies(apply(self.sets[0], self.z), make("differentiable", self.g, self.z)))

    @property
    def forth(self) -> Term:
        """That g takes the first set into the second, and k undoes it."""
        image = apply(self.g, self.z)
        round_trip = And(apply(self.sets[1], image), Eq(apply(self.k, image), self.z))
        return ForAll(self.z, Implies(apply(self.sets[0], self.z), round_trip))

    @property
    def back(self) -> Term:
        """That k takes the second set into the first, and g undoes it."""
        image = apply(self.k, self.x)
        round_trip = And(apply(self.sets[0], image), Eq(apply(self.g, image), self.x))
        return ForAll(self.x, Implies(apply(self.sets[1], self.x), round_trip))

    @property
    def carried(self) -> Term:
        """That the first set carries z: p = 0 almost everywhere off it."""
        return almost(Implies(Not(apply(self.sets[0], self.z)), Eq(apply(self.p, self.z), ZERO)), self.z, LINE)

    @property
    def balance(self) -> Term:
        """What makes q the density of g(z): q(g(z))·|g′(z)| = p(z) almost everywhere on the first set."""
        slope = abs(make("derivative", self.g, self.z))
        balanced = Eq(apply(self.q, apply(self.g, self.z)) * slope, apply(self.p, self.z))
        return almost(Implies(apply(self.sets[0], self.z), balanced), self.z, LINE)

    @property
    def vanishing(self) -> Term:
        """That q is 0 off the second set."""
        return ForAll(self.x, Implies(Not(apply(self.sets[1], self.x)), Eq(apply(self.q, self.x), ZERO)))

    @property
    def measured(self) -> Term:
        """That the first set is measurable."""
        return make("measurable", self.sets[0])

    @property
    def goal(self) -> Term:
        """That g carries p to q."""
        return pushes_forward(LINE, self.p, self.restricted if self.guarded else self.g, LINE, self.q)

    def within(self, proof: Proof) -> Substitution:
        """The same in another proof."""
        return replace(self, proof=proof)

    def vanish(self) -> None:
        """The line `vanishing`, when q is defined as 0 off the second set."""
        off = Not(apply(self.sets[1], self.x))
        zero = outside(apply(self.q, self.x), logic.assume(off))
        every = logic.generalise(self.x, logic.discharge(off, zero))
        self.proof.have(self.vanishing, by=every, because="by its definition")

    def law(self) -> tuple[Theorem, Theorem]:
        """G carries p to q, and ∫q = 1: shown for any function q that vanishes and balances so."""
        q, proof = fresh("f", LINE_MAP, self.goal, *self.sets, self.k), self.proof
        any_q = replace(self, q=q)
        with proof.suppose(
            any_q.vanishing, any_q.balance, because="let f be any function like p: 0 off the range, and balanced"
        ):
            shown = push_forward(proof, any_q.goal, any_q._transport)
        law, total = (logic.instantiate(t, ((q, self.q),)) for t in shown)
        law = proof.have(self.goal, by=law, because="p is such a function f")
        proof.facts.add(logic.left(lemmas.unfolded(law)))
        return law, proof.have(total.conclusion, by=total, because="p is such a function f")

    def _transport(self, h: Term, measured: Theorem, bounds: Theorem) -> Theorem:
        """∫h(g(z))·p(z) dz = ∫h(g(z))·q(g(z))·|g′(z)| dz over the first set = ∫h·q over the second."""
        proof, z, x = self.proof, self.z, self.x
        middle = self._middle(h, bounds)
        weighted = lam(x, apply(h, x) * apply(self.q, x))
        known = tuple(proof.known(f) for f in (self.measured, self.smooth, self.forth, self.back))
        law = measures.substitution(self.g, self.k, self.sets, weighted, known)
        exists, equal = lemmas.split(proof.have(law.conclusion, by=law, because="substitute x = g(z)"))
        old, new = (claim.args[1] for claim in exists.conclusion.args)
        left = lam(z, apply(h, apply(self.goal.args[2], z)) * apply(self.p, z))
        source, target = (
            multiple(LINE, f, ONE, middle, same)
            for f, same in zip((left, new), self._pointwise(h, left, new, middle), strict=True)
        )
        present = logic.modus_ponens(logic.converse(exists), target[0])
        moved = multiple(LINE, weighted, ONE, present, self._everywhere(h, old, weighted))
        line = proof.calculate(make("integral", LINE, left))
        line.equals(make("integral", *middle.conclusion.args), by=source[1], because="z lies in S almost surely")
        line.equals(make("integral", LINE, new), by=logic.symmetry(target[1]), because="f(g(z))·|g′(z)| = p_z(z)")
        back = logic.symmetry(logic.modus_ponens(equal, present))
        line.equals(make("integral", LINE, old), by=back, because="the substitution")
        line.equals(make("integral", LINE, weighted), by=logic.symmetry(moved[1]), because="f = 0 off the range")
        return lemmas.join(source[0], moved[0], line.theorem)

    def _middle(self, h: Term, bounds: Theorem) -> Theorem:
        """h(g(z))·p(z) with g restricted to the first set is integrable: g is continuous there."""
        proof, z, restricted = self.proof, self.z, self.restricted
        known = (proof.known(self.measured), proof.known(self.smooth))
        measured = measures.smooth_measurable(self.g, self.sets[0], *known)
        proof.have(measured.conclusion, by=measured, because="a differentiable map is continuous")
        c = fresh("c", LINE_MAP, h, self.p, restricted)
        composed = integrals.composed(make("measurable", lam(z, apply(h, apply(c, z)) * apply(self.p, z))))
        return tested_integrable(proof, self.p, restricted, logic.instantiate(composed, ((c, restricted),)), bounds)

    def _pointwise(self, h: Term, left: Term, new: Term, middle: Theorem) -> tuple[Theorem, Theorem]:
        """Both integrands are the restricted one, almost everywhere."""
        proof, z = self.proof, self.z
        known = [proof.known(f) for f in (self.carried, self.balance)]
        target = apply(middle.conclusion.args[1], z)
        goal = And(*(Eq(apply(f, z), target) for f in (left, new)))
        member, here = apply(self.sets[0], z), [apply(t.conclusion.args[1], z) for t in known]
        with proof.suppose(*here) as (off, on):
            with proof.suppose(member) as (yes,):
                first = self._inside(h, goal, logic.modus_ponens(on, yes), yes)
            with proof.suppose(Not(member)) as (no,):
                second = self._outside(h, goal, logic.modus_ponens(off, no), no)
            both = [
                proof.have(e, by=logic.cases(logic.excluded_middle(member), s, t), because="in S or not")
                for e, s, t in zip(goal.args, first, second, strict=True)
            ]
        left_same, new_same = (integrals.almost_everywhere(LINE, z, tuple(known), t) for t in both)
        return left_same, new_same

    def _inside(self, h: Term, goal: Term, balanced: Theorem, case: Theorem) -> tuple[Theorem, Theorem]:
        """On the first set: the restriction is g itself, and q(g(z))·|g′(z)| = p(z)."""
        proof = self.proof
        (left, middle), (new, _) = (e.args for e in goal.args)
        weight, image = apply(self.p, self.z), apply(self.g, self.z)
        restriction = middle.args[0].args[1]
        same = logic.symmetry(integrals.branch(restriction, case))
        one = in_context(same, lambda t: apply(h, t) * weight)
        proof.have(one.conclusion, by=one, because="there the restriction is g itself")
        value = integrals.branch(new, case)
        factors = (apply(h, image), *balanced.conclusion.args[0].args)
        assorted = identity_of(lambda r, s, t: Eq(r * s * t, r * (s * t)), *factors)
        inserted = in_context(balanced, lambda t: factors[0] * t)
        line = proof.calculate(new).equals(value.conclusion.args[1], by=value, because="on the set")
        line.equals(assorted.conclusion.args[1], by=assorted, because="regroup")
        line.equals(inserted.conclusion.args[1], by=inserted, because="f(g(z))·|g′(z)| = p_z(z)")
        two = line.equals(middle, by=one, because="as above").theorem
        return one if left is not middle else logic.reflexivity(left), two

    def _outside(self, h: Term, goal: Term, zero: Theorem, case: Theorem) -> tuple[Theorem, Theorem]:
        """Off the first set: p = 0, and the integral on the right does not go there."""
        proof = self.proof
        (left, middle), (new, _) = (e.args for e in goal.args)
        first, second = (annihilated(t.args[0], zero) for t in (left, middle))
        one = proof.have(Eq(left, middle), by=logic.transitivity(first, logic.symmetry(second)), because="p_z(z) = 0")
        value = integrals.branch(new, case)
        two = proof.have(Eq(new, middle), by=logic.transitivity(value, logic.symmetry(second)), because="off the set")
        return one, two

    def _everywhere(self, h: Term, old: Term, weighted: Term) -> Theorem:
        """h·q is its restriction to the second set."""
        proof, x = self.proof, self.x
        member, whole, part = apply(self.sets[1], x), apply(weighted, x), apply(old, x)
        yes = logic.symmetry(integrals.branch(part, logic.assume(member)))
        zero = logic.modus_ponens(logic.specialise(proof.known(self.vanishing), x), logic.assume(Not(member)))
        no = logic.symmetry(integrals.branch(part, logic.assume(Not(member))))
        no = logic.transitivity(annihilated(apply(h, x), zero), no)
        shown = logic.cases(logic.excluded_middle(member), yes, no)
        proof.have(Eq(whole, part), by=shown, because="f = 0 off the range")
        return everywhere(LINE, x, shown)
