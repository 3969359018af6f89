"""The recipes that `gan-models train` knows, by name: settings with defaults, and what trains them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final


@dataclass(frozen=True)
class Entry:
    """A recipe.

    Attributes:
        title: In a few words.
        module: Holds the dataclass `Recipe` and how a run of it is written (`write(recipe, seed, models, folder)`).
        defaults: Fields of the dataclass that this recipe sets differently.
    """

    title: str
    module: str
    defaults: Mapping[str, Any]

    @property
    def recipe(self) -> Any:
        """The settings, as they are without further arguments."""
        return import_module(self.module).Recipe(**self.defaults)

    @property
    def write(self) -> Callable[..., None]:
        """Trains and fills a folder."""
        return import_module(self.module).write


RECIPES: Final[Mapping[str, Entry]] = {
    "gaussian-gan": Entry("the 1-D GAN of homework C, full batch", "gan_models.gaussian_gan_run", {}),
    "gaussian-gan-sgd": Entry(
        "the 1-D GAN of homework C, one example at a time",
        "gan_models.gaussian_gan_run",
        {"batch": 1, "generator_rate": 0.01, "discriminator_rate": 0.02, "steps": 6400, "watched": 64},
    ),
    "toy-diffusion": Entry("a denoiser and the closest-point map", "gan_models.toy_diffusion_run", {}),
    "dual-gan": Entry("the GAN with a logistic discriminator, also by its dual", "gan_models.dual_gan_run", {}),
}
