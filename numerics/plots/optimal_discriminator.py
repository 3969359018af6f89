"""The optimal discriminator between two densities, and the loss of which it is the minimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DATA, MODEL = (1.0, 1.0), (-1.0, 1.0)  # mean and standard deviation
X = np.linspace(-5, 5, 400)


def between(figure: Figure) -> None:
    """D* = p/(p + q) between two normal densities."""
    p, q = norm.pdf(X, *DATA), norm.pdf(X, *MODEL)
    best = answer("optimal_discriminator.optimum")(p=p, q=q)
    axes = figure.subplots()
    axes.fill_between(X, p, alpha=0.3, color="C0", label="data $p$")
    axes.fill_between(X, q, alpha=0.3, color="C1", label="model $q$")
    axes.plot(X, best, color="k", label="$D^* = p/(p+q)$")
    axes.axhline(0.5, color="k", linewidth=0.6, linestyle=":")
    axes.set(xlabel="$x$", ylim=(0, 1.02), title="The optimal discriminator of N(1, 1) against N(−1, 1)")
    axes.legend(loc="center right")


def loss(figure: Figure) -> None:
    """f(t) = −p·log t − q·log(1 − t) with its minimum, for three pairs."""
    t = np.linspace(0.005, 0.995, 500)
    axes = figure.subplots()
    for i, (p, q) in enumerate(((0.5, 0.5), (0.8, 0.3), (0.1, 0.6))):
        value = -p * np.log(t) - q * np.log1p(-t)
        best = answer("optimal_discriminator.global_minimum")(p=p, q=q)
        axes.plot(t, value, color=f"C{i}", label=f"$p={p},\\ q={q}$")
        axes.plot(best, -p * np.log(best) - q * np.log1p(-best), "o", color=f"C{i}")
    axes.set(xlabel="$t$", ylabel="$f(t)$", ylim=(0, 2.5), title="The loss at one point and its only minimum p/(p + q)")
    axes.legend(loc="lower right")


def logit(figure: Figure) -> None:
    """The logit between two normal densities of equal variance is a line."""
    axes = figure.subplots()
    for s in (0.7, 1.0, 2.0):
        h = answer("optimal_discriminator.gaussian_logit")(mu=1.0, m=-1.0, s=s, x=X)
        axes.plot(X, h, label=f"$s={s}$")
        apart = norm.logpdf(X, 1.0, s) - norm.logpdf(X, -1.0, s)
        axes.plot(X[::40], apart[::40], "k.", markersize=4)
    axes.plot([], [], "k.", label="$\\log p - \\log q$")
    axes.set(xlabel="$x$", ylabel="$h^*(x)$", ylim=(-12, 12), title="Equal variances: the optimal logit is a line")
    axes.legend(loc="upper left")


DRAWINGS = {"optimum": between, "functional": between, "global_minimum": loss, "gaussian_logit": logit}
