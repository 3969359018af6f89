"""Which classes generated images belong to, by the classifier's word."""

from __future__ import annotations

from typing import Final

from gan_models.backend import Tensor, torch

DUE: Final = 0.1  # of its share in the data, from which on a class counts as covered


def histogram(classes: Tensor, count: int) -> Tensor:
    """The share of each class.

    Args:
        classes: whole numbers from 0 to count − 1, shape (images,).
        count: how many classes there are.

    >>> histogram(torch.tensor([0, 2, 2, 2]), 3).tolist()
    [0.25, 0.0, 0.75]
    """
    return torch.bincount(classes, minlength=count).double() / len(classes)


def coverage(shares: Tensor, due: Tensor, least: float = DUE) -> float:
    """The share of the classes of the data that are generated at least `least` times as often as in the data.

    Args:
        shares: of the classes among generated images.
        due: among data; a class that has none is left out.
        least: how much of its share a class has to get.

    >>> coverage(torch.tensor([0.97, 0.03, 0.0]), torch.tensor([0.5, 0.25, 0.25]))
    0.6666666666666666
    """
    there = due > 0
    return (shares >= least * due)[there].double().mean().item()


def entropy(shares: Tensor) -> float:
    """−Σ s log s in nats: log of the number of classes when all are generated equally often, 0 for one alone.

    >>> round(entropy(torch.tensor([0.5, 0.5, 0.0])), 4)
    0.6931
    """
    return torch.special.entr(shares.double()).sum().item()
