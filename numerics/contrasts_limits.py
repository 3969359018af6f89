"""What follows from a limit and its variant with a multiple of the function: the limit is that multiple of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Final

from derivations.kernel import ProofError, Term, algebra
from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import Eq, fresh
from derivations.kernel.terms import apply, num
from numerics.claims import Claim, claims

FACTORS: Final = tuple(map(Fraction, (2, "1/2", -1)))


def multiples(statement: Term, wanted: Iterable[Claim]) -> list[Claim]:
    """Of claims cf → a, where the statement says f → a, that ca = a."""
    known = [c for c in claims(statement) if c.conclusion.op == "tends"]
    return [said for claim in wanted for old in known for said in _said(old, claim)]


def _said(old: Claim, new: Claim) -> Iterator[Claim]:
    if new.conclusion.op != "tends" or old.key[:-1] != new.key[:-1]:
        return
    if [a.alpha for a in old.conclusion.args[1:]] != [a.alpha for a in new.conclusion.args[1:]]:
        return
    f, g, target = old.conclusion.args[0], *new.conclusion.args[::2]
    if target.op != "near" or f.sort is not g.sort:
        return
    x = fresh("x", f.sort.params[0], old.conclusion, new.conclusion, *new.premises)
    for factor in FACTORS:
        with suppress(ProofError, IllFormed):
            algebra.field(Eq(apply(g, x), num(factor) * apply(f, x)))
            yield Claim(new.premises, Eq(num(factor) * target.args[0], target.args[0]))
            return
