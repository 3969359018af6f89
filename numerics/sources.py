"""What is sampled: functions of a number, of finitely many cases, of normal noise; cut off where a bound pays for it.

Integrals here are Gauss-Legendre in many panels: they share nothing with the closed forms that the samples test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, inf, log, sqrt
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.montecarlo import Quantity
from numerics.stochastic import Source, Values

Curve = Callable[[Values], Values]
FAR: Final = 30.0  # beyond this many standard deviations nothing is left in double precision
PANELS, NODES = 48, 16
SLACK: Final = 1e-12  # of numerical integration


@cache
def _nodes() -> tuple[Values, Values]:
    return np.polynomial.legendre.leggauss(NODES)


def integral(f: Curve, low: float, high: float, panels: int = PANELS) -> float:
    """∫ f from low to high, f smooth."""
    nodes, weights = _nodes()
    ends = np.linspace(low, high, panels + 1)
    half = (ends[1:] - ends[:-1]) / 2
    places = (ends[:-1] + half)[:, None] + half[:, None] * nodes
    return float(np.sum(f(places.ravel()).reshape(places.shape) * weights * half[:, None]))


def slope(f: Callable[[float], float], at: float, step: float = 1e-2) -> float:
    """f′(at) by finite differences of fourth order."""
    near, wide = (f(at + k * step) - f(at - k * step) for k in (1, 2))
    return (8 * near - wide) / (12 * step)


@dataclass(frozen=True)
class Normals:
    """A mixture of normal distributions on the line, by scipy.stats."""

    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...] = (1.0,)

    def pdf(self, x: Values) -> Values:
        """The density."""
        from scipy.stats import norm

        parts = zip(self.weights, self.means, self.spreads, strict=True)
        return np.sum([w * norm.pdf(x, m, s) for w, m, s in parts], axis=0)

    def logpdf(self, x: Values) -> Values:
        """Its logarithm, also where the density is 0 in double precision."""
        from scipy.special import logsumexp
        from scipy.stats import norm

        parts = zip(self.weights, self.means, self.spreads, strict=True)
        rows = [log(w) + norm.logpdf(x, m, s) for w, m, s in parts]
        return rows[0] if len(rows) == 1 else np.asarray(logsumexp(rows, axis=0))

    def draw(self, rng: Generator, n: int) -> Values:
        """Samples."""
        if len(self.weights) == 1:
            return self.means[0] + self.spreads[0] * rng.standard_normal(n)
        which = np.searchsorted(np.cumsum(self.weights[:-1]), rng.random(n))
        return np.array(self.means)[which] + np.array(self.spreads)[which] * rng.standard_normal(n)

    def within(self, spreads: float) -> tuple[float, float]:
        """An interval that reaches so many standard deviations beyond each mean."""
        ends = [(m - spreads * s, m + spreads * s) for m, s in zip(self.means, self.spreads, strict=True)]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def mean(self, f: Curve) -> float:
        """E[f] by integration."""
        low, high = self.within(12.0)
        return integral(lambda x: f(x) * self.pdf(x), low, high)

    def mixed(self, other: Normals) -> Normals:
        """Half of each."""
        weights = tuple(w / 2 for w in (*self.weights, *other.weights))
        return Normals((*self.means, *other.means), (*self.spreads, *other.spreads), weights)


STANDARD: Final = Normals((0.0,), (1.0,))


def divergence(p: Normals, q: Normals) -> float:
    """KL(p‖q) by integration."""
    return p.mean(lambda x: p.logpdf(x) - q.logpdf(x))


def shannon(p: Normals, q: Normals) -> float:
    """JSD(p, q) by integration of its definition."""
    middle = p.mixed(q)
    return (divergence(p, middle) + divergence(q, middle)) / 2


def on_line(p: Normals, f: Curve, reach: float = 6.5) -> Source:
    """f of samples from p, clipped to the range that it has within so many standard deviations."""
    low, high = p.within(reach)
    seen = f(np.linspace(low, high, 2001))
    margin = 1e-3 * float(np.ptp(seen)) + SLACK
    least, most = float(seen.min()) - margin, float(seen.max()) + margin

    def lost(x: Values) -> Values:
        values = f(x)
        return np.abs(values - np.clip(values, least, most)) * p.pdf(x)

    outer, furthest = p.within(FAR)
    tail = integral(lost, outer, low) + integral(lost, low, high) + integral(lost, high, furthest)
    variance = p.mean(lambda x: f(x) ** 2) - p.mean(f) ** 2
    quantity = Quantity(lambda rng, n: np.clip(f(p.draw(rng, n)), least, most), least, most, 2 * tail + SLACK)
    return Source(quantity, sqrt(max(variance, 0.0)) + SLACK)


def of_cases(weights: Sequence[float], values: Sequence[float]) -> Source:
    """The value of one of finitely many cases, drawn by their probabilities."""
    ends, table = np.cumsum(weights)[:-1], np.array(values)
    mean = float(np.dot(weights, table))
    variance = float(np.dot(weights, (table - mean) ** 2))
    quantity = Quantity(
        lambda rng, n: table[np.searchsorted(ends, rng.random(n), side="right")], float(table.min()), float(table.max())
    )
    return Source(quantity, sqrt(variance) + SLACK)


@dataclass(frozen=True)
class Quadratic:
    """c + bᵀε + εᵀAε for normal ε, in coordinates where A is diagonal."""

    mean: float
    curves: Values
    slopes: Values

    @staticmethod
    def of(f: Curve, size: int) -> Quadratic:
        """The coefficients of a function that is quadratic, from its values at a few places."""
        eye = np.eye(size)
        c, up, down = float(f(np.zeros((1, size)))[0]), f(eye), f(-eye)
        b, diagonal = (up - down) / 2, (up + down) / 2 - c
        matrix = np.diag(diagonal)
        for i in range(size):
            for j in range(i):
                mixed = float(f((eye[i] + eye[j])[None, :])[0]) - float(up[i]) - float(up[j]) + c
                matrix[i, j] = matrix[j, i] = mixed / 2
        curves, turn = np.linalg.eigh(matrix)
        return Quadratic(c + float(np.sum(diagonal)), curves, turn.T @ b)

    @property
    def deviation(self) -> float:
        """The standard deviation."""
        return sqrt(float(2 * np.sum(self.curves**2) + np.sum(self.slopes**2)))

    def cumulant(self, t: float) -> float:
        """log E[e^{t(T − E T)}]; infinite where that is."""
        room = 1 - 2 * t * self.curves
        if float(room.min()) <= 0:
            return inf
        terms = -np.log(room) / 2 - t * self.curves + t * t * self.slopes**2 / (2 * room)
        return float(np.sum(terms))

    def beyond(self, gap: float) -> float:
        """A bound on E[|T − E T|; |T − E T| > gap], by e^{tx}·gap·e^{−t·gap} ≥ x for x ≥ gap ≥ 1/t."""
        steps = np.geomspace(1, 60, 40) / gap
        return sum(min(gap * exp(min(self.cumulant(s * t) - t * gap, 700.0)) for t in steps) for s in (1.0, -1.0))


def of_noise(f: Curve, size: int, share: float = 1e-7) -> Source:
    """A quadratic function of `size` normal numbers, clipped where all that lies beyond is less than a small share."""
    known = Quadratic.of(f, size)
    gap = 5 * known.deviation
    while known.beyond(gap) > share * known.deviation:
        gap *= 1.1
    low, high = known.mean - gap, known.mean + gap
    quantity = Quantity(
        lambda rng, n: np.clip(f(rng.standard_normal((n, size))), low, high), low, high, known.beyond(gap) + SLACK
    )
    return Source(quantity, known.deviation)


def cumulative(density: Callable[[float], float], low: float, places: Any) -> Values:
    """The distribution function of a density at ordered places, by adaptive quadrature from one to the next."""
    from scipy.integrate import quad

    ends = [low, *map(float, places)]
    parts = [quad(density, a, b, epsabs=1e-11)[0] for a, b in pairwise(ends)]
    return np.cumsum(parts)
