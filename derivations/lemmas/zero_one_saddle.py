"""Saddle points of the zero-one game: what best replies on both sides amount to.

Everything here only asks the kernel.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Theorem, logic, order
from derivations.kernel.formulas import And, Eq, Not
from derivations.kernel.terms import apply, lam
from derivations.lemmas import counting, counting_copies, counting_how_many, counting_permutations
from derivations.lemmas.below import at, every
from derivations.lemmas.counting_copies import apart
from derivations.lemmas.counting_permutations import one_each
from derivations.lemmas.counting_verdicts import best_verdict, clash, nonzero
from derivations.lemmas.zero_one_game import (
    HALF,
    D,
    E,
    all_or_nothing,
    below,
    copies,
    fooled_or_hopeless,
    fools,
    g,
    i,
    j,
    least,
    loss,
    m,
    optimal,
    rejects_all,
    saddle,
    u,
    x,
)
from derivations.proof import Proof


def numbered(proof: Proof) -> Theorem:
    """The number of copies of x_i is 0, 1 or at least 2."""
    law = logic.instantiate(counting_how_many.whole(), ((counting.P, counting_permutations.equals(i)),))
    law = logic.specialise(law, m)
    return proof.have(law.conclusion, by=law, because="a number of copies")


def one_of_each(proof: Proof, seen: Theorem) -> Theorem:
    """With a copy of every image there is one of each, since there are m copies in all."""
    number = numbered(proof)
    least_ = every(i, m, counting_how_many.at_least_one(number, seen))
    least_ = proof.have(least_.conclusion, by=least_, because="a number of copies that is not 0")
    law = logic.modus_ponens(counting_permutations.filled(), least_)
    return proof.have(one_each(), by=law, because="m copies in all, so no image has a second one")


def of_a_saddle(proof: Proof, both: Theorem, optimum: list[Theorem], answer: Theorem) -> Theorem:
    """Both sides answer best, so the verdicts are best ones and all copies fool D, or nothing can."""
    bound, same, there = optimum
    low = order.antisymmetry(least_of_all(logic.right(both), there), bound)
    low = proof.have(low.conclusion, by=low, because="some discriminator has the least loss")
    rules = proof.have(optimal(), by=logic.modus_ponens(same, low), because="so every verdict is a best one")
    reply = logic.modus_ponens(answer, logic.left(both))
    reply = proof.have(reply.conclusion, by=reply, because="the generator answers best")
    number = numbered(proof)
    with proof.suppose(fools()) as (known,):
        first = _fooled_by_all(proof, known, rules, number)
    with proof.suppose(rejects_all()) as (never,):
        empty = logic.left(at(logic.left(rules), i))
        zero = logic.assume(Eq(copies(i), 0))
        absurd = logic.contradiction(logic.modus_ponens(empty, zero), logic.specialise(never, x(i)))
        seen = every(i, m, logic.negate(zero.conclusion, absurd))
        seen = proof.have(seen.conclusion, by=seen, because="an image without a copy is called genuine")
        second = logic.both(one_of_each(proof, at(seen, i)), logic.either(never, all_or_nothing()))
        second = proof.have(second.conclusion, by=second, because="together")
    return logic.cases(reply, first, second)


def least_of_all(best: Theorem, there: Theorem) -> Theorem:
    """A discriminator that answers best has no more than the least loss."""
    known = logic.assume(apply(there.conclusion.args[0], E))
    reached = logic.transitivity(logic.specialise(best, E), lemmas.split(known)[-1])
    return logic.obtain(there, E, reached)


def _fooled_by_all(proof: Proof, known: Theorem, rules: Theorem, number: Theorem) -> Theorem:
    """All copies are called genuine: none lies off the data or on a second copy, so there is one of each."""
    few = every(i, m, _no_second(known, rules, number))
    few = proof.have(few.conclusion, by=few, because="with a second copy x_i is called generated, as its copies are")
    inside = every(j, m, _on_the_data(known, rules))
    inside = proof.have(inside.conclusion, by=inside, because="off the data a copy is called generated")
    law = logic.modus_ponens(logic.modus_ponens(counting_permutations.thrifty(), few), inside)
    single = proof.have(one_each(), by=law, because="m copies in all, and no image has a second one")
    genuine = every(i, m, _transferred(known, nonzero(at(single, i))))
    genuine = proof.have(genuine.conclusion, by=genuine, because="a copy of x_i is called genuine, so x_i is")
    shown = logic.both(single, logic.either(genuine, all_or_nothing()))
    return proof.have(shown.conclusion, by=shown, because="together")


def _no_second(known: Theorem, rules: Theorem, number: Theorem) -> Theorem:
    """I < m ⊢ n_i ≤ 1: with two copies x_i would be called generated, and its copies genuine."""
    goal = copies(i) <= 1
    none, one, many = (logic.assume(f) for f in (Eq(copies(i), 0), Eq(copies(i), 1), 2 <= copies(i)))
    refused = logic.modus_ponens(logic.right(at(logic.left(rules), i)), many)
    absurd = counting.impossible(goal, _transferred(known, nonzero(many)), refused)
    without, with_one = (counting.linear(goal, logic.symmetry(v), slack=s) for v, s in ((none, 1), (one, 0)))
    return counting_how_many.three_cases(number, without, with_one, absurd)


def _on_the_data(known: Theorem, rules: Theorem) -> Theorem:
    """J < m ⊢ g_j is some x_i: else it would be called generated."""
    where = logic.instantiate(counting_copies.anywhere(), ((counting_copies.u, g(j)),))
    there, away = where.conclusion.args
    refused = logic.modus_ponens(at(logic.right(rules), j), logic.assume(away))
    return logic.cases(where, logic.assume(there), counting.impossible(there, at(known, j), refused))


def _transferred(known: Theorem, seen: Theorem) -> Theorem:
    """Γ ⊢ n_i ≠ 0, and all g_j are called genuine, give that x_i is: some g_j is x_i."""
    names = (counting.P, counting_permutations.equals(i)), (counting.n, m)
    law = logic.instantiate(counting_how_many.some_or_none(), names)
    there, none = law.conclusion.args
    given = logic.assume(And(j < m, Eq(g(j), x(i))))
    yes = logic.modus_ponens(logic.specialise(known, j), logic.left(given))
    found = logic.obtain(logic.assume(there), j, _moved(yes, logic.right(given)))
    return logic.cases(law, found, counting.impossible(D(x(i)), logic.assume(none), seen))


def _moved(verdict: Theorem, same: Theorem) -> Theorem:
    """Γ ⊢ D(a) and Δ ⊢ a = b  give  Γ, Δ ⊢ D(b)."""
    return logic.modus_ponens(logic.congruence(lam(u, D(u)), same), verdict)


def is_a_saddle(proof: Proof, both: Theorem, optimum: list[Theorem], answer: Theorem, rearranged: Theorem) -> Theorem:
    """One copy of each: every verdict on the data is a best one, and all copies fool D, or nothing can."""
    bound, same, _ = optimum
    single, choice = logic.left(both), logic.right(both)
    inside = logic.left(logic.modus_ponens(rearranged, single))
    inside = proof.have(inside.conclusion, by=inside, because="g is a permutation of the data")
    rules = logic.both(every(i, m, _either_verdict(at(single, i))), every(j, m, _nothing_outside(inside)))
    rules = proof.have(optimal(), by=rules, because="both verdicts are best ones on one copy, and none lies elsewhere")
    low = proof.have(Eq(loss(), least()), by=logic.modus_ponens(logic.converse(same), rules), because="so it is least")
    other = logic.generalise(E, logic.transitivity(low, logic.instantiate(bound, ((D, E),))))
    other = proof.have(other.conclusion, by=other, because="for every discriminator")
    hopeless = logic.either(logic.assume(rejects_all()), fooled_or_hopeless())
    reply = logic.cases(choice, _all_fooled(inside), hopeless)
    reply = proof.have(reply.conclusion, by=reply, because="every g_j is some x_i")
    best = logic.modus_ponens(logic.converse(answer), reply)
    best = proof.have(best.conclusion, by=best, because="so the generator answers best")
    return proof.have(saddle(), by=logic.both(best, other), because="both answer best")


def _either_verdict(number: Theorem) -> Theorem:
    """N_i = 1: nothing is asked of the verdict on x_i."""
    rules = best_verdict(D(x(i)), copies(i)).args
    shown = (
        logic.discharge(r.args[0], logic.by_contradiction(r.args[1], clash(number, logic.assume(r.args[0]))))
        for r in rules
    )
    return lemmas.join(*shown)


def _nothing_outside(inside: Theorem) -> Theorem:
    """J < m ⊢ g_j apart from the data ⇒ whatever: it is not."""
    away = logic.assume(apart(g(j), x, m))
    law = counting_copies.met(at(inside, j), away, Not(D(g(j))))
    return logic.discharge(away.conclusion, law)


def _all_fooled(inside: Theorem) -> Theorem:
    """All data are called genuine: so are all g_j."""
    known = logic.assume(below(i, D(x(i))))
    given = logic.assume(And(i < m, Eq(g(j), x(i))))
    yes = logic.modus_ponens(logic.specialise(known, i), logic.left(given))
    found = logic.obtain(at(inside, j), i, _moved(yes, logic.symmetry(logic.right(given))))
    return logic.either(every(j, m, found), fooled_or_hopeless())


def value_of_a_saddle(proof: Proof, single: Theorem, best: Theorem, values: list[Theorem]) -> Theorem:
    """The loss at a saddle point is ½."""
    low, there, _, greatest, *_ = values
    level = order.antisymmetry(least_of_all(best, there), logic.specialise(low, D))
    half = logic.modus_ponens(logic.converse(greatest), single)
    shown = logic.transitivity(level, half)
    return proof.have(Eq(loss(), HALF), by=shown, because="the value of one copy of each")
