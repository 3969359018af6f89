"""Labelled images by the name of their set: from a folder, compared with the published bytes."""

import gzip
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

from gan_models.cli import main
from gan_models.data import images
from gan_models.data.download import DownloadFailed
from gan_models.data.idx import BadFile, written
from gan_models.data.images import FILES, MNIST, VARIABLE, NoData, Split, load


def content(count: int, shade: int, side: int = 28) -> tuple[bytes, bytes]:
    """Files of so many images and labels; the images differ by their shade."""
    pixels = np.random.default_rng(shade).integers(0, 256, (count, side, side), np.uint8)
    return written(pixels), written(np.arange(count, dtype=np.uint8) % 10)


TINY: dict[Split, tuple[bytes, bytes]] = {"train": content(30, 1), "test": content(7, 2)}
OTHER: dict[Split, tuple[bytes, bytes]] = {"train": content(30, 3), "test": content(7, 4)}


def published(name: str, files: dict[Split, tuple[bytes, bytes]]) -> images.Published:
    named = {file: raw for split in FILES for file, raw in zip(FILES[split], files[split], strict=True)}
    return replace(MNIST, name=name, hashes={file: sha256(raw).hexdigest() for file, raw in named.items()}, mirrors=())


@pytest.fixture
def sets(monkeypatch):
    """Two small sets in the place of the real ones, and nothing in the environment."""
    small = {"mnist": published("mnist", TINY), "fashion-mnist": published("fashion-mnist", OTHER)}
    monkeypatch.setattr(images, "SETS", small)
    monkeypatch.delenv(VARIABLE, raising=False)


