"""The truth of formulas at a point, by every predicate this package can decide."""

from __future__ import annotations

from typing import Any

from derivations.kernel.terms import Term
from numerics import convergence, definiteness, quantifiers
from numerics.evaluation import Evaluator
from numerics.exact import Point, Rationals
from numerics.intervals import Balls, precision
from numerics.judge import UNKNOWN, Judge, Truth

__all__ = ["PREDICATES_OF", "UNKNOWN", "Truth", "decide", "judge"]

PREDICATES_OF = (definiteness, quantifiers, convergence)


def judge(formula: Term, point: Point, field: Any) -> Truth:
    """The truth of a formula at a point, over one field; what is undefined or unresolved there is unknown."""
    return Judge(Evaluator(field, point)).truth(formula)


def decide(formula: Term, point: Point, bits: int = 256) -> Truth:
    """The truth of a formula at a rational point: exactly if possible, else by enclosures."""
    exact = judge(formula, point, Rationals())
    if exact.value is not None:
        return exact
    with precision(bits):
        return judge(formula, point, Balls())
