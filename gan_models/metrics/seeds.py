"""What a metric is over several seeds."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, variance
from typing import NamedTuple

from numerics.concentration import student


class Estimate(NamedTuple):
    """A mean over seeds, and where the expectation is believed to lie.

    Attributes:
        mean: Over the seeds.
        low: Lower end of the interval.
        high: Upper end.
        seeds: How many there were.
    """

    mean: float
    low: float
    high: float
    seeds: int

    def __str__(self) -> str:
        return f"{self.mean:.4g} [{self.low:.4g}, {self.high:.4g}] over {self.seeds} seeds"


def interval(values: Sequence[float], alpha: float = 0.05) -> Estimate:
    """Student's interval for the expectation over seeds.

    It supposes that the values are nearly normal, which a handful of seeds cannot show; intervals that need no such
    thing (`numerics.concentration`) say nothing with so few. Compare two recipes by the differences between runs with
    the same seeds.

    Args:
        values: of one metric, a seed each.
        alpha: the probability that the expectation is outside.

    Raises:
        ValueError: fewer than two values.

    >>> print(interval([2.0, 3.0, 4.0]))
    3 [0.5159, 5.484] over 3 seeds
    """
    if len(values) < 2:
        raise ValueError("one seed has no interval: give the values of at least two")
    mean = fmean(values)
    return Estimate(mean, *student(mean, variance(values), len(values), alpha), len(values))
