"""How the subcommands write: colour and boxes on a terminal, plain columns in a pipe, JSON in a file or on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from derivations.commands.complaint import Complaint

if TYPE_CHECKING:
    from derivations.verification import Progress

Cell = str | tuple[str, str]  # a text, or a text and the style that rich gives it
PIPE_WIDTH = 100
KEPT = 32  # a column with nothing longer is not wrapped


def on_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout.isatty()


def speaks_unicode() -> bool:
    """Whether stdout can carry the signs of mathematics."""
    try:
        "⊢λ‖ᵀ∀".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def width() -> int:
    """Columns to fill: the terminal's, COLUMNS where that is set, or a fixed number in a pipe."""
    return get_terminal_size((PIPE_WIDTH, 24)).columns if on_terminal() or "COLUMNS" in os.environ else PIPE_WIDTH


def say(text: str = "") -> None:
    """Write a line of the result."""
    print(text)  # noqa: T201 - the command line's own output


def note(text: str) -> None:
    """Write a line beside the result, on stderr."""
    print(text, file=sys.stderr)  # noqa: T201 - the command line's own output


def table(headers: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[int] = ()) -> None:
    """Write a table; `right` are the columns of numbers."""
    if on_terminal():
        _rich_table(headers, rows, right)
        return
    plain = [[c if isinstance(c, str) else c[0] for c in row] for row in [headers, *rows]]
    widths = [max(len(row[i]) for row in plain) for i in range(len(headers))]
    for row in plain:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        say("  ".join(cells).rstrip())


def _rich_table(headers: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD if speaks_unicode() else box.ASCII2, pad_edge=False, header_style="bold")
    for i, header in enumerate(headers):
        narrow = all(len(c if isinstance(c, str) else c[0]) <= KEPT for c in (row[i] for row in rows))
        shown.add_column(header, justify="right" if i in right else "left", no_wrap=narrow, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(c) if isinstance(c, str) else Text(*c) for c in row))
    Console().print(shown)


def styled(text: str, style: str) -> None:
    """Write a line of the result, in colour on a terminal."""
    if not on_terminal():
        say(text)
        return
    from rich.console import Console
    from rich.text import Text

    Console().print(Text(text, style))


def write(text: str, file: str) -> None:
    """Write a whole text to a file, or to stdout for "-"."""
    if file == "-":
        say(text)
        return
    try:
        Path(file).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Complaint(f"{file!r} cannot be written: {error.strerror}; name another file") from error


def as_json(data: Any, file: str = "-") -> str:
    """Plain data as JSON: readable letters where they can be written."""
    return json.dumps(data, indent=2, ensure_ascii=file == "-" and not speaks_unicode())


@contextmanager
def progress(title: str) -> Iterator[Progress | None]:
    """A progress bar on stderr while a person watches; nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name)

        yield report
