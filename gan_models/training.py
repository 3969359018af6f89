"""Training many small models at once: steps, batches in chunks, and what is watched on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from gan_models.backend import torch
from gan_models.play import Batch, State
from gan_models.updates import Step

CHUNK = 50  # steps whose batches are drawn together; part of what a seed means


class Source(Protocol):
    """Draws the batches of so many steps: tensors of shape (models, steps, ...), in tuples or dicts or alone."""

    def __call__(self, steps: int) -> Any:
        """The batches, in the order of the steps along the second axis."""
        ...


def batches(source: Source | None, steps: int) -> Iterator[Batch]:
    """One batch a step, shapes (models, ...); drawn in chunks. Without a source every batch is empty."""
    for start in range(0, steps, CHUNK):
        chunk = source(CHUNK) if source else ()
        yield from (at(chunk, t) for t in range(min(CHUNK, steps - start)))


def at(chunk: Any, t: int) -> Any:
    """What belongs to one step."""
    if isinstance(chunk, torch.Tensor):
        return chunk[:, t]
    if isinstance(chunk, dict):
        return {name: at(part, t) for name, part in chunk.items()}
    return tuple(at(part, t) for part in chunk)


def train(
    step: Step,
    state: State,
    source: Source | None,
    steps: int,
    *,
    watch: Callable[[int, State, Any], None] | None = None,
    schedule: Callable[[int], float] | None = None,
) -> State:
    """The state after so many steps.

    Args:
        step: for many models at once, as `updates.many` makes it.
        state: the first state.
        source: draws the batches.
        steps: how many.
        watch: called after each step with its number from 1 on, the new state and the losses before the step.
        schedule: the factor of the rates in step t = 0, 1, ...; by default always 1.
    """
    rates = state.rates
    for t, batch in enumerate(batches(source, steps)):
        if schedule is not None:
            factor = schedule(t)
            state = state._replace(rates=type(rates)(*(r * factor for r in rates)))
        state, losses = step(state, batch)
        if watch is not None:
            watch(t + 1, state, losses)
    return state
