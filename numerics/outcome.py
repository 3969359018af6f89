"""What one check found, before several are put together as evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """A wrong variant of the claim, and the point or observation that rejected it (None: it survived)."""

    claim: str
    witness: str | None

    @property
    def rejected(self) -> bool:
        """Whether the check noticed that the variant is wrong."""
        return self.witness is not None


@dataclass(frozen=True)
class Outcome:
    """What one check tried and found.

    Attributes:
        detail: What was tried, in short sentences.
        cases: How many instances supported the claim.
        witness: A counterexample, when one was found.
        missing: Why the check cannot count as passed, when it cannot.
        controls: Wrong variants of the claim that it was shown.
        alpha: The probability of a false alarm; 0 for exact and rigorous checks.
    """

    detail: str
    cases: int = 0
    witness: str | None = None
    missing: str | None = None
    controls: tuple[Control, ...] = ()
    alpha: float = 0.0


def tally(detail: str, failures: Iterable[str | None], controls: Iterable[Control] = ()) -> Outcome:
    """The outcome of a series of instances, each None when it held and else its counterexample; stops at the first."""
    cases = 0
    for failure in failures:
        if failure is not None:
            return Outcome(detail, cases, witness=failure, controls=tuple(controls))
        cases += 1
    return Outcome(
        detail, cases, missing=None if cases else f"no instance was tried: {detail}", controls=tuple(controls)
    )


def rejects(claim: str, failures: Iterable[str | None]) -> Control:
    """The control that a wrong claim is rejected at some instance."""
    return Control(claim, next((f for f in failures if f is not None), None))
