"""`derivations plot ID`: the picture of a result as a PNG or SVG file."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from difflib import get_close_matches
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, writable

DESCRIPTION = """Draws a result: its curves are the answer of its proof, or numbers computed without it. Without an id,
the results of which there is a picture."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("plot", help="a picture of a result", description=DESCRIPTION)
    parser.add_argument("id", nargs="?", metavar="ID", help="a result, such as minimax.step_size")
    parser.add_argument("-o", "--output", metavar="FILE", type=writable, help="a .png or .svg file; ID.png by default")
    parser.add_argument("--size", metavar="WxH", type=inches, default=(8.0, 4.0), help="in inches; 8x4 by default")
    parser.set_defaults(run=run)


def inches(text: str) -> tuple[float, float]:
    """A type for argparse: width x height, both from 1 to 50.

    >>> inches("6x4.5")
    (6.0, 4.5)
    """
    try:
        width, height = (float(part) for part in text.lower().split("x"))
    except ValueError:
        width = height = 0.0
    if not (1 <= width <= 50 and 1 <= height <= 50):
        raise ArgumentTypeError(f"{text!r} is no size: write inches such as 8x4, each from 1 to 50")
    return width, height


def run(args: Namespace) -> int:
    """Draw and write, or list what can be drawn."""
    from numerics.plots import drawings, save

    if args.id is None:
        for name in drawings():
            output.say(name)
        return 0
    if args.id not in drawings():
        near = get_close_matches(args.id, drawings(), n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "`derivations plot` lists them"
        raise Complaint(f"argument ID: there is no picture of {args.id!r}; {hint}")
    file = args.output or f"{args.id}.png"
    try:
        save(args.id, file, args.size)
    except ValueError as error:
        raise Complaint(f"argument --output: {error}") from error
    except OSError as error:
        raise Complaint(f"{file!r} cannot be written: {error.strerror}; name another file") from error
    output.say(file)
    return 0
