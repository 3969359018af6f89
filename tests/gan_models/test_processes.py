"""Several processes that share every batch train the weights that one process trains."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from itertools import chain, product
from pathlib import Path

import pytest
from safetensors.torch import load_file

from gan_models.backend import torch
from gan_models.cli import main
from gan_models.commands.training import STOPPED
from gan_models.play import Players
from gan_models.trainer import processes, slopes
from gan_models.trainer.folder import RunFolder
from gan_models.trainer.randomness import Randomness
from tests.gan_models.among_others import done
from tests.gan_models.forked import Together
from tests.gan_models.stopped_runs import await_checkpoint

DOUBLE = str(Path(__file__).parent / "among_others.py")
GAN = ["--dropout", "0.0", "--generator-widths", "16", "--discriminator-widths", "16", "--noise", "8"]
SHORT = ["--examples", "200", "--batch", "20", "--epochs", "3", "--threads", "1"]
IMPROVED = ["--updates", "simultaneous", "--average", "0.9", "--r1", "1", "--spectral", "True"]
RECIPES = {
    "together": ["digits-gan", *IMPROVED, *GAN],
    "critic": [
        "digits-cgan-projection",
        "--loss",
        "wasserstein",
        "--penalty",
        "10",
        "--discriminator-steps",
        "2",
        *GAN,
    ],
    "from one pass": ["digits-gan", "--updates", "simultaneous", "--shared", "False", *GAN],
    "autoencoder": ["digits-vae", "--hidden", "16", "--latent", "3"],
}


def torchrun(*arguments: str) -> subprocess.Popen[str]:
    """The command in two processes, as a user starts them."""
    return subprocess.Popen(
        [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", DOUBLE, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """What it ends with and what it says."""
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


@pytest.fixture
def double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(RunFolder(folder).weights_file)


def end_after(epochs: int, folder: Path) -> None:
    """Let a run that was stopped be so long."""
    config = RunFolder(folder).config_file
    config.write_text(re.sub(r'"epochs": \d+', f'"epochs": {epochs}', config.read_text()))


def agree(found: dict[str, torch.Tensor], expected: dict[str, torch.Tensor]) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert value.dtype == torch.float64
        torch.testing.assert_close(found[name], value, rtol=1e-8, atol=1e-10)


SHARED = ("together", "from one pass", "critic")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each recipe that two processes trained, one after the other, as it takes long to start them."""
    folder = tmp_path_factory.mktemp("two")
    commands = [["and", "train", *RECIPES[name], *SHORT, "--out", str(folder / name)] for name in SHARED]
    status, out, err = ended(torchrun(*chain(*commands)))
    assert (status, out.split("\n")[:-1]) == (0, [str(folder / name) for name in SHARED]), err
    return folder


@pytest.mark.parametrize("name", SHARED)
def test_two_processes_train_the_weights_of_one(name, shared, tmp_path, double):
    assert main(["train", *RECIPES[name], *SHORT, "--out", str(tmp_path / "one")]) == 0
    agree(weights(shared / name), weights(tmp_path / "one"))
    one, two = RunFolder(tmp_path / "one").rows, RunFolder(shared / name).rows
    for a, b in zip(one, two, strict=True):
        assert {k: v for k, v in a.items() if "second" not in k} == pytest.approx(
            {k: v for k, v in b.items() if "second" not in k}, rel=1e-6, abs=1e-9
        )


def test_an_interrupt_of_torchrun_reaches_its_processes(tmp_path):
    folder = tmp_path / "two"
    arguments = ["train", *RECIPES["autoencoder"], *SHORT, "--epochs", "300", "--checkpoint-steps", "3"]
    process = torchrun(*arguments, "--out", str(folder))
    await_checkpoint(folder, process)
    process.send_signal(signal.SIGINT)
    status, _, err = ended(process)
    assert status != 0
    assert err.count(f"gan-models: stopped; go on with: gan-models resume {folder}") == 1, err


