"""Diffusion by samples: moments and laws of the forward process, run step by step.

The process is simulated by its recursion; the numbers it is held against come from its solution, by SciPy's normal
law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import sqrt
from typing import Final

import numpy as np
from numpy.random import Generator

from numerics.diffusion_fitted import FITTED, FRESH
from numerics.montecarlo import Quantity
from numerics.sources import of_noise
from numerics.stochastic import Distribution, Law, Mean, Sampled, Source, Values

PLACES: Final = 201  # at which distribution functions are compared

# One step: x and ε uncorrelated within themselves and independent of each other, neither of them normal
BETA: Final = 0.36
X_MEAN, NOISE_MEAN = np.array([0.5, -0.8]), np.array([0.3, 0.2])
ALONG: Final = np.array([0.6, 0.8])  # a unit vector


def image(rng: Generator, n: int) -> Values:
    """x: one entry uniform, the other one of two values, both of variance 1."""
    flat = sqrt(12) * (rng.random(n) - 0.5)
    skew = np.where(rng.random(n) < 0.2, 2.0, -0.5)
    return X_MEAN + np.stack([flat, skew], axis=1)


def circle(rng: Generator, n: int) -> Values:
    """ε: on a circle of radius √2, so that its entries are uncorrelated but not independent."""
    angle = 2 * np.pi * rng.random(n)
    return NOISE_MEAN + sqrt(2) * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def step(rng: Generator, n: int) -> Values:
    """√(1 − β)·x + √β·ε."""
    return sqrt(1 - BETA) * image(rng, n) + sqrt(BETA) * circle(rng, n)


def middle(c: float = sqrt(1 - BETA), s: float = sqrt(BETA)) -> Values:
    """c·E[x] + s·E[ε]."""
    return c * X_MEAN + s * NOISE_MEAN


REACH: Final = sqrt(1 - BETA) * np.array([sqrt(3), 2.0]) + sqrt(BETA) * sqrt(2)  # of the entries beside their means


def first_entry() -> Source:
    """The first entry."""
    low, high = middle()[0] - REACH[0], middle()[0] + REACH[0]
    return Source(Quantity(lambda rng, n: step(rng, n)[:, 0], low, high), 1.0)


def square_along() -> Source:
    """The square along a direction, the mean taken off. Its variance is 2 plus the fourth cumulant.

    The fourth cumulants are −1.2 and ¼ for the entries of x, −1.5 for the part of ε along any direction.
    """
    most = float(ALONG @ REACH) ** 2
    cumulant = (1 - BETA) ** 2 * float(ALONG**4 @ [-1.2, 0.25]) - 1.5 * BETA**2
    return Source(Quantity(lambda rng, n: ((step(rng, n) - middle()) @ ALONG) ** 2, 0.0, most), sqrt(2 + cumulant))


def product_of_entries() -> Source:
    """The product of both entries, the means taken off. For ε alone the mean of its square is ½."""
    most = float(np.prod(REACH))
    deviation = sqrt((1 - BETA) ** 2 + 2 * BETA * (1 - BETA) + BETA**2 / 2)
    return Source(Quantity(lambda rng, n: np.prod(step(rng, n) - middle(), axis=1), -most, most), deviation)


def after_one_step(
    source: Callable[[], Source], null: str, what: str, claim: float, wrong: Mapping[str, float]
) -> Mean:
    """A moment after one step."""
    return Mean(
        result="diffusion.variance_preserving",
        null=f"{null}, where x and ε have the covariance I",
        what=what,
        source=source,
        claim=lambda: claim,
        wrong={name: lambda value=value: value for name, value in wrong.items()},
    )


def variance_preserving() -> list[Mean]:
    """Mean and covariance after one step."""
    c, s = sqrt(1 - BETA), sqrt(BETA)
    mean = {"(1 − β)·m + β·e": middle(1 - BETA, BETA)[0], "m": X_MEAN[0], "√β·m + √(1 − β)·e": middle(s, c)[0]}
    spread = {
        "x + √β·ε": 1 + BETA,
        "(1 − β)·x + β·ε": (1 - BETA) ** 2 + BETA**2,
        "√(1 − β)·x + β·ε": 1 - BETA + BETA**2,
        "noise that is x itself": (c + s) ** 2,
    }
    mixed = {"ε is x with its entries swapped": 2 * c * s, "second moments, not centred": float(np.prod(middle()))}
    text = "√(1 − β)·x + √β·ε"
    return [
        after_one_step(first_entry, f"the first entry of {text} has the mean √(1 − β)·m₀ + √β·e₀", "the mean",
                       float(middle()[0]), mean),
        after_one_step(square_along, f"{text} has the variance 1 along a direction", "the variance", 1.0, spread),
        after_one_step(product_of_entries, f"the entries of {text} have the covariance 0", "the covariance", 0.0,
                       mixed),
    ]  # fmt: skip


# Two normal numbers
A, B = 0.8, -1.5  # a² + b² = 1.7²


def normal_law(mean: float, spread: float, around: tuple[float, float]) -> Values:
    """SciPy's distribution function at places about a mean, in units of a standard deviation."""
    from scipy.stats import norm

    return norm.cdf(around[0] + around[1] * np.linspace(-5, 5, PLACES), mean, spread)


def normal_sum(noise: Values) -> Values:
    """a·ε₁ + b·ε₂."""
    return A * noise[:, 0] + B * noise[:, 1]


