"""The penalised program of `derivations.gan_duality` and its dual in floating point, and SciPy's searches of minima."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator

CLOSE: Final = 1e-9  # sums of at most 10 terms of size at most 10², in double precision
FOUND: Final = 1e-5  # a minimum found with a gradient below 1e-6, curvature at least 0.2 where it is strict


@dataclass(frozen=True)
class Problem:
    """Data points, generated points and the weight of the penalty, in floating point."""

    x: np.ndarray
    g: np.ndarray
    c: float

    def primal(self, w: np.ndarray) -> float:
        """The program at w."""
        scores, other = self.x @ w, self.g @ w
        return float(np.logaddexp(0, scores).sum() + np.logaddexp(0, other).sum() - other.sum() + self.c / 2 * w @ w)

    def slope(self, w: np.ndarray) -> np.ndarray:
        """Its gradient, by the rules of differentiation."""
        from scipy.special import expit

        return self.x.T @ expit(self.x @ w) + self.g.T @ (expit(self.g @ w) - 1) + self.c * w

    def dual(self, lam: np.ndarray, sign: int = -1, one: int = 1) -> float:
        """g(λ); another sign or another 1 for wrong variants."""
        from scipy.special import entr

        n = len(self.x)
        b = self.x.T @ lam[:n] + self.g.T @ (one + lam[n:])
        return float(sign * (b @ b) / (2 * self.c) + entr(-lam).sum() + entr(1 + lam).sum())

    def minimum(self) -> np.ndarray:
        """The weights that minimise the program, by BFGS."""
        return minimised(self.primal, np.zeros(self.x.shape[1]), self.slope)


def minimised(
    f: Callable[[np.ndarray], float], start: np.ndarray, slope: Callable[[np.ndarray], np.ndarray] | None = None
) -> np.ndarray:
    """Where SciPy's BFGS ends."""
    from scipy.optimize import minimize

    return np.asarray(minimize(f, start, jac=slope, method="BFGS", options={"gtol": 1e-7}).x)


def problems(rng: Generator, count: int) -> Iterator[Problem]:
    """Settings of 1 to 4 points each in 1 to 3 dimensions."""
    for _ in range(count):
        d, n, k = int(rng.integers(1, 4)), int(rng.integers(1, 5)), int(rng.integers(1, 5))
        yield Problem(rng.normal(size=(n, d)), rng.normal(size=(k, d)) + 0.5, float(rng.uniform(0.3, 3)))


def differs(what: str, value: float, expected: float, tolerance: float) -> str | None:
    """A witness when two numbers are apart."""
    near = abs(value - expected) <= tolerance * (1 + abs(expected))
    return None if near else f"{what}: {value:.9g}, not {expected:.9g}"
