"""Small networks as pure functions of their parameters, so that many copies run as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from torch.func import functional_call, stack_module_state
from torch.nn.functional import linear

from gan_models.backend import Tensor, nn, torch
from gan_models.streams import seeded

Params = dict[str, Tensor]


class Network:
    """A module whose parameters are an argument.

    Args:
        build: makes the module with random parameters; it is called once a model.

    >>> line = Network(lambda: nn.Linear(1, 1))
    >>> sorted(line.start([0, 1])["weight"].shape)
    [1, 1, 2]
    """

    def __init__(self, build: Callable[[], nn.Module]):
        self.build = build
        with torch.device("meta"):  # no memory: the parameters always come from outside
            self.skeleton = build()

    def start(self, seeds: Sequence[int], dtype: torch.dtype = torch.float32) -> Params:
        """Random parameters, one set a seed, stacked along a first axis."""
        params, buffers = stack_module_state([self._seeded(seed) for seed in seeds])
        if buffers:
            raise ValueError(f"this network keeps {', '.join(sorted(buffers))} beside its parameters; use one without")
        return {name: value.detach().to(dtype) for name, value in params.items()}

    def _seeded(self, seed: int) -> nn.Module:
        with seeded(seed):
            return self.build()

    def __call__(self, params: Params, x: Tensor) -> Tensor:
        """The output of one model: `params` without the first axis; shape (batch, out) for x of shape (batch, in)."""
        return functional_call(self.skeleton, params, (x,))


class Chain(Network):
    """Affine layers and activations in a row, without the detour through the module: half the time of small models."""

    def __call__(self, params: Params, x: Tensor) -> Tensor:
        """The output of one model, as the module would compute it."""
        for name, layer in self.skeleton.named_children():
            affine_layer = isinstance(layer, nn.Linear)
            x = linear(x, params[f"{name}.weight"], params[f"{name}.bias"]) if affine_layer else layer(x)
        return x


def dense(*widths: int, activation: type[nn.Module] = nn.Tanh) -> Network:
    """Affine layers of these widths with an activation between them.

    >>> dense(1, 32, 32, 1).skeleton
    Sequential(
      (0): Linear(in_features=1, out_features=32, bias=True)
      (1): Tanh()
      (2): Linear(in_features=32, out_features=32, bias=True)
      (3): Tanh()
      (4): Linear(in_features=32, out_features=1, bias=True)
    )
    """

    def build() -> nn.Module:
        layers: list[nn.Module] = []
        for inputs, outputs in pairwise(widths):
            layers += [nn.Linear(inputs, outputs), activation()]
        return nn.Sequential(*layers[:-1])

    return Chain(build)


class Quadratic(nn.Module):
    """a·x² + b·x + c, coordinate by coordinate, summed: the logits between Gaussians are of this form."""

    def __init__(self, width: int = 1):
        super().__init__()
        self.linear = nn.Linear(2 * width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Shape (batch, 1) for x of shape (batch, width)."""
        return self.linear(torch.cat([x**2, x], dim=-1))


def affine(inputs: int = 1, outputs: int = 1) -> Network:
    """x ↦ Wx + b."""
    return Network(lambda: nn.Linear(inputs, outputs))


def quadratic(width: int = 1) -> Network:
    """A quadratic logit without mixed terms."""
    return Network(lambda: Quadratic(width))
