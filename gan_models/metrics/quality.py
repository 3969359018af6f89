"""All metrics of a set of images at once."""

from __future__ import annotations

from gan_models.backend import Tensor
from gan_models.metrics.classes import coverage, entropy, histogram
from gan_models.metrics.distances import frechet, kernel
from gan_models.metrics.neighbours import precision_and_recall
from gan_models.metrics.seeing import Features, Seen


def quality(images: Tensor, features: Features, reference: Tensor) -> dict[str, float]:
    """How near generated images come to data.

    Args:
        images: generated, shape (images, height, width), between 0 and 1.
        features: the classifier through which they are seen.
        reference: data, of the same form. Distances grow as either set gets smaller: compare sets of equal size.

    Returns:
        `frechet` and `kernel` (distances, less is better), `precision`, `recall` (shares), `coverage` (share of the
        classes that get at least a tenth of their due) and `entropy` (of the classes, in nats).

    Raises:
        ValueError: a set has fewer than four images, or they are of another size than those of the classifier.
    """
    return compared(features(images), features(reference), len(features.names))


def compared(fake: Seen, real: Seen, classes: int) -> dict[str, float]:
    """The same, of images that were seen already; so many classes there are."""
    precision, recall = precision_and_recall(fake.features, real.features)
    shares, due = (histogram(seen.classes, classes) for seen in (fake, real))
    return {
        "frechet": frechet(fake.features, real.features),
        "kernel": kernel(fake.features, real.features),
        "precision": precision,
        "recall": recall,
        "coverage": coverage(shares, due),
        "entropy": entropy(shares),
    }
