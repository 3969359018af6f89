"""Runs that go on with data from another folder or on another kind of device; pictures exchanged as a whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gan_models.backend import torch
from gan_models.cli import main
from gan_models.plots.images import losses
from gan_models.recipes.flow import FlowRecipe
from gan_models.recipes.gan import GanRecipe
from gan_models.trainer import checkpoint, files, runs
from gan_models.trainer.folder import RunFolder
from tests.gan_models.image_folders import write_noise
from tests.gan_models.stopped_runs import interrupted, untimed

RECIPE = GanRecipe(
    data="mnist",
    check=False,
    generator_widths=(4,),
    discriminator_widths=(4,),
    noise=2,
    batch=5,
    epochs=2,
    threads=1,
)


@pytest.fixture
def data(tmp_path) -> Path:
    return write_noise(tmp_path / "data", 20, seed=1, parts=("train",))


def begun(folder: Path, data: Path, steps: int) -> RunFolder:
    """A run that was stopped after so many steps."""
    run = RunFolder(folder)
    runs.begin(run, "mnist-gan-nonsaturating", GanRecipe(**vars(RECIPE) | {"data_dir": data}), seed=3)
    interrupted(run, steps)
    return run


def from_a_gpu(run: RunFolder) -> None:
    """Let the checkpoint be as one that was written on a GPU, whose generators have states of 16 bytes."""
    tensors, about = files.read(run.checkpoint_file)
    states = {name: torch.zeros(16, dtype=torch.uint8) for name in tensors if name.startswith("random/")}
    assert len(states) == 2
    files.write(run.checkpoint_file, (tensors | states).items(), about | {"device": "cuda"})


def test_a_run_whose_data_are_elsewhere_now_goes_on_to_the_same_bits(data, tmp_path, capsys):
    run, whole = begun(tmp_path / "run", data, 3), begun(tmp_path / "whole", data, 1)
    assert main(["resume", str(whole.path)]) == 0
    data.rename(tmp_path / "moved")
    assert main(["resume", str(run.path)]) == 2
    assert str(data) in capsys.readouterr().err
    assert main(["resume", str(run.path), "--data-dir", str(tmp_path / "moved")]) == 0
    assert run.weights_file.read_bytes() == whole.weights_file.read_bytes()
    assert untimed(run) == untimed(whole)
    assert run.recipe.data_dir == tmp_path / "moved"  # so that it can be measured and sampled without a word


def test_on_another_kind_of_device_it_goes_on_with_other_random_numbers_and_says_so(data, tmp_path, capsys):
    run, usual = begun(tmp_path / "run", data, 3), begun(tmp_path / "usual", data, 3)
    from_a_gpu(run)
    shutil.copytree(run.path, tmp_path / "again")
    again = RunFolder(tmp_path / "again")
    assert main(["sample", str(run.path), "-n", "4", "-o", str(tmp_path / "samples.png")]) == 0
    capsys.readouterr()
    for each in (run, again):
        assert main(["resume", str(each.path), "--device", "cpu"]) == 0
        assert "device cuda then, cpu now: the weights may differ" in capsys.readouterr().err
    assert main(["resume", str(usual.path), "--device", "cpu"]) == 0
    assert capsys.readouterr().err.count("gan-models:") == 0
    assert run.weights_file.read_bytes() == again.weights_file.read_bytes() != usual.weights_file.read_bytes()
    assert [row["epoch"] for row in run.rows] == [1, 2]


def test_where_it_cannot_go_on_nothing_is_changed(data, tmp_path, capsys):
    run = begun(tmp_path / "run", data, 3)
    before = run.config_file.read_bytes()
    assert main(["resume", str(run.path), "--device", "cuda:99"]) == 2
    assert "device is cuda:99, and PyTorch has none of that name here" in capsys.readouterr().err
    assert run.config_file.read_bytes() == before
    moons = RunFolder(tmp_path / "moons")
    runs.begin(moons, "moons-maf", FlowRecipe(epochs=1, points=20, batch=10, threads=1), seed=3)
    assert main(["resume", str(moons.path), "--data-dir", str(data)]) == 2
    assert "moons-maf knows no --data-dir" in capsys.readouterr().err


def test_a_picture_is_there_as_a_whole_or_as_it_was(data, tmp_path, monkeypatch):
    run = begun(tmp_path / "run", data, 3)
    run.losses_file.write_bytes(b"the old one")
    real = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "losses.png":
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(files.CannotWrite, match=r"losses.png cannot be written: No space left on device"):
        runs.train(run)
    assert run.losses_file.read_bytes() == b"the old one"
    monkeypatch.undo()
    runs.train(run)
    assert run.losses_file.read_bytes().startswith(b"\x89PNG")


def test_curves_leave_out_what_is_no_number():
    from matplotlib.figure import Figure

    figure, rows = Figure(), [{"epoch": e, "loss": v} for e, v in ((1, 2.0), (2, None), (3, 1.0))]
    losses(figure, rows, ["loss"])
    assert figure.axes[0].lines[0].get_xydata().tolist() == [[1.0, 2.0], [3.0, 1.0]]


def test_what_a_checkpoint_says_of_itself_is_read_without_its_tensors(data, tmp_path):
    run = begun(tmp_path / "run", data, 3)
    about = checkpoint.about(run.checkpoint_file)
    assert (about["epoch"], about["step"], about["device"], about["of"]) == (0, 3, "cpu", run.identity)
    run.checkpoint_file.write_bytes(run.checkpoint_file.read_bytes()[:100])
    with pytest.raises(checkpoint.BadCheckpoint, match="no checkpoint that can be read"):
        checkpoint.about(run.checkpoint_file)
