"""Training for the results about 4x² − 4y²: minimax.updates, step_size and descent_diverges."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from derivations.clauses import clauses
from derivations.kernel.display import opened
from gan_models import games
from gan_models.backend import torch
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_orbits import (
    F64,
    KEEP,
    ONE_STEP,
    ROUNDING,
    Array,
    Claim,
    Fates,
    fates,
    grid,
    lanes,
    off_edge,
    scaled,
    starts,
    uniform,
    worst,
)
from gan_models.games import Orbit
from gan_models.predictions import condition, function
from gan_models.predictions_dynamics import inserted, iterated, iteration
from gan_models.streams import Streams
from gan_models.updates import simultaneous

if TYPE_CHECKING:
    from derivations.proof import Proof

RATIO: Final = 1.02
GAME: Final = "4x^2 - 4y^2, normal starts, plain gradient steps"
ORBITS: Final[dict[str, Any]] = {
    "game": GAME,
    "update": "simultaneous",
    "lowest rate": 0.01,
    "highest rate": 0.3,
    "steps": 30,
}
GRID: Final[dict[str, Any]] = {"game": GAME, "update": "simultaneous", "rates": [0.02, 1.0, RATIO], "steps": 300}
LANDING: Final[dict[str, Any]] = {"game": GAME, "update": "simultaneous", "rates": [1, 32, 64], "steps": 1}
DOWN: Final[dict[str, Any]] = ORBITS | {"update": "both descend"}
DOWN_GRID: Final[dict[str, Any]] = GRID | {"update": "both descend"}
AXIS_GRID: Final[dict[str, Any]] = DOWN_GRID | {
    "game": "4x^2 - 4y^2, x normal and y = 0 at the start, plain gradient steps"
}


# Training
@lru_cache(maxsize=2)
def random_rates(streams: Streams) -> Orbit:
    """Descent-ascent with one random step size a model."""
    return _random_rates(streams, games.zero_sum(games.exercise))


@lru_cache(maxsize=2)
def random_descents(streams: Streams) -> Orbit:
    """Descent in both with one random step size a model."""
    return _random_rates(streams, games.both_descend(games.exercise))


def _random_rates(streams: Streams, game: games.Game) -> Orbit:
    rate = uniform(streams, "rate", ORBITS["lowest rate"], ORBITS["highest rate"])
    return games.orbit(game, simultaneous, games.players(*starts(streams)), (rate, rate), ORBITS["steps"])


@lru_cache(maxsize=2)
def many_rates(streams: Streams) -> Fates:
    """Descent-ascent from every start at every step size of the grid."""
    x, y = starts(streams)
    return _many_rates(games.zero_sum(games.exercise), x, y)


@lru_cache(maxsize=2)
def many_descents(streams: Streams) -> Fates:
    """Descent in both from every start at every step size of the grid."""
    x, y = starts(streams)
    return _many_rates(games.both_descend(games.exercise), x, y)


@lru_cache(maxsize=2)
def descents_on_axis(streams: Streams) -> Fates:
    """The same from y = 0."""
    x, y = starts(streams)
    return _many_rates(games.both_descend(games.exercise), x, torch.zeros_like(y))


def _many_rates(game: games.Game, x: torch.Tensor, y: torch.Tensor) -> Fates:
    rates = grid(*GRID["rates"])
    every, start = rates.repeat(len(x)), games.players(lanes(x, len(rates)), lanes(y, len(rates)))
    played = games.orbit(game, simultaneous, start, (every, every), GRID["steps"], keep=KEEP)
    return fates(played.points, rates, {"x_0": x, "y_0": y}, RATIO)


@lru_cache(maxsize=2)
def first_steps(streams: Streams) -> tuple[Array, Array]:
    """Step sizes, and how far from (0, 0) one step from every start leads, relative to the start."""
    first, last, parts = LANDING["rates"]
    rates = torch.arange(first, last + 1, dtype=F64) / parts
    start = games.players(*(lanes(s, len(rates)) for s in starts(streams)))
    every = rates.repeat(len(streams))
    played = games.orbit(games.zero_sum(games.exercise), simultaneous, start, (every, every), LANDING["steps"])
    distances = played.points.norm(dim=-1)
    return rates.numpy(), (distances[:, 1] / distances[:, 0]).reshape(len(streams), -1).numpy()


# Claims
def step(proof: Proof) -> Claim:
    """(x, y, η) ↦ the next point, from the statement."""
    answer = proof.to_function()
    return lambda x, y, eta: np.stack([np.asarray(part) for part in answer(x=x, y=y, eta=eta)[:, 0]], axis=-1)


def descent(proof: Proof) -> Claim:
    """The same for descent in both."""
    move = iteration(proof, "v[1]")
    return lambda x, y, eta: np.stack([move(v=np.array(at[:2]), eta=at[2]) for at in zip(x, y, eta, strict=True)])


def landing(proof: Proof) -> float:
    """The step size from which one step leads to (0, 0)."""
    lands = next(c.formula.args[0] for c in clauses(proof.statement) if c.formula.op == "eq")
    _, move = opened(iterated(proof, "eta"))
    return float(function(inserted(move, lands, "eta")["eta"])())


def converges(proof: Proof) -> Claim:
    """When descent in both goes to (0, 0): never where the first clause lets y² grow, otherwise by the second."""
    grows = next(c.premises[0] for c in clauses(proof.statement) if "-> oo" in str(c.formula))
    flees = function(grows)
    return lambda **values: ~np.asarray(flees(**values)) & np.asarray(settles(proof)(**values))


def settles(proof: Proof) -> Claim:
    """What the second clause says of y₀ = 0, said of every start: when descent in both goes to (0, 0)."""
    reaches = condition(proof, "-> zeros")
    return lambda y_0, **values: reaches(y_0=0 * y_0, **values)


def never(proof: Proof) -> Claim:
    """What the first clause says of y₀ ≠ 0, said of every start."""
    return lambda **values: np.zeros_like(converges(proof)(**values))


# Measurements
def off_formula(learnt: Orbit, claim: Claim) -> Array:
    """The largest distance, relative to the point before, between where a step led and where the claim says."""
    points = learnt.points.numpy()
    before, after = points[:, :-1], points[:, 1:]
    eta = np.broadcast_to(learnt.rates.numpy()[:, :1], before.shape[:2])
    claimed = claim(before[..., 0].ravel(), before[..., 1].ravel(), eta.ravel()).reshape(after.shape)
    return worst((after - claimed) / np.linalg.norm(before, axis=-1, keepdims=True))


def left_over(learnt: tuple[Array, Array], claim: float) -> Array:
    """How far from (0, 0) one step of the claimed size ends, relative to the start."""
    rates, distances = learnt
    return distances[:, int(np.argmin(np.abs(rates - claim)))]


EXPERIMENTS: Final = [
    Experiment(
        result="minimax.updates",
        name="steps",
        quantity="largest distance between a step of training and the formula, relative to the point before",
        recipe=ORBITS,
        train=random_rates,
        predict=step,
        measure=off_formula,
        tolerance=1e-12,
        reason=ROUNDING,
        controls={
            "y descends as well": lambda proof: (
                lambda x, y, eta: step(proof)(x, y, eta) * [1, 0] + step(proof)(x, y, -eta) * [0, 1]
            ),
            "half the slope": lambda proof: lambda x, y, eta: step(proof)(x, y, eta / 2),
        },
    ),
    Experiment(
        result="minimax.step_size",
        name="threshold",
        quantity="log distance between where convergence stops and the bound on the step size",
        recipe=GRID,
        train=many_rates,
        predict=lambda proof: condition(proof, "converges"),
        measure=off_edge("eta"),
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={
            "1/8 for 1/4": lambda proof: scaled(condition(proof, "converges"), "eta", 1 / 2),
            "1/2 for 1/4": lambda proof: scaled(condition(proof, "converges"), "eta", 2),
            "5 percent more": lambda proof: scaled(condition(proof, "converges"), "eta", 1.05),
        },
    ),
    Experiment(
        result="minimax.step_size",
        name="one step",
        quantity="distance to (0, 0) after one step of the claimed size, relative to the start",
        recipe=LANDING,
        train=first_steps,
        predict=landing,
        measure=left_over,
        tolerance=1e-12,
        reason=ROUNDING,
        controls={
            "1/4 for 1/8": lambda proof: 2 * landing(proof),
            "1/16 for 1/8": lambda proof: landing(proof) / 2,
        },
    ),
    Experiment(
        result="minimax.descent_diverges",
        name="steps",
        quantity="largest distance between a step of training and the iterated map, relative to the point before",
        recipe=DOWN,
        train=random_descents,
        predict=descent,
        measure=off_formula,
        tolerance=1e-12,
        reason=ROUNDING,
        controls={
            "descent-ascent": lambda proof: (
                lambda x, y, eta: descent(proof)(x, y, eta) * [1, 0] + descent(proof)(x, y, -eta) * [0, 1]
            )
        },
    ),
    Experiment(
        result="minimax.descent_diverges",
        name="off the axis",
        quantity="log width of the step sizes at which training converged or not against the claim",
        recipe=DOWN_GRID,
        train=many_descents,
        predict=converges,
        measure=off_edge("eta"),
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={"every start as on the axis": settles},
    ),
    Experiment(
        result="minimax.descent_diverges",
        name="on the axis",
        quantity="log width of the step sizes at which training converged or not against the claim",
        recipe=AXIS_GRID,
        train=descents_on_axis,
        predict=converges,
        measure=off_edge("eta"),
        tolerance=RATIO - 1,
        reason=ONE_STEP,
        controls={
            "it never converges": never,
            "1/8 for 1/4": lambda proof: scaled(converges(proof), "eta", 1 / 2),
        },
    ),
]
