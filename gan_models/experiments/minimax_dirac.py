"""Training for the table of minimax.dirac_gan: the steps near the equilibrium.

What is proved of the steps is about their linearisation at (0, 0); training starts at a distance of about 0.001, where
the rest is a thousandth of it or less. The losses and penalties are those of the library, not their linearisation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gan_models import dirac_gan, games
from gan_models.backend import Tensor
from gan_models.experiment import Experiment, dear
from gan_models.experiments.minimax_orbits import (
    KEEP,
    ONE_STEP,
    Array,
    Claim,
    Fates,
    fates,
    grid,
    lanes,
    learnt_matrix,
    off_edge,
    scaled,
    starts,
    uniform,
    worst,
)
from gan_models.games import Orbit
from gan_models.play import ROLES, Play
from gan_models.predictions import condition
from gan_models.predictions_dynamics import iteration, modulus_squared
from gan_models.streams import Streams
from gan_models.updates import Step, alternating, simultaneous

if TYPE_CHECKING:
    from derivations.proof import Proof

RATIO: Final = 1.04
RADIUS: Final = 1e-3
GRID: Final[dict[str, Any]] = {"rates": [0.4, 6.0, RATIO], "steps": 250}
SINGLE: Final[dict[str, Any]] = {"steps": 8}
NOISY: Final = 160  # models: their losses are sums over 24 nodes; a quarter of them are in the rarer case
TOGETHER: Final = 2048  # of them at once: 24 numbers each, many times over, stay in the cache
FEW: Final[dict[str, Any]] = {"rates": [0.2, 0.9], "steps": 3}  # so few that nothing runs away
UPDATES: Final[dict[str, Callable[[Play], Step]]] = {
    "simultaneous": simultaneous,
    "alternating": partial(alternating, order=ROLES),
}
LINEARISED: Final = "training starts at a distance of 0.001, where the theorem's linearisation is off by less"


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        method: How it is trained, of `dirac_gan.METHODS`.
        strength: The name of the regulariser's strength, if it has one, and its range.
        simultaneous: The matrix of a step in the statement, or what tells it from others.
        alternating: The same for alternating steps.
        rates: Of steps without damping, by update; alternating ones up to 95 % of what the statement speaks of.
    """

    method: str
    strength: tuple[str, float, float] | None
    simultaneous: str
    alternating: str
    rates: tuple[tuple[str, tuple[float, float]], ...] = ()

    def matrix(self, update: str) -> str:
        """Of this update."""
        return getattr(self, update)


def _up_to(highest: float) -> tuple[tuple[str, tuple[float, float]], ...]:
    return (("simultaneous", (0.2, 1.8)), ("alternating", (0.2, highest)))


ROUND: Final = "identity(2) + h*[0, -1/2; 1/2, 0]", "(identity(2) + h*[0, 0; 1/2, 0])"
TURNING: Final = (
    Row("unregularised", None, *ROUND, _up_to(3.8)),
    Row("non-saturating", None, *ROUND, _up_to(3.8)),
    Row("Wasserstein", None, "identity(2) + h*[0, -1; 1, 0]", "(identity(2) + h*[0, 0; 1, 0])", _up_to(1.9)),
)
DAMPED: Final = (
    Row("R1", ("gamma", 0.7, 2.0), "h*[0, -1/2; 1/2, -gamma]", "[0, 0; 1/2, -gamma]"),
    Row("R2", ("gamma", 0.7, 2.0), "h*[0, -1/2; 1/2, -gamma]", "[0, 0; 1/2, -gamma]"),
    Row("instance noise", ("sigma", 1.2, 2.0), "h*[0, -1/2; 1/2, -sigma**2/2]", "[0, 0; 1/2, -sigma**2/2]"),
    Row("consensus", ("gamma", 0.3, 1.5), "h*[(-gamma)/4, -1/2; 1/2, (-gamma)/4]", "[0, 0; 1/2, (-gamma)/4]"),
)


def recipe(row: Row, update: str) -> dict[str, Any]:
    """What is trained."""
    strength = {} if row.strength is None else {row.strength[0]: list(row.strength[1:])}
    return {"game": f"Dirac-GAN, {row.method}", "update": update, "radius of starts": RADIUS, **strength}


# Training
def single(row: Row, update: str) -> dict[str, Any]:
    """The settings of steps without damping."""
    return SINGLE | {"rates": list(dict(row.rates)[update])}


def strengths(streams: Streams, row: Row) -> dict[str, Tensor]:
    """Of the regulariser, one a model."""
    return {} if row.strength is None else {row.strength[0]: uniform(streams, *row.strength)}


def played(
    row: Row,
    update: str,
    start: tuple[Tensor, Tensor],
    rate: Tensor,
    steps: int,
    given: dict[str, Tensor],
    keep: int = 1,
    together: int | None = None,
) -> Orbit:
    """Orbits of the Dirac-GAN."""
    play, at = dirac_gan.METHODS[row.method].play, dirac_gan.players(*start)
    return games.orbit(play, UPDATES[update], at, (rate, rate), steps, given, keep, together)


