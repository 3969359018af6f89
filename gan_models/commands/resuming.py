"""`gan-models resume RUN`: go on with a run that was stopped."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint
from gan_models.commands.training import RESUMING, train, write_small


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("resume", help="go on with a run", description=RESUMING)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Go on to the end."""
    from gan_models.recipes import UnknownRecipe, find
    from gan_models.trainer.folder import NoRun, RunFolder

    folder = RunFolder(args.folder)
    try:
        config, recipe = folder.config, folder.recipe
        entry = find(config["recipe"])
    except (NoRun, UnknownRecipe, KeyError) as error:
        raise Complaint(str(error)) from error
    if hasattr(recipe, "run"):
        from gan_models.trainer.runs import changes

        if told := changes(folder):
            output.note(f"gan-models: {told}: the weights may differ from those of a run that was never stopped")
        return train(folder)
    write_small(folder.path, entry, config["recipe"], recipe, config["seed"], config["models"])
    return 0
