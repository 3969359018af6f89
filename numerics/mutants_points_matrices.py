"""Exact points of results about matrices, at which one of them is singular that a wrong variant inverts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any


def singular_differences() -> Iterator[Mapping[str, Any]]:
    """Columns (0, 2t) with λ = 1 and B = t²: the centred XᵀX is n·λ·B, so that ZᵀZ − nλA is singular for Z = [1 X]."""
    for t in (1, 2, 3):
        rows = {"X": (0, 2 * t), "y": (1, 3), "B": (t**2,), "w": (1,)}
        yield {"d": 1, "n": 2, "lam": Fraction(1), **{name: _column(*at) for name, at in rows.items()}}


def _column(*numbers: int) -> tuple[tuple[Fraction], ...]:
    return tuple((Fraction(x),) for x in numbers)
