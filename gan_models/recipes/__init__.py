"""The recipes that `gan-models train` knows, by name: settings with defaults, and what trains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

GAN: Final = "gan_models.recipes.gan:GanRecipe"


class UnknownRecipe(LookupError):
    """There is no recipe of this name; the message has the nearest one."""


@dataclass(frozen=True)
class Entry:
    """A recipe.

    Attributes:
        title: In a few words.
        settings: The dataclass of its settings, as MODULE:NAME. Either it has a method `run`, and the loop trains it
            with checkpoints, or its module has `write(recipe, seed, models, folder)`, which trains many small models
            at once, in seconds.
        defaults: Fields of the dataclass that this recipe sets differently.
    """

    title: str
    settings: str
    defaults: Mapping[str, Any]

    @property
    def recipe(self) -> Any:
        """The settings, as they are without further arguments."""
        module, _, name = self.settings.partition(":")
        return getattr(import_module(module), name)(**self.defaults)

    @property
    def module(self) -> Any:
        """Where the settings are defined."""
        return import_module(self.settings.partition(":")[0])


MNIST_GAN: Final[dict[str, Any]] = {
    "data": "mnist",
    "epochs": 100,
    "grids": (1, 50, 100),
    "updates": "simultaneous",
}
IMPROVEMENT: Final[dict[str, Any]] = {  # homework A.1c; spectral norms were tried and make it worse
    "r1": 1.0,
    "dropout": 0.0,
    "discriminator_rate": 4e-4,
    "average": 0.999,
}
ATTEMPT: Final[dict[str, Any]] = {  # the source's own at it
    "generator_rate": 1e-4,
    "discriminator_rate": 1e-4,
    "discriminator_steps": 5,
    "updates": "alternating",
}
FASHION_GAN: Final[dict[str, Any]] = {"data": "fashion-mnist", "networks": "convolutional", "batch": 64}
DIGITS_GAN: Final[dict[str, Any]] = {
    "noise": 32,
    "generator_widths": (128, 256),
    "discriminator_widths": (256, 128),
    "epochs": 200,
    "batch": 64,
    "grids": (1, 50, 100, 200),
}
RECIPES: Final[Mapping[str, Entry]] = {
    "digits-gan": Entry("scikit-learn's 8×8 digits, non-saturating loss", GAN, DIGITS_GAN),
    "digits-cgan-projection": Entry(
        "the digits by class, projection discriminator", GAN, DIGITS_GAN | {"projection": True}
    ),
    "digits-vae": Entry(
        "the digits, variational autoencoder",
        "gan_models.recipes.vae:VaeRecipe",
        {"hidden": 128, "latent": 8, "epochs": 100, "batch": 64, "grids": (1, 10, 100)},
    ),
    "mnist-gan-nonsaturating": Entry("homework A.1a", GAN, MNIST_GAN),
    "mnist-gan-saturating": Entry(
        "homework A.1b: the minimax loss of the generator", GAN, MNIST_GAN | {"loss": "saturating"}
    ),
    "mnist-gan-improved": Entry(
        "homework A.1c: R1 in the place of dropout, two time scales, averaged generator",
        GAN,
        MNIST_GAN | IMPROVEMENT,
    ),
    "mnist-gan-attempt": Entry(
        "the source's own attempt at A.1c: rate 1e-4, five discriminator steps",
        GAN,
        MNIST_GAN | ATTEMPT,
    ),
    "mnist-vae": Entry(
        "homework D.1g", "gan_models.recipes.vae:VaeRecipe", {"data": "mnist", "epochs": 30, "grids": (1, 10, 30)}
    ),
    "fashion-gan-nonsaturating": Entry("homework B.2: one epoch", GAN, FASHION_GAN),
    "fashion-cgan-projection": Entry(
        "homework B.4: by class, projection discriminator, one epoch", GAN, FASHION_GAN | {"projection": True}
    ),
    "fashion-wgan-gp": Entry(
        "homework B.5: Wasserstein critic with gradient penalty, one epoch",
        GAN,
        FASHION_GAN
        | {"loss": "wasserstein", "penalty": 10.0, "dropout": 0.0, "discriminator_steps": 5, "betas": (0.0, 0.9)},
    ),
    "fashion-dcgan": Entry(
        "homework E.2: DCGAN, 50 epochs",
        GAN,
        FASHION_GAN
        | {
            "epochs": 50,
            "grids": (10, 30, 50),
            "generator_rate": 1e-4,
            "discriminator_rate": 1e-4,
            "betas": (0.9, 0.999),
            "updates": "simultaneous",
        },
    ),
    "moons-maf": Entry("homework B.1: a masked autoregressive flow", "gan_models.recipes.flow:FlowRecipe", {}),
    "gaussian-gan": Entry("the 1-D GAN of homework C, full batch", "gan_models.gaussian_gan_run:Recipe", {}),
    "gaussian-gan-sgd": Entry(
        "the 1-D GAN of homework C, one example at a time",
        "gan_models.gaussian_gan_run:Recipe",
        {"batch": 1, "generator_rate": 0.01, "discriminator_rate": 0.02, "steps": 6400, "watched": 64},
    ),
    "toy-diffusion": Entry("a denoiser and the closest-point map", "gan_models.toy_diffusion_run:Recipe", {}),
    "dual-gan": Entry("the GAN with a logistic discriminator, also by its dual", "gan_models.dual_gan_run:Recipe", {}),
}


def find(name: str) -> Entry:
    """The recipe of a name.

    Raises:
        UnknownRecipe: there is none.
    """
    if (entry := RECIPES.get(name)) is not None:
        return entry
    near = get_close_matches(name, RECIPES, n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}?" if near else f"the recipes are {', '.join(RECIPES)}"
    raise UnknownRecipe(f"there is no recipe {name!r}; {hint}")
