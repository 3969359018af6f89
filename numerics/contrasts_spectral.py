"""What claims about all eigenvalues of a real 2×2 matrix say of the two that it has.

With τ half the trace, these are τ ± i·√(det − τ²) where τ² ≤ det, and τ ± √(τ² − det) elsewhere: hardly ever rational,
so that points with exact values never meet the premise that a number is an eigenvalue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from derivations.kernel import ProofError
from derivations.kernel.formulas import sqrt
from derivations.kernel.terms import ZERO, Term, substitute
from numerics.claims import Claim
from numerics.equivalence_planes import rows


def spectral(wanted: Iterable[Claim]) -> list[Claim]:
    """The claims about the eigenvalues of matrices of two rows, for these eigenvalues."""
    return [said for claim in wanted for said in _said(claim)]


def _said(claim: Claim) -> Iterator[Claim]:
    with suppress(ProofError):
        for known in [p for p in claim.premises if _numbered(p)][:1]:
            rest = tuple(p for p in claim.premises if p is not known)
            yield from _cases(known, rest, claim.conclusion)
        if claim.conclusion.op == "iff" and _numbered(claim.conclusion.args[0]):
            known, holds = claim.conclusion.args
            yield from _cases(known, claim.premises, holds)


def _numbered(formula: Term) -> bool:
    """Whether a formula says that a number given by two variables is an eigenvalue."""
    return formula.op == "eigenvalue" and all(v.op == "var" for v in formula.args[1:])


def _cases(known: Term, premises: tuple[Term, ...], conclusion: Term) -> Iterator[Claim]:
    """The conclusion for each eigenvalue, where it is one."""
    matrix, re, im = known.args
    (a, b), (c, d) = rows(matrix)
    half, det = (a + d) / 2, a * d - b * c
    gap = det - half**2
    values = [(ZERO <= gap, half, sign * sqrt(gap)) for sign in (1, -1)]
    values += [(gap <= ZERO, half + sign * sqrt(-gap), ZERO) for sign in (1, -1)]
    for case, x, y in values:
        yield Claim(
            tuple(substitute(f, {re: x, im: y}) for f in (*premises, case)), substitute(conclusion, {re: x, im: y})
        )
