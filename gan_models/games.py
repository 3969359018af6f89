"""The minimax games of the catalogue, for the updates of `gan_models.updates`.

The generator's only parameter is x, the discriminator's y; both are numbers. f(x, y) is descended in x and ascended in
y. What else f depends on comes with the batch as a dict, so that many models under `vmap` play games of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from torch.utils._pytree import tree_map

from gan_models.backend import Tensor, torch
from gan_models.optimisers import SGD
from gan_models.play import Batch, Game, Losses, Play, Players, State
from gan_models.training import Source, train
from gan_models.updates import Step, many

Value = Callable[..., Tensor]


class Orbit(NamedTuple):
    """Where many models went.

    Attributes:
        points: (x, y) before the first step and after each (or each `keep`-th), shape (models, kept, 2).
        rates: The learning rates of x and of y, shape (models, 2).
        given: What the games depend on, by name, each of shape (models,).
    """

    points: Tensor
    rates: Tensor
    given: dict[str, Tensor]


def exercise(x: Tensor, y: Tensor) -> Tensor:
    """4x² − 4y² (homework E.1; minimax.step_size)."""
    return 4 * x**2 - 4 * y**2


def quadratic(x: Tensor, y: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """(a/2)x² + bxy − (c/2)y² (minimax.separate_step_sizes; with c = a, minimax.general_step_size)."""
    return a / 2 * x**2 + b * x * y - c / 2 * y**2


def bilinear(x: Tensor, y: Tensor) -> Tensor:
    """The product xy (minimax.bilinear)."""
    return x * y


def zero_sum(value: Value) -> Game:
    """x lowers the value, y raises it.

    >>> zero_sum(exercise)(players(torch.tensor(1.0), torch.tensor(2.0)), ())
    Losses(generator=tensor(-12.), discriminator=tensor(12.))
    """

    def game(players: Players, batch: Batch) -> Losses:
        at = value(players.generator["x"], players.discriminator["y"], **dict(batch))
        return Losses(at, -at)

    return game


def both_descend(value: Value) -> Game:
    """Both lower the value: plain gradient descent, which knows no opponent (minimax.descent_diverges)."""

    def game(players: Players, batch: Batch) -> Losses:
        at = value(players.generator["x"], players.discriminator["y"], **dict(batch))
        return Losses(at, at)

    return game


def players(x: Tensor, y: Tensor) -> Players:
    """The players at (x, y); for many models, tensors of shape (models,)."""
    return Players({"x": x}, {"y": y})


def place(players: Players) -> Tensor:
    """The two numbers that are played, along a new last axis."""
    return torch.stack([next(iter(own.values())) for own in players], dim=-1)


def always(given: dict[str, Tensor]) -> Source:
    """The same batch in every step."""
    return lambda steps: {name: value[:, None].expand(-1, steps) for name, value in given.items()}


def orbit(
    game: Game | Play,
    update: Callable[[Play], Step],
    start: Players,
    rates: tuple[float | Tensor, float | Tensor],
    steps: int,
    given: dict[str, Tensor] | None = None,
    keep: int = 1,
    together: int | None = None,
) -> Orbit:
    """Play (by plain gradient steps unless the game says otherwise), many models at once, and keep the points.

    Args:
        game: the losses, or how they are played.
        update: one of `gan_models.updates`.
        start: the first points, models along the first axis.
        rates: of both players; numbers, or tensors of shape (models,).
        steps: how many.
        given: what the game depends on, by name, tensors of shape (models,).
        keep: every how many steps a point is kept.
        together: how many models at once, by default all: fewer where their numbers do not fit into the cache.
    """
    play = game if isinstance(game, Play) else Play(game, SGD())
    state, step = play.start(start, rates), many(update(play))
    models = len(state.rates.generator)
    groups = [slice(at, at + (together or models)) for at in range(0, models, together or models)]
    points = torch.cat(
        [_points(step, tree_map(lambda t, g=g: t[g], (state, given or {})), steps, keep) for g in groups]
    )
    return Orbit(points, torch.stack(list(state.rates), dim=-1), given or {})


def _points(step: Step, begun: tuple[State, dict[str, Tensor]], steps: int, keep: int) -> Tensor:
    state, given = begun
    points = [place(state.players)]

    def watch(step: int, now: State, losses: Losses) -> None:
        if step % keep == 0:
            points.append(place(now.players))

    train(step, state, always(given) if given else None, steps, watch=watch)
    return torch.stack(points, dim=1)
