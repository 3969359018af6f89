"""Files of tensors: what is read is what was written, in memory of its own, or an error that says why not."""

from __future__ import annotations

import os

import pytest
from safetensors.torch import save

from gan_models.backend import torch
from gan_models.trainer import checkpoint, files

TENSORS = {name: torch.arange(size, dtype=torch.float32) for name, size in (("a", 1), ("b", 3), ("c/d", 5), ("e", 7))}


@pytest.fixture
def written(tmp_path):
    files.write(tmp_path / "kept", TENSORS.items(), {"epoch": 2})
    return tmp_path / "kept"


def test_tensors_and_plain_data_come_back(written):
    found, about = files.read(written)
    assert about == {"epoch": 2}
    assert found.keys() == files.read_tensors(written).keys() == TENSORS.keys()
    assert all(torch.equal(found[name], value) for name, value in TENSORS.items())


def test_tensors_are_aligned_as_those_that_torch_makes(written):
    """In the file they lie close to each other, at multiples of 4 bytes."""
    assert [value.data_ptr() % 64 for value in files.read_tensors(written).values()] == [0] * len(TENSORS)


def test_tensors_as_they_lie_are_those_that_are_read(written):
    lying, about = files.lying(written)
    assert about == files.about(written) == {"epoch": 2}
    assert all(torch.equal(lying[name], value) for name, value in TENSORS.items())


def test_a_checkpoint_is_copied_once_into_memory_of_its_own(written, monkeypatch):
    def twice(*_: object) -> None:
        raise AssertionError("copied twice")

    monkeypatch.setattr(torch.Tensor, "clone", twice)
    found, _ = checkpoint.read(written, {name: value for name, value in TENSORS.items() if "/" not in name})
    assert all(torch.equal(value, TENSORS[name]) and value.data_ptr() % 64 == 0 for name, value in found.items())


def test_a_view_is_written_as_what_it_shows(tmp_path):
    square = torch.arange(4.0).reshape(2, 2).requires_grad_()
    files.write(tmp_path / "kept", [("turned", square.T)], {})
    assert files.read_tensors(tmp_path / "kept")["turned"].tolist() == [[0.0, 2.0], [1.0, 3.0]]


@pytest.mark.parametrize("content", [b"", b"not tensors", save(TENSORS)[:60]])
def test_a_damaged_file_is_unreadable(content, tmp_path):
    (tmp_path / "kept").write_bytes(content)
    for read in (files.read, files.read_tensors, files.lying, files.about):
        with pytest.raises(files.Unreadable):
            read(tmp_path / "kept")


def test_plain_data_that_are_missing_are_missed(tmp_path):
    (tmp_path / "kept").write_bytes(save(TENSORS, {"other": "data"}))
    assert files.read_tensors(tmp_path / "kept").keys() == TENSORS.keys()
    with pytest.raises(files.Unreadable, match="about"):
        files.read(tmp_path / "kept")


def test_a_full_disk_leaves_the_file_as_it_was(written, monkeypatch):
    before = written.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.CannotWrite, match="No space left on device; kept is as it was before"):
        files.write(written, [], {})
    assert written.read_bytes() == before
    assert list(written.parent.iterdir()) == [written]
