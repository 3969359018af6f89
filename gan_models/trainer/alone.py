"""What one network lowers while nobody plays against it: the contest's games with a single player."""

from __future__ import annotations

from dataclasses import dataclass

from gan_models.backend import Tensor
from gan_models.networks import Params
from gan_models.play import Batch, Losses, Players, Role
from gan_models.trainer.contest import Module


@dataclass(frozen=True)
class Alone:
    """A loss that the `generator` lowers; there is no discriminator.

    Attributes:
        network: What plays.
    """

    network: Module

    def value(self, params: Params, batch: Batch) -> Tensor:
        """The loss on a batch, one number."""
        raise NotImplementedError

    def loss(self, role: Role, players: Players, batch: Batch) -> Tensor:
        """The same for the only player."""
        return self.value(players.generator, batch)

    def losses(self, players: Players, batch: Batch) -> Losses:
        """The same, and 0 for the player who is not there."""
        value = self.value(players.generator, batch)
        return Losses(value, value.new_zeros(()))
