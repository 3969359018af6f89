"""How good generated images are: distances between features, precision and recall, classes that are missing.

All numbers look at images through a small classifier that the package trains itself on the same data set (`features`),
so that they can be compared between runs on that set, and with nothing else: not with distances that other papers
computed from Inception features.
"""

from gan_models.metrics.classes import coverage, entropy, histogram
from gan_models.metrics.distances import frechet, kernel
from gan_models.metrics.neighbours import precision_and_recall
from gan_models.metrics.quality import quality
from gan_models.metrics.seeds import Estimate, interval
from gan_models.metrics.seeing import Features, features

__all__ = [
    "Estimate",
    "Features",
    "coverage",
    "entropy",
    "features",
    "frechet",
    "histogram",
    "interval",
    "kernel",
    "precision_and_recall",
    "quality",
]
