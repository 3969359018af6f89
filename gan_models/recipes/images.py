"""What all image recipes have in common: data, length, checkpoints, device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gan_models.backend import Tensor, torch
from gan_models.data.images import Images, load
from gan_models.networks import Params
from gan_models.play import State
from gan_models.settings import at_least
from gan_models.trainer.loop import Task
from gan_models.trainer.randomness import Randomness

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Data = Literal["digits", "mnist", "fashion-mnist"]


def usable(device: str) -> None:
    """Refuse a device that is not there.

    Raises:
        ValueError: it is not; the message says what to do.
    """
    try:
        kind = torch.device(device).type
    except RuntimeError as error:
        raise ValueError(f"device is {device!r}, which names none: use cpu or cuda") from error
    if kind == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"device is {device}, and PyTorch sees no such one here: use cpu")


@dataclass(frozen=True, kw_only=True)
class ImageRecipe:
    """Settings that every image recipe has.

    Attributes:
        data: The set of images.
        data_dir: A folder with its IDX files, instead of GAN_MODELS_DATA or of fetching them.
        check: Compare the files with the published ones; switch off for a set of your own in the same form.
        examples: How many images to use, the first ones; 0 for all.
        epochs: How often every image is seen.
        batch: Images a step.
        grids: After which epochs a grid of images is drawn; the last epoch always has one.
        checkpoint_steps: Steps between checkpoints inside an epoch; 0 for one after each epoch alone.
        threads: Of the processor; 0 for PyTorch's own choice. The same number gives the same bits.
        device: Where to train, such as cpu or cuda.
        resident: Keep all images on the device as bytes; otherwise fetch and convert each batch one by one.
        fused: Use the optimiser that goes over each tensor once.
    """

    data: Data = "digits"
    data_dir: Path | None = None
    check: bool = True
    examples: int = 0
    epochs: int = 1
    batch: int = 128
    grids: tuple[int, ...] = ()
    checkpoint_steps: int = 0
    threads: int = 0
    device: str = "cpu"
    resident: bool = True
    fused: bool = True

    def __post_init__(self) -> None:
        at_least(self, 1, "epochs", "batch")
        at_least(self, 0, "examples", "checkpoint_steps", "threads")
        usable(self.device)

    def images(self) -> Images:
        """The images to train on.

        Raises:
            ValueError: there are fewer than a batch of them.
        """
        found = load(self.data, "train", self.data_dir, self.check)
        if self.examples:
            found = found._replace(pixels=found.pixels[: self.examples], labels=found.labels[: self.examples])
        if len(found.pixels) < self.batch:
            raise ValueError(f"batch is {self.batch}, and there are only {len(found.pixels)} images")
        return found

    def source(self, images: Images, low: float) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
        """From the numbers of examples to their pixels between `low` and 1, and their labels, on the device."""
        device, scale = torch.device(self.device), (1 - low) / 255
        pixels, labels = images.pixels[:, None], images.labels
        if self.resident:
            pixels, labels = pixels.to(device), labels.to(device)
            return lambda index: (pixels.index_select(0, index) * scale + low, labels.index_select(0, index))

        def one_by_one(index: Tensor) -> tuple[Tensor, Tensor]:
            chosen = index.tolist()
            each = [(pixels[i] * scale + low).to(device) for i in chosen]
            return torch.stack(each), torch.stack([labels[i] for i in chosen]).to(device)

        return one_by_one


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
