"""A way by the pigeonhole principle: m points among m distinct ones, none of them twice, are each of these once."""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, ForAll, Implies, Not, Sum
from derivations.kernel.terms import NAT, ONE, apply, lam
from derivations.lemmas import counting, counting_copies, counting_permutations, finite_sums
from derivations.lemmas.below import every
from derivations.lemmas.counting import P, bracket, by_cases, failed, held, linear
from derivations.lemmas.term_by_term import at_most, expanded
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable
from numerics.equivalence_places import counted

m, k, n = finite_sums.m, finite_sums.k, counting.n


@leaf(9)
def _each_once(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """∀i. i < m ⇒ Σ_{j<m} [g_j = x_i] = 1, as all g_j are some x_i, and none is so twice."""
    images, points, count = _copies(goal)
    names = (counting_copies.g, images), (counting_copies.x, points), (counting_copies.m, count)
    law = logic.instantiate(counting_permutations.thrifty(), names)
    few, rest = law.conclusion.args
    i = new_variable(facts, few.args[0], goal)
    inside = facts.at(i, i < count)
    inside.propagate()
    at_each = every(i, count, _at_most_once(inside, apply(few.args[0], i).args[1]))
    law = logic.modus_ponens(law, lemmas.renamed(few, inside.settled(at_each)))
    return lemmas.renamed(goal, facts.settled(logic.modus_ponens(law, facts.prove(rest.args[0]))))


def _copies(goal: Term) -> tuple[Term, Term, Term]:
    """The g, x and m of such a claim.

    Raises:
        Undecided: it has another form.
    """
    rule = goal.args[0] if goal.op == "forall" else goal
    if rule.op == "lambda" and rule.data[1] is NAT and rule.args[0].op == "implies":
        i, claim = opened(rule)
        known, equal = claim.args
        found = counted(equal.args[0]) if equal.op == "eq" and equal.args[1] is ONE else None
        if found is not None and known.alpha is (i < found[1]).alpha:
            j, same = opened(found[0], claim)
            if same.op == "eq" and all(s.op == "apply" for s in same.args):
                (images, here), (points, there) = (s.args for s in same.args)
                if here is j and there is i:
                    return images, points, found[1]
    raise Undecided("it is not said that every point is there once", "form")


def _at_most_once(facts: Facts, goal: Term) -> Theorem:
    """Σ_{k<n} [P(k)] ≤ 1, as it is known that there is a j such that k < n and P(k) only for k = j."""
    found = counted(goal.args[0])
    if found is None:
        raise Undecided("nothing is counted", "form")
    j = new_variable(facts, found[0], goal)
    law = logic.instantiate(at_most_one(), ((P, found[0]), (n, found[1]), (m, j)))
    some = [t for t in facts.known.values() if t.conclusion.op == "exists" and t.conclusion.args[0].op == "lambda"]
    return first([lambda t=t: _by(t, j, law) for t in some if t.conclusion.args[0].data[1] is NAT])


def _by(known: Theorem, j: Term, law: Theorem) -> Theorem:
    """By the j that there is."""
    (only,) = law.hypotheses
    claim = apply(known.conclusion.args[0], j)
    parts = {t.conclusion.alpha: t for t in lemmas.split(logic.assume(claim))}
    if only.alpha not in parts:
        raise Undecided("it is not said that there is only one", "form")
    return logic.obtain(known, j, logic.cut(parts[only.alpha], law))


@cache
def at_most_one() -> Theorem:
    """∀k. k < n ∧ P(k) ⇒ k = m  ⊢  Σ_{k<n} [P(k)] ≤ 1."""
    only = logic.assume(ForAll(k, Implies(And(k < n, P(k)), Eq(k, m))))
    here, low = logic.assume(P(k)), logic.left(logic.instantiate(counting.between(), ((counting.Q, Eq(m, k)),)))
    equal = logic.modus_ponens(logic.specialise(only, k), logic.both(logic.assume(k < n), here))
    goal = bracket(P(k)) <= bracket(Eq(m, k))
    yes = linear(goal, held(logic.symmetry(equal)), logic.symmetry(held(here)))
    no = linear(goal, low, logic.symmetry(failed(logic.assume(Not(P(k))))))
    return logic.transitivity(at_most(k, n, by_cases(P(k), yes, no)), _one_place())


def _one_place() -> Theorem:
    """⊢ Σ_{k<n} [m = k] ≤ 1."""
    values = ((finite_sums.c, ONE), (finite_sums.f, lam(k, ONE)))
    law = logic.specialise(logic.instantiate(finite_sums.single_term(), values), n)
    one, there = bracket(Eq(m, k)), logic.excluded_middle(m < n)
    total = expanded(k, n, logic.reflexivity(one), [(1, one * ONE)])
    goal = Sum(one, k, n) <= ONE
    below, beyond = (
        logic.modus_ponens(logic.left(law), logic.assume(m < n)),
        logic.modus_ponens(logic.right(law), lemmas.flipped(logic.assume(there.conclusion.args[1]))),
    )
    inside = linear(goal, logic.symmetry(total), logic.symmetry(below))
    outside = linear(goal, logic.symmetry(total), logic.symmetry(beyond), slack=1)
    return logic.cases(there, inside, outside)
