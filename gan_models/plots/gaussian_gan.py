"""Pictures of `gaussian-gan`: one run, and the map of learning rates."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from gan_models.gaussian_gan import Curves
    from gan_models.rate_map import Map

COLOURS: Final = ("#2e7d32", "#f9a825", "#6a1b9a", "#c62828", "#b0bec5")
PALE: Final = 0.25


def curves(figure: Figure, seen: Curves) -> None:
    """Losses, D(x) over training, and mean and spread of what is generated; the first model strong, others pale."""
    losses, verdicts, made = figure.subplots(1, 3)
    steps = seen.steps.numpy()
    _lines(losses, steps, seen.discriminator.numpy(), "C0", "discriminator")
    _lines(losses, steps, seen.generator.numpy(), "C1", "generator")
    for level, words in ((log(4), "log 4"), (log(2), "log 2")):
        losses.axhline(level, color="0.4", linestyle=":", linewidth=1)
        losses.text(steps[-1], level, words, ha="right", va="bottom", color="0.4")
    losses.set(xlabel="steps", ylabel="loss (nats)", title="losses")
    _calm(losses, seen.discriminator.numpy(), seen.generator.numpy())
    losses.legend()
    _verdicts(verdicts, seen)
    real = seen.examples.real[0, :, 0].numpy()
    for values, level, colour, words in (
        (seen.means.numpy(), real.mean(), "C2", "mean"),
        (seen.deviations.numpy(), real.std(), "C3", "standard deviation"),
    ):
        _lines(made, steps, values, colour, words)
        made.axhline(level, color=colour, linestyle=":", linewidth=1)
    made.set(xlabel="steps", title="generated examples (dotted: data)")
    _calm(made, seen.means.numpy(), seen.deviations.numpy())
    made.legend()


def _lines(axes: Axes, steps: np.ndarray, values: np.ndarray, colour: str, label: str) -> None:
    axes.plot(steps, values[:, 1:], color=colour, alpha=PALE, linewidth=0.7)
    axes.plot(steps, values[:, 0], color=colour, label=label)


def _calm(axes: Axes, *curves: np.ndarray) -> None:
    """Leave out the highest and lowest hundredth, so that one model that runs away does not hide the others."""
    every = np.concatenate([c[np.isfinite(c)] for c in curves])
    low, high = np.quantile(every, [0.01, 0.99])
    axes.set_ylim(low - 0.1 * (high - low), high + 0.15 * (high - low))


def _verdicts(axes: Axes, seen: Curves) -> None:
    """D(x) of the first model, from dark to light as training goes on."""
    import matplotlib as mpl

    rows = np.unique(np.geomspace(1, len(seen.steps), 8).astype(int)) - 1
    colours = mpl.colormaps["viridis"](np.linspace(0, 0.9, len(rows)))
    for row, colour in zip(rows, colours, strict=True):
        values = 1 / (1 + np.exp(-seen.logits[row, 0].numpy()))
        axes.plot(seen.grid[:, 0].numpy(), values, color=colour, label=f"{int(seen.steps[row])}")
    axes.axhline(0.5, color="0.4", linestyle=":", linewidth=1)
    axes.set(xlabel="x", ylabel="D(x)", ylim=(0, 1), title="discriminator after so many steps")
    axes.legend(fontsize=7)


def rate_map(figure: Figure, found: Map) -> None:
    """What became of the models at each pair of rates, and the curve where the linearisation has modulus 1."""
    from matplotlib.artist import Artist
    from matplotlib.colors import to_rgb
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from gan_models.rate_map import OUTCOMES

    axes = figure.subplots()
    colours = np.array([to_rgb(c) for c in COLOURS])
    picture = np.einsum("oij,oc->ijc", found.shares.numpy(), colours)
    edges = _edges(found.rates.numpy())
    axes.pcolormesh(edges, edges, picture)
    rates = found.rates.numpy()
    axes.contour(rates, rates, np.log(found.modulus.numpy()), levels=[0.0], colors="black", linewidths=1.5)
    axes.set(xscale="log", yscale="log", xlabel="discriminator's rate", ylabel="generator's rate")
    axes.grid(False)
    handles: list[Artist] = [Patch(color=c, label=o) for c, o in zip(COLOURS, OUTCOMES, strict=True)]
    handles.append(Line2D([], [], color="black", label="linearisation: modulus 1"))
    figure.legend(handles=handles, loc="outside right center")


def _edges(rates: np.ndarray) -> np.ndarray:
    """Borders of the cells around rates that are evenly spaced on a logarithmic scale."""
    logs = np.log(rates)
    half = (logs[1] - logs[0]) / 2
    return np.exp(np.append(logs - half, logs[-1] + half))
