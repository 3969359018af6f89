"""Training for the row non-saturating of minimax.dirac_gan: what its eigenvalues leave open, observed.

The eigenvalues of the Jacobian are ±i/2, so that they do not decide whether the flow converges (Mescheder, Geiger and
Nowozin 2018, whose table says that it does, slowly). The statement gives the field. On a circle of radius r it points
inwards on average, by about r³/16; if orbits stay nearly circular, 1/r² grows by about 1/8 in a unit of time: r falls
like √(8/t), slower than any power of e. That averaging is no theorem here. What is computed from the proof's field is
compared with trained models: along the flow, and by small alternating steps.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from gan_models import dirac_gan, games
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_dirac import UPDATES
from gan_models.experiments.minimax_dirac_flow import ring, row_of, velocities
from gan_models.experiments.minimax_orbits import F64, Array, uniform
from gan_models.predictions import Function
from gan_models.streams import Streams
from gan_models.updates import flow

if TYPE_CHECKING:
    from derivations.proof import Proof

METHOD: Final = "non-saturating"
GAME: Final[dict[str, Any]] = {"game": f"Dirac-GAN, {METHOD}", "starts": "on circles, at random angles"}
RECIPES: Final[dict[str, dict[str, Any]]] = {
    "flow": GAME | {"update": "flow, Runge-Kutta", "radius": [0.5, 1.0], "rates": [0.5, 0.5], "steps": 400},
    "alternating": GAME | {"update": "alternating", "radius": [0.5, 1.0], "rates": [0.05, 0.15], "steps": 1500},
}
KEEP: Final = 5  # every how many steps a point is kept
ANGLES: Final = 64  # of the mean over a circle
HALF: Final = 2  # the slope is taken over the second half of the time


class Paths(NamedTuple):
    """Orbits by time.

    Attributes:
        radii: Distances from (0, 0), shape (models, kept).
        times: When: steps times their size, shape (models, kept).
    """

    radii: Array
    times: Array


# Training
@lru_cache(maxsize=2)
def paths(kind: str, streams: Streams) -> Paths:
    """Where models are that start on a circle."""
    recipe = RECIPES[kind]
    radius, rate = uniform(streams, "radius", *recipe["radius"]), uniform(streams, "rate", *recipe["rates"])
    angle = 2 * torch.pi * streams.generators("angle", F64).uniform(1)[:, 0]
    update = flow if kind == "flow" else UPDATES[kind]
    start = dirac_gan.players(radius * angle.cos(), radius * angle.sin())
    seen = games.orbit(dirac_gan.METHODS[METHOD].play, update, start, (rate, rate), recipe["steps"], keep=KEEP)
    radii = seen.points.norm(dim=-1)
    return Paths(radii.numpy(), _times(rate, radii).numpy())


def _times(rate: Tensor, radii: Tensor) -> Tensor:
    return KEEP * rate[:, None] * torch.arange(radii.shape[1], dtype=F64)


# Claims
def inwards(method: str, proof: Proof) -> Function:
    """(θ, ψ) ↦ the change of (θ² + ψ²)/2 along the stated field."""
    of_theta, of_psi = velocities(method, proof)
    return lambda theta, psi, **given: (
        theta * of_theta(theta=theta, psi=psi, **given) + psi * of_psi(theta=theta, psi=psi, **given)
    )


def averaged(method: str, proof: Proof) -> Function:
    """Radius ↦ the change of the radius in a unit of time, on average over a circle."""
    change, angle = inwards(method, proof), 2 * np.pi * np.arange(ANGLES) / ANGLES
    return lambda r: change(theta=r[:, None] * np.cos(angle), psi=r[:, None] * np.sin(angle)).mean(1) / r


def at_rate_of_r1(proof: Proof) -> Function:
    """What it would be if it converged like R1 with γ = ½, exponentially."""
    rate = row_of("R1", proof).centre(gamma=0.5)
    return lambda r: rate * r


def damped(proof: Proof) -> Function:
    """What a penalty would do, of R1 with γ = 1."""
    return partial(inwards("R1", proof), gamma=1.0)


def half_as_fast(proof: Proof) -> Function:
    """Half of it."""
    right = averaged(METHOD, proof)
    return lambda r: right(r) / 2


# Measurements
def off_growth(learnt: Paths, claim: Function) -> Array:
    """The difference between the growth of 1/r² in a unit of time and the one that follows from the claim."""
    return np.abs(growth(learnt.radii, learnt.times) - growth(followed(learnt, claim), learnt.times))


def growth(radii: Array, times: Array) -> Array:
    """The slope of 1/r² over the second half of the time, least squares."""
    late = slice(times.shape[1] // HALF, None)
    t, value = times[:, late], 1 / radii[:, late] ** 2
    t = t - t.mean(1, keepdims=True)
    return (t * value).sum(1) / (t * t).sum(1)


def followed(learnt: Paths, claim: Function) -> Array:
    """The radii that a claim about their change leads to, from the first ones, by the midpoint rule."""
    step, radii = learnt.times[:, 1] - learnt.times[:, 0], [learnt.radii[:, 0]]
    for _ in range(learnt.times.shape[1] - 1):
        r = radii[-1]
        radii.append(r + step * claim(r + step * claim(r) / 2))
    return np.stack(radii, 1)


# Experiments
def slowly(kind: str) -> Experiment:
    """How fast the radius falls."""
    controls: dict[str, Callable[[Proof], Function]] = {
        "circles": partial(averaged, "unregularised"),
        "exponentially, as R1": at_rate_of_r1,
        "half as fast": half_as_fast,
    }
    return Experiment(
        result="minimax.dirac_gan",
        name=f"{METHOD}, {kind}, slowly",
        quantity="difference between the growth of 1/r^2 in a unit of time, about 1/8, and that of the averaged field",
        recipe=RECIPES[kind],
        train=partial(paths, kind),
        predict=partial(averaged, METHOD),
        measure=off_growth,
        tolerance=0.02,
        reason="orbits are circles up to r^2 of their size, and by steps of size h up to h, which is at most 0.15",
        controls=controls,
    )


EXPERIMENTS: Final = [
    ring(
        METHOD,
        "fine",
        1e-3,
        {"circles": partial(inwards, "unregularised"), "damped by psi^2": damped},
        predict=partial(inwards, METHOD),
    ),
    *(slowly(kind) for kind in RECIPES),
]
