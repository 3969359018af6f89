"""The gradient of the generator's loss by samples, against finite differences of KL − 2·JSD by integration."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from numerics.sources import STANDARD, Normals, divergence, on_line, shannon, slope
from numerics.stochastic import Mean, Values

THETA: Final = 1.3
DATA: Final = STANDARD


def model(theta: float) -> Normals:
    """q_θ = N(θ, 1)."""
    return Normals((theta,), (1.0,))


def frozen(noise: Values) -> Values:
    """The slope of −log D*(θ + ε) by θ, D* = p/(p + q_{θ₀}) frozen; log(q/p) has the slope θ₀."""
    from scipy.stats import norm

    x = THETA + noise
    p, q = norm.pdf(x), norm.pdf(x, THETA)
    return THETA * q / (p + q)


def derivative(share: float, swapped: bool = False) -> Callable[[], float]:
    """The slope of KL − share·JSD at θ₀."""

    def at(theta: float) -> float:
        q = model(theta)
        return (divergence(DATA, q) if swapped else divergence(q, DATA)) - share * shannon(DATA, q)

    return lambda: slope(at, THETA)


SAMPLED: Final = (
    Mean(
        result="generator_losses.kl_gradient",
        null="the slope of −log D* along samples of q_θ = N(θ, 1), D* frozen, has the mean (KL − 2·JSD)′, p = N(0, 1)",
        what="the slope of KL − 2·JSD",
        source=cache(lambda: on_line(STANDARD, frozen)),
        claim=cache(derivative(2.0)),
        wrong={
            "− JSD for − 2·JSD": derivative(1.0),
            "+ 2·JSD": derivative(-2.0),
            "the slope of KL alone": derivative(0.0),
            "the direction of descent taken for the gradient": lambda: -derivative(2.0)(),
        },
    ),
)
