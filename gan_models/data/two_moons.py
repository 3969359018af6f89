"""Two half circles that reach into each other, with normal noise: a law in the plane with a density by quadrature."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil, log, pi
from typing import Any, Final

import numpy as np

from gan_models.backend import Tensor, torch
from gan_models.streams import Generators

FEWEST: Final = 8.0  # nodes of the rule for each deviation of the noise, in units of 1/radius


@dataclass(frozen=True)
class TwoMoons:
    """A uniformly drawn point on one of two half circles of radius 1, plus noise: scikit-learn's `make_moons`.

    The upper one, class 0, is (cos t, sin t), the lower one, class 1, is (1 − cos t, ½ − sin t), t between 0 and π.

    Attributes:
        noise: The standard deviation of the noise in each coordinate; positive.
        nodes: Of the quadrature rule over t; at least 8/noise, so that the density is exact to rounding.
    """

    noise: float = 0.1
    nodes: int = 256

    def __post_init__(self) -> None:
        if not self.noise > 0:
            raise ValueError(f"noise {self.noise}: without noise there is no density in the plane; take more than 0")
        if self.nodes < FEWEST / self.noise:
            raise ValueError(f"noise {self.noise} needs {ceil(FEWEST / self.noise)} nodes for its density")

    @property
    def width(self) -> int:
        """Two coordinates."""
        return 2

    def draw(self, generators: Generators, *shape: int) -> Tensor:
        """Points of either class with probability ½, shape (models, *shape, 2)."""
        return self.labelled(generators, *shape)[0]

    def labelled(self, generators: Generators, *shape: int) -> tuple[Tensor, Tensor]:
        """Points, shape (models, *shape, 2), and their classes, shape (models, *shape)."""
        classes = generators.index(2, *shape)
        places = half_circle(pi * generators.uniform(*shape), classes)
        return places + self.noise * generators.normal(*shape, 2), classes

    def log_density(self, x: Tensor) -> Tensor:
        """Shape (...,) for x of shape (..., 2); over t by a Gauss-Legendre rule."""
        both = torch.stack([self.log_density_given(x, label) for label in (0, 1)])
        return both.logsumexp(0) - log(2)

    def log_density_given(self, x: Tensor, label: int) -> Tensor:
        """The same within one class."""
        nodes, weights = _rule(self.nodes)
        t = x.new_tensor(pi * (nodes + 1) / 2)
        centres = half_circle(t, torch.full_like(t, label, dtype=torch.long))
        square = (x[..., None, :] - centres).square().sum(-1) / self.noise**2
        logs = -square / 2 - log(2 * pi * self.noise**2) + x.new_tensor(weights / 2).log()
        return logs.logsumexp(-1)


@cache
def _rule(nodes: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    return np.polynomial.legendre.leggauss(nodes)


def half_circle(t: Tensor, classes: Tensor) -> Tensor:
    """The point at angle t on the half circle of each class, shape (…, 2)."""
    upper = torch.stack([t.cos(), t.sin()], -1)
    lower = torch.stack([1 - t.cos(), 0.5 - t.sin()], -1)
    return torch.where(classes[..., None] == 0, upper, lower)
