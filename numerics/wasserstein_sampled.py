"""W₁ of sampled normal distributions: SciPy's distance of both samples, and the mean of the best critic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.random import Generator

from numerics.concentration import Interval
from numerics.sources import Normals, integral, of_noise, on_line
from numerics.stochastic import MISS, Mean, Sampled, Values

THETA, THETA_0, EPSILON = 1.3, 0.5, 0.6
DELTA: Final = THETA - THETA_0
NORMALS: Final = Normals((THETA,), (EPSILON,)), Normals((THETA_0,), (EPSILON,))


@dataclass(frozen=True, kw_only=True)
class Transport(Sampled):
    """W₁ of two samples of n normal numbers against |θ − θ₀|.

    As a function of all 2n standard normal numbers it is Lipschitz with the constant ε·√(2/n), so that it is within t
    of its mean but for 2·exp(−t²n/(4ε²)) (Tsirelson, Ibragimov, Sudakov 1976); its mean is W₁ at least, and at most
    2ε·∫√(Φ(1 − Φ))/√n more (Bobkov and Ledoux 2019).
    """

    claim: float
    spread: float
    bound = "Gaussian concentration"

    def sample(self, rng: Generator, n: int) -> tuple[float, int]:
        """SciPy's distance of two samples."""
        from scipy.stats import wasserstein_distance

        one, other = (law.draw(rng, n) for law in NORMALS)
        return float(wasserstein_distance(one, other)), n

    def drift(self, n: int, alpha: float) -> float:
        """How far it is from its mean, on one side, but for alpha."""
        return 2 * self.spread * sqrt(log(1 / alpha) / n)

    def excess(self, n: int) -> float:
        """How much its mean can be above the distance."""
        return 2 * self.spread * standard_excess() / sqrt(n)

    def effect(self, n: int) -> float:
        """Both drifts and the excess."""
        return self.drift(n, self.alpha / 2) + self.drift(n, MISS) + self.excess(n) + 1e-12

    def interval(self, seen: tuple[float, int]) -> Interval:
        """All distances that agree with what was seen."""
        value, n = seen
        width = self.drift(n, self.alpha / 2)
        return Interval(value - width - self.excess(n), value + width)

    def differs(self, seen: tuple[float, int], off: float = 0.0) -> str | None:
        """Whether the claim is outside."""
        claim = self.claim + off
        return None if claim in self.interval(seen) else f"the samples are {seen[0]:.5f} apart, not {claim:.5f}"


@cache
def standard_excess() -> float:
    """∫ √(Φ(1 − Φ))."""
    from scipy.stats import norm

    return integral(lambda x: np.sqrt(norm.cdf(x) * norm.sf(x)), -40.0, 40.0)


def ratio(noise: Values) -> Values:
    """log q − log p at a sample of q."""
    q, p = NORMALS
    x = THETA + EPSILON * noise[:, 0]
    return q.logpdf(x) - p.logpdf(x)


SAMPLED: Final = (
    Mean(
        result="wasserstein.gaussian_kl",
        null="log(q/p) has the mean δ²/(2ε²) for samples of q = N(θ, ε²), p = N(θ₀, ε²)",
        what="δ²/(2ε²)",
        source=cache(lambda: of_noise(ratio, 1)),
        claim=lambda: DELTA**2 / (2 * EPSILON**2),
        wrong={
            "the ½ forgotten": lambda: DELTA**2 / EPSILON**2,
            "ε for ε²": lambda: DELTA**2 / (2 * EPSILON),
            "|δ| for δ²": lambda: abs(DELTA) / (2 * EPSILON**2),
        },
    ),
    Transport(
        result="wasserstein.lipschitz_critic",
        null="SciPy's W₁ of samples of N(θ, ε²) and N(θ₀, ε²) is |θ − θ₀|",
        what="|θ − θ₀|",
        n=2**15,
        claim=abs(DELTA),
        spread=EPSILON,
    ),
    Mean(
        result="wasserstein.lipschitz_critic",
        null="the critic of slope −sign(θ − θ₀) has the loss −|θ − θ₀| for samples of N(θ, ε²) and N(θ₀, ε²)",
        what="−|θ − θ₀|",
        source=cache(lambda: on_line(NORMALS[0], np.negative) + on_line(NORMALS[1], np.positive)),
        claim=lambda: -abs(DELTA),
        wrong={
            "|θ − θ₀|": lambda: abs(DELTA),
            "−|θ − θ₀|/2": lambda: -abs(DELTA) / 2,
            "the best value is −1": lambda: -1.0,
        },
    ),
)
