"""Slips in worked answers: claims that must be refuted or rejected, and claims that are right after all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType

from derivations.kernel import IllFormed, ProofError, Term
from derivations.proof import Proof


@dataclass(frozen=True)
class Slip:
    """A circulating claim: as written, as a formula under hypotheses, and the verdict it deserves."""

    topic: str
    written: str
    claim: Callable[[], Term]
    verdict: str  # "refuted", "ill-formed" or "proved"
    given: Sequence[Term] = ()
    correct: str = ""
    proof: Callable[[], Proof] | None = (
        None  # of the claim, when it is right; of its negation, when no point decides it
    )


@dataclass(frozen=True)
class Judgement:
    """What became of a slip."""

    slip: Slip
    status: str
    witness: str


def judge(slip: Slip) -> Judgement:
    """Try to state, to refute and to prove the claim."""
    from derivations.counterexample import describe, find

    try:
        claim = slip.claim()
    except IllFormed as error:
        return Judgement(slip, "ill-formed", str(error))
    if slip.verdict == "proved" and slip.proof is not None:
        return _by_proof(slip, claim, "proved")
    point = find(claim, list(slip.given))
    if point is not None:
        return Judgement(slip, "refuted", describe(point) or "the claim itself, in which no variable is free")
    return _by_proof(slip, claim, "refuted") if slip.proof else Judgement(slip, "undecided", "no counterexample found")


def _by_proof(slip: Slip, claim: Term, status: str) -> Judgement:
    from derivations.kernel.formulas import Not

    try:
        proof = slip.proof() if slip.proof else Proof()
        shown = proof.theorem
    except ProofError as error:
        return Judgement(slip, "undecided", str(error))
    wanted = claim if status == "proved" else Not(claim)
    allowed = {g.alpha for g in slip.given}
    holds = shown.conclusion.alpha is wanted.alpha and all(h.alpha in allowed for h in shown.hypotheses)
    return Judgement(slip, status if holds else "undecided", str(shown.conclusion))


def slips(module: ModuleType) -> Sequence[Slip]:
    """The slips that a topic lists in ERRATA."""
    return getattr(module, "ERRATA", ())
