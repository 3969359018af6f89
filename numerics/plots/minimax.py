"""Orbits of descent-ascent on both sides of the bound, and the surface of homework E."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Step = Callable[[np.ndarray], np.ndarray]
START = np.array([1.0, 0.6])


def orbit(step: Step, count: int, start: np.ndarray = START) -> np.ndarray:
    """The points from the start on."""
    points = [start]
    for _ in range(count):
        points.append(step(points[-1]))
    return np.array(points)


def _path(axes: Axes, points: np.ndarray, label: str) -> None:
    line = axes.plot(*points.T, ".-", linewidth=0.8, markersize=4, label=label)[0]
    axes.plot(*points[0], "o", color=line.get_color(), markersize=5)


def surface(figure: Figure) -> None:
    """4x² − 4y² with its saddle."""
    x, y = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    axes = figure.add_subplot(projection="3d")
    axes.plot_surface(x, y, 4 * x**2 - 4 * y**2, cmap="coolwarm", alpha=0.85, linewidth=0)  # type: ignore[attr-defined] - 3d
    saddle = answer("minimax.saddle")()
    axes.scatter(*np.ravel(saddle), 0.0, color="k", s=30)  # type: ignore[misc] - three numbers
    axes.set(xlabel="$x$", ylabel="$y$", title="$f = 4x^2-4y^2$: least in x, greatest in y at the saddle")


def sides(figure: Figure) -> None:
    """Step sizes below, at half and above the bound 1/4."""
    axes = figure.subplots(1, 3)
    holds = answer("minimax.step_size")
    for ax, eta in zip(axes, (0.05, 0.24, 0.26), strict=True):
        points = orbit(lambda v, eta=eta: np.ravel(answer("minimax.updates")(x=v[0], y=v[1], eta=eta)), 25)
        _path(ax, points, "")
        ax.plot(0, 0, "k+")
        verdict = "converges" if holds(eta=eta) else "diverges"
        ax.set(title=f"η = {eta}: {verdict}", xlabel="$x$")
    axes[0].set(ylabel="$y$")
    figure.suptitle("Descent-ascent on $4x^2-4y^2$ converges just for $0<\\eta<1/4$")


def coupled(figure: Figure) -> None:
    """f = (a/2)x² + bxy − (a/2)y²: the best step, one below the bound, one above."""
    a, b = 1.0, 2.0
    best, bound = a / (a * a + b * b), 2 * a / (a * a + b * b)
    axes = figure.subplots()
    for eta, name in ((best, "best"), (0.95 * bound, "below the bound"), (1.05 * bound, "above")):
        step = np.eye(2) - eta * np.array([[a, b], [-b, a]])
        relation = "converges" if answer("minimax.general_step_size")(a=a, b=b, eta=eta) else "diverges"
        _path(axes, orbit(lambda v, m=step: m @ v, 30), f"η = {eta:.2f}, {name}: {relation}")
    axes.plot(0, 0, "k+")
    axes.set(xlabel="$x$", ylabel="$y$", xlim=(-5, 5), ylim=(-3.2, 3.2), title="$f=x^2/2+2xy-y^2/2$")
    axes.legend(loc="upper right")


def bilinear(figure: Figure) -> None:
    """f = xy by simultaneous, alternating and extra-gradient steps."""
    eta = 0.3

    def simultaneous(v: np.ndarray) -> np.ndarray:
        return np.array([v[0] - eta * v[1], v[1] + eta * v[0]])

    def alternating(v: np.ndarray) -> np.ndarray:
        x = v[0] - eta * v[1]
        return np.array([x, v[1] + eta * x])

    def extragradient(v: np.ndarray) -> np.ndarray:
        x, y = v[0] - eta * v[1], v[1] + eta * v[0]
        return np.array([v[0] - eta * y, v[1] + eta * x])

    axes = figure.subplots()
    for step in (simultaneous, alternating, extragradient):
        _path(axes, orbit(step, 40), step.__name__)
    axes.plot(0, 0, "k+")
    axes.set(xlabel="$x$", ylabel="$y$", xlim=(-7, 7), ylim=(-4, 4), title="$f=xy$, η = 0.3: out, around, in")
    axes.legend(loc="upper right")


DRAWINGS = {
    "saddle": surface,
    "updates": sides,
    "step_size": sides,
    "general_step_size": coupled,
    "bilinear": bilinear,
}
