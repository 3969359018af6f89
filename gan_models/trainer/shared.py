"""Both players' slopes from one way back through the discriminator, when they move at once.

A logit depends on its own image alone, so that the slope of a loss in an image is the slope of the loss in the image's
logit times that of the logit in the image. The generator's slope in a made image is therefore the discriminator's times
a number: the ratio of the two slopes in the logit, −e^(−h) for the non-saturating loss against cross-entropy. One of
seven passes through the discriminator is saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from gan_models.backend import Tensor, torch
from gan_models.play import ROLES, Batch, Losses, Players
from gan_models.trainer.contest import Contest, Contestants
from gan_models.trainer.slopes import passing, pulled


class Judging(Contestants, Protocol):
    """A game in which the discriminator gives each image a logit, without regard to the others of the batch."""

    def lowered(self, fake: Tensor, /) -> Tensor:
        """The generator's loss, of logits."""
        ...

    def raised(self, real: Tensor, fake: Tensor, /) -> Tensor:
        """The discriminator's, of logits."""
        ...

    def made(self, players: Players, batch: Batch) -> Tensor:
        """Images from noise."""
        ...

    def compared(self, players: Players, fake: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """A logit for each image of the data and for each made one."""
        ...

    def fine(self, players: Players, fake: Tensor, batch: Batch) -> Tensor:
        """What the discriminator lowers beside; 0 without a graph if there is nothing."""
        ...


@dataclass(frozen=True)
class SharedContest(Contest):
    """A contest of images whose simultaneous slopes share the way back through the discriminator."""

    game: Judging

    def slopes(self, players: Players, batch: Batch) -> tuple[Players, Losses]:
        """The gradients of both players, up to rounding those of `Contest.slopes`."""
        game, own = self.game, Players(*(self.leaves(role, getattr(players, role)) for role in ROLES))
        with passing(players, own) as there:
            fake, seen, on_real, on_fake, fine = there.through(partial(self._passed, there.players, batch))
            losses, pull, push = _pulls(game, on_real, on_fake)
            outputs, weights = [on_fake, on_real], list(push)
            if fine.requires_grad:
                outputs, weights = [*outputs, fine], [*weights, torch.ones_like(fine)]
            *down, image = pulled(outputs, [*there.leaves.discriminator.values(), seen], weights)
            ratio = (pull / push[0]).view(-1, *[1] * (image.ndim - 1))
            up = pulled([fake], [*there.leaves.generator.values()], [ratio * image])
        slopes = Players(dict(zip(own.generator, up, strict=True)), dict(zip(own.discriminator, down, strict=True)))
        return slopes, Losses(losses.generator, losses.discriminator + fine.detach())

    def _passed(self, players: Players, batch: Batch) -> tuple[Tensor, ...]:
        """Made images, the same as the discriminator sees them, its logits of data and of those, and its penalties."""
        fake = self.game.made(players, batch)
        seen = fake.detach().requires_grad_()
        on_real, on_fake = self.game.compared(players, seen, batch)
        return fake, seen, on_real, on_fake, self.game.fine(players, fake.detach(), batch)


def _pulls(game: Judging, on_real: Tensor, on_fake: Tensor) -> tuple[Losses, Tensor, tuple[Tensor, Tensor]]:
    """The losses, the generator's slope in the logits of its images, and the discriminator's in both kinds of logits.

    The slope that is divided by is kept away from 0, by so little that no sum of others notices.
    """
    real, made = on_real.detach().requires_grad_(), on_fake.detach().requires_grad_()
    lowered, raised = game.lowered(made), game.raised(real, made)
    (pull,) = torch.autograd.grad(lowered, made)
    on_made, on_data = torch.autograd.grad(raised, [made, real])
    least = torch.finfo(made.dtype).tiny ** 0.5
    return Losses(lowered.detach(), raised.detach()), pull, (on_made.where(on_made.abs() > least, least), on_data)
