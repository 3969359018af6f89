"""Checks of the Monte Carlo estimate: every sample of every size up to 4 is gone through, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from numpy.random import Generator

from derivations.kernel.formulas import Eq, piecewise
from derivations.kernel.terms import NAT, REAL, SPACE, Term, lam, num, var
from numerics.finite import distribution, shown
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.randomness import rational_number
from numerics.spaces import Discrete, table

if TYPE_CHECKING:
    from derivations.proof import Proof

Joint = Sequence[tuple[tuple[int, ...], Fraction]]


@dataclass(frozen=True)
class Setting:
    """A finite latent with probabilities and the values of f there, and the joint law of the samples."""

    q: list[Fraction]
    f: list[Fraction]
    joint: Joint

    @property
    def size(self) -> int:
        """The number of samples."""
        return len(self.joint[0][0])

    @property
    def mean(self) -> Fraction:
        """E_q[f]."""
        return sum((a * b for a, b in zip(self.q, self.f, strict=True)), Fraction(0))

    @property
    def variance(self) -> Fraction:
        """E_q[f²] − E_q[f]²."""
        return sum((a * b * b for a, b in zip(self.q, self.f, strict=True)), Fraction(0)) - self.mean**2

    def moments(self) -> tuple[Fraction, Fraction]:
        """The mean of the estimate, and of its squared distance from E_q[f]: over all samples."""
        mean, error = Fraction(0), Fraction(0)
        for drawn, weight in self.joint:
            estimate = sum((self.f[i] for i in drawn), Fraction(0)) / self.size
            mean, error = mean + weight * estimate, error + weight * (estimate - self.mean) ** 2
        return mean, error

    def __str__(self) -> str:
        """Show the latent."""
        return f"{shown(q=self.q, f=self.f)}, M = {self.size}"


def independent(q: Sequence[Fraction], size: int) -> Joint:
    """All samples of this size, with the product of the probabilities."""
    places = product(range(len(q)), repeat=size)
    return [(drawn, prod((q[i] for i in drawn), start=Fraction(1))) for drawn in places]


def pairwise() -> Setting:
    """Three bits, any two of them independent, the third the sum of the others modulo 2."""
    joint = [((a, b, (a + b) % 2), Fraction(1, 4)) for a, b in product((0, 1), repeat=2)]
    return Setting([Fraction(1, 2)] * 2, [Fraction(-1), Fraction(3)], joint)


def copied(at: Setting) -> Setting:
    """One sample, M times."""
    return Setting(at.q, at.f, [((i,) * at.size, weight) for i, weight in enumerate(at.q)])


def elsewhere(at: Setting) -> Setting:
    """Independent samples of another distribution: the probabilities in reverse order."""
    return Setting(at.q, at.f, independent(at.q[::-1], at.size))


def settings(rng: Generator, scale: float) -> Iterator[Setting]:
    """Latents of 2 to 4 points, 1 to 4 samples; and samples that are independent in pairs only."""
    yield pairwise()
    for k in range(round(16 * scale) + 8):
        count = int(rng.integers(2, 5))
        q, f = distribution(rng, count), [rational_number(rng) for _ in range(count)]
        yield Setting(q, f, independent(q, 1 + k % 4))


def monte_carlo(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Mean and mean squared error of the estimate over all samples, against E_q[f] and V/M, exactly."""
    drawn = list(settings(rng, scale))
    more = [at for at in drawn if at.size > 1]

    def differs(at: Setting, error: Fraction, of: Setting | None = None) -> str | None:
        mean, found = (of or at).moments()
        if mean != at.mean:
            return f"{at}: the estimate is {mean} on average, the mean is {at.mean}"
        return None if found == error else f"{at}: the mean squared error is {found}, not {error}"

    wrong = [
        rejects("V for V/M", (differs(at, at.variance) for at in drawn)),
        rejects("V/M²", (differs(at, at.variance / at.size**2) for at in drawn)),
        rejects("V/(M − 1)", (differs(at, at.variance / (at.size - 1)) for at in more)),
        rejects("E_q[f²]/M", (differs(at, (at.variance + at.mean**2) / at.size) for at in drawn)),
        rejects("V/M for one sample taken M times", (differs(at, at.variance / at.size, copied(at)) for at in more)),
        rejects("V/M for samples of another law", (differs(at, at.variance / at.size, elsewhere(at)) for at in drawn)),
    ]
    detail = (
        f"For {len(drawn)} finite latents and up to 4 samples, all samples gone through: the estimate has the mean "
        "E_q[f] and the mean squared error V/M, exactly; so for three bits that are independent in pairs only."
    )
    return [tally(detail, (differs(at, at.variance / at.size) for at in drawn), wrong)]


WEIGHTS = (Fraction(1), Fraction(2), Fraction(1, 2))


@prior("vae.monte_carlo")
def sample_space(rng: Generator) -> Mapping[str, Any]:
    """Latents at points of the line, and all samples of up to 3 of them as the points of the sample space."""
    at = pairwise() if rng.random() < 0.2 else small(rng)
    points, weights = [rational_number(rng) + 10 * i for i in range(len(at.q))], [chosen(rng) for _ in at.q]
    images = (table(SPACE, tuple(points[drawn[m]] for drawn, _ in at.joint)) for m in range(at.size))
    return {
        "d": 1,
        "M": at.size,
        "mu": Discrete(SPACE, (Fraction(1),) * len(at.joint)),
        "p": table(SPACE, tuple(weight for _, weight in at.joint)),
        "nu": Discrete(REAL, tuple(weights), tuple(points)),
        "q": by_cases(points, [share / weight for share, weight in zip(at.q, weights, strict=True)]),
        "f": by_cases(points, at.f),
        "Z": table(NAT, tuple(images)),
    }


def small(rng: Generator) -> Setting:
    """A latent of 2 or 3 points and 1 to 3 independent samples, at most 9 of them together."""
    count = int(rng.integers(2, 4))
    q, f = distribution(rng, count), [rational_number(rng) for _ in range(count)]
    return Setting(q, f, independent(q, int(rng.integers(1, 4 if count == 2 else 3))))


def chosen(rng: Generator) -> Fraction:
    """The weight of a point."""
    return WEIGHTS[int(rng.integers(len(WEIGHTS)))]


def by_cases(points: Sequence[Fraction], values: Sequence[Fraction]) -> Term:
    """A function of a real number by its values at some points; 0 elsewhere."""
    x, body = var("x", REAL), num(0)
    for at, value in zip(points, values, strict=True):
        body = piecewise(Eq(x, num(at)), num(value), body)
    return lam(x, body)
