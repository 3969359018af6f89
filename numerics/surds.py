"""Irrational square roots of rationals, as values of a point: refused by exact fields, enclosed by balls."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, fmpq


@dataclass(frozen=True)
class Surd:
    """shift + √square."""

    shift: fmpq
    square: fmpq

    def ball(self) -> arb:
        """An enclosure at the precision in force."""
        return arb(self.shift) + arb(self.square).sqrt()

    def __str__(self) -> str:
        """Show it as a reader would write it."""
        return f"{self.shift} + sqrt({self.square})" if self.shift else f"sqrt({self.square})"
