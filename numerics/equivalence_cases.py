"""A way by the sign of what stands in an absolute value: |u| is u or −u there, and nothing but fractions is left."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Ne, Not
from derivations.kernel.terms import REAL, ZERO, make
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import absurd, first, leaf, supposing
from numerics.equivalence_equal import by_equality, rewritten
from numerics.equivalence_places import numbers, occurs, within
from numerics.equivalence_signs import at_least_zero, signed
from numerics.equivalence_ways import certified

RELATIONS: Final = ("le", "lt", "eq")
MOST: Final = 6  # facts of which products are tried
BOUNDS: Final = {2: 14, 3: 7}  # of how many facts and bounds products of so many are tried


@leaf(10)
def _by_sign(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From the same claim with u or −u for |u|, whichever it is."""
    size = innermost(theorem.conclusion, goal) if goal.op in RELATIONS else None
    if size is None:
        raise Undecided("there is no absolute value", "form")
    if (known := signed(facts, size.args[0])) is not None:
        return _resolved(facts, theorem, goal, size, turned(known, size.args[0]))
    ends = []
    for condition in (ZERO <= size.args[0], Not(ZERO <= size.args[0])):
        sign = logic.assume(condition)
        inside = supposing(facts, condition)
        sign = _sharper(inside, lemmas.flipped(sign) if condition.op == "not" else sign)
        inside.add(sign)
        ends.append(
            first([lambda i=inside, s=sign: _resolved(i, theorem, goal, size, s), lambda i=inside: absurd(i, goal)])
        )
    return logic.cases(logic.excluded_middle(ZERO <= size.args[0]), *ends)


def innermost(old: Term, new: Term) -> Term | None:
    """An absolute value of something without another one, of a variable if possible, first where the two differ."""
    formulas = (*differing(old, new), new, old)
    found = [t for f in formulas for t in within(f) if t.op == "abs" and not t.loose and _plain(t.args[0])]
    return min(found, key=lambda t: t.args[0].op != "var", default=None)


def _plain(term: Term) -> bool:
    """Whether there is no absolute value in a term."""
    return not any(t.op == "abs" for t in within(term))


def differing(old: Term, new: Term) -> tuple[Term, Term]:
    """The smallest parts outside of which two terms agree."""
    while old.op == new.op and old.op != "lambda" and len(old.args) == len(new.args):
        pairs = [(a, b) for a, b in zip(old.args, new.args, strict=True) if a.alpha is not b.alpha]
        if len(pairs) != 1 or pairs[0][0].sort is not pairs[0][1].sort:
            break
        old, new = pairs[0]
    return old, new


def turned(sign: Theorem, term: Term) -> Theorem:
    """0 ≤ t as it is, and t ≤ 0 from 0 ≤ −t."""
    op, (_, high) = sign.conclusion.op, sign.conclusion.args
    return sign if high.alpha is term.alpha else algebra.nonneg(make(op, term, ZERO), ((1, (sign,), ()),), (), ())


def _sharper(facts: Facts, sign: Theorem) -> Theorem:
    """0 < t from 0 ≤ t and a known t ≠ 0."""
    with suppress(ProofError):
        return order.strengthen(sign, facts.prove(Ne(*sign.conclusion.args[::-1])))
    return sign


def _resolved(facts: Facts, theorem: Theorem, goal: Term, size: Term, sign: Theorem) -> Theorem:
    """The goal, from the theorem, both with ±u for |u|; what is known of |u| is known of that too."""
    value = order.absolute(sign)
    inside = facts.with_()
    for known in [t for t in facts.known.values() if t.conclusion.op in RELATIONS and occurs(size, t.conclusion)]:
        inside.add(logic.rewrite(known, value))
    opposite = sign.conclusion.args[0]
    if opposite is not ZERO:
        op = sign.conclusion.op
        inside.add(algebra.nonneg(make(op, ZERO, -opposite), ((1, (sign,), ()),), (), ()))
    aim = rewritten(goal, value)
    found = _reached(inside, logic.rewrite(theorem, value), aim.conclusion.args[1])
    return logic.modus_ponens(logic.converse(aim), found)


def _reached(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The goal as it is now, or by the sign of another absolute value."""
    if theorem.conclusion.alpha is goal.alpha:
        return theorem
    further = innermost(theorem.conclusion, goal) is not None
    ways = [lambda: _plainly(facts, theorem, goal)]
    if further:
        ways += [lambda: _bounded(facts, goal), lambda: _by_sign(facts, theorem, goal)]
    return first(ways)


def _bounded(facts: Facts, goal: Term) -> Theorem:
    """An inequality by what bounds the absolute values in it, whatever their signs."""
    if goal.op == "eq":
        raise Undecided("this is no inequality", "form")
    near = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(goal.free)]
    often = Counter(t for t in within(goal) if t.op == "var")
    near.sort(key=lambda t: (not _of_a_variable(t.conclusion), -max((often[v] for v in t.conclusion.free), default=0)))
    found = [*bounds(facts, numbers(goal)), *near]
    ways = [lambda d=d, n=n: certified(facts, goal, found[:n], degree=d) for d, n in BOUNDS.items()]
    squares = [v - 1 for v in sorted(_squared(goal), key=repr)]
    return first([*ways, lambda: certified(facts, goal, found[: BOUNDS[3]], squares=squares)] if squares else ways)


def _squared(goal: Term) -> set[Term]:
    """The variables of which the square occurs."""
    return {t.args[0] for t in within(goal) if t.op == "pow" and t.args[0].op == "var" and t.args[0].sort is REAL}


def _of_a_variable(relation: Term) -> bool:
    """Whether an inequality bounds a variable by a numeral."""
    return {a.op for a in relation.args} == {"var", "num"}


def _plainly(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By equal places, by how the sides moved, or by the sign of a difference."""
    if goal.op == "eq":
        return first([lambda: by_equality(facts, theorem, goal), lambda: _identity(facts, goal)])
    low, high = goal.args
    ways = [lambda: _told(facts, goal, high if low is ZERO else high - low)]
    if theorem.conclusion.op == goal.op:
        ways = [lambda: by_equality(facts, theorem, goal), lambda: _moved(facts, theorem, goal), *ways]
    return first(ways)


def _identity(facts: Facts, goal: Term) -> Theorem:
    """An equation, as its two sides are the same number."""
    return facts.settled(algebra.field(goal))


def _told(facts: Facts, goal: Term, difference: Term) -> Theorem:
    """s < t from the sign of t − s."""
    sign = at_least_zero(facts, difference)
    if sign is None:
        raise Undecided("the sign of a difference was not seen", "sign")
    return facts.settled(algebra.nonneg(goal, ((1, (sign,), ()),), (), ()))


def _moved(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From s ≤ t, when what has to be added to reach the goal has a sign."""
    (low, high), (less, more) = theorem.conclusion.args, goal.args
    room = [b - a for a, b in ((*differing(high, more),), (*differing(low, less)[::-1],)) if a.alpha is not b.alpha]
    inside = [u for u in numbers(*room) if u.op in ("var", "div")]
    letters = sorted((v for v in goal.free if v.is_scalar and v.sort.kind == "real"), key=repr)
    signs = ([s for u in some if (s := signed(facts, u)) is not None] for some in (inside, letters))
    return first([lambda known=known: certified(facts, goal, [theorem, *known][:MOST]) for known in signs])
