"""Random numbers for many models at once, so that model i draws the same whoever else is trained beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from numpy.random import SeedSequence

from gan_models.backend import Tensor, torch

BITS: Final = 63  # of a seed that torch takes


@dataclass(frozen=True)
class Streams:
    """The models of a run and where their randomness comes from.

    Attributes:
        seed: The root of every random choice.
        models: The numbers of the models; a run of some of them repeats what the whole run did.
    """

    seed: int
    models: tuple[int, ...]

    @classmethod
    def of(cls, seed: int, count: int) -> Streams:
        """The first `count` models."""
        return cls(seed, tuple(range(count)))

    def __len__(self) -> int:
        return len(self.models)

    def seeds(self, name: str) -> list[int]:
        """One seed a model, for one purpose."""
        roots = [SeedSequence([self.seed, crc32(name.encode()), model]) for model in self.models]
        return [int(root.generate_state(1, "uint64")[0]) % 2**BITS for root in roots]

    def generators(self, name: str, dtype: torch.dtype = torch.float32) -> Generators:
        """One generator a model, for one purpose."""
        return Generators([torch.Generator().manual_seed(s) for s in self.seeds(name)], dtype)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """What draws from PyTorch's global generator of the processor starts from a seed; afterwards it is as it was.

    `torch.manual_seed` would also start the generators of all GPUs anew, and takes long to say who asked for that.

    >>> with seeded(0):
    ...     first = torch.rand(2)
    >>> with seeded(0):
    ...     second = torch.rand(2)
    >>> torch.equal(first, second)
    True
    """
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


class Generators:
    """One random number generator a model; what they draw is stacked, models first."""

    def __init__(self, each: Sequence[torch.Generator], dtype: torch.dtype):
        self.each, self.dtype = each, dtype

    def normal(self, *shape: int) -> Tensor:
        """Standard normal numbers, shape (models, *shape)."""
        return torch.stack([torch.randn(shape, generator=g, dtype=self.dtype) for g in self.each])

    def uniform(self, *shape: int) -> Tensor:
        """Numbers between 0 and 1, shape (models, *shape)."""
        return torch.stack([torch.rand(shape, generator=g, dtype=self.dtype) for g in self.each])

    def index(self, below: int, *shape: int) -> Tensor:
        """Whole numbers from 0 to below − 1, shape (models, *shape)."""
        return torch.stack([torch.randint(below, shape, generator=g) for g in self.each])
