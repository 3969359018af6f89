"""Training for minimax.bilinear: f = xy by extra-gradient steps, which converge."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from derivations.clauses import clauses
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_bilinear import (
    ALTERNATING,
    EXTRAGRADIENT,
    GAME,
    SIMULTANEOUS,
    off_rate,
    played,
    random_rates,
    rate,
)
from gan_models.experiments.minimax_orbits import (
    KEEP,
    ONE_STEP,
    ROUNDING,
    Array,
    Fates,
    fates,
    first_factors,
    grid,
    lanes,
    off_edge,
    scaled,
    starts,
)
from gan_models.games import Orbit
from gan_models.predictions import condition, function
from gan_models.predictions_dynamics import inserted, modulus
from gan_models.streams import Streams

if TYPE_CHECKING:
    from derivations.kernel import Term
    from derivations.proof import Proof

RATIO: Final = 1.02
INWARD: Final = GAME | {"update": "extra-gradient", "rates": [0.1, 1.3], "steps": 100}
GRID: Final = GAME | {"update": "extra-gradient", "rates": [0.05, 3.0, RATIO], "steps": 400}
BEST: Final = GRID | {"steps": 1}


# Training
@lru_cache(maxsize=2)
def inward(streams: Streams) -> Orbit:
    """Extra-gradient steps, one random step size a model."""
    return random_rates(INWARD, streams)


@lru_cache(maxsize=2)
def many_rates(streams: Streams) -> Fates:
    """Extra-gradient steps from every start at every step size of the grid."""
    return _on_grid(GRID, streams, KEEP)


@lru_cache(maxsize=2)
def first_steps(streams: Streams) -> Fates:
    """The first of them."""
    return _on_grid(BEST, streams, 1)


def _on_grid(recipe: dict[str, Any], streams: Streams, keep: int) -> Fates:
    rates = grid(*recipe["rates"])
    x, y = (lanes(s, len(rates)) for s in starts(streams))
    return fates(played(recipe, x, y, rates.repeat(len(streams)), keep).points, rates, {}, RATIO)


# Claims
def best_step(proof: Proof) -> float:
    """The step size of the extra-gradient method with the least modulus: what stands for η where that is stated."""
    return float(function(inserted(modulus(proof, EXTRAGRADIENT), _least(proof).args[0], "eta")["eta"])())


def least_square(proof: Proof) -> float:
    """The square of that modulus."""
    return float(function(_least(proof).args[1])())


def _least(proof: Proof) -> Term:
    return next(c.formula for c in clauses(proof.statement) if c.formula.op == "eq" and "sqrt" in str(c.formula))


# Measurements
def off_best(learnt: Fates, claim: float) -> Array:
    """The log distance between the fastest step size and the claimed one."""
    return np.abs(np.log(learnt.steps[first_factors(learnt).argmin(1)] / claim))


def off_least(learnt: Fates, claim: float) -> Array:
    """The difference between the square of the least factor and the claimed one."""
    return np.abs(first_factors(learnt).min(1) - claim)


EXPERIMENTS: Final = [
    Experiment(
        result="minimax.bilinear",
        name="extra-gradient rate",
        quantity="largest relative difference between the factor of the distance in a step and the modulus",
        recipe=INWARD,
        train=inward,
        predict=rate(EXTRAGRADIENT),
        measure=off_rate,
        tolerance=1e-12,
        reason=ROUNDING,
        controls={"as simultaneous": rate(SIMULTANEOUS), "circles": rate(ALTERNATING)},
    ),
    Experiment(
        result="minimax.bilinear",
        name="extra-gradient threshold",
        quantity="log distance between where convergence stops and the bound on the step size",
        recipe=GRID,
        train=many_rates,
        predict=lambda proof: condition(proof, "converges"),
        measure=off_edge("eta"),
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={
            "half the bound": lambda proof: scaled(condition(proof, "converges"), "eta", 1 / 2),
            "twice the bound": lambda proof: scaled(condition(proof, "converges"), "eta", 2),
        },
    ),
    Experiment(
        result="minimax.bilinear",
        name="extra-gradient best step",
        quantity="log distance between the fastest step size and the claimed one",
        recipe=BEST,
        train=first_steps,
        predict=best_step,
        measure=off_best,
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={"1/2": lambda proof: best_step(proof) ** 2, "1": lambda proof: best_step(proof) ** 0},
    ),
    Experiment(
        result="minimax.bilinear",
        name="extra-gradient best rate",
        quantity="difference between the square of the fastest factor and the claimed one",
        recipe=BEST,
        train=first_steps,
        predict=least_square,
        measure=off_least,
        tolerance=1e-3,
        reason="the grid has a step size within 1 percent of the best, which adds at most 2 * 0.01^2 to the square",
        controls={
            "the modulus for its square": lambda proof: least_square(proof) ** 0.5,
            "2/3": lambda proof: least_square(proof) * 8 / 9,
        },
    ),
]
