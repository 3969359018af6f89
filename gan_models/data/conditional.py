"""Laws of pairs (x, y): a class y, and a point x of a law that belongs to the class."""

from __future__ import annotations

from dataclasses import dataclass

from gan_models.backend import Tensor, torch
from gan_models.data.densities import Mixture, Normal
from gan_models.streams import Generators


@dataclass(frozen=True)
class Classes:
    """A class by its probability, then a point from the normal law of the class.

    Attributes:
        laws: p(x | y) for y = 0, 1, …; all of the same width.
        weights: p(y); they sum to 1.
    """

    laws: tuple[Normal, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len({law.width for law in self.laws}) != 1:
            raise ValueError(f"laws of widths {[law.width for law in self.laws]}: take classes of one width")
        self.marginal()  # refuses weights that do not fit

    @property
    def width(self) -> int:
        """How many coordinates a point has."""
        return self.laws[0].width

    def marginal(self) -> Mixture:
        """The law of x alone, Σ p(y)·p(x | y)."""
        return Mixture(self.laws, self.weights)

    def draw(self, generators: Generators, *shape: int) -> tuple[Tensor, Tensor]:
        """Points, shape (models, *shape, width), and their classes, shape (models, *shape)."""
        edges = torch.tensor(self.weights, dtype=torch.float64).cumsum(0)[:-1]
        classes = torch.bucketize(generators.uniform(*shape), edges.to(generators.dtype), right=True)
        return self.given(generators, classes), classes

    def given(self, generators: Generators, classes: Tensor) -> Tensor:
        """A point for each of these classes, shape (models, …, width) for classes of shape (models, …)."""
        noise = generators.normal(*classes.shape[1:], self.width)
        mean, deviation = (
            noise.new_tensor([getattr(law, name) for law in self.laws]) for name in ("mean", "deviation")
        )
        return noise * deviation[classes] + mean[classes]

    def log_density(self, x: Tensor, classes: Tensor) -> Tensor:
        """log p(x | y), shape (...,) for x of shape (..., width) and classes of shape (...,)."""
        each = torch.stack([law.log_density(x) for law in self.laws], -1)
        return each.gather(-1, classes[..., None])[..., 0]

    def log_joint(self, x: Tensor, classes: Tensor) -> Tensor:
        """log p(x, y) = log p(y) + log p(x | y), of the same shape."""
        return x.new_tensor(self.weights).log()[classes] + self.log_density(x, classes)

    def log_posterior(self, x: Tensor) -> Tensor:
        """log p(y | x) for every class, shape (..., classes) for x of shape (..., width)."""
        each = torch.stack([law.log_density(x) for law in self.laws], -1) + x.new_tensor(self.weights).log()
        return each - each.logsumexp(-1, keepdim=True)
