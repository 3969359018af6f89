"""One masked autoregressive layer (Papamakarios, Pavlakou and Murray 2017): u_i = (x_i − m_i(x_{<i}))·e^{−s_i(x_{<i})}.

m and s come from one network with a hidden layer whose weights are masked so that output i sees the inputs before i
alone (Germain et al. 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, pi
from typing import Any, ClassVar

from gan_models.backend import Tensor, torch
from gan_models.networks import Network, Params, dense


@dataclass(frozen=True)
class Autoregressive:
    """A layer as a flow between data x and noise u.

    Attributes:
        width: How many numbers a point has; at least 2.
        hidden: Units of the layer between.
    """

    width: int = 3
    hidden: int = 12
    symbol: ClassVar[str] = "s"

    @cached_property
    def network(self) -> Network:
        """Before masking: from x to m and s, one after the other."""
        return dense(self.width, self.hidden, 2 * self.width)

    @cached_property
    def masks(self) -> dict[str, Tensor]:
        """1 where a weight may be used: hidden unit h is of degree 1, …, width − 1 in turn."""
        place = torch.arange(self.width)
        degree = torch.arange(self.hidden) % (self.width - 1) + 1
        after = (place[:, None] >= degree[None, :]).double()
        return {"0.weight": (place[None, :] < degree[:, None]).double(), "2.weight": torch.cat([after, after])}

    def start(self, seeds: Sequence[int], dtype: torch.dtype = torch.float64) -> Params:
        """Random parameters, one set a seed."""
        return self.network.start(seeds, dtype)

    def shift_and_scale(self, params: Params, x: Tensor) -> tuple[Tensor, Tensor]:
        """m and s of one model, both of the shape of x, (..., width)."""
        masked = {name: value * self.masks[name] if name in self.masks else value for name, value in params.items()}
        shift, scale = self.network(masked, x).split(self.width, dim=-1)
        return shift, scale

    def scales(self, params: Params, x: Tensor) -> Tensor:
        """s, of the shape of x."""
        return self.shift_and_scale(params, x)[1]

    def to_noise(self, params: Params, x: Tensor) -> Tensor:
        """u, of the shape of x."""
        shift, scale = self.shift_and_scale(params, x)
        return (x - shift) * (-scale).exp()

    def to_data(self, params: Params, u: Tensor) -> Tensor:
        """The x with to_noise(x) = u, entry by entry: after pass i the entries up to i are right."""
        x = torch.zeros_like(u)
        for _ in range(self.width):
            shift, scale = self.shift_and_scale(params, x)
            x = shift + u * scale.exp()
        return x

    def loss(self, params: Params, x: Any) -> Tensor:
        """−E log density of the data, in nats, with −Σ s_i for the log-determinant."""
        shift, scale = self.shift_and_scale(params, x)
        noise = (x - shift) * (-scale).exp()
        return (noise.square().sum(-1) / 2 + scale.sum(-1) + self.width * log(2 * pi) / 2).mean()
