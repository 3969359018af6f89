"""`gan-models sample RUN`: images or points from a trained generator, autoencoder or flow."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from derivations.commands import output
from derivations.commands.complaint import Complaint, whole_number, writable
from gan_models.commands.finished import opened, run_trouble

if TYPE_CHECKING:
    from gan_models.backend import Tensor
    from gan_models.data.images import Images

DESCRIPTION = """Draw from the weights of a finished run, by the averaged generator if there is one, or from the
checkpoint of an unfinished run. Images are written as a grid (.png) or as an array of numbers between 0 and 1 (.npy);
the points of a flow as a picture (.png), an array (.npy) or a table (.csv). The same seed gives the same file."""
SUFFIXES: Final = {"images": (".png", ".npy"), "points": (".png", ".npy", ".csv")}


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("sample", help="draw from a trained run", description=DESCRIPTION)
    parser.add_argument("folder", type=Path, metavar="RUN", help="the folder of a run")
    parser.add_argument("-n", "--number", type=whole_number(1), default=64, metavar="N", help="how many (64)")
    parser.add_argument("--class", dest="label", metavar="K", help="of one class, by number or name; all by default")
    parser.add_argument("--seed", type=whole_number(0), default=0, metavar="S", help="of the noise (0)")
    parser.add_argument("-o", "--output", metavar="FILE", type=writable, default="samples.png", help="(samples.png)")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Draw and write."""
    from gan_models.backend import torch
    from gan_models.recipes.sampling import sample, trained
    from gan_models.trainer.runs import pinned

    folder = opened(args.folder)
    recipe = folder.recipe
    images: Any = _plain(recipe)
    _suffix(args.output, "images" if images else "points")
    labels = None if args.label is None else _labels(args.label, recipe, images, args.number)
    with run_trouble(args.folder), pinned(folder.config["threads"]):
        source = torch.Generator().manual_seed(args.seed)
        found = sample(recipe, images, trained(folder), args.number, source, labels)
    columns = len(images.classes) if labels is None and _conditional(recipe) else ceil(sqrt(args.number))
    _write(Path(args.output), found, columns)
    output.say(args.output)
    return 0


def _plain(recipe: Any) -> Images | None:
    """The size and the classes of its images, if it is trained on images."""
    from gan_models.data.images import without_images

    return without_images(recipe.data) if hasattr(recipe, "data") else None


def _conditional(recipe: Any) -> bool:
    return getattr(recipe, "projection", False)


def _suffix(file: str, kind: str) -> None:
    if Path(file).suffix not in SUFFIXES[kind]:
        raise Complaint(f"--output {file}: {kind} are written to a file that ends in {' or '.join(SUFFIXES[kind])}")


def _labels(text: str, recipe: Any, images: Images, count: int) -> Tensor:
    """The class that was asked for, once for each image."""
    from gan_models.backend import torch

    if not _conditional(recipe):
        raise Complaint(f"--class {text}: this run knows no classes; leave it out, or train a recipe with projection")
    names = [name.lower() for name in images.classes]
    number = int(text) if text.isascii() and text.isdigit() else -1
    if text.lower() in names:
        number = names.index(text.lower())
    if not 0 <= number < len(names):
        raise Complaint(f"--class {text}: the classes are 0 to {len(names) - 1}: {', '.join(images.classes)}")
    return torch.full((count,), number)


def _write(file: Path, found: Tensor, columns: int) -> None:
    import numpy as np

    from gan_models.plots import save
    from gan_models.plots.images import clouds
    from gan_models.trainer.runs import picture

    numbers = found.numpy()
    try:
        if file.suffix == ".npy":
            np.save(file, numbers)
        elif file.suffix == ".csv":
            np.savetxt(file, numbers, delimiter=",", header="x1,x2", comments="", fmt="%.9g")
        elif numbers.ndim == 3:
            file.write_bytes(picture(numbers, columns))
        else:
            save(partial(clouds, parts={f"{len(numbers)} samples": numbers}), file, (5.0, 3.5))
    except OSError as error:
        raise Complaint(f"{file} cannot be written: {error.strerror}; name another file with --output") from error
