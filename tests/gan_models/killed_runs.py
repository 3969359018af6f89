"""Commands that die by signal 9 at a random step."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from threading import Thread
from time import sleep
from typing import Any, NamedTuple

from tests.gan_models.forked import forking, status


class Death(NamedTuple):
    """When a process dies: so many seconds after it has begun a step, or the training of many small models at once."""

    step: int
    later: float


def ended(arguments: Sequence[str], death: Death | None = None, forgetful: bool = False) -> int:
    """What a command ends with, in a process of its own: its exit status, or the signal as a negative number.

    Args:
        arguments: of `gan-models`.
        death: when it dies, if it does.
        forgetful: whether it resumes without the states of the random number generators.
    """
    process = forking().Process(target=_command, args=(list(arguments), death, forgetful))
    process.start()
    return status(process)


def _command(arguments: list[str], death: Death | None, forgetful: bool) -> None:
    import torch

    from gan_models.cli import main
    from gan_models.recipes import gan
    from gan_models.trainer.randomness import Randomness

    torch.set_num_threads(1)
    gan.INSPECTED = gan.EACH * 10  # type: ignore[misc] # as many images as a picture has; more take most of the time
    if forgetful:
        Randomness.restore = lambda self, states: None  # type: ignore[method-assign]
    if death is not None:
        _doom(death)
    with open(os.devnull, "w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        sys.exit(main(arguments))


def _doom(death: Death) -> None:
    """Die in whatever the process does by then: a step, a row of numbers, a picture, the writing of a checkpoint."""
    from gan_models.trainer.loop import Training

    begun = list[int]()

    def then(called: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(called)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            begun.append(1)
            if len(begun) == death.step:
                Thread(target=_die, args=(death.later,), daemon=True).start()
            return called(*arguments, **named)

        return wrapped

    Training.one = then(Training.one)  # type: ignore[method-assign]
    from gan_models import dual_gan_run, gaussian_gan_run, toy_diffusion_run

    for module, name in ((dual_gan_run, "train"), (gaussian_gan_run, "run"), (toy_diffusion_run, "train")):
        setattr(module, name, then(getattr(module, name)))


def _die(later: float) -> None:
    with suppress(Exception):
        sleep(later)
    os.kill(os.getpid(), signal.SIGKILL)
