"""A run from its folder: begun or resumed, told about, finished with weights, pictures and a report."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from typing import Any, Final

import numpy as np
from filelock import FileLock, Timeout
from matplotlib.image import imsave

from gan_models.backend import torch
from gan_models.experiment import versions
from gan_models.plots import drawn
from gan_models.plots.images import as_bytes, losses, tiled
from gan_models.recipes.loop import Run
from gan_models.trainer import checkpoint, files, memory, processes, together
from gan_models.trainer.files import CannotWrite, replace
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.graphs import Graphs, Steps
from gan_models.trainer.loop import Task, Training
from gan_models.trainer.report import report
from gan_models.trainer.stacks import Stacked

Watch = Callable[[int, int, Task], None]  # epoch, step of it, what is trained
Told = Callable[[RunFolder, dict[str, Any]], None]
SMALL: Final = 16  # pixels: smaller images are shown larger


class Busy(ValueError):
    """Another process trains the same run; the message says what to do."""


def begin(folder: RunFolder, name: str, recipe: Any, seed: int, data: Any = None) -> Run:
    """Get everything ready, then make the folder of the run, so that bad settings or data leave none behind.

    Args:
        folder: the run's.
        name: of the recipe.
        recipe: its settings.
        seed: the run's.
        data: what `recipe.placed` gave, if several runs share it.

    Raises:
        FileExistsError, OSError: it cannot be made.
        ValueError, LookupError: the settings or the data do not serve; see `ImageRecipe.images`.
    """
    if recipe.batch % processes.count():
        raise ValueError(f"batch is {recipe.batch}, which {processes.count()} processes cannot share equally")
    if processes.any_of(folder.path.exists()):
        raise FileExistsError(f"{folder.path} exists already")
    ready = recipe.run(seed, data)
    if processes.rank() == 0:
        folder.begin({"recipe": name, "seed": seed, "versions": versions(), "threads": _threads(recipe)}, recipe)
    processes.wait()
    return ready


def changes(folder: RunFolder) -> str:
    """What is different now from when a run began, in words; its bits may then differ from an unbroken run's.

    Versions, and the kind of device, which has other random numbers.

    Raises:
        BadCheckpoint: the checkpoint is damaged.
    """
    then, now = dict(folder.config["versions"]), dict(versions())
    if folder.checkpoint_file.exists():
        then["device"] = checkpoint.about(folder.checkpoint_file)["device"]
        now["device"] = torch.device(folder.recipe.device).type
    return ", ".join(f"{name} {then.get(name)} then, {now[name]} now" for name in now if then.get(name) != now[name])


def _threads(recipe: Any) -> int:
    return recipe.threads or torch.get_num_threads()


def train(
    folder: RunFolder,
    ready: Run | None = None,
    *,
    told: Callable[[dict[str, Any]], None] = lambda row: None,
    watch: Watch = lambda epoch, step, task: None,
    stop: Callable[[], bool] = lambda: False,
) -> Training:
    """Train a run to its end, from its checkpoint if it has one: see `train_all`."""
    return train_all([folder], [ready], told=lambda _, row: told(row), watch=watch, stop=stop)[0]


def train_all(
    folders: Sequence[RunFolder],
    ready: Sequence[Run | None] = (),
    *,
    told: Told = lambda folder, row: None,
    watch: Watch = lambda epoch, step, task: None,
    stop: Callable[[], bool] = lambda: False,
) -> list[Training]:
    """Train runs that differ in their seeds to their end, in the same steps, each from its checkpoint if it has one.

    Args:
        folders: of the runs, begun.
        ready: what `begin` returned; made anew from the folders otherwise.
        told: gets the numbers of each epoch of each run.
        watch: called after each block of steps.
        stop: asked after each block of steps.

    Raises:
        Interrupted, NotFinite, CannotWrite: see `together.run`.
        BadCheckpoint: the checkpoint is damaged.
        NoRun: the folder is not one of a run, or what it says is damaged.
        Busy: another process trains this run.
    """
    given = [(folder.config, folder.recipe) for folder in folders]
    _ = [(folder.rows, folder.steps) for folder in folders]  # damage is refused before an epoch
    config, recipe = given[0]
    if recipe.keep_memory and recipe.device.startswith("cpu"):
        memory.keep()
    with ExitStack() as stack:
        for folder in folders:
            stack.enter_context(_alone(folder))
        stack.enter_context(pinned(config["threads"]))
        data = cache(lambda recipe: recipe.placed())  # runs of one recipe share them
        made = [
            one or own.run(said["seed"], data(own))
            for (said, own), one in zip(given, ready or [None] * len(given), strict=True)
        ]
        trainings = [_at_hand(folder, run) for folder, run in zip(folders, made, strict=True)]
        tell = [partial(_row, *each, told) for each in zip(folders, made, trainings, strict=True)]
        steps = steps_of(recipe, trainings)
        together.run(trainings, tell, lambda epoch, step: watch(epoch, step, made[0].task), stop, steps)
        if processes.rank() == 0:
            for each in zip(folders, made, trainings, strict=True):
                finish(*each)
    return trainings


def steps_of(recipe: Any, trainings: Sequence[Training]) -> Steps:
    """How steps are done: on a GPU from graphs, and those of several runs in stacks where their networks can be.

    Several processes exchange slopes inside a step, which no graph does here.
    """
    fetching = not getattr(recipe, "resident", True)  # images from the host, in every step
    if trainings[0].random.device.type != "cuda" or processes.count() > 1 or fetching:
        return Steps()
    stacked = recipe.stacked and len(trainings) > 1 and trainings[0].task.stacked is not None
    each = Stacked() if stacked else Steps()
    return Graphs(recipe.graph_steps, each=each) if recipe.graph_steps else each


def _at_hand(folder: RunFolder, run: Run) -> Training:
    """A run where its checkpoint has it, or at its beginning."""
    training = Training(run.task, run.random, folder.checkpoint_file, folder.identity)
    if folder.checkpoint_file.exists():
        training.restore()
    return training


def _row(folder: RunFolder, run: Run, training: Training, told: Told, found: dict[str, Any]) -> None:
    """Keep the numbers of an epoch, draw, and tell."""
    if processes.rank() == 0:
        folder.add(found)
        folder.add_steps({"epoch": found["epoch"]} | training.curves())
        _illustrate(folder, run, training, found["epoch"])
        told(folder, found)


@contextmanager
def _alone(folder: RunFolder) -> Iterator[None]:
    """Keep others from training the same run, who would exchange the same files."""
    if processes.rank():
        yield
        return
    try:
        with FileLock(folder.path / ".lock", blocking=False):
            yield
    except Timeout as error:
        raise Busy(f"{folder.path} is being trained by another process: wait for it, or stop it first") from error
    except PermissionError as error:
        raise CannotWrite(f"{folder.path} cannot be written to: {error.strerror}") from error


def finish(folder: RunFolder, run: Run, training: Training) -> None:
    """Write weights, loss curves and the report."""
    weights = checkpoint.flat(run.weights(training.state, training.average))
    files.write(folder.weights_file, weights, {"recipe": folder.config["recipe"]})
    names = [name for name in run.task.rows if name]
    draw = partial(losses, rows=folder.rows, names=names, steps=folder.steps)
    replace(folder.losses_file, drawn(draw, (10.0, 4.0)))
    replace(folder.report_file, report(folder).encode())


def _illustrate(folder: RunFolder, run: Run, training: Training, epoch: int) -> None:
    """A picture after the epochs that were asked for, and after the last."""
    recipe = folder.recipe
    if epoch not in (*recipe.grids, recipe.epochs):
        return
    if run.pictures is not None:
        images = run.pictures(training.state, training.average).cpu().numpy()
        replace(folder.grid(epoch), picture(images, run.columns))
    if run.drawing is not None:
        replace(folder.grid(epoch), drawn(run.drawing(training.state, training.average), (8.0, 3.0)))


def picture(images: np.ndarray[Any, Any], columns: int) -> bytes:
    """A PNG file with images in rows; small ones are enlarged."""
    sheet = as_bytes(tiled(images, columns))
    factor = 4 if images.shape[-1] < SMALL else 2
    grey = np.kron(sheet, np.ones((factor, factor), np.uint8))
    buffer = io.BytesIO()
    imsave(buffer, np.stack([grey] * 3, axis=-1), format="png")  # as colours: a map to grey would lose some shades
    return buffer.getvalue()


@contextmanager
def pinned(threads: int) -> Iterator[None]:
    """The same number of threads for the whole run, on which the bits depend."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)
