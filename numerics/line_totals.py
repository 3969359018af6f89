"""Points on the line at which integrals are known that are proved: of densities, and means with normal ones."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from derivations.kernel import ProofError
from derivations.kernel.formulas import lebesgue
from derivations.kernel.terms import ONE, REAL, Term, make, replace, resorted, substitute, traverse
from derivations.tactics import Facts
from numerics.equivalence_moments import mean, means
from numerics.line_densities import proved_densities
from numerics.line_places import Proved


class Total(Proved):
    """A point all of whose values are closed terms; integrals whose values are proved are inserted."""

    def truth(self, claim: Term) -> bool | None:
        """The truth of a claim here; None unless it is certain."""
        return self._decided(with_totals(substitute(resorted(claim, REAL), self.written)))

    def with_(self, values: Mapping[Term, Any]) -> Total:
        """The place with values for further variables."""
        return Total(super().with_(values).point)


def with_totals(claim: Term) -> Term:
    """The claim with 1 for integrals over the line of densities that are proved to be densities, and means computed.

    >>> from derivations.kernel.formulas import Eq, lebesgue, real
    >>> from derivations.kernel.densities import normal
    >>> from derivations.kernel.terms import lam, make, num
    >>> x = real("x")
    >>> law, twice = lam(x, normal(x, num(3), num(1))), lam(x, 2 * x)
    >>> with_totals(Eq(make("expectation", lebesgue(), law, twice), 6))
    1*(2*3) = 6
    """
    claim = _plainly(claim)
    for theorem in proved_densities():
        claim = replace(claim, make("integral", lebesgue(), theorem.conclusion.args[1]), ONE)
    for term in means(claim):
        claim = replace(claim, term, _mean(term))
    return claim


def _plainly(term: Term) -> Term:
    """The term without factors and denominators 1.

    >>> from derivations.kernel.formulas import real
    >>> x = real("x")
    >>> _plainly(make("add", make("mul", ONE, x), make("div", x, ONE))), _plainly(make("div", ONE, x))
    (x + x, 1/x)
    """

    def simpler(node: Term, _: int) -> Term | None:
        if node.op == "mul" and node.args[0] is ONE:
            return _plainly(node.args[1])
        if node.op == "div" and node.args[1] is ONE:
            return _plainly(node.args[0])
        return None

    return traverse(term, simpler)


@lru_cache(maxsize=4096)
def _mean(term: Term) -> Term:
    """The value of a mean, or the mean if that is not proved."""
    with suppress(ProofError):
        return mean(Facts(), term).conclusion.args[1]
    return term
