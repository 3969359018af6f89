"""A way to inequalities with a parameter: as it is where the parameter is 0, and the terms with it by themselves."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, logic
from derivations.kernel.terms import REAL, ZERO, traverse
from derivations.tactics import Facts
from numerics.equivalence_core import first, from_facts, leaf, once
from numerics.equivalence_instances import settled
from numerics.equivalence_places import within


@leaf(6)
@once
def _with_a_parameter(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """s ≤ t, where the statement with 0 for a parameter c is s₀ ≤ t₀, and the terms with c have this order too."""
    old = theorem.conclusion
    if not old.op == goal.op == "le" or not any(_is_sum(t) for t in within(goal)):
        raise Undecided("these are no inequalities with sums", "form")
    letters = [c for c in sorted(old.free & goal.free, key=repr) if c.sort is REAL and _apart(goal, c)]
    return first([lambda c=c: _split(facts, theorem, goal, c) for c in letters])


def _is_sum(term: Term) -> bool:
    return term.op == "integral" and term.args[0].op == "counting"


def _apart(goal: Term, parameter: Term) -> bool:
    """Whether a parameter stands outside of the sums, which are there without it."""
    return not any(_is_sum(t) and parameter in t.free for t in within(goal))


def _split(facts: Facts, theorem: Theorem, goal: Term, parameter: Term) -> Theorem:
    without = settled(facts, logic.instantiate(theorem, ((parameter, ZERO),)))
    rest = from_facts(facts, traverse(goal, lambda t, _: ZERO if _is_sum(t) else None))
    return facts.settled(algebra.nonneg(goal, ((1, (without,), ()), (1, (rest,), ())), (), ()))
