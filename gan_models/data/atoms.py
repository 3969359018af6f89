"""Laws that sit on finitely many points: they have probabilities and no density."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from gan_models.backend import Tensor, torch
from gan_models.streams import Generators


@dataclass(frozen=True)
class Atoms:
    """Finitely many points, each with a probability; one point is a point mass.

    It is a `densities.Law` all the same: its "density" is with respect to counting, so that log_density is the
    logarithm of a probability, −∞ away from the points.

    Attributes:
        points: Different ones, all of the same width.
        weights: Their probabilities; they sum to 1.

    >>> Atoms.at(0.0, 3.0).log_density(torch.tensor([[0.0, 3.0], [0.0, 2.0]])).tolist()
    [0.0, -inf]
    """

    points: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.points) != len(self.weights) or abs(sum(self.weights) - 1) > 1e-12 or min(self.weights) < 0:
            raise ValueError(f"weights {self.weights} for {len(self.points)} points: one each, none negative, sum 1")
        if len({len(point) for point in self.points}) != 1 or len(set(self.points)) != len(self.points):
            raise ValueError("the points have to differ, and to be of one width: merge those that are the same")

    @classmethod
    def at(cls, *point: float) -> Atoms:
        """The point mass at these coordinates."""
        return cls((point,), (1.0,))

    @property
    def width(self) -> int:
        """How many coordinates there are."""
        return len(self.points[0])

    def draw(self, generators: Generators, *shape: int) -> Tensor:
        """A point by its probability."""
        points = torch.tensor(self.points, dtype=generators.dtype)
        return points[self.states(generators, *shape)]

    def states(self, generators: Generators, *shape: int) -> Tensor:
        """The numbers of the points that are drawn, shape (models, *shape)."""
        edges = torch.tensor(self.weights, dtype=torch.float64).cumsum(0)[:-1]
        return torch.bucketize(generators.uniform(*shape), edges.to(generators.dtype), right=True)

    def log_density(self, x: Tensor) -> Tensor:
        """The logarithm of the probability of exactly this point; shape (...,) for x of shape (..., width)."""
        same = (x[..., None, :] == x.new_tensor(self.points)).all(-1)
        return torch.where(same, x.new_tensor(self.weights).log(), -inf).amax(-1)
