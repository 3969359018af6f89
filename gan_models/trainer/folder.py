"""The folder of a run: what was trained and how, numbers after each epoch, pictures, checkpoint, weights.

`config.json` (recipe, settings, seed, versions), `metrics.jsonl` and `steps.jsonl` (a line an epoch), `grids/`,
`losses.png`, `checkpoint.safetensors`, and when it is finished `weights.safetensors` and `report.html`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from gan_models.recipes import find
from gan_models.trainer.files import CannotWrite, replace

KEPT: Final = ("recipe", "settings", "seed", "versions")  # in config.json, with the threads or the models
FREE: Final = (
    "epochs",
    "grids",
    "checkpoint_steps",
    "threads",
    "device",
    "data_dir",
    "check",
    "keep_memory",
    "graph_steps",
)
MENDED: Final = "delete the line, or the file, whose numbers are all that is lost"


class NoRun(ValueError):
    """A folder is not one that a run wrote; the message says what is missing."""


class RunFolder:
    """The files of one run."""

    def __init__(self, path: Path) -> None:
        """Take the folder; it need not exist yet."""
        self.path = path
        self.config_file, self.metrics_file = path / "config.json", path / "metrics.jsonl"
        self.steps_file = path / "steps.jsonl"
        self.checkpoint_file, self.weights_file = path / "checkpoint.safetensors", path / "weights.safetensors"
        self.losses_file, self.report_file = path / "losses.png", path / "report.html"

    # What is trained
    def begin(self, about: Mapping[str, Any], recipe: Any) -> None:
        """Make the folder and say in it what is trained.

        Raises:
            FileExistsError: there is such a folder already.
            OSError: it cannot be made, and is not there.
        """
        self.path.mkdir(parents=True)
        settings = {name: str(v) if isinstance(v, Path) else v for name, v in asdict(recipe).items()}
        try:
            replace(self.config_file, _json(dict(about) | {"settings": settings}, indent=1))
        except CannotWrite:
            self.path.rmdir()
            raise

    @property
    def config(self) -> dict[str, Any]:
        """What is trained and how.

        Raises:
            NoRun: the folder has no such file, or it cannot be read, or something is missing in it.
        """
        try:
            found = json.loads(self.config_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise NoRun(f"{self.path} is no run: it has no config.json; {self._instead()}") from None
        except (OSError, ValueError) as error:
            raise NoRun(f"{self.config_file} cannot be read: {error}") from error
        missing = [name for name in KEPT if not isinstance(found, dict) or name not in found]
        if not missing and not {"threads", "models"} & found.keys():
            missing = ["threads"]
        if missing:
            raise NoRun(f"{self.config_file} is damaged: it has no {', '.join(missing)}; train anew with --out")
        return found

    def _instead(self) -> str:
        several = sorted(file.parent for file in self.path.glob("seed-*/config.json"))
        return f"name one of its runs, such as {several[0]}" if several else "name a folder that `train` wrote"

    @property
    def identity(self) -> dict[str, Any]:
        """Which run it is, as its checkpoint tells too: recipe, seed, and settings but those of where and how long."""
        config = self.config
        made = {name: value for name, value in config["settings"].items() if name not in FREE}
        return {"recipe": config["recipe"], "seed": config["seed"]} | made

    def move(self, **settings: Any) -> None:
        """Say in the folder that the run goes on with data from elsewhere, or on another device.

        Raises:
            CannotWrite: what it says is as it was.
        """
        config = self.config
        config["settings"] |= settings
        replace(self.config_file, _json(config, indent=1))

    @property
    def recipe(self) -> Any:
        """The settings, as they were when the run began."""
        config = self.config
        default = find(config["recipe"]).recipe
        names = {f.name for f in fields(default)}
        if unknown := set(config["settings"]) - names:
            raise NoRun(f"{self.config_file} has settings that {config['recipe']} does not know: {', '.join(unknown)}")
        return type(default)(**{name: _typed(name, value) for name, value in config["settings"].items()})

    # Numbers after each epoch
    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of `metrics.jsonl`.

        Raises:
            NoRun: the file is damaged.
        """
        return _lines(self.metrics_file, "epoch", "seconds")

    def add(self, row: Mapping[str, Any]) -> None:
        """Write the line of an epoch, in place of what a run that was killed may have written of it."""
        _add(self.metrics_file, self.rows, row)

    # Losses of the steps
    @property
    def steps(self) -> list[dict[str, Any]]:
        """The lines of `steps.jsonl`: an epoch, and for each player the losses in its steps (`Training.curves`).

        Raises:
            NoRun: the file is damaged.
        """
        return _lines(self.steps_file, "epoch")

    def add_steps(self, row: Mapping[str, Any]) -> None:
        """Write the line of an epoch, as `add` does."""
        _add(self.steps_file, self.steps, row)

    # Pictures
    def grid(self, epoch: int) -> Path:
        """Where the picture after an epoch belongs."""
        folder = self.path / "grids"
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"{folder} cannot be made: {error.strerror}") from error
        return folder / f"epoch-{epoch:04d}.png"

    @property
    def grids(self) -> list[Path]:
        """The pictures there are, in order."""
        return sorted((self.path / "grids").glob("epoch-*.png"))


def _lines(file: Path, *needed: str) -> list[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise NoRun(f"{file} cannot be read: {error}; {MENDED}") from error
    if not all(isinstance(row, dict) and {*needed} <= row.keys() for row in found):
        raise NoRun(f"{file} has a line without {' and '.join(needed)}; {MENDED}")
    return found


def _add(file: Path, before: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> None:
    kept = [r for r in before if r["epoch"] < row["epoch"]]
    replace(file, b"".join(_json(r, finite=True) for r in [*kept, dict(row)]))


def _json(data: Any, indent: int | None = None, finite: bool = False) -> bytes:
    return (json.dumps(data, indent=indent, ensure_ascii=False, allow_nan=not finite) + "\n").encode()


def _typed(name: str, value: Any) -> Any:
    """What JSON made of a setting, as the dataclass has it."""
    if isinstance(value, list):
        return tuple(value)
    return Path(value) if name == "data_dir" and value is not None else value
