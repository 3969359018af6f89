"""Classes of exact numbers: sums of logarithms, balls, dual numbers, polynomials. Nothing here knows the kernel.

A number a + Σ rᵢ·log(pᵢ) with rational a, rᵢ and different primes pᵢ is 0 only if a and all rᵢ are (for a ≠ 0 the
number eᵃ is transcendental, for a = 0 factorisation into primes is unique): equality of such numbers is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

BITS = 200
MOVING = 5  # numbers of a higher rank carry a slope: a tie of theirs says nothing about values nearby
TRIED = 1 << 10  # the largest divisor tried when a number is factored


class Undefined(ArithmeticError):
    """The term means nothing at the point: 1/0, log of a negative number, the inverse of a singular matrix."""


class Unclear(Undefined):
    """Whether the term means something, or what, is not decided here."""


class Number:
    """Arithmetic for the number classes below; the higher `rank` decides what a mixed sum is."""

    rank: int = 0

    def lift(self, other: Any) -> Any:
        """`other`, of a lower rank, as a number of this class."""
        raise NotImplementedError

    def __add__(self, other: Any) -> Any:
        return mixed("plus", self, other)

    def __radd__(self, other: Any) -> Any:
        return mixed("plus", other, self)

    def __sub__(self, other: Any) -> Any:
        return mixed("plus", self, -other)

    def __rsub__(self, other: Any) -> Any:
        return mixed("plus", other, -self)

    def __neg__(self) -> Any:
        return mixed("times", self, Fraction(-1))

    def __mul__(self, other: Any) -> Any:
        return mixed("times", self, other)

    def __rmul__(self, other: Any) -> Any:
        return mixed("times", other, self)


Scalar = Fraction | Number


def rank(value: Any) -> int:
    """0 for a rational, higher for what it can be lifted to."""
    return value.rank if isinstance(value, Number) else 0


def mixed(name: str, a: Any, b: Any) -> Any:
    """A sum or product of numbers of perhaps different classes."""
    left, right = rank(a), rank(b)
    if left > right:
        b = a.lift(b)
    elif right > left:
        a = b.lift(a)
    return getattr(a, name)(b)


class Logs(Number):
    """rest + Σ factor·log(prime), with at least one logarithm: never 0."""

    rank = 1

    def __init__(self, rest: Fraction, terms: dict[int, Fraction]) -> None:
        """Keep the parts; made by `combined`."""
        self.rest, self.terms = rest, terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Logs) and (self.rest, self.terms) == (other.rest, other.terms)

    def __hash__(self) -> int:
        return hash((self.rest, frozenset(self.terms.items())))

    def __repr__(self) -> str:
        parts = [f"{r}*log({p})" for p, r in sorted(self.terms.items())]
        return " + ".join([str(self.rest)] * bool(self.rest) + parts)

    def lift(self, other: Any) -> Logs:
        """A rational."""
        return Logs(Fraction(other), {})

    def plus(self, other: Logs) -> Scalar:
        """Sum."""
        keys = self.terms.keys() | other.terms.keys()
        none = Fraction(0)
        return combined(self.rest + other.rest, {k: self.terms.get(k, none) + other.terms.get(k, none) for k in keys})

    def times(self, other: Logs) -> Scalar:
        """Product; with a second logarithm, as a ball."""
        if self.terms and other.terms:
            return Ball.of(self).times(Ball.of(other))
        factor, logs = (self.rest, other) if other.terms else (other.rest, self)
        return combined(factor * logs.rest, {k: factor * r for k, r in logs.terms.items()})

    def ball(self) -> Any:
        """An enclosure at the working precision."""
        import flint

        rest = flint.arb(flint.fmpq(self.rest.numerator, self.rest.denominator))
        return sum((flint.fmpq(r.numerator, r.denominator) * flint.arb(p).log() for p, r in self.terms.items()), rest)


def combined(rest: Fraction, terms: dict[int, Fraction]) -> Fraction | Logs:
    """rest + Σ factor·log(prime); a rational when no logarithm is left."""
    kept = {p: r for p, r in terms.items() if r}
    return Logs(rest, kept) if kept else rest


def factored(number: int) -> dict[int, int] | None:
    """The prime factors of a positive number with their powers; None when they are not found quickly."""
    found: dict[int, int] = {}
    divisor = 2
    while divisor * divisor <= number and divisor <= TRIED:
        while number % divisor == 0:
            number, found[divisor] = number // divisor, found.get(divisor, 0) + 1
        divisor += 1
    if number > TRIED * TRIED:
        return None
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found


class Ball(Number):
    """A real number enclosed by an arb ball."""

    rank = 2

    def __init__(self, value: Any) -> None:
        """Keep the ball."""
        self.value = value

    def __repr__(self) -> str:
        return self.value.str(10)

    @staticmethod
    def of(value: Scalar) -> Ball:
        """A number known exactly as a ball."""
        import flint

        if isinstance(value, Ball):
            return value
        if isinstance(value, Logs):
            return Ball(at_precision(value.ball))
        if not isinstance(value, Fraction | int):
            raise Unclear(f"{value!r} is no exact number")
        return Ball(at_precision(lambda: flint.arb(flint.fmpq(value.numerator, value.denominator))))

    def lift(self, other: Any) -> Ball:
        """A number known exactly as a ball."""
        return Ball.of(other)

    def plus(self, other: Ball) -> Ball:
        """Sum."""
        return Ball(at_precision(lambda: self.value + other.value))

    def times(self, other: Ball) -> Ball:
        """Product."""
        return Ball(at_precision(lambda: self.value * other.value))


def at_precision(act: Callable[[], Any], bits: int = BITS) -> Any:
    """What is computed with so many bits."""
    import flint

    with flint.ctx.workprec(bits):
        return act()


class Symbolic(Number):
    """A number that depends on a real variable in an open interval: what is said of it holds all over the interval."""

    rank = MOVING

    def sign(self) -> int | None:
        """−1, 0 or 1; None when it is not decided."""
        raise NotImplementedError

    def reciprocal(self) -> Scalar:
        """1/x, the sign being known."""
        raise NotImplementedError

    def root(self) -> Scalar:
        """√x, x being positive."""
        raise NotImplementedError

    def exponential(self) -> Scalar:
        """exp x."""
        raise NotImplementedError

    def logarithm(self) -> Scalar:
        """log x, x being positive."""
        raise NotImplementedError

    def bell(self) -> Scalar:
        """x/√(2π)."""
        raise NotImplementedError


class Dual(Number):
    """value + slope·ε with ε² = 0; nested derivatives have ε's of higher and higher rank."""

    def __init__(self, value: Scalar, slope: Scalar, level: int) -> None:
        """Keep both parts; `level` is above MOVING."""
        self.value, self.slope, self.rank = value, slope, level

    def lift(self, other: Any) -> Dual:
        """A constant."""
        return Dual(other, Fraction(0), self.rank)

    def plus(self, other: Dual) -> Dual:
        """Sum."""
        return Dual(self.value + other.value, self.slope + other.slope, self.rank)

    def times(self, other: Dual) -> Dual:
        """Leibniz' rule."""
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope, self.rank)


