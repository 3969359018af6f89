"""A way to see that a sum of squares is positive: u₁² + … + uₙ² > 0, since not all of the uᵢ are 0.

With zeros for all of them a known inequality would fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.formulas import FALSE, Eq, Ne, Not
from derivations.kernel.terms import ONE, ZERO
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_ways import certified


@leaf(0)
def _not_all_zero(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """0 < u₁² + … + uₙ², also under a root."""
    inner = goal.args[1] if goal.op == "lt" and goal.args[0] is ZERO else ZERO
    bases = [*_bases(inner.args[0] if inner.op == "sqrt" else inner)]
    known = [t for t in facts.inequalities if t.conclusion.free <= goal.free]
    if len(bases) < 2 or None in bases or not known:
        raise Undecided("this is no sum of squares, or nothing is known of it", "form")
    return _each(facts, goal, [u for u in bases if u is not None], (), known)


def _bases(total: Term) -> Iterator[Term | None]:
    """What is squared in each summand; None for one that is no square of a variable."""
    if total.op == "add":
        for part in total.args:
            yield from _bases(part)
    else:
        square = total.op == "pow" and total.args[1].op == "num" and total.args[1].data == 2
        yield total.args[0] if square and total.args[0].op == "var" else None


def _each(
    facts: Facts, goal: Term, left: Sequence[Term], zero: tuple[Theorem, ...], known: Sequence[Theorem]
) -> Theorem:
    """The goal where these may be 0 or not and the others are 0."""
    if not left:
        multipliers = [ONE, *(t.conclusion.args[0] for t in zero)]
        false = certified(facts, FALSE, known, equations=zero, multipliers=multipliers, degree=1)
        return logic.by_contradiction(goal, logic.weaken(false, Not(goal)))
    vanishing = Eq(left[0], ZERO)
    here = _each(facts.with_(vanishing), goal, left[1:], (*zero, logic.assume(vanishing)), known)
    elsewhere = facts.with_(Ne(left[0], ZERO)).prove(goal)
    return logic.cases(logic.excluded_middle(vanishing), here, elsewhere)
