"""Two mixtures of distributions on two points, where a difference in place of one of the sums shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any


def unequal_mixtures() -> Iterator[Mapping[str, Any]]:
    """One component is even, the other one all on the second point: their difference is negative there."""
    even, one_sided = (Fraction(1, 2), Fraction(1, 2)), (Fraction(0), Fraction(1))
    for share in (Fraction(1, 10), Fraction(1, 100)):
        law = {"p_1": even, "p_2": one_sided, "q_1": (share, 1 - share), "q_2": (share / 10, 1 - share / 10)}
        yield {"mu": (Fraction(1), Fraction(1)), **law, "s": Fraction(1, 2)}
