"""Batches that fill their law evenly: Sobol's points with a random shift, a fresh one for each batch.

Every point of a batch has the law, so that the mean of a function over the batch has the function's expectation, as for
independent points. But the points of one batch lie evenly, so that the mean of a smooth function varies far less.
"""

from __future__ import annotations

from typing import Final

from torch.quasirandom import SobolEngine

from gan_models.backend import Tensor, torch
from gan_models.data.densities import Mixture
from gan_models.streams import Generators

EDGE: Final = 2.0**-53  # uniform numbers stay this far from 0 and 1, so that quantiles are finite


def uniform(generators: Generators, steps: int, points: int, width: int = 1) -> Tensor:
    """Points that fill the unit cube, shape (models, steps, points, width): Sobol's, shifted around it at random.

    Args:
        generators: of the shifts, one for each model, step and coordinate.
        steps: how many batches.
        points: in a batch; a power of 2, for which each coordinate alone is a shifted grid of gap 1/points.
        width: the coordinates of a point.

    Raises:
        ValueError: the number of points is not a power of 2.
    """
    if points < 1 or points & (points - 1):
        raise ValueError(f"{points} points do not fill a cube evenly: take a power of 2")
    even = SobolEngine(width).draw(points, dtype=generators.dtype)
    return (even + generators.uniform(steps, 1, width)).frac_().clamp_(EDGE, 1 - EDGE)


def normal(generators: Generators, steps: int, points: int, width: int = 1) -> Tensor:
    """The same for independent standard normal coordinates."""
    places = uniform(generators, steps, points, width)
    return torch.special.ndtri(places, out=places)


def draw(law: Mixture, generators: Generators, steps: int, points: int) -> Tensor:
    """The same for a mixture of normal laws on the line; each part gets its share of the points, to within one."""
    places = uniform(generators, steps, points)
    rows = [(weight, *part.mean, *part.deviation) for weight, part in zip(law.weights, law.parts, strict=True)]
    weights, means, deviations = places.new_tensor(rows).T
    ends = weights.cumsum(0)
    part = torch.bucketize(places, ends[:-1], right=True).flatten()

    def of_part(numbers: Tensor) -> Tensor:
        return numbers.index_select(0, part).view_as(places)

    inside = places.sub_(of_part(ends - weights)).div_(of_part(weights)).clamp_(EDGE, 1 - EDGE)
    return torch.special.ndtri(inside, out=inside).mul_(of_part(deviations)).add_(of_part(means))
