"""Dropout whose random numbers come from a generator of its own, and whose masks need 16 random bits an entry.

`torch.nn.Dropout` draws from PyTorch's global state, which other code moves on, and on a processor it spends most of
its time on one random number an entry. Here four entries share the 64 bits of one draw, which are compared as they lie
in memory. Without this trick each entry's bits become a fraction u between 0 and 1, and it is kept if u is at least the
share: the same entries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from gan_models.backend import Tensor, nn, torch

Words = Callable[[int, torch.device], Tensor]  # so many words of 64 random bits, on a device
LEVELS: Final = 2**16
LOWEST: Final = -(2**15)


class Dropout(nn.Module):
    """Sets entries to 0, each with the same probability, and divides the others by the probability to be kept.

    Args:
        share: the probability to be dropped; rounded to a multiple of 2⁻¹⁶.
        packed: compare the bits of four entries where they lie; otherwise make a fraction of each.
    """

    def __init__(self, share: float, packed: bool = True):
        super().__init__()
        if not 0 <= share < 1:
            raise ValueError(f"the share that is dropped is {share}, and has to be at least 0 and less than 1")
        self.dropped, self.packed = round(share * LEVELS), packed
        self.words: Words = partial(drawn, None)

    def forward(self, x: Tensor) -> Tensor:
        """Of the shape of x; x itself in evaluation."""
        if not self.training or not self.dropped:
            return x
        words = self.words(-(-x.numel() // 4), x.device)
        if self.packed:
            kept = words.view(torch.int16)[: x.numel()] >= LOWEST + self.dropped
        else:
            kept = fractions(words)[: x.numel()] >= self.dropped / LEVELS
        kept = kept.view(x.shape)
        factor = LEVELS / (LEVELS - self.dropped)
        if x.dtype.itemsize < torch.float32.itemsize:  # which has no such number: round the product alone
            return x * factor * kept.to(x.dtype)
        return x * (kept.to(x.dtype) * factor)

    def extra_repr(self) -> str:
        """The share."""
        return f"share={self.dropped / LEVELS:g}"


def fractions(words: Tensor) -> Tensor:
    """Four numbers from 0 up to 1, in steps of 2⁻¹⁶, from the 64 bits of each word, lowest bits first.

    >>> fractions(torch.tensor([1 - 2**15])).tolist()
    [1.52587890625e-05, 0.4999847412109375, 0.4999847412109375, 0.4999847412109375]
    """
    parts = torch.stack([words >> shift & (LEVELS - 1) for shift in (0, 16, 32, 48)], 1).flatten()
    return ((parts + LEVELS // 2) % LEVELS).double() / LEVELS  # bits that say −2¹⁵ as a signed number come first


def drawn(source: torch.Generator | None, count: int, device: torch.device) -> Tensor:
    """So many words of 64 random bits, from PyTorch's global state if there is no other source."""
    words = torch.empty(count, dtype=torch.int64, device=device)
    return words.random_(torch.iinfo(torch.int64).min, None, generator=source)


def draw_from(module: nn.Module, source: torch.Generator | Words) -> None:
    """Let every dropout layer of a module draw from this generator, or take its bits from this function."""
    for layer in module.modules():
        if isinstance(layer, Dropout):
            layer.words = partial(drawn, source) if isinstance(source, torch.Generator) else source
