"""Rational combinations of 1 and logarithms of primes: values of divergences of finite distributions, exactly.

1, log 2, log 3, log 5, … are linearly independent over the rationals: primes factor uniquely, and e^r is
transcendental for a rational r ≠ 0 (Lindemann). So such a number is 0 only if all its coefficients are; any other sign
is decided by balls of growing precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq, fmpz

from numerics.combinations import Combinations
from numerics.errors import NotExact, Undefined
from numerics.exact import Rationals, rational


@dataclass(slots=True)  # not frozen, for speed
class Logarithm:
    """constant + Σ coefficient·log(prime)."""

    constant: fmpq
    primes: Mapping[int, fmpq]

    def __hash__(self) -> int:
        """Equal for equal combinations."""
        return hash((self.constant, frozenset(self.primes.items())))

    def __add__(self, other: Logarithm) -> Logarithm:
        """Sum."""
        if not self.primes or not other.primes:
            return Logarithm(self.constant + other.constant, self.primes or other.primes)
        primes = {
            p: self.primes.get(p, fmpq(0)) + other.primes.get(p, fmpq(0)) for p in {**self.primes, **other.primes}
        }
        return Logarithm(self.constant + other.constant, {p: c for p, c in primes.items() if c})

    def __neg__(self) -> Logarithm:
        """Opposite."""
        return self.scaled(fmpq(-1))

    def __sub__(self, other: Logarithm) -> Logarithm:
        """Difference."""
        return self + -other

    def __mul__(self, other: Logarithm) -> Logarithm:
        """Product with a rational; NotExact for a product of logarithms."""
        if other.primes:
            self, other = other, self  # noqa: PLW0642 - the factors change places
        if other.primes:
            raise NotExact("a product of logarithms")
        return self.scaled(other.constant)

    def __truediv__(self, other: Logarithm) -> Logarithm:
        """Quotient by a rational; NotExact by a logarithm."""
        if other.primes:
            raise NotExact("a quotient by a logarithm")
        if not other.constant:
            raise Undefined("a quotient by 0")
        return self.scaled(1 / other.constant)

    def scaled(self, factor: fmpq) -> Logarithm:
        """A rational multiple."""
        if not self.primes:
            return Logarithm(factor * self.constant, self.primes)
        primes = {p: factor * c for p, c in self.primes.items()} if factor else {}
        return Logarithm(factor * self.constant, primes)

    @property
    def rational(self) -> fmpq | None:
        """The number, if it is rational."""
        return None if self.primes else self.constant

    def ball(self) -> arb:
        """An enclosure at the precision in force."""
        return sum((arb(c) * arb(p).log() for p, c in self.primes.items()), arb(self.constant))

    def __repr__(self) -> str:
        """Show the combination."""
        return " + ".join([str(self.constant), *(f"{c}*log({p})" for p, c in sorted(self.primes.items()))])


def log_of(value: fmpq) -> Logarithm:
    """The logarithm of a positive rational, by its prime factors."""
    primes: dict[int, fmpq] = {}
    for part, sign in ((value.p, 1), (value.q, -1)):
        for prime, power in fmpz(part).factor():
            primes[int(prime)] = primes.get(int(prime), fmpq(0)) + sign * int(power)
    return Logarithm(fmpq(0), {p: c for p, c in primes.items() if c})


class Logarithms(Combinations[Logarithm]):
    """Numbers with logarithms of rationals in them, added and multiplied by rationals; everything else is refused."""

    name = "rational combinations of logarithms"

    def number(self, value: Any) -> Logarithm:
        """A rational number; a combination is taken as it is."""
        return value if isinstance(value, Logarithm) else Logarithm(rational(value), {})

    def apply(self, name: str, value: Logarithm) -> Logarithm:
        """The functions: log of rationals, exp of integral combinations, abs of everything."""
        if name == "abs":
            return -value if self.sign(value) < 0 else value
        if name == "exp" and value.primes and not value.constant and all(c.q == 1 for c in value.primes.values()):
            product = fmpq(1)
            for prime, power in value.primes.items():
                product *= fmpq(prime) ** int(power.p)
            return self.number(product)
        if value.primes:
            raise NotExact(f"{name} of a logarithm")
        if name == "log" and value.constant > 0:
            return log_of(value.constant)
        return self.number(Rationals().apply(name, value.constant))
