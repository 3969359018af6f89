"""In which numbers a network is worked out, and how the weights of convolutions lie in memory.

Parameters, losses, slopes and the optimiser's memory are in single precision always. In bfloat16 are the products and
convolutions inside a network, for which some hardware has units of its own (processors without them take ten times as
long), and what goes from one to the next: images that a generator makes have eight bits. What decides is not: a last
layer that gives logits, or a mean and a variance, is worked out `in_single` precision.

In single precision a GPU's convolutions still round their factors to ten bits (TF32) unless
`torch.backends.cudnn.allow_tf32` is set to False, which is PyTorch's default and not changed here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from torch.utils._pytree import tree_map_only

from gan_models.backend import Tensor, torch

Precision = Literal["auto", "float32", "bfloat16"]
IMAGES = 4  # axes of images, and of the weights of convolutions


@dataclass(frozen=True)
class Arithmetic:
    """How a network is worked out.

    Attributes:
        half: Products and convolutions in bfloat16.
        channels_last: The weights of convolutions with the channels next to each other in memory.
    """

    half: bool = False
    channels_last: bool = False

    def placed(self, value: Tensor) -> Tensor:
        """A parameter or buffer as it should lie."""
        if not self.channels_last or value.ndim != IMAGES:
            return value
        return value.contiguous(memory_format=torch.channels_last)

    def __call__(self, network: Any, params: dict[str, Tensor], inputs: Any) -> Any:
        """The outputs of a network, in single precision."""
        if not self.half:
            return torch.func.functional_call(network, params, inputs)
        device = next(iter(params.values())).device.type
        with torch.autocast(device, torch.bfloat16, cache_enabled=False):  # kept casts would not get into a graph
            outputs = torch.func.functional_call(network, params, inputs)
        return tree_map_only(Tensor, torch.Tensor.float, outputs)


def in_single(layer: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """A layer in single precision, wherever it is; in double precision if that is what it is given."""
    with torch.autocast(x.device.type, enabled=False):
        return layer(x if x.dtype.itemsize >= torch.float32.itemsize else x.float())


def half(precision: Precision, device: torch.device) -> bool:
    """Whether to work in bfloat16; "auto" does so on GPUs that have units for it."""
    if precision == "auto":
        if device.type != "cuda" or not torch.cuda.is_available():
            return False
        with torch.cuda.device(device):
            return torch.cuda.is_bf16_supported(including_emulation=False)
    return precision == "bfloat16"
