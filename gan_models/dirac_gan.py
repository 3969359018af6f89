"""The Dirac-GAN of Mescheder, Geiger and Nowozin (2018), trained with the losses of `gan_models.losses`.

The generator makes the point θ, the data are the point 0, and the discriminator's logit at x is −ψx, so that the losses
are those of minimax.dirac_gan: with f(t) = log σ(t), the generator lowers L = f(ψθ) + f(0) and the discriminator
raises it. Regularisers are chosen by name; how strong they are comes with the batch ("gamma", "sigma", "g_0"), so that
every model may have its own. A method is played by `gan_models.updates` with simultaneous or alternating steps, along
the flow, or in any other way; θ moves first in the theorem's alternating steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from gan_models import losses, penalties
from gan_models.backend import Tensor, torch
from gan_models.optimisers import SGD
from gan_models.play import Batch, Consensus, Losses, Play, Players, Role

THETA_FIRST: Final[tuple[Role, Role]] = ("generator", "discriminator")
NODES: Final = 24  # of Gauss-Hermite quadrature: exact for polynomials of degree 47
Penalty = Callable[[penalties.Critic, Tensor, Tensor, Batch], Tensor]


def r1(critic: penalties.Critic, real: Tensor, fake: Tensor, batch: Batch) -> Tensor:
    """γ/2 · slope² at the data."""
    return batch["gamma"] * penalties.r1(critic, real)


def r2(critic: penalties.Critic, real: Tensor, fake: Tensor, batch: Batch) -> Tensor:
    """γ/2 · slope² at what is generated."""
    return batch["gamma"] * penalties.r2(critic, fake)


def gradient_penalty(critic: penalties.Critic, real: Tensor, fake: Tensor, batch: Batch) -> Tensor:
    """γ/2 · (|slope| − g₀)² between the two (its place does not matter: the critic is linear)."""
    middle = penalties.between(real, fake, torch.full_like(real[:, 0], 0.5))
    return batch["gamma"] / 2 * (penalties.steepness(critic, middle) - batch["g_0"]).square().mean()


@dataclass(frozen=True)
class Method:
    """A way to train the Dirac-GAN: a row of the table.

    Attributes:
        generator: The generator's loss of a generated logit.
        discriminator: The discriminator's loss of a genuine and a generated logit.
        penalty: Is added to the discriminator's loss.
        noisy: Whether noise of standard deviation "sigma" is added to both points.
        consensus: Whether both players follow the consensus field with γ = "gamma".
    """

    generator: Callable[[Tensor], Tensor] = losses.saturating
    discriminator: Callable[[Tensor, Tensor], Tensor] = losses.cross_entropy
    penalty: Penalty | None = None
    noisy: bool = False
    consensus: bool = False

    def __call__(self, players: Players, batch: Batch) -> Losses:
        """Both losses at (θ, ψ), numbers; with noise, their expectation by quadrature."""
        theta, psi = players.generator["theta"].reshape(1, 1), players.discriminator["psi"]
        one = partial(self._at, theta, psi, batch)
        if not self.noisy:
            return one(torch.zeros_like(theta))
        nodes, weights = (torch.as_tensor(part, dtype=theta.dtype, device=theta.device) for part in QUADRATURE)
        every = torch.vmap(one)(nodes.reshape(-1, 1, 1) * batch["sigma"])
        return Losses(*(part @ weights for part in every))

    def _at(self, theta: Tensor, psi: Tensor, batch: Batch, noise: Tensor) -> Losses:
        """The losses where both points are shifted by the noise."""

        def critic(points: Tensor) -> Tensor:
            return -psi * points

        real, fake = noise, theta + noise
        down = self.discriminator(critic(real), critic(fake))
        fine = self.penalty(critic, real, fake, batch) if self.penalty else 0.0
        return Losses(self.generator(critic(fake)), down + fine)

    @property
    def play(self) -> Play:
        """The game with plain gradient steps."""
        return Consensus(self, SGD(), lambda batch: batch["gamma"]) if self.consensus else Play(self, SGD())


_nodes, _weights = np.polynomial.hermite_e.hermegauss(NODES)
QUADRATURE: Final = (_nodes, _weights / _weights.sum())

METHODS: Final = MappingProxyType(
    {
        "unregularised": Method(),
        "non-saturating": Method(generator=losses.nonsaturating),
        "Wasserstein": Method(generator=losses.wasserstein, discriminator=losses.critic),
        "WGAN-GP": Method(generator=losses.wasserstein, discriminator=losses.critic, penalty=gradient_penalty),
        "instance noise": Method(noisy=True),
        "R1": Method(penalty=r1),
        "R2": Method(penalty=r2),
        "consensus": Method(consensus=True),
    }
)


def players(theta: Tensor, psi: Tensor) -> Players:
    """The players at (θ, ψ); for many models, tensors of shape (models,)."""
    return Players({"theta": theta}, {"psi": psi})
