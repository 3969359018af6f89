"""`gan-models train RECIPE` and `gan-models resume RUN`: train a recipe into a run folder, and go on after a stop."""

from __future__ import annotations

from argparse import REMAINDER, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import field, make_dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from derivations.commands import output
from derivations.commands.complaint import Complaint

if TYPE_CHECKING:
    from gan_models.recipes import Entry
    from gan_models.recipes.loop import Run
    from gan_models.trainer.folder import RunFolder

DESCRIPTION = """Train a recipe into a new folder: its settings, numbers after each epoch, pictures, checkpoints,
weights and a report. `gan-models train RECIPE --help` lists the recipe's settings, each of which is an option; without
a recipe, the recipes there are."""
RESUMING = """Go on with a run that was stopped, killed or out of disk space, from its last checkpoint; on the same
machine and versions the weights are those of a run that was never stopped. A run of a small recipe, which takes
seconds, begins again."""
STOPPED = 130


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("train", help="train a recipe", description=DESCRIPTION)
    parser.add_argument("recipe", nargs="?", metavar="RECIPE", help="such as digits-gan")
    parser.add_argument("settings", nargs=REMAINDER, metavar="...", help="--seed, --out and the recipe's settings")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Train and write, or list the recipes."""
    from gan_models.recipes import RECIPES

    if args.recipe is None:
        output.table(("recipe", "what it is"), [[(n, "bold"), e.title] for n, e in RECIPES.items()])
        return 0
    entry = known(args.recipe)
    options = parsed(entry, args.recipe, args.settings)
    folder = options.out or Path(args.recipe)
    if hasattr(entry.recipe, "run"):
        if options.seeds > 1:
            return _train_seeds(folder, args.recipe, options)
        with among_others():
            return train(*_begun(folder, args.recipe, options))
    one_process(args.recipe)
    _begin_small(folder, args.recipe, options)
    write_small(folder, entry, options.settings, options.seed, options.models)
    output.say(str(folder))
    return 0


def known(name: str) -> Entry:
    """The recipe of a name, or a complaint with the nearest one."""
    from gan_models.recipes import UnknownRecipe, find

    try:
        return find(name)
    except UnknownRecipe as error:
        raise Complaint(str(error)) from error


def parsed(entry: Entry, name: str, arguments: Sequence[str]) -> Any:
    """The options on the command line: seed, out, how many seeds or models, and the recipe's settings."""
    import tyro

    recipe = entry.recipe
    options: list[Any] = [
        ("seed", Annotated[int, tyro.conf.arg(help="The root of all randomness.")], 0),
        ("out", Annotated[Path | None, tyro.conf.arg(help="A new folder; the recipe's name by default.")], None),
    ]
    if hasattr(recipe, "run"):
        told = "Runs at once, with the seeds from --seed on, each in a folder of its own."
        options.append(("seeds", Annotated[int, tyro.conf.arg(help=told)], 1))
    else:
        options.append(("models", Annotated[int, tyro.conf.arg(help="Models at once, a seed each.")], 8))
    options.append(("settings", type(recipe), field(default=recipe)))
    command = make_dataclass("Command", options)
    config = (tyro.conf.OmitArgPrefixes, tyro.conf.FlagConversionOff)
    try:
        found = tyro.cli(command, args=list(arguments), prog=f"gan-models train {name}", config=config)
    except ValueError as error:  # of a recipe that refuses its settings
        raise Complaint(str(error)) from error
    for option in ("seed", "seeds", "models"):
        if getattr(found, option, 1) < (0 if option == "seed" else 1):
            raise Complaint(f"--{option} {getattr(found, option)} is too small")
    return found


def _begin_small(path: Path, name: str, options: Any) -> None:
    from gan_models.experiment import versions
    from gan_models.trainer.folder import RunFolder

    about = {"recipe": name, "seed": options.seed, "models": options.models, "versions": versions()}
    with folder_trouble(path):
        RunFolder(path).begin(about, options.settings)


def write_small(folder: Path, entry: Entry, recipe: Any, seed: int, models: int) -> None:
    """Train many small models and fill their folder."""
    from gan_models.experiment import one_thread

    try:
        with one_thread():
            entry.module.write(recipe, seed, models, folder)
    except OSError as error:
        told = f"{folder} cannot be written to: {error.strerror}"
        raise Complaint(f"{told}; when it can be, go on with: gan-models resume {folder}") from error


