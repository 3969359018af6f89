"""Dropout whose random numbers come from a generator of its own, and whose masks need 16 random bits an entry.

`torch.nn.Dropout` draws from PyTorch's global state, which other code moves on, and on a processor it spends most of
its time on one random number an entry. Here four entries share the 64 bits of one draw.
"""

from __future__ import annotations

from typing import Final

from gan_models.backend import Tensor, nn, torch

LEVELS: Final = 2**16
LOWEST: Final = -(2**15)


class Dropout(nn.Module):
    """Sets entries to 0, each with the same probability, and divides the others by the probability to be kept.

    Args:
        share: the probability to be dropped; rounded to a multiple of 2⁻¹⁶.
    """

    def __init__(self, share: float):
        super().__init__()
        if not 0 <= share < 1:
            raise ValueError(f"the share that is dropped is {share}, and has to be at least 0 and less than 1")
        self.dropped = round(share * LEVELS)
        self.source: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        """Of the shape of x; x itself in evaluation."""
        if not self.training or not self.dropped:
            return x
        words = torch.empty(-(-x.numel() // 4), dtype=torch.int64, device=x.device)
        words.random_(torch.iinfo(torch.int64).min, None, generator=self.source)
        kept = (words.view(torch.int16)[: x.numel()] >= LOWEST + self.dropped).view(x.shape)
        return x * (kept.to(x.dtype) * (LEVELS / (LEVELS - self.dropped)))

    def extra_repr(self) -> str:
        """The share."""
        return f"share={self.dropped / LEVELS:g}"


def draw_from(module: nn.Module, source: torch.Generator) -> None:
    """Let every dropout layer of a module draw from this generator."""
    for layer in module.modules():
        if isinstance(layer, Dropout):
            layer.source = source
