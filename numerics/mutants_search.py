"""How a point is looked for at which a claim fails: among the known ones first, then everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any, Final

from numpy.random import Generator

from derivations.counterexample import describe, find
from derivations.kernel import ProofError
from derivations.kernel.terms import Term
from numerics.claims import Claim
from numerics.contrasts import bordering
from numerics.errors import NoValue
from numerics.landings import landing
from numerics.mutants_budget import OutOfTime, limited
from numerics.statement import try_claim
from numerics.stock import Candidate, Stock

TROUBLE: Final = (ArithmeticError, LookupError, TypeError, ValueError)
QUICK = 1.0  # seconds of processor time for the known points of one kind
SLICES: Final = (0.02, 0.1, QUICK)  # of that for one point, from round to round
FEW: Final = 4  # points that are tried for every claim before the others are
Pair = tuple[Claim, Candidate]


@dataclass
class Purse:
    """Processor time for trying points, and what went wrong at one of them; that is told only when no other refutes."""

    seconds: float
    trouble: Exception | None = None

    def __post_init__(self) -> None:
        """Look at the clock."""
        self.start = process_time()

    def some(self, most: float) -> float:
        """So much time, or what is left.

        Raises:
            OutOfTime: nothing is left.
        """
        left = self.seconds - (process_time() - self.start)
        if left <= 0:
            raise OutOfTime
        return min(most, left)

    def complain(self) -> None:
        """Raise what went wrong."""
        if self.trouble is not None:
            raise self.trouble


@dataclass(frozen=True)
class Search:
    """Points against claims, under hypotheses."""

    hypotheses: Sequence[Term]
    rng: Generator
    stock: Stock
    prior: Any = None

    def few(self, wanted: Sequence[Claim]) -> str | None:
        """The first of the known points, those that refuted other mutants among them."""
        return self._known((claim, near) for claim in wanted for near in self.stock.near(claim)[:FEW])

    def known(self, wanted: Sequence[Claim], kind: type) -> str | None:
        """The other known points of one kind."""
        rest = ((claim, near) for claim in wanted for near in self.stock.near(claim)[FEW:])
        return self._known((claim, near) for claim, near in rest if isinstance(near.place, kind))

    def _known(self, pairs: Iterable[Pair]) -> str | None:
        """The first point that refutes a claim; dear ones have another turn when the others have been tried.

        Those that stay undecided are tried last from now on.
        """
        purse, waiting, refuted = Purse(QUICK), pairs, None
        for most in SLICES:
            late = list[Pair]()
            refuted = self._first_of(waiting, purse, most, late)
            waiting = late
            if refuted is not None:
                break
        for claim, near in waiting:
            self.stock.demote(claim, near)
        if refuted is not None:
            return self._told(*refuted)
        if waiting:
            raise OutOfTime
        purse.complain()
        return None

    def _told(self, claim: Claim, near: Candidate) -> str:
        """What a point says; it is tried earlier from now on."""
        self.stock.promote(claim, near)
        return f"{near.place}: {claim.conclusion!r} is false"

    def _first_of(self, pairs: Iterable[Pair], purse: Purse, most: float, late: list[Pair]) -> Pair | None:
        """The first pair of a claim and a point at which it fails; those that take too long are put down."""
        for claim, near in pairs:
            try:
                if self._fails(claim, near, purse, most):
                    return claim, near
            except (OutOfTime, SystemError):  # Arb's integrals report an interruption so
                late.append((claim, near))
        return None

    def _fails(self, claim: Claim, near: Candidate, purse: Purse, most: float) -> bool:
        """Whether a claim is seen to fail at a point."""
        try:
            with limited(purse.some(most)):
                return near.suits() and near.place.truth(claim.conclusion) is False
        except (NoValue, ProofError, RecursionError):
            return False
        except TROUBLE as error:
            purse.trouble = error
            return False

    def landing(self, wanted: Sequence[Claim]) -> str | None:
        """Orbits that land on (0, 0) for parameters and starts that are solved for."""
        return landing(self.hypotheses, wanted)

    def long(self, wanted: Sequence[Claim]) -> str | None:
        """Points at the borders of the premises, then many."""
        return self._first(bordering(wanted), 40, 6) or self._first(wanted, 400, 60)

    def _first(self, wanted: Sequence[Claim], tries: int, cases: int) -> str | None:
        for claim in wanted:
            if (found := self._small(claim, tries) or self._random(claim, cases)) is not None:
                return found
        return None

    def _small(self, claim: Claim, tries: int) -> str | None:
        given = [*self.hypotheses, *claim.premises]
        point = find(claim.conclusion, given, tries=tries)
        return None if point is None else f"{describe(point) or 'as it stands'}: {claim.conclusion!r} is false"

    def _random(self, claim: Claim, cases: int) -> str | None:
        try:
            return try_claim(self.hypotheses, claim, self.rng, cases, prior=self.prior).false
        except NoValue:
            return None
