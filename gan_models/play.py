"""Two players who lower losses of their own: states, slopes and moves, all of them pure functions.

Nothing here is changed in place, so that one model, many under `vmap`, compiled and eager run the same code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from torch.func import grad, grad_and_value

from gan_models.backend import Tensor, torch
from gan_models.networks import Params
from gan_models.optimisers import Memory, Optimiser

Role = Literal["generator", "discriminator"]
ROLES: Final[tuple[Role, Role]] = ("generator", "discriminator")
Batch = Any  # tensors in tuples and dicts, as the game takes them


class Players(NamedTuple):
    """What belongs to the generator and to the discriminator: parameters, slopes, memories or rates."""

    generator: Any
    discriminator: Any


class Losses(NamedTuple):
    """What each player lowers; scalars."""

    generator: Tensor
    discriminator: Tensor


Game = Callable[[Players, Batch], Losses]


class State(NamedTuple):
    """Everything that a step changes.

    Attributes:
        players: The parameters.
        memory: What the optimisers remember.
        rates: The learning rates, scalars; they may differ from model to model and from step to step.
        last: The slopes of the step before, for updates that use them; empty otherwise.
    """

    players: Players
    memory: Players
    rates: Players
    last: Any = ()


@dataclass(frozen=True)
class Play:
    """A game and how its players move.

    Attributes:
        game: The losses, from parameters and a batch.
        optimiser: Turns slopes into directions, for both players.
    """

    game: Game
    optimiser: Optimiser

    def start(self, players: Players, rates: tuple[float | Tensor, float | Tensor]) -> State:
        """The first state of as many models as the parameters have along their first axis."""
        memory = Players(*(self.optimiser.start(p) for p in players))
        return State(players, memory, Players(*(_each(r, p) for r, p in zip(rates, players, strict=True))))

    def slope(self, role: Role, players: Players, batch: Batch) -> tuple[Params, Losses]:
        """The gradient of one player's loss in that player's parameters, and both losses."""

        def loss(own: Params) -> tuple[Tensor, Losses]:
            losses = self.game(players._replace(**{role: own}), batch)
            return getattr(losses, role), losses

        slope, (_, losses) = grad_and_value(loss, has_aux=True)(getattr(players, role))
        return slope, losses

    def slopes(self, players: Players, batch: Batch) -> tuple[Players, Losses]:
        """The gradients of both players at once."""
        first, losses = Play.slope(self, "generator", players, batch)
        second, _ = Play.slope(self, "discriminator", players, batch)
        return Players(first, second), losses

    def moved(self, state: State, slopes: Players, *roles: Role) -> State:
        """The state after a step against these slopes, by both players or by some."""
        for role in roles or ROLES:
            own, slope, memory, rate = (
                getattr(part, role) for part in (state.players, slopes, state.memory, state.rates)
            )
            direction, memory = self.optimiser.direction(slope, memory)
            players = state.players._replace(**{role: stepped(own, direction, rate)})
            state = state._replace(players=players, memory=state.memory._replace(**{role: memory}))
        return state


@dataclass(frozen=True)
class Consensus(Play):
    """A game whose players follow v + γ·∇½‖v‖² instead of their slopes v (Mescheder, Nowozin and Geiger 2017).

    Attributes:
        gamma: γ, or how it is read from the batch.
    """

    gamma: float | Callable[[Batch], Tensor] = 0.0

    def slope(self, role: Role, players: Players, batch: Batch) -> tuple[Params, Losses]:
        """One player's part of v + γ·∇½‖v‖², and both losses."""
        slope, losses = super().slope(role, players, batch)
        pull = grad(lambda own: self._half_square(players._replace(**{role: own}), batch))(getattr(players, role))
        return self._joint(slope, pull, batch), losses

    def slopes(self, players: Players, batch: Batch) -> tuple[Players, Losses]:
        """Both parts."""
        slopes, losses = super().slopes(players, batch)
        pulls = grad(self._half_square)(players, batch)
        return Players(*(self._joint(s, p, batch) for s, p in zip(slopes, pulls, strict=True))), losses

    def _half_square(self, players: Players, batch: Batch) -> Tensor:
        both = [Play.slope(self, role, players, batch)[0] for role in ROLES]
        return torch.stack([s.square().sum() for slope in both for s in slope.values()]).sum() / 2

    def _joint(self, slope: Params, pull: Params, batch: Batch) -> Params:
        gamma = self.gamma(batch) if callable(self.gamma) else self.gamma
        return {name: value + gamma * pull[name] for name, value in slope.items()}


def stepped(params: Params, direction: Params, rate: Tensor) -> Params:
    """Parameters − rate · direction."""
    return {name: value - rate * direction[name] for name, value in params.items()}


def _each(rate: float | Tensor, params: Params) -> Tensor:
    first = next(iter(params.values()))
    return torch.as_tensor(rate, dtype=first.dtype, device=first.device).expand(first.shape[0]).clone()


__all__ = ["ROLES", "Batch", "Consensus", "Game", "Losses", "Memory", "Play", "Players", "Role", "State", "stepped"]
