"""What a person sees of a run, and how it is stopped: a progress bar, a line an epoch, Ctrl-C at the end of a step."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from derivations.commands import output
from gan_models.trainer import COUNTED, processes
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.loop import Task
from gan_models.trainer.runs import Told, Watch

DETAILS: Final = ("slope_", "weight_")  # beginnings of names that are left to metrics.jsonl
LOSSES: Final = ("generator", "discriminator", "loss")
Shown = tuple[Told, Watch]


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or the process asked to end; a second time ends it at once."""
    asked = list[int]()

    def ask(number: int, _: Any) -> None:
        asked.append(number)
        if processes.count() == 1:  # torchrun hands on what the terminal has told all of them already
            signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def shown(folders: Sequence[RunFolder]) -> Iterator[Shown]:
    """A line on stderr after each epoch of each run; while a person watches, a bar with epoch, losses and speed."""
    folder, several = folders[0], len(folders) > 1

    def said(own: RunFolder, row: dict[str, Any]) -> str:
        return f"seed {own.config['seed']}, {line(row)}" if several else line(row)

    if processes.rank() or not sys.stderr.isatty():
        yield (lambda own, row: output.note(said(own, row))), lambda epoch, step, task: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    epochs = folder.recipe.epochs
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task(folder.config["recipe"], total=None, speed="")
        losses = ""

        def watch(epoch: int, step: int, task: Task) -> None:
            done, speed = (epoch - 1) * task.steps + step, bar.tasks[0].speed
            now = f"epoch {epoch}/{epochs}{losses}"
            rate = f"{speed * task.batch * len(folders):,.0f} examples/s" if speed else ""
            bar.update(shown, completed=done, total=epochs * task.steps, description=now, speed=rate)

        def told(own: RunFolder, row: dict[str, Any]) -> None:
            nonlocal losses
            found = {name: row[name] for name in LOSSES if name in row}
            losses = "".join(f", {name} {value:.3g}" for name, value in found.items())
            bar.console.print(said(own, row), highlight=False)

        yield told, watch


def line(row: dict[str, Any]) -> str:
    """The numbers of an epoch in one line.

    >>> line({"epoch": 3, "generator": 0.5, "seconds": 2.0, "examples_per_second": 1234.5})
    'epoch 3: generator 0.5, 1,234 examples/s'
    """
    told = {k: v for k, v in row.items() if k not in COUNTED and not k.startswith(DETAILS) and v is not None}
    parts = [f"{name.replace('_', ' ')} {value:.4g}" for name, value in told.items()]
    return f"epoch {row['epoch']}: {', '.join(parts)}, {row['examples_per_second']:,.0f} examples/s"
