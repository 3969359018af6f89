"""Derivatives of derivatives: f′ is computed on an open interval around a place, then its slope there."""

from __future__ import annotations

from typing import Final

from derivations.kernel import Term, Theorem, Undecided, algebra, calculus, logic
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import ONE, REAL, ZERO, apply, make, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable
from numerics.equivalence_places import within
from numerics.equivalence_values import VALUES, evaluated, value

SLOPE: Final = VALUES["derivative"]  # of a function without derivatives in it


def locally(facts: Facts, place: Term) -> Theorem:
    """⊢ f differentiable at a ∧ f′(a) = g′(a), where derivatives occur in f(t) and g(t) is the value of f(t) near a.

    Raises:
        Undecided: there is no other derivative in f(t), a is no variable, or f(t) could not be computed.
    """
    function, at = place.args
    given = function.op == "lambda" and function.data[1] is REAL
    if not given or at.op != "var" or all(t.op != "derivative" for t in within(function)):
        raise Undecided("this is no derivative of a derivative at a variable", "form")
    t = new_variable(facts, function, at)
    known = [f for f in facts.inequalities if f.conclusion.op == "lt" and _is_end(f.conclusion, at)]
    ends = tuple(substitute(f.conclusion, {at: t}) for f in known)
    there = facts.at(t).with_(*ends)
    there.propagate()
    once = evaluated(there, apply(function, t))
    if any(part.op == "derivative" for part in within(once.conclusion.args[1])):
        raise Undecided(f"it was not seen what {function} is near {at}", "search")
    return facts.settled(calculus.locally(t, ends, at, there.settled(once)))


def _is_end(claim: Term, at: Term) -> bool:
    """Whether this is a < t or t < b for a place t."""
    low, high = claim.args
    return (low is at) is not (high is at) and at not in (high if low is at else low).free


@leaf(2)
def _smooth(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """f′ is differentiable at a place, as its value near there is."""
    if goal.op != "differentiable":
        raise Undecided("nothing is to be differentiable", "form")
    return logic.left(locally(facts, goal))


@value("derivative")
def _bend(facts: Facts, term: Term) -> Theorem:
    """⊢ f″(a) = its value."""
    return first([lambda: SLOPE(facts, term), lambda: _by_value_near(facts, term)])


def _by_value_near(facts: Facts, term: Term) -> Theorem:
    same = logic.right(locally(facts, term))
    value_there = SLOPE(facts, same.conclusion.args[1])
    short = Eq(value_there.conclusion.args[1], tidied(value_there.conclusion.args[1]))
    return logic.transitivity(logic.transitivity(same, value_there), facts.settled(algebra.field(short)))


def tidied(term: Term) -> Term:
    """A sum, product or quotient without summands 0, products with 0 and factors 1, such as differentiation leaves.

    >>> from derivations.kernel.formulas import real
    >>> t = real("t")
    >>> tidied(ZERO * t - (ZERO + 1) * (2 / t) * 1)
    -2/t
    """
    if term.op not in ("add", "sub", "mul", "div", "neg"):
        return term
    parts = [tidied(a) for a in term.args]
    left, right = parts[0], parts[-1]
    if term.op == "add":
        return right if left is ZERO else left if right is ZERO else left + right
    if term.op == "sub":
        return left if right is ZERO else tidied(-right) if left is ZERO else left - right
    if term.op == "neg":
        return ZERO if left is ZERO else -left
    if left is ZERO or right is ZERO:
        return ZERO
    return left if right is ONE else right if left is ONE and term.op == "mul" else make(term.op, left, right)
