"""`gan-models ablate RECIPE`: which part of homework A.1c's improvement helps, over several seeds."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from derivations.commands import output
from derivations.commands.complaint import Complaint, whole_number
from gan_models.commands.finished import run_trouble
from gan_models.commands.measuring import MEANINGS
from gan_models.commands.training import STOPPED, finished, folder_trouble, known, one_process

if TYPE_CHECKING:
    from gan_models.ablation import Values
    from gan_models.trainer.folder import RunFolder

DESCRIPTION = """Train an image GAN as it is, with each part of homework A.1c's improvement alone (R1, no dropout, two
rates, averaged generator), with all of them, with spectral norms alone and beside all, and as the source's own attempt
has it; measure every run, and print the metrics and the gains over the recipe as it is, with intervals over the seeds.
What is in the folder already is not trained again, so that the same command goes on after a stop, and adds seeds or
variants."""
METRICS: Final = tuple(MEANINGS)


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("ablate", help="which part of an improvement helps", description=DESCRIPTION)
    parser.add_argument("recipe", metavar="RECIPE", help="such as digits-gan or mnist-gan-nonsaturating")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for all runs")
    parser.add_argument("--seeds", type=whole_number(2), default=5, metavar="N", help="seeds 0 to N - 1 (5)")
    parser.add_argument("--epochs", type=whole_number(1), default=0, metavar="N", help="of each run (the recipe's)")
    parser.add_argument("--threads", type=whole_number(1), default=0, metavar="N", help="of the processor")
    parser.add_argument("--data-dir", type=Path, metavar="D", help="a folder with the IDX files")
    parser.add_argument("--variants", nargs="+", default=(), metavar="V", help="only these (all)")
    parser.add_argument("--json", action="store_true", help="the metrics of all runs as JSON")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Train, measure and print; 0, or what a run that was stopped or went wrong returned."""
    from gan_models.ablation import ablate, variants
    from gan_models.commands.progress import stopping
    from gan_models.recipes.gan import GanRecipe

    one_process("ablate")
    recipe = known(args.recipe).recipe
    if not isinstance(recipe, GanRecipe):
        raise Complaint(f"{args.recipe} is no image GAN: name one, such as digits-gan")
    if strange := [name for name in args.variants if name not in variants()]:
        raise Complaint(f"there is no variant {strange[0]}; the variants are {', '.join(variants())}")
    given = {"epochs": args.epochs, "threads": args.threads, "data_dir": args.data_dir}
    recipe = replace(recipe, **{name: value for name, value in given.items() if value})

    try:
        with folder_trouble(args.out), run_trouble(args.out), stopping() as asked:
            values = ablate(args.out, args.recipe, recipe, range(args.seeds), args.variants, _to_the_end(asked))
    except _Ended as ended:
        others = "the same command goes on with" if ended.status == STOPPED else "name, by --variants, only"
        output.note(f"gan-models: {others} the other runs")
        return ended.status
    if args.json:
        output.say(output.as_json(values))
    else:
        _print(values)
    return 0


def _to_the_end(asked: Callable[[], bool]) -> Callable[[RunFolder], None]:
    """What trains a run, and stops before or after one too: between steps is not the only time to press Ctrl-C."""

    def train(folder: RunFolder) -> None:
        output.note(f"{folder.path}:")
        status = STOPPED if asked() else finished(folder, asked=asked)
        if status or asked():
            raise _Ended(status or STOPPED)

    return train


class _Ended(Exception):
    """A run did not get to its end."""

    def __init__(self, status: int):
        super().__init__(status)
        self.status = status


def _print(values: Values) -> None:
    from gan_models.ablation import NONE, gains
    from gan_models.metrics.seeds import interval

    means = [
        [(v, "bold"), *(str(interval([seed[m] for seed in of.values()])) for m in METRICS)] for v, of in values.items()
    ]
    output.table(("variant", *METRICS), means)
    if NONE in values:
        output.say()
        rows = [[(v, "bold"), *(str(gains(values, v, m)) for m in METRICS)] for v in values if v != NONE]
        output.table((f"gain over {NONE}", *METRICS), rows)
