"""Fields of rational combinations of numbers that are linearly independent over the rationals, as exact scalars.

Such a number is 0 only if all its coefficients are. So the sign of one that is not rational is decided by balls of
growing precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from flint import arb, fmpq

from numerics.errors import NotExact, Unresolved
from numerics.exact import Rationals
from numerics.intervals import precision

BITS: Final = (64, 256, 1024, 4096)  # of the balls, in turn


class Combination(Protocol):
    """A rational combination, 0 only if it is the rational number 0."""

    @property
    def rational(self) -> fmpq | None:
        """The number, if it is rational."""

    def ball(self) -> arb:
        """An enclosure at the precision in force."""
        ...

    def __truediv__(self, other: Any) -> Any:
        """Quotient."""


C = TypeVar("C", bound=Combination)


class Combinations(Generic[C]):
    """What is common to the fields of such numbers."""

    def sign(self, value: C) -> int:
        """−1, 0 or 1; Unresolved if no ball is apart from 0."""
        exact = value.rational
        if exact is not None:
            return Rationals().sign(exact)
        for bits in BITS:
            with precision(bits):
                ball = value.ball()
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
        raise Unresolved(f"the sign of {value}")

    def pivot(self, column: Sequence[C]) -> int | None:
        """The first entry that is not 0."""
        return next((i for i, entry in enumerate(column) if self.sign(entry)), None)

    def divide(self, top: C, bottom: C) -> C:
        """A quotient."""
        return top / bottom

    def pi(self) -> C:
        """Refuse: π is no such number."""
        raise NotExact("pi is irrational")
