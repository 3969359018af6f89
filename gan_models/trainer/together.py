"""Training to the end: one run, or several that differ in their seeds, in one process and in the same steps.

Each run has its own state, random numbers and checkpoint, and gets the bits that it would get alone. On a GPU the steps
of all of them are in one graph, side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from gan_models.trainer import processes
from gan_models.trainer.graphs import Steps
from gan_models.trainer.loop import Interrupted, NotFinite, Training

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
        NotFinite: a loss or a parameter is infinite or no number in some run; the others are at their end.
        files.CannotWrite: the last good checkpoint is as it was.
    """
    tell = dict(zip(trainings, told, strict=True))
    block, broken = steps or Steps(), dict[Training, NotFinite]()
    while unfinished := [t for t in trainings if t.epoch < t.task.epochs and t not in broken]:
        behind = _behind(unfinished)
        sound = _epoch(behind, watch, stop, block, broken)
        for training in sound:
            with _noting(training, broken):
                training.end(tell[training])
    if broken:
        raise next(iter(broken.values()))


@contextmanager
def _noting(training: Training, broken: dict[Training, NotFinite]) -> Iterator[None]:
    """A run that breaks is left where its last checkpoint is; the others go on without it."""
    try:
        yield
    except NotFinite as error:
        broken[training] = error


def _behind(trainings: Sequence[Training]) -> list[Training]:
    """Those that have to catch up: all of them, unless a run was killed between two checkpoints."""
    least = min((t.epoch, t.step) for t in trainings)
    return [t for t in trainings if (t.epoch, t.step) == least]


def _epoch(
    trainings: Sequence[Training],
    watch: Callable[[int, int], None],
    stop: Callable[[], bool],
    steps: Steps,
    broken: dict[Training, NotFinite],
) -> list[Training]:
    """The steps that are left of an epoch; those of the runs that have not broken in it."""
    sound = list(trainings)
    for training in sound:
        training.begin()
    while sound and sound[0].step < sound[0].task.steps:
        first, begun = sound[0], perf_counter()
        steps(sound, min(first.due(), steps.most))
        watch(first.epoch + 1, first.step)
        asked = processes.any_of(stop())
        keep = asked or _checkpoint(first)
        if keep or first.step == first.task.steps:
            first.wait()
        spent = perf_counter() - begun
        for training in sound:
            training.seconds += spent
        if keep:
            for training in sound:
                with _noting(training, broken):
                    training.keep()
            sound = [t for t in sound if t not in broken]
        if asked:
            raise Interrupted
    return sound


def _checkpoint(training: Training) -> bool:
    every = training.task.checkpoint_steps
    return bool(every) and training.step % every == 0
