"""A way for absolute values: in each case of the sign of a variable they are known, and so are bounds of the others."""

from __future__ import annotations

from typing import Final

from derivations import search
from derivations.kernel import Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Eq, Ne
from derivations.kernel.terms import ONE, ZERO
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import first, leaf
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import numbers, within

MOST: Final = {2: 7, 3: 6}  # of how many facts products of so many are tried


@leaf(8)
def _by_sign(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality with |v| for a variable v ≠ 0, for v > 0 and for v < 0."""
    if goal.op not in ("le", "lt"):
        raise Undecided("this is no inequality", "form")
    sizes = {t for t in within(goal) if t.op == "abs" and t.args[0].op == "var"}
    return first([lambda u=u: _both_signs(facts, goal, u) for u in sorted(sizes, key=repr)])


def _both_signs(facts: Facts, goal: Term, size: Term) -> Theorem:
    v = size.args[0]
    distinct, either = facts.prove(Ne(v, ZERO)), order.trichotomy(v, ZERO)
    here = [_one_sign(facts, goal, size, claim) for claim in (v < ZERO, ZERO < v)]
    zero = logic.by_contradiction(goal, logic.contradiction(logic.assume(Eq(v, ZERO)), distinct))
    rest = either.conclusion.args[1]
    return logic.cases(either, here[0], logic.cases(logic.assume(rest), zero, here[1]))


def _one_sign(facts: Facts, goal: Term, size: Term, claim: Term) -> Theorem:
    """The goal where |v| is v, or −v, and |v|/v is 1, or −1."""
    v, sign = size.args[0], logic.assume(claim)
    inside = facts.with_(claim)
    value = order.absolute(sign if claim.args[0] is ZERO else algebra.nonneg(v <= ZERO, ((1, (sign,), ()),), (), ()))
    one = ONE if claim.args[0] is ZERO else -ONE
    known = [inside.settled(algebra.combination(Eq(size / v, one), ((ONE / v, value, ONE),), ())), value]
    back = logic.reflexivity(goal)
    for equation in known:
        back = logic.transitivity(back, rewritten(back.conclusion.args[1], equation))
    return logic.modus_ponens(logic.converse(back), _closed(inside, sign, back.conclusion.args[1]))


def _closed(facts: Facts, sign: Theorem, goal: Term) -> Theorem:
    near = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(goal.free)]
    found = [*bounds(facts, numbers(goal)), sign, *near]
    return first([lambda d=d, n=n: _combined(facts, goal, found[:n], d) for d, n in MOST.items()])


def _combined(facts: Facts, goal: Term, known: list[Theorem], degree: int) -> Theorem:
    terms, parts = search.certificate(goal, known, degree=degree)
    return facts.settled(algebra.nonneg(goal, terms, parts, ()))
