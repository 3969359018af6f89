"""The metrics of a trained run, beside those of the images that the data set keeps for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.data.images import load
from gan_models.metrics.classes import histogram
from gan_models.metrics.quality import quality
from gan_models.metrics.seeing import Features, features
from gan_models.recipes.sampling import sample, trained
from gan_models.trainer.folder import RunFolder

MOST: Final = 5000  # images by default: with more, precision and recall take their time


class Measured(NamedTuple):
    """What was found.

    Attributes:
        images: How many images were generated.
        reference: How many training images they were compared with.
        tests: How many images were kept for tests.
        run: The metrics of the generated images.
        held_out: Those of the images kept for tests, which no generator can beat but by repeating training images.
        shares: Of each class among the generated images.
        due: Among the training images.
        features: The classifier through which all were seen.
    """

    images: int
    reference: int
    tests: int
    run: dict[str, float]
    held_out: dict[str, float]
    shares: list[float]
    due: list[float]
    features: Features

    def to_json(self) -> dict[str, Any]:
        """Plain data; the classifier by its file's hash and its accuracy."""
        seen = {"accuracy": self.features.accuracy, "sha256": self.features.sha256, "file": str(self.features.file)}
        return self._asdict() | {"features": seen, "classes": list(self.features.names)}


def measured(
    folder: RunFolder,
    images: int = 0,
    seed: int = 0,
    told: Callable[[dict[str, Any]], None] = lambda row: None,
    classifiers: Path | None = None,
    averaged: bool = True,
) -> Measured:
    """Generate images by a run and compare them with those that it was trained on.

    Args:
        folder: of a run of an image recipe, finished or not.
        images: how many to generate; 0 for as many as there are to compare with, at most 5000.
        seed: of their noise.
        told: gets the numbers of each epoch if the classifier has to be trained.
        classifiers: where they are kept; by default in the user's folder for caches.
        averaged: generate by the averaged generator, if the run has one; otherwise by the last one.

    Raises:
        TypeError: the recipe makes no images.
        See also `features` and `sampling.trained`.
    """
    recipe = folder.recipe
    found, weights = recipe.images(), trained(folder)
    if not averaged:
        weights.pop("average", None)
    count = images or min(MOST, len(found.pixels))
    made = sample(recipe, found, weights, count, torch.Generator().manual_seed(seed))
    seen = features(recipe, classifiers, told)
    tests = _numbers(load(recipe.data, "test", recipe.data_dir, recipe.check).pixels[:count])
    reference = _numbers(found.pixels[: max(count, MOST)])
    shares, due = (histogram(seen(part).classes, len(seen.names)).tolist() for part in (made, reference))
    own, held_out = (quality(part, seen, reference) for part in (made, tests))
    return Measured(count, len(reference), len(tests), own, held_out, shares, due, seen)


def _numbers(pixels: Tensor) -> Tensor:
    return pixels / 255
