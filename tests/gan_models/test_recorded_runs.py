"""The recorded runs in the docs are whole, say how they were made, and can be made again by this version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan_models.ablation import NONE, gains
from gan_models.metrics import interval
from gan_models.recipes import find
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.report import command

RUNS = Path(__file__).parents[2] / "docs" / "runs"
NAMES = sorted(p.parent.name for p in RUNS.glob("*/config.json"))
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


def test_the_page_of_homework_a_says_what_the_runs_were():
    page = (RUNS.parent / "explanation" / "homework-a.md").read_text(encoding="utf-8")
    recorded = json.loads((RUNS / "homework-a" / "ablation.json").read_text(encoding="utf-8"))
    values = recorded["values"]
    assert all(of.keys() == values[NONE].keys() for of in values.values())
    for variant, of in values.items():
        frechet, entropy = (interval([run[metric] for run in of.values()]) for metric in ("frechet", "entropy"))
        row = [f"{e.mean:.2f} [{e.low:.2f}, {e.high:.2f}]" for e in (frechet, entropy)]
        if variant != NONE:
            row += [f"{e.mean:.2f} [{e.low:.2f}, {e.high:.2f}]" for e in (gains(values, variant, "frechet"),)]
        assert any(all(number in line for number in row) for line in page.splitlines()), (variant, row)


def test_the_improved_recipe_is_better_than_the_one_of_a_1a_by_an_interval_over_five_seeds():
    values = json.loads((RUNS / "homework-a" / "ablation.json").read_text(encoding="utf-8"))["values"]
    gain = gains(values, "all", "frechet")
    assert gain.seeds >= 5
    assert gain.high < -5
    assert gains(values, "all", "entropy").low > 0
    assert all(run["coverage"] == 1 for run in values["all"].values())


def test_the_minimax_loss_loses_its_gradient_by_the_factor_that_the_theorem_predicts():
    rows = RunFolder(RUNS / "mnist-gan-saturating").rows
    assert min(row["slope_ratio"] for row in rows) < 1e-3
    for row in rows:
        assert row["slope_ratio"] == pytest.approx(row["slope_predicted"], rel=1e-3)
