"""A way to the integral of a constant over an interval: it is the constant times the length."""

from __future__ import annotations

from typing import NamedTuple

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, antiderivatives, calculus, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Derivative, Eq, differentiable
from derivations.kernel.terms import ONE, ZERO, lam
from derivations.lemmas.integrands import multiple
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_equal import equal_almost


class Step(NamedTuple):
    """c between a and b, and 0 elsewhere, as a function of x."""

    x: Term
    low: Term
    high: Term
    level: Term


@leaf(4)
def _whole(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """∫ c from a to b = c·(b − a), or that this exists; for numerals a ≤ b and c ≥ 0."""
    place = goal.args[0] if goal.op == "eq" else goal
    if place.op not in ("integral", "integrable") or place.args[0].op != "lebesgue" or place.args[0].args[0] is not ONE:
        raise Undecided("this is no integral over the line", "form")
    mu, function = place.args
    closed = facts.settled(_closed(facts, _step(function)))
    exists, total = lemmas.split(closed)
    equal = equal_almost(facts, mu, function, exists.conclusion.args[1], ONE)
    found, value = multiple(mu, function, ONE, exists, equal)
    if goal.op == "integrable":
        return found
    return facts.settled(algebra.combination(goal, ((ONE, value, ONE), (ONE, total, ONE)), ()))


def _step(function: Term) -> Step:
    """What a function is.

    Raises:
        Undecided: it is no such one.
    """
    if function.op == "lambda":
        x, body = opened(function)
        bounds = body.args[0].args if body.op == "piecewise" and body.args[0].op == "and" else ()
        if len(bounds) == 2 and all(t.op in ("le", "lt") for t in bounds) and body.args[2] is ZERO:
            ends = {t.args[1] is x: t.args[1 if t.args[0] is x else 0] for t in bounds if x in t.args}
            if len(ends) == 2 and not any(t.free for t in (*ends.values(), body.args[1])):
                return Step(x, ends[True], ends[False], body.args[1])
    raise Undecided("this is no constant on an interval", "form")


def _closed(facts: Facts, step: Step) -> Theorem:
    """The integral over the closed interval, by the antiderivative c·x."""
    x, low, high, level = step
    inside, big = And(low <= x, x <= high), level * x
    slope = facts.settled(calculus.derivative(Eq(Derivative(big, x), level)))
    smooth = logic.both(facts.prove(differentiable(big, x)), slope)
    known = [logic.generalise(x, logic.discharge(inside, t)) for t in (smooth, facts.prove(ZERO <= level))]
    return antiderivatives.antiderivative(lam(x, big), lam(x, level), (low, high), *known)
