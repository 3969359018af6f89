"""Values of measures: finitely many points with exact weights, null points among them, and Lebesgue measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from derivations.kernel.terms import NAT, SPACE, Sort
from numerics.functions import Map, Native
from numerics.matrices import Matrix, single


@dataclass(frozen=True)
class Discrete:
    """Weights of the points 0, …, k − 1 of an arbitrary space or of the natural numbers, or of points of the line."""

    space: Sort
    weights: tuple[Fraction, ...]
    atoms: tuple[Fraction, ...] | None = None  # where the points lie, on the line

    def heavy(self, field: Any) -> Iterator[tuple[Any, Fraction]]:
        """The points that are not null, each with its weight."""
        for i, weight in enumerate(self.weights):
            if weight:
                yield self.point(i, field), weight

    def point(self, index: int, field: Any) -> Any:
        """A point as an argument of functions over a field."""
        return index if self.atoms is None else single(field.number(self.atoms[index]))

    def __str__(self) -> str:
        """Show the weights."""
        at = "" if self.atoms is None else f" at ({', '.join(map(str, self.atoms))})"
        return f"weights ({', '.join(map(str, self.weights))}){at}"


@dataclass(frozen=True)
class Lebesgue:
    """Lebesgue measure on columns of this size."""

    size: int

    def __str__(self) -> str:
        """Name it."""
        return f"Lebesgue measure on R^{self.size}"


Measure = Discrete | Lebesgue


def counting(count: int) -> Discrete:
    """The counting measure of the natural numbers below `count`."""
    return Discrete(NAT, (Fraction(1),) * count)


def points_of(values: Any) -> int:
    """How many points the arbitrary space of a point's measures and tables has."""
    sizes = [len(v.weights) for v in values if isinstance(v, Discrete) and v.space is SPACE]
    return max(sizes, default=3)


def table(domain: Sort, values: tuple[Any, ...]) -> Native:
    """A function of numbered points by its values; over the natural numbers they repeat for ever."""
    shown = f"({', '.join(map(str, values))})"
    count = len(values)
    return Native(domain, lambda field, _, i: lifted(field, values[i % count]), shown=shown, repeats=(0, count))


def settled(values: tuple[Any, ...]) -> Native:
    """A function of natural numbers by its first values; the last one stays."""
    last, shown = len(values) - 1, f"({', '.join(map(str, values))} for ever)"
    return Native(NAT, lambda field, _, i: lifted(field, values[min(i, last)]), shown=shown, repeats=(last, 1))


def lifted(field: Any, value: Any) -> Any:
    """A value of a table over a field; numbered points and truth values stay as they are."""
    if isinstance(value, Map):
        return value.over(field)
    if isinstance(value, Matrix):
        return value.map(field.number)
    return value if isinstance(value, int) else single(field.number(value))
