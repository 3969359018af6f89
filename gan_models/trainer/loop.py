"""A run of any recipe: epochs of pure steps over examples that lie on the device as they came, a batch an index.

Nothing is sent to the host inside an epoch, and nothing comes from there: the device counts the place in the epoch and
puts the losses of a step there, in a ring that every epoch goes round once. So a step is the same work each time, which
a device can repeat by itself (`graphs`), and the host reads the ring when an epoch or a checkpoint is due. A checkpoint
holds everything that the next step depends on, so that a run that was killed goes on to the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import isfinite
from operator import add
from pathlib import Path
from typing import Any, Final

from gan_models.backend import Tensor, torch
from gan_models.networks import Params
from gan_models.play import ROLES, Batch, Losses, State
from gan_models.trainer import checkpoint, processes
from gan_models.trainer.checkpoint import flat
from gan_models.trainer.randomness import Randomness
from gan_models.updates import Step

CURVE: Final = 200  # numbers of an epoch's curve; a longer epoch has means over as many spans of steps


class NotFinite(ArithmeticError):
    """A loss or a parameter is infinite or no number; the message says where, and which checkpoint is still good."""


class Interrupted(Exception):
    """The run was asked to stop; a checkpoint holds where it is."""


@dataclass(frozen=True)
class Task:
    """What a recipe is to the loop.

    Attributes:
        start: The first state.
        step: One step of all players.
        stacked: The step of several runs whose states and batches are stacked along a new first axis, from their
            generators of dropout; None for networks that cannot be stacked.
        draw: The batch for some examples, by their numbers, with what is random in it.
        examples: How many there are.
        batch: How many a step takes; what is left at the end of an epoch is left out.
        epochs: How many.
        rows: The names under which the two players' losses are recorded; empty for a player who does not move.
        inspect: Numbers to record after an epoch, from the state and the averaged generator; one that is infinite or
            none is recorded as None, which JSON has and NaN it has not.
        average: How slowly the average of the generator forgets; 0 for none.
        checkpoint_steps: Steps between checkpoints inside an epoch; 0 for one after each epoch alone.
    """

    start: Callable[[], State]
    step: Step
    draw: Callable[[Tensor], Batch]
    examples: int
    batch: int
    epochs: int
    stacked: Callable[[Sequence[torch.Generator]], Step] | None = None
    rows: tuple[str, str] = ROLES
    inspect: Callable[[State, Params], Mapping[str, Any]] = lambda state, average: {}
    average: float = 0.0
    checkpoint_steps: int = 0

    def __post_init__(self) -> None:
        if self.examples < self.batch:
            raise ValueError(
                f"a step takes {self.batch} examples (its batches together), and there are only {self.examples}: "
                "make the batch smaller, or take more examples"
            )

    @property
    def steps(self) -> int:
        """Of an epoch; at least 1."""
        return self.examples // self.batch


@dataclass(eq=False)
class Training:
    """A run on its way; equal to itself alone.

    Attributes:
        task: What is trained.
        random: Its random numbers.
        file: Of the checkpoint.
        of: Which run it is: what the checkpoint says too, and another run's does not.
        state: The players, and what their optimisers remember.
        average: The averaged generator; empty without.
        epoch: How many epochs are done.
        step: How many steps of the next one are.
        seconds: Spent on it so far, and on what was trained with it.
        losses: Before each step of the epoch, shape (steps, 2), on the device.
        order: The numbers of the examples in the order of the epoch.
        place: How many steps of the epoch are done; the same as `step`, on the device.
    """

    task: Task
    random: Randomness
    file: Path
    of: Mapping[str, Any] = field(default_factory=dict[str, Any])
    state: State = field(init=False)
    average: Params = field(init=False)
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    losses: Tensor = field(init=False)
    order: Tensor = field(init=False)
    place: Tensor = field(init=False)

    def __post_init__(self) -> None:
        device = self.random.device
        self.state = self.task.start()
        own = self.state.players.generator
        self.average = {name: value.clone() for name, value in own.items()} if self.task.average else {}
        self.losses = torch.zeros(self.task.steps, 2, dtype=torch.float64, device=device)
        self.order, self.place = (torch.zeros(n, dtype=torch.int64, device=device) for n in (self.task.examples, ()))
        self._within = torch.arange(self.task.batch, device=device)

    def _fresh(self) -> None:
        """As in an epoch that has not begun."""
        self.losses.zero_()
        self.step, self.seconds = 0, 0.0

    @property
    def changing(self) -> dict[str, Any]:
        """The tensors that a step changes, in place or by others of the same kind."""
        return {"state": self.state, "average": self.average, "losses": self.losses, "place": self.place}

    # Checkpoints
    def _tree(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "average": self.average,
            "random": self.random.states,
            "losses": self.losses,
        }

    def save(self) -> None:
        """Keep everything that the next step depends on."""
        where = {"device": self.random.device.type, "of": dict(self.of)}
        about = {"epoch": self.epoch, "step": self.step, "seconds": self.seconds} | where
        if processes.rank() == 0:
            checkpoint.write(self.file, self._tree(), about)
        processes.wait()

    def restore(self) -> None:
        """Go on from the checkpoint; on another kind of device with other random numbers.

        Raises:
            BadCheckpoint: it is damaged, or of another run.
        """
        about, like = checkpoint.about(self.file), self._tree()
        checkpoint.same(self.file, about.get("of", {}), self.of)
        if elsewhere := about["device"] != self.random.device.type:
            del like["random"]
        tree, _ = checkpoint.read(self.file, like)
        self.state, self.average, self.losses = tree["state"], tree["average"], tree["losses"]
        self.epoch, self.step, self.seconds = about["epoch"], about["step"], about["seconds"]
        if elsewhere:
            self.random.anew(self.epoch, self.step)
        else:
            self.random.restore(tree["random"])

    # Training
    def begin(self) -> None:
        """Get ready for the steps of an epoch, or for those that are left of it."""
        self.order.copy_(self.random.order(self.task.examples, self.epoch))
        self.place.fill_(self.step)

    def one(self) -> None:
        """The next step, without waiting for the device."""
        self.random.begin(self.epoch, self.step)
        self.state, losses = self.task.step(self.state, processes.part(self.batch()))
        self.account(losses)
        if self.task.average:
            towards(self.average, self.state.players.generator, 1 - self.task.average)

    def batch(self) -> Batch:
        """What the next step is taken on."""
        return self.task.draw(self.order.index_select(0, self.place * self.task.batch + self._within))

    def account(self, losses: Losses) -> None:
        """A step is done, with these losses before it."""
        self.losses.index_copy_(0, self.place[None], torch.stack(losses).to(self.losses)[None])
        self.step += 1
        self.place += 1

    def due(self) -> int:
        """How many steps there are until the next checkpoint, or the end of the epoch."""
        left, every = self.task.steps - self.step, self.task.checkpoint_steps
        return min(left, every - self.step % every) if every else left

    def keep(self) -> None:
        """Write a checkpoint, if nothing is infinite or no number.

        Raises:
            NotFinite: something is.
            files.CannotWrite: the last good checkpoint is as it was.
        """
        self._check()
        self.save()

    def end(self, told: Callable[[dict[str, Any]], None]) -> None:
        """Tell about the epoch whose steps are done, and write its checkpoint."""
        told(self._row())
        self.epoch += 1
        self._fresh()
        self.save()

    def wait(self) -> None:
        """Until the device has done all that it was told to."""
        if self.random.device.type == "cuda":
            torch.cuda.synchronize(self.random.device)

    def curves(self) -> dict[str, list[float]]:
        """Each moving player's losses in the steps of an epoch that are done, at most `CURVE` numbers."""
        done = self.losses[: self.step].cpu()
        means = torch.stack([part.mean(0) for part in done.tensor_split(min(len(done), CURVE))])
        each = zip(self.task.rows, means.T.tolist(), strict=True)
        return {name: [float(f"{value:.6g}") for value in own] for name, own in each if name}

    def _row(self) -> dict[str, Any]:
        self._check()
        means = [reduce(add, own, 0.0) / self.task.steps for own in self.losses.T.tolist()]
        row = {"epoch": self.epoch + 1} | {name: m for name, m in zip(self.task.rows, means, strict=True) if name}
        speed = self.task.steps * self.task.batch / self.seconds if self.seconds else 0.0
        row |= {"seconds": round(self.seconds, 3), "examples_per_second": round(speed, 1)}
        seen = self.task.inspect(self.state, self.average)
        return row | {name: None if isinstance(v, float) and not isfinite(v) else v for name, v in seen.items()}

    def _check(self) -> None:
        """Complain about what is no number, before it gets into a checkpoint."""
        if (done := int(self.place)) != self.step:
            raise RuntimeError(f"the device has done {done} steps of the epoch, and was told to do {self.step}")
        done = self.losses[: self.step]
        processes.mean(done)
        broken = [name for name, value in flat(self.state) if value.is_floating_point() and not _fine(value)]
        losses = [
            f"the {name} loss from step {fine.index(False) + 1} on"
            for name, fine in zip(self.task.rows, done.isfinite().T.tolist(), strict=True)
            if name and not all(fine)
        ]
        if broken or losses:
            raise NotFinite(self._complaint(losses, broken))

    def _complaint(self, losses: list[str], broken: list[str]) -> str:
        what = "; ".join([*losses, *([f"{broken[0]} ({len(broken)} tensors in all)"] if broken else [])])
        kept = f"the last good checkpoint is {self.file}" if self.file.exists() else "there is no checkpoint yet"
        return (
            f"epoch {self.epoch + 1}, step {self.step}: infinite or no number: {what}; {kept}. "
            "Train with a smaller rate, or from another seed"
        )


def _fine(value: Tensor) -> bool:
    return isfinite(value.detach().abs().sum(dtype=torch.float64).item())


def towards(average: Params, params: Params, share: float) -> None:
    """Move an average towards parameters; whole numbers, such as how many batches were seen, are taken over."""
    moving = [name for name, value in params.items() if value.is_floating_point()]
    for name in moving:
        average[name].lerp_(params[name], share)
    for name in params.keys() - set(moving):
        average[name].copy_(params[name])
