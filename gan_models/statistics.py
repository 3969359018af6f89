"""Intervals over many models for a median, a share or a mean, without any assumption on the law but independence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from numerics.concentration import Interval, clopper_pearson, empirical_bernstein, median_ranks

Numbers = Sequence[float] | np.ndarray[Any, Any]


class Statistic(Protocol):
    """A number that belongs to a law, and an interval for it from independent draws."""

    @property
    def name(self) -> str:
        """In one word."""
        ...

    def interval(self, values: Numbers, alpha: float) -> Interval:
        """Holds the number but with probability `alpha`."""
        ...


@dataclass(frozen=True)
class Median:
    """The median, between two order statistics; a value that is not a number counts as infinitely large or small.

    >>> Median().interval(range(101), 1e-9)
    Interval(low=20.0, high=80.0)
    """

    name = "median"

    def interval(self, values: Numbers, alpha: float) -> Interval:
        """From the ordered values; at least 31 for 1e-9."""
        given = np.asarray(values, dtype=float)
        low, high = median_ranks(len(given), alpha)
        down = np.sort(np.where(np.isnan(given), -np.inf, given))
        up = np.sort(np.where(np.isnan(given), np.inf, given))
        return Interval(float(down[low - 1]), float(up[high - 1]))


@dataclass(frozen=True)
class Share:
    """The probability of an event that happened (1) or did not (0) in each model (Clopper and Pearson 1934).

    >>> Share().interval([1] * 420, 1e-9).low > 0.95
    True
    """

    name = "share"

    def interval(self, values: Numbers, alpha: float) -> Interval:
        """From how often it happened."""
        given = np.asarray(values, dtype=float)
        if not np.isin(given, (0.0, 1.0)).all():
            raise ValueError("a share counts events: every value has to be 0 or 1")
        return clopper_pearson(int(given.sum()), len(given), alpha)


@dataclass(frozen=True)
class Mean:
    """The expectation of numbers that lie between two bounds (Maurer and Pontil 2009).

    Attributes:
        low: No value can be lower.
        high: No value can be higher.
    """

    low: float
    high: float
    name = "mean"

    def interval(self, values: Numbers, alpha: float) -> Interval:
        """From mean and sample variance."""
        given = np.asarray(values, dtype=float)
        if not ((self.low <= given) & (given <= self.high)).all():
            raise ValueError(f"a value is not between {self.low} and {self.high}")
        variance = float(given.var(ddof=1))
        return empirical_bernstein(float(given.mean()), variance, len(given), self.high - self.low, alpha)
