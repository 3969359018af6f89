"""Pictures of training."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def save(draw: Callable[[Figure], None], file: str | Path, size: tuple[float, float] = (10.0, 4.0)) -> None:
    """Draw and write a PNG or SVG file; the same picture gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    Path(file).write_bytes(drawn(draw, size, "png" if str(file).endswith(".png") else "svg"))


def drawn(draw: Callable[[Figure], None], size: tuple[float, float] = (10.0, 4.0), form: str = "png") -> bytes:
    """A PNG or SVG file."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from numerics.plots import STYLE

    with mpl.rc_context(STYLE):
        figure, buffer = Figure(size, layout="constrained"), BytesIO()
        draw(figure)
        figure.savefig(buffer, format=form, metadata={"Software": None} if form == "png" else {"Date": None})
    return buffer.getvalue()
