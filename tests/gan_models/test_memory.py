"""Memory that is kept costs no pages anew, and changes no weight."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from gan_models.recipes.gan import GanRecipe
from gan_models.trainer import memory, runs
from gan_models.trainer.folder import RunFolder
from tests.gan_models.test_contest import SMALL

FAULTS = """
import json, resource, sys
from gan_models.backend import torch
from gan_models.trainer import memory
if sys.argv[1] == "kept":
    assert memory.keep()
def step():
    parts = [torch.ones(size, 1000) for size in (4000, 1, 4000, 1, 4000)]
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
for _ in range(5): step()
print(json.dumps([faults() for _ in range(20)]))
"""


@pytest.mark.skipif(not memory.keep(), reason="the C library of this system does not take such a wish")
def test_a_step_asks_for_no_new_pages():
    """The heap may still grow now and then, where what is free lies in pieces: by one tensor, once in many steps."""

    def faults(how: str) -> list[int]:
        at_once = os.environ | {"MALLOC_MMAP_THRESHOLD_": "131072"}  # given back as soon as it is free
        done = subprocess.run(
            [sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=True, env=at_once
        )
        return json.loads(done.stdout)

    assert sum(step >= 50 for step in faults("kept")) <= 2
    assert all(step > 50 for step in faults("given back"))


def test_other_systems_are_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert memory.keep() is False


def test_a_run_asks_for_it_unless_it_is_switched_off_and_ends_with_the_same_weights(tmp_path, monkeypatch):
    asked, keep = [], memory.keep
    monkeypatch.setattr(memory, "keep", lambda: asked.append(keep()))
    found = []
    for wish, name in ((False, "given back"), (True, "kept")):
        assert not asked
        folder = RunFolder(tmp_path / name)
        runs.begin(folder, "digits-gan", GanRecipe(keep_memory=wish, threads=1, **SMALL), 0)
        runs.train(folder)
        found.append(folder.weights_file.read_bytes())
    assert len(asked) == 1
    assert found[0] == found[1]
