"""Autoregressive flows by samples: the density that −Σ s gives is that of the samples, and has the integral 1.

Noise goes through a fixed layer entry by entry; the density comes from the other direction, data → noise. That the
iterates of a contraction approach its fixed point leaves nothing to chance: `numerics.flows_contractions` measures
their rates, without an error probability.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import log, sqrt
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.montecarlo import Quantity
from numerics.sources import Normals
from numerics.stochastic import Distribution, Law, Sampled, Slipped, Source, Values

WEIGHTS: Final = np.array([[[0.0, 0.0, 0.0], [1.3, 0.0, 0.0], [-0.8, 1.1, 0.0]],
                           [[0.0, 0.0, 0.0], [-1.6, 0.0, 0.0], [0.9, 0.7, 0.0]]])  # fmt: skip
OFFSETS: Final = np.array([[0.4, -0.2, 0.1], [0.3, 0.5, -0.4]])
SHIFT, SCALE = 0.5, 0.3  # |m| ≤ 0.5, 0 ≤ s ≤ 0.6
AXIS: Final = np.array([0.6, 0.8])


def parts(x: Values) -> tuple[Values, Values]:
    """m and s of the first entries of the layer, for every row."""
    d = x.shape[1]
    inner = [np.tanh(x @ w[:d, :d].T + a[:d]) for w, a in zip(WEIGHTS, OFFSETS, strict=True)]
    return SHIFT * inner[0], SCALE * (1 + inner[1])


def data(noise: Values) -> Values:
    """x_i = m_i + u_i·e^{s_i}, entry by entry."""
    x = np.zeros_like(noise)
    for i in range(noise.shape[1]):
        m, s = parts(x)
        x[:, i] = m[:, i] + noise[:, i] * np.exp(s[:, i])
    return x


def log_density(x: Values, share: float = 1.0) -> Values:
    """log N(u(x); 0, I) − Σ s, or with another share of Σ s."""
    m, s = parts(x)
    u = (x - m) * np.exp(-s)
    return -np.sum(u * u, axis=1) / 2 - x.shape[1] * log(2 * np.pi) / 2 - share * np.sum(s, axis=1)


# The law of the samples, in the plane
def shares(share: float = 1.0) -> Law:
    """The distribution function along an axis by the trapezoidal rule; wrong densities are scaled to the integral 1."""
    along, across = np.linspace(-11, 11, 881), np.linspace(-11, 11, 221)
    grid = along[:, None, None] * AXIS + across[None, :, None] * np.array([-AXIS[1], AXIS[0]])
    density = np.exp(log_density(grid.reshape(-1, 2), share)).reshape(grid.shape[:2]).sum(axis=1)
    steps = (density[1:] + density[:-1]) / 2 * (along[1] - along[0]) * (across[1] - across[0])
    below = np.concatenate([[0.0], np.cumsum(steps)])
    return Law(along[200:-200:2], (below / (below[-1] if share != 1 else 1.0))[200:-200:2])


LAW: Final = Distribution(
    result="flows.autoregressive",
    null="samples of a layer in the plane have along an axis the law of the density N(u; 0, I)·e^{−Σ s}, integrated",
    what="wᵀx",
    draw=lambda rng, n: data(rng.standard_normal((n, 2))) @ AXIS,
    law=cache(shares),
    wrong=cache(lambda: shares(-1.0).shares),
    slip="the density with +Σ s, scaled to the integral 1",
)

# The integral of the density, in space
WIDE: Final = Normals((0.0,), (2.0,))  # of each entry where the density is integrated


def ratio(share: float) -> Source:
    """The density over that of samples x ~ N(0, 2²I): its mean is the integral of the density."""

    def draw(rng: Generator, n: int) -> Values:
        x = WIDE.spreads[0] * rng.standard_normal((n, 3))
        return np.exp(log_density(x, share) - np.sum(WIDE.logpdf(x), axis=1))

    square = expected(lambda x: np.exp(2 * log_density(x, share) - log_density(x) - np.sum(WIDE.logpdf(x), axis=1)))
    return Source(Quantity(draw, 0.0, highest(share)), sqrt(square - total(share) ** 2))


def highest(share: float) -> float:
    """A bound of the quotient: the greatest value of an entry's over all x, m and s, three times."""
    s = np.linspace(0, 2 * SCALE, 601)
    room = WIDE.spreads[0] ** 2 - np.exp(2 * s)
    return float(np.max(WIDE.spreads[0] * np.exp(SHIFT**2 / (2 * room) - share * s)) * (1 + 1e-3)) ** 3


@cache
def nodes() -> tuple[Values, Values]:
    """What the layer makes of the nodes of Gauss-Hermite in space, and their weights."""
    places, weights = np.polynomial.hermite_e.hermegauss(16)
    noise = np.stack(np.meshgrid(*[places] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    return data(noise), np.einsum("i,j,k->ijk", *[weights / sqrt(2 * np.pi)] * 3).ravel()


def expected(f: Callable[[Values], Values]) -> float:
    """E[f(x)] for samples x of the layer in space, by integration."""
    x, weights = nodes()
    return float(weights @ f(x))


@cache
def total(share: float) -> float:
    """∫ N(u(x); 0, I)·e^{−share·Σ s} dx = E[e^{(1 − share)·Σ s}] over the samples of the layer."""
    return expected(lambda x: np.exp((1 - share) * np.sum(parts(x)[1], axis=1)))


@cache
def slipped(off: float) -> tuple[str, Source]:
    """A share of Σ s for which the integral is 1 + off."""
    from scipy.optimize import brentq

    find: Any = brentq
    share = float(find(lambda t: total(t) - 1 - off, -1.0, 3.0))
    return f"−{share:.3f}·Σ s for −Σ s", ratio(share)


WHOLE: Final = Slipped(
    result="flows.autoregressive",
    null="the density N(u; 0, I)·e^{−Σ s} of a layer in space has the integral 1, by samples of a wider normal law",
    what="the integral",
    source=cache(lambda: ratio(1.0)),
    claim=lambda: 1.0,
    slip=slipped,
)
SAMPLED: Final[tuple[Sampled, ...]] = (LAW, WHOLE)
