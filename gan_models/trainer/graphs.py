"""Several steps as one graph of a GPU, which then does them without being told each operation by the host.

A step of these networks is some hundred short operations, and telling a GPU what to do takes longer than doing it. The
steps are recorded once and then replayed; what they read and write lies where it lay when they were recorded, and the
generators of random numbers go on from replay to replay as they do from step to step.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any, Final, NamedTuple

from gan_models.backend import torch
from gan_models.trainer.checkpoint import flat
from gan_models.trainer.loop import Training

WARMING: Final = 3  # steps before the recording, in which libraries choose their ways and get their memory


class Steps:
    """One step after the other, each operation from the host.

    Attributes:
        most: How many steps there are between two looks at whether to stop.
    """

    most: int = 1

    def __call__(self, trainings: Sequence[Training], count: int) -> None:
        """Take so many steps of each."""
        for _ in range(count):
            for training in trainings:
                training.one()

    def branches(self, trainings: Sequence[Training], count: int) -> list[Branch]:
        """The same as what a graph does side by side, with all results where the states before them lay."""
        return [Branch([training], partial(_in_place, training, count)) for training in trainings]


class Branch(NamedTuple):
    """Some steps of some runs, to be recorded."""

    trainings: Sequence[Training]
    steps: Callable[[], None]


Record = Callable[[Sequence[Branch], Sequence[torch.Generator]], Callable[[], None]]


class Graphs(Steps):
    """Steps from graphs; one after the other where they cannot be recorded, with a warning that says why.

    Args:
        most: steps of a graph; what is left of an epoch has a graph of its own.
        record: makes a graph of several branches side by side, without doing anything or undone afterwards.
        each: the steps that are recorded.
    """

    def __init__(self, most: int, record: Record | None = None, each: Steps | None = None):
        self.most = most
        self._given, self._each = record, each or Steps()
        self._graphs, self._of = dict[int, Callable[[], None]](), list[Training]()
        self._broken = False

    def __call__(self, trainings: Sequence[Training], count: int) -> None:
        """Take so many steps of each."""
        if self._of != [*trainings]:
            self._graphs, self._of = {}, [*trainings]  # those before have caught up, and do not come back
            self._record = self._given or partial(recorded, room=Room())
        if count not in self._graphs and not self._broken:
            with on(trainings[0].random.device):
                self._make(trainings, count)
        if self._broken:
            self._each(trainings, count)
            return
        self._graphs[count]()
        for training in trainings:
            training.step += count

    def _make(self, trainings: Sequence[Training], count: int) -> None:
        branches = self._each.branches(trainings, count)
        kept = [_Kept(training) for training in trainings]
        generators = [g for training in trainings for g in training.random.generators]
        try:
            if not self._graphs:
                _warm(self._each.branches(trainings, 1))
                _put_back(kept)
            self._graphs[count] = self._record(branches, generators)
        except (RuntimeError, NotImplementedError) as error:
            self._broken, self._graphs = True, {}
            for one in kept:
                one.renew()
            warnings.warn(f"the steps cannot be a CUDA graph ({_reason(error)}): going on one by one", stacklevel=2)
        finally:
            _put_back(kept)


def _in_place(training: Training, count: int) -> None:
    for _ in range(count):
        before = training.state
        training.one()
        for (_, old), (_, new) in zip(flat(before), flat(training.state), strict=True):
            if new is not old:
                old.copy_(new)
        training.state = before


class _Kept:
    """All that a step changes, as it is now."""

    def __init__(self, training: Training):
        self.training, self.step, self.state = training, training.step, training.state
        here = [value for _, value in flat(training.changing)]
        self.tensors = [(value, value.clone()) for value in here]
        self.states = [generator.get_state() for generator in training.random.generators]

    def put_back(self) -> None:
        """Let everything be as it was."""
        self.training.step, self.training.state = self.step, self.state
        with torch.no_grad():
            for value, before in self.tensors:
                value.copy_(before)
        for generator, state in zip(self.training.random.generators, self.states, strict=True):
            generator.set_state(state)

    def renew(self) -> None:
        """Let the generators be as they are outside of a recording that has failed."""
        for generator, state in zip(self.training.random.generators, self.states, strict=True):
            if generator.device.type == "cuda":
                fresh = torch.Generator(generator.device)
                fresh.set_state(state)
                generator.graphsafe_set_state(fresh)


def _put_back(kept: Sequence[_Kept]) -> None:
    for one in kept:
        one.put_back()


def _warm(branches: Sequence[Branch]) -> None:
    """The first step of the epoch, several times, on a stream of its own, as the recording of graphs asks for."""
    with _aside(branches[0].trainings[0].random.device):
        for _ in range(WARMING):
            for branch in branches:
                for training in branch.trainings:
                    training.place.zero_()
                branch.steps()


@contextmanager
def _aside(device: torch.device) -> Iterator[None]:
    if device.type != "cuda":
        yield
        return
    aside, usual = torch.cuda.Stream(), torch.cuda.current_stream()
    aside.wait_stream(usual)
    try:
        with torch.cuda.stream(aside):
            yield
    finally:
        usual.wait_stream(aside)


def on(device: torch.device) -> AbstractContextManager[object]:
    """Where streams and graphs are made."""
    return torch.cuda.device(device) if device.type == "cuda" else nullcontext()


def _reason(error: BaseException) -> str:
    """The first error in a line: what ends a recording complains once more, of what came before."""
    while error.__context__ is not None:
        error = error.__context__
    return str(error).strip().partition("\n")[0]


class Room:
    """The memory of graphs that are replayed one after the other, never at the same time.

    One may write over what another has worked out: a replay reads what it has written itself, and what lies outside.
    What is freed on a stream is taken again on the same one alone, so that the graphs have their streams in common.
    """

    def __init__(self) -> None:
        self._pool: Any = None
        self._streams = list[torch.cuda.Stream]()

    @property
    def pool(self) -> Any:
        """The pool, as `torch.cuda.graph` takes it."""
        self._pool = self._pool or torch.cuda.graph_pool_handle()
        return self._pool

    def streams(self, count: int) -> list[torch.cuda.Stream]:
        """So many streams, the same in every call."""
        self._streams += [torch.cuda.Stream() for _ in range(count - len(self._streams))]
        return self._streams[:count]


def recorded(branches: Sequence[Branch], generators: Sequence[torch.Generator], room: Room) -> Callable[[], None]:
    """A CUDA graph whose branches run side by side; what replays it.

    Raises:
        RuntimeError: something in them cannot be recorded, such as waiting for a number.
    """
    graph, (first, *others) = torch.cuda.CUDAGraph(), branches
    own, *streams = room.streams(len(branches))  # torch.cuda.graph's is one for all devices
    for generator in generators:
        graph.register_generator_state(generator)
    with (
        torch.cuda.stream(torch.cuda.current_stream()),  # a recording that fails leaves its stream as the current one
        torch.cuda.graph(graph, pool=room.pool, stream=own, capture_error_mode="thread_local"),
    ):
        usual = torch.cuda.current_stream()
        for stream, branch in zip(streams, others, strict=True):
            stream.wait_stream(usual)
            with torch.cuda.stream(stream):
                branch.steps()
        first.steps()
        for stream in streams:
            usual.wait_stream(stream)
    return graph.replay


__all__ = ["Branch", "Graphs", "Record", "Room", "Steps", "recorded"]
