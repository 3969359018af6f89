"""What an audit of a loss found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf, isnan
from typing import Any, Final, Literal, NamedTuple

from gan_models.backend import torch

Quantity = Literal["value", "gradient"]
ROUNDING: Final = 32  # units in the last place that a number may be off


class Comparison(NamedTuple):
    """One number beside what a theorem gives for it.

    Attributes:
        quantity: Which.
        place: Where, in words.
        dtype: In which precision.
        found: What the function gave.
        expected: What the theorem gives.
        scale: The size of what was added up.
    """

    quantity: Quantity
    place: str
    dtype: torch.dtype
    found: float
    expected: float
    scale: float

    def differs(self, floor: float) -> bool:
        """Whether the error is more than rounding, relative to the scale or to `floor` where that is larger."""
        return not self.error <= ROUNDING * torch.finfo(self.dtype).eps * max(self.scale, floor)

    @property
    def error(self) -> float:
        """How far apart they are; infinite where the function gave no number."""
        gap = abs(self.found - self.expected)
        return inf if isnan(gap) else gap

    def __str__(self) -> str:
        """In one clause."""
        where = f"{self.place} in {str(self.dtype).removeprefix('torch.')}"
        return f"{self.quantity} at {where}: {self.found:.6g} instead of {self.expected:.6g}, off by {self.error:.2g}"


@dataclass(frozen=True)
class Audit:
    """A function beside a theorem.

    Attributes:
        subject: The name of the function.
        result: The id of the theorem.
        compared: How many numbers.
        differences: Those that differ, in the order of the places.
        instead: Other theorems with which the function agrees everywhere.
    """

    subject: str
    result: str
    compared: int
    differences: tuple[Comparison, ...]
    instead: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def worst(self, quantity: Quantity | None = None) -> Comparison | None:
        """The largest difference, of values and gradients or of one of them; None where nothing differs."""
        chosen = [d for d in self.differences if quantity in (None, d.quantity)]
        return max(chosen, key=lambda d: d.error, default=None)

    def __str__(self) -> str:
        """In plain sentences."""
        if self.agrees:
            return f"{self.subject} agrees with {self.result} in {self.compared} comparisons."
        count = f"{len(self.differences)} of {self.compared} comparisons differ"
        worst = "; ".join(str(d) for d in (self.worst("value"), self.worst("gradient")) if d)
        instead = f" It is what {' and '.join(self.instead)} states." if self.instead else ""
        return f"{self.subject} is not what {self.result} states: {count}. Worst {worst}.{instead}"


def report(
    function: Callable[..., Any], result: str, comparisons: Iterable[Comparison], floor: float, instead: Any = ()
) -> Audit:
    """The audit of a function from its comparisons."""
    seen = list(comparisons)
    different = tuple(c for c in seen if c.differs(floor))
    return Audit(getattr(function, "__name__", repr(function)), result, len(seen), different, tuple(instead))
