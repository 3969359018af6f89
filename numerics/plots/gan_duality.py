"""The conjugate that makes the dual, and a penalised program that is met by its dual from below."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import default_rng
from scipy.optimize import minimize_scalar
from scipy.special import expit

from numerics.gan_duality_problem import Problem
from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STEPS: Final = 30
RATE: Final = 0.012


def conjugate(figure: Figure) -> None:
    """The least value of λy + log(1 + eʸ) over y, by search and as it is proved."""
    left, right = figure.subplots(1, 2)
    y = np.linspace(-5, 5, 301)
    proved = answer("gan_duality.softplus_conjugate")
    for i, lam in enumerate((-0.2, -0.5, -0.9)):
        left.plot(y, lam * y + np.logaddexp(0, y), color=f"C{i}", label=f"$\\lambda={lam}$")
        left.plot(_lowest(lam), float(proved(lam=lam)), "o", color=f"C{i}")
    lams = np.linspace(-1, 0, 201)
    searched = np.linspace(-0.98, -0.02, 25)
    least = [_tilted(_lowest(lam), lam) for lam in searched]
    right.plot(lams, proved(lam=lams), label="proved: the entropy of $-\\lambda$")
    right.plot(searched, least, "k.", label="SciPy's search")
    left.set(xlabel="$y$", title="$\\lambda y+\\log(1+e^y)$ and its minimum", ylim=(0, 4))
    right.set(xlabel="$\\lambda$", title="the minimum for every $\\lambda$", ylim=(0, 0.75))
    left.legend(loc="upper center")
    right.legend(loc="lower center")


def _tilted(y: float, lam: float) -> float:
    return float(lam * y + np.logaddexp(0, y))


def _lowest(lam: float) -> float:
    """Where SciPy's search ends."""
    found = minimize_scalar(_tilted, args=(lam,))
    return float(found.x)  # pyright: ignore[reportAttributeAccessIssue] - SciPy does not declare its type


@cache
def problem() -> Problem:
    """Data and generated points in the plane, and a penalty."""
    rng = default_rng(3)
    return Problem(rng.normal((1.0, 0.7), 0.9, (14, 2)), rng.normal((-0.6, -0.3), 0.9, (14, 2)), 1.5)


@cache
def descent() -> np.ndarray:
    """The weights of gradient descent on the program, from 0."""
    weights = [np.zeros(2)]
    for _ in range(STEPS):
        weights.append(weights[-1] - RATE * problem().slope(weights[-1]))
    return np.array(weights)


def multipliers(w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """λ = −σ of the scores, for data and generated points: what strong duality asks for at the minimum."""
    return -expit(problem().x @ w), -expit(problem().g @ w)


def bounds() -> tuple[np.ndarray, np.ndarray]:
    """The program and the dual bound along the descent, both as they are proved."""
    at = {"X": problem().x, "G": problem().g, "C": problem().c}
    above = [float(answer("gan_duality.loss")(**at, w=w)) for w in descent()]
    pairs = map(multipliers, descent())
    below = [float(answer("gan_duality.dual")(**at, lam_x=data, lam_z=made)) for data, made in pairs]
    return np.array(above), np.array(below)


def gap(figure: Figure) -> None:
    """Descent on the program, the dual bound of its multipliers, and the points with their weight at the end."""
    left, right = figure.subplots(1, 2)
    above, below = bounds()
    steps = np.arange(STEPS + 1)
    left.plot(steps, above, label="the program at $w$")
    left.plot(steps, below, label="the dual at $\\lambda=-\\sigma$")
    left.fill_between(steps, below, above, color="k", alpha=0.1)
    left.axhline(
        problem().primal(problem().minimum()), color="k", linewidth=0.8, linestyle=":", label="SciPy's minimum"
    )
    left.set(xlabel="steps of gradient descent", title="the gap closes", xlim=(0, STEPS))
    left.legend(loc="lower right")
    w = descent()[-1]
    data, made = multipliers(w)
    right.scatter(*problem().x.T, s=-150 * data, color="C0", alpha=0.7, label="data, by $-\\lambda_x$")
    right.scatter(*problem().g.T, s=150 * (1 + made), color="C1", alpha=0.7, label="generated, by $1+\\lambda_z$")
    along = np.array([-3.5, 3.5])
    right.plot(along, -along * w[0] / w[1], color="k", linewidth=1, label="$w^Tx=0$")
    right.set(xlabel="$x_1$", ylabel="$x_2$", title="$Cw=X^T\\lambda_x+G^T(1+\\lambda_z)$", aspect="equal",
              xlim=(-3, 3.2), ylim=(-3.2, 3))  # fmt: skip
    right.legend(fontsize=8, loc="lower left", markerscale=0.7)


DRAWINGS = {"softplus_conjugate": conjugate, "loss": gap, "dual": gap, "strong_duality": gap}
