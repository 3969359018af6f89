"""Evidence for `diffusion.kernel`: mean and variance step by step exactly, densities step by step on grids.

Rates are squares of Pythagorean pairs, so that √β and √(1 − β) are rational.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from derivations.kernel.terms import NAT
from numerics.column_maps import Column, shown
from numerics.diffusion_data import PAIRS
from numerics.functions import Native
from numerics.matrices import Matrix
from numerics.normal_space import Row, affine, standard
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.randomness import generator, rational_number
from numerics.spaces import Lebesgue, table

if TYPE_CHECKING:
    from derivations.proof import Proof


@dataclass(frozen=True)
class Process:
    """A start x_0 and the roots of 1 − β_t and β_t for t = 0, 1, …."""

    start: Column
    roots: tuple[tuple[Fraction, Fraction], ...]

    def alpha_root(self, t: int) -> Fraction:
        """√α_t."""
        return prod((c for c, _ in self.roots[:t]), start=Fraction(1))

    def betas(self, t: int) -> Fraction:
        """The product of β_s over s < t."""
        return prod((s**2 for _, s in self.roots[:t]), start=Fraction(1))

    def moments(self, t: int, correlation: int = 0) -> tuple[Column, Fraction]:
        """Mean and variance of an entry of x_t, step by step; correlation 1: every noise is the same."""
        mean, variance, shared = self.start, Fraction(0), Fraction(0)
        for c, s in self.roots[:t]:
            mean, shared = tuple(c * m for m in mean), c * shared + s
            variance = shared**2 if correlation else c**2 * variance + s**2
        return mean, variance

    def stated(self, t: int) -> tuple[Column, Fraction]:
        """√α_t·x_0 and 1 − α_t."""
        root = self.alpha_root(t)
        return tuple(root * x for x in self.start), 1 - root**2

    def __str__(self) -> str:
        """Show the start and the rates."""
        return f"x_0 = {shown([self.start])}, β = ({', '.join(str(s**2) for _, s in self.roots)})"


def process(rng: Generator, size: int, steps: int) -> Process:
    """A start and rates."""
    start = tuple(rational_number(rng) for _ in range(size))
    return Process(start, tuple(PAIRS[int(k)] for k in rng.integers(len(PAIRS), size=steps)))


GRID: Final = np.linspace(-14.0, 14.0, 561)  # fine beside the least deviation 5/13, and wide beside the greatest
CLOSE: Final = 1e-10  # the trapezoidal rule converges exponentially for normal densities


def step_kernel(c: Fraction, s: Fraction) -> np.ndarray:
    """N(y; c·x, s²)·Δx for all y and x of the grid."""
    from scipy.stats import norm

    return norm.pdf(GRID[:, None], float(c) * GRID[None, :], float(s)) * (GRID[1] - GRID[0])


def on_grid(at: Process, t: int) -> np.ndarray:
    """The density of x_t on the grid, in as many dimensions as x_0 has entries: step by step, by integration."""
    from scipy.stats import norm

    c, s = at.roots[0]
    first = [norm.pdf(GRID, float(c * x), float(s)) for x in at.start]
    density = first[0] if len(first) == 1 else np.outer(*first)
    for c, s in at.roots[1:t]:
        step = step_kernel(c, s)
        density = step @ density if len(first) == 1 else step @ density @ step.T
    return density


def stated_on_grid(mean: Column, variance: float) -> np.ndarray:
    """N(x; m, v·I) on the grid, by SciPy."""
    from scipy.stats import multivariate_normal

    spread: Any = variance * np.eye(len(mean))
    law: Any = multivariate_normal([float(m) for m in mean], spread)
    axes = np.meshgrid(*[GRID] * len(mean), indexing="ij")
    return law.pdf(np.stack(axes, axis=-1))


def kernel(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Mean and variance of x_t step by step, exactly; its density step by step on a grid in one and two dimensions."""
    return [_recursion(rng, scale), _densities(rng, scale)]