@cache
def sum_law() -> Law:
    """N(0, a² + b²)."""
    return Law(1.7 * np.linspace(-5, 5, PLACES), normal_law(0.0, 1.7, (0.0, 1.7)))


def sum_of_gaussians() -> list[Sampled]:
    """The law of a·ε₁ + b·ε₂ and its variance."""
    law = Distribution(
        result="diffusion.sum_of_gaussians",
        null="a·ε₁ + b·ε₂ has SciPy's distribution function of N(0, a² + b²), a = 0.8, b = −1.5",
        what="a·ε₁ + b·ε₂",
        draw=lambda rng, n: normal_sum(rng.standard_normal((n, 2))),
        law=sum_law,
        wrong=cache(lambda: normal_law(0.0, abs(A) + abs(B), (0.0, 1.7))),
        slip="N(0, (|a| + |b|)²)",
    )
    square = Mean(
        result="diffusion.sum_of_gaussians",
        null="(a·ε₁ + b·ε₂)² has the mean a² + b², a = 0.8, b = −1.5",
        what="a² + b²",
        n=2**19,
        source=cache(lambda: of_noise(lambda e: normal_sum(e) ** 2, 2)),
        claim=lambda: A**2 + B**2,
        wrong={
            "(a + b)²": lambda: (A + B) ** 2,
            "(a² + b²)/2": lambda: (A**2 + B**2) / 2,
            "√(a² + b²)": lambda: sqrt(A**2 + B**2),
        },
    )
    return [law, square]


# The forward process
RATES: Final = np.array([0.05, 0.3, 0.1, 0.02, 0.2, 0.15])
START: Final = np.array([1.6, -1.1])
ALPHA_T: Final = float(np.prod(1 - RATES))


def chain(noise: Values) -> Values:
    """x_T from all noises, one step after the other."""
    x = np.broadcast_to(START, (len(noise), len(START)))
    for t, rate in enumerate(RATES):
        x = sqrt(1 - rate) * x + sqrt(rate) * noise[:, 2 * t : 2 * t + 2]
    return x


def run(rng: Generator, n: int) -> Values:
    """x_T along a direction."""
    return chain(rng.standard_normal((n, 2 * len(RATES)))) @ ALONG


@cache
def chain_law() -> Law:
    """N(√α·uᵀx_0, 1 − α) along u."""
    centre, spread = sqrt(ALPHA_T) * float(ALONG @ START), sqrt(1 - ALPHA_T)
    return Law(centre + spread * np.linspace(-5, 5, PLACES), normal_law(centre, spread, (centre, spread)))


def kernel_law() -> Distribution:
    """The law of x_T along a direction."""
    centre, spread = sqrt(ALPHA_T) * float(ALONG @ START), sqrt(1 - ALPHA_T)
    return Distribution(
        result="diffusion.kernel",
        null="x_T after six simulated steps has SciPy's N(√α·x_0, 1 − α) along a direction, α = Π(1 − β_t)",
        what="uᵀx_T",
        draw=run,
        law=chain_law,
        wrong=cache(lambda: normal_law(centre, 1 - ALPHA_T, (centre, spread))),
        slip="the standard deviation 1 − α",
    )


def moment_of_chain(
    f: Callable[[Values], Values], null: str, what: str, claim: float, wrong: Mapping[str, float]
) -> Mean:
    """A quadratic moment of x_T."""
    return Mean(
        result="diffusion.kernel",
        null=null,
        what=what,
        source=cache(lambda: of_noise(lambda noise: f(chain(noise)), 2 * len(RATES))),
        claim=lambda: claim,
        wrong={name: lambda value=value: value for name, value in wrong.items()},
    )


def squares(factor: float, variance: float) -> float:
    """factor·‖x_0‖² + d·variance."""
    return factor * float(START @ START) + len(START) * variance


def chain_moments() -> list[Mean]:
    """Of ‖x_T‖² and of the product of the entries."""
    betas, both = float(np.prod(RATES)), float(np.prod(START))
    length = {
        "α = Π β_t": squares(betas, 1 - betas),
        "variance α": squares(ALPHA_T, ALPHA_T),
        "variance √(1 − α)": squares(ALPHA_T, sqrt(1 - ALPHA_T)),
        "variance β_{T−1}": squares(ALPHA_T, float(RATES[-1])),
        "mean α·x_0": squares(ALPHA_T**2, 1 - ALPHA_T),
        "mean x_0": squares(1.0, 1 - ALPHA_T),
    }
    mixed = {"the same noise in both entries": ALPHA_T * both + 1 - ALPHA_T, "mean x_0": both, "mean 0": 0.0}
    return [
        moment_of_chain(lambda x: np.sum(x * x, axis=1), "‖x_T‖² after six steps has the mean α‖x_0‖² + d(1 − α)",
                        "α‖x_0‖² + d(1 − α)", squares(ALPHA_T, 1 - ALPHA_T), length),
        moment_of_chain(lambda x: np.prod(x, axis=1), "the entries of x_T after six steps are uncorrelated",
                        "α times the product of the entries of x_0", ALPHA_T * both, mixed),
    ]  # fmt: skip


SAMPLED: Final = (*variance_preserving(), *sum_of_gaussians(), kernel_law(), *chain_moments(), FITTED, FRESH)
