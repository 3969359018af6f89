"""The model N(θ, ε²) and the data N(θ₀, ε²) of the Wasserstein experiments, and where a generator goes from θ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from gan_models.backend import Tensor, torch
from gan_models.data import lattice
from gan_models.networks import Params
from gan_models.optimisers import SGD
from gan_models.play import Game, Losses, Play, Players, State
from gan_models.streams import Streams
from gan_models.training import Source, train
from gan_models.updates import alternating, many

Function = Callable[..., Any]
Critic = Callable[[Tensor], Tensor]


class Laws(NamedTuple):
    """Where model and data are, for each model; shape (models,) each.

    Attributes:
        theta: The mean of the model.
        theta_0: The mean of the data.
        epsilon: The standard deviation of both.
    """

    theta: Tensor
    theta_0: Tensor
    epsilon: Tensor

    @property
    def delta(self) -> Tensor:
        """θ − θ₀."""
        return self.theta - self.theta_0

    def of(self, *names: str) -> dict[str, np.ndarray[Any, Any]]:
        """Some of the numbers by name, as a result's function takes them."""
        return {name: getattr(self, name).numpy() for name in names}

    def points(self, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Data and generated points, θ₀ + ε·noise and θ + ε·noise, for noise of shape (points,) or (models, points)."""
        spread = self.epsilon[:, None] * noise
        return (self.theta_0[:, None] + spread)[..., None], (self.theta[:, None] + spread)[..., None]


def drawn(recipe: Mapping[str, Any], streams: Streams) -> Laws:
    """Laws for each model: θ₀ in (−1, 1), |θ − θ₀| evenly and ε in orders of magnitude from the recipe's ranges."""
    place, gap, spread = streams.generators("laws", torch.float64).uniform(3).T
    (near, far), (narrow, wide) = recipe["distance"], recipe["epsilon"]
    side = (2 * gap - 1).sign()
    theta_0 = 2 * place - 1
    theta = theta_0 + side * (near + (far - near) * (2 * gap - 1).abs())
    return Laws(theta, theta_0, narrow * (wide / narrow) ** spread)


def source(laws: Laws, recipe: Mapping[str, Any], streams: Streams) -> Source:
    """Batches of data and of generated points, each shape (models, steps, batch, 1)."""
    draws = [streams.generators(name, torch.float64) for name in ("data", "model")]

    def batches(steps: int) -> tuple[Tensor, Tensor]:
        noise = [lattice.normal(g, steps, recipe["batch"]) * _each(laws.epsilon) for g in draws]
        return _each(laws.theta_0) + noise[0], _each(laws.theta) + noise[1]

    return batches


def _each(numbers: Tensor) -> Tensor:
    return numbers[:, None, None, None]


class Way(NamedTuple):
    """Where generators that place points at θ go in a game.

    Attributes:
        laws: At first.
        path: θ before the first step and after each, shape (models, steps + 1).
        mean_step: The last θ less the first one, divided by the steps and by the generator's rate, shape (models,).
    """

    laws: Laws
    path: Tensor
    mean_step: Tensor


def way(game: Game, laws: Laws, params: Params, batches: Source, recipe: Mapping[str, Any]) -> Way:
    """The game of these generators with discriminators that have learnt before, by gradient steps in turn."""
    play, path = Play(game, SGD()), [laws.theta]
    rate, moves = recipe["generator's rate"], recipe["moves"]

    def watch(step: int, state: State, losses: Losses) -> None:
        path.append(state.players.generator["theta"][:, 0])

    state = play.start(Players({"theta": laws.theta[:, None]}, params), (rate, recipe["critic's rate"]))
    train(many(alternating(play)), state, batches, moves, watch=watch)
    return Way(laws, torch.stack(path, 1), (path[-1] - path[0]) / (rate * moves))


def quantiles(points: int = 512) -> Tensor:
    """Places of equal mass of the standard normal law, from which expectations are computed; shape (points,)."""
    return torch.special.ndtri((torch.arange(points, dtype=torch.float64) + 0.5) / points)
