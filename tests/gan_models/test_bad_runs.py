"""Settings, devices, folders and disks that do not serve: one line that says what to do, and nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from derivations.commands.complaint import Complaint
from gan_models.cli import main
from gan_models.commands.finished import run_trouble
from gan_models.commands.training import folder_trouble
from gan_models.data.images import NoData, load
from gan_models.recipes.gan import GanRecipe
from gan_models.recipes.images import ImageRecipe
from gan_models.trainer import loop, runs, together
from gan_models.trainer.files import CannotWrite
from gan_models.trainer.folder import RunFolder

TINY: dict[str, Any] = {"generator_widths": (4,), "discriminator_widths": (4,), "noise": 2, "examples": 40, "batch": 20}
ELSEWHERE = "cuda:99"
OPTIONS = ["--generator-widths", "4", "--discriminator-widths", "4", "--examples", "40", "--batch", "20"]
SHORT = [*OPTIONS, "--epochs", "1", "--threads", "1"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    folder = RunFolder(tmp_path_factory.mktemp("whole") / "run")
    runs.begin(folder, "digits-gan", GanRecipe(epochs=2, threads=1, **TINY), seed=3)
    runs.train(folder)
    return folder.path


@pytest.fixture
def run(whole, tmp_path) -> Path:
    """A copy of a finished run, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "run"))


def rewritten(run: Path, **settings: Any) -> dict[str, Any]:
    """What config.json says with other settings."""
    file = run / "config.json"
    about = json.loads(file.read_text())
    about["settings"] |= settings
    file.write_text(json.dumps(about))
    return about


def refused(capsys, *arguments: str) -> str:
    """What is said by a command that is refused, in one line."""
    assert main(list(arguments)) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    return told


