"""One loss lowered by many models at once: what has no opponent is trained here, in the manner of `training`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch.func import grad_and_value, vmap

from gan_models.backend import Tensor, torch
from gan_models.networks import Params
from gan_models.optimisers import Adam, Memory, Optimiser
from gan_models.play import Batch, stepped
from gan_models.tape import Taped
from gan_models.training import Source, batches

Loss = Callable[[Params, Batch], Tensor]


def fitted(
    loss: Loss,
    params: Params,
    source: Source | None,
    steps: int,
    rate: float,
    *,
    optimiser: Optimiser | None = None,
    watch: Callable[[int, Params], None] | None = None,
) -> tuple[Params, Tensor]:
    """The parameters after so many steps whose rate falls linearly to 0, and the losses on the way.

    Args:
        loss: of one model and one batch, a number.
        params: of many models, stacked along a first axis.
        source: draws the batches; None for a loss that takes an empty one.
        steps: how many.
        rate: of the first step.
        optimiser: Adam by default.
        watch: called with the number of steps made, from 0 on, and the parameters then.

    Returns:
        The parameters, and the losses before each step, shape (models, steps).
    """
    rule = optimiser or Adam()
    move = Taped(vmap(_step(loss, rule), in_dims=(0, 0, 0, None), randomness="error"))
    memory, seen = rule.start(params), list[Tensor]()
    rates = next(iter(params.values())).new_tensor([rate * (1 - t / steps) for t in range(steps)])
    for t, batch in enumerate(batches(source, steps)):
        if watch:
            watch(t, params)
        params, memory, value = move(params, memory, batch, rates[t])
        seen.append(value)
    if watch:
        watch(steps, params)
    return params, torch.stack(seen, 1)


def same(*tensors: Tensor) -> Source:
    """The same batch in every step: tensors with the models along their first axis."""
    return lambda steps: tuple(t[:, None].expand(-1, steps, *t.shape[1:]) for t in tensors)


def _step(loss: Loss, rule: Optimiser) -> Callable[[Params, Memory, Batch, Any], tuple[Params, Memory, Tensor]]:
    def step(params: Params, memory: Memory, batch: Batch, rate: Any) -> tuple[Params, Memory, Tensor]:
        slope, value = grad_and_value(loss)(params, batch)
        direction, memory = rule.direction(slope, memory)
        return stepped(params, direction, rate), memory, value

    return step
