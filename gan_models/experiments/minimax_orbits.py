"""What the experiments of minimax share: many models at many step sizes, and what is measured of their orbits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import log
from typing import Any, Final, NamedTuple

import numpy as np

from gan_models.backend import Tensor, torch
from gan_models.streams import Streams

F64: Final = torch.float64
ROUNDING: Final = "float64 arithmetic: the steps are linear, so rounding is all that separates them from the formula"
ONE_STEP: Final = "neighbouring step sizes differ by this much, and the one at the edge may be on either side of it"
KEEP: Final = 10  # every how many steps a point of a long orbit is kept
Array = np.ndarray[Any, Any]
Claim = Callable[..., Any]


class Fates(NamedTuple):
    """Which models came nearer to the equilibrium, at which step sizes.

    Attributes:
        steps: The step sizes, ascending, each `ratio` times the one before; shape (grid,).
        nearer: Whether the orbit ended nearer than it began; shape (models, grid).
        given: What the games depend on, by name, each of shape (models,).
        points: What was kept of the orbits, shape (models, grid, kept, 2).
        ratio: Of neighbouring step sizes.
    """

    steps: Array
    nearer: Array
    given: dict[str, Array]
    points: Array
    ratio: float


def uniform(streams: Streams, name: str, low: float, high: float) -> Tensor:
    """One number between two bounds for each model."""
    return low + (high - low) * streams.generators(name, F64).uniform(1)[:, 0]


def starts(streams: Streams, radius: float = 1.0) -> tuple[Tensor, Tensor]:
    """A random point for each model, both coordinates normal."""
    first, second = (radius * streams.generators("start", F64).normal(2)).unbind(1)
    return first, second


def grid(low: float, high: float, ratio: float) -> Tensor:
    """Step sizes from low to high, each `ratio` times the one before."""
    return low * ratio ** torch.arange(int(log(high / low) / log(ratio)) + 1, dtype=F64)


def lanes(value: Tensor, count: int) -> Tensor:
    """Each model's number as often as there are step sizes, in one axis."""
    return value[:, None].expand(-1, count).reshape(-1)


def fates(points: Tensor, steps: Tensor, given: Mapping[str, Tensor], ratio: float) -> Fates:
    """From orbits of models · grid models: nearer if all points of the last quarter are nearer than the start."""
    distances = points.norm(dim=-1)
    late = distances[:, -max(1, points.shape[1] // 4) :].amax(1)
    shape = (-1, len(steps))
    nearer = (late < distances[:, 0]).reshape(shape)
    kept = points.reshape(*nearer.shape, -1, 2)
    return Fates(steps.numpy(), nearer.numpy(), {n: v.numpy() for n, v in given.items()}, kept.numpy(), ratio)


def disagreement(seen: Fates, claimed: Array) -> Array:
    """On how much of the logarithmic scale of step sizes a claim is wrong about what was seen, for each model.

    For a claim "exactly below t" this is how far log t is from where convergence stopped; one step size may lie so
    near to the edge that it is not decided, so log ratio is as good as 0.
    """
    return (seen.nearer != np.broadcast_to(claimed, seen.nearer.shape)).sum(1) * log(seen.ratio)


def off_edge(name: str) -> Callable[[Fates, Claim], Array]:
    """The measurement that compares where convergence was seen with a claim: a function of the step size `name`."""

    def measure(seen: Fates, claim: Claim) -> Array:
        shape = seen.nearer.shape
        given = {n: np.broadcast_to(v[:, None], shape) for n, v in seen.given.items()}
        return disagreement(seen, np.asarray(claim(**{name: np.broadcast_to(seen.steps, shape)}, **given)))

    return measure


def scaled(claim: Claim, name: str, factor: float) -> Claim:
    """The claim that says of factor · value what was claimed of a value: every bound is multiplied by the factor."""
    return lambda **values: claim(**values | {name: values[name] / factor})


def factors(points: Tensor) -> Array:
    """By how much each step multiplied the distance to (0, 0); shape (models, steps)."""
    distances = points.norm(dim=-1)
    return (distances[:, 1:] / distances[:, :-1]).numpy()


def first_factors(seen: Fates) -> Array:
    """The square of the factor of the first step, for orbits of which every point was kept; shape (models, grid)."""
    distances = np.square(seen.points).sum(-1)
    return distances[..., 1] / distances[..., 0]


def learnt_matrix(points: Tensor) -> Array:
    """The linear map that takes each point of an orbit nearest to the next, least squares; shape (models, 2, 2).

    Points are weighted by 1/distance, so that late ones count as much as early ones.
    """
    weight = 1 / points[:, :-1].norm(dim=-1, keepdim=True)
    return torch.linalg.lstsq(points[:, :-1] * weight, points[:, 1:] * weight).solution.mT.numpy()


def worst(difference: Array) -> Array:
    """The largest modulus over everything but the models."""
    return np.abs(difference).reshape(len(difference), -1).max(1)
