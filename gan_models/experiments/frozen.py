"""What experiments with a generator that stands still share: laws on the line, and the discriminator's loss."""

from __future__ import annotations

from collections.abc import Callable

from gan_models.backend import Tensor
from gan_models.data.densities import Mixture, Normal
from gan_models.fitting import Loss
from gan_models.losses import cross_entropy
from gan_models.networks import Params

Parts = tuple[tuple[float, float, float], ...]  # of a law on the line: weight, mean, standard deviation


def law(parts: Parts) -> Mixture:
    """The mixture of normal laws with these weights, means and standard deviations."""
    return Mixture(tuple(Normal((mean,), (deviation,)) for _, mean, deviation in parts), tuple(w for w, _, _ in parts))


def against_still(judge: Callable[[Params, Tensor], Tensor]) -> Loss:
    """The cross-entropy of a discriminator whose batches are data and generated points; `judge` gives its logits."""

    def loss(params: Params, batch: tuple[Tensor, Tensor]) -> Tensor:
        return cross_entropy(*(judge(params, points) for points in batch))

    return loss
