"""Homework B.5: JSD of point masses, critics with and without a bound on their slope, and the gradient penalty."""

from __future__ import annotations

from typing import Final

from gan_models.experiment import Experiment
from gan_models.experiments import (
    wasserstein_flat,
    wasserstein_lipschitz,
    wasserstein_penalty,
    wasserstein_unbounded,
)

PARTS: Final = (wasserstein_flat, wasserstein_unbounded, wasserstein_lipschitz, wasserstein_penalty)
EXPERIMENTS: Final[list[Experiment]] = [experiment for part in PARTS for experiment in part.EXPERIMENTS]