def put(folder: Path, files: tuple[bytes, bytes], split: Split = "train", packed: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in zip(FILES[split], files, strict=True):
        (folder / f"{name}.gz" if packed else folder / name).write_bytes(gzip.compress(raw) if packed else raw)
    return folder


def listing(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("inner", ["", "mnist"])
def test_a_folder_is_read_flat_or_with_a_folder_a_set_compressed_or_not(split, packed, inner, sets, tmp_path):
    put(tmp_path / inner, TINY[split], split, packed)
    found = load("mnist", split, tmp_path)
    assert written(found.pixels.numpy()) == TINY[split][0]
    assert written(found.labels.numpy().astype(np.uint8)) == TINY[split][1]
    assert found.labels.dtype.is_signed
    assert found.classes == tuple("0123456789")


def test_the_folder_on_the_command_line_goes_before_the_environment(sets, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(put(tmp_path / "environment", OTHER["train"])))
    put(tmp_path / "given", TINY["train"])
    assert written(load("mnist", data_dir=tmp_path / "given").pixels.numpy()) == TINY["train"][0]
    assert written(load("fashion-mnist").pixels.numpy()) == OTHER["train"][0]


SMALLER, FEWER = content(30, 1, 27), content(29, 1)
LABEL_11 = written(np.full(30, 11, np.uint8))
GOOD = TINY["train"]
WRONG = {
    "truncated": ((GOOD[0][:-5], GOOD[1]), FILES["train"][0], "it is truncated"),
    "too long": ((GOOD[0], GOOD[1] + b"\0"), FILES["train"][1], "it is too long"),
    "corrupted": (
        (GOOD[0][:-1] + bytes([GOOD[0][-1] ^ 1]), GOOD[1]),
        FILES["train"][0],
        "its bytes are not those of mnist",
    ),
    "other labels": ((GOOD[0], written(np.zeros(30, np.uint8))), FILES["train"][1], "its bytes are not those of mnist"),
    "another set": (OTHER["train"], FILES["train"][0], "this is train-images-idx3-ubyte of fashion-mnist, not train-"),
    "another part": (TINY["test"], FILES["train"][0], "this is t10k-images-idx3-ubyte of mnist, not train-images"),
    "labels for images": ((GOOD[1], GOOD[1]), FILES["train"][0], "this is train-labels-idx1-ubyte of mnist"),
    "wrong shape": (SMALLER, FILES["train"][0], "its images are 27 x 27, not 28 x 28"),
    "wrong count": ((FEWER[0], GOOD[1]), FILES["train"][1], "it has 30 labels for the 29 images of train-images"),
    "wrong label": ((GOOD[0], LABEL_11), FILES["train"][1], "it has a label 11; the classes are 0 to 9"),
    "no idx": ((b"<html>", GOOD[1]), FILES["train"][0], "this is no IDX file"),
    "empty": ((GOOD[0], b""), FILES["train"][1], "it is empty"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_named_with_what_is_wrong_and_nothing_is_written(name, packed, sets, tmp_path):
    files, file, complaint = WRONG[name]
    before = listing(put(tmp_path, files, packed=packed))
    with pytest.raises(BadFile) as caught:
        load("mnist", data_dir=tmp_path)
    assert str(caught.value).startswith(str(tmp_path / file))
    assert complaint in str(caught.value)
    assert listing(tmp_path) == before


@pytest.mark.parametrize("name", ["corrupted", "another set", "another part"])
def test_without_comparison_any_set_of_the_same_form_is_taken(name, sets, tmp_path):
    files = WRONG[name][0]
    put(tmp_path, files)
    assert written(load("mnist", data_dir=tmp_path, check=False).pixels.numpy()) == files[0]


@pytest.mark.parametrize("name", ["truncated", "wrong shape", "wrong count", "wrong label", "empty"])
def test_without_comparison_the_form_is_still_looked_at(name, sets, tmp_path):
    files, _, complaint = WRONG[name]
    with pytest.raises(BadFile, match=complaint):
        load("mnist", data_dir=put(tmp_path, files), check=False)


def test_a_damaged_gzip_file_is_refused(sets, tmp_path):
    file = put(tmp_path, GOOD, packed=True) / f"{FILES['train'][0]}.gz"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BadFile, match="its compressed data are damaged"):
        load("mnist", data_dir=tmp_path)


@pytest.mark.parametrize("origin", ["--data-dir", VARIABLE])
def test_a_folder_without_the_files_is_named_with_where_it_came_from(origin, sets, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(NoData) as caught:
        load("mnist", data_dir=tmp_path if origin == "--data-dir" else None)
    assert str(caught.value).startswith(f"{tmp_path} (from {origin}) has no mnist: looked for train-images-idx3-ubyte ")


def test_a_set_without_a_mirror_and_without_a_folder_says_what_to_do(sets, tmp_path, monkeypatch):
    monkeypatch.setattr(images.download, "cache", lambda: tmp_path)
    with pytest.raises(DownloadFailed, match=r"--data-dir or in GAN_MODELS_DATA"):
        load("mnist")
    assert listing(tmp_path) == {}


def test_an_unknown_set_is_refused():
    with pytest.raises(KeyError, match="there is no data set 'mnst': there are digits, mnist, fashion-mnist"):
        load("mnst")


def test_the_digits_are_in_two_parts_and_no_other_set_is_replaced_by_them(sets, tmp_path):
    train, test = load("digits", "train"), load("digits", "test")
    assert (len(train.pixels), len(test.pixels)) == (1438, 359)
    assert train.pixels.shape[1:] == (8, 8)
    assert len(np.unique(train.pixels)) == 17
    given: Any = load_digits()
    np.testing.assert_array_equal(np.rint(given.images[4::5] * 255 / 16), test.pixels)
    np.testing.assert_array_equal(given.target[4::5], test.labels)
    assert set(train.labels.tolist()) == set(test.labels.tolist()) == set(range(10))
    with pytest.raises(NoData):
        load("mnist", data_dir=tmp_path)


def test_the_command_says_in_one_line_which_file_is_wrong(sets, tmp_path, capsys):
    put(tmp_path / "data", WRONG["corrupted"][0])
    arguments = ["mnist-vae", "--data-dir", str(tmp_path / "data"), "--out", str(tmp_path / "run")]
    assert main(["train", *arguments]) == 2
    told = capsys.readouterr().err
    assert "its bytes are not those of mnist" in told
    assert told.count("\n") == 1


COUNTS = {  # images of each class, as their authors give them
    ("mnist", "train"): [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    ("mnist", "test"): [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    ("fashion-mnist", "train"): [6000] * 10,
    ("fashion-mnist", "test"): [1000] * 10,
}


@pytest.mark.skipif(not os.environ.get(VARIABLE), reason=f"{VARIABLE} does not name a folder with the published sets")
@pytest.mark.parametrize(("name", "split"), COUNTS)
def test_the_published_sets_are_what_they_are_known_to_be(name, split):
    found = load(name, split)
    assert found.labels.bincount().tolist() == COUNTS[name, split]
    assert found.pixels.shape == (sum(COUNTS[name, split]), 28, 28)


@pytest.mark.parametrize("name", ["digits", "mnist", "fashion-mnist"])
def test_size_and_classes_need_no_files(name, monkeypatch):
    monkeypatch.setenv(VARIABLE, "/nowhere")
    found = images.without_images(name)
    assert found.pixels.shape == ((0, 8, 8) if name == "digits" else (0, 28, 28))
    assert len(found.classes) == 10
