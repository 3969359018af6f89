"""The generic check: a statement holds at points of its own domain, and its wrong variants do not.

A statement is taken apart into claims (premises and conclusion); points are drawn at which the hypotheses and the
premises hold, so that nothing is true for want of an instance. For "A if and only if B" points are also drawn inside A,
inside B, on the border of every inequality and a thousandth to either side of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from numpy.random import Generator

from derivations.kernel.terms import Term
from numerics.claims import Claim, claims, price
from numerics.errors import NoValue
from numerics.outcome import Control, Outcome
from numerics.priors import PRIORS, Prior
from numerics.sampling import describe
from numerics.trials import SLIGHT, STUBBORN, USUAL, Effort, Trials
from numerics.variants import some

if TYPE_CHECKING:
    from derivations.proof import Proof

CASES, FINE_CASES, TRIES, SHOWN = 28, 8, 12, 24


@dataclass
class Tally:
    """How the instances of one claim came out."""

    certain: int = 0
    seen: int = 0
    unknown: int = 0
    false: str | None = None
    doubtful: str | None = None
    missed: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> str | None:
        """The witness against the claim, a certain one first."""
        return self.false or self.doubtful


def try_claim(
    hypotheses: Sequence[Term],
    claim: Claim,
    rng: Generator,
    cases: int,
    fine: bool = False,
    prior: Prior | None = None,
    hasty: bool = False,
) -> Tally:
    """Evaluate a claim at some points; stops at the first certain counterexample, in haste at the first seen."""
    return tried(Trials(hypotheses, rng, fine, prior), claim, cases, hasty, STUBBORN)


def tried(trials: Trials, claim: Claim, cases: int, hasty: bool = False, effort: Effort = USUAL) -> Tally:
    """The same at points that are shared with other claims; in haste at those first that were drawn for others."""
    tally, cases = Tally(), -(-cases // price(claim.conclusion))
    fresh = trials.of(claim, cases, effort)
    for place in chain(trials.known(claim, cases), fresh) if hasty else fresh:
        truth = place.truth(claim.conclusion)
        if truth.value is None:
            tally.unknown += 1
            if hasty and tally.unknown >= effort.points and not tally.certain + tally.seen:
                break  # nothing is seen of it anywhere
        elif truth.value:
            tally.certain, tally.seen = tally.certain + truth.certain, tally.seen + (not truth.certain)
        elif truth.certain and place.sure:
            tally.false = f"{describe(place.point)}: {claim.conclusion!r} is false"
            break
        else:
            tally.doubtful = tally.doubtful or f"{describe(place.point)}: {claim.conclusion!r} was seen to fail"
            if hasty:
                break
    return tally


def examine(
    hypotheses: Sequence[Term], statement: Term, rng: Generator, scale: float, prior: Prior | None = None
) -> Outcome:
    """Try a statement at exact points and by enclosures at finer ones."""
    return examined(Trials(hypotheses, rng, prior=prior), statement, scale)


def examined(coarse: Trials, statement: Term, scale: float) -> Outcome:
    """The same, with exact points that are shared with other statements under these hypotheses."""
    certain, seen, unknown, missing = 0, 0, 0, list[str]()
    parts = [c for c in claims(statement) if not c.vacuous]
    fine = Trials(coarse.hypotheses, coarse.rng, True, coarse.prior, coarse)
    for claim in parts:
        counts = []
        for trials, base in ((coarse, CASES), (fine, FINE_CASES)):
            tally = tried(trials, claim, max(6, round(base * scale)), effort=STUBBORN)
            if tally.false is not None:
                return Outcome("The statement was tried at points of its domain.", certain, witness=tally.false)
            if tally.doubtful is not None:
                missing.append(f"at {tally.doubtful}, but not rigorously")
            certain, seen, unknown = certain + tally.certain, seen + tally.seen, unknown + tally.unknown
            counts.append(tally.certain + tally.seen)
        if not counts[0]:
            missing.append(f"no instance of {claim.conclusion!r} could be decided")
    detail = (
        f"{len(parts)} claims of the statement were tried at {certain + seen + unknown} points of their domain, sizes "
        f"up to 3 first, then up to 6: {certain} hold exactly, {seen} as far as seen (overlapping balls, values tried, "
        f"limits followed), {unknown} undecided."
    )
    return Outcome(detail, certain + seen, missing="; ".join(missing) or None)


def rejection(
    hypotheses: Sequence[Term],
    right: Term,
    wrong: Term,
    rng: Generator,
    tries: int = TRIES,
    prior: Prior | None = None,
) -> str | None:
    """A point that rejects a wrong variant of a statement, by the claims it does not share; None when it survived."""
    return rejected(Trials(hypotheses, rng, prior=prior), right, wrong, tries)


def rejected(trials: Trials, right: Term, wrong: Term, tries: int = TRIES, effort: Effort = STUBBORN) -> str | None:
    """The same at points that are shared with the statement and its other variants."""
    shared = {c.key for c in claims(right)}
    for claim in claims(wrong):
        if claim.key in shared:
            continue
        try:
            found = tried(trials, claim, tries, True, effort).rejected
        except NoValue:
            continue
        if found is not None:
            return found
    return None


def control(claim: str, proof: Proof, wrong: Term, rng: Generator, tries: int = 4 * TRIES) -> Control:
    """A named wrong variant of a proof's statement, which the check must reject."""
    trials = _trials(proof.hypotheses, rng, proof.id)
    return Control(claim, rejected(trials, proof.statement, wrong, tries))


@lru_cache(maxsize=1)
def _trials(hypotheses: tuple[Term, ...], rng: Generator, name: str) -> Trials:
    """The points for the named wrong variants of one check, which has its own stream."""
    return Trials(hypotheses, rng, prior=PRIORS.get(name))


def examine_proof(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The statement of a proof, and how many of its generated wrong variants the same check rejects."""
    right = proof.statement
    trials = Trials(proof.hypotheses, rng, prior=PRIORS.get(proof.id))
    found = examined(trials, right, scale)
    shown = max(4, round(SHOWN * scale / price(right)))
    wrong, known = some(right, shown, rng)
    slips = [m for m in wrong if rejected(trials, right, m.statement, effort=SLIGHT)]
    detail = f"Of {len(wrong)} wrong variants by {known} generated slips {len(slips)} were rejected."
    return [found, Outcome(detail)]
