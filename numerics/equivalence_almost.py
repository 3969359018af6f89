"""A way to what holds almost everywhere, or for the indices of a sum: by all ways, at an arbitrary point."""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.terms import apply
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, first, from_facts, leaf, once, supposing
from numerics.equivalence_near import arbitrary


@leaf(3)
@once
def _at_any_point(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A predicate at an arbitrary point, from what is known near by; at an index, from its being small enough."""
    if goal.op != "almost":
        raise Undecided("nothing holds almost everywhere", "form")
    mu, predicate = goal.args
    point = arbitrary(facts, mu, predicate, places=(predicate,), index=True)
    point.facts.propagate()
    return lemmas.renamed(goal, point.everywhere(concluded(point.facts, apply(predicate, point.x))))


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
    return from_facts(facts, goal)
