"""Training for minimax.bilinear: f = xy by simultaneous and alternating steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from derivations.clauses import clauses
from gan_models import games
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_orbits import (
    F64,
    ROUNDING,
    Array,
    Claim,
    factors,
    lanes,
    learnt_matrix,
    starts,
    uniform,
    worst,
)
from gan_models.games import Orbit
from gan_models.play import ROLES, Play
from gan_models.predictions import equation, function
from gan_models.predictions_dynamics import modulus_squared
from gan_models.streams import Streams
from gan_models.updates import Step, alternating, extragradient, simultaneous

if TYPE_CHECKING:
    from derivations.proof import Proof

RATIO: Final = 1.02
GAME: Final[dict[str, Any]] = {"game": "xy, normal starts, plain gradient steps"}
SPIRAL: Final = GAME | {"update": "simultaneous", "rates": [0.1, 1.5], "steps": 100}
CONIC: Final = GAME | {"update": "alternating, x first", "rates": [0.2, 1.8], "steps": 500}
CONICS: Final = CONIC | {"starts": "24 on the unit circle, at random angles", "angles": 24, "steps": 200}
EDGE: Final = GAME | {"update": "alternating, x first", "rate": 2.0, "steps": 210, "compared": "every 7th point"}

SIMULTANEOUS: Final = "[1, -eta; eta, 1]"
ALTERNATING: Final = "[1, -eta; eta, 1 - eta**2]"
EXTRAGRADIENT: Final = "[1 - eta**2, -eta; eta, 1 - eta**2]"
UPDATES: Final[dict[str, Callable[[Play], Step]]] = {
    "simultaneous": simultaneous,
    "alternating, x first": partial(alternating, order=ROLES),
    "extra-gradient": extragradient,
}


# Training
def played(recipe: dict[str, Any], x: Tensor, y: Tensor, rate: Tensor, keep: int = 1) -> Orbit:
    """xy from these starts by the update of a recipe."""
    update, steps = UPDATES[recipe["update"]], recipe["steps"]
    return games.orbit(games.zero_sum(games.bilinear), update, games.players(x, y), (rate, rate), steps, keep=keep)


def random_rates(recipe: dict[str, Any], streams: Streams) -> Orbit:
    """From every start with one random step size a model."""
    return played(recipe, *starts(streams), uniform(streams, "rate", *recipe["rates"]))


@lru_cache(maxsize=2)
def spirals(streams: Streams) -> Orbit:
    """Simultaneous steps, one random step size a model."""
    return random_rates(SPIRAL, streams)


@lru_cache(maxsize=2)
def conics(streams: Streams) -> Orbit:
    """Alternating steps, one random step size a model."""
    return random_rates(CONIC, streams)


@lru_cache(maxsize=2)
def many_conics(streams: Streams) -> tuple[Array, Array]:
    """Alternating steps: the step sizes, and how far away a model came from all its starts at distance 1."""
    count, rate = CONICS["angles"], uniform(streams, "rate", *CONICS["rates"])
    angle = 2 * torch.pi * streams.generators("angle", F64).uniform(count).reshape(-1)
    points = played(CONICS, angle.cos(), angle.sin(), lanes(rate, count)).points
    return rate.numpy(), points.norm(dim=-1).amax(1).reshape(-1, count).amax(1).numpy()


@lru_cache(maxsize=2)
def at_two(streams: Streams) -> Orbit:
    """Alternating steps of size 2."""
    x, y = starts(streams)
    return played(EDGE, x, y, torch.full_like(x, EDGE["rate"]))


# Claims
def rate(matrix: str) -> Callable[[Proof], Claim]:
    """η ↦ the modulus of the eigenvalues of the matrix of a step."""

    def predict(proof: Proof) -> Claim:
        square = modulus_squared(proof, matrix)
        return lambda eta: np.sqrt(square(eta=eta) + 0 * eta)

    return predict


def invariant(proof: Proof) -> Claim:
    """(x, y, η) ↦ what alternating steps keep."""
    return equation(proof, lambda left: left.op == "sub" and "iterate" in str(left))


def bound(proof: Proof) -> Claim:
    """η ↦ the largest square of a distance on the way from distance 1."""
    (clause,) = [c for c in clauses(proof.statement) if c.formula.op == "le" and "iterate" in str(c.formula)]
    squared = function(clause.formula.args[1])
    return lambda eta: squared(eta=eta, x_0=1.0, y_0=0.0)


def at_edge(proof: Proof) -> Claim:
    """(k, x₀, y₀) ↦ the point after k alternating steps of size 2."""
    return equation(proof, lambda left: left.op == "iterate")


# Measurements
def off_rate(learnt: Orbit, claim: Claim) -> Array:
    """The largest relative difference between the factor of a step and the claimed one."""
    return worst(factors(learnt.points) / claim(eta=learnt.rates[:, 0].numpy())[:, None] - 1)


def off_modulus(learnt: Orbit, claim: Claim) -> Array:
    """The difference between the moduli of the learnt matrix's eigenvalues and the claimed one."""
    moduli = np.abs(np.linalg.eigvals(learnt_matrix(learnt.points)))
    return worst(moduli - claim(eta=learnt.rates[:, 0].numpy())[:, None])


