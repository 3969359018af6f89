"""A GAN that makes as many images in the plane as there are genuine ones, and which of those it covers.

Generator and discriminator are small networks. Afterwards each generated image counts as a copy of the genuine image
that is closest, and a discriminator that sees nothing but which image it is (one logit an image) is trained on the
copies: the game of homework C.4.1, in which the zero-one loss of the best discriminator says how many are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from torch.nn.functional import one_hot

from gan_models.backend import Tensor, torch
from gan_models.fitting import fitted, same
from gan_models.losses import cross_entropy, nonsaturating
from gan_models.networks import Network, Params, dense
from gan_models.optimisers import Adam
from gan_models.play import Batch, Losses, Play, Players
from gan_models.streams import Streams
from gan_models.toy_diffusion import ToyDiffusion
from gan_models.training import train as played
from gan_models.updates import alternating, many


@dataclass(frozen=True)
class ToyGan:
    """The settings.

    Attributes:
        data: The genuine images are those of this recipe; m of them.
        hidden: Units of each network's layer between.
        steps: Of Adam, the discriminator first, on all images at once.
        rate: Of both players.
        verdict_steps: Of Adam on the discriminator that sees nothing but which image it is.
    """

    data: ToyDiffusion = ToyDiffusion()  # noqa: RUF009 - frozen
    hidden: int = 16
    steps: int = 300
    rate: float = 0.01
    verdict_steps: int = 100

    @cached_property
    def generator(self) -> Network:
        """From noise to images."""
        return dense(2, self.hidden, 2)

    @cached_property
    def discriminator(self) -> Network:
        """From images to logits."""
        return dense(2, self.hidden, 1)


class Learnt(NamedTuple):
    """Trained GANs.

    Attributes:
        recipe: The settings.
        made: The generated images, shape (models, m, 2).
        copied: Which genuine image each is closest to, shape (models, m).
        logits: Of the discriminator that sees nothing but which image it is, shape (models, m).
        losses: The generator's and the discriminator's loss in each step, in nats, each of shape (models, steps).
    """

    recipe: ToyGan
    made: Tensor
    copied: Tensor
    logits: Tensor
    losses: Losses

    @property
    def copies(self) -> Tensor:
        """n_i, how often image i was generated, shape (models, m)."""
        return one_hot(self.copied, self.copied.shape[1]).sum(1)

    @property
    def missing(self) -> Tensor:
        """k, how many images were not generated, shape (models,)."""
        return (self.copies == 0).sum(1)

    @property
    def genuine(self) -> Tensor:
        """The verdict on each image, shape (models, m); an even one counts as "generated"."""
        return self.logits > 0

    @property
    def errors(self) -> Tensor:
        """How often the verdicts are wrong, out of 2m, shape (models,)."""
        return (~self.genuine).sum(1) + (self.copies * self.genuine).sum(1)


@lru_cache(maxsize=4)
def train(recipe: ToyGan, streams: Streams) -> Learnt:
    """Train every model's GAN, then its discriminator of copies; a pure function of settings and seeds."""
    genuine = recipe.data.points.expand(len(streams), -1, -1)
    noise = streams.generators("seeds of images", torch.float64).normal(recipe.data.images, 2)

    def game(players: Players, batch: Batch) -> Losses:
        real, seeds = batch
        fake = recipe.generator(players.generator, seeds)
        scores = [recipe.discriminator(players.discriminator, x) for x in (real, fake)]
        return Losses(nonsaturating(scores[1]), cross_entropy(*scores))

    play = Play(game, Adam((0.5, 0.999)))
    step = alternating(play)
    networks = Players(*(
        network.start(streams.seeds(name), torch.float64)
        for name, network in (("generator", recipe.generator), ("discriminator", recipe.discriminator))
    ))  # fmt: skip
    start = play.start(networks, (recipe.rate, recipe.rate))
    moves = many(lambda state, batch: step(state, (batch, batch)))
    seen = list[Losses]()
    state = played(moves, start, same(genuine, noise), recipe.steps, watch=lambda t, state, now: seen.append(now))
    made = torch.func.vmap(recipe.generator)(state.players.generator, noise)
    copied = torch.cdist(made, genuine).argmin(-1)
    losses = Losses(*(torch.stack(own, 1) for own in zip(*seen, strict=True)))
    return Learnt(recipe, made, copied, verdicts(copied, recipe.verdict_steps), losses)


def verdicts(copied: Tensor, steps: int) -> Tensor:
    """Logits, one an image, that are trained to tell genuine images from copies; shape (models, m), as `copied`.

    An image that was copied once has as much evidence for as against it, and its logit stays where it starts, at 0.
    """

    def loss(params: Params, batch: Batch) -> Tensor:
        return cross_entropy(params["logit"], params["logit"][batch[0]])

    start = {"logit": torch.zeros(copied.shape, dtype=torch.float64)}
    return fitted(loss, start, same(copied), steps, 0.1)[0]["logit"]
