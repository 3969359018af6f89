"""Distances at a point: on a finite space, and the Euclidean one.

In a finite metric space a Cauchy sequence is constant from some place on, so that every such space is complete.
"""

from __future__ import annotations

from typing import Any

from derivations.kernel.formulas import sqnorm, sqrt
from derivations.kernel.terms import Term, lam, var
from derivations.refuter import exact
from derivations.refuter.finite import Table
from derivations.refuter.measures import every
from derivations.refuter.quantified import Quantified
from derivations.refuter.values import Function


class Metrics(Quantified):
    """Metric, complete, Cauchy."""

    def is_metric(self, d: Any) -> bool | None:
        """The axioms, at all points."""
        if _euclidean(d):
            return True
        places = [*self.points()]

        def far(u: int, v: int) -> Any:
            return self.call(self.call(d, u), v)

        pairs = [(u, v) for u in places for v in places]
        zero = (self.is_eq(far(u, v), far(u, u) * 0) is (u == v) for u, v in pairs)
        symmetric = (self.is_eq(far(u, v), far(v, u)) for u, v in pairs)
        short = (exact.below(far(u, w), far(u, v) + far(v, w), strictly=False) for u, v in pairs for w in places)
        return every((*zero, *symmetric, *short))

    def is_complete(self, d: Any) -> bool | None:
        """Whether Cauchy sequences have limits."""
        return True if self.is_metric(d) else None

    def is_cauchy(self, d: Any, s: Any) -> bool | None:
        """Of a sequence that repeats for ever: whether it is constant."""
        if not isinstance(s, Table) or not self.is_metric(d):
            return None
        return every(self.is_eq(x, s.values[0]) for x in s.values)


def _euclidean(d: Any) -> bool:
    """Whether a distance is written ‖u − v‖."""
    if not isinstance(d, Function) or d.term.data[1].kind != "real":
        return False
    u, v = (var(name, d.term.data[1]) for name in "uv")
    away: Term = lam(u, lam(v, sqrt(sqnorm(u - v))))
    return d.term.alpha is away.alpha
