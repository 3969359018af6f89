"""`gan-models compare RUN RUN …`: what differs between runs, and what came out."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.commands import output
from derivations.commands.complaint import Complaint
from gan_models.commands.finished import opened, rows_of
from gan_models.commands.plotting import drawn, picture
from gan_models.trainer import COUNTED

if TYPE_CHECKING:
    from gan_models.trainer.folder import RunFolder

DESCRIPTION = """Compare runs: the settings, seeds and versions in which they differ, the numbers after their last
epochs, and a picture with the curves of all of them."""
NONE = "-"  # a run does not have such a setting or number
WIDE, HIGH, COLUMNS = 4.0, 3.0, 3  # of a panel in inches, and how many in a row


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("compare", help="runs beside each other", description=DESCRIPTION)
    parser.add_argument("folders", nargs="+", type=Path, metavar="RUN", help="the folders of two or more runs")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=picture, default="compare.png", help="a .png or .svg file (compare.png)"
    )
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print two tables and draw."""
    from gan_models.plots.images import beside

    if len(set(args.folders)) < 2:
        raise Complaint(f"{args.folders[0]} alone has nothing to be compared with: name another run beside it")
    folders = [opened(path) for path in dict.fromkeys(args.folders)]
    rows = [rows_of(folder) for folder in folders]
    names = [str(folder.path) for folder in folders]
    _table("differs", names, differences([_described(folder) for folder in folders]))
    output.say()
    _table("after the last epoch", names, _last([found[-1] for found in rows]))
    output.say()
    watched = [name for name in _names(found[-1] for found in rows) if name not in COUNTED]
    high = -(-len(watched) // COLUMNS) * HIGH + 0.5  # and the names of the runs above
    wide = min(len(watched), COLUMNS) * WIDE
    drawn(partial(beside, runs=dict(zip(names, rows, strict=True)), names=watched), args.output, (wide, high))
    return 0


def _described(folder: RunFolder) -> dict[str, Any]:
    """All that a run was begun with, in one level."""
    config = folder.config
    versions = {f"version of {name}": version for name, version in config["versions"].items()}
    plain = {name: value for name, value in config.items() if name not in ("settings", "versions")}
    return plain | config["settings"] | versions


def differences(found: Sequence[dict[str, Any]]) -> list[list[str]]:
    """A row for each name that has not the same value everywhere.

    >>> differences([{"seed": 0, "batch": 64}, {"seed": 1, "batch": 64, "loss": "saturating"}])
    [['seed', '0', '1'], ['loss', '-', 'saturating']]
    """
    rows = [[name, *(_shown(one.get(name, NONE)) for one in found)] for name in _names(found)]
    return [row for row in rows if len(set(row[1:])) > 1]


def _last(found: Sequence[dict[str, Any]]) -> list[list[str]]:
    values = {name: [one.get(name) for one in found] for name in _names(found)}
    return [
        [name.replace("_", " "), *(NONE if v is None else _shown(v) for v in each)] for name, each in values.items()
    ]


def _names(found: Iterable[dict[str, Any]]) -> list[str]:
    """All names, in the order in which they come."""
    return list(dict.fromkeys(name for one in found for name in one))


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        output.say("they were begun in the same way")
        return
    output.table((title, *names), rows, right=tuple(range(1, len(names) + 1)))