# Settings
def test_an_epoch_without_a_step_is_refused():
    """Five batches of 20 are more than 40 examples; the losses would be means of nothing."""
    recipe = GanRecipe(loss="wasserstein", dropout=0.0, discriminator_steps=5, **TINY)
    with pytest.raises(ValueError, match=r"a step takes 100 examples .* there are only 40: make the batch smaller"):
        recipe.run(0)
    assert GanRecipe(discriminator_steps=2, **TINY).run(0).task.steps == 1


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"generator_widths": ()}, "generator_widths is empty"),
        ({"discriminator_widths": (4, 0)}, r"discriminator_widths is \(4, 0\)"),
        ({"discriminator_widths": (-4,)}, "discriminator_widths"),
        ({"betas": (1.0, 0.9)}, r"betas is \(1.0, 0.9\)"),
        ({"betas": (0.5, -0.1)}, "betas"),
    ],
)
def test_players_that_cannot_be_made_or_moved_are_refused(settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        GanRecipe(**settings)


# Devices
@pytest.mark.parametrize("device", [ELSEWHERE, "meta", "nonsense"])
def test_a_device_that_is_not_there_is_refused_before_anything_is_made(device, tmp_path, capsys):
    told = refused(capsys, "train", "digits-gan", *SHORT, "--device", device, "--out", str(tmp_path / "run"))
    assert f"device is {device}, and PyTorch has none of that name here: use cpu or cuda" in told
    assert not (tmp_path / "run").exists()


def test_a_run_of_another_machine_s_gpu_can_be_looked_at(run, whole, tmp_path, capsys):
    expected, found = tmp_path / "expected.npy", tmp_path / "found.npy"
    rewritten(run, device=ELSEWHERE)
    assert main(["sample", str(whole), "-o", str(expected)]) == main(["sample", str(run), "-o", str(found)]) == 0
    assert expected.read_bytes() == found.read_bytes()
    assert main(["plot", str(run), "-o", str(tmp_path / "losses.png")]) == 0
    assert main(["compare", str(run), str(whole), "-o", str(tmp_path / "compare.png")]) == 0
    capsys.readouterr()
    assert f"device is {ELSEWHERE}" in refused(capsys, "resume", str(run))


# Damaged folders
@pytest.mark.parametrize("content", ['{"epoch": 1, "gen', '{"loss": 1.0}\n', "[1, 2]\n", "\udcff"])
def test_damaged_numbers_are_refused_before_an_epoch_is_spent(content, run, monkeypatch, capsys):
    rewritten(run, epochs=3)
    (run / "metrics.jsonl").write_bytes(content.encode(errors="surrogateescape"))
    monkeypatch.setattr(loop.Training, "one", lambda *_: pytest.fail("it trained"))
    for command in ("resume", "plot"):
        told = refused(capsys, command, str(run))
        assert str(run / "metrics.jsonl") in told
        assert "delete the line, or the file" in told


@pytest.mark.parametrize("name", ["recipe", "settings", "seed", "versions", "threads"])
def test_settings_that_miss_something_are_refused(name, run, whole, tmp_path, capsys):
    about = rewritten(run)
    del about[name]
    (run / "config.json").write_text(json.dumps(about))
    for arguments in (["resume", str(run)], ["compare", str(whole), str(run), "-o", str(tmp_path / "x.png")]):
        told = refused(capsys, *arguments)
        assert f"{run / 'config.json'} is damaged: it has no {name}" in told


def test_settings_that_are_no_settings_are_refused(run, capsys):
    (run / "config.json").write_text("[]")
    assert "config.json is damaged: it has no recipe" in refused(capsys, "resume", str(run))


# Disks
def full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_is_full_at_the_beginning_leaves_no_folder_behind(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(os, "fsync", full)
    told = refused(capsys, "train", "digits-gan", *SHORT, "--out", str(tmp_path / "run"))
    assert "config.json cannot be written: No space left on device; make room, or name another folder" in told
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("trouble", [run_trouble, folder_trouble])
def test_what_cannot_be_written_is_told_as_it_is(trouble):
    with pytest.raises(Complaint, match="written: the disk is full"), trouble(Path("run")):
        raise CannotWrite("measured.json cannot be written: the disk is full")


def test_a_disk_that_is_full_at_the_end_of_a_small_recipe_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    run = tmp_path / "run"
    monkeypatch.setattr(Path, "write_text", full)
    few = ["--steps", "40", "--watched", "4", "--models", "1"]
    told = refused(capsys, "train", "gaussian-gan", *few, "--out", str(run))
    assert f"{run} cannot be written to: No space left on device; when it can be, go on with:" in told


# Data
def test_a_folder_of_data_is_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recipe = ImageRecipe(data="mnist", data_dir=Path("data"))
    assert recipe.data_dir == tmp_path / "data"
    assert ImageRecipe().data_dir is None


def test_a_folder_of_data_that_cannot_be_looked_into_is_named(tmp_path, monkeypatch):
    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", closed)
    with pytest.raises(NoData, match=r"\(from --data-dir\) cannot be looked into: Permission denied; name another"):
        load("mnist", data_dir=tmp_path)


# The unforeseen
def test_what_nobody_foresaw_is_one_line_and_a_traceback_on_demand(run, monkeypatch, capsys):
    def odd(*_: Any) -> None:
        raise RuntimeError("sizes do\n not match")

    monkeypatch.setattr("gan_models.recipes.sampling.trained", odd)
    monkeypatch.delenv("DERIVATIONS_TRACEBACK", raising=False)
    assert main(["sample", str(run)]) == 70
    told = capsys.readouterr().err
    assert told.startswith("gan-models: unexpected RuntimeError: sizes do not match; please report it")
    assert told.count("\n") == 1
    monkeypatch.setenv("DERIVATIONS_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match="sizes do"):
        main(["sample", str(run)])


def test_a_reader_who_goes_away_is_no_fault():
    command = [sys.executable, "-m", "gan_models", "train"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=300) == 141


# Time
@pytest.mark.parametrize("checkpoint_steps", [0, 1])
def test_the_seconds_of_an_epoch_have_the_wait_for_the_device(checkpoint_steps, tmp_path, monkeypatch):
    recipe = GanRecipe(threads=1, checkpoint_steps=checkpoint_steps, **TINY)
    ready = [recipe.run(seed) for seed in (0, 1)]
    trainings = [loop.Training(r.task, r.random, tmp_path / f"checkpoint-{i}") for i, r in enumerate(ready)]
    rows, wait = [list[dict[str, Any]](), list[dict[str, Any]]()], trainings[0].wait

    def slowly() -> None:
        time.sleep(0.2)
        wait()

    monkeypatch.setattr(trainings[0], "wait", slowly)
    together.run(trainings, [own.append for own in rows])
    assert rows[0][0]["seconds"] >= 0.2
    assert rows[0][0]["examples_per_second"] <= 200
    assert rows[0][0]["seconds"] == rows[1][0]["seconds"], "the same steps take the same time, whoever is asked first"
