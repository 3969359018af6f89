"""`gan-models measure RUN`: how near a run's images come to its data."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from derivations.commands import output
from derivations.commands.complaint import Complaint, whole_number
from gan_models.commands.finished import opened, run_trouble

if TYPE_CHECKING:
    from gan_models.metrics.runs import Measured

DESCRIPTION = """Generate images by a run and compare them with its training images, through the features of a small
classifier of the same data set, which is trained once (seconds for digits, half a minute for MNIST) and kept in the
folder for caches. The images that the data set keeps for tests are measured in the same way, for comparison."""
MEANINGS: Final = {
    "frechet": "Fréchet distance; less is better",
    "kernel": "kernel distance; less is better",
    "precision": "share of the images that lie among data",
    "recall": "share of the data that lie among the images",
    "coverage": "share of the classes that get a tenth of their due",
    "entropy": "of the classes, in nats",
}


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("measure", help="metrics of a run's images", description=DESCRIPTION)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument(
        "--images", type=whole_number(4), default=0, metavar="N", help="to generate (as many as data, at most 5000)"
    )
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="of the noise (0)")
    parser.add_argument("--json", action="store_true", help="the numbers as JSON")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Measure and print."""
    from gan_models.commands.progress import line
    from gan_models.metrics.runs import measured
    from gan_models.trainer.files import CannotWrite
    from gan_models.trainer.runs import pinned

    folder = opened(args.folder)
    if not hasattr(folder.recipe, "data"):
        raise Complaint(f"{args.folder} is a run of {folder.config['recipe']}, which makes no images to be measured")

    def told(row: dict[str, Any]) -> None:
        output.note(f"classifier, {line(row)}")

    with run_trouble(args.folder), pinned(folder.config["threads"]):
        try:
            found = measured(folder, args.images, args.seed, told)
        except CannotWrite as error:
            output.note(
                f"gan-models: {error}; the classifier is kept there: make room, or set another folder for caches"
            )
            return 1
    if args.json:
        output.say(output.as_json(found.to_json()))
    else:
        _print(found)
    return 0


def _print(found: Measured) -> None:
    headers = ("metric", f"run ({found.images} images)", f"test images ({found.tests})", "")
    rows = [
        [(name, "bold"), _number(v), _number(found.held_out[name]), MEANINGS[name]] for name, v in found.run.items()
    ]
    output.table(headers, rows, right=(1, 2))
    output.say()
    classes = zip(found.features.names, found.shares, found.due, strict=True)
    table = [[name, f"{share:.1%}", f"{due:.1%}"] for name, share, due in classes]
    output.table(("class", "of the images", f"of {found.reference} training images"), table, right=(1, 2))
    output.say()
    seen = found.features
    output.say(f"features: classifier with {seen.accuracy:.2%} on test images, sha256 {seen.sha256}, {seen.file}")


def _number(value: float) -> str:
    return f"{value:.4g}"
