"""The features by which images are compared: those of a classifier, trained once for a data set and then kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.data import download
from gan_models.data.images import Images
from gan_models.experiment import versions
from gan_models.networks import Params
from gan_models.recipes.classifier import ClassifierRecipe, accuracy, classifier_for
from gan_models.recipes.images import ImageRecipe
from gan_models.trainer import files, together
from gan_models.trainer.checkpoint import BadCheckpoint
from gan_models.trainer.contest import Module
from gan_models.trainer.loop import Training
from gan_models.trainer.runs import pinned

SEED: Final = 0
FORM: Final = 2  # of the network; a change to its code needs another number, so that none of the old ones is taken
AT_ONCE: Final = 1000  # images seen at a time


class Seen(NamedTuple):
    """What a classifier sees in images.

    Attributes:
        features: Shape (images, features).
        classes: Those with the greatest logits, shape (images,).
    """

    features: Tensor
    classes: Tensor


@dataclass(frozen=True)
class Features:
    """A trained classifier.

    Attributes:
        network: It, as a function of its parameters.
        params: Its parameters.
        side: Of the images in pixels.
        names: Of the classes.
        accuracy: On the images that are kept for tests.
        file: Where it is kept.
        sha256: Of that file.
    """

    network: Module
    params: Params
    side: int
    names: tuple[str, ...]
    accuracy: float
    file: Path
    sha256: str

    def __call__(self, images: Tensor) -> Seen:
        """Features and classes of images of shape (images, height, width) between 0 and 1.

        Raises:
            ValueError: they are of another shape.
        """
        if images.ndim != 3 or images.shape[1:] != (self.side, self.side):
            expected = f"(images, {self.side}, {self.side})"
            raise ValueError(f"the images have shape {tuple(images.shape)}; this classifier is for {expected}")
        with torch.no_grad():
            parts = [self.network(self.params, p[:, None], training=False) for p in images.float().split(AT_ONCE)]
        return Seen(torch.cat([f for f, _ in parts]), torch.cat([logits.argmax(1) for _, logits in parts]))


def features(
    recipe: ImageRecipe, folder: Path | None = None, told: Callable[[dict[str, Any]], None] = lambda row: None
) -> Features:
    """The classifier for the data set of a recipe, trained if it has not been: seconds for digits, a minute for MNIST.

    It is kept under a name that depends on its settings and on every byte of the training images and labels.

    Args:
        recipe: any on the data set.
        folder: where classifiers are kept; by default in the user's folder for caches.
        told: gets the numbers of each epoch of its training.

    Raises:
        BadCheckpoint: what is kept is damaged.
        CannotWrite: the folder cannot be written to.
        NoData, BadFile, DownloadFailed: see `data.images.load`.
    """
    own = classifier_for(recipe)
    images = own.images()
    file = (folder or download.cache() / "classifiers") / f"{recipe.data}-{_key(own, images)}.safetensors"
    if not file.exists():
        _keep(own, images, file, told)
    return _read(own, images, file)


def _key(recipe: ClassifierRecipe, images: Images) -> str:
    """What a classifier depends on, in a few letters."""
    digest = sha256(json.dumps([FORM, SEED, _settings(recipe)], sort_keys=True).encode())
    digest.update(images.pixels.numpy().tobytes() + images.labels.numpy().tobytes())
    return digest.hexdigest()[:16]


def _settings(recipe: ClassifierRecipe) -> dict[str, Any]:
    return {name: value for name, value in asdict(recipe).items() if name not in ("data_dir", "check")}


def _keep(recipe: ClassifierRecipe, images: Images, file: Path, told: Callable[[dict[str, Any]], None]) -> None:
    """Train, and write the file once all of it is there."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.CannotWrite(f"{file.parent} cannot be made: {error.strerror}") from error
    params = _trained(recipe, told)
    about = {
        "accuracy": accuracy(recipe.network(images), params, recipe.tests()),
        "settings": _settings(recipe),
        "seed": SEED,
        "versions": versions(),
    }
    files.write(file, params.items(), about)


def _trained(recipe: ClassifierRecipe, told: Callable[[dict[str, Any]], None]) -> Params:
    with TemporaryDirectory() as folder, pinned(recipe.threads):
        run = recipe.run(SEED)
        training = Training(run.task, run.random, Path(folder) / "checkpoint.safetensors")
        together.run([training], [told])
        weights = run.weights(training.state, training.average)["classifier"]
    return {name: value.cpu().contiguous() for name, value in weights.items()}


def _read(recipe: ClassifierRecipe, images: Images, file: Path) -> Features:
    try:
        params, about = files.read(file)
    except files.Unreadable as error:
        raise BadCheckpoint(
            f"{file} is no classifier that can be read ({error}); delete it to train it anew"
        ) from error
    side, digest = images.pixels.shape[-1], sha256(file.read_bytes()).hexdigest()
    return Features(recipe.network(images), params, side, images.classes, about["accuracy"], file, digest)