@lru_cache(maxsize=8)
def many_rates(row: Row, update: str, streams: Streams) -> Fates:
    """One random strength a model, and every step size of a grid."""
    given, rates = strengths(streams, row), grid(*GRID["rates"])
    start = tuple(lanes(s, len(rates)) for s in starts(streams, RADIUS))
    every = {name: lanes(value, len(rates)) for name, value in given.items()}
    each, together = rates.repeat(len(streams)), TOGETHER if row.method == "instance noise" else None
    seen = played(row, update, (start[0], start[1]), each, GRID["steps"], every, KEEP, together)
    return fates(seen.points, rates, given, RATIO)


@lru_cache(maxsize=2)
def random_rates(row: Row, update: str, streams: Streams) -> Orbit:
    """One random strength and one random step size a model."""
    settings = FEW if row.strength else single(row, update)
    start, rate = starts(streams, RADIUS), uniform(streams, "rate", *settings["rates"])
    return played(row, update, start, rate, settings["steps"], strengths(streams, row))


# Claims
def bound(row: Row, update: str, proof: Proof) -> Claim:
    """When the linearised steps converge."""
    return condition(proof, lambda left: left.op == "converges_from_every_start" and row.matrix(update) in str(left))


def modulus(row: Row, update: str, proof: Proof) -> Claim:
    """h ↦ the modulus of both eigenvalues of the linearised step."""
    square = modulus_squared(proof, row.matrix(update))
    return lambda h: np.sqrt(square(h=h) + 0 * h)


def matrix(row: Row, update: str, proof: Proof) -> Claim:
    """(h, strength) ↦ the matrix of the linearised step, shape (models, 2, 2)."""
    move = iteration(proof, row.matrix(update))

    def claim(**values: Array) -> Array:
        each = [dict(zip(values, at, strict=True)) for at in zip(*values.values(), strict=True)]
        return np.array([[move(v=unit, **at) for unit in np.eye(2)] for at in each]).swapaxes(1, 2)

    return claim


# Measurements
def off_matrix(learnt: Orbit, claim: Claim) -> Array:
    """The largest difference between an entry of the learnt matrix and the claimed one."""
    given = {name: value.numpy() for name, value in learnt.given.items()}
    return worst(learnt_matrix(learnt.points) - claim(h=learnt.rates[:, 0].numpy(), **given))


def off_modulus(learnt: Orbit, claim: Claim) -> Array:
    """The difference between the moduli of the learnt step's eigenvalues and the claimed one."""
    moduli = np.abs(np.linalg.eigvals(learnt_matrix(learnt.points)))
    return worst(moduli - claim(h=learnt.rates[:, 0].numpy())[:, None])


def threshold(row: Row, update: str) -> Experiment:
    """On both sides of the bound on h."""
    other = "alternating" if update == "simultaneous" else "simultaneous"
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{row.method}, {update}",
        quantity="log distance between where local convergence stops and the bound on the step size",
        recipe=recipe(row, update) | GRID,
        train=partial(many_rates, row, update),
        predict=partial(bound, row, update),
        measure=off_edge("h"),
        tolerance=RATIO - 1,
        reason=f"{ONE_STEP}; {LINEARISED}",
        **(dear(NOISY, of_all=0) if row.method == "instance noise" else {}),
        controls={
            "half the bound": lambda proof: scaled(bound(row, update, proof), "h", 1 / 2),
            "twice the bound": lambda proof: scaled(bound(row, update, proof), "h", 2),
            f"that of {other} steps": partial(bound, row, other),
        },
    )


def turning(row: Row, update: str) -> Experiment:
    """The modulus of a step without damping."""
    other = "alternating" if update == "simultaneous" else "simultaneous"
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{row.method}, {update}",
        quantity="largest difference between the modulus of an eigenvalue of the learnt step and the claimed one",
        recipe=recipe(row, update) | single(row, update),
        train=partial(random_rates, row, update),
        predict=partial(modulus, row, update),
        measure=off_modulus,
        tolerance=RADIUS,
        reason=LINEARISED,
        controls={f"that of {other} steps": partial(modulus, row, other)},
    )


def damping(row: Row, update: str) -> Experiment:
    """The linear map that a step with a regulariser is near the equilibrium, hence its rate."""
    other = "alternating" if update == "simultaneous" else "simultaneous"
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{row.method}, {update}, matrix",
        quantity="largest difference between an entry of the matrix that a step was seen to be and the claimed one",
        recipe=recipe(row, update) | FEW,
        train=partial(random_rates, row, update),
        predict=partial(matrix, row, update),
        measure=off_matrix,
        tolerance=10 * RADIUS,
        reason=f"{LINEARISED}; the fit from few points may amplify it tenfold",
        controls={f"that of {other} steps": partial(matrix, row, other)},
    )


EXPERIMENTS: Final = [
    *(turning(row, update) for row in TURNING for update in UPDATES),
    *(threshold(row, update) for row in DAMPED for update in UPDATES),
    *(damping(row, update) for row in DAMPED for update in UPDATES),
]
