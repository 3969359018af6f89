"""Checks by random samples: what each supposes, how often it may be wrong, and how small an error it sees.

The null hypothesis of each is that the closed form is right. It is called wrong with probability at most `alpha` if it
holds, whatever the distribution; and with probability at least 1 − `MISS` if it is off by `effect(n)`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import log, sqrt
from typing import Any, ClassVar, Final

import numpy as np
from numpy.random import Generator

from numerics.concentration import bernstein_radius, clopper_pearson, dkw_radius
from numerics.estimate import Estimate
from numerics.montecarlo import CHUNK, Quantity, estimate
from numerics.outcome import Control, Outcome

ALPHA: Final = 1e-9
MISS: Final = 0.01  # how often an error of the stated size may be overlooked
TRIES: Final = 3  # samples that may be shown a wrong variant, so that all miss it with probability 1e-6 at most
Values = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Sampled(ABC):
    """A check by random samples.

    Attributes:
        result: The id of the result.
        null: What is supposed, in a sentence.
        n: How many samples are drawn at the default budget; more at greater ones, never fewer.
        alpha: The probability at most of a false alarm.
        what: The number that a wrong variant gets wrong.
    """

    result: str
    null: str
    what: str
    n: int = 2**17
    alpha: float = ALPHA
    bound: ClassVar[str]

    @abstractmethod
    def sample(self, rng: Generator, n: int) -> Any:
        """Draw, and keep what the verdict needs."""

    @abstractmethod
    def effect(self, n: int) -> float:
        """An error that n samples detect with probability 1 − `MISS`."""

    @abstractmethod
    def differs(self, seen: Any, off: float = 0.0) -> str | None:
        """Why the sample contradicts the claim, made wrong by `off`."""

    def variant(self, off: float) -> str:
        """The claim that is wrong by so much."""
        return f"{self.what} + {off:.2g}"

    def missed(self, seen: Any, rng: Generator, n: int) -> str | None:
        """What rejects the variant that is wrong by `effect(n)`; None when no sample did."""
        size = self.effect(n)
        for _ in range(TRIES):
            found = self.differs(seen, size)
            if found is not None:
                return found
            seen = self.sample(rng, n)
        return None

    def controls(self, seen: Any, rng: Generator, n: int) -> list[Control]:
        """The wrong variant of just the size that can be seen, and grosser ones."""
        return [Control(self.variant(self.effect(n)), self.missed(seen, rng, n))]

    def note(self) -> str:
        """What else is worth knowing."""
        return ""

    def outcome(self, rng: Generator, scale: float) -> Outcome:
        """Draw and judge."""
        n = round(self.n * max(1.0, scale))
        seen = self.sample(rng, n)
        detail = f"By {n} samples ({self.bound}, error {self.alpha:.0e}): {self.null}{self.note()}."
        return Outcome(detail, 1, self.differs(seen), None, tuple(self.controls(seen, rng, n)), self.alpha)


@dataclass(frozen=True, kw_only=True)
class Claimed(Sampled):
    """A number against its closed form.

    Attributes:
        claim: The closed form.
        wrong: Wrong closed forms, by what is wrong with them.
    """

    claim: Callable[[], float]
    wrong: Mapping[str, Callable[[], float]] = field(default_factory=dict[str, Callable[[], float]])

    @abstractmethod
    def against(self, seen: Any, claim: float) -> str | None:
        """Whether a number is outside the interval."""

    def differs(self, seen: Any, off: float = 0.0) -> str | None:
        """Whether the claim is outside the interval."""
        return self.against(seen, self.claim() + off)

    def controls(self, seen: Any, rng: Generator, n: int) -> list[Control]:
        """The grosser variants are other closed forms."""
        gross = [Control(name, self.against(seen, claim())) for name, claim in self.wrong.items()]
        return [*super().controls(seen, rng, n), *gross]


@dataclass(frozen=True)
class Source:
    """A quantity to sample and a number that its standard deviation does not exceed."""

    quantity: Quantity
    deviation: float

    def __add__(self, other: Source) -> Source:
        """The sum of both, sampled independently."""
        one, two = self.quantity, other.quantity
        total = Quantity(
            lambda rng, n: one.draw(rng, n) + two.draw(rng, n),
            one.low + two.low,
            one.high + two.high,
            one.tail + two.tail,
        )
        return Source(total, sqrt(self.deviation**2 + other.deviation**2))

    def moved(self, by: float) -> Source:
        """The quantity with a number added."""
        one = self.quantity
        return Source(
            Quantity(lambda rng, n: one.draw(rng, n) + by, one.low + by, one.high + by, one.tail), self.deviation
        )


@dataclass(frozen=True, kw_only=True)
class Mean(Claimed):
    """An expectation against a closed form, by an empirical Bernstein interval.

    Attributes:
        source: Makes what is sampled.
        more: Computes a note.
    """

    source: Callable[[], Source]
    more: Callable[[], str] | None = None
    bound = "empirical Bernstein"

    def sample(self, rng: Generator, n: int) -> Estimate:
        """The estimate."""
        return estimate(self.source().quantity, n, seed=int(rng.integers(2**62)), alpha=self.alpha)

    def effect(self, n: int) -> float:
        """By the same interval, a bound on the sample variance (Maurer and Pontil 2009) and Bernstein's inequality."""
        source, risk = self.source(), log(2 / MISS)
        span, deviation = source.quantity.span, source.deviation
        seen = deviation + span * sqrt(2 * risk / (n - 1))
        drift = deviation * sqrt(2 * risk / n) + span * risk / (3 * n)
        return bernstein_radius(seen**2, n, span, self.alpha) + drift + 2 * source.quantity.tail

    @staticmethod
    def against(seen: Estimate, claim: float) -> str | None:
        """Whether a number is outside the interval."""
        return f"{seen}: not {claim:.8g}" if seen.contradicts(claim) else None

    def note(self) -> str:
        """A note, if there is one to compute."""
        return "" if self.more is None else f"; {self.more()}"


