"""The masked autoregressive flow of zuko as a pure function of its parameters; zuko writes u_i = x_i·e^{a_i} + b_i."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import zuko
from torch.func import functional_call, stack_module_state

from gan_models.backend import Tensor, nn, torch
from gan_models.networks import Params
from gan_models.streams import seeded


class Reading(nn.Module):
    """A flow of one layer whose forward pass gives everything: u, a, and the log density."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.flow: Any = zuko.flows.MAF(width, transforms=1, hidden_features=(hidden,))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """u and a, of the shape of x, and log p(x)."""
        flow = self.flow()
        layer = flow.transform.transforms[0]
        return flow.transform(x), layer.meta(x).base.log_scale, flow.log_prob(x)


class ZukoFlow:
    """One layer of zuko's flow; a model's parameters are the trained ones, masks and base are shared.

    Args:
        width: How many numbers a point has.
        hidden: Units of the layer between.
    """

    symbol: ClassVar[str] = "a"

    def __init__(self, width: int = 3, hidden: int = 12):
        self.width, self.hidden = width, hidden
        self.skeleton = Reading(width, hidden).double()
        self.fixed = dict(self.skeleton.named_buffers())

    def start(self, seeds: Sequence[int]) -> Params:
        """Random parameters, one set a seed, in float64."""
        params, _ = stack_module_state([self._seeded(seed) for seed in seeds])
        return {name: value.detach() for name, value in params.items()}

    def _seeded(self, seed: int) -> nn.Module:
        with seeded(seed):
            return Reading(self.width, self.hidden).double()

    def _read(self, params: Params, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return functional_call(self.skeleton, {**params, **self.fixed}, (x,))

    def to_noise(self, params: Params, x: Tensor) -> Tensor:
        """u of one model, of the shape of x."""
        return self._read(params, x)[0]

    def to_data(self, params: Params, u: Tensor) -> Tensor:
        """The x with to_noise(x) = u, entry by entry, from zuko's shift b = to_noise(x) − x·e^a."""
        x = torch.zeros_like(u)
        for _ in range(self.width):
            noise, scale, _ = self._read(params, x)
            x = x + (u - noise) * (-scale).exp()
        return x

    def scales(self, params: Params, x: Tensor) -> Tensor:
        """a, of the shape of x."""
        return self._read(params, x)[1]

    def loss(self, params: Params, x: Any) -> Tensor:
        """−E log density of the data, in nats."""
        return -self._read(params, x)[2].mean()
