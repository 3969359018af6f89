"""Ways to the sign of a quotient, by those of its parts, and to the order of two, by multiplying with denominators."""

from __future__ import annotations

from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import ONE, ZERO
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_places import numbers
from numerics.equivalence_ways import certified

MOST: Final = 6  # facts of which products are tried


@leaf(0)
def _by_parts(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """0 < s/t."""
    if goal.op != "lt" or goal.args[0] is not ZERO or goal.args[1].op != "div":
        raise Undecided("no quotient is to be positive", "form")
    return positive(facts, goal.args[1])


def positive(facts: Facts, term: Term) -> Theorem:
    """0 < s/t from 0 < s and 0 < t, or from 0 < −s and 0 < −t.

    Raises:
        Undecided: the signs were not seen, or the term is no quotient.
    """
    if term.op != "div":
        raise Undecided(f"{term} is no quotient", "form")
    s, t = term.args
    return first([lambda p=p: _by_signs(facts, term, *p) for p in ((s, t), (-s, -t))])


def _by_signs(facts: Facts, term: Term, top: Term, bottom: Term) -> Theorem:
    over, under = _numerator(facts, top), facts.prove(ZERO < bottom)
    share = algebra.nonneg(ZERO < top * (ONE / bottom), ((1, (over, lemmas.reciprocal_positive(under)), ()),), (), ())
    same = algebra.field(Eq(top * (ONE / bottom), term))
    return facts.settled(algebra.nonneg(ZERO < term, ((1, (share,), ()),), ((ONE, same, ONE),), ()))


def _numerator(facts: Facts, top: Term) -> Theorem:
    """0 < s, also from a known 0 < s/u and 0 < u."""
    quotients = [t for t in facts.inequalities if _is_positive(t.conclusion, top)]
    return first([lambda: facts.prove(ZERO < top), *(lambda t=t: _multiplied(facts, t) for t in quotients)])


def _is_positive(claim: Term, top: Term) -> bool:
    """Whether a claim is 0 < s/u for this s."""
    low, high = claim.args
    return claim.op == "lt" and low is ZERO and high.op == "div" and high.args[0].alpha is top.alpha


def _multiplied(facts: Facts, known: Theorem) -> Theorem:
    """0 < s."""
    top, bottom = known.conclusion.args[1].args
    return facts.settled(algebra.nonneg(ZERO < top, ((1, (known, facts.prove(ZERO < bottom)), ()),), (), ()))


def by_denominators(facts: Facts, low: Term, high: Term) -> Theorem:
    """r/s ≤ t/u from r·u ≤ t·s and 0 < s, 0 < u.

    Raises:
        Undecided: it was not seen.
    """
    (r, s), (t, u) = (term.args if term.op == "div" else (term, ONE) for term in (low, high))
    if s is ONE and u is ONE:
        raise Undecided("no quotients are compared", "form")
    under = [facts.prove(ZERO < bottom) for bottom in (s, u) if bottom is not ONE]
    across = r * u <= t * s
    near = [known for known in facts.inequalities if known.conclusion.free <= across.free][-MOST:]
    whole = certified(facts, across, near, squares=numbers(r, s, t, u), degree=2)
    over = tuple(map(lemmas.reciprocal_positive, under))
    return facts.settled(algebra.nonneg(low <= high, ((1, (whole, *over), ()),), (), ()))
