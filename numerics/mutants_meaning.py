"""What a variant of a proved statement needs to mean anything, apart from what the statement needs anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from derivations.kernel.definedness import conditions
from derivations.kernel.display import opened
from derivations.kernel.formulas import And
from derivations.kernel.terms import Term
from numerics.claims import Claim, assumed, claims

if TYPE_CHECKING:
    from derivations.proof import Proof

Key = frozenset[Term]
Known = dict[Term, list[Key]]


def undefined(proof: Proof, wrong: Term) -> list[Claim]:
    """Claims that hold where a variant means something; what is new in itself comes first.

    What was proved is no premise, and what the statement needs is no claim: at the points in question both hold.
    """
    formulas = (*proof.hypotheses, proof.statement)
    said, needed, usual = _said(formulas), _needed(formulas), _usual(proof.statement)
    parts = [part for c in conditions(wrong) if c.alpha not in usual for part in claims(c)]
    found = [Claim(_unknown(part.premises, said), part.conclusion) for part in parts]
    new = {c.key: c for c in found if not _follows(c.conclusion, c.premises, said, needed)}
    return sorted(new.values(), key=lambda part: part.conclusion.alpha in usual)


def asserted(formula: Term, premises: tuple[Term, ...] = (), avoid: Term | None = None) -> Iterator[Claim]:
    """Everything that a formula says, greater parts too: A ∧ B, A and B; ∀x φ(x) and φ(x).

    >>> from derivations.kernel.formulas import Implies, real
    >>> x = real("x")
    >>> [(c.premises, c.conclusion) for c in asserted(Implies(x > 0, x > -1))]
    [((), x > 0 => x > -1), ((x > 0,), x > -1)]
    """
    avoid = formula if avoid is None else avoid
    yield Claim(premises, formula)
    if formula.op == "and":
        for part in formula.args:
            yield from asserted(part, premises, avoid)
    elif formula.op == "implies":
        yield from asserted(formula.args[1], (*premises, *assumed(formula.args[0])), avoid)
    elif formula.op == "forall":
        _, body = opened(formula.args[0], And(avoid, *premises))
        yield from asserted(body, premises, And(avoid, body))


@lru_cache(maxsize=8)
def _said(formulas: tuple[Term, ...]) -> Known:
    return _by_conclusion(c for f in formulas for c in asserted(f))


@lru_cache(maxsize=8)
def _needed(formulas: tuple[Term, ...]) -> Known:
    """What the formulas need; what they say themselves is no premise of it."""
    said = _said(formulas)
    every = (c for f in formulas for needed in conditions(f) for c in asserted(needed))
    return _by_conclusion(Claim(_unknown(c.premises, said), c.conclusion) for c in every)


@lru_cache(maxsize=8)
def _usual(statement: Term) -> frozenset[Term]:
    """Everything that the statement needs somewhere."""
    return frozenset(c.conclusion.alpha for needed in conditions(statement) for c in asserted(needed))


def _by_conclusion(found: Iterable[Claim]) -> Known:
    known: Known = {}
    for claim in found:
        known.setdefault(claim.conclusion.alpha, []).append(frozenset(p.alpha for p in claim.premises))
    return known


def _follows(formula: Term, premises: Iterable[Term], *known: Known) -> bool:
    """Whether a formula is known for such premises, or fewer."""
    given = {p.alpha for p in premises}
    return any(key <= given for one in known for key in one.get(formula.alpha, ()))


def _unknown(premises: tuple[Term, ...], said: Known) -> tuple[Term, ...]:
    """The premises, but those that follow from the others."""
    kept = list(premises)
    for premise in premises:
        others = [p for p in kept if p is not premise]
        if _follows(premise, others, said):
            kept = others
    return tuple(kept)
