"""What a strict variant of a bound denies: that the bound is attained, where the statement says when it is.

If L ≤ R is proved, and that L = R (or R − L = 0) if and only if φ, then L < R says that φ is false. So a point where φ
holds refutes it, even though both sides of the bound can only be enclosed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from derivations.kernel.formulas import Eq, Not
from derivations.kernel.terms import ZERO, Term
from numerics.claims import Claim
from numerics.mutants_meaning import asserted


def strict(statement: Term, wanted: Iterable[Claim]) -> list[Claim]:
    """Of claims L < R, where the statement says that L = R if and only if φ, that φ is false.

    >>> from derivations.kernel.formulas import And, Iff, real
    >>> x, y = real("x"), real("y")
    >>> [c.conclusion for c in strict(And(x <= y, Iff(Eq(y - x, ZERO), y > 2)), [Claim((), x < y)])]
    [not y > 2]
    """
    return [said for claim in wanted if claim.conclusion.op == "lt" for said in _said(statement, claim)]


def _said(statement: Term, claim: Claim) -> Iterator[Claim]:
    low, high = claim.conclusion.args
    attained = {Eq(*sides).alpha for sides in ((low, high), (high, low), (high - low, ZERO), (low - high, ZERO))}
    given = {p.alpha for p in claim.premises}
    for known in _equivalences(statement):
        if given.issuperset(p.alpha for p in known.premises):
            for side, other in (known.conclusion.args, known.conclusion.args[::-1]):
                if side.alpha in attained:
                    yield Claim(claim.premises, Not(other))


@lru_cache(maxsize=4)
def _equivalences(statement: Term) -> tuple[Claim, ...]:
    return tuple(c for c in asserted(statement) if c.conclusion.op == "iff")
