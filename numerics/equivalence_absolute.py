"""A way to inequalities with absolute values: case by case without them, then by the signs of the factors.

What the variant adds on either side of an inequality is a product, when the signs are known: 2d/(l + d) − d/l is
d·(l − d)/(l·(l + d)). Each factor has a sign by the facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Ne, Not
from derivations.kernel.terms import REAL, ZERO, make
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import within
from numerics.equivalence_signs import is_negated, strict
from numerics.equivalence_ways import certified
from numerics.factors import factors

RELATIONS: Final = ("le", "lt")
ARITHMETIC: Final = frozenset(("num", "var", "add", "sub", "mul", "div", "neg", "pow", "abs"))
SPLIT: Final = ("var", "add", "sub")  # of what both signs are looked at
SIDES: Final = 2  # how often
MOST: Final = 12  # facts that are combined


@leaf(1)
def _case_by_case(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality from another one, of which a side has moved, or from the facts alone."""
    if not of_numbers(goal) or not _has_size(goal):
        raise Undecided("this is no inequality with absolute values", "form")
    claim, ways = theorem.conclusion, [lambda: compared(facts, goal)]
    if claim.op in RELATIONS and any(a.alpha is b.alpha for a, b in zip(claim.args, goal.args, strict=True)):
        ways.insert(0, lambda: _moved(facts, theorem, goal))
    return first(ways)


def of_numbers(goal: Term) -> bool:
    """Whether a formula is an inequality between real numbers, in terms of arithmetic."""
    return goal.op in RELATIONS and all(
        t.op in ARITHMETIC and (t.op != "var" or t.sort is REAL) for a in goal.args for t in within(a)
    )


def _moved(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """s′ < t from s < t and s′ ≤ s, s < t′ from s < t and t ≤ t′."""
    (low, high), (less, more) = theorem.conclusion.args, goal.args
    if low.alpha is less.alpha:
        found = logic.transitivity(theorem, compared(facts, high <= more))
    else:
        found = logic.transitivity(compared(facts, less <= low), theorem)
    if found.conclusion.op == goal.op:
        return found
    return facts.settled(algebra.nonneg(goal, ((1, (found,), ()),), (), ()))


def compared(facts: Facts, goal: Term, sides: int = SIDES) -> Theorem:
    """⊢ s ≤ t, or ⊢ s < t, whatever the signs of what stands in absolute values are.

    Raises:
        Undecided: it was not seen.
    """
    size = next((t for t in within(goal) if t.op == "abs" and not _has_size(t.args[0])), None)
    if size is None:
        return first([lambda: _by_factors(facts, goal), lambda: _by_summands(facts, goal)])
    u = size.args[0]
    if (sign := sign_of(facts, u)) is not None:
        return _resolved(facts, goal, size, sign)
    if u.op not in SPLIT or not sides:
        raise Undecided("a sign was not seen", "sign")
    ends = []
    for condition in (ZERO <= u, Not(ZERO <= u)):
        given = logic.assume(condition)
        sign = _sharper(facts, given) if condition.op == "le" else _negative(lemmas.flipped(given))
        inside = facts.with_()
        inside.add(given)
        inside.add(sign)
        ends.append(_resolved(inside, goal, size, sign, sides - 1))
    return logic.cases(logic.excluded_middle(ZERO <= u), *ends)


def _has_size(term: Term) -> bool:
    return any(t.op == "abs" for t in within(term))


def _sharper(facts: Facts, sign: Theorem) -> Theorem:
    """0 < u from 0 ≤ u where u ≠ 0 is known."""
    distinct = facts.look_up(Ne(sign.conclusion.args[1], ZERO))
    return sign if distinct is None else order.strengthen(sign, distinct)


def _negative(below: Theorem) -> Theorem:
    """0 < −u from u < 0."""
    return algebra.nonneg(ZERO < -below.conclusion.args[0], ((1, (below,), ()),), (), ())


def _resolved(facts: Facts, goal: Term, size: Term, sign: Theorem, sides: int = SIDES) -> Theorem:
    """The goal with u or −u for |u|, in the goal and in what is known."""
    u = size.args[0]
    if is_negated(sign, u):
        sign = algebra.nonneg(make(sign.conclusion.op, u, ZERO), ((1, (sign,), ()),), (), ())
    value, inside = order.absolute(sign), facts.with_()
    for known in facts.inequalities:
        if size.free & known.conclusion.free and any(t.alpha is size.alpha for t in within(known.conclusion)):
            inside.add(logic.rewrite(known, value))
    aim = rewritten(goal, value)
    return facts.settled(logic.modus_ponens(logic.converse(aim), compared(inside, aim.conclusion.args[1], sides)))


# Without absolute values
def _by_factors(facts: Facts, goal: Term) -> Theorem:
    """By the sign of the difference."""
    low, high = goal.args
    sign = sign_of(facts, high - low)
    if sign is None or is_negated(sign, high - low):
        raise Undecided("the difference has no sign", "sign")
    return facts.settled(algebra.nonneg(goal, ((1, (sign,), ()),), (), ()))


def _by_summands(facts: Facts, goal: Term) -> Theorem:
    """By the signs of the summands on both sides."""
    parts = {t.alpha: t for side in goal.args for t in _summands(side)}
    known = [s for t in parts.values() if t.op != "num" and (s := sign_of(facts, t)) is not None]
    return certified(facts, goal, known[:MOST], degree=1)


def _summands(term: Term) -> Iterator[Term]:
    if term.op in ("add", "sub", "neg"):
        for a in term.args:
            yield from _summands(a)
    else:
        yield term


def sign_of(facts: Facts, term: Term) -> Theorem | None:
    """⊢ 0 ≤ t or ⊢ 0 ≤ −t, strict where every factor's sign is; None when one was not seen."""
    number, powers = factors(term)
    known, squares, turned, every = list[Theorem](), list[Term](), number < 0, number != 0
    for factor, power in powers:
        sign = _factor_sign(facts, factor)
        if sign is None and power > 0 and power % 2 == 0:
            squares.append(factor ** (power // 2) if power > 2 else factor)
            every = False
            continue
        if sign is None or (power < 0 and not strict(sign)):
            return None
        turned ^= is_negated(sign, factor) and power % 2 == 1
        every &= strict(sign)
        known += [sign if power > 0 else lemmas.reciprocal_positive(sign)] * abs(power)
    goal = make("lt" if every else "le", ZERO, -term if turned else term)
    with suppress(ProofError):
        return facts.settled(algebra.nonneg(goal, ((abs(number), tuple(known), tuple(squares)),), (), ()))
    return None


def _factor_sign(facts: Facts, term: Term) -> Theorem | None:
    """By its form, or by a sum of what is known of its variables."""
    for t in (term, -term):
        if (found := facts.sign(t)) is not None and strict(found):
            return found
    near = [t for t in facts.inequalities if t.conclusion.free and t.conclusion.free <= term.free][-MOST:]
    for t in (term, -term) if near else ():
        with suppress(ProofError):
            weak = certified(facts, ZERO <= t, near, degree=1)
            with suppress(ProofError):
                return certified(facts, ZERO < t, near, degree=1)
            return weak
    return None
