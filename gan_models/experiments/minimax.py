"""Training for the results of `derivations.minimax`, collected from `minimax_*`."""

from __future__ import annotations

from typing import Final

from gan_models.experiment import Experiment
from gan_models.experiments import (
    minimax_bilinear,
    minimax_dirac,
    minimax_dirac_flow,
    minimax_dirac_penalty,
    minimax_dirac_slow,
    minimax_exercise,
    minimax_extragradient,
    minimax_quadratic,
)

EXPERIMENTS: Final[list[Experiment]] = [
    *minimax_exercise.EXPERIMENTS,
    *minimax_quadratic.EXPERIMENTS,
    *minimax_bilinear.EXPERIMENTS,
    *minimax_extragradient.EXPERIMENTS,
    *minimax_dirac.EXPERIMENTS,
    *minimax_dirac_flow.EXPERIMENTS,
    *minimax_dirac_penalty.EXPERIMENTS,
    *minimax_dirac_slow.EXPERIMENTS,
]
