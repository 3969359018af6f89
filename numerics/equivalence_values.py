"""Ways by computing: derivatives and closed forms are inserted on both sides, then what is left is compared."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from derivations import search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, calculus, logic
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import PROP, REAL, apply, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import assembled, equality, leaf, new_variable, same, transformed
from numerics.equivalence_equal import by_equations
from numerics.equivalence_places import within

VALUES: Final[dict[str, Callable[[Facts, Term], Theorem]]] = {}


def value(op: str) -> Callable[[Callable[[Facts, Term], Theorem]], Callable[[Facts, Term], Theorem]]:
    """Register the rule for one operator: ⊢ t = what it comes to."""

    def register(rule: Callable[[Facts, Term], Theorem]) -> Callable[[Facts, Term], Theorem]:
        VALUES[op] = rule
        return rule

    return register


def evaluated(facts: Facts, term: Term) -> Theorem:
    """⊢ t = t′, or ⇔, with the values that the rules of `VALUES` give, the inner ones first."""
    if not any(part.op in VALUES for part in within(term)):
        return logic.reflexivity(term)
    if term.op == "lambda":
        x = new_variable(facts, term)
        return logic.abstraction(x, evaluated(facts.at(x), apply(term, x)))
    parts = [evaluated(facts, a) for a in term.args]
    total = assembled(term, [None if t.conclusion.args[0] is t.conclusion.args[1] else t for t in parts])
    with suppress(ProofError):
        inner = total.conclusion.args[1]
        total = logic.transitivity(total, VALUES[inner.op](facts, inner)) if inner.op in VALUES else total
    return total


@value("derivative")
def _derivative(facts: Facts, term: Term) -> Theorem:
    """⊢ f′(t) = its value, for a given function of a number."""
    if term.args[0].op != "lambda" or term.args[0].data[1] is not REAL:
        raise Undecided("this is no derivative of a given function", "form")
    x = new_variable(facts, term.args[0], term)
    slope = substitute(calculus.slope(apply(term.args[0], x), x)[0], {x: term.args[1]})
    return facts.settled(calculus.derivative(Eq(term, slope)))


@equality(3)
def _by_value(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two numbers, computed as far as they can be."""
    if old.sort is PROP or old.op == "lambda":
        raise Undecided("these are no numbers", "form")
    left, right = _both(facts, old, new)
    middle = same(facts, left.conclusion.args[1], right.conclusion.args[1])
    return logic.transitivity(logic.transitivity(left, middle), logic.symmetry(right))


@equality(4)
def _inserted(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two numbers or columns, with the values of the variables that are known to be numerals."""
    known = [t for t in facts.known.values() if _gives_a_numeral(t.conclusion, old.free | new.free)]
    if not known or old.sort.kind != "real":
        raise Undecided("no variable has a known value", "search")
    return by_equations(facts, old, new, known)


def _gives_a_numeral(claim: Term, letters: frozenset[Term]) -> bool:
    return claim.op == "eq" and claim.args[0] in letters and claim.args[1].op == "num"


@leaf(3)
def _with_values(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A claim about numbers, computed as far as they can be."""
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
