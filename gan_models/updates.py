"""Ways to play: who moves when, and against which slopes. Each is one step, a pure function of state and batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch.func import vmap

from gan_models.backend import Tensor, torch
from gan_models.play import Batch, Consensus, Losses, Play, Players, Role, State, stepped
from gan_models.tape import Taped

Step = Callable[[State, Batch], tuple[State, Losses]]


def simultaneous(play: Play) -> Step:
    """Both move at once, against the slopes where they stand."""

    def step(state: State, batch: Batch) -> tuple[State, Losses]:
        slopes, losses = play.slopes(state.players, batch)
        return play.moved(state, slopes), losses

    return step


def alternating(play: Play, order: tuple[Role, ...] = ("discriminator", "generator")) -> Step:
    """One after the other; who comes later sees what the others did.

    The batch is a tuple with one batch a move; a dict, a tensor or () is the batch of every move. The losses are those
    before each player's last move; of a player who does not move, what the play gives for it.
    """

    def step(state: State, batch: Batch) -> tuple[State, Losses]:
        seen: dict[str, Tensor] = {}  # not dict[...](): the compiler cannot call that
        losses: Any = None
        parts = batch if isinstance(batch, tuple) and batch else (batch,) * len(order)
        for role, part in zip(order, parts, strict=True):
            slope, losses = play.slope(role, state.players, part)
            seen[role] = getattr(losses, role)
            state = play.moved(state, Players(slope, slope), role)
        return state, losses._replace(**seen)

    return step


def extragradient(play: Play) -> Step:
    """A trial step, then a step from where they stood against the slopes at the end of the trial (Korpelevich 1976).

    The trial is a plain gradient step; the step itself goes through the optimiser.
    """

    def step(state: State, batch: Batch) -> tuple[State, Losses]:
        slopes, losses = play.slopes(state.players, batch)
        trial = Players(*map(stepped, state.players, slopes, state.rates))
        ahead, _ = play.slopes(trial, batch)
        return play.moved(state, ahead), losses

    return step


def optimistic(play: Play) -> Step:
    """Against twice the slopes less those of the step before (Popov 1980); the first step is a plain one."""

    def step(state: State, batch: Batch) -> tuple[State, Losses]:
        slopes, losses = play.slopes(state.players, batch)
        last = state.last or slopes
        ahead = Players(*({k: 2 * s[k] - old[k] for k in s} for s, old in zip(slopes, last, strict=True)))
        return play.moved(state, ahead)._replace(last=slopes), losses

    return step


def consensus(play: Play, gamma: float) -> Step:
    """Simultaneous steps against the slopes v and γ·∇½‖v‖² together (Mescheder, Nowozin and Geiger 2017)."""
    return simultaneous(Consensus(play.game, play.optimiser, gamma))


def flow(play: Play) -> Step:
    """Along the flow whose velocity is −rate · slope, for one unit of time, by the Runge-Kutta method of fourth order.

    The optimiser is not asked.
    """

    def step(state: State, batch: Batch) -> tuple[State, Losses]:
        start, losses = play.slopes(state.players, batch)

        def ahead(slopes: Players, share: float) -> Players:
            return Players(
                *(stepped(p, s, r * share) for p, s, r in zip(state.players, slopes, state.rates, strict=True))
            )

        second, _ = play.slopes(ahead(start, 0.5), batch)
        third, _ = play.slopes(ahead(second, 0.5), batch)
        last, _ = play.slopes(ahead(third, 1.0), batch)
        mean = [
            {k: (a[k] + 2 * b[k] + 2 * c[k] + d[k]) / 6 for k in a}
            for a, b, c, d in zip(start, second, third, last, strict=True)
        ]
        return state._replace(players=ahead(Players(*mean), 1.0)), losses

    return step


def many(step: Step, compiled: bool = False) -> Step:
    """The step for many models at once: everything in the state and the batch has the models along its first axis.

    Its operations are compiled by PyTorch, or else written down in the first step and done again in the next.
    """
    whole: Any = vmap(step)
    return torch.compile(whole) if compiled else Taped(whole)
