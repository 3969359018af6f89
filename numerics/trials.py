"""Points at which claims are tried, drawn once for all claims with the same premises.

A statement and its wrong variants are tried at the same points: what satisfies the hypotheses is looked for once, and
what two claims have in common is evaluated once at each point.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from numpy.random import Generator

from derivations.kernel.terms import Term
from numerics.claims import Claim, modes, price
from numerics.intervals import Balls, precision
from numerics.priors import Prior
from numerics.sampling import LARGEST, Point, Sampler, sizes
from numerics.truth import Decider, Truth, judge

PLANE = 2  # the dimension up to which integrals are computed
PER_MODE = 3  # every kind of point of an equivalence is tried at least so often
FINE_BITS = 160
Key = tuple[Term | int, ...]  # the largest size, and the constraints


class Effort(NamedTuple):
    """How hard points of one kind are looked for.

    Attributes:
        draws: How many are made for one point before it is given up.
        points: How many points are given up before their kind is, if none was found.
    """

    draws: int
    points: int


SLIGHT, USUAL, STUBBORN = Effort(1, 4), Effort(3, 10), Effort(3, 10**6)


class Place:
    """A point at which hypotheses and premises hold, and whether that is certain (`sure`)."""

    def __init__(self, point: Point, sure: bool, fine: bool) -> None:
        """Take the values; `fine` ones are evaluated by enclosures only."""
        self.point, self.sure, self.fine = point, sure, fine
        self._here = Decider(point)

    def truth(self, formula: Term) -> Truth:
        """The truth of a formula here."""
        if not self.fine:
            return self._here.truth(formula)
        with precision(FINE_BITS):
            return judge(formula, self.point, Balls())

    def satisfies(self, premises: Sequence[Term]) -> bool:
        """Whether these formulas hold here for certain."""
        return all(self.truth(p) == Truth(True) for p in premises)


class Pool:
    """Points at which some constraints hold, drawn when they are first asked for."""

    def __init__(self, sampler: Sampler, most: int, key: Key) -> None:
        """Take where points come from, the largest size, and what the constraints are recognised by."""
        self.key, self.sampler, self.plan = key, sampler, sizes(sampler.sizes, sampler.rng, most)
        self.symbols = frozenset(sampler.symbols)
        self.drawn: list[Place | None] = []

    @property
    def places(self) -> list[Place]:
        """The points that were found so far."""
        return [place for place in self.drawn if place is not None]

    @property
    def barren(self) -> bool:
        """Whether points were looked for in vain."""
        return bool(self.drawn) and not any(self.drawn)

    def at(self, number: int, effort: Effort) -> Place | None:
        """The point of this number; None where none was found."""
        while len(self.drawn) <= number and not (self.barren and len(self.drawn) >= effort.points):
            self.drawn.append(self._draw(effort.draws))
        return self.drawn[number] if number < len(self.drawn) else None

    def _draw(self, draws: int) -> Place | None:
        size = next(self.plan)
        for _ in range(draws):
            found = self.sampler.draw(size)
            if found is not None:
                return Place(*found, self.sampler.fine)
        return None


class Trials:
    """The points for the claims of a statement and of its wrong variants."""

    def __init__(
        self,
        hypotheses: Sequence[Term],
        rng: Generator,
        fine: bool = False,
        prior: Prior | None = None,
        coarse: Trials | None = None,
    ) -> None:
        """Take what always holds, a random stream, a prior, and whether to draw rationals of 20 bits.

        What `coarse` trials found no point for is not looked for again.
        """
        self.hypotheses, self.rng, self.fine, self.prior = tuple(hypotheses), rng, fine, prior
        self.pools: dict[Key, list[Pool]] = {}
        self.coarse = coarse

    def unreachable(self, pool: Pool) -> bool:
        """Whether coarser points that satisfy the same constraints were looked for in vain."""
        beside = self.coarse.pools.get(pool.key, []) if self.coarse else []
        return bool(beside) and all(p.barren for p in beside)

    def of(self, claim: Claim, cases: int, effort: Effort = USUAL) -> Iterator[Place]:
        """So many points at which the hypotheses and the claim's premises hold; fewer if they are hard to find."""
        most = PLANE if price(claim.conclusion) > 1 else LARGEST
        given = (*self.hypotheses, *claim.premises)
        wanted = [self._pool((*given, *mode), claim.conclusion, most) for mode in modes(claim.conclusion)]
        if not wanted[0].symbols:
            cases = 1  # nothing can be chosen
        reachable = [pool for pool in wanted if not self.unreachable(pool)]
        tries = cases if len(wanted) == 1 else max(cases, PER_MODE * len(wanted))
        for i in range(tries if reachable else 0):
            place = reachable[i % len(reachable)].at(i // len(reachable), effort)
            if place is not None:
                yield place

    def known(self, claim: Claim, cases: int) -> Iterator[Place]:
        """Some of the points drawn so far, for whatever claim, at which the premises of this one hold for certain."""
        needed = claim.conclusion.free.union(*(p.free for p in claim.premises))
        rows = zip_longest(*(p.places for pools in self.pools.values() for p in pools if needed <= p.symbols))
        places = [place for row in rows for place in row if place is not None]
        return (place for place in places[:cases] if place.satisfies(claim.premises))

    def _pool(self, constraints: tuple[Term, ...], conclusion: Term, most: int) -> Pool:
        key = (most, *(c.alpha for c in constraints))
        known = self.pools.setdefault(key, [])
        for pool in known:
            if conclusion.free <= pool.symbols:
                return pool
        sampler = Sampler(constraints, sorted(conclusion.free, key=repr), self.rng, self.fine, self.prior)
        known.append(Pool(sampler, most, key))
        return known[-1]


def instances(
    hypotheses: Sequence[Term],
    claim: Claim,
    rng: Generator,
    cases: int,
    fine: bool = False,
    prior: Prior | None = None,
) -> Iterator[tuple[Point, bool]]:
    """Points at which hypotheses and premises hold, and whether that is certain; fewer if hard to find."""
    found = Trials(hypotheses, rng, fine, prior).of(claim, cases, STUBBORN)
    return ((place.point, place.sure) for place in found)