@dataclass(frozen=True, kw_only=True)
class Slipped(Mean):
    """A mean whose integrand contains the claim: the wrong variant of the stated size is another integrand.

    Attributes:
        slip: The integrand, with what is wrong with it, whose expectation is off by so much.
    """

    slip: Callable[[float], tuple[str, Source]]

    def variant(self, off: float) -> str:
        """What is wrong with the integrand."""
        return f"{self.slip(off)[0]}, which moves {self.what} by {off:.2g}"

    def missed(self, seen: Estimate, rng: Generator, n: int) -> str | None:
        """Sample the wrong integrand."""
        quantity = self.slip(self.effect(n))[1].quantity
        for _ in range(TRIES):
            wrong = estimate(quantity, n, seed=int(rng.integers(2**62)), alpha=self.alpha)
            found = self.differs(wrong)
            if found is not None:
                return found
        return None


@dataclass(frozen=True)
class Law:
    """A distribution function at some places."""

    places: Values
    shares: Values


@dataclass(frozen=True, kw_only=True)
class Distribution(Sampled):
    """A distribution function against samples at many places at once (Dvoretzky, Kiefer, Wolfowitz; Massart).

    Attributes:
        draw: n samples.
        law: The places, and the distribution function that the stated density has there.
        wrong: Another distribution function at the same places; a share of it makes a variant of any size.
        slip: What is wrong with that one.
    """

    draw: Callable[[Generator, int], Values]
    law: Callable[[], Law]
    wrong: Callable[[], Values]
    slip: str
    bound = "Kolmogorov-Smirnov by DKW"

    def sample(self, rng: Generator, n: int) -> tuple[Values, int]:
        """The empirical distribution function at the places, chunk by chunk."""
        places = self.law().places
        counts = np.zeros(len(places) + 1, dtype=np.int64)
        for done in range(0, n, CHUNK):
            where = np.searchsorted(places, self.draw(rng, min(CHUNK, n - done)))
            counts += np.bincount(where, minlength=len(places) + 1)
        return np.cumsum(counts)[:-1] / n, n

    def effect(self, n: int) -> float:
        """Where the functions differ most, Hoeffding's inequality bounds how far the sample drifts."""
        return dkw_radius(n, self.alpha) + sqrt(log(1 / MISS) / (2 * n))

    def differs(self, seen: tuple[Values, int], off: float = 0.0) -> str | None:
        """Whether the two functions are further apart than chance has it."""
        law, (shares, n) = self.law(), seen
        return self.apart(law.places, shares - law.shares - self.part(off) * (self.wrong() - law.shares), n)

    def part(self, off: float) -> float:
        """The share of the wrong distribution that moves the distribution function by so much somewhere."""
        return off / float(np.max(np.abs(self.wrong() - self.law().shares)))

    def apart(self, places: Values, gaps: Values, n: int) -> str | None:
        """Where the gap is widest, if it is too wide."""
        i = int(np.argmax(np.abs(gaps)))
        wide = abs(gaps[i]) > dkw_radius(n, self.alpha)
        return f"P({self.what} < {places[i]:.4g}) is off by {gaps[i]:.4f} in {n} samples" if wide else None

    def variant(self, off: float) -> str:
        """A share of the wrong distribution."""
        return f"{100 * self.part(off):.2g} % of {self.slip}, which moves the distribution function by {off:.2g}"

    def controls(self, seen: tuple[Values, int], rng: Generator, n: int) -> list[Control]:
        """The grosser variant is the wrong distribution alone."""
        whole = self.apart(self.law().places, seen[0] - self.wrong(), n)
        return [*super().controls(seen, rng, n), Control(self.slip, whole)]


@dataclass(frozen=True, kw_only=True)
class Share(Claimed):
    """A probability against how often it happens (Clopper and Pearson).

    Attributes:
        draw: Whether it happened, n times.
    """

    draw: Callable[[Generator, int], np.ndarray[Any, np.dtype[np.bool_]]]
    bound = "Clopper-Pearson"

    def sample(self, rng: Generator, n: int) -> tuple[int, int]:
        """How often it happened."""
        return sum(int(np.sum(self.draw(rng, min(CHUNK, n - done)))) for done in range(0, n, CHUNK)), n

    def effect(self, n: int) -> float:
        """By the binomial distribution itself, upwards or downwards."""
        from scipy.stats import binom

        claim = self.claim()
        seldom, often = (int(binom.ppf(share, n, claim)) for share in (MISS, 1 - MISS))
        up, down = (
            clopper_pearson(often, n, self.alpha).high - claim,
            claim - clopper_pearson(seldom, n, self.alpha).low,
        )
        return max(up, down) + 1e-12

    def against(self, seen: tuple[int, int], claim: float) -> str | None:
        """Whether a number is outside the interval."""
        inside = claim in clopper_pearson(*seen, self.alpha)
        return None if inside else f"{self.what} = {claim:.6f}, seen {seen[0]} times in {seen[1]}"
