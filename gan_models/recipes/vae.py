"""The variational autoencoder of homework D."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from gan_models.backend import Tensor, torch
from gan_models.data.images import Images
from gan_models.image_games import Evidence, decoded
from gan_models.image_networks import Autoencoder
from gan_models.networks import Params
from gan_models.play import Batch, State
from gan_models.recipes import alone
from gan_models.recipes.images import ImageRecipe
from gan_models.recipes.loop import Run
from gan_models.settings import at_least, positive
from gan_models.trainer.contest import Module
from gan_models.trainer.randomness import Randomness

SHOWN: Final = 64


@dataclass(frozen=True, kw_only=True)
class VaeRecipe(ImageRecipe):
    """Settings of a variational autoencoder.

    Attributes:
        hidden: Units of the layers between.
        latent: How many numbers describe an image.
        rate: Adam's learning rate.
    """

    hidden: int = 400
    latent: int = 20
    rate: float = 1e-3

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(self, 1, "hidden", "latent")
        positive(self, "rate")

    def run(self, seed: int, data: Images | None = None) -> Run:
        """Everything that the loop needs; the data are what `placed` gives, or gave to another run."""
        random = self.random(seed)
        return _Vae(self, data or self.placed(), random).run()


class _Vae:
    """A recipe with its data, network and random numbers."""

    def __init__(self, recipe: VaeRecipe, images: Images, random: Randomness):
        self.recipe, self.images, self.random = recipe, images, random
        self.side = images.pixels.shape[-1]
        self.network = Module(partial(Autoencoder, self.side**2, recipe.hidden, recipe.latent), recipe.arithmetic)
        self.pixels = recipe.source(images, 0.0)
        fixed = torch.Generator().manual_seed(random.start("pictures"))
        self.fixed = torch.randn(SHOWN, recipe.latent, generator=fixed).to(random.device)

    def run(self) -> Run:
        game, examples = Evidence(self.network), len(self.images.pixels)
        task = alone.task(game, self.recipe, self.recipe.rate, self.random, self.draw, examples, stackable=True)
        return Run(task, self.random, self.pictures, 8, lambda state, average: {"autoencoder": state.players.generator})

    def draw(self, index: Tensor) -> Batch:
        real, _ = self.pixels(index)
        shape = (len(index), self.recipe.latent)
        noise = torch.randn(shape, generator=self.random.noise, device=self.random.device)
        return ({"real": real.flatten(1), "noise": noise},)

    def pictures(self, state: State, average: Params) -> Tensor:
        with torch.no_grad():
            return decoded(self.network, state.players.generator, self.fixed).reshape(-1, self.side, self.side)
