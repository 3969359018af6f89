"""A way to what holds almost everywhere, or for the indices of a sum: by all ways, at an arbitrary point."""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, integrals, logic, summation
from derivations.kernel.terms import apply
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, by_any_way, first, leaf, near_by, new_variable, once, supposing


@leaf(3)
@once
def _at_any_point(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A predicate at an arbitrary point, from what is known near by; at an index, from its being small enough."""
    if goal.op != "almost":
        raise Undecided("nothing holds almost everywhere", "form")
    mu, predicate = goal.args
    near = near_by(facts, mu, predicate)
    x = new_variable(facts, predicate, mu, goal, *(t.conclusion for t in near))
    below = [x < mu.args[0]] if mu.op == "counting" else []
    there = facts.at(x, *(apply(t.conclusion.args[1], x) for t in near), *below)
    there.propagate()
    shown = concluded(there, apply(predicate, x))
    found = summation.sum_almost(x, mu.args[0], shown) if below else integrals.almost_everywhere(mu, x, near, shown)
    return lemmas.renamed(goal, found)


def concluded(facts: Facts, goal: Term) -> Theorem:
    """A formula part by part, its premises assumed.

    Raises:
        Undecided: it was not seen to follow.
    """
    if goal.op == "and":
        return logic.both(*(concluded(facts, part) for part in goal.args))
    if goal.op == "implies":
        inside = supposing(facts, goal.args[0])
        ways = (lambda: concluded(inside, goal.args[1]), lambda: absurd(inside, goal.args[1]))
        return logic.discharge(goal.args[0], first(ways))
    return first([lambda: facts.prove(goal), lambda: by_any_way(facts, logic.truth(), goal)])
