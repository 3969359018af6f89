"""A Monte Carlo estimate with its band, and two objectives with different minimisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator

from numerics.montecarlo import Quantity, estimate
from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEANS, SCALES = (0.0, 1.0), (1.0, 1.5)
CUT = 9.0  # standard deviations: beyond lie 2e-19 of the mass


def _log_ratio(rng: Generator, n: int) -> np.ndarray:
    """log p − log q at samples of p = N(0, 1) cut at 9, q = N(1, 1.5²)."""
    z = rng.standard_normal(n).clip(-CUT, CUT)
    return np.log(SCALES[1]) + ((z - MEANS[1]) / SCALES[1]) ** 2 / 2 - z**2 / 2


def _range() -> tuple[float, float]:
    """Where log p − log q lies on the cut line: a parabola, so at its top and at its ends."""
    z = np.array([-CUT, CUT, -4 / 5])
    values = np.log(SCALES[1]) + ((z - MEANS[1]) / SCALES[1]) ** 2 / 2 - z**2 / 2
    return float(values.min()), float(values.max())


def gaussian_kl(figure: Figure) -> None:
    """KL(N(0, 1)‖N(1, 1.5²)) by more and more samples, with the interval at 1e-9."""
    quantity = Quantity(_log_ratio, *_range())
    counts = [2**k for k in range(8, 23)]
    found = [estimate(quantity, n, seed=n) for n in counts]
    value = answer("divergences.gaussian_kl")(mu_1=0.0, mu_2=1.0, sigma_1=1.0, sigma_2=1.5)
    axes = figure.subplots()
    axes.fill_between(
        counts, [e.interval.low for e in found], [e.interval.high for e in found], alpha=0.2, label="but for 1e-9"
    )
    axes.errorbar(
        counts, [e.value for e in found], [e.standard_error for e in found], fmt=".", color="C0",
        label="estimate, standard error",
    )  # fmt: skip
    axes.axhline(value, color="k", linewidth=0.8, label="the proved value")
    axes.set(
        xlabel="samples", xscale="log", ylim=(value - 1.5, value + 1.5), title="KL(N(0, 1)‖N(1, 1.5²)) by Monte Carlo"
    )
    axes.legend(loc="upper right")


def objectives(figure: Figure) -> None:
    """KL(p‖q_a) and KL(q_a‖p) over a, with the proved minimisers."""
    p = np.array([1 / 2, 1 / 8, 3 / 8])
    a = np.linspace(0.02, 0.48, 300)
    q = np.stack([a, a, 1 - 2 * a], axis=1)
    forward, backward = (p * np.log(p / q)).sum(1), (q * np.log(q / p)).sum(1)
    first, second = np.ravel(answer("divergences.objectives_differ")())
    axes = figure.subplots()
    axes.plot(a, forward, label="KL$(p\\|q_a)$")
    axes.plot(a, backward, label="KL$(q_a\\|p)$")
    for i, at in enumerate((first, second)):
        axes.axvline(at, color=f"C{i}", linewidth=0.8, linestyle=":")
    axes.set(xlabel="$a$", ylim=(0, 1), title="Two objectives, two minimisers: a = 5/16 and a = 2/7")
    axes.legend(loc="upper right")


DRAWINGS = {"gaussian_kl": gaussian_kl, "objectives_differ": objectives}