def test_a_run_of_two_processes_goes_on_in_one(tmp_path, double):
    folder, alone = tmp_path / "two", tmp_path / "one"
    arguments = ["train", *RECIPES["autoencoder"], *SHORT, "--checkpoint-steps", "3"]
    both = Together(2, tmp_path / "said", done, [*arguments, "--out", str(folder), "--epochs", "300"])
    await_checkpoint(folder, both)
    both.send_signal(signal.SIGINT)
    statuses, _, err = both.communicate()
    assert statuses == [STOPPED, STOPPED], err
    assert err.count(f"gan-models: stopped; go on with: gan-models resume {folder}") == 1, err
    epochs = len(RunFolder(folder).rows) + 2
    end_after(epochs, folder)
    assert main(["resume", str(folder)]) == 0
    assert main([*arguments, "--out", str(alone), "--epochs", str(epochs)]) == 0
    agree(weights(folder), weights(alone))


def test_a_run_of_three_processes_goes_on_to_the_same_bits(tmp_path):
    """Sums of three numbers are rounded by their order, which must not depend on where a run was stopped."""
    arguments = ["train", *RECIPES["autoencoder"], *SHORT, "--batch", "18", "--out"]
    whole, again = tmp_path / "whole", tmp_path / "again"
    commands = [["and", *arguments, str(whole), "--epochs", "2"], ["and", *arguments, str(again), "--epochs", "1"]]
    statuses, _, err = Together(3, tmp_path / "first", done, [*chain(*commands)]).communicate()
    assert statuses == [0, 0, 0], err
    end_after(2, again)
    statuses, _, err = Together(3, tmp_path / "second", done, ["resume", str(again)]).communicate()
    assert statuses == [0, 0, 0], err
    found = weights(again)
    assert all(torch.equal(value, found[name]) for name, value in weights(whole).items())


def test_what_cannot_be_shared_is_refused(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "run"
    monkeypatch.setattr(processes, "count", lambda: 2)
    assert main(["train", "digits-gan", "--batch", "21", "--out", str(folder)]) == 2
    assert "batch is 21, which 2 processes cannot share equally" in capsys.readouterr().err
    with pytest.raises(ValueError, match="a batch of 5 cannot be shared equally by 2 processes"):
        processes.part(({"real": torch.zeros(5)},))
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main(["train", "gaussian-gan", "--out", str(folder)]) == 2
    assert "gaussian-gan trains many models in one process: start it without torchrun" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize("rank", [0, 1])
def test_each_process_has_its_part_of_every_batch(rank, monkeypatch):
    monkeypatch.setattr(processes, "count", lambda: 2)
    monkeypatch.setattr(processes, "rank", lambda: rank)
    first, second = processes.part(({"real": torch.arange(6)}, {"noise": torch.arange(8).view(4, 2)}))
    assert first["real"].tolist() == ([0, 1, 2] if rank == 0 else [3, 4, 5])
    assert second["noise"].tolist() == ([[0, 1], [2, 3]] if rank == 0 else [[4, 5], [6, 7]])


def test_processes_do_not_drop_the_same_features(monkeypatch):
    random = Randomness(0, torch.device("cpu"))
    alone = random.dropout.get_state()
    random.begin(0, 0)
    assert torch.equal(random.dropout.get_state(), alone)
    monkeypatch.setattr(processes, "count", lambda: 2)
    drawn = set()
    for rank, epoch, step in product((0, 1), (0, 1), (0, 1)):
        monkeypatch.setattr(processes, "rank", lambda rank=rank: rank)
        random.begin(epoch, step)
        drawn.add(torch.rand((), generator=random.dropout).item())
    assert len(drawn) == 8


def test_alone_nothing_is_shared():
    batch = {"real": torch.arange(6.0)}
    assert (processes.count(), processes.rank(), processes.any_of(True)) == (1, 0, True)
    assert processes.part((batch,))[0] is batch
    players = Players(batch, {})
    with slopes.passing(players, players) as there:
        assert there.players is there.leaves is players
        assert batch["real"].requires_grad
