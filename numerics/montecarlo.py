"""Monte Carlo with a stated probability of error: chunks of independent streams, on one process or on many.

A quantity is an expectation whose integrand is bounded, if need be by leaving out tails whose share is bounded. Samples
come in chunks, each with its own stream of the seed, so that the result is the same on any number of processes, and
memory does not grow with their number.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng

from numerics.concentration import Interval, empirical_bernstein
from numerics.estimate import Estimate, Moments

CHUNK = 2**16  # samples drawn at a time
LONG = 10**7  # samples from which a terminal gets a progress bar
TOGETHER = 16  # chunks that are sent to an executor at once
AHEAD = 8  # such parcels that wait in an executor at a time
Progress = Callable[[int, int], None]
Values = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Quantity:
    """An expectation E[f(Z)] with bounded f.

    Args:
        draw: f at n independent samples from a stream; a function that can be pickled, for processes.
        low: f is at least this.
        high: f is at most this.
        tail: how much the expectation can be off because samples in the tails were left out or f was cut there.
    """

    draw: Callable[[Generator, int], Values]
    low: float
    high: float
    tail: float = 0.0

    @property
    def span(self) -> float:
        """The length of the range of f."""
        return self.high - self.low


class OutOfRange(ValueError):
    """An integrand left the range that was stated for it, so that its intervals would mean nothing."""


def estimate(
    quantity: Quantity,
    n: int,
    *,
    seed: int = 0,
    alpha: float = 1e-9,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """The expectation by n independent samples, with an empirical Bernstein interval.

    Args:
        quantity: what to estimate.
        n: how many samples, at least 2.
        seed: of all random choices; the estimate does not depend on the executor.
        alpha: the probability that the interval misses the expectation.
        executor: any PEP 3148 executor, such as a process pool or Dask's; this process by default.
        progress: called with (samples done, n); by default a bar on a terminal for 10⁷ samples and more.

    Raises:
        OutOfRange: the integrand left its range.

    >>> coin = Quantity(lambda rng, n: rng.integers(0, 2, n).astype(float), 0.0, 1.0)
    >>> 0.5 in estimate(coin, 10_000, seed=1).interval
    True
    """
    moments = _moments(quantity, n, SeedSequence(seed), executor, progress)
    return _judged(quantity, moments, seed, alpha)


def until(
    quantity: Quantity,
    radius: float,
    *,
    seed: int = 0,
    alpha: float = 1e-9,
    start: int = 2**12,
    limit: int = 2**32,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Estimate:
    """The expectation to within a radius, by as many samples as that takes.

    The sample is doubled until the interval is short enough; look k uses the share α/(k(k + 1)) of the error, so that
    the interval at which it stops holds with probability 1 − α although the data decide when (Mnih et al. 2008).

    Raises:
        TimeoutError: `limit` samples are not enough; the message tells how short the interval became.
    """
    root, moments, wanted, look = SeedSequence(seed), Moments(), start, 1
    while True:
        moments.add(_moments(quantity, wanted - moments.count, root.spawn(1)[0], executor, progress))
        found = _judged(quantity, moments, seed, alpha / (look * (look + 1)))
        if found.interval.radius <= radius:
            return Estimate(found.value, found.standard_error, found.interval, alpha, found.n, seed)
        if 2 * wanted > limit:
            raise TimeoutError(f"after {wanted} samples the radius is {found.interval.radius:.3g}, not {radius:.3g}")
        wanted, look = 2 * wanted, look + 1


def _judged(quantity: Quantity, moments: Moments, seed: int, alpha: float) -> Estimate:
    known = empirical_bernstein(moments.mean, moments.variance, moments.count, quantity.span, alpha)
    low, high = known.widened(quantity.tail)
    inside = Interval(max(low, quantity.low - quantity.tail), min(high, quantity.high + quantity.tail))
    return Estimate(moments.mean, moments.standard_error, inside, alpha, moments.count, seed)


def _moments(
    quantity: Quantity, n: int, seed: SeedSequence, executor: Executor | None, progress: Progress | None
) -> Moments:
    if n < 2:
        raise ValueError(f"n = {n}: at least 2 samples are needed")
    sizes = [min(CHUNK, n - done) for done in range(0, n, CHUNK)]
    with _watched(n, progress) as report:
        total = Moments()
        for part in _collected(quantity, sizes, seed, executor):
            total.add(part)
            report(total.count, n)
    return total


def _collected(
    quantity: Quantity, sizes: list[int], seed: SeedSequence, executor: Executor | None
) -> Iterator[Moments]:
    """The moments of the chunks, in their order, with few of them waiting at a time."""
    parts = ((size, seed.spawn(1)[0]) for size in sizes)
    if executor is None:
        yield from (chunk(quantity, *part) for part in parts)
        return
    jobs = iter(lambda: [*islice(parts, TOGETHER)], [])
    waiting = [executor.submit(chunks, quantity, job) for job in islice(jobs, AHEAD)]
    while waiting:
        done: Future[list[Moments]] = waiting.pop(0)
        yield from done.result()
        waiting += [executor.submit(chunks, quantity, job) for job in islice(jobs, 1)]


def chunks(quantity: Quantity, parts: Sequence[tuple[int, SeedSequence]]) -> list[Moments]:
    """Several chunks in a row, so that sending the work takes little of the time."""
    return [chunk(quantity, *part) for part in parts]


def chunk(quantity: Quantity, size: int, seed: SeedSequence) -> Moments:
    """Draw once and keep count, mean and squares."""
    values = quantity.draw(default_rng(seed), size)
    if values.shape != (size,):
        raise ValueError(f"the integrand gave an array of shape {values.shape} for {size} samples")
    low, high = float(values.min()), float(values.max())
    if not (quantity.low <= low and high <= quantity.high):  # also for nan
        raise OutOfRange(f"the integrand took values from {low} to {high}, outside [{quantity.low}, {quantity.high}]")
    mean = float(values.mean())
    gaps = values - mean
    np.multiply(gaps, gaps, out=gaps)  # not gaps @ gaps: BLAS would start threads that fight over the cores
    return Moments(size, mean, float(gaps.sum()))


class _watched:  # noqa: N801 - a context manager used like a function
    """What reports progress: the caller's function, a bar on a terminal, or nothing."""

    def __init__(self, n: int, progress: Progress | None) -> None:
        self.n, self.given, self.bar = n, progress, None

    def __enter__(self) -> Progress:
        if self.given is not None:
            return self.given
        if self.n < LONG or not sys.stderr.isatty():
            return lambda done, total: None
        from rich.console import Console
        from rich.progress import Progress as Bar

        self.bar = Bar(console=Console(stderr=True), transient=True)
        self.bar.start()
        task = self.bar.add_task("samples", total=self.n)
        return lambda done, total: self.bar.update(task, completed=done)  # type: ignore[union-attr] - it runs

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()


def spread(values: Iterable[float]) -> Moments:
    """The moments of a few numbers."""
    total = Moments()
    for value in values:
        total.add(Moments(1, value))
    return total
