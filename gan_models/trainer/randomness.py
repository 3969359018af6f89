"""Where a run's random numbers come from: generators whose states a checkpoint keeps, and an order for each epoch."""

from __future__ import annotations

from typing import Final

from gan_models.backend import Tensor, torch
from gan_models.streams import Streams
from gan_models.trainer import processes

PURPOSES: Final = ("noise", "dropout")


class Randomness:
    """The generators of one run on one device.

    Args:
        seed: the root.
        device: where the numbers are drawn.
    """

    def __init__(self, seed: int, device: torch.device):
        self.seed, self.device = seed, device
        self.noise, self.dropout = (self._generator(purpose) for purpose in PURPOSES)

    def start(self, purpose: str) -> int:
        """A seed for one purpose, such as a player's first parameters."""
        return Streams(self.seed, (0,)).seeds(purpose)[0]

    def order(self, count: int, epoch: int) -> Tensor:
        """The order of the examples in an epoch; it depends on nothing that happened before."""
        return torch.randperm(count, generator=self._generator(f"order {epoch}"), device=self.device)

    def begin(self, epoch: int, step: int) -> None:
        """Several processes must not drop the same features, so dropout starts anew in each, at every step."""
        if processes.count() > 1:
            self.dropout.manual_seed(self.start(f"dropout {processes.rank()} {epoch} {step}"))

    def _generator(self, purpose: str) -> torch.Generator:
        return torch.Generator(self.device).manual_seed(self.start(purpose))

    @property
    def generators(self) -> tuple[torch.Generator, ...]:
        """Those that a step draws from."""
        return tuple(getattr(self, purpose) for purpose in PURPOSES)

    @property
    def states(self) -> dict[str, Tensor]:
        """The states of the generators, to be kept."""
        return {purpose: getattr(self, purpose).get_state() for purpose in PURPOSES}

    def anew(self, epoch: int, step: int) -> None:
        """Go on without kept states, with numbers that were not there before: those of another kind of device."""
        for purpose in PURPOSES:
            getattr(self, purpose).manual_seed(self.start(f"{purpose} on {self.device.type} {epoch} {step}"))

    def restore(self, states: dict[str, Tensor]) -> None:
        """Go on from kept states."""
        for purpose in PURPOSES:
            getattr(self, purpose).set_state(states[purpose].cpu())
