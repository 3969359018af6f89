"""A way for numbers with names: two expectations are equal if what they abbreviate is."""

from __future__ import annotations

from typing import Final

from derivations.kernel import Term, Theorem, Undecided, logic
from derivations.tactics import Facts
from numerics.equivalence_core import equality, same

NAMED: Final = ("expectation", "entropy", "KL", "JSD")


@equality(3)
def _meanings(facts: Facts, old: Term, new: Term) -> Theorem:
    """By what both abbreviate, for instance with density and integrand in the other order."""
    if old.op not in NAMED or old.op != new.op:
        raise Undecided("these are no two numbers of one name", "form")
    left, right = logic.unfold(old), logic.unfold(new)
    middle = same(facts, left.conclusion.args[1], right.conclusion.args[1])
    return logic.transitivity(logic.transitivity(left, middle), logic.symmetry(right))
