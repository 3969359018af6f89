"""Processes forked from one that has imported everything, so that starting one takes next to no time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

IMPORTED = (
    "gan_models.cli",
    "gan_models.commands.training",
    "gan_models.commands.resuming",
    "gan_models.trainer.runs",
    "gan_models.recipes.gan",
    "gan_models.recipes.vae",
    "gan_models.recipes.flow",
    "gan_models.gaussian_gan_run",
    "gan_models.toy_diffusion_run",
    "gan_models.dual_gan_run",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "sympy",
    "torch._dynamo",
    "tyro",
    *(point.module for point in entry_points(group="derivations.topics")),  # whose proofs a run of a GAN reads
)
PATIENCE = 300  # seconds


@cache
def forking() -> ForkServerContext:
    """Where the processes come from. It trains nothing itself, so that there are no threads that a fork would lose."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED))
    return context


def status(process: ForkServerProcess) -> int:
    """What a process ends with: its exit status, or the signal as a negative number."""
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
    assert process.exitcode is not None, f"{process.name} does not end"
    return process.exitcode


@contextmanager
def telling(out: str | Path, err: str | Path) -> Iterator[None]:
    """What is said goes to the end of these files."""
    with open(out, "a", buffering=1) as stdout, open(err, "a", buffering=1) as stderr:
        sys.stdout, sys.stderr = stdout, stderr
        yield


class Together:
    """Processes that are told of each other as torchrun tells those that it starts.

    Args:
        function: called in each of them, with the arguments; returns the exit status.
        folder: what they say comes into the files `out` and `err` in it.
    """

    def __init__(self, count: int, folder: Path, function: Callable[..., int], *arguments: Any) -> None:
        from torch.distributed import TCPStore  # type: ignore[attr-defined]

        folder.mkdir()
        self.out, self.err = folder / "out", folder / "err"
        self._store = TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)  # at a free port
        told = [_told(rank, count, self._store.port) for rank in range(count)]
        self.processes = [
            forking().Process(target=_one, args=(each, self.out, self.err, function, arguments)) for each in told
        ]
        for process in self.processes:
            process.start()

    def poll(self) -> int | None:
        """The exit status of the first that has ended."""
        return next((p.exitcode for p in self.processes if p.exitcode is not None), None)

    def send_signal(self, number: int) -> None:
        """Pass a signal on to all of them, as torchrun does."""
        for process in self.processes:
            if process.pid is not None:
                os.kill(process.pid, number)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()

    def communicate(self) -> tuple[Sequence[int], str, str]:
        """Wait for their ends: their exit statuses, and all that they have said."""
        return [status(process) for process in self.processes], self.out.read_text(), self.err.read_text()


def _told(rank: int, count: int, port: int) -> dict[str, str]:
    """What torchrun puts into the environment of a process."""
    place = {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": str(count)}
    store = {"TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "0"}
    return {**place, **store, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}


def _one(told: dict[str, str], out: Path, err: Path, function: Callable[..., int], arguments: Sequence[Any]) -> None:
    import torch

    os.environ.update(told)
    torch.set_num_threads(1)
    with telling(out, err):
        sys.exit(function(*arguments))