def _recursion(rng: Generator, scale: float) -> Outcome:
    """Mean and variance, exactly."""
    drawn = [(process(rng, 2, 7), t) for _ in range(round(8 * scale) + 3) for t in range(1, 8)]
    moving = [(at, t) for at, t in drawn if any(at.start)]
    later = [(at, t) for at, t in drawn if t > 1]

    def differs(at: Process, t: int, mean: Column, variance: Fraction, correlation: int = 0) -> str | None:
        found = at.moments(t, correlation)
        return None if found == (mean, variance) else f"{at}, t = {t}: mean and variance are {found}"

    def scaled(at: Process, t: int, root: Fraction) -> str | None:
        return differs(at, t, tuple(root * x for x in at.start), at.stated(t)[1])

    def spread(at: Process, t: int, variance: Fraction) -> str | None:
        return differs(at, t, at.stated(t)[0], variance)

    wrong = [
        rejects("α_t = Π β_s", (spread(at, t, 1 - at.betas(t)) for at, t in drawn)),
        rejects("variance α_t", (spread(at, t, at.alpha_root(t) ** 2) for at, t in drawn)),
        rejects("variance β_{t−1}", (spread(at, t, at.roots[t - 1][1] ** 2) for at, t in later)),
        rejects("mean α_t·x_0", (scaled(at, t, at.alpha_root(t) ** 2) for at, t in moving)),
        rejects("mean x_0", (scaled(at, t, Fraction(1)) for at, t in moving)),
        rejects("mean √(1 − β_{t−1})·x_0", (scaled(at, t, at.roots[t - 1][0]) for at, t in moving)),
        rejects("the same noise at every step", (differs(at, t, *at.stated(t), 1) for at, t in later)),
    ]
    detail = f"Mean and variance of x_t are √α_t·x_0 and 1 − α_t, exactly, for {len(drawn)} pairs of rates and t."
    return tally(detail, (differs(at, t, *at.stated(t)) for at, t in drawn), wrong)


def _densities(rng: Generator, scale: float) -> Outcome:
    """The density on a grid."""
    count = round(2 * scale) + 1
    drawn = [
        (process(rng, size, 4), t) for size, most in ((1, 4), (2, 2)) for _ in range(count) for t in range(1, most + 1)
    ]

    def differs(at: Process, t: int, mean: Column, variance: float) -> str | None:
        gap = float(np.abs(on_grid(at, t) - stated_on_grid(mean, variance)).max())
        return None if gap < CLOSE else f"{at}, t = {t}: the densities differ by {gap}"

    def wider(at: Process, t: int) -> str | None:
        mean, variance = at.stated(t)
        return differs(at, t, mean, float(variance) ** 0.5)

    def unscaled(at: Process, t: int) -> str | None:
        return differs(at, t, at.start, float(at.stated(t)[1]))

    wrong = [
        rejects("variance √(1 − α_t)", (wider(at, t) for at, t in drawn)),
        rejects("density around x_0", (unscaled(at, t) for at, t in drawn)),
    ]
    detail = f"The density of x_t, integrated step by step on a grid, is that of SciPy in {len(drawn)} settings."
    stated = ((at, t, *at.stated(t)) for at, t in drawn)
    return tally(detail, (differs(at, t, mean, float(variance)) for at, t, mean, variance in stated), wrong)


@cache
def noises(size: int, steps: int) -> Mapping[str, Any]:
    """ℝⁿ with a coordinate for every entry of every noise, and x_t made of them; the same objects every time."""
    at, total = process(generator(steps), size, steps), size * steps
    noise = [[_coordinate(t * size + i, total) for i in range(size)] for t in range(steps)]
    rows: list[list[Row]] = [[(x, (Fraction(0),) * total) for x in at.start]]
    for (c, s), added in zip(at.roots, noise, strict=True):
        rows.append([_step(c, one, s, new) for one, new in zip(rows[-1], added, strict=True)])
    x, e = ([affine(total, row) for row in of] for of in (rows, noise))
    values = {"X": _by_time(x), "E": _by_time(e), "beta": table(NAT, tuple(s**2 for _, s in at.roots))}
    space = {"mu": Lebesgue(total), "p": standard(total)}
    return {"d": size, "T": steps, "x_0": Matrix(size, 1, at.start), **space, **values}


@prior("diffusion.kernel")
def process_on_space(rng: Generator) -> Mapping[str, Any]:
    """Up to four steps of a process of numbers, or two of one of pairs."""
    return noises(*((1, 2), (1, 3), (1, 4), (2, 2))[int(rng.integers(4))])


def _coordinate(index: int, total: int) -> Row:
    return Fraction(0), tuple(Fraction(k == index) for k in range(total))


def _step(c: Fraction, one: Row, s: Fraction, new: Row) -> Row:
    """c·x + s·ε, row by row."""
    (start, factors), (_, added) = one, new
    return c * start, tuple(c * a + s * b for a, b in zip(factors, added, strict=True))


def _by_time(values: Sequence[Native]) -> Native:
    """A sequence of random columns."""
    text = f"({', '.join(map(str, values[:2]))}, ...)"
    return Native(NAT, lambda _, parts, t: parts[min(t, len(parts) - 1)], tuple(values), shown=text)