def one_process(what: str) -> None:
    """Refuse to be started several times by torchrun."""
    from gan_models.trainer import processes

    if processes.started() > 1:
        raise Complaint(f"{what} trains many models in one process: start it without torchrun")


@contextmanager
def among_others() -> Iterator[None]:
    """Train together with the other processes that torchrun started; complaints name the process, but for the first."""
    from gan_models.trainer import processes

    with processes.joined():
        try:
            yield
        except Complaint as complaint:
            if processes.rank() == 0:
                raise
            raise Complaint(f"process {processes.rank()}: {complaint}") from complaint


def _begun(path: Path, name: str, options: Any) -> tuple[RunFolder, Run]:
    from gan_models.trainer.folder import RunFolder
    from gan_models.trainer.runs import begin

    folder = RunFolder(path)
    with folder_trouble(path), data_trouble():
        return folder, begin(folder, name, options.settings, options.seed)


def _train_seeds(path: Path, name: str, options: Any) -> int:
    from gan_models.trainer import several

    one_process("--seeds")
    seeds = range(options.seed, options.seed + options.seeds)
    with folder_trouble(path), data_trouble():
        begun = several.begin(path, name, options.settings, seeds)
    return train_seeds(path, [folder for folder, _ in begun], [run for _, run in begun])


def train_seeds(path: Path, folders: Sequence[RunFolder], ready: Sequence[Run | None] = ()) -> int:
    """Train several runs in the same steps, and say where they are and what came out."""
    from gan_models.trainer import several

    over = dict[str, Any]()

    def train(**watched: Any) -> None:
        over.update(several.train(path, folders, ready, **watched))

    status = _watched(path, folders, train)
    if not status:
        rows = [[(name.replace("_", " "), "bold"), str(one)] for name, one in over.items()]
        output.table(("after the last epoch", "mean [95 %]"), rows)
        output.say(str(path))
    return status


@contextmanager
def data_trouble() -> Iterator[None]:
    """Turn what is wrong with settings, data or a folder into a complaint."""
    from gan_models.data.download import DownloadFailed
    from gan_models.data.images import NoData

    try:
        yield
    except (ValueError, NoData, DownloadFailed) as error:  # damaged files, checkpoints and folders are values
        raise Complaint(str(error)) from error


@contextmanager
def folder_trouble(folder: Path) -> Iterator[None]:
    """Turn what is wrong with a new folder into a complaint."""
    from gan_models.trainer.files import CannotWrite

    try:
        yield
    except CannotWrite as error:
        raise Complaint(f"{error}; make room, or name another folder with --out") from error
    except FileExistsError as error:
        raise Complaint(f"{folder} exists already: name a new folder with --out, so that no run is lost") from error
    except OSError as error:
        raise Complaint(f"{folder} cannot be made: {error.strerror}; name another folder with --out") from error


def train(folder: RunFolder, ready: Run | None = None) -> int:
    """Train to the end, or until somebody stops it, and say where."""
    from gan_models.trainer import processes

    status = finished(folder, ready)
    if not status and processes.rank() == 0:
        output.say(str(folder.path))
    return status


def finished(folder: RunFolder, ready: Run | None = None, asked: Callable[[], bool] | None = None) -> int:
    """Train to the end, or until somebody stops it, as `asked` says if it is given; the exit status."""
    from gan_models.trainer import runs

    return _watched(folder.path, [folder], partial(runs.train_all, [folder], [ready]), asked)


def _watched(
    path: Path, folders: Sequence[RunFolder], train: Callable[..., object], asked: Callable[[], bool] | None = None
) -> int:
    """Train while a person watches; the exit status."""
    from gan_models.commands.progress import shown, stopping
    from gan_models.trainer import processes
    from gan_models.trainer.files import CannotWrite
    from gan_models.trainer.loop import Interrupted, NotFinite

    try:
        whether = stopping() if asked is None else nullcontext(asked)
        with data_trouble(), whether as stop, shown(folders) as (told, watch):
            train(told=told, watch=watch, stop=stop)
    except Interrupted:
        if processes.rank() == 0:
            output.note(f"gan-models: stopped; go on with: gan-models resume {path}")
        return STOPPED
    except NotFinite as error:
        output.note(f"gan-models: {error}")
        return 1
    except CannotWrite as error:
        output.note(f"gan-models: {error}; when it can be, go on with: gan-models resume {path}")
        return 1
    return 0
