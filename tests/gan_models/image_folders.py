"""Small data sets in the files of MNIST."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gan_models.data import idx

PARTS = ("train", "t10k")


def write_set(folder: Path, images: np.ndarray, labels: np.ndarray, parts: tuple[str, ...] = PARTS) -> Path:
    """The same images and labels as each part of a data set, in a folder that may be new."""
    folder.mkdir(exist_ok=True)
    for part in parts:
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx.written(images))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx.written(labels))
    return folder


def write_noise(folder: Path, examples: int, seed: int, parts: tuple[str, ...] = PARTS) -> Path:
    """So many images of independent uniform pixels, with random labels."""
    generator = np.random.default_rng(seed)
    images = generator.integers(0, 256, (examples, 28, 28), np.uint8)
    return write_set(folder, images, generator.integers(0, 10, examples, np.uint8), parts)
