"""What all image recipes have in common beside the settings of the loop: their data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gan_models.backend import Tensor, torch
from gan_models.data.images import Images, load
from gan_models.recipes.loop import LoopRecipe, usable
from gan_models.settings import at_least
from gan_models.trainer.arithmetic import Arithmetic, Precision, half

Data = Literal["digits", "mnist", "fashion-mnist"]


@dataclass(frozen=True, kw_only=True)
class ImageRecipe(LoopRecipe):
    """Settings that every image recipe has.

    Attributes:
        data: The set of images.
        data_dir: A folder with its IDX files, instead of GAN_MODELS_DATA or of fetching them.
        check: Compare the files with the published ones; switch off for a set of your own in the same form.
        examples: How many images to use, the first ones; 0 for all.
        resident: Keep all images on the device as bytes; otherwise fetch and convert each batch one by one.
        precision: Of the products inside the networks: float32, bfloat16, or auto, which is the latter on GPUs with
            units for it.
    """

    data: Data = "digits"
    data_dir: Path | None = None
    check: bool = True
    examples: int = 0
    resident: bool = True
    precision: Precision = "auto"

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(self, 0, "examples")
        if self.data_dir is not None:  # a run may be resumed from another folder
            object.__setattr__(self, "data_dir", self.data_dir.absolute())

    def images(self) -> Images:
        """The images to train on."""
        found = load(self.data, "train", self.data_dir, self.check)
        if self.examples:
            found = found._replace(pixels=found.pixels[: self.examples], labels=found.labels[: self.examples])
        return found

    def placed(self) -> Images:
        """The images where runs look at them: on the device, if they are resident."""
        device, found = usable(self.device), self.images()
        if not self.resident:
            return found
        return found._replace(pixels=found.pixels.to(device), labels=found.labels.to(device))

    @property
    def arithmetic(self) -> Arithmetic:
        """How the networks are worked out."""
        return Arithmetic(half(self.precision, torch.device(self.device)))

    def source(self, images: Images, low: float) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
        """From the numbers of examples to their pixels between `low` and 1, and their labels, on the device.

        Args:
            images: what `placed` gave.
            low: what a byte of 0 becomes.
        """
        device, scale = torch.device(self.device), (1 - low) / 255
        pixels, labels = images.pixels[:, None], images.labels
        if self.resident:
            return lambda index: (pixels.index_select(0, index) * scale + low, labels.index_select(0, index))

        def one_by_one(index: Tensor) -> tuple[Tensor, Tensor]:
            chosen = index.tolist()
            each = [(pixels[i] * scale + low).to(device) for i in chosen]
            return torch.stack(each), torch.stack([labels[i] for i in chosen]).to(device)

        return one_by_one
