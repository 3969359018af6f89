"""Laws with a density in closed form: how to draw from them and what their density is."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi
from typing import Protocol

from gan_models.backend import Tensor, torch
from gan_models.streams import Generators


class Law(Protocol):
    """A law on columns of `width` numbers."""

    @property
    def width(self) -> int:
        """How many numbers a point has."""
        ...

    def draw(self, generators: Generators, *shape: int) -> Tensor:
        """Independent points for each model, shape (models, *shape, width)."""
        ...

    def log_density(self, x: Tensor) -> Tensor:
        """Shape (...,) for x of shape (..., width)."""
        ...


@dataclass(frozen=True)
class Normal:
    """Independent normal coordinates.

    Attributes:
        mean: Of each coordinate.
        deviation: The standard deviation of each coordinate.
    """

    mean: tuple[float, ...] = (0.0,)
    deviation: tuple[float, ...] = (1.0,)

    @property
    def width(self) -> int:
        """How many coordinates there are."""
        return len(self.mean)

    def draw(self, generators: Generators, *shape: int) -> Tensor:
        """Mean + deviation · a standard normal number."""
        noise = generators.normal(*shape, self.width)
        return noise * noise.new_tensor(self.deviation) + noise.new_tensor(self.mean)

    def log_density(self, x: Tensor) -> Tensor:
        """The sum of the coordinates' log densities."""
        deviation = x.new_tensor(self.deviation)
        standard = (x - x.new_tensor(self.mean)) / deviation
        return (-standard.square() / 2 - deviation.log() - log(2 * pi) / 2).sum(-1)


@dataclass(frozen=True)
class Mixture:
    """One of several laws, chosen with given probabilities.

    Attributes:
        parts: The laws.
        weights: Their probabilities; they sum to 1.
    """

    parts: tuple[Normal, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.parts) != len(self.weights) or abs(sum(self.weights) - 1) > 1e-12 or min(self.weights) < 0:
            raise ValueError(f"weights {self.weights} for {len(self.parts)} laws: one each, none negative, sum 1")

    @property
    def width(self) -> int:
        """That of the parts."""
        return self.parts[0].width

    def draw(self, generators: Generators, *shape: int) -> Tensor:
        """A part by its weight, then a point from it."""
        edges = torch.tensor(self.weights).cumsum(0)[:-1].to(generators.dtype)
        which = torch.bucketize(generators.uniform(*shape), edges, right=True)
        noise = generators.normal(*shape, self.width)
        mean, deviation = (noise.new_tensor([getattr(p, name) for p in self.parts]) for name in ("mean", "deviation"))
        return noise * deviation[which] + mean[which]

    def log_density(self, x: Tensor) -> Tensor:
        """log Σ weight · density."""
        weights = x.new_tensor(self.weights).log()
        return torch.stack([w + p.log_density(x) for w, p in zip(weights, self.parts, strict=True)]).logsumexp(0)
