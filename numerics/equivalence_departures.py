"""A way to see that no orbit in the plane goes to (0, 0): a coordinate jumps by more than some c > 0 near by.

Where the map is C(v) in each of finitely many cases, and C(0) is c or −c in each, c ≤ |step(v)ᵢ| + Σ |C(v) − C(0)| for
every v. On an orbit that goes to (0, 0) the right side goes to 0, and c ≤ 0 would follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from derivations import search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, iterations, logic, order
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import FALSE, Eq, Not, infinity, tends, zeros
from derivations.kernel.terms import NAT, ONE, ZERO, apply, num, replace
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import absurd, criterion, first, new_variable, where
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import outermost
from numerics.equivalence_ways import certified

MOST = 6  # known inequalities of which products are tried


class Case(NamedTuple):
    """What a coordinate is in a case, what it would be at (0, 0), and that it is this."""

    value: Term
    start: Term
    equal: Theorem


@criterion
def _stays_away(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """¬(stepᵏ(s) → (0, 0))."""
    at, k = orbit_of(facts, goal)
    v = new_variable(facts, at.args[0], goal)
    once = apply(at.args[0], v)
    if once.op != "block" or not any(t.op == "piecewise" for t in outermost(once)):
        raise Undecided("the map has no cases", "form")
    bound = first([lambda i=i: jump(facts, v, once, i) for i in (1, 0)])
    near_by = logic.instantiate(bound, ((v, at),))
    near_by = logic.rewrite(near_by, logic.symmetry(iterations.iterate_step(*at.args[:2], k)))
    last = in_the_limit(near_by, logic.assume(goal.args[0]), k)
    low = last.conclusion.args[0]
    above = positive(facts, low)
    false = algebra.nonneg(FALSE, ((1, (last,), ()), (1, (above,), ())), (), ())
    return facts.settled(logic.negate(goal.args[0], false))


def orbit_of(facts: Facts, goal: Term) -> tuple[Term, Term]:
    """The k-th point of the orbit, and k.

    Raises:
        Undecided: the goal has another form.
    """
    limit = goal.args[0] if goal.op == "not" else goal
    if limit.op == "tends" and limit.args[2].op == "near" and limit.args[2].args[0].alpha is zeros(2).alpha:
        function, source, _ = limit.args
        if goal.op == "not" and source.op == "infinity" and function.sort.params[0] is NAT:
            k = new_variable(facts, function, goal)
            at = apply(function, k)
            if at.op == "iterate" and at.args[2] is k:
                return at, k
    raise Undecided("no orbit in the plane is to stay away from the origin", "form")


def jump(facts: Facts, v: Term, once: Term, i: int) -> Theorem:
    """⊢ c ≤ |step(v)ᵢ| + Σ |C(v) − C(0)|, for every v."""
    row = once.args[i]
    found = [*_cases(facts, v, row, logic.reflexivity(row))]
    if not found:
        raise Undecided("there is no case", "search")
    low = _size(facts, found[0].start)
    after = once[i]
    high = abs(after)
    for case in found:
        high = high + abs(case.value - case.start)
    goal = low <= high
    known = bounds(facts, [abs(after), *(abs(c.value - c.start) for c in found)])
    named = algebra.field(Eq(after, row))

    def ended(inside: Facts, equal: Theorem) -> Theorem:
        return first([lambda: absurd(inside, goal), lambda: _bounded(goal, known, named, equal)])

    return facts.settled(_by_cases(facts, row, logic.reflexivity(row), ended))


def _size(facts: Facts, start: Term) -> Term:
    """C(0) or −C(0), whichever is seen to be positive where |0| is 0.

    Raises:
        Undecided: neither is.
    """
    with suppress(ProofError):
        positive(facts, replace(start, abs(ZERO), ZERO))
        return start
    positive(facts, replace(-start, abs(ZERO), ZERO))
    return -start


def positive(facts: Facts, low: Term) -> Theorem:
    """⊢ 0 < c, by products of what is known of the numbers in it."""
    near = [t for t in facts.inequalities if t.conclusion.free <= low.free][:MOST]
    return certified(facts, ZERO < low, near, degree=3)


def _bounded(goal: Term, known: Sequence[Theorem], named: Theorem, equal: Theorem) -> Theorem:
    line = logic.transitivity(named, equal)
    terms, parts = search.certificate(goal, known, equations=[line], degree=1)
    return algebra.nonneg(goal, terms, parts, ())


def _cases(facts: Facts, v: Term, row: Term, equal: Theorem) -> Iterator[Case]:
    """What a coordinate is in each case that can occur."""
    now = equal.conclusion.args[1]
    term = distinction(now)
    if term is None:
        start = now
        for j in range(2):
            start = replace(start, v[j], ZERO)
        yield Case(now, start, equal)
        return
    for inside, line in _branches(facts, term, equal):
        with suppress(ProofError):
            absurd(inside, FALSE)
            continue
        yield from _cases(inside, v, row, line)


def _by_cases(facts: Facts, row: Term, equal: Theorem, ended: Callable[[Facts, Theorem], Theorem]) -> Theorem:
    """What is shown in each case."""
    term = distinction(equal.conclusion.args[1])
    if term is None:
        return ended(facts, equal)
    ends = []
    for inside, line in _branches(facts, term, equal):
        with suppress(ProofError):
            ends.append(_by_cases(inside, row, line, ended))
            continue
        ends.append(ended(inside, line))
    return logic.cases(logic.excluded_middle(term.args[0]), *ends)


def distinction(term: Term) -> Term | None:
    """The first case distinction in an expression."""
    return next((t for t in outermost(term) if t.op == "piecewise"), None)


def _branches(facts: Facts, term: Term, equal: Theorem) -> Iterator[tuple[Facts, Theorem]]:
    """Whether the condition holds or not, and what the coordinate is then."""
    for condition in (term.args[0], Not(term.args[0])):
        inside = where(facts, condition)
        inside.propagate()
        branch = integrals.branch(term, logic.assume(condition))
        yield inside, logic.transitivity(equal, rewritten(equal.conclusion.args[1], branch))


def in_the_limit(near_by: Theorem, limit: Theorem, k: Term) -> Theorem:
    """C ≤ 0 from c ≤ S, for an S in the points of an orbit from the k-th to the (k + 2)-th that goes to 0."""
    low, high = near_by.conclusion.args
    after = limit_rules.shifted(limit, ONE)
    count = sum(t.op == "abs" for t in summands(high))
    goal = tends(high, k, infinity(), count * abs(ZERO))
    last = limit_rules.continuity(goal, (limit, after, limit_rules.shifted(after, ONE)))
    start = limit_rules.continuity(tends(low, k, infinity(), low), ())
    found = limit_rules.limit_order(k, near_by, start, last)
    return logic.rewrite(found, order.absolute(algebra.nonneg(ZERO <= num(0), (), (), ())))


def summands(total: Term) -> Iterator[Term]:
    """What is added up in a sum."""
    if total.op == "add":
        for part in total.args:
            yield from summands(part)
    else:
        yield total
