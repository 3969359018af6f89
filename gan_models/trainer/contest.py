"""The pure step's players when they are large networks, one model of each: same updates, other arithmetic.

`updates.alternating` and `updates.simultaneous` play this as they play the small games. What differs: slopes come from
reverse-mode differentiation alone; each loss is computed only for the player who moves, so that no slope of the other
one is worked out (a frozen discriminator); and a move writes into the tensors of the state that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from torch.optim.adam import adam

from gan_models.backend import Tensor, nn, torch
from gan_models.dropout import Words, draw_from
from gan_models.networks import Params
from gan_models.optimisers import Memory
from gan_models.play import ROLES, Batch, Losses, Play, Players, Role, State
from gan_models.streams import seeded
from gan_models.trainer.arithmetic import Arithmetic
from gan_models.trainer.slopes import differentiable, passing, pulled

PLAIN: Final = Arithmetic()


class Module:
    """A network whose parameters and buffers are an argument, written to where the network keeps account.

    Args:
        build: makes it, with random parameters from PyTorch's global generator.
        arithmetic: how it is worked out.
    """

    def __init__(self, build: Callable[[], nn.Module], arithmetic: Arithmetic = PLAIN):
        self.build, self.arithmetic = build, arithmetic
        with seeded(0):
            self.skeleton = deepcopy(build()).to("meta")  # to build it there imports a compiler
        self.trained = tuple(name for name, _ in self.skeleton.named_parameters())

    def start(self, seed: int, device: torch.device | str = "cpu") -> Params:
        """Random parameters, and the buffers as they are at first; one model, float32, the same on every device."""
        with seeded(seed):
            module = self.build()
        drawn = {name: value.detach().clone().to(device) for name, value in module.state_dict().items()}
        return {name: self.arithmetic.placed(value) for name, value in drawn.items()}

    def draw_from(self, source: torch.Generator | Words) -> None:
        """Let dropout draw from this generator, or take its bits from this function."""
        draw_from(self.skeleton, source)

    def __call__(self, params: Params, *inputs: Any, training: bool = True) -> Any:
        """The output; batch statistics and dropout as in training, or as in evaluation."""
        self.skeleton.train(training)
        return self.arithmetic(self.skeleton, params, inputs)


class Contestants(Protocol):
    """The losses of a game, for one player at a time and for both."""

    def loss(self, role: Role, players: Players, batch: Batch) -> Tensor:
        """What one player lowers."""
        ...

    def losses(self, players: Players, batch: Batch) -> Losses:
        """Both, from one pass through the networks."""
        ...


@dataclass(frozen=True)
class FusedAdam:
    """Adam (Kingma and Ba 2015) in one pass over each tensor, in place.

    Attributes:
        betas: How slowly the running means forget.
        epsilon: Beside the root.
        fused: One kernel for all of it; otherwise one operation after the other.
    """

    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    fused: bool = True

    def start(self, params: Params) -> Memory:
        """Means of nothing."""
        return {
            "mean": {name: torch.zeros_like(value) for name, value in params.items()},
            "square": {name: torch.zeros_like(value) for name, value in params.items()},
            "steps": {name: torch.zeros((), device=value.device) for name, value in params.items()},
        }

    def move(self, params: Params, slopes: Params, memory: Memory, rate: Tensor) -> None:
        """Take a step, in place."""
        names, slopes = list(slopes), {name: _alongside(slope, params[name]) for name, slope in slopes.items()}
        mean, square, steps = ([memory[part][name] for name in names] for part in ("mean", "square", "steps"))
        adam(
            [params[name] for name in names],
            [slopes[name] for name in names],
            mean,
            square,
            [],
            steps,
            foreach=False,
            fused=self.fused,
            capturable=any(step.is_cuda for step in steps),  # count steps there, without asking for their number
            amsgrad=False,
            beta1=self.betas[0],
            beta2=self.betas[1],
            lr=float(rate),
            weight_decay=0.0,
            eps=self.epsilon,
            maximize=False,
        )


def _alongside(slope: Tensor, value: Tensor) -> Tensor:
    """A slope that lies in memory as its parameter does: the fused kernel takes one entry after the other there.

    The slope of a convolution by way of a penalty lies transposed.
    """
    return slope if slope.stride() == value.stride() else torch.empty_like(value).copy_(slope)


@dataclass(frozen=True)
class Contest(Play):
    """A game between two large networks. The state that a step is given is used up by it.

    Attributes:
        game: The losses.
        optimiser: Moves the parameters.
        trained: The names of the parameters of each player; what else a player has are buffers.
        frozen: Work out slopes for the player who moves alone; otherwise for both, and throw the others away.
    """

    game: Contestants
    optimiser: FusedAdam
    trained: Mapping[Role, Sequence[str]]
    frozen: bool = True

    def begin(self, players: Players, rates: tuple[float, float]) -> State:
        """The first state."""
        memory = (self.optimiser.start(self.leaves(role, getattr(players, role))) for role in ROLES)
        return State(players, Players(*memory), Players(*map(torch.tensor, rates)))

    def slope(self, role: Role, players: Players, batch: Batch) -> tuple[Params, Losses]:
        """The gradient of one player's loss in that player's parameters; the other loss is given as 0."""
        own = self.leaves(role, getattr(players, role))
        others: list[Role] = [] if self.frozen else [r for r in ROLES if r != role and self.trained[r]]
        spare = [value for r in others for value in self.leaves(r, getattr(players, r)).values()]
        with differentiable(spare), passing(players, Players({}, {})._replace(**{role: own})) as there:
            loss = there.through(partial(self.game.loss, role, there.players, batch))
            found = pulled([loss], [*getattr(there.leaves, role).values()], spare=spare)
        slopes, none = dict(zip(own, found, strict=True)), loss.new_zeros(())
        return slopes, Losses(none, none)._replace(**{role: loss.detach()})

    def slopes(self, players: Players, batch: Batch) -> tuple[Players, Losses]:
        """The gradients of both players, from one pass."""
        each = Players(*(self.leaves(role, getattr(players, role)) for role in ROLES))
        with passing(players, each) as there:
            losses = there.through(partial(self.game.losses, there.players, batch))
            first = pulled([losses.generator], [*there.leaves.generator.values()], again=True)
            second = pulled([losses.discriminator], [*there.leaves.discriminator.values()])
        slopes = Players(*(dict(zip(own, s, strict=True)) for own, s in zip(each, (first, second), strict=True)))
        return slopes, Losses(*(loss.detach() for loss in losses))

    def moved(self, state: State, slopes: Players, *roles: Role) -> State:
        """The state after a step against these slopes; the tensors are those of before."""
        for role in roles or ROLES:
            own, memory, rate = (getattr(part, role) for part in (state.players, state.memory, state.rates))
            with torch.no_grad():
                self.optimiser.move(own, getattr(slopes, role), memory, rate)
        return state

    def leaves(self, role: Role, params: Params) -> Params:
        """The parameters that are trained, without the buffers."""
        return {name: params[name] for name in self.trained[role]}
