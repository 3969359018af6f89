"""The recorded runs in the docs are whole, say how they were made, and can be made again by this version."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan_models.recipes import find
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.report import command

RUNS = Path(__file__).parents[2] / "docs" / "runs"
NAMES = sorted(p.name for p in RUNS.iterdir() if p.is_dir())
README = (RUNS / "README.md").read_text(encoding="utf-8")
LOOPED = [name for name in NAMES if hasattr(find(name).recipe, "run")]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_run_names_its_command_and_has_a_picture(name):
    folder = RunFolder(RUNS / name)
    assert folder.config["recipe"] == name
    assert folder.recipe is not None
    assert f"`{command(folder.config)}`" in README
    assert list((RUNS / name).glob("*.png"))


@pytest.mark.parametrize("name", LOOPED)
def test_a_recorded_run_has_a_row_for_each_of_its_epochs(name):
    folder = RunFolder(RUNS / name)
    assert [row["epoch"] for row in folder.rows] == list(range(1, folder.recipe.epochs + 1))


@pytest.mark.parametrize("name", LOOPED)
def test_a_recorded_run_that_is_shorter_than_the_homework_s_says_so(name):
    (line,) = [line for line in README.splitlines() if line.startswith(f"| [{name}]")]
    epochs, asked = RunFolder(RUNS / name).recipe.epochs, find(name).recipe.epochs
    assert (f"{epochs} of the homework's {asked} epochs" in line) == (epochs < asked)
    assert epochs <= asked


def test_the_autoencoder_reaches_the_loss_of_the_source():
    assert abs(RunFolder(RUNS / "mnist-vae").rows[-1]["loss"] - 102.994) < 1
