"""Ways to an inequality between integrals from another one: the integrand of one side is smaller, or greater, now."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.terms import apply, make
from derivations.tactics import Facts
from numerics.equivalence_core import first, from_facts, leaf
from numerics.equivalence_growth import below
from numerics.equivalence_majorants import by_logarithms
from numerics.equivalence_near import arbitrary


@leaf(2)
def _moved(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """∫f ≤ ∫g′ from ∫f ≤ ∫g for g ≤ g′ almost everywhere, and likewise on the left."""
    (low, high), (less, more) = _sides(theorem.conclusion), _sides(goal)
    found = theorem
    if less.alpha is not low.alpha:
        found = logic.transitivity(ordered(facts, less, low), found)
    if more.alpha is not high.alpha:
        found = logic.transitivity(found, ordered(facts, high, more))
    return found


def _sides(claim: Term) -> tuple[Term, Term]:
    if claim.op != "le" or any(a.op != "integral" for a in claim.args):
        raise Undecided("no integrals are compared", "form")
    return claim.args[0], claim.args[1]


def ordered(facts: Facts, low: Term, high: Term) -> Theorem:
    """∫f ≤ ∫g, since f ≤ g almost everywhere and both integrals exist.

    Raises:
        Undecided: it was not seen.
    """
    mu, f, g = *low.args, high.args[1]
    if mu.alpha is not high.args[0].alpha:
        raise Undecided("these are integrals over two measures", "form")
    point = arbitrary(facts, mu, f, g, places=(f, g))
    there, value, bound = point.facts, apply(f, point.x), apply(g, point.x)
    there.propagate()
    ways = (lambda: below(there, value, bound), lambda: by_logarithms(there, value <= bound))
    weak = algebra.nonneg(value <= bound, ((1, (first(ways),), ()),), (), ())
    exist = [from_facts(facts, make("integrable", mu, h)) for h in (f, g)]
    return integrals.integral_order(point.everywhere(there.settled(weak)), *exist)
