"""A run that is killed at any moment goes on to the same bits as one that was left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from gan_models.cli import main
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.vae import VaeRecipe
from gan_models.trainer import checkpoint, loop, runs, together
from gan_models.trainer.folder import RunFolder
from tests.gan_models import stopped_runs
from tests.gan_models.stopped_runs import await_checkpoint, untimed

pytestmark = pytest.mark.usefixtures("unrendered")
SMALL = {"generator_widths": (16, 32), "discriminator_widths": (32, 16), "noise": 8, "examples": 200, "threads": 1}
RECIPES = {
    "plain": GanRecipe(epochs=3, batch=20, **SMALL),
    "projection": GanRecipe(epochs=3, batch=20, projection=True, unconditional_term=True, **SMALL),
    "wasserstein": GanRecipe(
        epochs=3, batch=10, loss="wasserstein", penalty=10.0, discriminator_steps=2, dropout=0.0, **SMALL
    ),
    "improved": GanRecipe(epochs=3, batch=20, r1=1.0, spectral=True, average=0.9, **SMALL),
    "together": GanRecipe(epochs=3, batch=20, updates="simultaneous", checkpoint_steps=3, **SMALL),
    "vae": VaeRecipe(epochs=3, batch=20, hidden=16, latent=3, examples=200, threads=1),
}


def trained(folder: Path, name: str, stops: Iterable[int] = ()) -> RunFolder:
    return stopped_runs.trained(folder, "digits-vae" if name == "vae" else "digits-gan", RECIPES[name], stops)


@cache
def undisturbed(name: str, folder: Path) -> bytes:
    return trained(folder / name, name).weights_file.read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("undisturbed")


@pytest.mark.parametrize("name", RECIPES)
def test_a_run_that_is_stopped_at_any_step_ends_with_the_same_bits(name, place, tmp_path):
    expected = undisturbed(name, place)
    steps = np.random.default_rng([len(name)]).integers(1, 8, 3).tolist()
    run = trained(tmp_path / "run", name, steps)
    assert run.weights_file.read_bytes() == expected
    assert untimed(run) == untimed(RunFolder(place / name))


def test_another_seed_and_another_start_give_other_bits(place, tmp_path):
    run = RunFolder(tmp_path / "run")
    runs.begin(run, "digits-gan", RECIPES["plain"], seed=4)
    runs.train(run)
    assert run.weights_file.read_bytes() != undisturbed("plain", place)


@pytest.mark.parametrize("part", ["random/noise", "random/dropout", "state/memory/generator/mean/body.0.weight"])
def test_whatever_a_checkpoint_would_forget_changes_the_bits(part, place, tmp_path, monkeypatch):
    """Nothing in a checkpoint is there in vain: the test above would see it missing."""
    real = checkpoint.read

    def forgetful(path, like):
        tree, about = real(path, like)
        value = dict(checkpoint.flat(tree))[part]
        value.copy_(dict(checkpoint.flat(like))[part])
        return tree, about

    monkeypatch.setattr(checkpoint, "read", forgetful)
    run = trained(tmp_path / "run", "plain", [7])
    assert run.weights_file.read_bytes() != undisturbed("plain", place)


SETTINGS = ["--epochs", "4", "--batch", "20", "--examples", "400", "--threads", "1", "--checkpoint-steps", "2"]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "gan_models", *arguments]


def test_kill_minus_nine_then_resume_gives_the_weights_of_an_undisturbed_run(tmp_path):
    """As a user does it; test_killed.py does it with every recipe."""
    recipe = "digits-cgan-projection"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    assert main(["train", recipe, *SETTINGS, "--out", str(tmp_path / "whole")]) == 0
    run = tmp_path / "killed"
    process = subprocess.Popen(command("train", recipe, *SETTINGS, "--out", str(run)), **quiet)
    generator = np.random.default_rng(list(recipe.encode()))
    for _ in range(2):
        await_checkpoint(run, process)
        sleep(generator.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process = subprocess.Popen(command("resume", str(run)), **quiet)
    assert process.wait(timeout=300) == 0
    assert (run / "weights.safetensors").read_bytes() == (tmp_path / "whole" / "weights.safetensors").read_bytes()
    assert untimed(RunFolder(run)) == untimed(RunFolder(tmp_path / "whole"))


def test_ctrl_c_writes_a_checkpoint_and_says_how_to_go_on(tmp_path):
    run = tmp_path / "run"
    arguments = command("train", "digits-gan", "--epochs", "500", "--threads", "1", "--out", str(run))
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
    await_checkpoint(run, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert f"go on with: gan-models resume {run}" in said


# Trouble with the disk
def test_a_full_disk_leaves_the_last_checkpoint_as_it_was(tmp_path, monkeypatch, capsys):
    run = RunFolder(tmp_path / "run")
    runs.begin(run, "digits-gan", RECIPES["plain"], seed=3)
    with pytest.raises(loop.Interrupted):
        runs.train(run, stop=lambda: True)
    before = run.checkpoint_file.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert main(["resume", str(run.path)]) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert f"gan-models resume {run.path}" in said
    assert run.checkpoint_file.read_bytes() == before
    assert [p.name for p in run.path.iterdir() if p.name.endswith(".part")] == []
    assert main(["resume", str(run.path)]) == 0


def test_a_damaged_checkpoint_is_refused(tmp_path, capsys):
    run = trained(tmp_path / "run", "plain")
    run.checkpoint_file.write_bytes(run.checkpoint_file.read_bytes()[:1000])
    assert main(["resume", str(run.path)]) == 2
    assert "no checkpoint that can be read" in capsys.readouterr().err


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    run, other = (trained(tmp_path / n, n) for n in ("plain", "vae"))
    run.checkpoint_file.write_bytes(other.checkpoint_file.read_bytes())
    with pytest.raises(checkpoint.BadCheckpoint, match="of another run"):
        runs.train(run)


def test_a_checkpoint_of_another_seed_or_of_other_settings_is_refused(tmp_path):
    """Its tensors have the same names and shapes, so that it would go on, as neither of the two runs."""
    others = {
        "seed is 4, and here it is 3": (RECIPES["plain"], 4),
        "r1 is 0.5, and here it is 0.0": (replace(RECIPES["plain"], r1=0.5), 3),
    }
    run = RunFolder(tmp_path / "run")
    runs.begin(run, "digits-gan", RECIPES["plain"], seed=3)
    for number, (complaint, (recipe, seed)) in enumerate(others.items()):
        other = RunFolder(tmp_path / f"other-{number}")
        runs.begin(other, "digits-gan", recipe, seed)
        with pytest.raises(loop.Interrupted):
            runs.train(other, stop=lambda: True)
        run.checkpoint_file.write_bytes(other.checkpoint_file.read_bytes())
        with pytest.raises(checkpoint.BadCheckpoint, match=f"of another run: its {complaint}"):
            runs.train(run)


def test_a_checkpoint_that_does_not_say_of_which_run_it_is_is_refused(tmp_path):
    with pytest.raises(checkpoint.BadCheckpoint, match="its seed is not told, and here it is 3"):
        checkpoint.same(tmp_path, {}, {"seed": 3})
    with pytest.raises(checkpoint.BadCheckpoint, match=r"its rate is 0\.1, and here it is not told"):
        checkpoint.same(tmp_path, {"seed": 3, "rate": 0.1}, {"seed": 3})
    checkpoint.same(tmp_path, {"seed": 3}, {"seed": 3})


@pytest.mark.parametrize("folder", ["nothing", "."])
def test_what_is_no_run_is_refused(folder, tmp_path, capsys):
    assert main(["resume", str(tmp_path / folder)]) == 2
    assert "is no run" in capsys.readouterr().err


# Numbers that are none
def test_a_run_that_goes_to_infinity_stops_and_names_step_and_tensor(tmp_path):
    run = RunFolder(tmp_path / "run")
    recipe = GanRecipe(epochs=3, batch=20, generator_rate=float("inf"), **SMALL)
    runs.begin(run, "digits-gan", recipe, seed=3)
    with pytest.raises(loop.NotFinite, match=r"epoch 1, step 10: .*loss from step 2 on.*players/generator/body"):
        runs.train(run)
    assert not run.checkpoint_file.exists()


def test_the_last_good_checkpoint_outlives_numbers_that_are_none(tmp_path):
    run = RunFolder(tmp_path / "run")
    runs.begin(run, "digits-gan", RECIPES["plain"], seed=3)
    ready = run.recipe.run(3)
    training = loop.Training(ready.task, ready.random, run.checkpoint_file)

    def spoil(epoch: int, step: int) -> None:
        if (epoch, step) == (3, 4):
            training.state.players.discriminator["last.bias"].fill_(float("nan"))

    with pytest.raises(
        loop.NotFinite, match=r"epoch 3, step 10.*discriminator loss from step 5 on.*last good checkpoint"
    ):
        together.run([training], [lambda row: None], spoil)
    tree, about = checkpoint.read(run.checkpoint_file, training._tree())
    assert about["epoch"] == 2
    assert all(value.isfinite().all() for _, value in checkpoint.flat(tree))


def test_rows_are_json_lines(tmp_path):
    run = trained(tmp_path / "run", "plain", [3])
    lines = [json.loads(line) for line in run.metrics_file.read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert {"generator", "discriminator", "examples_per_second", "logit_fake"} <= set(lines[0])
