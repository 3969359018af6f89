"""A way for positive parts: where h is integrable, so are h where h > 0 and h where h < 0, and 0 elsewhere.

They are (|h| + h)/2 and −(|h| − h)/2, and |h| is integrable with h. The condition may be another one with which h
changes its sign, as f > 0 for the h = f·p of a density p.
"""

from __future__ import annotations

from typing import Final

from derivations.kernel import Term, Theorem, Undecided, integrals, logic, order
from derivations.kernel.formulas import Not
from derivations.kernel.terms import ONE, apply
from derivations.tactics import Facts
from numerics.equivalence_cases import turned
from numerics.equivalence_core import first, leaf, where
from numerics.equivalence_equal import rewritten
from numerics.equivalence_guards import equal, learn, prepare
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_near import arbitrary, integrables, new_variable
from numerics.equivalence_signs import signed

FEW: Final = 3  # integrable functions that are tried
HALF: Final = ONE / 2
PARTS: Final = ((HALF, HALF), (-HALF, HALF), (HALF, -HALF), (-HALF, -HALF))


@leaf(4)
def _positive_part(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Half the sum, or half the difference, of |h| and an integrable h."""
    mu, function = integrable_parts(goal)
    if apply(function, new_variable(facts, function)).op != "piecewise":
        raise Undecided("no case is distinguished", "form")
    every = integrables(facts, mu, theorem, latest=True)
    known = [t for t in every if t.conclusion.free == goal.free][:FEW]
    return first([lambda t=t, p=p: _halves(facts, mu, function, t, p) for t in known for p in PARTS])


def _halves(facts: Facts, mu: Term, function: Term, known: Theorem, factors: tuple[Term, Term]) -> Theorem:
    """The function is a·|h| + b·h almost everywhere, whichever way its condition is decided."""
    parts = (factors[0], integrals.absolutely_integrable(mu, known)), (factors[1], known)
    point = arbitrary(facts, mu, function, known.conclusion)
    body, h = (apply(f, point.x) for f in (function, known.conclusion.args[1]))
    wanted = integrals.combined([c for c, _ in parts], [abs(h), h])
    prepare(point.facts, body, h)
    condition = body.args[0]
    ends = [_in_case(point.facts, case, body, h, wanted) for case in (condition, Not(condition))]
    shown = point.everywhere(logic.cases(logic.excluded_middle(condition), *ends))
    return logic.left(integrals.linear(mu, function, parts, shown))


def _in_case(facts: Facts, case: Term, body: Term, h: Term, wanted: Term) -> Theorem:
    """The two are equal in a case in which h has a sign."""
    inside = where(facts, case)
    learn(inside, case)
    sign = signed(inside, h)
    if sign is None:
        raise Undecided("the function was not seen to have a sign here", "sign")
    plain = rewritten(wanted, inside.settled(order.absolute(turned(sign, h))))
    here = equal(inside, body, plain.conclusion.args[1])
    return inside.settled(logic.transitivity(here, logic.symmetry(plain)))
