"""Training to the end: one run, or several that differ in their seeds, in one process and in the same steps.

Each run has its own state, random numbers and checkpoint, and gets the bits that it would get alone. On a GPU the steps
of all of them are in one graph, side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from gan_models.trainer import processes
from gan_models.trainer.graphs import Steps
from gan_models.trainer.loop import Interrupted, Training

Told = Callable[[dict[str, Any]], None]


def run(
    trainings: Sequence[Training],
    told: Sequence[Told],
    watch: Callable[[int, int], None] = lambda epoch, step: None,
    stop: Callable[[], bool] = lambda: False,
    steps: Steps | None = None,
) -> None:
    """Train all of them to their last epoch.

    Args:
        trainings: one run, or several that are alike.
        told: for each of them what gets a row of numbers after an epoch, before the epoch's checkpoint is written.
        watch: called after each block of steps with the number of the epoch and of the step, from 1 on.
        stop: asked after each block of steps whether to stop.
        steps: how a block of steps is done; one step after the other by default.

    Raises:
        Interrupted: it was asked to stop; checkpoints are written.
        NotFinite: a loss or a parameter is infinite or no number.
        files.CannotWrite: the last good checkpoint is as it was.
    """
    tell = dict(zip(map(id, trainings), told, strict=True))
    block = steps or Steps()
    while unfinished := [t for t in trainings if t.epoch < t.task.epochs]:
        behind = _behind(unfinished)
        _epoch(behind, watch, stop, block)
        for training in behind:
            training.end(tell[id(training)])


def _behind(trainings: Sequence[Training]) -> list[Training]:
    """Those that have to catch up: all of them, unless a run was killed between two checkpoints."""
    least = min((t.epoch, t.step) for t in trainings)
    return [t for t in trainings if (t.epoch, t.step) == least]


def _epoch(
    trainings: Sequence[Training], watch: Callable[[int, int], None], stop: Callable[[], bool], steps: Steps
) -> None:
    first = trainings[0]
    for training in trainings:
        training.begin()
    while first.step < first.task.steps:
        begun = perf_counter()
        steps(trainings, min(first.due(), steps.most))
        spent = perf_counter() - begun
        for training in trainings:
            training.seconds += spent
        watch(first.epoch + 1, first.step)
        asked = processes.any_of(stop())
        if asked or _checkpoint(first):
            for training in trainings:
                training.keep()
        if asked:
            raise Interrupted


def _checkpoint(training: Training) -> bool:
    every = training.task.checkpoint_steps
    return bool(every) and training.step % every == 0
