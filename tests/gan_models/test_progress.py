"""What a person sees while a run is trained, and that nobody else trains it at the same time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from filelock import FileLock

from gan_models.cli import main
from gan_models.recipes.gan import GanRecipe
from gan_models.trainer import runs
from gan_models.trainer.folder import RunFolder

pty = pytest.importorskip("pty", reason="terminals of this kind are those of Unix")
SMALL = ["--generator-widths", "16", "--discriminator-widths", "16", "--noise", "8", "--threads", "1"]


def test_a_terminal_shows_epochs_losses_and_speed(tmp_path):
    own, others = pty.openpty()
    command = [sys.executable, "-m", "gan_models", "train", "digits-gan", *SMALL, "--epochs", "12", "--out", "run"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=others,
        env=os.environ | {"COLUMNS": "150", "TERM": "xterm"},
    )
    os.close(others)
    seen = b""
    try:
        while chunk := os.read(own, 65536):
            seen += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(own)
    assert process.wait() == 0
    bars = [line for line in seen.decode(errors="replace").split("\r") if "/12, generator " in line]
    assert any("discriminator 0." in bar or "discriminator 1." in bar for bar in bars)
    assert any("examples/s" in bar and "%" in bar for bar in bars)
    assert "epoch 12: generator" in seen.decode(errors="replace")


def test_a_run_is_trained_by_one_process_at_a_time(tmp_path, capsys):
    folder = RunFolder(tmp_path / "run")
    recipe = GanRecipe(epochs=3, generator_widths=(16,), discriminator_widths=(16,), threads=1)
    runs.begin(folder, "digits-gan", recipe, 0)
    with FileLock(folder.path / ".lock"):
        assert main(["resume", str(folder.path)]) == 2
    assert "is being trained by another process: wait for it, or stop it first" in capsys.readouterr().err
    assert not folder.checkpoint_file.exists()
    assert main(["resume", str(folder.path)]) == 0