Exponents = tuple[tuple[int, int], ...]


class Poly(Number):
    """A polynomial with rational coefficients, for statements about every value of a variable."""

    rank = 3

    def __init__(self, terms: dict[Exponents, Fraction]) -> None:
        """Drop zero terms."""
        self.terms = {m: c for m, c in terms.items() if c}

    def lift(self, other: Any) -> Poly:
        """A rational constant."""
        if isinstance(other, Ball | Logs):
            raise Unclear("a polynomial with inexact coefficients")
        return Poly({(): other if isinstance(other, Fraction) else Fraction(other)})

    def __neg__(self) -> Poly:
        return Poly({m: -c for m, c in self.terms.items()})

    def plus(self, other: Poly) -> Poly:
        """Sum."""
        total = dict(self.terms)
        for m, c in other.terms.items():
            known = total.get(m)
            total[m] = c if known is None else known + c
        return Poly(total)

    def times(self, other: Poly) -> Poly:
        """Product."""
        total: dict[Exponents, Fraction] = {}
        for m, a in self.terms.items():
            for n, b in other.terms.items():
                key = _together(m, n) if m and n else m or n
                known = total.get(key)
                total[key] = a * b if known is None else known + a * b
        return Poly(total)

    @property
    def degree(self) -> int:
        """The total degree."""
        return max((sum(e for _, e in m) for m in self.terms), default=0)


def _together(m: Exponents, n: Exponents) -> Exponents:
    """The product of two monomials."""
    powers = dict(m)
    for i, e in n:
        powers[i] = powers.get(i, 0) + e
    return tuple(sorted(powers.items()))
