"""Distances between two sets of features, as torchmetrics computes them."""

from __future__ import annotations

from typing import Final
from warnings import catch_warnings, simplefilter

from gan_models.backend import Tensor, nn
from gan_models.streams import seeded

SUBSETS: Final = 50
SUBSET: Final = 1000  # features of each set in a subset, as Bińkowski et al. have it, or all if there are fewer


class _Given(nn.Identity):
    """Stands where torchmetrics expects a network: the features are there already."""

    def __init__(self, width: int):
        super().__init__()
        self.num_features = width


def frechet(fake: Tensor, real: Tensor) -> float:
    """|m₁ − m₂|² + tr(C₁ + C₂ − 2(C₁C₂)^½), the squared distance between normal laws with these moments.

    Args:
        fake: features of generated images, shape (images, features).
        real: those of data.

    Source: Heusel et al., GANs trained by a two time-scale update rule converge to a local Nash equilibrium (2017).
    """
    from torchmetrics.image.fid import FrechetInceptionDistance  # takes seconds

    metric = FrechetInceptionDistance(_Given(real.shape[1]))
    metric.update(real.double(), real=True)
    metric.update(fake.double(), real=False)
    return metric.compute().item()


def kernel(fake: Tensor, real: Tensor, seed: int = 0) -> float:
    """The squared maximum mean discrepancy for (x·y/features + 1)³, without bias, so that it may be negative.

    Args:
        fake: features of generated images, shape (images, features).
        real: those of data.
        seed: of the choice of subsets, over which it is averaged; with no more than 1000 images each there is one.

    Source: Bińkowski et al., Demystifying MMD GANs (2018).
    """
    from torchmetrics.image.kid import KernelInceptionDistance

    size = min(SUBSET, len(fake), len(real))
    subsets = SUBSETS if max(len(fake), len(real)) > size else 1
    with catch_warnings():
        simplefilter("ignore", UserWarning)  # that it keeps the features, which are few here
        metric = KernelInceptionDistance(_Given(real.shape[1]), subsets=subsets, subset_size=size)
    metric.update(real.double(), real=True)
    metric.update(fake.double(), real=False)
    with seeded(seed):  # it draws its subsets from PyTorch's global generator
        return metric.compute()[0].item()
