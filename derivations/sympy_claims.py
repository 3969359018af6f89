"""The identity behind a step of a proof: pairs of sides, one of which must be equal (two pairs for a goal s ≠ t)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from derivations.kernel.terms import ZERO, Term, coerce

Claim = tuple[Term, Term]


class Step(Protocol):
    """What is looked at of a theorem."""

    rule: str
    args: tuple[Any, ...]
    hypotheses: tuple[Term, ...]
    conclusion: Term


def _goal(step: Step) -> list[Claim]:
    return [(step.args[0].args[0], step.args[0].args[1])]


def _combination(step: Step) -> list[Claim]:
    left, right = step.args[0].args
    return [(left, _plus(right, step.args[1]))]


def _plus(total: Term, parts: Sequence[tuple[Any, Step, Any]]) -> Term:
    """Add Σ l·(u − v)·r."""
    for left, equation, right in parts:
        u, v = equation.conclusion.args
        total = total + coerce(left) * (u - v) * coerce(right)
    return total


def _nonneg(step: Step) -> list[Claim]:
    goal, terms, parts, _ = step.args
    comparison = goal.args[0] if goal.op == "not" else goal
    low, high = (ZERO, ZERO) if goal.op == "false" else comparison.args
    total = ZERO
    for weight, facts, squares in terms:
        product = coerce(weight)
        for fact in facts:
            product = product * (fact.conclusion.args[1] - fact.conclusion.args[0])
        for w in squares:
            product = product * (w * w if w.is_scalar else w.T * w)
        total = total + product
    total = _plus(total, parts)
    return [(high - low, total), (low - high, total)] if goal.op == "not" else [(high - low, total)]


def _expansion(step: Step) -> list[Claim]:
    equation = step.conclusion.args[1]
    return [(equation.args[0], equation.args[1])]


def _equation(step: Step) -> list[Claim]:
    left, right = step.conclusion.args
    return [(left, right)]


def _limit(step: Step) -> list[Claim]:
    return [(step.conclusion, step.conclusion.args[2].args[0])]


CLAIMS: Final = {
    "field": _goal,
    "powers": _goal,
    "derivative": _goal,
    "combination": _combination,
    "nonneg": _nonneg,
    "expansion": _expansion,
    "continuity": _limit,
    "sum_of": _equation,
    "product_of": _equation,
}
