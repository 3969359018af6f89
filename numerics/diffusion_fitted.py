"""A denoiser fitted to samples that collide, and one of loss 0 shown fresh noise.

The fit is by NumPy's Chebyshev polynomials; what it has to be is summed over the joint law of images and noises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import log, sqrt
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.outcome import Control
from numerics.stochastic import MISS, Sampled, Share, Values

# A denoiser by least squares
Integers = np.ndarray[Any, np.dtype[np.int64]]
SHADES, NOISES = {-1: 0.5, 0: 0.2, 1: 0.3}, {-1: 0.25, 0: 0.55, 1: 0.2}  # of images of one pixel, and of noise
SUMS: Final = np.arange(-2, 3)  # x + ε, the noisy points times √2 where α = ½


@cache
def joint(of: str = "mean") -> Values:
    """Over all x and ε with this sum: the average of ε, their probability, or the average of x."""
    found = []
    for total in SUMS:
        cells = [(x, e, p * q) for (x, p), (e, q) in product(SHADES.items(), NOISES.items()) if x + e == total]
        mass = sum(m for *_, m in cells)
        found.append(mass if of == "mass" else sum((e if of == "mean" else x) * m for x, e, m in cells) / mass)
    return np.array(found)


def drawn(rng: Generator, n: int, law: Mapping[int, float]) -> Integers:
    """Samples."""
    return rng.choice(np.array(list(law)), n, p=np.array(list(law.values())))


@dataclass(frozen=True, kw_only=True)
class Fitted(Sampled):
    """A denoiser fitted by least squares to noisy points that collide, against the average noise at each of them.

    The fit is a polynomial of a degree that takes any values at the five noisy points. Given how many samples are at a
    point, its value there is off by more than Hoeffding's radius with probability alpha/5 at most.
    """

    bound = "Hoeffding at each of five points"

    def sample(self, rng: Generator, n: int) -> tuple[Values, Values]:
        """The fitted values at the five points, and how many samples are there."""
        from numpy.polynomial import Chebyshev

        x, e = drawn(rng, n, SHADES), drawn(rng, n, NOISES)
        fit = Chebyshev.fit(x + e, e, len(SUMS) - 1, domain=[-2, 2])
        return np.asarray(fit(SUMS)), np.bincount(x + e + 2, minlength=len(SUMS)).astype(float)

    def radius(self, counts: Values) -> Values:
        """Hoeffding's, for noises between −1 and 1."""
        return 2 * np.sqrt(log(2 * len(SUMS) / self.alpha) / (2 * np.maximum(counts, 1)))

    def effect(self, n: int) -> float:
        """At the most frequent point: too few samples there, or the fit adrift, with half of `MISS` each."""
        from scipy.stats import binom

        few = float(binom.ppf(MISS / 2, n, float(np.max(joint("mass")))))
        return float(self.radius(np.array(few))) + 2 * sqrt(log(2 / MISS) / (2 * few))

    def differs(self, seen: tuple[Values, Values], off: float = 0.0) -> str | None:
        """Where the fit is not the average noise."""
        return self.against(seen, joint() + off)

    def against(self, seen: tuple[Values, Values], claim: Values) -> str | None:
        """Where the fit is not what is claimed."""
        fit, counts = seen
        beyond = np.abs(fit - claim) - self.radius(counts)
        k = int(np.argmax(beyond))
        where = f"√2·u = {SUMS[k]}: the fit is {fit[k]:.5f} over {counts[k]:.0f} samples, not {claim[k]:.5f}"
        return where if beyond[k] > 0 else None

    def controls(self, seen: tuple[Values, Values], rng: Generator, n: int) -> list[Control]:
        """Grosser variants."""
        wrong = {
            "the average noise over all points": np.full(len(SUMS), float(joint() @ joint("mass"))),
            "half of x + ε": SUMS / 2,
            "the average image": joint("image"),
        }
        return [*super().controls(seen, rng, n), *(Control(k, self.against(seen, v)) for k, v in wrong.items())]


FITTED: Final = Fitted(
    result="diffusion.posterior_mean",
    null="the least-squares denoiser is E[ε|u] at the noisy points u, x and ε of three values each that collide in u",
    what="E[ε|u]",
)

# Fresh noise
IMAGES: Final = np.array([[0.0, 0.0], [3.0, 1.0], [-2.0, 2.5], [1.5, -3.0]])
DIRECTIONS, EACH = 8, 6  # the noises that there are, and how many were drawn for each image
CLOSE: Final = 1e-9


def learnt(rng: Generator, n: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether a denoiser of loss 0 shows the first image for fresh noise: its noise is that of the nearest point."""
    angles = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    noises = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    trained = noises[rng.integers(DIRECTIONS, size=(n, len(IMAGES), EACH))]
    at = sqrt(0.64) * IMAGES[:, None, :] + sqrt(0.36) * trained
    u = sqrt(0.64) * IMAGES[0] + sqrt(0.36) * noises[rng.integers(DIRECTIONS, size=n)]
    near = np.argmin(np.sum((at - u[:, None, None, :]) ** 2, axis=3).reshape(n, -1), axis=1)
    told = trained.reshape(n, -1, 2)[np.arange(n), near]
    return np.max(np.abs((u - sqrt(0.36) * told) / sqrt(0.64) - IMAGES[0]), axis=1) < CLOSE


FRESH: Final = Share(
    result="diffusion.coverage",
    null="a denoiser of loss 0 shows the image for fresh noise where that noise was trained, 1 − (7/8)⁶ of all",
    what="1 − (7/8)⁶",
    n=2**15,
    draw=learnt,
    claim=lambda: 1 - (1 - 1 / DIRECTIONS) ** EACH,
    wrong={
        "loss 0 recovers the image from every noise": lambda: 1.0,
        "fresh noise is never recovered": lambda: 0.0,
        "the noises of one image are all different": lambda: EACH / DIRECTIONS,
    },
)
