"""Training for the results about (a/2)x² + bxy − (c/2)y²: minimax.general_step_size and separate_step_sizes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from derivations.clauses import clauses
from derivations.kernel.display import opened
from gan_models import games
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_orbits import (
    KEEP,
    ONE_STEP,
    ROUNDING,
    Array,
    Claim,
    Fates,
    factors,
    fates,
    first_factors,
    grid,
    lanes,
    off_edge,
    scaled,
    starts,
    uniform,
    worst,
)
from gan_models.games import Orbit
from gan_models.predictions import condition, equation, function
from gan_models.predictions_dynamics import inserted, iterated, modulus, modulus_squared
from gan_models.streams import Streams
from gan_models.updates import simultaneous

if TYPE_CHECKING:
    from derivations.kernel import Term
    from derivations.proof import Proof

RATIO: Final = 1.03
GAME: Final[dict[str, Any]] = {
    "game": "(a/2)x^2 + bxy - (c/2)y^2, normal starts, plain gradient steps",
    "update": "simultaneous",
    "a and c": [0.5, 1.5],
    "|b|": [1.5, 2.5],
}
GRID: Final[dict[str, Any]] = GAME | {"c": "a", "rates": [0.05, 2.0, RATIO], "steps": 400}
BEST: Final[dict[str, Any]] = GRID | {"steps": 4}
ORBITS: Final[dict[str, Any]] = GAME | {"c": "a", "lowest rate": 0.05, "highest rate": 1.0, "steps": 40}
SEPARATE: Final[dict[str, Any]] = GAME | {
    "rates of x": [0.05, 4.0, RATIO],
    "rate of y / rate of x": [0.5, 2.0],
    "steps": 1000,
}
LANDING: Final[dict[str, Any]] = GAME | {"steps": 2}


class Games(NamedTuple):
    """Random games and starts, before anything is played."""

    given: dict[str, Tensor]
    x: Tensor
    y: Tensor


# Training
def random_games(streams: Streams, equal: bool) -> Games:
    """a, b, c and a start for each model; c = a where the result has one."""
    a, c = uniform(streams, "a", *GAME["a and c"]), uniform(streams, "c", *GAME["a and c"])
    b = uniform(streams, "b", *GAME["|b|"]) * uniform(streams, "sign", -1, 1).sign()
    return Games({"a": a, "b": b, "c": a if equal else c}, *starts(streams))


def played(those: Games, rates: tuple[Tensor, Tensor], steps: int, keep: int = 1) -> Orbit:
    """Descent-ascent in these games, each from its start with its two step sizes."""
    game, start = games.zero_sum(games.quadratic), games.players(those.x, those.y)
    return games.orbit(game, simultaneous, start, rates, steps, those.given, keep=keep)


def on_grid(those: Games, count: int) -> Games:
    """The same games, each as often as there are step sizes."""
    return Games({n: lanes(v, count) for n, v in those.given.items()}, lanes(those.x, count), lanes(those.y, count))


@lru_cache(maxsize=2)
def many_rates(streams: Streams) -> Fates:
    """One step size for both players, every one of the grid."""
    those, rates = random_games(streams, equal=True), grid(*GRID["rates"])
    every = rates.repeat(len(streams))
    points = played(on_grid(those, len(rates)), (every, every), GRID["steps"], KEEP).points
    return fates(points, rates, {n: those.given[n] for n in "ab"}, RATIO)


@lru_cache(maxsize=2)
def first_steps(streams: Streams) -> Fates:
    """The first few steps at every step size of the grid."""
    those, rates = random_games(streams, equal=True), grid(*BEST["rates"])
    every = rates.repeat(len(streams))
    points = played(on_grid(those, len(rates)), (every, every), BEST["steps"]).points
    return fates(points, rates, {n: those.given[n] for n in "ab"}, RATIO)


@lru_cache(maxsize=2)
def random_rates(streams: Streams) -> Orbit:
    """One random step size a model."""
    rate = uniform(streams, "rate", ORBITS["lowest rate"], ORBITS["highest rate"])
    return played(random_games(streams, equal=True), (rate, rate), ORBITS["steps"])


@lru_cache(maxsize=2)
def separate_rates(streams: Streams) -> Fates:
    """A random ratio of the two step sizes, and every step size of x on the grid."""
    those, rates = random_games(streams, equal=False), grid(*SEPARATE["rates of x"])
    ratio = uniform(streams, "ratio", *SEPARATE["rate of y / rate of x"])
    of_x = rates.repeat(len(streams))
    of_y = of_x * lanes(ratio, len(rates))
    points = played(on_grid(those, len(rates)), (of_x, of_y), SEPARATE["steps"], KEEP).points
    return fates(points, rates, those.given | {"ratio": ratio}, RATIO)


# Claims
def rate(proof: Proof) -> Claim:
    """(a, b, η) ↦ the factor of the distance in each step."""
    square = modulus_squared(proof, "eta*b")
    return lambda **values: np.sqrt(square(**values))


def best_step(proof: Proof) -> Claim:
    """(a, b) ↦ the step size with the least factor: what stands for η where the least factor is stated."""
    least = next(c.formula.args[0] for c in clauses(proof.statement) if c.formula.op == "eq" and _of_best(c.formula))
    return function(inserted(modulus(proof, "eta*b"), least, "eta")["eta"])


def _of_best(formula: Term) -> bool:
    return "sqrt" in str(formula.args[1])


def least_factor(proof: Proof) -> Claim:
    """(a, b) ↦ the square of the factor at the best step size."""
    return equation(proof, "a/(a**2 + b**2)")


def together(proof: Proof) -> Claim:
    """When two step sizes converge, by that of x and their ratio."""
    inside = condition(proof, "converges")
    return lambda eta_x, ratio, **values: inside(eta_x=eta_x, eta_y=ratio * eta_x, **values)


def two_steps(proof: Proof) -> Claim:
    """(a, b, c) ↦ the step sizes of x and y from which two steps lead to (0, 0)."""
    _, move = opened(iterated(proof, "eta_x"))
    _, lands = opened(iterated(proof, lambda shown: "eta_x" not in str(shown)))
    put = inserted(move, lands, "eta_x", "eta_y")
    of_x, of_y = function(put["eta_x"]), function(put["eta_y"])
    return lambda **values: (of_x(**values), of_y(**values))


# Measurements
def off_rate(learnt: Orbit, claim: Claim) -> Array:
    """The largest relative difference between the factor of a step and the claimed one."""
    claimed = claim(eta=learnt.rates[:, 0].numpy(), **{n: learnt.given[n].numpy() for n in "ab"})
    return worst(factors(learnt.points) / claimed[:, None] - 1)


def off_best(learnt: Fates, claim: Claim) -> Array:
    """The log distance between the step size with the least factor and the claimed one."""
    fastest = learnt.steps[first_factors(learnt).argmin(1)]
    return np.abs(np.log(fastest / claim(**learnt.given)))


def off_least(learnt: Fates, claim: Claim) -> Array:
    """The difference between the square of the least factor and the claimed one."""
    return np.abs(first_factors(learnt).min(1) - claim(**learnt.given))


def left_over(learnt: Games, claim: Claim) -> Array:
    """Play two steps of the claimed sizes: the distance to (0, 0), relative to the start."""
    sizes = claim(**{n: v.numpy() for n, v in learnt.given.items()})
    of_x, of_y = (torch.as_tensor(size, dtype=torch.float64) for size in sizes)
    distances = played(learnt, (of_x, of_y), LANDING["steps"]).points.norm(dim=-1).numpy()
    return distances[:, -1] / distances[:, 0]


def with_b(change: Any) -> Any:
    """A claim about another b, as one makes it by a slip in the formula."""
    return lambda claim: lambda b, **values: claim(b=change(b), **values)


unsquared: Final = with_b(lambda b: np.sqrt(np.abs(b)))  # |f_xy| where f_xy² should stand
without_b: Final = with_b(lambda b: 0 * b)

EXPERIMENTS: Final = [
    Experiment(
        result="minimax.general_step_size",
        name="threshold",
        quantity="log distance between where convergence stops and the bound on the step size",
        recipe=GRID,
        train=many_rates,
        predict=lambda proof: condition(proof, "converges"),
        measure=off_edge("eta"),
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={
            "f_xy for f_xy^2": lambda proof: unsquared(condition(proof, "converges")),
            "without b": lambda proof: without_b(condition(proof, "converges")),
            "half the bound": lambda proof: scaled(condition(proof, "converges"), "eta", 1 / 2),
        },
    ),
    Experiment(
        result="minimax.general_step_size",
        name="rate",
        quantity="largest relative difference between the factor of the distance in a step and the modulus",
        recipe=ORBITS,
        train=random_rates,
        predict=rate,
        measure=off_rate,
        tolerance=1e-12,
        reason=ROUNDING,
        controls={
            "f_xy for f_xy^2": lambda proof: unsquared(rate(proof)),
            "without b": lambda proof: without_b(rate(proof)),
            "the square for the modulus": lambda proof: modulus_squared(proof, "eta*b"),
        },
    ),
    Experiment(
        result="minimax.general_step_size",
        name="best step",
        quantity="log distance between the fastest step size and the claimed one",
        recipe=BEST,
        train=first_steps,
        predict=best_step,
        measure=off_best,
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={
            "half of it": lambda proof: lambda **values: best_step(proof)(**values) / 2,
            "without b": lambda proof: without_b(best_step(proof)),
        },
    ),
    Experiment(
        result="minimax.general_step_size",
        name="best rate",
        quantity="difference between the square of the fastest factor and the claimed one",
        recipe=BEST,
        train=first_steps,
        predict=least_factor,
        measure=off_least,
        tolerance=1e-3,
        reason="the grid has a step size within 1.5 percent of the best, which adds at most 0.015^2 to the square",
        controls={
            "f_xy for f_xy^2": lambda proof: unsquared(least_factor(proof)),
            "the modulus for its square": lambda proof: lambda **values: np.sqrt(least_factor(proof)(**values)),
        },
    ),
    Experiment(
        result="minimax.separate_step_sizes",
        name="threshold",
        quantity="log distance between where convergence stops and the bound, along a random ratio of step sizes",
        recipe=SEPARATE,
        train=separate_rates,
        predict=together,
        measure=off_edge("eta_x"),
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={
            "f_xy for f_xy^2": lambda proof: unsquared(together(proof)),
            "without b": lambda proof: without_b(together(proof)),
            "twice the bound": lambda proof: scaled(together(proof), "eta_x", 2),
        },
    ),
    Experiment(
        result="minimax.separate_step_sizes",
        name="two steps",
        quantity="distance to (0, 0) after two steps of the claimed sizes, relative to the start",
        recipe=LANDING,
        train=lambda streams: random_games(streams, equal=False),
        predict=two_steps,
        measure=left_over,
        tolerance=1e-10,
        reason=ROUNDING,
        controls={
            "f_xy for f_xy^2": lambda proof: unsquared(two_steps(proof)),
            "y steps as far as x": lambda proof: lambda **values: two_steps(proof)(**values)[:1] * 2,
        },
    ),
]
