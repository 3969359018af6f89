"""What a Monte Carlo run says: a number, its standard error, and an interval with its probability of error."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from numerics.concentration import Interval


@dataclass(frozen=True)
class Estimate:
    """An expectation as it was estimated.

    Attributes:
        value: The estimate.
        standard_error: Of the value, estimated from the sample.
        interval: Holds the expectation but with probability `alpha`, for every distribution with the stated range.
        alpha: That probability.
        n: How often the integrand was evaluated.
        seed: Of all random choices.
        method: "plain", "antithetic", "control variate" or "quasi".
    """

    value: float
    standard_error: float
    interval: Interval
    alpha: float
    n: int
    seed: int
    method: str = "plain"

    def contradicts(self, value: float) -> bool:
        """Whether the number lies outside the interval."""
        return value not in self.interval

    def __str__(self) -> str:
        """The value with its standard error and interval."""
        ends = f"[{self.interval.low:.6g}, {self.interval.high:.6g}]"
        return f"{self.value:.6g} ± {self.standard_error:.2g}, in {ends} but for {self.alpha:.0e} ({self.n} samples)"


@dataclass
class Moments:
    """Count, mean and sum of squared deviations; two can be put together without loss of digits (Chan et al. 1983)."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def add(self, other: Moments) -> None:
        """Take in those of other samples."""
        total = self.count + other.count
        if not total:
            return
        gap = other.mean - self.mean
        self.squares += other.squares + gap * gap * self.count * other.count / total
        self.mean += gap * other.count / total
        self.count = total

    @property
    def variance(self) -> float:
        """The sample variance; 0 for fewer than two samples."""
        return self.squares / (self.count - 1) if self.count > 1 else 0.0

    @property
    def standard_error(self) -> float:
        """Of the mean."""
        return sqrt(self.variance / self.count) if self.count else 0.0
