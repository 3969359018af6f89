"""Rational combinations of square roots of whole numbers: sums, products and quotients of such numbers, exactly.

The square roots of different squarefree numbers are linearly independent over the rationals (Besicovitch 1940). So such
a number is 0 only if all its coefficients are; any other sign is decided by balls of growing precision. A quotient is
found by conjugates: 1/(u + v√p) = (u − v√p)/(u² − p·v²) for a prime p that occurs in neither u nor v.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd, prod
from typing import Any, Final

from flint import arb, fmpq, fmpz

from numerics.combinations import Combinations
from numerics.errors import NotExact, Undefined
from numerics.exact import Rationals, rational

LARGEST: Final = 10**18  # of the numbers under a root, which have to be factored
MOST: Final = 16  # terms of a sum


@dataclass(slots=True)  # not frozen, for speed
class Roots:
    """Σ coefficient·√number, over squarefree numbers; that of 1 is the rational part. No coefficient is 0."""

    parts: Mapping[int, fmpq]

    def __hash__(self) -> int:
        """Equal for equal numbers."""
        return hash(frozenset(self.parts.items()))

    def __add__(self, other: Roots) -> Roots:
        """Sum."""
        found = dict(self.parts)
        for number, c in other.parts.items():
            found[number] = found.get(number, fmpq(0)) + c
        return _tidy(found)

    def __neg__(self) -> Roots:
        """Opposite."""
        return Roots({number: -c for number, c in self.parts.items()})

    def __sub__(self, other: Roots) -> Roots:
        """Difference."""
        return self + -other

    def __mul__(self, other: Roots) -> Roots:
        """Product: √a·√b = g·√(ab/g²) for the greatest common divisor g."""
        found = dict[int, fmpq]()
        for a, c in self.parts.items():
            for b, d in other.parts.items():
                g = gcd(a, b)
                number = (a // g) * (b // g)
                found[number] = found.get(number, fmpq(0)) + c * d * g
        return _tidy(found)

    def __truediv__(self, other: Roots) -> Roots:
        """Quotient."""
        return self * other.inverse()

    def inverse(self) -> Roots:
        """The reciprocal, by conjugates."""
        if not self.parts:
            raise Undefined("a quotient by 0")
        greatest = max(self.parts)
        if greatest == 1:
            return Roots({1: 1 / self.parts[1]})
        p = int(fmpz(greatest).factor()[0][0])
        conjugate = Roots({number: c if number % p else -c for number, c in self.parts.items()})
        return conjugate * (self * conjugate).inverse()

    @property
    def rational(self) -> fmpq | None:
        """The number, if it is rational."""
        return None if any(number != 1 for number in self.parts) else self.parts.get(1, fmpq(0))

    def ball(self) -> arb:
        """An enclosure at the precision in force."""
        return sum((arb(c) * arb(number).sqrt() for number, c in self.parts.items()), arb(0))

    def __repr__(self) -> str:
        """Show the combination."""
        return " + ".join(f"{c}*sqrt({number})" for number, c in sorted(self.parts.items())) or "0"


def _tidy(parts: Mapping[int, fmpq]) -> Roots:
    """The sum without terms that are 0; NotExact for one that has become too long."""
    kept = {number: c for number, c in parts.items() if c}
    if len(kept) > MOST:
        raise NotExact("a sum of many square roots")
    return Roots(kept)


def root_of(value: fmpq) -> Roots:
    """The square root of a rational that is not negative: √(a/b) = √(ab)/b.

    Raises:
        Undefined: the number is negative.
        NotExact: it is too large to be factored.
    """
    if value < 0:
        raise Undefined(f"sqrt of {value}")
    product = int(value.p) * int(value.q)
    if product > LARGEST:
        raise NotExact("the square root of a large number")
    if not product:
        return Roots({})
    factors = [(int(prime), int(power)) for prime, power in fmpz(product).factor()]
    outside = prod(prime ** (power // 2) for prime, power in factors)
    return Roots({prod(prime for prime, power in factors if power % 2): fmpq(outside, int(value.q))})


class SquareRoots(Combinations[Roots]):
    """Numbers made of rationals and their square roots; everything else is refused."""

    name = "rational combinations of square roots"

    def number(self, value: Any) -> Roots:
        """A rational number; a combination is taken as it is."""
        if isinstance(value, Roots):
            return value
        exact = rational(value)
        return Roots({1: exact} if exact else {})

    def apply(self, name: str, value: Roots) -> Roots:
        """The functions: square roots of rationals, abs of everything, and what is rational for rationals."""
        if name == "abs":
            return -value if self.sign(value) < 0 else value
        exact = value.rational
        if exact is None:
            raise NotExact(f"{name} of a square root")
        return root_of(exact) if name == "sqrt" else self.number(Rationals().apply(name, exact))
