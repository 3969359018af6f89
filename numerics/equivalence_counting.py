"""Ways about how many numbers below n have a property: one, where there is exactly one; and constant functions."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.display import opened
from derivations.kernel.terms import NAT, ONE, PROP, ZERO, apply, lam
from derivations.lemmas import counting, counting_how_many
from derivations.tactics import Facts
from numerics.equivalence_core import by_any_way, criterion, first, leaf, new_variable, supposing
from numerics.equivalence_places import counted


@leaf(2)
def _exactly_one(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Σ_{j<n} [P(j)] = 1, since exactly one j < n with P(j) is known."""
    found = counted(goal.args[0]) if goal.op == "eq" and goal.args[1] is ONE else None
    if found is None:
        raise Undecided("it is not said that one number has a property", "form")
    predicate, count = found
    law = logic.instantiate(counting_how_many.exactly(), ((counting.P, predicate), (counting.n, count)))
    return logic.modus_ponens(logic.converse(law), facts.prove(law.conclusion.args[1]))


@leaf(9)
def _of_each(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """What is said of all natural numbers below another one, of any of them."""
    function = goal.args[0] if goal.op == "forall" and goal.args[0].op == "lambda" else None
    if function is None or function.data[1] is not NAT or function.args[0].op != "implies":
        raise Undecided("nothing is said of numbers below another one", "form")
    x = new_variable(facts, goal.args[0], theorem.conclusion)
    more = facts.with_()
    more.add(theorem)
    premise, conclusion = apply(goal.args[0], x).args
    inside = supposing(more.at(x), premise)
    shown = by_any_way(inside, logic.truth(), conclusion)
    return logic.generalise(x, logic.discharge(premise, shown))


@leaf(3)
@criterion
def _constant(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """There is such a function of numbers, since one that is always the same u will do, and there is such a u."""
    sort = goal.args[0].sort.params[0] if goal.op == "exists" else NAT
    if sort.kind != "function" or sort.params[0] is not NAT or sort.params[1] is PROP:
        raise Undecided("no function of natural numbers is looked for", "form")
    known = [t for t in facts.known.values() if t.conclusion.op == "exists" and _of(t) is sort.params[1]]
    return first([lambda t=t: _repeated(facts, t, goal) for t in known])


def _of(known: Theorem) -> object:
    """The sort of what there is."""
    return known.conclusion.args[0].sort.params[0]


def _repeated(facts: Facts, known: Theorem, goal: Term) -> Theorem:
    """By the constant function of what there is."""
    u = new_variable(facts, known.conclusion.args[0], goal)
    inside = supposing(facts, apply(known.conclusion.args[0], u))
    h, claim = opened(goal.args[0], goal)
    value = lam(new_variable(Facts(), lam(counting.j, ZERO), u), u)
    wanted = logic.instantiate(logic.assume(claim), ((h, value),)).conclusion
    return logic.obtain(known, u, counting.exhibited(goal, value, inside.prove(wanted)))
