"""Ways from one inequality to another, and from what is known: weaker ones, strict ones, by growth and by signs."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import combinations
from typing import Final

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Ne
from derivations.kernel.terms import ONE, ZERO
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_equal import rewritten
from numerics.equivalence_growth import below
from numerics.equivalence_places import numbers, occurs, within
from numerics.equivalence_signs import at_least_zero, signed
from numerics.equivalence_ways import certified

MOST: Final = 7  # facts of which products are tried
FEW: Final = 4  # signs, and squared columns
ATOMS: Final = ("var", "apply", "entry")


@leaf(1)
def _plainly(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From what is known; strict inequalities also from weak ones."""
    more = facts.with_()
    more.add(theorem)
    return first([lambda way=way: way(more, theorem, goal) for way in (_from_facts, _strict)])


def _from_facts(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From what is known, the original claim included."""
    if goal.op == "eq" and theorem.conclusion.op == "eq":
        for factor in (ONE, -ONE, 2 * ONE, ONE / 2, *_factors(goal)):
            with suppress(ProofError):
                return facts.settled(algebra.combination(goal, ((factor, theorem, ONE),), ()))
    with suppress(ProofError):
        return facts.prove(goal)
    return _rewritten(facts, goal)


def _factors(goal: Term) -> list[Term]:
    """By what a dropped factor or denominator would multiply an equation."""
    letters = sorted((v for v in goal.free if v.is_scalar and v.sort.kind in ("real", "nat")), key=repr)
    return [f for v in letters for f in (v, ONE / v)]


def _rewritten(facts: Facts, goal: Term) -> Theorem:
    """From the known equations about what is in the goal: one side put for the other."""
    for known in [t for t in facts.known.values() if t.conclusion.op == "eq"]:
        for equation in (known, logic.symmetry(known)):
            old, new = equation.conclusion.args
            if old.op in ATOMS and not occurs(old, new) and occurs(old, goal):
                same = rewritten(goal, equation)
                with suppress(ProofError):
                    return logic.modus_ponens(logic.converse(same), facts.prove(same.conclusion.args[1]))
    raise Undecided("no known equation helps", "search")


def _strict(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """a < b from a ≤ b and a ≠ b."""
    if goal.op != "lt":
        raise Undecided("nothing is strict", "form")
    a, b = goal.args
    weak = facts.prove(a <= b)
    return first([lambda ne=ne: order.strengthen(weak, facts.prove(ne)) for ne in (Ne(b, a), Ne(a, b))])


@leaf(1)
def _by_sign(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """0 < t or 0 ≤ t, by the sign of t."""
    if goal.op not in ("le", "lt") or goal.args[0] is not ZERO:
        raise Undecided("this is no sign", "form")
    sign = at_least_zero(facts, goal.args[1])
    if sign is None:
        raise Undecided(f"{goal.args[1]} was not seen to be positive", "sign")
    return algebra.nonneg(goal, ((1, (facts.settled(sign),), ()),), (), ())


@leaf(2)
def _weaker(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A weaker inequality: a greater right side, or a smaller left one."""
    _both_inequalities(theorem, goal)
    (low, high), (less, more) = theorem.conclusion.args, goal.args
    known, found = facts.with_(), theorem
    known.add(theorem)
    if less.alpha is not low.alpha:
        found = logic.transitivity(below(known, less, low), found)
    if more.alpha is not high.alpha:
        if (sign := signed(known, low)) is not None:
            known.add(sign)
        found = logic.transitivity(found, below(known, high, more))
    return found if found.conclusion.op == goal.op else algebra.nonneg(goal, ((1, (found,), ()),), (), ())


@leaf(3)
def _by_signs(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A weaker inequality, by the signs of what is inside."""
    _both_inequalities(theorem, goal)
    known = [theorem, *_signs(facts, numbers(theorem.conclusion, goal))][:MOST]
    return certified(facts, goal, known)


@leaf(6)
def _by_columns(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality between squared norms: by |u + v|² and |u − v|², times up to three signs."""
    norms = [t for t in within(goal) if t.op == "sqnorm" and not t.loose]
    if goal.op not in ("le", "lt") or not norms:
        raise Undecided("no squared norm is compared", "form")
    letters = sorted(frozenset[Term]().union(*(t.free for t in norms)), key=repr)
    pairs = [(u, v) for u, v in combinations([v for v in letters if v.sort is norms[0].args[0].sort], 2)]
    near = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(goal.free)][:FEW]
    if not near or not pairs:
        raise Undecided("no two columns, or no signs", "form")
    squares = [w for u, v in pairs for w in (u + v, u - v)][:FEW]
    return certified(facts, goal, near, squares=squares, degree=3)


def _both_inequalities(theorem: Theorem, goal: Term) -> None:
    if {goal.op, theorem.conclusion.op} - {"le", "lt"}:
        raise Undecided("these are no inequalities", "form")


def _signs(facts: Facts, places: Iterable[Term]) -> list[Theorem]:
    return [s for u in places if (s := signed(facts, u)) is not None]
