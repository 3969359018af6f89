"""Several processes that train one model, each with its part of every batch: `torchrun --nproc-per-node N`.

All of them draw the whole batch, from generators in the same state, and take their part of it, so that neither the
order of the examples nor the noise depends on how many there are. A player moves against the mean of their slopes, so
that whoever started with the same weights keeps them (`slopes`). Only the first process writes. Alone, nothing of this
costs anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from gc import collect
from importlib import import_module
from typing import Any

import torch.distributed as group

from gan_models.backend import Tensor, torch

kept: dict[Any, Any] = {}  # what belongs to the group, and goes with it


def count() -> int:
    """How many train together; 1 alone."""
    return group.get_world_size() if _together() else 1


def rank() -> int:
    """The number of this one, from 0 on."""
    return group.get_rank() if _together() else 0


def _together() -> bool:
    return group.is_available() and group.is_initialized()


def started() -> int:
    """How many processes torchrun started; 1 without it."""
    return int(os.environ.get("WORLD_SIZE", "1"))


@contextmanager
def joined() -> Iterator[None]:
    """Meet the other processes if torchrun started several; each takes the GPU of its number on this machine.

    When they part, the threads that exchange tensors end: one that is left while Python ends may abort the process.
    """
    if started() == 1 or _together():
        yield
        return
    import_module("torch.distributed.nn")  # if it came later, its default arguments would keep group and threads alive
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]) % torch.cuda.device_count())
    group.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield
    finally:
        kept.clear()
        collect()
        group.destroy_process_group()


def part(batch: Any) -> Any:
    """This process' part of a batch: of every tensor in tuples and dicts the same share of the first axis.

    Raises:
        ValueError: the batch cannot be shared equally.
    """
    if count() == 1:
        return batch
    if isinstance(batch, tuple):
        return tuple(part(each) for each in batch)
    if isinstance(batch, dict):
        return {name: part(each) for name, each in batch.items()}
    if len(batch) % count():
        raise ValueError(f"a batch of {len(batch)} cannot be shared equally by {count()} processes")
    return batch.chunk(count())[rank()]


def mean(value: Tensor) -> None:
    """Put the mean over the processes in the place of a tensor."""
    if count() > 1:
        group.all_reduce(value)
        value /= count()


def any_of(own: bool) -> bool:
    """Whether it is so in some process."""
    if count() == 1:
        return own
    found = torch.tensor([int(own)])
    group.all_reduce(found, group.ReduceOp.MAX)
    return bool(found)


def wait() -> None:
    """Until all have come here."""
    if count() > 1:
        group.barrier()
