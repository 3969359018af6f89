"""Exact points far out, where bounds that hold for most numbers fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any


def far_out() -> Iterator[Mapping[str, Any]]:
    """Large multipliers, outside of [−1, 0], and small bounds."""
    for lam, bound in product((10, -11, 1000, -1000), (-1, 0, 1)):
        yield {"lam": Fraction(lam), "B": Fraction(bound), "y": Fraction(0)}
