"""Training for the row WGAN-GP of minimax.dirac_gan: the gradient penalty keeps its steps away from (0, 0).

The statement bounds one step from below, |ψ′| + |ψ| + h|θ| ≥ hγ(g₀ − |ψ|), so that two points in succession cannot
both be near (0, 0). An orbit that lands on (0, 0) itself stays there; from random starts none does.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from derivations.clauses import clauses
from derivations.kernel.formulas import real
from derivations.kernel.terms import replace
from gan_models.experiment import Experiment
from gan_models.experiments.minimax_dirac import UPDATES
from gan_models.experiments.minimax_dirac_flow import GP, played
from gan_models.experiments.minimax_orbits import Array, uniform, worst
from gan_models.games import Orbit
from gan_models.predictions import Function, edges, function
from gan_models.streams import Streams

if TYPE_CHECKING:
    from derivations.proof import Proof

STEPS: Final[dict[str, Any]] = GP | {"rates": [0.05, 0.2], "radius of starts": 0.1, "steps": 200}
AFTER: Final = {"simultaneous": "abs(psi + h*(theta - gamma", "alternating": "abs(psi + h*(theta - h*psi"}


# Training
@lru_cache(maxsize=2)
def kept_away(update: str, streams: Streams) -> Orbit:
    """Steps of the WGAN with gradient penalty, with one random step size a model."""
    rate = uniform(streams, "rate", *STEPS["rates"])
    return played("WGAN-GP", UPDATES[update], streams, STEPS, rate)


# Claims
class Room(NamedTuple):
    """An inequality about one step: `low` of ψ is at most `high` of θ, ψ and |ψ| after the step."""

    low: Function
    high: Function

    def floor(self, **values: Any) -> Array:
        """If θ, ψ and the ψ after it were all smaller than this, the inequality would fail; for many models at once."""

        def fails(e: Array) -> Array:
            return self.low(psi=e, **values) > self.high(after=e, psi=e, theta=e, **values)

        zeros = np.zeros(np.broadcast_shapes(*(np.shape(value) for value in values.values())))
        return edges(fails, zeros, zeros + 1e6)


def room(update: str, proof: Proof) -> Room:
    """What the statement says of a step of the WGAN with gradient penalty."""
    (only,) = [c.formula for c in clauses(proof.statement) if c.formula.op == "le" and AFTER[update] in str(c.formula)]
    low, high = only.args
    return Room(function(low), function(replace(high, high.args[0].args[0], real("after"))))


def larger_target(update: str, proof: Proof) -> Room:
    """The same with 4g₀ for g₀."""
    right = room(update, proof)
    return Room(lambda g_0, **values: right.low(g_0=4 * g_0, **values), right.high)


class Stay(NamedTuple):
    """On which side of the floor an orbit stays."""

    room: Room
    outside: bool


def stay(update: str, outside: bool, proof: Proof) -> Stay:
    """Outside, as the statement says, or inside, as it would if it converged."""
    return Stay(room(update, proof), outside)


# Measurements
def excess(learnt: Orbit, claim: Room) -> Array:
    """By how much a step falls short of the inequality, relative to hγg₀; 0 where none does."""
    theta, psi = learnt.points.numpy().transpose(2, 0, 1)
    values = _values(learnt)
    low = claim.low(psi=psi[:, :-1], **values)
    high = claim.high(after=np.abs(psi[:, 1:]), psi=psi[:, :-1], theta=theta[:, :-1], **values)
    return worst(np.maximum(0, low - high) / (values["h"] * values["gamma"] * values["g_0"]))


def shortfall(learnt: Orbit, claim: Stay) -> Array:
    """By how much two points in succession, in the last half, are on the wrong side of the floor; 0 if none are."""
    far = learnt.points.abs().amax(-1).numpy()
    pairs = np.maximum(far[:, :-1], far[:, 1:])[:, far.shape[1] // 2 :].min(1)
    values = {name: value[:, 0] for name, value in _values(learnt).items()}
    ratio = pairs / claim.room.floor(**values)
    return np.maximum(0, 1 - (ratio if claim.outside else 1 / ratio))


def _values(learnt: Orbit) -> dict[str, Array]:
    """The strengths and the step size, shape (models, 1)."""
    given = {name: value[:, None].numpy() for name, value in learnt.given.items()}
    return given | {"h": learnt.rates[:, :1].numpy()}


# Experiments
def inequality(update: str) -> Experiment:
    """Every step obeys the bound."""
    return Experiment(
        result="minimax.dirac_gan",
        name=f"WGAN-GP, {update}, bound",
        quantity="by how much a step falls short of the inequality, relative to h gamma g_0",
        recipe=STEPS | {"update": update},
        train=partial(kept_away, update),
        predict=partial(room, update),
        measure=excess,
        tolerance=1e-9,
        reason="float64 arithmetic: the inequality holds at every step",
        controls={"4 g_0 for g_0": partial(larger_target, update)},
    )


def away(update: str) -> Experiment:
    """No orbit comes to stay near (0, 0)."""
    return Experiment(
        result="minimax.dirac_gan",
        name=f"WGAN-GP, {update}",
        quantity="by how much two points in succession, in the last half, are nearer to (0, 0) than the floor",
        recipe=STEPS | {"update": update},
        train=partial(kept_away, update),
        predict=partial(stay, update, True),
        measure=shortfall,
        tolerance=1e-9,
        reason="float64 arithmetic: the inequality holds at every step",
        controls={"it converges": partial(stay, update, False)},
    )


EXPERIMENTS: Final = [*(inequality(update) for update in UPDATES), *(away(update) for update in UPDATES)]
