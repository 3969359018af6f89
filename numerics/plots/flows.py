"""Layers that are inverted by iteration, and an autoregressive layer that bends a bell."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import default_rng
from scipy.optimize import brentq
from scipy.stats import norm

from derivations.kernel.terms import NAT, REAL
from numerics.functions import Native
from numerics.matrices import Matrix, single
from numerics.plots.answers import right_side, value_at
from numerics.spaces import table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

IMAGE, START = 0.5, 2.0
STEPS: Final = 24


def layer(z: Any, beta: float) -> Any:
    """f(z) = β·sin z, which changes by at most β for each unit of z."""
    return beta * np.sin(z)


def iterates(beta: float) -> np.ndarray:
    """z ← y − f(z) from the start."""
    found = [START]
    for _ in range(STEPS):
        found.append(float(IMAGE - layer(found[-1], beta)))
    return np.array(found)


def bound(beta: float, k: int) -> float:
    """The proved bound of the distance from the solution after k steps."""
    at, start, image = (Fraction(value) for value in (beta, START, IMAGE))
    columns = {"y": single(image), "z_0": single(start)}
    proved = right_side("flows.residual_inverse", "le", "iterate(")
    return value_at(proved, **columns, f=constant(layer(START, beta)), beta=at, k=k, n=1)


def constant(value: float) -> Native:
    """A function with this value wherever it is asked for, which is at one place."""
    return Native(REAL, lambda field, _, at: single(field.number(Fraction(value))))


def inverse(figure: Figure) -> None:
    """The cobweb of z ← y − f(z), and the distances from the solution with their bounds."""
    left, right = figure.subplots(1, 2)
    z = np.linspace(-1, 2.2, 200)
    points = iterates(0.9)
    left.plot(z, IMAGE - layer(z, 0.9), label="$y-f(z)$ for $f=0.9\\,\\sin$")
    left.plot(z, z, color="k", linewidth=0.8)
    web = np.repeat(points, 2)
    left.plot(web[:-1], np.concatenate([[-1.0], web[2:]]), color="C1", linewidth=0.9, label="from $z_0=2$")
    left.set(xlabel="$z$", title="the iteration finds the only solution", xlim=(-1, 2.2), ylim=(-1, 2.2))
    left.legend(loc="upper left")
    for i, beta in enumerate((0.3, 0.6, 0.9)):
        goal = brentq(lambda z, b=beta: z + layer(z, b) - IMAGE, -10, 10, xtol=1e-15)
        gaps = np.abs(iterates(beta) - goal)
        steps = np.arange(STEPS + 1)
        right.semilogy(steps, np.maximum(gaps, 1e-15), ".", color=f"C{i}")
        right.semilogy(steps, [bound(beta, int(k)) for k in steps], color=f"C{i}", label=f"bound for $\\beta={beta}$")
    right.set(xlabel="$k$", title="distance from the solution", ylim=(1e-15, 300))
    right.plot([], [], "k.", label="distance")
    right.legend(loc="lower left")


# An autoregressive layer of the plane
def made(u: np.ndarray) -> np.ndarray:
    """Noise → data: the second entry is moved and widened by the first."""
    first = 1.2 * u[..., 0]
    return np.stack([first, 0.5 * first**2 - 1 + np.exp(widening(first)) * u[..., 1]], axis=-1)


def widening(first: Any) -> Any:
    """s of the second entry."""
    return 0.3 * first - 0.5


def density(x: np.ndarray) -> np.ndarray:
    """That of the data, at a column of points with one first entry: noise's density times the proved determinant."""
    s = (math.log(1.2), widening(float(x[0, 0])))
    u = np.stack([x[:, 0] / 1.2, (x[:, 1] - 0.5 * x[:, 0] ** 2 + 1) * math.exp(-s[1])])
    return norm.pdf(u).prod(axis=0) * math.exp(log_determinant(s))


def log_determinant(s: tuple[float, ...]) -> float:
    """The proved log|det J| of data → noise, from the values of s there."""
    proved = right_side("flows.autoregressive", "eq", "log(abs(det(J)))", "s(i)")
    return value_at(proved, s=table(NAT, tuple(map(constant, s))), x=Matrix(2, 1, (Fraction(0),) * 2), d=len(s))


def bent(figure: Figure) -> None:
    """A grid of noise and its image, with samples and the contours of the proved density."""
    left, right = figure.subplots(1, 2)
    noise = default_rng(12).standard_normal((3000, 2))
    for axes, change in ((left, np.asarray), (right, made)):
        axes.plot(*change(noise).T, ".", markersize=1.5, alpha=0.5, rasterized=True)
        for line in np.linspace(-3, 3, 13):
            along = np.stack([np.full(121, line), np.linspace(-3, 3, 121)])
            for pair in (along, along[::-1]):
                axes.plot(*change(pair.T).T, color="C1", linewidth=0.5, alpha=0.8)
    x, y = np.linspace(-4, 4, 241), np.linspace(-4, 8, 481)
    heights = np.array([density(np.column_stack([np.full_like(y, a), y])) for a in x]).T
    right.contour(x, y, heights, levels=np.array([0.005, 0.02, 0.06, 0.12]), colors="k", linewidths=1)
    left.set(xlabel="$u_1$", ylabel="$u_2$", title="noise", xlim=(-4, 4), ylim=(-4, 4))
    right.set(xlabel="$x_1$", ylabel="$x_2$", title="data, with the proved density", xlim=(-4, 4), ylim=(-4, 8))


DRAWINGS = {"contraction": inverse, "residual_inverse": inverse, "autoregressive": bent}
