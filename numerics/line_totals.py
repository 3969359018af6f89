"""Points on the line at which the integral of a density that is proved to be one is known to be 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derivations.kernel.formulas import lebesgue
from derivations.kernel.terms import ONE, REAL, Term, make, replace, resorted, substitute
from numerics.line_densities import line_densities
from numerics.line_places import Proved


class Total(Proved):
    """A point all of whose values are closed terms; total masses that are proved to be 1 are inserted."""

    def truth(self, claim: Term) -> bool | None:
        """The truth of a claim here; None unless it is certain."""
        return self._decided(with_totals(substitute(resorted(claim, REAL), self.written)))

    def with_(self, values: Mapping[Term, Any]) -> Total:
        """The place with values for further variables."""
        return Total(super().with_(values).point)


def with_totals(claim: Term) -> Term:
    """The claim with 1 for the integrals over the line of densities that are proved to be densities."""
    for theorem in line_densities():
        claim = replace(claim, make("integral", lebesgue(), theorem.conclusion.args[1]), ONE)
    return claim
