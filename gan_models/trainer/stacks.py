"""Several runs as one: their parameters lie in stacks, and each product of a step is one of stacks of matrices.

For networks of dense layers, whose products are too small for a GPU one by one. Every run keeps its own random numbers,
in the order in which it would draw them alone; its weights are those of a run alone up to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from torch.func import grad, grad_and_value, vjp, vmap
from torch.utils._pytree import tree_map

from gan_models.backend import Tensor, torch
from gan_models.dropout import drawn
from gan_models.networks import Params
from gan_models.play import ROLES, Batch, Losses, Players, Role, State
from gan_models.trainer.contest import Contest, Module
from gan_models.trainer.graphs import Branch, Steps
from gan_models.trainer.loop import Training, towards

WORDS = "dropout"  # where a batch has the random bits of its dropout


@dataclass(frozen=True)
class StackedContest(Contest):
    """A contest of several runs: states and batches have one more axis in front, an entry a run.

    Attributes:
        modules: The networks, whose dropout takes its bits from the batch.
        sources: The generator of each run's dropout.
    """

    modules: Sequence[Module] = ()
    sources: Sequence[torch.Generator] = ()
    _sizes: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def slope(self, role: Role, players: Players, batch: Batch) -> tuple[Params, Losses]:
        """The gradient of one player's loss in that player's parameters, for each run; the other loss is given as 0."""

        def loss(own: Params, players: Players, batch: Batch) -> Tensor:
            with self._given(batch):
                return self.game.loss(role, _with(players, role, own), batch)

        batch = self._with_bits(role, batch, partial(self.game.loss, role), players)
        own = self.leaves(role, getattr(players, role))
        slopes, value = vmap(grad_and_value(loss))(own, players, batch)
        return slopes, Losses(*[torch.zeros_like(value)] * 2)._replace(**{role: value})

    def slopes(self, players: Players, batch: Batch) -> tuple[Players, Losses]:
        """The gradients of both players, from one pass."""

        def both(first: Params, second: Params, players: Players, batch: Batch) -> tuple[Players, Losses]:
            def losses(first: Params, second: Params) -> Losses:
                now = _with(_with(players, "generator", first), "discriminator", second)
                with self._given(batch):
                    return Losses(*self.game.losses(now, batch))

            def lowered(first: Params) -> tuple[Tensor, tuple[Params, Losses]]:
                """The generator's loss, and the discriminator's slope, in its own parameters alone."""
                found: Any = vjp(partial(losses, first), second)
                values, pull = found
                with torch.no_grad():  # nobody asks how that slope depends on the generator
                    (down,) = pull(Losses(torch.zeros_like(values.generator), torch.ones_like(values.discriminator)))
                return values.generator, (down, values)

            up, (down, values) = grad(lowered, has_aux=True)(first)
            return Players(up, down), values

        batch = self._with_bits("both", batch, self.game.losses, players)
        first, second = (self.leaves(role, getattr(players, role)) for role in ROLES)
        return vmap(both)(first, second, players, batch)

    # Dropout
    def _with_bits(self, name: str, batch: Batch, passes: Callable[..., object], players: Players) -> Batch:
        """The batch with the bits that dropout takes in such a pass, from each run's generator in the usual order."""
        if name not in self._sizes:
            self._sizes[name] = self._counted(partial(passes, *_entry((players, batch), 0)))
        device = self.sources[0].device
        each = [[drawn(source, n, device) for n in self._sizes[name]] for source in self.sources]
        return batch | {WORDS: [torch.stack(own) for own in zip(*each, strict=True)]}

    def _counted(self, once: Callable[[], object]) -> list[int]:
        """How many words each dropout of a pass takes; the pass itself is forgotten."""
        sizes = list[int]()

        def zeros(count: int, device: torch.device) -> Tensor:
            sizes.append(count)
            return torch.zeros(count, dtype=torch.int64, device=device)

        with self._drawing(zeros):
            once()
        return sizes

    @contextmanager
    def _given(self, batch: Batch) -> Iterator[None]:
        words = iter(batch[WORDS])
        with self._drawing(lambda count, device: next(words)):
            yield

    @contextmanager
    def _drawing(self, words: Callable[[int, torch.device], Tensor]) -> Iterator[None]:
        for module in self.modules:
            module.draw_from(words)
        try:
            yield
        finally:
            for module in self.modules:  # those of the first run
                module.draw_from(self.sources[0])


def _with(players: Players, role: Role, own: Params) -> Players:
    """The players with these parameters of one of them; buffers stay."""
    return players._replace(**{role: getattr(players, role) | own})


class Stacked(Steps):
    """Steps of several runs as one. What each run calls its own lies in the stacks from the first step on."""

    def __init__(self) -> None:
        self._stack: _Stack | None = None

    def _ready(self, trainings: Sequence[Training]) -> _Stack:
        """What belongs to these runs, in stacks."""
        if self._stack is None or [*self._stack.trainings] != [*trainings]:
            self._stack = _Stack(trainings)
        return self._stack

    def __call__(self, trainings: Sequence[Training], count: int) -> None:
        """Take so many steps of each."""
        self._ready(trainings).take(count)

    def branches(self, trainings: Sequence[Training], count: int) -> list[Branch]:
        """All runs are in one."""
        return [Branch(trainings, partial(self._ready(trainings).take, count))]


class _Stack:
    """States and averages of several runs, a stack for each tensor; each run sees its own entry."""

    def __init__(self, trainings: Sequence[Training]):
        self.trainings = trainings
        self.state, self.average = _stacked([t.state for t in trainings]), _stacked([t.average for t in trainings])
        for i, training in enumerate(trainings):
            training.state, training.average = _entry(self.state, i), _entry(self.average, i)
        task = trainings[0].task
        if task.stacked is None:
            raise TypeError("these networks cannot be stacked")
        self.step = task.stacked([t.random.dropout for t in trainings])
        self.forgetting = task.average
        self.shown = State(self.state.players, _first_steps(self.state.memory), trainings[0].state.rates)

    def take(self, count: int) -> None:
        """Take so many steps of all."""
        for _ in range(count):
            self.one()

    def one(self) -> None:
        """A step of all."""
        batches = [training.batch() for training in self.trainings]
        self.shown, losses = self.step(self.shown, tree_map(lambda *each: torch.stack(each), *batches))
        for i, training in enumerate(self.trainings):
            training.account(Losses(*(loss[i] for loss in losses)))
        for memory in self.state.memory:
            for steps in memory["steps"].values():
                steps[1:] = steps[0]
        if self.forgetting:
            towards(self.average, self.state.players.generator, 1 - self.forgetting)


def _stacked(trees: Sequence[Any]) -> Any:
    return tree_map(lambda *each: torch.stack(each), *trees)


def _entry(tree: Any, place: int) -> Any:
    return tree_map(lambda value: value[place], tree)


def _first_steps(memory: Players) -> Players:
    """The optimisers' memory with one number of steps, the first run's, for all: they are alike."""
    first = ({name: steps[0] for name, steps in own["steps"].items()} for own in memory)
    return Players(*({**own, "steps": steps} for own, steps in zip(memory, first, strict=True)))


__all__ = ["Stacked", "StackedContest"]
