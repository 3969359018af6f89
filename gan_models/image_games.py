"""The games of the image recipes, and the loss of the autoencoder: what the pure step lowers.

A batch is a dict: `real` images of shape (batch, 1, height, width) between −1 and 1, their `labels`, and `noise`; for
penalties also `share`, one number between 0 and 1 an example.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch.nn.functional import binary_cross_entropy_with_logits

from gan_models import losses as terms
from gan_models.backend import Tensor, torch
from gan_models.networks import Params
from gan_models.penalties import between, gradient_penalty, r1
from gan_models.play import Batch, Losses, Players, Role
from gan_models.trainer.alone import Alone
from gan_models.trainer.contest import Module


@dataclass(frozen=True)
class ImageGame:
    """A generator against a discriminator or critic.

    Attributes:
        generator: Makes images.
        discriminator: Gives them logits.
        lowered: The generator's loss, of the logits of its images.
        raised: The discriminator's, of the logits of data and of generated images.
        r1: γ of the R1 penalty on data; 0 for none.
        penalty: λ of the gradient penalty between data and generated images; 0 for none.
        classes: How many classes labels are drawn from, for conditional players; 0 for unconditional ones.
    """

    generator: Module
    discriminator: Module
    lowered: Callable[[Tensor], Tensor]
    raised: Callable[[Tensor, Tensor], Tensor]
    r1: float = 0.0
    penalty: float = 0.0
    classes: int = 0

    def loss(self, role: Role, players: Players, batch: Batch) -> Tensor:
        """What one player lowers; nothing is kept of the other's computation that is not needed."""
        if role == "generator":
            return self.lowered(self.judged(players, self.made(players, batch), batch))
        with torch.no_grad():
            fake = self.made(players, batch)
        return self.raised(*self.compared(players, fake, batch)) + self.fine(players, fake, batch)

    def losses(self, players: Players, batch: Batch) -> Losses:
        """Both, with the images made once."""
        fake = self.made(players, batch)
        on_real, on_fake = self.compared(players, fake, batch)
        return Losses(self.lowered(on_fake), self.raised(on_real, on_fake) + self.fine(players, fake.detach(), batch))

    def made(self, players: Players, batch: Batch) -> Tensor:
        """Images from noise."""
        return self.generator(players.generator, batch["noise"], self._labels(batch))

    def _labels(self, batch: Batch) -> Tensor | None:
        return batch["labels"] if self.classes else None

    def judged(self, players: Players, images: Tensor, batch: Batch) -> Tensor:
        """A logit for each image."""
        return self.discriminator(players.discriminator, images, self._labels(batch))

    def compared(self, players: Players, fake: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """The logits of data and of made images, from one pass with all of them."""
        real, labels = batch["real"], self._labels(batch)
        twice = None if labels is None else torch.cat([labels, labels])
        logits = self.discriminator(players.discriminator, torch.cat([real, fake]), twice)
        return logits[: len(real)], logits[len(real) :]

    def fine(self, players: Players, fake: Tensor, batch: Batch) -> Tensor:
        """The penalties on the discriminator; 0 if there are none."""

        def critic(images: Tensor) -> Tensor:
            return self.judged(players, images, batch)

        total = fake.new_zeros(())
        if self.r1:
            total = total + self.r1 * r1(critic, batch["real"])
        if self.penalty:
            total = total + self.penalty * gradient_penalty(critic, between(batch["real"], fake, batch["share"]))
        return total


GENERATOR_LOSSES = {
    "nonsaturating": (terms.nonsaturating, terms.cross_entropy),
    "saturating": (terms.saturating, terms.cross_entropy),
    "wasserstein": (terms.wasserstein, terms.critic),
}


class Evidence(Alone):
    """The loss of a variational autoencoder: cross-entropy on grey targets plus KL, in nats an image (vae.elbo).

    The batch has `real` images of shape (batch, pixels) between 0 and 1.
    """

    def value(self, params: Params, batch: Batch) -> Tensor:
        """The mean over the batch of both terms, each summed over pixels or latent numbers."""
        logits, mean, log_variance = self.network(params, batch["real"], batch["noise"])
        crossed = binary_cross_entropy_with_logits(logits, batch["real"], reduction="sum")
        divergence = (mean.square() + log_variance.exp() - 1 - log_variance).sum() / 2
        return (crossed + divergence) / len(logits)


def decoded(network: Module, params: Params, noise: Tensor) -> Tensor:
    """The pixel probabilities of latent numbers, shape (batch, pixels)."""
    decoder = network.skeleton.get_submodule("decoder")
    inner = {name.removeprefix("decoder."): value for name, value in params.items() if name.startswith("decoder.")}
    return torch.func.functional_call(decoder, inner, (noise,)).sigmoid()
