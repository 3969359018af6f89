"""Growth of expectations: E_p[f] ≤ E_p[g] where f ≤ g almost everywhere that p > 0, if both exist."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, logic
from derivations.kernel.terms import ONE
from derivations.tactics import Facts
from numerics.equivalence_growth import GROWTH
from numerics.equivalence_integral_orders import ordered


def _greater(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """⊢ E_p[f] ≤ E_p[g], as two integrals."""
    if place != 2:
        raise Undecided("the two are not means by one density", "form")
    meanings = [logic.unfold(t) for t in (low, high)]
    total = ordered(facts, *(t.conclusion.args[1] for t in meanings))
    return algebra.nonneg(low <= high, ((1, (total,), ()),), ((-ONE, meanings[0], ONE), (ONE, meanings[1], ONE)), ())


GROWTH["expectation"] = _greater
