"""Proofs of what is said of written functions: point by point, and case by case where cases are distinguished."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import Eq, Not, exp
from derivations.kernel.terms import ONE, ZERO, apply, make, traverse
from derivations.lemmas import logarithm
from derivations.tactics import Facts
from numerics.equivalence_absolute import compared
from numerics.equivalence_core import absurd, first, new_variable, same, supposing
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import numbers, outermost
from numerics.equivalence_signs import is_negated, signed
from numerics.equivalence_values import evaluated
from numerics.equivalence_ways import certified
from numerics.line_densities import proved_densities

DEEP: Final = 8  # cases and quantifiers within each other
MOST: Final = 6  # facts of which products are tried


@lru_cache(maxsize=4096)
def proved(formula: Term) -> bool:
    """Whether the kernel proves a formula without variables, from what is known of the densities.

    >>> from derivations.kernel.formulas import ForAll, exp, real
    >>> x = real("x")
    >>> proved(ForAll(x, exp(x) > 0)), proved(ForAll(x, exp(x) > 1))
    (True, False)
    """
    try:
        return not shown(_library(), formula, DEEP).hypotheses
    except (ProofError, RecursionError):
        return False


@lru_cache(maxsize=1)
def _library() -> Facts:
    return Facts(proved_densities())


def complemented(term: Term) -> Term:
    """The term with b/(a + b) for 1 − a/(a + b), and t for 1 − (1 − t): the same numbers, but easier to see.

    >>> from derivations.kernel.formulas import real
    >>> x = real("x")
    >>> complemented(1 - 1 / (1 + exp(x))), complemented(1 - (1 - exp(x)))
    (exp(x)/(1 + exp(x)), exp(x))
    """

    def simpler(node: Term, _: int) -> Term | None:
        if node.op != "sub" or node.args[0] is not ONE or node.args[1].op not in ("div", "sub"):
            return None
        if node.args[1].op == "sub":
            return complemented(node.args[1].args[1]) if node.args[1].args[0] is ONE else None
        share, whole = node.args[1].args
        if whole.op != "add" or share.alpha is not whole.args[0].alpha:
            return None
        return make("div", *(complemented(t) for t in (whole.args[1], whole)))

    return traverse(term, simpler)


def shown(facts: Facts, goal: Term, deep: int) -> Theorem:
    """The formula as a theorem.

    Raises:
        Undecided: no proof was found.
    """
    with suppress(ProofError):
        return facts.prove(goal)
    if goal.op in ("le", "lt"):
        return _inequality(facts, goal, deep)
    ways = {"and": _both, "implies": _supposed, "forall": _everywhere, "almost": _almost}
    if deep and goal.op in ways:
        return ways[goal.op](facts, goal, deep - 1)
    return first([lambda: _by_cases(facts, goal, deep), lambda: _with_slopes(facts, goal, deep)])


def _with_slopes(facts: Facts, goal: Term, deep: int) -> Theorem:
    """The same with the values of the derivatives in it."""
    there = evaluated(facts, goal)
    if not deep or there.conclusion.args[1].alpha is goal.alpha:
        raise Undecided("there is no derivative", "form")
    return logic.modus_ponens(logic.converse(there), shown(facts, there.conclusion.args[1], deep - 1))


def _inequality(facts: Facts, goal: Term, deep: int) -> Theorem:
    """By cases, since both sides are equal, or by the sign of their difference or of what is in them."""
    ways = (
        lambda: _by_sizes(facts, goal),
        lambda: _by_cases(facts, goal, deep),
        lambda: _by_logarithms(facts, goal),
        lambda: _by_equality(facts, goal),
        lambda: _by_difference(facts, goal),
        lambda: _by_signs(facts, goal),
    )
    return first(ways)


def _by_equality(facts: Facts, goal: Term) -> Theorem:
    """s ≤ t, as s = t."""
    return algebra.nonneg(goal, (), ((-ONE, same(facts, *goal.args), ONE),), ())


def _by_difference(facts: Facts, goal: Term) -> Theorem:
    """s < t, as t − s, written without 1 − a/(a + b), is positive by its form."""
    low, high = goal.args
    sign = signed(facts, complemented(high if low is ZERO else high - low))
    if sign is None:
        raise Undecided("the sign of the difference was not seen", "sign")
    return facts.settled(algebra.nonneg(goal, ((1, (sign,), ()),), (), ()))


def _by_sizes(facts: Facts, goal: Term) -> Theorem:
    """By cases, where absolute values are compared."""
    if not any(t.op == "abs" for t in outermost(goal)):
        raise Undecided("there is no absolute value", "form")
    return compared(facts, goal)


def _by_signs(facts: Facts, goal: Term) -> Theorem:
    """By products of signs, and of bounds of exponentials."""
    places = numbers(goal)
    signs = [s for u in places if (s := signed(facts, u)) is not None]
    small = [t for u in places if u.op == "exp" and (t := _below_one(facts, u)) is not None]
    return certified(facts, goal, [*small, *signs][:MOST])


def _by_logarithms(facts: Facts, goal: Term) -> Theorem:
    """By signs again, with those of sums that log u ≤ u − 1 tells, such as 0 < 1 − log u for u ≤ 1."""
    sums = [t for t in outermost(goal) if t.op in ("add", "sub") and any(a.op == "log" for a in t.args)]
    more = facts.with_()
    for term in sums:
        with suppress(ProofError):
            for part in (a for a in term.args if a.op == "log"):
                more.add(more.settled(logarithm.bound(part.args[0])))
            more.add(more.prove(ZERO < term))
    if len(more.known) == len(facts.known):
        raise Undecided("no logarithm tells more", "form")
    return first([lambda: more.prove(goal), lambda: _by_difference(more, goal)])


def _below_one(facts: Facts, term: Term) -> Theorem | None:
    """eᵘ < 1, for a negative u."""
    sign = signed(facts, -term.args[0])
    if sign is None or sign.conclusion.op != "lt" or is_negated(sign, -term.args[0]):
        return None
    less = order.monotone("exp", algebra.nonneg(term.args[0] < ZERO, ((1, (sign,), ()),), (), ()))
    one = powers.powers(Eq(exp(ZERO), ONE))
    return facts.settled(algebra.nonneg(term < ONE, ((1, (less,), ()),), ((-ONE, one, ONE),), ()))


def _both(facts: Facts, goal: Term, deep: int) -> Theorem:
    return logic.both(*(shown(facts, part, deep) for part in goal.args))


def _supposed(facts: Facts, goal: Term, deep: int) -> Theorem:
    """The conclusion under the premise, or the premise is impossible, in each case of a case distinction."""
    premise, conclusion = goal.args
    with suppress(ProofError):
        return _by_cases(facts, goal, deep)
    inside = supposing(facts, premise)
    found = first([lambda: shown(inside, conclusion, deep), lambda: absurd(inside, conclusion)])
    return logic.discharge(premise, found)


def _everywhere(facts: Facts, goal: Term, deep: int) -> Theorem:
    x = new_variable(facts, goal.args[0])
    return lemmas.renamed(goal, logic.generalise(x, shown(facts.at(x), apply(goal.args[0], x), deep)))


def _almost(facts: Facts, goal: Term, deep: int) -> Theorem:
    mu, predicate = goal.args
    x = new_variable(facts, predicate, mu)
    here = shown(facts.at(x), apply(predicate, x), deep)
    return lemmas.renamed(goal, integrals.almost_everywhere(mu, x, (), here))


def _by_cases(facts: Facts, goal: Term, deep: int) -> Theorem:
    """The same with the value of a case distinction: in the case that is known to hold, or in either case."""
    term = next((t for t in outermost(goal) if t.op == "piecewise"), None)
    if not deep or term is None:
        raise Undecided(f"it was not seen that {goal}", "search")
    condition, deep = term.args[0], deep - 1
    for case in (condition, Not(condition)):
        with suppress(ProofError):
            known = facts.prove(case)
            return _in_case(facts, goal, term, known, deep)
    ends = [_in_case(supposing(facts, c), goal, term, logic.assume(c), deep) for c in (condition, Not(condition))]
    return logic.cases(logic.excluded_middle(condition), *ends)


def _in_case(facts: Facts, goal: Term, term: Term, case: Theorem, deep: int) -> Theorem:
    there = rewritten(goal, integrals.branch(term, case))
    return logic.modus_ponens(logic.converse(there), shown(facts, there.conclusion.args[1], deep))
