"""Pictures of results: every curve comes from the answer of a proof or from numbers computed without it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Drawing = Callable[["Figure"], None]
SUFFIXES: Final = (".png", ".svg")
STYLE: Final[dict[Any, Any]] = {
    "figure.dpi": 150, "font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
    "grid.alpha": 0.25, "legend.frameon": False, "svg.hashsalt": "derivations", "mathtext.fontset": "cm",
}  # fmt: skip
TOPICS: Final = (
    "change_of_variables",
    "diffusion",
    "divergences",
    "flows",
    "gan_duality",
    "generator_losses",
    "minimax",
    "optimal_discriminator",
    "projection_discriminator",
    "ridge",
    "vae",
    "wasserstein",
    "zero_one_gan",
)


class NoPlot(LookupError):
    """No picture is drawn of this result; the message says of which there are some."""


@cache
def drawings() -> dict[str, Drawing]:
    """The pictures by the id of the result."""
    found: dict[str, Drawing] = {}
    for topic in TOPICS:
        found |= {f"{topic}.{name}": draw for name, draw in import_module(f"numerics.plots.{topic}").DRAWINGS.items()}
    return found


def plot(name: str, size: tuple[float, float] = (8.0, 4.0)) -> Figure:
    """The picture of a result as a matplotlib figure.

    Args:
        name: the id of the result, such as `minimax.step_size`.
        size: width and height in inches.

    Raises:
        NoPlot: there is none.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    draw = drawings().get(name)
    if draw is None:
        raise NoPlot(f"there is no picture of {name!r}; there are some of {', '.join(drawings())}")
    with mpl.rc_context(STYLE):
        figure = Figure(size, layout="constrained")
        draw(figure)
    return figure


def save(name: str, file: str | Path, size: tuple[float, float] = (8.0, 4.0)) -> None:
    """Write the picture of a result to a PNG or SVG file; the same picture gives the same bytes.

    Raises:
        NoPlot: there is none.
        ValueError: the file's name ends in something else.
        OSError: the file cannot be written.
    """
    import matplotlib as mpl

    path = Path(file)
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{str(file)!r} ends neither in .png nor in .svg")
    metadata: dict[str, Any] = {"Date": None} if path.suffix.lower() == ".svg" else {"Software": None}
    with mpl.rc_context(STYLE):
        plot(name, size).savefig(path, metadata=metadata)
