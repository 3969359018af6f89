"""`gan-models resume RUN`: go on with a run that was stopped."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from derivations.commands import output
from gan_models.commands.finished import run_trouble
from gan_models.commands.training import RESUMING, among_others, train, write_small


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("resume", help="go on with a run", description=RESUMING)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Go on to the end."""
    from gan_models.recipes import find
    from gan_models.trainer.folder import RunFolder

    folder = RunFolder(args.folder)
    with run_trouble(args.folder):
        config, recipe = folder.config, folder.recipe
        entry, seed = find(config["recipe"]), config["seed"]
        models = 0 if hasattr(recipe, "run") else config["models"]
    if hasattr(recipe, "run"):
        from gan_models.trainer.runs import changes

        if told := changes(folder):
            output.note(f"gan-models: {told}: the weights may differ from those of a run that was never stopped")
        with among_others():
            return train(folder)
    write_small(folder.path, entry, recipe, seed, models)
    return 0
