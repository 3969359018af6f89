"""y = z + f(z) with a Lipschitz constant of f that is known beforehand (Behrmann et al. 2019), and its inversion.

f(z) = β·W₂ tanh(W₁z + b₁) + b₂, where both weights are divided by their spectral norms and tanh is 1-Lipschitz, so that
‖f(u) − f(v)‖ ≤ β‖u − v‖ whatever is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log, pi
from typing import Any

from torch.func import jacrev, vmap

from gan_models.backend import Tensor, torch
from gan_models.networks import Network, Params, dense
from gan_models.penalties import spectrally_normalised


@dataclass(frozen=True)
class ResidualFlow:
    """One residual block as a flow from data z to noise y.

    Attributes:
        beta: β, the Lipschitz constant of f; below 1.
        width: How many numbers a point has.
        hidden: Units of the layer between.
    """

    beta: float = 0.7
    width: int = 2
    hidden: int = 8

    def __post_init__(self) -> None:
        if not 0 <= self.beta < 1:
            raise ValueError(
                f"a residual block with Lipschitz constant {self.beta} need not have an inverse: 0 ≤ β < 1"
            )

    @cached_property
    def network(self) -> Network:
        """The map that is normalised."""
        return dense(self.width, self.hidden, self.width)

    def bounded(self, params: Params) -> Params:
        """The parameters with which the network of one model is f."""
        scaled = spectrally_normalised(params)
        return {**scaled, "2.weight": self.beta * scaled["2.weight"]}

    def residual(self, params: Params, z: Tensor) -> Tensor:
        """f(z) for one model; shape (batch, width), as z."""
        return self.network(self.bounded(params), z)

    def to_noise(self, params: Params, z: Tensor) -> Tensor:
        """y = z + f(z)."""
        return z + self.residual(params, z)

    def log_density(self, params: Params, z: Tensor) -> Tensor:
        """log N(y; 0, I) + log|det ∂y/∂z|, shape (batch,); the Jacobian is that of automatic differentiation."""

        def noise(point: Tensor) -> tuple[Tensor, Tensor]:
            y = self.to_noise(params, point[None])[0]
            return y, y

        jacobian, y = vmap(jacrev(noise, has_aux=True))(z)
        return torch.linalg.slogdet(jacobian)[1] - y.square().sum(-1) / 2 - self.width * log(2 * pi) / 2

    def loss(self, params: Params, z: Any) -> Tensor:
        """−E log density, in nats."""
        return -self.log_density(params, z).mean()
