"""Transformed samples against the stated densities, integrated: Kolmogorov-Smirnov, boxes of the plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import exp, log, pi, sqrt
from typing import Final

import numpy as np
from numpy.random import Generator

from numerics.sources import PANELS, Normals, cumulative, integral
from numerics.stochastic import Distribution, Law, Share, Values

PLACES: Final = 48
Box = tuple[float, float, float, float]
NARROW: Final = {"N(0, 1) for N(0, 2)": 1.0}
WIDE: Final = {"N(0, 4) for N(0, 2)": 2.0}
BOXES: Final[tuple[tuple[Box, Mapping[str, float]], ...]] = (
    ((-1, 1, -1, 1), NARROW | WIDE),
    ((0, 3, -2, 0), NARROW | WIDE),
    ((-4, 0.5, 0.5, 4), NARROW),
    ((0.5, 2, 0.5, 2), WIDE),
)
UNIT: Final = np.arange(1, PLACES) / PLACES


def on_unit(density: Callable[[float], float]) -> Law:
    """The distribution function of a density on (0, 1)."""
    return Law(UNIT, cumulative(density, 0.0, UNIT))


def normalised(density: Callable[[float], float]) -> Values:
    """The same of a positive function, divided by its integral."""
    shares = cumulative(density, 0.0, [*UNIT, 1.0])
    return shares[:-1] / shares[-1]


def square() -> Distribution:
    """x = z², z uniform."""
    return Distribution(
        result="change_of_variables.square",
        null="z² for samples z uniform on [0, 1] has the density 1/(2√x)",
        what="x",
        draw=lambda rng, n: rng.random(n) ** 2,
        law=cache(lambda: on_unit(lambda x: 1 / (2 * sqrt(x)))),
        wrong=lambda: UNIT,
        slip="the density not transformed",
    )


def logistic() -> Distribution:
    """x = σ(z), z normal."""
    return Distribution(
        result="change_of_variables.logistic",
        null="σ(z) for samples z ~ N(0, 1) has the density N(log(x/(1−x)); 0, 1)/(x(1−x))",
        what="x",
        draw=lambda rng, n: 1 / (1 + np.exp(-rng.standard_normal(n))),
        law=cache(lambda: on_unit(lambda x: bell(log(x / (1 - x))) / (x * (1 - x)))),
        wrong=cache(lambda: normalised(lambda x: bell(log(x / (1 - x))))),
        slip="the Jacobian forgotten, normalised",
    )


def bell(z: float) -> float:
    """N(z; 0, 1)."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def scalar() -> Distribution:
    """x = 1/(1 + z), z exponential: decreasing."""
    return Distribution(
        result="change_of_variables.scalar",
        null="1/(1 + z) for exponential samples z has the density e^{−(1/x − 1)}·|−1/x²|",
        what="x",
        draw=lambda rng, n: 1 / (1 + rng.exponential(size=n)),
        law=cache(lambda: on_unit(lambda x: exp(1 - 1 / x) / x**2)),
        wrong=cache(lambda: normalised(lambda x: exp(1 - 1 / x) / x)),
        slip="1/x for 1/x², normalised",
    )


def box_share(box: Box, spread: float) -> float:
    """The probability of a box under two independent N(0, spread²), by SciPy's normal distribution."""
    from scipy.stats import norm

    low, high, left, right = (norm.cdf(end, scale=spread) for end in box)
    return float((high - low) * (right - left))


def forward(box: Box, wrong: Mapping[str, float]) -> Share:
    """(X + Y, X − Y) falls into a box; wrong standard deviations of both that this box tells apart."""
    a, b, c, d = box

    def inside(rng: Generator, n: int) -> np.ndarray:
        x, y = rng.standard_normal((2, n))
        u, v = x + y, x - y
        return (a < u) & (u < b) & (c < v) & (v < d)

    return Share(
        result="change_of_variables.forward",
        null=f"(X + Y, X − Y) falls into ({a}, {b}) × ({c}, {d}) with the probability by N(0, 2)·N(0, 2)",
        what="the probability",
        draw=inside,
        claim=cache(lambda: box_share(box, sqrt(2))),
        wrong={
            "f_XY((u + v)/2, (u − v)/2) without the factor ½": lambda: 2 * box_share(box, sqrt(2)),
            **{name: lambda spread=spread: box_share(box, spread) for name, spread in wrong.items()},
        },
    )


MATRIX: Final = np.array([[1.5, -0.5], [0.4, 0.8]])
FACTORS: Final = (Normals((-1.0, 1.0), (0.5, 0.7), (0.35, 0.65)), Normals((0.3,), (0.9,)))


def projected(turn: Values, size: float, direction: Values, places: Values) -> Values:
    """The distribution function of uᵀw under the density f(turn·u)/size, f a product of two factors."""
    across = np.array([-direction[1], direction[0]])

    def density(s: Values) -> Values:
        t = np.linspace(-12.0, 12.0, 161)
        u = s[:, None, None] * direction + t[None, :, None] * across
        x = u @ turn.T
        return np.sum(FACTORS[0].pdf(x[..., 0]) * FACTORS[1].pdf(x[..., 1]), axis=1) * (t[1] - t[0]) / size

    ends = [-14.0, *map(float, places)]
    panels = [PANELS // 4, *[1] * (len(ends) - 2)]
    return np.cumsum([integral(density, *pair) for pair in zip(ends, ends[1:], panels, strict=False)])


def linear(angle: float) -> Distribution:
    """A projection of Mx, x a mixture of normal distributions and independent of a normal coordinate."""
    direction, places = np.array([np.cos(angle), np.sin(angle)]), np.linspace(-4, 4, 33)
    inverse, size = np.linalg.inv(MATRIX), float(abs(np.linalg.det(MATRIX)))

    def image(rng: Generator, n: int) -> Values:
        x = np.stack([factor.draw(rng, n) for factor in FACTORS])
        return direction @ (MATRIX @ x)

    return Distribution(
        result="change_of_variables.linear",
        null=f"Mx in the direction of angle {angle} has the law of f(M⁻¹u)/|det M|, integrated across",
        what="wᵀu",
        draw=image,
        law=cache(lambda: Law(places, projected(inverse, size, direction, places))),
        wrong=cache(lambda: projected(MATRIX, 1 / size, direction, places)),
        slip="f(Mu)·|det M|",
    )


SAMPLED: Final = (
    *(forward(*box) for box in BOXES),
    *(linear(angle) for angle in (0.0, 0.8, 2.2)),
    square(),
    logistic(),
    scalar(),
)
