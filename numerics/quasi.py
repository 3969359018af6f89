"""Fewer samples for the same error: scrambled Sobol points, antithetic pairs and control variates.

An integrand here is a function of uniform numbers: an array of shape (n, d) with entries in (0, 1) gives n values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng
from scipy.special import ndtri
from scipy.stats.qmc import Sobol

from numerics.concentration import empirical_bernstein
from numerics.estimate import Estimate
from numerics.montecarlo import Quantity, estimate, spread

Array = np.ndarray[Any, np.dtype[np.float64]]
Function = Callable[[Array], Array]
REPLICATES = 64  # independent scramblings, from which the error is read
SMALLEST = 2.0**-60  # uniform numbers stay this far from 0 and 1, so that quantiles are finite


@dataclass(frozen=True)
class Integrand:
    """A bounded function of uniform numbers whose mean is wanted.

    Args:
        function: values for points of the unit cube.
        dimension: of the cube.
        low: the values are at least this.
        high: the values are at most this.
        tail: how much the mean can be off because the function was cut.
    """

    function: Function
    dimension: int
    low: float
    high: float
    tail: float = 0.0

    def quantity(self) -> Quantity:
        """The same by independent uniform points."""
        return Quantity(_Uniform(self.function, self.dimension), self.low, self.high, self.tail)

    def paired(self) -> Quantity:
        """The same by pairs of opposite points u and 1 − u."""
        return Quantity(_Paired(self.function, self.dimension), self.low, self.high, self.tail)


@dataclass(frozen=True)
class _Uniform:
    """Values at uniform points; a class so that processes can be given it."""

    function: Function
    dimension: int

    def __call__(self, rng: Generator, n: int) -> Array:
        return self.function(rng.random((n, self.dimension)))


@dataclass(frozen=True)
class _Paired:
    function: Function
    dimension: int

    def __call__(self, rng: Generator, n: int) -> Array:
        points = rng.random((n, self.dimension))
        return (self.function(points) + self.function(1 - points)) / 2


@dataclass(frozen=True)
class _Controlled:
    """Values less a multiple of a control whose mean is known."""

    function: Function
    control: Function
    mean: float
    slope: float
    dimension: int

    def __call__(self, rng: Generator, n: int) -> Array:
        points = rng.random((n, self.dimension))
        return self.function(points) - self.slope * (self.control(points) - self.mean)


def normal(points: Array) -> Array:
    """Standard normal numbers from uniform ones, by the quantile function.

    >>> normal(np.array([0.5]))
    array([0.])
    """
    return ndtri(np.clip(points, SMALLEST, 1 - 2**-53))


def antithetic(integrand: Integrand, n: int, *, seed: int = 0, alpha: float = 1e-9) -> Estimate:
    """The mean by n/2 pairs of opposite points: exact where the integrand is odd about the centre."""
    found = estimate(integrand.paired(), max(n // 2, 2), seed=seed, alpha=alpha)
    return Estimate(found.value, found.standard_error, found.interval, alpha, 2 * found.n, seed, "antithetic")


def controlled(
    integrand: Integrand, control: Integrand, mean: float, n: int, *, seed: int = 0, alpha: float = 1e-9
) -> Estimate:
    """The mean by the difference to a control whose mean is known.

    The multiple of the control is fitted on a tenth of the samples, which are not used again, so that the estimate is
    unbiased and the range of the difference is known before it is drawn.
    """
    pilot, main = SeedSequence(seed).spawn(2)
    points = default_rng(pilot).random((max(n // 10, 100), integrand.dimension))
    values, others = integrand.function(points), control.function(points)
    gaps = others - others.mean()
    slope = float(gaps @ values / (gaps @ gaps)) if gaps.any() else 0.0
    ends = sorted(-slope * (end - mean) for end in (control.low, control.high))
    difference = _Controlled(integrand.function, control.function, mean, slope, integrand.dimension)
    tail = integrand.tail + abs(slope) * control.tail
    quantity = Quantity(difference, integrand.low + ends[0], integrand.high + ends[1], tail)
    found = estimate(quantity, n - len(points), seed=int(main.generate_state(1)[0]), alpha=alpha)
    return Estimate(found.value, found.standard_error, found.interval, alpha, n, seed, "control variate")


def quasi(
    integrand: Integrand, n: int, *, replicates: int = REPLICATES, seed: int = 0, alpha: float = 1e-9
) -> Estimate:
    """The mean by Sobol points with independent scramblings (Owen 1997).

    Each replicate is a power of two of points; replicates are independent and unbiased, so their spread is the standard
    error. The interval holds whatever the integrand is, and is therefore much wider than the standard error suggests:
    where a guarantee is needed at 1e-9, `estimate` with more samples may give the shorter one.

    Args:
        integrand: what to average.
        n: about how many evaluations in all.
        replicates: how many scramblings, at least 2.
        seed: of the scramblings.
        alpha: the probability that the interval misses the mean.
    """
    power = max(0, round(np.log2(max(n / replicates, 1))))
    means = spread(_means(integrand, power, replicates, seed))
    known = empirical_bernstein(means.mean, means.variance, replicates, integrand.high - integrand.low, alpha)
    interval = known.widened(integrand.tail)
    return Estimate(means.mean, means.standard_error, interval, alpha, replicates * 2**power, seed, "quasi")


def _means(integrand: Integrand, power: int, replicates: int, seed: int) -> list[float]:
    children = SeedSequence(seed).spawn(replicates)
    points = (Sobol(integrand.dimension, rng=default_rng(child)).random_base2(power) for child in children)
    return [float(integrand.function(p).mean()) for p in points]


def gains(integrand: Integrand, n: int, *, seed: int = 0) -> dict[str, float]:
    """How many times fewer evaluations each method needs than plain sampling for the same standard error.

    Quasi-Monte Carlo gains with n, the others do not: the figure is for this n.
    """
    plain = estimate(integrand.quantity(), n, seed=seed)
    found = {"plain": plain, "antithetic": antithetic(integrand, n, seed=seed), "quasi": quasi(integrand, n, seed=seed)}
    return {name: _ratio(plain, other) for name, other in found.items()}


def _ratio(plain: Estimate, other: Estimate) -> float:
    if not other.standard_error:
        return float("inf") if plain.standard_error else 1.0
    return plain.standard_error**2 * plain.n / (other.standard_error**2 * other.n)


def best(integrand: Integrand, n: int, *, seed: int = 0) -> str:
    """The method with the largest measured gain."""
    measured = gains(integrand, n, seed=seed)
    return max(measured, key=measured.__getitem__)
