"""A way to v ≠ w for columns: w is longer than v, as ‖v‖² is one of the squares in a sum of which w is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.kernel.formulas import FALSE, sqnorm
from derivations.kernel.terms import NAT, apply
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.vanishing_sums import norm_sign, single_below, sum_sign
from derivations.tactics import Facts
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_places import outermost
from numerics.equivalence_ways import certified

FEW: Final = 4  # indices at which the summands of a sum are looked at
MOST: Final = 8  # facts that are combined


@leaf(2)
def _longer(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Were the two equal, so were their lengths."""
    if goal.op != "not" or goal.args[0].op != "eq" or goal.args[0].args[0].is_scalar:
        raise Undecided("this is not that two columns differ", "form")
    claim = goal.args[0]
    totals = {t.alpha: t for t in outermost(claim.args[1]) if _is_sum(t)}.values()
    known = [t for total in totals for t in _parts(facts, total)]
    if not any(t.conclusion.args[0].alpha is sqnorm(claim.args[0]).alpha for t in known):
        raise Undecided("the square of the one is none of those in the other", "form")
    known += [t for t in facts.inequalities if t.conclusion.free <= claim.args[1].free][:MOST]
    equal = in_context(logic.assume(claim), sqnorm)
    squares = [s for total in totals for s in (total, 1 + total)]
    return logic.negate(
        claim, certified(facts.with_(claim), FALSE, known, squares=squares, equations=[equal], degree=1)
    )


def _is_sum(term: Term) -> bool:
    return term.op == "integral" and term.args[0].op == "counting"


def _parts(facts: Facts, total: Term) -> Iterator[Theorem]:
    """⊢ 0 ≤ Σ t(i), and t(i) ≤ Σ t(i) at the indices that are known to be in it; the same for sums in it."""
    if not _is_sum(total):
        return
    index, count = new_variable(facts, total.args[1]), total.args[0].args[0]
    sign = _sign(facts, apply(total.args[1], index))
    yield sum_sign(index, count, sign)
    places = [t for t in facts.inequalities if t.conclusion.op == "lt" and t.conclusion.args[1].alpha is count.alpha]
    for place in [t for t in places if t.conclusion.args[0].sort is NAT][:FEW]:
        yield (one := single_below(sign, index, place))
        yield from _parts(facts, one.conclusion.args[0])


def _sign(facts: Facts, term: Term) -> Theorem:
    """⊢ 0 ≤ t, for squared lengths and sums of them.

    Raises:
        Undecided: it is neither.
    """
    if term.op == "sqnorm":
        return norm_sign(term.args[0])
    if not _is_sum(term):
        raise Undecided(f"{term} is no sum of squares", "form")
    index = new_variable(facts, term.args[1], term)
    return sum_sign(index, term.args[0].args[0], _sign(facts, apply(term.args[1], index)))