def drift(learnt: Orbit, claim: Claim) -> Array:
    """By how much the claimed invariant changes on the way, relative to the square of the first distance."""
    x, y = learnt.points.numpy().transpose(2, 0, 1)
    value = claim(x_0=x, y_0=y, eta=learnt.rates[:, :1].numpy())
    return worst(value - value[:, :1]) / (x**2 + y**2)[:, 0]


def excess(learnt: tuple[Array, Array], claim: Claim) -> Array:
    """By how much the largest square of a distance is above the bound, relative to it; 0 where it is not."""
    eta, farthest = learnt
    return np.maximum(0, farthest**2 / claim(eta=eta) - 1)


def off_line(learnt: Orbit, claim: Claim) -> Array:
    """The largest distance to the claimed points, relative to that of the start."""
    points, every = learnt.points.numpy(), 7  # odd, so that both signs are seen
    first = {"x_0": points[:, 0, 0], "y_0": points[:, 0, 1]}
    claimed = np.stack([claim(k=k, **first)[:, 0].T for k in range(0, points.shape[1], every)], axis=1)
    return worst(points[:, ::every] - claimed) / np.linalg.norm(points[:, 0], axis=-1)


EXPERIMENTS: Final = [
    Experiment(
        result="minimax.bilinear",
        name="simultaneous",
        quantity="largest relative difference between the factor of the distance in a step and the modulus",
        recipe=SPIRAL,
        train=spirals,
        predict=rate(SIMULTANEOUS),
        measure=off_rate,
        tolerance=1e-12,
        reason=ROUNDING,
        controls={"circles": rate(ALTERNATING), "inward": rate(EXTRAGRADIENT)},
    ),
    Experiment(
        result="minimax.bilinear",
        name="alternating",
        quantity="largest difference between the modulus of an eigenvalue of the learnt matrix and the claimed one",
        recipe=CONIC,
        train=conics,
        predict=rate(ALTERNATING),
        measure=off_modulus,
        tolerance=1e-9,
        reason=ROUNDING,
        controls={"as simultaneous": rate(SIMULTANEOUS), "as extra-gradient": rate(EXTRAGRADIENT)},
    ),
    Experiment(
        result="minimax.bilinear",
        name="invariant",
        quantity="largest change of the invariant on the way, relative to the square of the first distance",
        recipe=CONIC,
        train=conics,
        predict=invariant,
        measure=drift,
        tolerance=1e-9,
        reason=ROUNDING,
        controls={
            "a circle": lambda proof: lambda x_0, y_0, eta: invariant(proof)(x_0=x_0, y_0=y_0, eta=0 * eta),
            "plus the product": lambda proof: lambda x_0, y_0, eta: invariant(proof)(x_0=x_0, y_0=y_0, eta=-eta),
        },
    ),
    Experiment(
        result="minimax.bilinear",
        name="bound",
        quantity="by how much the largest square of a distance exceeds the bound, relative to it",
        recipe=CONICS,
        train=many_conics,
        predict=bound,
        measure=excess,
        tolerance=1e-9,
        reason=ROUNDING,
        controls={
            "half the step size": lambda proof: lambda eta: bound(proof)(eta / 2),
            "a circle": lambda proof: lambda eta: bound(proof)(0 * eta),
        },
    ),
    Experiment(
        result="minimax.bilinear",
        name="linear growth",
        quantity="largest distance between alternating steps of size 2 and the formula, relative to that of the start",
        recipe=EDGE,
        train=at_two,
        predict=at_edge,
        measure=off_line,
        tolerance=1e-9,
        reason=ROUNDING,
        controls={
            "it stays on a conic": lambda proof: lambda k, **first: at_edge(proof)(k=k % 2, **first),
            "half as fast": lambda proof: (
                lambda k, **first: (at_edge(proof)(k=k, **first) + (-1) ** k * at_edge(proof)(k=0, **first)) / 2
            ),
        },
    ),
]
