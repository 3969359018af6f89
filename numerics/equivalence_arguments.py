"""A way to bounds of a function's values, by what is known for all x and y: at ±x and ±y in any order, and equal ones.

So |f(x) − f(y)| ≤ |x − y| follows from f(x) − f(y) ≤ |x − y|, with x and y exchanged, and from |f(x) − f(y)| ≤ |x + y|.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Not
from derivations.kernel.terms import REAL, ZERO
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import leaf, same
from numerics.equivalence_places import reached, within
from numerics.equivalence_ways import certified
from numerics.factors import factors

RELATIONS: Final = ("le", "lt")
MOST: Final = 2  # variables that are bound, and arguments
DEGREE: Final = 1


@leaf(6)
def _at_other_arguments(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality between values of a function."""
    arguments = _arguments(goal)
    general = [t for t in facts.known.values() if _bound(t.conclusion, goal)] if arguments else []
    if not general:
        raise Undecided("nothing is known about all values", "form")
    known = [t for one in general for t in _instances(one, arguments)]
    return _by_cases(facts, goal, known)


def _arguments(goal: Term) -> list[Term]:
    """At what numbers the values of functions are compared; both signs."""
    if goal.op not in RELATIONS:
        return []
    values = [t for t in within(goal) if t.op == "apply" and t.args[0].op == "var" and t.sort is REAL]
    found = [*dict.fromkeys(a for t in values for a in t.args[1:] if a.op == "var" and a.sort is REAL)]
    return [a for v in found for a in (v, -v)] if 0 < len(found) <= MOST else []


def _bound(claim: Term, goal: Term) -> bool:
    """Whether a claim is an inequality for all numbers, about the same functions."""
    body, depth = claim, 0
    while body.op == "forall" and body.args[0].op == "lambda" and body.args[0].data[1] is REAL and depth < MOST:
        body, depth = body.args[0].args[0], depth + 1
    names = {t.args[0] for t in within(goal) if t.op == "apply"}
    return depth > 0 and body.op in RELATIONS and any(t.op == "apply" and t.args[0] in names for t in within(body))


def _instances(theorem: Theorem, arguments: Sequence[Term]) -> Iterator[Theorem]:
    """The claim at each choice of the arguments."""
    if theorem.conclusion.op != "forall":
        yield theorem
        return
    for a in arguments:
        yield from _instances(logic.specialise(theorem, a), arguments)


def _by_cases(facts: Facts, goal: Term, known: Sequence[Theorem]) -> Theorem:
    """The goal, whichever sign what stands in an absolute value on the left has."""
    size = next((t for t in reached(goal.args[0]) if t.op == "abs"), None)
    if size is None:
        return _combined(facts, goal, known, None)
    ends = []
    for condition in (ZERO <= size.args[0], Not(ZERO <= size.args[0])):
        sign = logic.assume(condition)
        sign = lemmas.flipped(sign) if condition.op == "not" else sign
        ends.append(_combined(facts.with_(condition), goal, known, sign))
    return logic.cases(logic.excluded_middle(ZERO <= size.args[0]), *ends)


def _combined(facts: Facts, goal: Term, known: Sequence[Theorem], sign: Theorem | None) -> Theorem:
    """By a combination of what is known, of u ≤ |u| and −u ≤ |u|, of equal distances and of the sign of one u."""
    sizes = [*dict.fromkeys(t for c in (goal, *(k.conclusion for k in known)) for t in reached(c) if t.op == "abs")]
    equal = [*([] if sign is None else [order.absolute(sign)]), *_distances(facts, sizes)]
    return certified(facts, goal, [*known, *bounds(facts, sizes)], equations=equal, degree=DEGREE)


def _distances(facts: Facts, sizes: Sequence[Term]) -> Iterator[Theorem]:
    """|u| = 0 where u = 0, and |u| = |v| where v is u or −u; values of functions are left alone."""
    groups = dict[object, Term]()
    for size in (t for t in sizes if not any(u.op == "apply" for u in within(t))):
        number, powers = factors(size.args[0])
        if not number:
            zero = algebra.nonneg(ZERO <= size.args[0], (), (), ())
            yield facts.settled(order.absolute(zero))
            continue
        other = groups.setdefault((abs(number), frozenset(powers)), size)
        if other is not size:
            yield same(facts, other, size)
