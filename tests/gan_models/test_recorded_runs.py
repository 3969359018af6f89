"""The recorded runs in the docs are whole, say how they were made, and can be made again by this version."""

from __future__ import annotations

import json
from math import log
from pathlib import Path
from statistics import stdev
from typing import Any

import pytest

from gan_models.ablation import NONE, gains
from gan_models.commands.measuring import MEANINGS
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
    assert values["all"].keys() == values["average"].keys() == values[NONE].keys()
    assert all(set(map(str, range(5))) <= of.keys() <= values[NONE].keys() for of in values.values())
    for variant, of in values.items():
        frechet, entropy = (interval([run[metric] for run in of.values()]) for metric in ("frechet", "entropy"))
        row = [f"{e.mean:.2f} [{e.low:.2f}, {e.high:.2f}]" for e in (frechet, entropy)]
        if variant != NONE:
            row += [f"{e.mean:.2f} [{e.low:.2f}, {e.high:.2f}]" for e in (gains(values, variant, "frechet"),)]
        assert any(all(number in line for number in row) for line in page.splitlines()), (variant, row)


@pytest.mark.parametrize("name", [name for name in NAMES if hasattr(find(name).recipe, "data_dir")])
def test_a_recorded_run_of_images_was_measured(name):
    """In as many images as it was compared with, with a classifier that is right nearly always."""
    found = json.loads((RUNS / name / "measured.json").read_text(encoding="utf-8"))
    assert list(found["run"]) == list(found["held_out"]) == list(MEANINGS)
    assert found["images"] == found["reference"] >= 1000
    assert sum(found["shares"]) == pytest.approx(1)
    assert found["held_out"]["frechet"] < found["run"]["frechet"]
    assert found["features"]["accuracy"] > 0.9


def small(name: str) -> list[dict[str, Any]]:
    """The rows of a recipe of many small models."""
    return [json.loads(line) for line in (RUNS / name / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_gan_of_homework_c_comes_to_rest_with_full_batches_and_not_with_single_examples():
    spread = dict[str, float]()
    for name in ("gaussian-gan", "gaussian-gan-sgd"):
        rows = small(name)
        spread[name] = stdev(loss for row in rows[len(rows) // 2 :] for loss in row["discriminator"])
    assert spread["gaussian-gan"] < 1e-6
    assert spread["gaussian-gan-sgd"] > 0.1
    last = small("gaussian-gan")[-1]
    assert last["discriminator"] == pytest.approx([log(4)] * 8, abs=1e-6)
    assert last["generator"] == pytest.approx([log(2)] * 8, abs=1e-6)


def test_the_game_of_the_logistic_discriminator_and_its_dual_end_at_one_value():
    game, dual = ([row["value"] for row in small("dual-gan") if row["way"] == way] for way in ("game", "dual"))
    assert game[-1] == pytest.approx(dual[-1], abs=1e-9)
    assert game[0] != pytest.approx(dual[0], abs=0.1)


def test_the_denoiser_brings_noisy_points_back():
    rows = small("toy-diffusion")
    assert min(rows[0]["loss"]) > 0.5
    assert max(rows[-1]["loss"]) < 0.01


def test_the_improved_recipe_is_better_than_the_one_of_a_1a_by_an_interval_over_the_seeds():
    values = json.loads((RUNS / "homework-a" / "ablation.json").read_text(encoding="utf-8"))["values"]
    gain = gains(values, "all", "frechet")
    assert gain.seeds >= 12
    assert gain.high < -10
    assert gains(values, "all", "entropy").low > 0
    assert gains(values, "all", "coverage").low > 0
    assert all(run["coverage"] == 1 for run in values["all"].values())


def test_the_minimax_loss_loses_its_gradient_by_the_factor_that_the_theorem_predicts():
    rows = RunFolder(RUNS / "mnist-gan-saturating").rows
    assert min(row["slope_ratio"] for row in rows) < 1e-3
    for row in rows:
        assert row["slope_ratio"] == pytest.approx(row["slope_predicted"], rel=1e-3)
