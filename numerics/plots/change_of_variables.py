"""Densities before and after a change of variables, with a histogram of transformed samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.random import default_rng
from scipy.stats import norm

from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SAMPLES = 200_000


def _both(figure: Figure, before: tuple[np.ndarray, np.ndarray], samples: np.ndarray, after: tuple, map_: str) -> None:
    left, right = figure.subplots(1, 2)
    left.plot(*before)
    left.fill_between(*before, alpha=0.2)
    left.set(xlabel="$z$", title="before", ylim=(0, None))
    x, density = after
    right.hist(samples, bins=120, range=(x[0], x[-1]), density=True, alpha=0.35, label=f"{SAMPLES:,} samples")
    right.plot(x, density, color="k", label="the proved density")
    right.set(xlabel=f"$x = {map_}$", title="after", ylim=(0, min(6.0, 1.1 * density.max())))
    right.legend()


def square(figure: Figure) -> None:
    """z uniform, x = z²."""
    z, x = np.linspace(0, 1, 200), np.linspace(0.002, 1, 600)
    samples = default_rng(1).random(SAMPLES) ** 2
    _both(figure, (z, np.ones_like(z)), samples, (x, answer("change_of_variables.square")(x=x)), "z^2")


def logistic(figure: Figure) -> None:
    """z ~ N(0, 1), x = σ(z)."""
    z, x = np.linspace(-4, 4, 200), np.linspace(0.003, 0.997, 600)
    samples = 1 / (1 + np.exp(-default_rng(1).standard_normal(SAMPLES)))
    _both(figure, (z, norm.pdf(z)), samples, (x, answer("change_of_variables.logistic")(x=x)), "\\sigma(z)")


def plane(figure: Figure) -> None:
    """(X, Y) ↦ (X + Y, X − Y): contours of the proved density over samples."""
    x, y = default_rng(2).standard_normal((2, 4000))
    left, right = figure.subplots(1, 2)
    left.plot(x, y, ".", markersize=1.5, alpha=0.5, rasterized=True)
    left.set(xlabel="$x$", ylabel="$y$", title="$X, Y$ independent N(0, 1)", aspect="equal")
    right.plot(x + y, x - y, ".", markersize=1.5, alpha=0.5, rasterized=True)
    u, v = np.meshgrid(np.linspace(-5.5, 5.5, 120), np.linspace(-5.5, 5.5, 120))
    density = answer("change_of_variables.forward")(u=u, v=v)
    right.contour(u, v, density, levels=5, colors="k", linewidths=0.8)
    right.set(xlabel="$u=x+y$", ylabel="$v=x-y$", title="the proved density of $(U, V)$", aspect="equal")


DRAWINGS = {"square": square, "logistic": logistic, "forward": plane, "inverse": plane, "independence": plane}
