"""Best replies of the generator in the zero-one game: what it gains against a fixed discriminator.

Everything here only asks the kernel.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order
from derivations.kernel.formulas import Eq, Exists, Iff, Implies, Not, Or
from derivations.kernel.terms import lam
from derivations.lemmas import counting, counting_how_many
from derivations.lemmas.below import every
from derivations.lemmas.zero_one_game import (
    D,
    best_generator,
    fooled_or_hopeless,
    fools,
    g,
    gain,
    h,
    j,
    loss,
    m,
    rejects_all,
    u,
)
from derivations.proof import Proof


def gain_bound(proof: Proof) -> tuple[Theorem, Theorem]:
    """The gain is at most m, and m iff every generated image is called genuine."""
    law = _of_verdicts(counting_how_many.all_of(), g)
    first, second = (proof.have(part.conclusion, by=part, because="m verdicts") for part in lemmas.split(law))
    return first, second


def _of_verdicts(law: Theorem, image: Term) -> Theorem:
    """A law on how many generated images are called genuine."""
    return logic.instantiate(law, ((counting.P, lam(j, D(image(j)))), (counting.n, m)))


def can_be_fooled(proof: Proof) -> Theorem:
    """Where D calls an image genuine, a generator that repeats it fools D."""
    there = Exists(h, fools(D, h))
    with proof.suppose(Exists(u, D(u))) as (known,):
        found = logic.obtain(known, u, counting.exhibited(there, lam(j, u), _repeated()))
        found = proof.have(there, by=found, because="this image m times")
    goal = Implies(known.conclusion, there)
    return proof.have(goal, by=logic.discharge(known.conclusion, found), because="if there is such an image")


def _repeated() -> Theorem:
    """D(u) ⊢ the generator that repeats u fools D."""
    return every(j, m, logic.assume(D(u)))


def compared(proof: Proof, share: Theorem, moved: Theorem) -> Theorem:
    """The loss is greater where the gain is."""
    goal = Iff(loss(D, h) <= loss(D, g), gain(D, h) <= gain(D, g))
    size = proof.have(0 < 2 * m, because="m ≥ 1")
    with proof.suppose(goal.args[0]) as (less,):
        terms, parts = [(1, [less, size], [])], [(2 * m, moved)]
        forward = proof.have(goal.args[1], terms=terms, parts=parts, because="times 2m")
    with proof.suppose(goal.args[1]) as (less,):
        terms, parts = [(1, [less, share], [])], [(-1, moved)]
        backward = proof.have(goal.args[0], terms=terms, parts=parts, because="divided by 2m")
    return proof.equivalence(goal, forward, backward)


def best_responses(proof: Proof, compared: Theorem, most: Theorem, full: Theorem) -> Theorem:
    """The generator answers best iff it fools D, or nothing can."""
    goal = Iff(best_generator(), fooled_or_hopeless())
    with proof.suppose(best_generator()) as (best,):
        must = _must_fool(best, compared, most, full)
        must = proof.have(must.conclusion, by=must, because="repeating such an image gains m, so g gains m")
        forward = proof.have(goal.args[1], by=_or_nobody(must), because="if there is no such image, D rejects all")
    with proof.suppose(fools()) as (known,):
        total = logic.modus_ponens(logic.converse(full), known)
        total = proof.have(Eq(gain(), m), by=total, because="every generated image is called genuine")
        terms, parts = [(1, [logic.instantiate(most, ((g, h),))], [])], [(1, total)]
        proof.have(gain(D, h) <= gain(), terms=terms, parts=parts, because="no gain is more than m")
        yes = _no_better(proof)
    with proof.suppose(rejects_all()) as (never,):
        level = [(sign, _nothing(proof, never, image)) for sign, image in ((1, g), (-1, h))]
        proof.have(gain(D, h) <= gain(), by=algebra.nonneg, parts=level, because="both are 0")
        no = _no_better(proof)
    return proof.equivalence(goal, forward, logic.cases(logic.assume(goal.args[1]), yes, no))


def _must_fool(best: Theorem, compared: Theorem, most: Theorem, full: Theorem) -> Theorem:
    """If D calls an image u genuine, repeating u gains m, and so must a best response."""
    same = lam(j, u)
    gained = logic.modus_ponens(logic.converse(logic.instantiate(full, ((g, same),))), _repeated())
    less = logic.modus_ponens(logic.instantiate(compared, ((h, same),)), counting.at_function(best, same))
    total = order.antisymmetry(most, counting.linear(m <= gain(), less, gained))
    there = Exists(u, D(u))
    found = logic.obtain(logic.assume(there), u, logic.modus_ponens(full, total))
    return logic.discharge(there, found)


def _or_nobody(must: Theorem) -> Theorem:
    """(∃u. D(u)) ⇒ φ  gives  φ ∨ ∀u. ¬D(u)."""
    there, found = must.conclusion.args
    goal = Or(found, rejects_all())
    yes = logic.either(logic.modus_ponens(must, logic.assume(there)), goal)
    no = logic.exhibit(there, u, logic.assume(D(u)))
    no = logic.negate(D(u), logic.contradiction(no, logic.assume(Not(there))))
    return counting.by_cases(there, yes, logic.either(logic.generalise(u, no), goal))


def _no_better(proof: Proof) -> Theorem:
    """If no gain is larger, g is a best response."""
    less = logic.generalise(h, proof.have(loss(D, h) <= loss(), because="so is the loss"))
    return proof.have(best_generator(), by=less, because="for every other generator")


def _nothing(proof: Proof, never: Theorem, image: Term) -> Theorem:
    """A discriminator that rejects everything leaves no gain."""
    law = _of_verdicts(counting_how_many.none_of(), image)
    none = logic.modus_ponens(logic.converse(logic.right(law)), every(j, m, logic.specialise(never, image(j))))
    return proof.have(none.conclusion, by=none, because="D calls nothing genuine")
