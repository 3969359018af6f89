"""Confidence intervals that hold for every distribution, at any level and any sample size.

A Student interval relies on the mean being nearly normal. At a level such as 1e-9 it is not: for a rare event no sample
may have seen it, and the interval is then a point. The bounds here cost some width and need only what they say.
"""

from __future__ import annotations

from math import inf, log, sqrt
from typing import NamedTuple


class Interval(NamedTuple):
    """All numbers from `low` to `high`."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        """Whether a number lies in it."""
        return isinstance(value, int | float) and self.low <= value <= self.high

    @property
    def radius(self) -> float:
        """Half its length."""
        return (self.high - self.low) / 2

    def widened(self, by: float) -> Interval:
        """The interval with more on both sides."""
        return Interval(self.low - by, self.high + by)


def _level(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha = {alpha}: the probability of an error lies between 0 and 1")


def _sample(n: int, least: int) -> None:
    if n < least:
        raise ValueError(f"n = {n}: at least {least} samples are needed")


def hoeffding(mean: float, n: int, span: float, alpha: float) -> Interval:
    """The mean of independent numbers that each lie in an interval of length `span` (Hoeffding 1963).

    Args:
        mean: of the sample.
        n: its size.
        span: the length of the interval.
        alpha: the probability that the expectation is outside.

    >>> hoeffding(0.5, 10_000, 1.0, 1e-9).radius < 0.033
    True
    """
    _level(alpha)
    _sample(n, 1)
    radius = span * sqrt(log(2 / alpha) / (2 * n))
    return Interval(mean - radius, mean + radius)


def bernstein_radius(variance: float, n: int, span: float, alpha: float) -> float:
    """How far the mean can be from the expectation, by the sample variance (Maurer and Pontil 2009, theorem 4).

    √(2·s²·log(4/α)/n) + 7·span·log(4/α)/(3(n − 1)), on both sides together with probability at least 1 − α.
    """
    _level(alpha)
    _sample(n, 2)
    risk = log(4 / alpha)
    return sqrt(2 * variance * risk / n) + 7 * span * risk / (3 * (n - 1))


def empirical_bernstein(mean: float, variance: float, n: int, span: float, alpha: float) -> Interval:
    """The expectation of independent numbers in an interval of length `span`, by their mean and sample variance.

    >>> tight = empirical_bernstein(0.0, 1e-4, 1_000_000, 1.0, 1e-9)
    >>> tight.radius < hoeffding(0.0, 1_000_000, 1.0, 1e-9).radius / 20
    True
    """
    radius = bernstein_radius(variance, n, span, alpha)
    return Interval(mean - radius, mean + radius)


def clopper_pearson(successes: int, n: int, alpha: float) -> Interval:
    """A probability from the number of successes in n independent trials (Clopper and Pearson 1934), exactly.

    >>> clopper_pearson(0, 1000, 1e-9).high < 0.022
    True
    """
    from scipy.stats import beta

    _level(alpha)
    _sample(n, 1)
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} trials")
    low = float(beta.ppf(alpha / 2, successes, n - successes + 1)) if successes else 0.0
    high = float(beta.ppf(1 - alpha / 2, successes + 1, n - successes)) if successes < n else 1.0
    return Interval(low, high)


def dkw_radius(n: int, alpha: float) -> float:
    """How far the empirical distribution function can be from the true one, anywhere (Massart 1990).

    >>> round(dkw_radius(100_000, 1e-9), 4)
    0.0103
    """
    _level(alpha)
    _sample(n, 1)
    return sqrt(log(2 / alpha) / (2 * n))


def samples_for(radius: float, deviation: float, span: float, alpha: float) -> int:
    """How many samples make the Bernstein radius so small, if their standard deviation is `deviation`.

    >>> n = samples_for(0.01, 0.5, 1.0, 1e-9)
    >>> bernstein_radius(0.25, n, 1.0, 1e-9) <= 0.01 < bernstein_radius(0.25, n - 1, 1.0, 1e-9)
    True
    """
    if not 0 < radius < inf:
        raise ValueError(f"radius = {radius}: write a positive number")
    n = 2
    while bernstein_radius(deviation**2, n, span, alpha) > radius:
        n *= 2
    few, many = max(n // 2, 2), n
    while few < many:
        middle = (few + many) // 2
        few, many = (
            (few, middle) if bernstein_radius(deviation**2, middle, span, alpha) <= radius else (middle + 1, many)
        )
    return many


def student(mean: float, variance: float, n: int, alpha: float) -> Interval:
    """What a Student interval says: only to be shown beside the others, since it does not hold at small levels."""
    from scipy.stats import t

    _level(alpha)
    _sample(n, 2)
    radius = float(t.ppf(1 - alpha / 2, n - 1)) * sqrt(variance / n)
    return Interval(mean - radius, mean + radius)
