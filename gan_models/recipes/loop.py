"""What every recipe has that the loop trains: length, checkpoints, device; and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.networks import Params
from gan_models.play import State
from gan_models.settings import at_least
from gan_models.trainer.loop import Task
from gan_models.trainer.randomness import Randomness

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, kw_only=True)
class LoopRecipe:
    """Settings that every recipe of the loop has.

    Attributes:
        epochs: How often every example is seen.
        batch: Examples a step.
        grids: After which epochs a picture is drawn; the last epoch always has one.
        checkpoint_steps: Steps between checkpoints inside an epoch; 0 for one after each epoch alone.
        threads: Of the processor; 0 for PyTorch's own choice. The same number gives the same bits.
        device: Where to train, such as cpu or cuda.
        fused: Use the optimiser that goes over each tensor once.
        keep_memory: Keep on the processor what a step frees, for the next one.
        graph_steps: Steps that a GPU does from one graph; 0 to tell it each operation.
        stacked: On a GPU, train several seeds of dense networks in stacks.
    """

    epochs: int = 1
    batch: int = 128
    grids: tuple[int, ...] = ()
    checkpoint_steps: int = 0
    threads: int = 0
    device: str = "cpu"
    fused: bool = True
    keep_memory: bool = True
    graph_steps: int = 8
    stacked: bool = True

    def __post_init__(self) -> None:
        at_least(self, 1, "epochs", "batch")
        at_least(self, 0, "checkpoint_steps", "threads", "graph_steps")

    def random(self, seed: int) -> Randomness:
        """The random numbers of a run, on its device.

        Nobody asks before whether the device is there, so that a run of one machine can be looked at on another.

        Raises:
            ValueError: PyTorch has no such device here.
        """
        return Randomness(seed, usable(self.device))

    def placed(self) -> Any:
        """What runs of all seeds look at, for several of them to share; None where every seed draws its own."""
        return None


def usable(device: str) -> torch.device:
    """The device of a name.

    Raises:
        ValueError: it is not there; the message says what to do.
    """
    try:
        found = torch.device(device)
        torch.Generator(found).manual_seed(0)
        torch.zeros(1, device=found)
    except (RuntimeError, AssertionError) as error:
        raise ValueError(f"device is {device}, and PyTorch has none of that name here: use cpu or cuda") from error
    return found


class Run(NamedTuple):
    """A recipe made ready to be trained.

    Attributes:
        task: For the loop.
        random: Its random numbers.
        pictures: Some images with values between 0 and 1, shape (images, height, width), from the state and the
            averaged generator; the same noise in every call. None for what is no image.
        columns: How many of them stand in a row of a grid.
        weights: What a finished run keeps: tensors by player.
        drawing: How to draw what is no image, from the same two; in the place of a grid.
    """

    task: Task
    random: Randomness
    pictures: Callable[[State, Params], Tensor] | None
    columns: int
    weights: Callable[[State, Params], Mapping[str, Any]]
    drawing: Callable[[State, Params], Callable[[Figure], None]] | None = None
