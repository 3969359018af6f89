"""Pictures of training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save(draw: Callable[[Figure], None], file: str | Path, size: tuple[float, float] = (10.0, 4.0)) -> None:
    """Draw and write a PNG or SVG file; the same picture gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from numerics.plots import STYLE

    with mpl.rc_context(STYLE):
        figure = Figure(size, layout="constrained")
        draw(figure)
        figure.savefig(file, metadata={"Software": None} if str(file).endswith(".png") else {"Date": None})
