"""A way from known equations to an inequality: what is known to be equal to −σ(u) lies between −1 and 0."""

from __future__ import annotations

from typing import Final

from derivations.kernel import Term, Theorem, Undecided
from derivations.lemmas import logistic
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_places import within
from numerics.equivalence_ways import certified

MOST: Final = 6  # facts of which products are tried


@leaf(3)
def _by_equations(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality between numbers, from the equations that are known of what is in it."""
    if goal.op not in ("le", "lt"):
        raise Undecided("this is no inequality", "form")
    known = [theorem, *facts.known.values()]
    names = {t.alpha for t in within(goal) if t.op in ("entry", "apply", "var")}
    equations = [t for t in known if _about(t.conclusion, names)]
    if not equations:
        raise Undecided("no equation is known of it", "search")
    near = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(goal.free)]
    inside = [u.args[0] for e in equations for u in within(e.conclusion) if u.op == "sigmoid"]
    found = [*(rule(u) for u in inside for rule in (logistic.positive, logistic.below_one)), *near]
    return certified(facts, goal, found[:MOST], equations=equations, degree=1)


def _about(claim: Term, names: set[Term]) -> bool:
    """Whether a claim is an equation that says what one of these is."""
    return claim.op == "eq" and claim.args[0].is_scalar and claim.args[0].alpha in names
