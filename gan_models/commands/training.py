"""`gan-models train RECIPE`: train a recipe and write a run folder."""

from __future__ import annotations

import json
from argparse import REMAINDER, Namespace
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint, whole_number

DESCRIPTION = """Train a recipe. --out names a new folder: config.json (recipe, seed, versions), metrics.jsonl and a
picture go there. Further options are the recipe's settings; `gan-models train RECIPE --settings --help` lists them.
Without a recipe, the recipes there are."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("train", help="train a recipe", description=DESCRIPTION)
    parser.add_argument("recipe", nargs="?", metavar="RECIPE", help="such as gaussian-gan")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="the root of all randomness (0)")
    parser.add_argument(
        "--models", type=whole_number(1), default=8, metavar="N", help="models at once, a seed each (8)"
    )
    parser.add_argument("--out", type=Path, metavar="RUN", help="a new folder; RECIPE by default")
    parser.add_argument("--settings", nargs=REMAINDER, default=[], metavar="...", help="the recipe's own options, last")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Train and write, or list the recipes."""
    from gan_models.experiment import one_thread, versions
    from gan_models.recipes import RECIPES

    if args.recipe is None:
        output.table(("recipe", "what it is"), [[(n, "bold"), e.title] for n, e in RECIPES.items()])
        return 0
    if (entry := RECIPES.get(args.recipe)) is None:
        near = get_close_matches(args.recipe, RECIPES, n=1, cutoff=0.4)
        raise Complaint(f"there is no recipe {args.recipe!r}; {_hint(near, list(RECIPES))}")
    recipe = _settings(entry.recipe, args.recipe, args.settings)
    folder = _new(args.out or Path(args.recipe))
    about = {"recipe": args.recipe, "seed": args.seed, "models": args.models, "settings": asdict(recipe)}
    (folder / "config.json").write_text(json.dumps(about | {"versions": versions()}, indent=1) + "\n", encoding="utf-8")
    with one_thread():
        entry.write(recipe, args.seed, args.models, folder)
    output.say(str(folder))
    return 0


def _hint(near: list[str], names: list[str]) -> str:
    return f"did you mean {near[0]}?" if near else f"the recipes are {', '.join(names)}"


def _settings(recipe: Any, name: str, options: list[str]) -> Any:
    """The recipe with the options on the command line."""
    import tyro

    return tyro.cli(type(recipe), default=recipe, args=options, prog=f"gan-models train {name} --settings")


def _new(folder: Path) -> Path:
    """The folder, made; one that exists already is not written into."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise Complaint(f"{folder} exists already: name a new folder with --out, so that no run is lost") from error
    except OSError as error:
        raise Complaint(f"{folder} cannot be made: {error.strerror}; name another folder with --out") from error
    return folder
