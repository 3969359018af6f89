"""Pictures of image runs: a grid of what was generated, and the losses over the epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
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


def losses(figure: Figure, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> None:
    """The mean losses of the epochs, and the logits where there are any."""
    watched = [name for name in ("logit_real", "logit_fake") if rows and name in rows[0]]
    axes = figure.subplots(1, 2 if watched else 1, squeeze=False)[0]
    epochs = [row["epoch"] for row in rows]
    for axis, chosen, label in zip(axes, (names, watched), ("mean loss", "mean logit after the epoch"), strict=False):
        for name in chosen:
            axis.plot(
                epochs, [row[name] for row in rows], label=name.replace("_", " "), marker="." if len(rows) < 20 else ""
            )
        axis.set_xlabel("epoch")
        axis.set_ylabel(label)
        axis.legend()
