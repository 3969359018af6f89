"""Growth of expectations: E_p[f] ≤ E_p[g] where f ≤ g almost everywhere that p > 0, if both exist."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.formulas import Not
from derivations.kernel.terms import ONE, ZERO, apply, make
from derivations.tactics import Facts
from numerics.equivalence_core import by_any_way, first, supposing
from numerics.equivalence_growth import GROWTH, below
from numerics.equivalence_near import Near, arbitrary
from numerics.equivalence_signs import is_negated, signed, strict


def _greater(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """⊢ E_p[f] ≤ E_p[g]."""
    if place != 2:
        raise Undecided("the two are not means by one density", "form")
    meanings = [logic.unfold(t) for t in (low, high)]
    wholes = [t.conclusion.args[1] for t in meanings]
    mu = low.args[0]
    near = arbitrary(facts, mu, wholes[0].args[1], *low.args[1:], high.args[2])
    less = near.everywhere(_pointwise(near, *(apply(t.args[1], near.x) for t in wholes)))
    exist = [_exists(facts, make("integrable", mu, t.args[1])) for t in wholes]
    total = integrals.integral_order(less, *exist)
    return algebra.nonneg(low <= high, ((1, (total,), ()),), ((-ONE, meanings[0], ONE), (ONE, meanings[1], ONE)), ())


def _exists(facts: Facts, claim: Term) -> Theorem:
    return facts.settled(first([lambda: facts.prove(claim), lambda: by_any_way(facts, logic.truth(), claim)]))


def _pointwise(near: Near, low: Term, high: Term) -> Theorem:
    """⊢ p·f ≤ p·g where p > 0, and 0 elsewhere."""
    positive, ends = low.args[0], list[Theorem]()
    for case in (positive, Not(positive)):
        inside, given = supposing(near.facts, case), logic.assume(case)
        _numerators(inside)
        low_is, high_is = (integrals.branch(t, given) for t in (low, high))
        parts = ((-ONE, low_is, ONE), (ONE, high_is, ONE))
        if case is positive:
            values = [t.conclusion.args[1].args[1] for t in (low_is, high_is)]
            order = below(inside, *values)
            found = algebra.nonneg(low <= high, ((1, (given, order), ()),), parts, ())
        else:
            found = algebra.nonneg(low <= high, (), parts, ())
        ends.append(inside.settled(found))
    return logic.cases(logic.excluded_middle(positive), *ends)


def _numerators(facts: Facts) -> None:
    """Add 0 < a for each known 0 < a/b with a positive b."""
    for known in list(facts.inequalities):
        low, quotient = known.conclusion.args
        if known.conclusion.op == "lt" and low is ZERO and quotient.op == "div":
            sign = signed(facts, quotient.args[1])
            if sign is not None and strict(sign) and not is_negated(sign, quotient.args[1]):
                positive = algebra.nonneg(ZERO < quotient.args[0], ((1, (known, sign), ()),), (), ())
                facts.add(facts.settled(positive))


GROWTH["expectation"] = _greater
