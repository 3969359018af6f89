"""In which numbers a network is worked out, and how the weights of convolutions lie in memory.

Parameters, losses, slopes and the optimiser's memory are in single precision always. In bfloat16 are only the products
and convolutions inside a network, for which some hardware has units of its own; processors without them take ten times
as long.
"""

from __future__ import annotations

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


def half(precision: Precision, device: torch.device) -> bool:
    """Whether to work in bfloat16; "auto" does so on GPUs that have units for it."""
    if precision == "auto":
        return (
            device.type == "cuda"
            and torch.cuda.is_available()
            and torch.cuda.is_bf16_supported(including_emulation=False)
        )
    return precision == "bfloat16"
