"""`gan-models plot RUN`: the curves of a run, finished or not."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, writable
from gan_models.commands.finished import opened, rows_of

DESCRIPTION = """Draw the losses and what else was watched over the epochs of a run, finished or still on its way, from
its metrics.jsonl."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("plot", help="the curves of a run", description=DESCRIPTION)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=picture, help="a .png or .svg file (losses.png in the folder)"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Draw and write."""
    from gan_models.plots.images import losses

    folder = opened(args.folder)
    rows = rows_of(folder)
    draw = partial(losses, rows=rows, names=loss_names(rows[0]), steps=folder.steps)
    drawn(draw, args.output or str(folder.losses_file))
    return 0


def loss_names(row: dict[str, Any]) -> list[str]:
    """The losses of a row: the loop writes them between the number of the epoch and the time that it took."""
    names = list(row)
    return names[1 : names.index("seconds")]


def picture(text: str) -> str:
    """A type for argparse: a picture to write."""
    from argparse import ArgumentTypeError

    if Path(text).suffix not in (".png", ".svg"):
        raise ArgumentTypeError(f"{text!r} is no picture: name a file that ends in .png or .svg")
    return writable(text)


def drawn(draw: Any, file: str, size: tuple[float, float] = (10.0, 4.0)) -> None:
    """Draw into a file and name it on stdout."""
    from gan_models.plots import save

    try:
        save(draw, file, size)
    except OSError as error:
        raise Complaint(f"{file} cannot be written: {error.strerror}; name another file with --output") from error
    output.say(file)
