"""A small classifier of images, trained by the same loop: the metrics look at generated images with its features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from torch.nn.functional import cross_entropy, normalize

from gan_models.backend import Tensor, nn, torch
from gan_models.data.images import Images, load
from gan_models.networks import Params
from gan_models.play import Batch, State
from gan_models.recipes import alone
from gan_models.recipes.images import ImageRecipe
from gan_models.recipes.loop import Run
from gan_models.settings import forgetting, positive
from gan_models.trainer.alone import Alone
from gan_models.trainer.contest import Module
from gan_models.trainer.randomness import Randomness


class Classifier(nn.Module):
    """Convolutions of stride 2 with ReLU, a dense layer whose values are the features, and logits of the classes.

    The features have length √(their number). If any length were allowed, what looks like nothing in the data would get
    long features, far outside, where the balls around data are so large that it lies in one: of uniform noise, 99.7 %
    passed for MNIST digits (precision, 3 neighbours), and 0.2 % do so now.

    Args:
        side: of the images, in pixels.
        channels: of the convolutions.
        kernel: side of their windows.
        features: how many.
        classes: how many.
    """

    def __init__(self, side: int, channels: Sequence[int], kernel: int, features: int, classes: int):
        super().__init__()
        layers: list[nn.Module] = []
        for inputs, outputs in pairwise((1, *channels)):
            layers += [nn.Conv2d(inputs, outputs, kernel, stride=2, padding=kernel // 2), nn.ReLU()]
            side = -(-side // 2)
        flat = nn.Linear(side * side * channels[-1], features)
        self.body = nn.Sequential(*layers, nn.Flatten(), flat, nn.ReLU())
        self.length = features**0.5
        self.last = nn.Linear(features, classes)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Features and logits of images of shape (batch, 1, side, side) between 0 and 1."""
        features = normalize(self.body(images)) * self.length
        return features, self.last(features)


@dataclass(frozen=True, kw_only=True)
class ClassifierRecipe(ImageRecipe):
    """Settings of a classifier of images.

    Attributes:
        channels: Of the convolutions.
        kernel: Side of their windows in pixels.
        features: How many numbers describe an image.
        rate: Adam's learning rate.
        average: How slowly the average of the weights forgets, which is what is kept and tried; 0 for none.
    """

    channels: tuple[int, ...] = (16, 32)
    kernel: int = 5
    features: int = 64
    rate: float = 1e-3
    average: float = 0.99

    def __post_init__(self) -> None:
        super().__post_init__()
        positive(self, "rate")
        forgetting(self, "average")

    def network(self, images: Images) -> Module:
        """The classifier of such images."""
        sizes = (images.pixels.shape[-1], self.channels, self.kernel, self.features, len(images.classes))
        return Module(partial(Classifier, *sizes))

    def tests(self) -> Images:
        """The images that it is tried on."""
        return load(self.data, "test", self.data_dir, self.check)

    def run(self, seed: int, data: Images | None = None) -> Run:
        """Everything that the loop needs; the data are what `placed` gives, or gave to another run."""
        return _Training(self, data or self.placed(), self.tests(), self.random(seed)).run()


class Labelling(Alone):
    """The loss of a classifier: cross-entropy in nats an image."""

    def value(self, params: Params, batch: Batch) -> Tensor:
        """The mean over the batch."""
        return cross_entropy(self.network(params, batch["real"])[1], batch["labels"])


def accuracy(network: Module, params: Params, images: Images) -> float:
    """The share of the images whose label has the greatest logit."""
    pixels = images.pixels[:, None] / 255
    with torch.no_grad():
        found = [network(params, part, training=False)[1].argmax(1) for part in pixels.split(1000)]
    return (torch.cat(found) == images.labels).double().mean().item()


@dataclass
class _Training:
    """A recipe with its data, network and random numbers."""

    recipe: ClassifierRecipe
    images: Images
    tests: Images
    random: Randomness
    network: Module = field(init=False)

    def __post_init__(self) -> None:
        self.network = self.recipe.network(self.images)
        self.pixels = self.recipe.source(self.images, 0.0)

    def run(self) -> Run:
        game, recipe, examples = Labelling(self.network), self.recipe, len(self.images.pixels)
        more = {"inspect": self.inspect, "average": recipe.average}
        task = alone.task(game, recipe, recipe.rate, self.random, self.draw, examples, **more)
        return Run(
            task, self.random, None, 8, lambda state, average: {"classifier": average or state.players.generator}
        )

    def draw(self, index: Tensor) -> Batch:
        real, labels = self.pixels(index)
        return ({"real": real, "labels": labels},)

    def inspect(self, state: State, average: Params) -> dict[str, float]:
        moved = {name: value.cpu() for name, value in (average or state.players.generator).items()}
        return {"test_accuracy": accuracy(self.network, moved, self.tests)}


def classifier_for(recipe: ImageRecipe) -> ClassifierRecipe:
    """The classifier that judges the images of a recipe: of all training images of its data set, in one thread.

    >>> classifier_for(ClassifierRecipe(examples=100)).epochs
    15
    """
    length = {"epochs": 15, "batch": 32} if recipe.data == "digits" else {"epochs": 3, "batch": 64}
    own = ClassifierRecipe(data=recipe.data, data_dir=recipe.data_dir, check=recipe.check, threads=1)
    return replace(own, **length)
