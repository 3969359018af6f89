"""Every recipe, killed by signal 9 at random steps and resumed, ends as if nothing had happened.

In the ordinary suite the recipes of one kind share one test; `--thorough` takes all that there are.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from gan_models.recipes import RECIPES
from gan_models.trainer.folder import RunFolder
from tests.gan_models.image_folders import write_noise
from tests.gan_models.killed_runs import Death, ended
from tests.gan_models.stopped_runs import untimed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")
EPOCHS, EXAMPLES = 2, 30
LOOP = ["--epochs", f"{EPOCHS}", "--threads", "1", "--checkpoint-steps", "2"]
IMAGES = [*LOOP, "--examples", f"{EXAMPLES}"]
DENSE = ["--generator-widths", "16", "24", "--discriminator-widths", "24", "16"]
MANY = ["--models", "3"]
KINDS = (  # by the beginning of the names; the first that fits
    (("digits-gan", "digits-cgan"), [*IMAGES, *DENSE]),
    (("digits-vae",), [*IMAGES, "--hidden", "16"]),
    (("mnist-gan",), [*IMAGES, *DENSE, "--check", "False"]),
    (("mnist-vae",), [*IMAGES, "--hidden", "16", "--check", "False"]),
    (("fashion",), [*IMAGES, "--noise", "8", "--check", "False"]),
    (("moons-maf",), [*LOOP, "--points", f"{EXAMPLES}", "--held-out", "20"]),
    (("gaussian-gan",), [*MANY, "--steps", "300"]),
    (("toy-diffusion",), [*MANY, "--steps", "40"]),
    (("dual-gan",), [*MANY, "--game-steps", "40", "--dual-steps", "40"]),
)
SAMPLE = (
    "digits-cgan-projection",
    "mnist-gan-improved",
    "mnist-vae",
    "fashion-wgan-gp",
    "moons-maf",
    "gaussian-gan-sgd",
)
CHOSEN = list(RECIPES) if os.environ.get("GAN_MODELS_THOROUGH") else SAMPLE


def settings(recipe: str, data: Path) -> list[str]:
    found = next(options for beginnings, options in KINDS if recipe.startswith(beginnings))
    batch = ["--batch", f"{batch_of(recipe)}"] if "--epochs" in found else []
    return [*found, *batch, *(["--data-dir", str(data)] if "--check" in found else [])]


def batch_of(recipe: str) -> int:
    return 1 if recipe == "fashion-wgan-gp" else 3


def steps_of(recipe: str) -> int:
    """The loop's steps; 1 for a recipe of many small models."""
    each = batch_of(recipe) * RECIPES[recipe].defaults.get("discriminator_steps", 1)
    return EPOCHS * (EXAMPLES // each) if hasattr(RECIPES[recipe].recipe, "run") else 1


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return write_noise(tmp_path_factory.mktemp("data"), EXAMPLES, seed=5)


def files(run: Path) -> dict[str, bytes]:
    """What a finished run keeps, but for what says how long it took: numbers and report."""
    timed = ("metrics.jsonl", "report.html") if hasattr(RunFolder(run).recipe, "run") else ()
    left = {path for path in run.rglob("*") if path.is_file() and path.name not in (*timed, ".lock")}
    return {str(path.relative_to(run)): path.read_bytes() for path in left if not path.name.startswith("checkpoint")}


def killed_twice(recipe: str, run: Path, data: Path, forgetful: bool = False) -> None:
    """Train, killed at random steps of the first and of the second start, and then resume to the end."""
    generator = np.random.default_rng(list(recipe.encode()))
    steps = steps_of(recipe)
    first = int(generator.integers(1, max(2, 2 * steps // 3)))
    second = int(generator.integers(1, max(2, steps - first)))
    arguments = ["train", recipe, *settings(recipe, data), "--out", str(run)]
    for step in (first, second):
        assert ended(arguments, Death(step, generator.uniform(0, 0.02)), forgetful) == -signal.SIGKILL
        arguments = ["resume", str(run)]
    assert ended(arguments, None, forgetful) == 0


@pytest.mark.parametrize("recipe", CHOSEN)
def test_a_killed_run_of_any_recipe_ends_with_the_bits_of_an_undisturbed_one(recipe, data, tmp_path):
    whole, run = tmp_path / "whole", tmp_path / "killed"
    assert ended(["train", recipe, *settings(recipe, data), "--out", str(whole)]) == 0
    killed_twice(recipe, run, data)
    assert files(run) == files(whole)
    if steps_of(recipe) > 1:
        assert {"config.json", "weights.safetensors", "losses.png"} < files(run).keys()  # and at least one picture
        assert untimed(RunFolder(run)) == untimed(RunFolder(whole))


def test_without_the_states_of_its_generators_it_would_not(data, tmp_path):
    """What the test above would see of a checkpoint that keeps too little."""
    recipe, whole, run = "mnist-gan-improved", tmp_path / "whole", tmp_path / "killed"
    assert ended(["train", recipe, *settings(recipe, data), "--out", str(whole)]) == 0
    killed_twice(recipe, run, data, forgetful=True)
    assert files(run).keys() == files(whole).keys()
    assert (run / "weights.safetensors").read_bytes() != (whole / "weights.safetensors").read_bytes()


def test_every_recipe_has_a_way_to_be_killed(data):
    assert all(settings(recipe, data) and steps_of(recipe) for recipe in RECIPES)
