"""Precision and recall of a generator, by the distances to the nearest neighbours of features."""

from __future__ import annotations

from typing import Final

from gan_models.backend import Tensor, torch

NEIGHBOURS: Final = 3
AT_ONCE: Final = 500  # rows of the table of distances, which bounds the memory


def precision_and_recall(fake: Tensor, real: Tensor, neighbours: int = NEIGHBOURS) -> tuple[float, float]:
    """The share of generated images that lie among data, and the share of data that lie among generated images.

    A point lies among others if one of them has it no farther away than its own k-th nearest neighbour in its set.

    Args:
        fake: features of generated images, shape (images, features).
        real: those of data.
        neighbours: k.

    Raises:
        ValueError: a set has no more than k members.

    Source: Kynkäänniemi et al., Improved precision and recall metric for assessing generative models (2019).
    """
    if (fewest := min(len(fake), len(real))) <= neighbours:
        raise ValueError(f"{fewest} images have no {neighbours} neighbours each: take more images")
    return _among(fake, real, neighbours), _among(real, fake, neighbours)


def _among(points: Tensor, others: Tensor, neighbours: int) -> float:
    """The share of the points that lie among the others."""
    radii = _radii(others, neighbours)
    return (
        torch.cat([(_distances(part, others) <= radii).any(1) for part in points.split(AT_ONCE)]).double().mean().item()
    )


def _radii(points: Tensor, neighbours: int) -> Tensor:
    """How far each point's k-th nearest neighbour is; the nearest of all, at distance 0, is the point itself."""
    return torch.cat([_distances(part, points).kthvalue(neighbours + 1).values for part in points.split(AT_ONCE)])


def _distances(points: Tensor, others: Tensor) -> Tensor:
    """Without the detour over scalar products, whose rounding would keep a point away from itself."""
    return torch.cdist(points, others, compute_mode="donot_use_mm_for_euclid_dist")
