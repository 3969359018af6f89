"""Runs of one recipe with several seeds in one folder, trained in the same steps: `seed-0`, `seed-1`, … and a page.

Each `seed-N` is a run like any other. `several.json` has the seeds that were asked for, and `seeds.json` what each
number of the last epoch is over them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from gan_models.metrics.seeds import Estimate, interval
from gan_models.plots import drawn
from gan_models.plots.images import beside
from gan_models.recipes.loop import Run
from gan_models.trainer import COUNTED, files, runs
from gan_models.trainer.folder import NoRun, RunFolder

ASKED, SUMMARY, CURVES, PAGE = "several.json", "seeds.json", "curves.png", "report.html"


def begin(path: Path, name: str, recipe: Any, seeds: Sequence[int]) -> list[tuple[RunFolder, Run]]:
    """Begin a run for each seed; what all of them look at is on the device once.

    Raises:
        FileExistsError: there is such a folder already.
        See also `runs.begin`.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists already")
    data = recipe.placed()
    first, *others = (_folder(path, seed) for seed in seeds)
    begun = [(first, runs.begin(first, name, recipe, seeds[0], data))]
    files.replace(path / ASKED, (json.dumps({"seeds": list(seeds)}) + "\n").encode())
    more = zip(others, seeds[1:], strict=True)
    return begun + [(own, runs.begin(own, name, recipe, seed, data)) for own, seed in more]


def _folder(path: Path, seed: int) -> RunFolder:
    return RunFolder(path / f"seed-{seed}")


def members(path: Path) -> list[RunFolder]:
    """The runs in a folder of several, by their seeds; none if it is no such folder.

    Raises:
        NoRun: they are not alike.
    """
    if (path / "config.json").exists() or not (path / ASKED).exists():
        return []
    found = [RunFolder(file.parent) for file in path.glob("seed-*/config.json")]
    folders = sorted(found, key=lambda folder: folder.config["seed"])
    for other in folders[1:]:
        if _kind(other) != _kind(folders[0]):
            raise NoRun(f"{other.path} was begun otherwise than {folders[0].path}: resume each of them alone")
    return folders


def _kind(folder: RunFolder) -> tuple[Any, ...]:
    """What is alike in runs that are trained together."""
    config = folder.config
    return {**folder.identity, "seed": None}, config["settings"]["epochs"], config["threads"]


def complete(path: Path, folders: Sequence[RunFolder]) -> list[RunFolder]:
    """The runs, and those that a command was killed before it could begin, begun now."""
    asked = json.loads((path / ASKED).read_text(encoding="utf-8"))["seeds"]
    first = folders[0]
    for seed in set(asked) - {folder.config["seed"] for folder in folders}:
        runs.begin(_folder(path, seed), first.config["recipe"], first.recipe, seed)
    return members(path)


def train(
    path: Path,
    folders: Sequence[RunFolder],
    ready: Sequence[Run | None] = (),
    told: runs.Told = lambda folder, row: None,
    watch: runs.Watch = lambda epoch, step, task: None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Estimate]:
    """Train all of them to their end, and say what came out over the seeds; see `runs.train_all` and `summary`."""
    from gan_models.trainer.report_seeds import page

    runs.train_all(folders, ready, told=told, watch=watch, stop=stop)
    rows = {f"seed {folder.config['seed']}": folder.rows for folder in folders}
    over = summary(folders)
    draw = partial(beside, runs=rows, names=list(over))
    high = -(-len(over) // 3) * 3.0 + 0.5
    files.replace(path / CURVES, drawn(draw, (min(len(over), 3) * 4.0, high)))
    kept = {name: estimate._asdict() for name, estimate in over.items()}
    files.replace(path / SUMMARY, (json.dumps(kept, indent=1) + "\n").encode())
    files.replace(path / PAGE, page(path, folders, over).encode())
    return over


def summary(folders: Sequence[RunFolder]) -> dict[str, Estimate]:
    """What each number of the last epoch is over the seeds; without what some seed does not have."""
    last = [folder.rows[-1] for folder in folders]
    values = {name: [row.get(name) for row in last] for name in last[0] if name not in COUNTED}
    numbers = {name: [v for v in each if isinstance(v, int | float)] for name, each in values.items()}
    return {name: interval(each) for name, each in numbers.items() if len(each) == len(folders)}
