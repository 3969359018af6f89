"""Labelled grey images as bytes: scikit-learn's digits, MNIST, Fashion-MNIST.

The digits come with scikit-learn. The other two are read from a folder (`--data-dir`, or the environment's
GAN_MODELS_DATA) or fetched once; their raw bytes are compared with the published ones by sha256.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from gan_models.backend import Tensor, torch
from gan_models.data import download, idx

Split = Literal["train", "test"]
VARIABLE: Final = "GAN_MODELS_DATA"
SIDE: Final = 28
FILES: Final[Mapping[Split, tuple[str, str]]] = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


class Images(NamedTuple):
    """A set of labelled images.

    Attributes:
        pixels: Shape (images, height, width), unsigned bytes; 0 is the background.
        labels: Shape (images,), whole numbers from 0 to classes − 1.
        classes: The names of the classes.
    """

    pixels: Tensor
    labels: Tensor
    classes: tuple[str, ...]


class NoData(LookupError):
    """A data set is not where it was said to be; the message says what was looked for and what to do."""


@dataclass(frozen=True)
class Published:
    """A data set in four IDX files.

    Attributes:
        name: As it is called, and the folder of its files.
        classes: The names of the classes.
        hashes: The sha256 of the raw bytes of each file.
        mirrors: Where the files are published, compressed.
        source: Authors and licence.
    """

    name: str
    classes: tuple[str, ...]
    hashes: Mapping[str, str]
    mirrors: tuple[str, ...]
    source: str


MNIST: Final = Published(
    "mnist",
    tuple("0123456789"),
    {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    "Yann LeCun, Corinna Cortes, Christopher J. C. Burges; CC BY-SA 3.0",
)
FASHION: Final = Published(
    "fashion-mnist",
    ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
    (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ),
    "Han Xiao, Kashif Rasul, Roland Vollgraf; MIT",
)
SETS: Final[Mapping[str, Published]] = {one.name: one for one in (MNIST, FASHION)}


def load(name: str, split: Split = "train", data_dir: Path | None = None, check: bool = True) -> Images:
    """A data set by its name.

    Args:
        name: "digits" (1,797 images of 8×8, without a division into parts), "mnist" or "fashion-mnist" (28×28; 60,000
            to train on and 10,000 to test with).
        split: which part; every fifth of the digits is kept for "test".
        data_dir: a folder with the IDX files, compressed or not, or with a folder NAME that holds them; instead of
            GAN_MODELS_DATA and of fetching.
        check: compare the bytes with the published ones; without it any set of the same form is taken.

    Raises:
        NoData: the folder has no such files.
        idx.BadFile: a file is truncated, corrupted, of another kind or of another data set.
        download.DownloadFailed: no mirror could be reached.
        KeyError: an unknown name.

    >>> digits = load("digits")
    >>> tuple(digits.pixels.shape), digits.pixels.max().item()
    ((1438, 8, 8), 255)
    """
    if name == "digits":
        return _digits(split)
    if name not in SETS:
        raise KeyError(f"there is no data set {name!r}: there are digits, {', '.join(SETS)}")
    return read(SETS[name], split, data_dir, check)


def without_images(name: str) -> Images:
    """The size and the classes of a data set, and none of its images, for which nothing is fetched.

    >>> tuple(without_images("mnist").pixels.shape)
    (0, 28, 28)
    """
    if name == "digits":
        digits = _digits("test")
        return digits._replace(pixels=digits.pixels[:0], labels=digits.labels[:0])
    none = torch.zeros(0, SIDE, SIDE, dtype=torch.uint8)
    return Images(none, torch.zeros(0, dtype=torch.int64), SETS[name].classes)


def read(published: Published, split: Split, data_dir: Path | None = None, check: bool = True) -> Images:
    """A part of a published set; see `load`."""
    images, labels = (_File.read(_located(published, name, data_dir), name) for name in FILES[split])
    if check:
        _not_another(published, images)
        _not_another(published, labels)
    pixels, numbers = idx.parsed(images.raw, 3, images.path), idx.parsed(labels.raw, 1, labels.path)
    _fitting(published, images.path, pixels, labels.path, numbers)
    if check:
        _genuine(published, images)
        _genuine(published, labels)
    return Images(torch.from_numpy(pixels.copy()), torch.from_numpy(numbers.astype("int64")), published.classes)


class _File(NamedTuple):
    """A file, its published name, its raw bytes and their sha256."""

    path: Path
    name: str
    raw: bytes
    hash: str

    @classmethod
    def read(cls, path: Path, name: str) -> _File:
        raw = idx.unpacked(path)
        return cls(path, name, raw, sha256(raw).hexdigest())


def _not_another(published: Published, file: _File) -> None:
    """Complain about a file that is known under another name."""
    for other in SETS.values():
        for name, known in other.hashes.items():
            if known == file.hash != published.hashes[file.name]:
                raise idx.BadFile(file.path, f"this is {name} of {other.name}, not {file.name} of {published.name}")


def _genuine(published: Published, file: _File) -> None:
    """Complain about bytes that were not published."""
    if file.hash != (right := published.hashes[file.name]):
        told = f"its bytes are not those of {published.name}: their sha256 is {file.hash}, not {right}"
        raise idx.BadFile(file.path, f"{told} (--check False takes a set of your own in the same form)")


def _fitting(published: Published, images: Path, pixels: idx.Bytes, labels: Path, numbers: idx.Bytes) -> None:
    """Complain about images and labels that do not belong together."""
    if pixels.shape[1:] != (SIDE, SIDE):
        raise idx.BadFile(images, f"its images are {pixels.shape[1]} x {pixels.shape[2]}, not {SIDE} x {SIDE}")
    if len(pixels) != len(numbers):
        raise idx.BadFile(labels, f"it has {len(numbers)} labels for the {len(pixels)} images of {images.name}")
    if len(numbers) and numbers.max() >= len(published.classes):
        raise idx.BadFile(labels, f"it has a label {numbers.max()}; the classes are 0 to {len(published.classes) - 1}")


def _digits(split: Split) -> Images:
    """Every fifth image for tests; the 17 shades become bytes."""
    images, labels = _table_of_digits()
    tests = torch.arange(len(labels)) % 5 == 4
    chosen = tests if split == "test" else ~tests
    pixels = (images.view(-1, 8, 8) * (255 / 16)).round().to(torch.uint8)
    return Images(pixels[chosen], labels.to(torch.int64)[chosen], tuple("0123456789"))


@cache
def _table_of_digits() -> tuple[Tensor, Tensor]:
    """Shades, a row for each image, and labels, from scikit-learn's own file: to import it takes a second."""
    package = find_spec("sklearn")
    for place in package.submodule_search_locations or () if package else ():
        if (file := Path(place) / "datasets" / "data" / "digits.csv.gz").is_file():
            table = torch.from_numpy(np.loadtxt(file, delimiter=","))
            return table[:, :-1], table[:, -1]
    from sklearn.datasets import load_digits  # wherever it has them

    given: Any = load_digits()
    return torch.from_numpy(given.data), torch.from_numpy(given.target)


def _located(published: Published, file: str, data_dir: Path | None) -> Path:
    """The file in the folder that was named, or fetched."""
    folder = data_dir or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if folder is None:
        return download.fetch(file, published.hashes[file], published.mirrors, download.cache() / published.name)
    places = [folder / inner / f"{file}{end}" for inner in (published.name, "") for end in ("", ".gz")]
    origin = "--data-dir" if data_dir else VARIABLE
    try:
        for place in places:
            if place.is_file():
                return place
    except OSError as error:
        told = f"{folder} (from {origin}) cannot be looked into: {error.strerror}"
        raise NoData(f"{told}; name another folder") from error
    raise NoData(
        f"{folder} (from {origin}) has no {published.name}: looked for {file} and {file}.gz there and in its folder "
        f"{published.name}; put the files there, or leave {origin} out so that they are fetched"
    )
