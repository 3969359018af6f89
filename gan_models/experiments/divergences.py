"""Which model a fit chooses: by likelihood, that is by KL(p‖q), or against a discriminator, that is by KL(q‖p).

Data p on three states, and models q_a = (a, a, 1 − 2a), a = σ(u)/2. One fit raises the mean log-likelihood.
The other plays a game: a discriminator with a logit for each state learns to tell data from the model's law, and the
model lowers E_q[log((1 − D)/D)], its mean logit with the opposite sign. Expectations are sums over the states, so that
only the random start differs from fit to fit. The minimisers come from the proof; `divergences_objective` observes the
generator's objective itself, and `divergences_fit` which of two bumps it chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from torch.nn.functional import logsigmoid

from derivations.proof import Proof
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment
from gan_models.experiments import divergences_fit, divergences_objective
from gan_models.fitting import fitted
from gan_models.networks import Params
from gan_models.optimisers import SGD
from gan_models.play import Batch, Losses, Play, Players, Role, State
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.training import train
from gan_models.updates import alternating, many

RECIPE: Final = {
    "data": (0.5, 0.125, 0.375),
    "likelihood": {"steps": 150, "rate": 4.0},
    "game": {"steps": 150, "rates": (1.0, 4.0), "moves": 6},  # of generator and discriminator; moves of the latter
}


class Chosen(NamedTuple):
    """The models that both fits choose.

    Attributes:
        likelihood: a, shape (models,).
        game: a, shape (models,).
        likelihood_path: a before each step and after the last, shape (models, steps + 1).
        game_path: The same.
    """

    likelihood: Tensor
    game: Tensor
    likelihood_path: Tensor
    game_path: Tensor


def weights(u: Tensor) -> Tensor:
    """q_a = (a, a, 1 − 2a) for a = σ(u)/2."""
    a = _parameter(u)
    return torch.stack([a, a, 1 - 2 * a])


def _parameter(u: Tensor) -> Tensor:
    return u.sigmoid() / 2


def _data() -> Tensor:
    return torch.tensor(RECIPE["data"], dtype=torch.float64)


@lru_cache(maxsize=2)
def trained(streams: Streams) -> Chosen:
    """Both fits, from the same random start."""
    start = streams.generators("start", torch.float64).normal()
    first, second = _by_likelihood(start), _by_game(start, streams)
    return Chosen(first[:, -1], second[:, -1], first, second)


def _by_likelihood(start: Tensor) -> Tensor:
    """a on its way to the greatest E_p[log q_a], shape (models, steps + 1)."""
    settings, path = RECIPE["likelihood"], list[Tensor]()

    def loss(params: Params, batch: Batch) -> Tensor:
        return -(_data() * weights(params["u"]).log()).sum()

    def watch(step: int, params: Params) -> None:
        path.append(_parameter(params["u"]))

    fitted(loss, {"u": start}, None, settings["steps"], settings["rate"], optimiser=SGD(), watch=watch)
    return torch.stack(path, 1)


def game(players: Players, batch: Batch) -> Losses:
    """The discriminator's cross-entropy over the states, and the model's E_q[log((1 − D)/D)] = −E_q[h]."""
    logits, q = players.discriminator["h"], weights(players.generator["u"])
    lost = -(_data() * logsigmoid(logits)).sum() - (q * logsigmoid(-logits)).sum()
    return Losses(-(q * logits).sum(), lost)


def _by_game(start: Tensor, streams: Streams) -> Tensor:
    """a on its way in the game, in which the discriminator starts at random as well, shape (models, steps + 1)."""
    settings, path = RECIPE["game"], [_parameter(start)]
    players = Players({"u": start}, {"h": streams.generators("discriminator", torch.float64).normal(3)})
    order: tuple[Role, ...] = (*("discriminator",) * settings["moves"], "generator")
    play = Play(game, SGD())

    def watch(step: int, state: State, losses: Losses) -> None:
        path.append(_parameter(state.players.generator["u"]))

    train(many(alternating(play, order)), play.start(players, settings["rates"]), None, settings["steps"], watch=watch)
    return torch.stack(path, 1)


# What the proof says
def minimisers(proof: Proof) -> tuple[float, float]:
    """Where KL(p‖q_a) and where KL(q_a‖p) is least."""
    first, second = proof.to_function()().flatten()
    return float(first), float(second)


def _minimiser(index: int) -> Callable[[Proof], float]:
    return lambda proof: minimisers(proof)[index]


def difference(proof: Proof) -> float:
    """The first minimiser less the second."""
    first, second = minimisers(proof)
    return first - second


def _experiment(name: str, shown: str, index: int, measure: Callable[[Chosen, Any], Numbers]) -> Experiment:
    return Experiment(
        result="divergences.objectives_differ",
        name=name,
        quantity=f"the a of the model that {shown} chooses",
        recipe=RECIPE,
        train=trained,
        predict=_minimiser(index),
        measure=measure,
        expected=lambda claim: claim,
        tolerance=0.001,
        reason="150 steps come to rest, from any start that is drawn",
        controls={
            "the minimiser of the other divergence": _minimiser(1 - index),
            "the middle of both": lambda proof: sum(minimisers(proof)) / 2,
            "the uniform law, a = 1/3": lambda proof: 1 / 3,
        },
    )


DIFFERENT: Final = Experiment(
    result="divergences.objectives_differ",
    name="difference",
    quantity="the a that the likelihood chooses less the a that the game chooses, from one start",
    recipe=RECIPE,
    train=trained,
    predict=difference,
    measure=lambda learnt, claim: (learnt.likelihood - learnt.game).numpy(),
    expected=lambda claim: claim,
    tolerance=0.002,
    reason="as for each fit alone, for both together",
    controls={
        "both choose the same": lambda proof: 0.0,
        "the other way round": lambda proof: -difference(proof),
    },
)

EXPERIMENTS: Final = [
    *divergences_objective.EXPERIMENTS,
    *divergences_fit.EXPERIMENTS,
    _experiment("likelihood", "the likelihood", 0, lambda learnt, claim: learnt.likelihood.numpy()),
    _experiment("game", "the game with E_q[log((1 − D)/D)]", 1, lambda learnt, claim: learnt.game.numpy()),
    DIFFERENT,
]
