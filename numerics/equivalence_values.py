"""Ways by computing: derivatives of given functions are taken on both sides, then what is left is compared."""

from __future__ import annotations

from contextlib import suppress

from derivations import search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, calculus, logic
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import PROP, REAL, apply, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import assembled, equality, leaf, new_variable, same, transformed
from numerics.equivalence_places import within


def evaluated(facts: Facts, term: Term) -> Theorem:
    """⊢ t = t′, or ⇔, with the derivatives taken that the rules of differentiation give, the inner ones first."""
    if not any(part.op == "derivative" for part in within(term)):
        return logic.reflexivity(term)
    if term.op == "lambda":
        x = new_variable(facts, term)
        return logic.abstraction(x, evaluated(facts.at(x), apply(term, x)))
    parts = [evaluated(facts, a) for a in term.args]
    total = assembled(term, [None if t.conclusion.args[0] is t.conclusion.args[1] else t for t in parts])
    with suppress(ProofError):
        total = logic.transitivity(total, _derivative(facts, total.conclusion.args[1]))
    return total


def _derivative(facts: Facts, term: Term) -> Theorem:
    """⊢ f′(t) = its value, for a given function of a number."""
    if term.op != "derivative" or term.args[0].op != "lambda" or term.args[0].data[1] is not REAL:
        raise Undecided("this is no derivative of a given function", "form")
    x = new_variable(facts, term.args[0], term)
    value = substitute(calculus.slope(apply(term.args[0], x), x)[0], {x: term.args[1]})
    return facts.settled(calculus.derivative(Eq(term, value)))


@equality(3)
def _by_value(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two numbers, their derivatives taken."""
    if old.sort is PROP or old.op == "lambda":
        raise Undecided("these are no numbers", "form")
    left, right = _both(facts, old, new)
    middle = same(facts, left.conclusion.args[1], right.conclusion.args[1])
    return logic.transitivity(logic.transitivity(left, middle), logic.symmetry(right))


@leaf(3)
def _with_values(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A claim about numbers, all derivatives in it taken."""
    left, right = _both(facts, theorem.conclusion, goal)
    found = transformed(facts, logic.modus_ponens(left, theorem), right.conclusion.args[1])
    return logic.modus_ponens(logic.converse(right), found)


def _both(facts: Facts, old: Term, new: Term) -> tuple[Theorem, Theorem]:
    """Both sides evaluated; at least one must change."""
    found = evaluated(facts, old), evaluated(facts, new)
    if all(t.conclusion.args[0].alpha is t.conclusion.args[1].alpha for t in found):
        raise Undecided("there is nothing to compute", "form")
    return found


@leaf(3)
def _linear(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An equation as a combination of known ones."""
    if goal.op != "eq" or not goal.args[0].is_scalar:
        raise Undecided("this is no equation between numbers", "form")
    known = [t for t in (theorem, *facts.known.values()) if t.conclusion.op == "eq" and t.conclusion.args[0].is_scalar]
    near = [t for t in known if not t.conclusion.free.isdisjoint(goal.free)]
    if not near:
        raise Undecided("no equation is known", "search")
    _, parts = search.certificate(Eq(*reversed(goal.args)), (), equations=near)
    return facts.settled(algebra.combination(goal, parts, ()))
