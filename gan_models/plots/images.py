"""Pictures of runs: a grid of images that were generated, samples beside data, and the losses over the epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def tiled(images: np.ndarray[Any, Any], columns: int, gap: int = 1) -> np.ndarray[Any, Any]:
    """Images side by side, with a white line between them.

    Args:
        images: shape (images, height, width), between 0 and 1.
        columns: images in a row; the last row may be shorter.
        gap: width of the lines in pixels.

    >>> tiled(np.zeros((3, 2, 2)), 2).shape
    (7, 7)
    """
    count, height, width = images.shape
    rows = -(-count // columns)
    sheet = np.ones((rows * (height + gap) + gap, columns * (width + gap) + gap))
    for i, image in enumerate(images):
        y, x = gap + i // columns * (height + gap), gap + i % columns * (width + gap)
        sheet[y : y + height, x : x + width] = image
    return sheet


def as_bytes(sheet: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Shades from 0 to 255."""
    return np.clip(np.rint(sheet * 255), 0, 255).astype(np.uint8)


WATCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "mean logit after the epoch": ("logit_real", "logit_fake"),
    "nats a point, held out": ("log_likelihood", "true_log_likelihood"),
}
FEW: Final = 20  # epochs: fewer are marked by points


def losses(
    figure: Figure,
    rows: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    steps: Sequence[Mapping[str, Any]] = (),
) -> None:
    """The mean losses of the epochs, and what else is watched where it is recorded.

    Args:
        figure: to draw in.
        rows: of numbers, an epoch each.
        names: of the losses.
        steps: of the losses of the steps, which are drawn faintly, an epoch each.
    """
    recorded = rows[-1].keys() if rows else ()
    mean = "mean loss, and faintly those of the steps" if steps else "mean loss"
    panels = {mean: tuple(names)}
    panels |= {label: chosen for label, chosen in WATCHED.items() if set(chosen) <= set(recorded)}
    for axes, (label, chosen) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True):
        for i, name in enumerate(chosen):
            if label == mean and steps:
                _faintly(axes, steps, name, f"C{i}")
            curve(axes, rows, name, name.replace("_", " "), color=f"C{i}")
        axes.set(xlabel="epoch", ylabel=label)
        axes.legend()


def _faintly(axes: Axes, steps: Sequence[Mapping[str, Any]], name: str, colour: str) -> None:
    """Numbers of the steps; the last one of an epoch stands where the epoch's own number does."""
    found = [(row["epoch"] - 1 + (i + 1) / len(row[name]), v) for row in steps for i, v in enumerate(row[name])]
    axes.plot([at for at, _ in found], [value for _, value in found], color=colour, alpha=0.3, linewidth=0.7)


def curve(axes: Axes, rows: Sequence[Mapping[str, Any]], name: str, label: str, **style: Any) -> None:
    """One number over the epochs in which it is recorded."""
    found = [(row["epoch"], row[name]) for row in rows if row.get(name) is not None]
    marker = "." if len(found) < FEW else ""
    axes.plot([epoch for epoch, _ in found], [value for _, value in found], label=label, marker=marker, **style)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def beside(
    figure: Figure, runs: Mapping[str, Sequence[Mapping[str, Any]]], names: Sequence[str], columns: int = 3
) -> None:
    """A panel for each number, with a curve for each run that records it.

    Args:
        figure: to draw in.
        runs: the rows of each run by its name.
        names: of the numbers.
        columns: panels in a row.
    """
    across = min(len(names), columns)
    panels = figure.subplots(-(-len(names) // across), across, squeeze=False).ravel()
    for axes, name in zip(panels, names, strict=False):
        for i, (run, rows) in enumerate(runs.items()):
            curve(axes, rows, name, run, color=f"C{i}")
        axes.set(xlabel="epoch", title=name.replace("_", " "))
    for axes in panels[len(names) :]:
        axes.remove()
    handles = [Line2D([], [], color=f"C{i}", label=run) for i, run in enumerate(runs)]
    figure.legend(handles=handles, loc="outside upper center", ncols=min(len(runs), 4))


def clouds(figure: Figure, parts: Mapping[str, np.ndarray[Any, Any]]) -> None:
    """Points in the plane, one set beside the other on the same axes.

    Args:
        figure: to draw in.
        parts: shape (points, 2) by title.
    """
    panels = figure.subplots(1, len(parts), sharex=True, sharey=True, squeeze=False)[0]
    for axes, colour, (title, points) in zip(panels, ("C0", "C1"), parts.items(), strict=False):
        axes.plot(points[:, 0], points[:, 1], ".", color=colour, markersize=3, alpha=0.6)
        axes.set(title=title, aspect="equal", xlabel="x₁")
    panels[0].set_ylabel("x₂")
