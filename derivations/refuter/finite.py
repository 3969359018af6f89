"""Measures and functions given by a list of numbers: finite distributions. Nothing here knows the kernel.

The points of a finite space are numbered from 0. A point of weight 0 is a null point: what holds or fails there is of
no consequence for integrals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from derivations.refuter.exact import Unclear

LARGEST = 2000  # points of a finite sum that are added up


class Weights(NamedTuple):
    """A measure on the points 0, …, k − 1."""

    weights: tuple[Fraction, ...]

    @property
    def heavy(self) -> Iterator[tuple[Any, Fraction]]:
        """The points of positive weight, each with it."""
        return ((i, w) for i, w in enumerate(self.weights) if w > 0)


class Counting(NamedTuple):
    """The counting measure of the natural numbers below `count`."""

    count: int

    @property
    def heavy(self) -> Iterator[tuple[Any, Fraction]]:
        """The numbers, each of weight 1."""
        if self.count > LARGEST:
            raise Unclear("too many terms to add up")
        return ((Fraction(i), Fraction(1)) for i in range(self.count))


class Lebesgue(NamedTuple):
    """Lebesgue measure on columns of this size."""

    size: int


class Table(NamedTuple):
    """A function of points or natural numbers by its values; over the natural numbers they repeat for ever."""

    values: tuple[Any, ...]

    def __call__(self, place: Any) -> Any:
        """The value at a point."""
        return self.values[int(place) % len(self.values)]


class Family(NamedTuple):
    """A function with values that are functions of a point: for each point, a function of the parameter."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Patched:
    """A map of columns by its values at some places, exactly known columns, and the one value it has elsewhere."""

    places: tuple[tuple[Any, Any], ...]
    otherwise: Any

    def __call__(self, place: Any) -> Any:
        """The value at a place."""
        return next((value for known, value in self.places if known == place), self.otherwise)

    def __str__(self) -> str:
        """Write the values out."""
        values = (f"{_written(place)} -> {_written(value)}" for place, value in self.places)
        return f"({', '.join([*values, f'else {_written(self.otherwise)}'])})"


def _written(value: Any) -> str:
    rows = getattr(value, "rows", None)
    return str(value) if rows is None else f"[{'; '.join(', '.join(map(str, row)) for row in rows)}]"
