"""From slopes to directions, without changing anything in place: plain gradient steps, and Adam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from gan_models.backend import torch
from gan_models.networks import Params

Memory = dict[str, Any]


class Optimiser(Protocol):
    """A step is −rate · direction."""

    def start(self, params: Params) -> Memory:
        """What is remembered before the first step; parameters of many models are stacked along a first axis."""
        ...

    def direction(self, slope: Params, memory: Memory) -> tuple[Params, Memory]:
        """The direction for one model, and what is remembered from now on."""
        ...


@dataclass(frozen=True)
class SGD:
    """Gradient steps: the direction is the slope."""

    def start(self, params: Params) -> Memory:
        """Nothing."""
        return {}

    def direction(self, slope: Params, memory: Memory) -> tuple[Params, Memory]:
        """The slope."""
        return slope, memory


@dataclass(frozen=True)
class Adam:
    """m̂/(√v̂ + ε) with running means m of the slopes and v of their squares (Kingma and Ba 2015).

    Attributes:
        betas: How slowly the two means forget.
        epsilon: ε.
    """

    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8

    def start(self, params: Params) -> Memory:
        """Means of nothing."""
        nothing = {name: torch.zeros_like(value) for name, value in params.items()}
        first = next(iter(params.values()))
        return {"mean": nothing, "square": nothing, "steps": first.new_zeros(first.shape[0])}

    def direction(self, slope: Params, memory: Memory) -> tuple[Params, Memory]:
        """The corrected mean over the root of the corrected mean square."""
        first, second = self.betas
        steps = memory["steps"] + 1
        mean = {k: first * memory["mean"][k] + (1 - first) * g for k, g in slope.items()}
        square = {k: second * memory["square"][k] + (1 - second) * g * g for k, g in slope.items()}
        small, large = 1 - first**steps, 1 - second**steps
        direction = {k: (m / small) / ((square[k] / large).sqrt() + self.epsilon) for k, m in mean.items()}
        return direction, {"mean": mean, "square": square, "steps": steps}
