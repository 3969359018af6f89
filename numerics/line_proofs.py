"""Proofs of what is said of written functions: point by point, and case by case where cases are distinguished."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, integrals, logic
from derivations.kernel.formulas import Not
from derivations.kernel.terms import apply
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, first, new_variable, supposing
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import outermost
from numerics.line_densities import line_densities

DEEP: Final = 8  # cases and quantifiers within each other


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
    return Facts(line_densities())


def shown(facts: Facts, goal: Term, deep: int) -> Theorem:
    """The formula as a theorem.

    Raises:
        Undecided: no proof was found.
    """
    with suppress(ProofError):
        return facts.prove(goal)
    ways = {"and": _both, "implies": _supposed, "forall": _everywhere, "almost": _almost}
    if deep and goal.op in ways:
        return ways[goal.op](facts, goal, deep - 1)
    term = next((t for t in outermost(goal) if t.op == "piecewise"), None)
    if not deep or term is None:
        raise Undecided(f"it was not seen that {goal}", "search")
    return _by_cases(facts, goal, term, deep - 1)


def _both(facts: Facts, goal: Term, deep: int) -> Theorem:
    return logic.both(*(shown(facts, part, deep) for part in goal.args))


def _supposed(facts: Facts, goal: Term, deep: int) -> Theorem:
    """The conclusion under the premise, or the premise is impossible, in each case of a case distinction."""
    premise, conclusion = goal.args
    term = next((t for t in outermost(goal) if t.op == "piecewise"), None)
    if term is not None:
        return _by_cases(facts, goal, term, deep)
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


def _by_cases(facts: Facts, goal: Term, term: Term, deep: int) -> Theorem:
    """The same with the value of a case distinction: in the case that is known to hold, or in either case."""
    condition = term.args[0]
    for case in (condition, Not(condition)):
        with suppress(ProofError):
            known = facts.prove(case)
            return _in_case(facts, goal, term, known, deep)
    ends = [_in_case(supposing(facts, c), goal, term, logic.assume(c), deep) for c in (condition, Not(condition))]
    return logic.cases(logic.excluded_middle(condition), *ends)


def _in_case(facts: Facts, goal: Term, term: Term, case: Theorem, deep: int) -> Theorem:
    same = rewritten(goal, integrals.branch(term, case))
    return logic.modus_ponens(logic.converse(same), shown(facts, same.conclusion.args[1], deep))
