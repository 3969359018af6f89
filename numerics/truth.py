"""The truth of formulas at a point, by every predicate this package can decide."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from derivations.kernel.terms import Term
from numerics import convergence, definiteness, densities, measures, quantifiers, random_values
from numerics.evaluation import Evaluator
from numerics.exact import Point, Rationals
from numerics.intervals import Balls, precision
from numerics.judge import UNKNOWN, Judge, Truth
from numerics.logarithms import Logarithms
from numerics.roots import SquareRoots

__all__ = ["PREDICATES_OF", "UNKNOWN", "Decider", "Truth", "decide", "judge"]

PREDICATES_OF = (definiteness, quantifiers, convergence, measures, densities, random_values)


def judge(formula: Term, point: Point, field: Any) -> Truth:
    """The truth of a formula at a point, over one field; what is undefined or unresolved there is unknown."""
    return Judge(Evaluator(field, point)).truth(formula)


def decide(formula: Term, point: Point, bits: int = 256) -> Truth:
    """The truth of a formula at a point: exactly if possible, with logarithms if need be, else by enclosures."""
    return Decider(point, bits).truth(formula)


@lru_cache(maxsize=4096)
def _has_roots(formula: Term) -> bool:
    """Whether there is a square root in a formula."""
    return formula.op == "sqrt" or any(map(_has_roots, formula.args))


class Decider:
    """The truth of formulas at one point, as `decide` finds it; what they have in common is evaluated once."""

    def __init__(self, point: Point, bits: int = 256) -> None:
        """Take the values of the variables, and the bits of the enclosures."""
        self.point, self.bits = point, bits
        self._judges: dict[type, Judge] = {}

    def truth(self, formula: Term) -> Truth:
        """The truth of a formula: exactly if possible, with logarithms if need be, else by enclosures.

        Where these leave a doubt and there are square roots, those are calculated with.
        """
        for field in (Rationals, Logarithms):
            exact = self._over(field).truth(formula)
            if exact.value is not None:
                return exact
        with precision(self.bits):
            found = self._over(Balls).truth(formula)
        if (found.value is not None and found.certain) or not _has_roots(formula):
            return found
        rooted = self._over(SquareRoots).truth(formula)
        return found if rooted.value is None else rooted

    def _over(self, field: type) -> Judge:
        if field not in self._judges:
            self._judges[field] = Judge(Evaluator(field(), self.point))
        return self._judges[field]
