"""The logit against labels: of a fair mixture of both classes it must predict whether a sample is genuine.

Given φ, a label ±1 has the mean tanh(h*/2). That holds for no other logit, and uses no density.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import sqrt
from typing import Final

import numpy as np
from numpy.random import Generator

from numerics.montecarlo import Quantity
from numerics.sources import Normals
from numerics.stochastic import Slipped, Source, Values

DATA: Final = np.array([0.9, -0.4, 0.3])
MODEL: Final = np.array([-0.2, 0.5, 0.1])
GAP: Final = float(np.linalg.norm(DATA - MODEL))
#: h*(φ) given the label is N(±Δ²/2, Δ²).
SIDES: Final = (Normals((GAP**2 / 2,), (GAP,)), Normals((-(GAP**2) / 2,), (GAP,)))
Statistic = Callable[[Values, Values], Values]  # of the labels and the logits


def logit(features: Values) -> Values:
    """(μ − μ̂)ᵀφ + ½(‖μ̂‖² − ‖μ‖²)."""
    return features @ (DATA - MODEL) + (MODEL @ MODEL - DATA @ DATA) / 2


def labelled(rng: Generator, n: int) -> tuple[Values, Values]:
    """Labels ±1 and features, of N(μ, I) for 1 and of N(μ̂, I) for −1."""
    labels = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    means = np.where(labels[:, None] > 0, DATA, MODEL)
    return labels, means + rng.standard_normal((n, 3))


def moment(f: Statistic) -> float:
    """The mean of a statistic, by integration over h* given each label."""
    return (
        sum(side.mean(lambda h, y=y: f(np.full_like(h, y), h)) for side, y in zip(SIDES, (1.0, -1.0), strict=True)) / 2
    )


def source(f: Statistic, low: float, high: float) -> Source:
    """A statistic of samples."""

    def draw(rng: Generator, n: int) -> Values:
        labels, features = labelled(rng, n)
        return f(labels, logit(features))

    return Source(Quantity(draw, low, high), sqrt(moment(lambda y, h: f(y, h) ** 2)) + 1e-12)


def shifted(by: float) -> Statistic:
    """What the labels are more than a logit that is too great by so much says."""
    return lambda y, h: y - np.tanh((h + by) / 2)


def steeper(by: float) -> Statistic:
    """The same along a logit that is too steep, weighed by what it says."""

    def value(y: Values, h: Values) -> Values:
        said = np.tanh((1 + by) * h / 2)
        return (y - said) * said

    return value


def slip(
    family: Callable[[float], Statistic], low: float, high: float, text: str
) -> Callable[[float], tuple[str, Source]]:
    """The member of a family of wrong logits whose statistic has a mean of this size."""

    @cache
    def found(size: float) -> tuple[str, Source]:
        from scipy.optimize import brentq

        by = float(brentq(lambda c: abs(moment(family(c))) - size, 0.0, 4.0))  # type: ignore[arg-type] - a number
        return text.format(by), source(family(by), low, high)

    return found


SAMPLED: Final = (
    Slipped(
        result="projection_discriminator.logit",
        null="labels ±1 of samples of N(μ, I) and N(μ̂, I), equally likely, are tanh(h*/2) on average",
        what="the mean",
        source=cache(lambda: source(shifted(0.0), -2.0, 2.0)),
        claim=lambda: 0.0,
        slip=slip(shifted, -2.0, 2.0, "h* + {:.2g}"),
    ),
    Slipped(
        result="projection_discriminator.logit",
        null="labels ±1 of samples of N(μ, I) and N(μ̂, I) are tanh(h*/2) on average, weighed by tanh(h*/2) itself",
        what="the mean",
        source=cache(lambda: source(steeper(0.0), -2.0, 0.25)),
        claim=lambda: 0.0,
        slip=slip(steeper, -2.0, 0.25, "(1 + {:.2g})·h*"),
    ),
)
