"""`gan-models resume RUN`: go on with a run that was stopped."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derivations.commands import output
from gan_models.commands.finished import run_trouble
from gan_models.commands.training import RESUMING, among_others, one_process, train, train_seeds, write_small

if TYPE_CHECKING:
    from gan_models.trainer.folder import RunFolder


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("resume", help="go on with a run", description=RESUMING)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument("--data-dir", type=Path, metavar="D", help="where its IDX files are now")
    parser.add_argument("--device", metavar="D", help="where to go on, such as cpu or cuda; as before by default")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Go on to the end."""
    from gan_models.recipes import find
    from gan_models.trainer import several
    from gan_models.trainer.folder import RunFolder

    folder = RunFolder(args.folder)
    with run_trouble(args.folder):
        folders = several.members(args.folder)
    if folders:
        return _resume_seeds(args, folders)
    with run_trouble(args.folder):
        settings = _elsewhere(folder, args.data_dir, args.device)
        config, recipe = folder.config, folder.recipe
        entry, seed = find(config["recipe"]), config["seed"]
        models = 0 if hasattr(recipe, "run") else config["models"]
    if hasattr(recipe, "run"):
        with among_others():
            _move(folder, settings)
            return train(folder)
    write_small(folder.path, entry, recipe, seed, models)
    return 0


def _resume_seeds(args: Namespace, folders: list[RunFolder]) -> int:
    """Go on with several runs that were begun together."""
    from gan_models.trainer import several

    one_process("a folder of several seeds")
    with run_trouble(args.folder):
        folders = several.complete(args.folder, folders)
        settings = [_elsewhere(folder, args.data_dir, args.device) for folder in folders]
    for folder, own in zip(folders, settings, strict=True):
        _move(folder, own)
    return train_seeds(args.folder, folders)


def _elsewhere(folder: RunFolder, data_dir: Path | None, device: str | None) -> dict[str, str]:
    """The settings of where the run goes on, as far as they are given.

    Raises:
        ValueError: the recipe has no such setting, or the device is not here.
    """
    from gan_models.recipes.loop import usable

    recipe, name = folder.recipe, folder.config["recipe"]
    given = {"data_dir": None if data_dir is None else str(data_dir.absolute()), "device": device}
    settings = {setting: value for setting, value in given.items() if value is not None}
    for setting in settings:
        if not hasattr(recipe, setting):
            raise ValueError(f"{name} knows no --{setting.replace('_', '-')}: resume {folder.path} without it")
    if hasattr(recipe, "device"):
        usable(device or recipe.device)
    return settings


def _move(folder: RunFolder, settings: dict[str, str]) -> None:
    """Say in the folder where the run goes on, and to the user what is different there; one process does it for all."""
    from gan_models.trainer import processes
    from gan_models.trainer.runs import changes

    if processes.rank() == 0:
        with run_trouble(folder.path):
            if settings:
                folder.move(**settings)
            if told := changes(folder):
                output.note(f"gan-models: {told}: the weights may differ from those of a run that was never stopped")
    processes.wait()
