"""A DCGAN whose data set is sixteen images of noise."""

from __future__ import annotations

from dataclasses import dataclass

from gan_models.backend import torch
from gan_models.data.images import Images
from gan_models.recipes.gan import GanRecipe
from gan_models.trainer.arithmetic import Arithmetic


@dataclass(frozen=True, kw_only=True)
class Convolutional(GanRecipe):
    """Settings of an image GAN on it, which has its channels last on a processor too if it is asked to."""

    last: bool = False

    @property
    def arithmetic(self) -> Arithmetic:
        return Arithmetic(channels_last=self.last)

    def images(self) -> Images:
        source = torch.Generator().manual_seed(0)
        pixels = torch.randint(256, (16, 28, 28), generator=source, dtype=torch.uint8)
        return Images(pixels, torch.arange(16) % 10, tuple("0123456789"))
