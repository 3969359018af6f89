"""Runs that are stopped and resumed, and what of them has to be as if they had not been."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from gan_models.trainer import loop, runs
from gan_models.trainer.folder import RunFolder
from tests.gan_models.forked import Together

TIMES = ("seconds", "examples_per_second")


def trained(folder: Path, name: str, recipe: Any, stops: Iterable[int] = ()) -> RunFolder:
    """A finished run, interrupted after these steps, counted from the last resumption."""
    run = RunFolder(folder)
    runs.begin(run, name, recipe, seed=3)
    for stop in stops:
        interrupted(run, stop)
    runs.train(run)
    return run


def interrupted(run: RunFolder, step: int) -> None:
    """Go on with a run, and interrupt it after so many steps."""
    steps = count(1)
    with pytest.raises(loop.Interrupted):
        runs.train(run, stop=lambda: next(steps) == step)


def untimed(run: RunFolder) -> list[dict[str, Any]]:
    """The numbers of each epoch but for how long it took."""
    return [{key: value for key, value in row.items() if key not in TIMES} for row in run.rows]


def await_checkpoint(run: Path, process: subprocess.Popen[Any] | Together) -> None:
    """Wait until a process that trains has written a checkpoint, or is at its end."""
    until = monotonic() + 120
    while not (run / "checkpoint.safetensors").exists() and process.poll() is None:
        if monotonic() > until:
            process.kill()
            process.communicate()
            pytest.fail("no checkpoint was written")
        sleep(0.01)
