"""A diffusion model for finitely many images in the plane, one noise level (recipe `toy-diffusion`, homework C.4.2).

Image x_i is seen through J noises, x_{t,i,j} = √α_t·x_i + √(1 − α_t)·ε_{t,i,j}, always the same ones, and a network g
learns to tell the noise: it lowers Σ‖g(x_{t,i,j}) − ε_{t,i,j}‖².
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import pi, sqrt
from typing import NamedTuple

from torch.func import vmap

from gan_models.backend import Tensor, torch
from gan_models.fitting import fitted, same
from gan_models.networks import Network, Params, dense
from gan_models.play import Batch
from gan_models.settings import at_least, positive
from gan_models.streams import Streams


@dataclass(frozen=True)
class ToyDiffusion:
    """The settings of the recipe.

    Attributes:
        images: N, how many; they stand on a circle, equally far apart.
        radius: Of the circle.
        noises: J, how many noises an image is seen through.
        alpha: α_t, the share of the image in the variance; strictly between 0 and 1.
        hidden: Units in each of the two layers between.
        steps: Of Adam, on all noisy points at once.
        rate: Of the first step; it falls linearly to 0.
    """

    images: int = 6
    radius: float = 2.0
    noises: int = 4
    alpha: float = 0.93
    hidden: int = 24
    steps: int = 400
    rate: float = 0.02

    def __post_init__(self) -> None:
        at_least(self, 1, "images", "noises", "hidden", "steps")
        positive(self, "radius", "rate")
        if not 0 < self.alpha < 1:
            raise ValueError(f"α_t is {self.alpha}: a noisy image needs both image and noise, 0 < α_t < 1")

    @cached_property
    def points(self) -> Tensor:
        """The images x_i, shape (N, 2), in float64."""
        angles = torch.arange(self.images, dtype=torch.float64) * (2 * pi / self.images)
        return self.radius * torch.stack([angles.cos(), angles.sin()], -1)

    @cached_property
    def network(self) -> Network:
        """g, before training."""
        return dense(2, self.hidden, self.hidden, 2)

    def noisy(self, noises: Tensor) -> Tensor:
        """x_{t,i,j}, shape (..., N, J, 2), as the noises."""
        return sqrt(self.alpha) * self.points[:, None] + sqrt(1 - self.alpha) * noises

    def closest(self, places: Tensor) -> Tensor:
        """g^CP: the image x_i whose √α_t·x_i is closest; shape (..., 2), as the places."""
        apart = (places[..., None, :] - sqrt(self.alpha) * self.points).square().sum(-1)
        return self.points[apart.argmin(-1)]


class Learnt(NamedTuple):
    """Trained denoisers.

    Attributes:
        recipe: The settings.
        noises: ε_{t,i,j}, shape (models, N, J, 2).
        params: Of the networks.
        losses: The mean of ‖g − ε‖² over the noisy points before each step, shape (models, steps).
    """

    recipe: ToyDiffusion
    noises: Tensor
    params: Params
    losses: Tensor

    @property
    def noisy(self) -> Tensor:
        """What was trained on, shape (models, N, J, 2)."""
        return self.recipe.noisy(self.noises)

    def denoise(self, places: Tensor) -> Tensor:
        """g at places of shape (models, ..., 2)."""
        return vmap(self.recipe.network)(self.params, places)


def drawn(recipe: ToyDiffusion, streams: Streams) -> Tensor:
    """The noises of each model, shape (models, N, J, 2)."""
    return streams.generators("noises", torch.float64).normal(recipe.images, recipe.noises, 2)


@lru_cache(maxsize=4)
def train(recipe: ToyDiffusion, streams: Streams) -> Learnt:
    """Train a denoiser for each model's noisy points; a pure function of settings and seeds."""
    noises = drawn(recipe, streams)

    def loss(params: Params, batch: Batch) -> Tensor:
        places, noise = batch
        return (recipe.network(params, places) - noise).square().sum(-1).mean()

    start = recipe.network.start(streams.seeds("denoiser"), torch.float64)
    source = same(recipe.noisy(noises).flatten(1, 2), noises.flatten(1, 2))
    return Learnt(recipe, noises, *fitted(loss, start, source, recipe.steps, recipe.rate))
