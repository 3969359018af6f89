"""The metrics of a trained run, beside those of the images that the data set keeps for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.data.images import Images, load
from gan_models.metrics.classes import histogram
from gan_models.metrics.quality import compared
from gan_models.metrics.seeing import Features, Seen, features
from gan_models.recipes.images import ImageRecipe
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


class Standard(NamedTuple):
    """What runs on a data set are compared with, seen once for all of them.

    Attributes:
        data: The training images.
        count: How many images a run generates.
        reference: What is seen in the training images that they are compared with.
        due: Share of each class among these.
        tests: How many images were kept for tests.
        held_out: Their metrics.
        features: The classifier that sees.
    """

    data: Images
    count: int
    reference: Seen
    due: list[float]
    tests: int
    held_out: dict[str, float]
    features: Features


def standard(
    recipe: ImageRecipe,
    images: int = 0,
    told: Callable[[dict[str, Any]], None] = lambda row: None,
    classifiers: Path | None = None,
) -> Standard:
    """What so many images of runs on the data of a recipe are compared with; the arguments are those of `measured`."""
    data, seen = recipe.images(), features(recipe, classifiers, told)
    count = images or min(MOST, len(data.pixels))
    reference = seen(_numbers(data.pixels[: max(count, MOST)]))
    due = histogram(reference.classes, len(seen.names)).tolist()
    tests = seen(_numbers(load(recipe.data, "test", recipe.data_dir, recipe.check).pixels[:count]))
    held_out = compared(tests, reference, len(seen.names))
    return Standard(data, count, reference, due, len(tests.classes), held_out, seen)


def measured(
    folder: RunFolder,
    images: int = 0,
    seed: int = 0,
    told: Callable[[dict[str, Any]], None] = lambda row: None,
    classifiers: Path | None = None,
    averaged: bool = True,
    standard: Callable[..., Standard] = standard,
) -> Measured:
    """Generate images by a run and compare them with those that it was trained on.

    Args:
        folder: of a run of an image recipe, finished or not.
        images: how many to generate; 0 for as many as there are to compare with, at most 5000.
        seed: of their noise.
        told: gets the numbers of each epoch if the classifier has to be trained.
        classifiers: where they are kept; by default in the user's folder for caches.
        averaged: generate by the averaged generator, if the run has one; otherwise by the last one.
        standard: what to compare with, from the data of a recipe and the three arguments before; for several runs on
            one data set, `functools.cache(standard)` looks at the data once.

    Raises:
        TypeError: the recipe makes no images.
        See also `features` and `sampling.trained`.
    """
    recipe, weights = folder.recipe, trained(folder)
    if not averaged:
        weights.pop("average", None)
    data = ImageRecipe(data=recipe.data, data_dir=recipe.data_dir, check=recipe.check, examples=recipe.examples)
    beside = standard(data, images, told, classifiers)
    source = torch.Generator().manual_seed(seed)
    seen = beside.features(sample(recipe, beside.data, weights, beside.count, source))
    classes = len(beside.features.names)
    shares, own = histogram(seen.classes, classes).tolist(), compared(seen, beside.reference, classes)
    sizes = (beside.count, len(beside.reference.classes), beside.tests)
    return Measured(*sizes, own, beside.held_out, shares, beside.due, beside.features)


def _numbers(pixels: Tensor) -> Tensor:
    return pixels / 255
