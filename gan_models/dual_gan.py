"""The GAN with a logistic discriminator, trained as a game and through its dual (recipe `dual-gan`, homework D.3).

Rows of X are data, rows of G generated points; the discriminator's loss is Σ log(1 + e^{wᵀx}) + Σ log(1 + e^{wᵀG}) −
Σ wᵀG + (C/2)‖w‖². The game is max_θ min_w of it; with the inner program replaced by its dual it is max_θ max_λ, no game
any more. The generator moves its points along the first coordinate alone: it cannot reach the data, so that the
discriminator that is left is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from torch.func import vmap
from torch.nn.functional import logsigmoid

from gan_models.backend import Tensor, torch
from gan_models.fitting import fitted, same
from gan_models.networks import Params
from gan_models.optimisers import SGD
from gan_models.play import Batch, Losses, Play, Players
from gan_models.settings import at_least, positive
from gan_models.streams import Streams
from gan_models.training import train as played
from gan_models.updates import alternating, many


@dataclass(frozen=True)
class DualGan:
    """The settings of the recipe.

    Attributes:
        data: N, how many data points each model has.
        noise: K, how many generated points.
        centre: The mean of the data; generated points start around 0, both with covariance I.
        penalty: C > 0.
        game_steps: Steps of the game, the discriminator first.
        generator_rate: Of the generator's gradient ascent in the game.
        discriminator_rate: Of the discriminator's gradient descent.
        dual_steps: Steps of Adam on θ and the multipliers together.
        dual_rate: Of the first of them; it falls linearly to 0.
    """

    data: int = 12
    noise: int = 10
    centre: tuple[float, ...] = (1.5, 1.0)
    penalty: float = 6.0
    game_steps: int = 400
    generator_rate: float = 0.05
    discriminator_rate: float = 0.03
    dual_steps: int = 300
    dual_rate: float = 0.2

    def __post_init__(self) -> None:
        at_least(self, 1, "data", "noise", "game_steps", "dual_steps")
        positive(self, "generator_rate", "discriminator_rate", "dual_rate")
        if self.penalty <= 0:
            raise ValueError(
                f"the penalty C is {self.penalty}, but the program has a dual of this form for C > 0 alone"
            )


class Game(NamedTuple):
    """What the game led to.

    Attributes:
        w: The discriminators, shape (models, d).
        shift: θ, shape (models,).
        path: w before the first step and after each, shape (models, steps + 1, d).
        shifts: θ before the first step and after each, shape (models, steps + 1).
        values: The program's value there, in nats, shape (models, steps + 1).
    """

    w: Tensor
    shift: Tensor
    path: Tensor
    shifts: Tensor
    values: Tensor


class Dual(NamedTuple):
    """What the dual led to.

    Attributes:
        lam_x: λ of the data points, shape (models, N), between −1 and 0.
        lam_z: λ of the generated points, shape (models, K).
        shift: θ, shape (models,).
        values: The dual's value before each step, in nats, shape (models, steps).
    """

    lam_x: Tensor
    lam_z: Tensor
    shift: Tensor
    values: Tensor


class Learnt(NamedTuple):
    """Both ways to train on the same points.

    Attributes:
        recipe: The settings.
        data: X, shape (models, N, d).
        noise: The generated points at θ = 0, shape (models, K, d).
        game: Trained as a game.
        dual: Trained through the dual.
    """

    recipe: DualGan
    data: Tensor
    noise: Tensor
    game: Game
    dual: Dual


def generated(noise: Tensor, shift: Tensor) -> Tensor:
    """G(z) = z + θ·e₁; shapes (..., K, d) and (...)."""
    first = torch.zeros_like(noise[..., :1, :])
    first[..., 0] = 1
    return noise + shift[..., None, None] * first


def program(w: Tensor, data: Tensor, fake: Tensor, penalty: float) -> Tensor:
    """The discriminator's loss, in nats, summed over the points; shapes (d), (N, d), (K, d)."""
    # log(1 + e^y) − y = log(1 + e^{−y})
    scores = -logsigmoid(-(data @ w)).sum(-1) - logsigmoid(fake @ w).sum(-1)
    return scores + penalty / 2 * w.square().sum(-1)


def dual(data_scores: Tensor, fake_scores: Tensor, data: Tensor, fake: Tensor, penalty: float) -> Tensor:
    """g(λ) at λ = −σ(score), in nats; shapes (N), (K), (N, d), (K, d)."""
    pull = -data.mT @ data_scores.sigmoid() + fake.mT @ (-fake_scores).sigmoid()
    return entropy(data_scores).sum() + entropy(fake_scores).sum() - pull.square().sum() / (2 * penalty)


def entropy(score: Tensor) -> Tensor:
    """h(σ(y)) = −σ log σ − (1 − σ) log(1 − σ), without logarithms of 0."""
    share = score.sigmoid()
    return -share * logsigmoid(score) - (1 - share) * logsigmoid(-score)


@lru_cache(maxsize=4)
def train(recipe: DualGan, streams: Streams) -> Learnt:
    """Train every model both ways, in float64; a pure function of settings and seeds."""
    width = len(recipe.centre)
    data = streams.generators("data", torch.float64).normal(recipe.data, width)
    data = data + data.new_tensor(recipe.centre)
    noise = streams.generators("noise", torch.float64).normal(recipe.noise, width)
    return Learnt(recipe, data, noise, _game(recipe, data, noise), _dual(recipe, data, noise))


def _game(recipe: DualGan, data: Tensor, noise: Tensor) -> Game:
    """Alternating gradient steps on the same points at every step."""

    def value(w: Tensor, shift: Tensor, real: Tensor, seeds: Tensor) -> Tensor:
        return program(w, real, generated(seeds, shift), recipe.penalty)

    def game(players: Players, batch: Batch) -> Losses:
        loss = value(players.discriminator["w"], players.generator["shift"], *batch)
        return Losses(generator=-loss, discriminator=loss)

    play = Play(game, SGD())
    step = alternating(play)
    start = Players({"shift": data.new_zeros(len(data))}, {"w": torch.zeros_like(data[:, 0])})
    states = [play.start(start, (recipe.generator_rate, recipe.discriminator_rate))]
    moves = many(lambda state, batch: step(state, (batch, batch)))
    played(moves, states[0], same(data, noise), recipe.game_steps, watch=lambda t, state, losses: states.append(state))
    path = torch.stack([s.players.discriminator["w"] for s in states], 1)
    shifts = torch.stack([s.players.generator["shift"] for s in states], 1)
    values = vmap(vmap(value, (0, 0, None, None)))(path, shifts, data, noise)
    return Game(path[:, -1], shifts[:, -1], path, shifts, values)


def _dual(recipe: DualGan, data: Tensor, noise: Tensor) -> Dual:
    """Adam on θ and on the scores y of λ = −σ(y), which keep λ between −1 and 0."""

    def loss(params: Params, batch: Batch) -> Tensor:
        real, seeds = batch
        return -dual(params["y_x"], params["y_z"], real, generated(seeds, params["shift"]), recipe.penalty)

    scores = {"y_x": torch.zeros_like(data[..., 0]), "y_z": torch.zeros_like(noise[..., 0])}
    start = {**scores, "shift": data.new_zeros(len(data))}
    params, losses = fitted(loss, start, same(data, noise), recipe.dual_steps, recipe.dual_rate)
    return Dual(-params["y_x"].sigmoid(), -params["y_z"].sigmoid(), params["shift"], -losses)
