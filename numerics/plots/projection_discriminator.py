"""Optimal discriminators that are told the class: their lines in the plane, other covariances, other class ratios."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import default_rng
from scipy.special import expit
from scipy.stats import norm

from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DATA: Final = np.array([[1.2, 0.8], [-1.5, 1.2], [-0.3, -1.4]])  # the rows: a mean for each class
MODEL: Final = np.array([[0.3, -0.6], [-0.6, -0.4], [1.2, -0.8]])
SAMPLES: Final = 150
WIDE, HIGH = np.linspace(-3.5, 3.5, 51), np.linspace(-4.2, 4.2, 61)


def _samples(axes: Axes, k: int, covariance: np.ndarray) -> None:
    """Data and model points of class k, and an arrow from the model's mean to that of the data."""
    rng, root = default_rng(k), np.linalg.cholesky(covariance)
    for mean, colour, name in ((DATA[k], "C0", "data"), (MODEL[k], "C1", "model")):
        points = mean + rng.standard_normal((SAMPLES, 2)) @ root.T
        axes.plot(*points.T, ".", color=colour, markersize=3, alpha=0.7, label=name)
    axes.annotate("", DATA[k], MODEL[k], arrowprops={"arrowstyle": "->", "color": "k", "linewidth": 1.2})


def _shaded(axes: Axes, logit: Callable[[np.ndarray], float], title: str) -> None:
    """D over the plane, in the colour of those whom it believes, with the line D = 1/2."""
    from matplotlib.colors import LinearSegmentedColormap

    h = np.array([[logit(np.array([u, v])) for u in WIDE] for v in HIGH])
    colours = LinearSegmentedColormap.from_list("discriminator", ["C1", "white", "C0"])
    axes.contourf(WIDE, HIGH, expit(h), levels=np.linspace(0, 1, 11), cmap=colours, alpha=0.4)
    axes.contour(WIDE, HIGH, h, levels=[0.0], colors="k", linewidths=1.4)
    axes.set(xlabel="$\\phi_1$", title=title, aspect="equal", xlim=WIDE[[0, -1]], ylim=HIGH[[0, -1]])


def logit_of(k: int, S: np.ndarray | None = None) -> Callable[[np.ndarray], float]:
    """The proved logit of class k as a function of the point; without a covariance, that of unit covariance."""
    inverse = np.eye(2) if S is None else np.linalg.inv(S)
    squares = [np.einsum("kd,de,ke->k", means, inverse, means) for means in (MODEL, DATA)]
    bias = (squares[0] - squares[1]) / 2  # as the hypothesis of the result says
    values = {"M": DATA, "M_hat": MODEL, "b": bias, "y": np.eye(3)[k]} | ({} if S is None else {"S": S})
    proved = answer(f"projection_discriminator.{'linear_form' if S is None else 'covariance'}")
    return lambda phi: proved(**values, phi=phi)


def classes(figure: Figure) -> None:
    """Three classes, unit covariance: each has a line of its own, at right angles to its row of A."""
    panels = figure.subplots(1, 3, sharey=True)
    for k, axes in enumerate(panels):
        _shaded(axes, logit_of(k), f"class {k}")
        _samples(axes, k, np.eye(2))
    _labelled(panels[0])
    figure.suptitle("$D = 1/2$ on a line for each class; the arrow from the model's mean is the row of $A$")


def covariances(figure: Figure) -> None:
    """The same two means with three covariances: the line turns with S."""
    panels = figure.subplots(1, 3, sharey=True)
    for axes, correlation in zip(panels, (0.0, 0.8, -0.8), strict=True):
        S = np.array([[1, correlation], [correlation, 1]])
        _shaded(axes, logit_of(0, S), f"correlation {correlation:g}")
        _samples(axes, 0, S)
    _labelled(panels[0])
    figure.suptitle("The line is at right angles to $\\Sigma^{-1}(\\mu-\\hat\\mu)$, not to the arrow $\\mu-\\hat\\mu$")


def _labelled(axes: Axes) -> None:
    axes.set(ylabel="$\\phi_2$")
    axes.legend(loc="lower left", handletextpad=0, markerscale=3)


def ratios(figure: Figure) -> None:
    """A class that is more or less frequent in the data than in the model: the logit moves by log(π/π̂)."""
    x, mean, other = np.linspace(-4, 4, 161), 1.0, -0.5
    logit = answer("projection_discriminator.priors")
    left, right = figure.subplots(1, 2)
    for i, (pi, pi_hat) in enumerate(((0.1, 0.4), (0.25, 0.25), (0.4, 0.1))):
        means = {"mu_y": np.array([mean]), "mu_hat_y": np.array([other]), "pi_y": pi, "pi_hat_y": pi_hat}
        h = np.concatenate([logit(**means, phi=np.array([value])) for value in x])
        p, q = pi * norm.pdf(x, mean), pi_hat * norm.pdf(x, other)
        left.plot(x, h, color=f"C{i}", label=f"$\\pi={pi},\\ \\hat\\pi={pi_hat}$")
        right.plot(x, expit(h), color=f"C{i}")
        right.plot(x[::8], (p / (p + q))[::8], "k.", markersize=4)
    left.axhline(0, color="k", linewidth=0.6, linestyle=":")
    left.set(xlabel="$\\phi$", ylabel="optimal logit", title="lines of one slope, moved by $\\log(\\pi/\\hat\\pi)$")
    left.legend(loc="upper left")
    right.plot([], [], "k.", label="$\\pi p/(\\pi p+\\hat\\pi q)$ by SciPy")
    right.set(xlabel="$\\phi$", ylabel="$D$", title="the discriminator", ylim=(0, 1.02))
    right.legend(loc="lower right")


DRAWINGS = {"logit": classes, "linear_form": classes, "covariance": covariances, "priors": ratios}
