"""Exact numbers: rationals, sums of logarithms, and balls, dual numbers and polynomials. Nothing here knows the kernel.

A number a + Σ rᵢ·log(pᵢ) with rational a, rᵢ and different primes pᵢ is 0 only if a and all rᵢ are (for a ≠ 0 the
number eᵃ is transcendental, for a = 0 factorisation into primes is unique): equality of such numbers is exact.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt, prod
from typing import Any

BITS = 200
LARGEST = 20_000  # bits of the largest exact power
MOVING = 4  # numbers of a higher rank carry a slope: a tie of theirs says nothing about values nearby
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
    top = a if rank(a) >= rank(b) else b
    a, b = (x if rank(x) == rank(top) else top.lift(x) for x in (a, b))
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
            return Ball(_at_precision(value.ball))
        if not isinstance(value, Fraction | int):
            raise Unclear(f"{value!r} is no exact number")
        return Ball(_at_precision(lambda: flint.arb(flint.fmpq(value.numerator, value.denominator))))

    def lift(self, other: Any) -> Ball:
        """A number known exactly as a ball."""
        return Ball.of(other)

    def plus(self, other: Ball) -> Ball:
        """Sum."""
        return Ball(_at_precision(lambda: self.value + other.value))

    def times(self, other: Ball) -> Ball:
        """Product."""
        return Ball(_at_precision(lambda: self.value * other.value))


def _at_precision(act: Callable[[], Any], bits: int = BITS) -> Any:
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
        return Poly({(): Fraction(other)})

    def plus(self, other: Poly) -> Poly:
        """Sum."""
        keys = self.terms.keys() | other.terms.keys()
        return Poly({k: self.terms.get(k, Fraction(0)) + other.terms.get(k, Fraction(0)) for k in keys})

    def times(self, other: Poly) -> Poly:
        """Product."""
        total: dict[Exponents, Fraction] = {}
        for m, a in self.terms.items():
            for n, b in other.terms.items():
                powers = dict(m)
                for i, e in n:
                    powers[i] = powers.get(i, 0) + e
                key = tuple(sorted(powers.items()))
                total[key] = total.get(key, Fraction(0)) + a * b
        return Poly(total)

    @property
    def degree(self) -> int:
        """The total degree."""
        return max((sum(e for _, e in m) for m in self.terms), default=0)


def sign(x: Scalar) -> int | None:
    """−1, 0 or 1; None when it is not decided."""
    if isinstance(x, Dual):
        return sign(x.value)
    if isinstance(x, Ball):
        return 1 if x.value > 0 else -1 if x.value < 0 else 0 if x.value.is_zero() else None
    if isinstance(x, Logs):
        return _sign_of_logs(x)
    if isinstance(x, Symbolic):
        return x.sign()
    if isinstance(x, Poly):
        return None if x.degree else sign(x.terms.get((), Fraction(0)))
    if not isinstance(x, Fraction):
        raise TypeError(f"{x!r} is no exact number")
    return (x > 0) - (x < 0)


def below(a: Scalar, b: Scalar, *, strictly: bool = True) -> bool | None:
    """a < b, or a ≤ b; undecided for a tie of numbers that move."""
    found = steady_sign(b - a)
    return None if found is None else found > 0 if strictly else found >= 0


def steady_sign(x: Scalar) -> int | None:
    """The sign where it is the same nearby."""
    found = sign(x)
    return None if found == 0 and rank(x) > MOVING else found


def _sign_of_logs(x: Logs) -> int:
    """By more and more bits: the number is not 0."""
    bits = BITS
    while True:
        ball = _at_precision(x.ball, bits)
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
        bits *= 2


def _known_sign(x: Scalar) -> int:
    found = sign(x)
    if found is None:
        raise Unclear("a sign that is not decided")
    return found


def reciprocal(x: Scalar) -> Scalar:
    """1/x."""
    if _known_sign(x) == 0:
        raise Undefined("division by 0")
    if isinstance(x, Dual):
        inverse = reciprocal(x.value)
        return Dual(inverse, -inverse * inverse * x.slope, x.rank)
    if isinstance(x, Symbolic):
        return x.reciprocal()
    if isinstance(x, Ball | Logs):
        return Ball(_at_precision(lambda: 1 / Ball.of(x).value))
    return 1 / _constant(x)


def _constant(x: Scalar) -> Fraction:
    """A rational, perhaps kept as a polynomial of degree 0."""
    if isinstance(x, Poly) and not x.degree:
        return x.terms.get((), Fraction(0))
    if not isinstance(x, Fraction):
        raise Unclear("not a number that is known exactly")
    return x


def absolute(x: Scalar) -> Scalar:
    """|x|."""
    s = _known_sign(x)
    if isinstance(x, Dual) and s == 0:
        raise Unclear("an absolute value at 0 is perhaps not differentiable")
    return x if s >= 0 else -x


def root(x: Scalar) -> Scalar:
    """√x, exact for squares of rationals."""
    s = _known_sign(x)
    if s < 0:
        raise Undefined("the root of a negative number")
    if isinstance(x, Dual):
        if s == 0:
            raise Unclear("a root at 0 is perhaps not differentiable")
        value = root(x.value)
        return Dual(value, x.slope * reciprocal(2 * value), x.rank)
    if isinstance(x, Symbolic):
        return x.root()
    if isinstance(x, Fraction):
        p, q = isqrt(x.numerator), isqrt(x.denominator)
        if p * p == x.numerator and q * q == x.denominator:
            return Fraction(p, q)
    return _by_ball(x, lambda b: b.sqrt())


def exponential(x: Scalar) -> Scalar:
    """exp x."""
    if isinstance(x, Dual):
        value = exponential(x.value)
        return Dual(value, value * x.slope, x.rank)
    if isinstance(x, Symbolic):
        return x.exponential()
    if isinstance(x, Logs) and not x.rest and all(r.denominator == 1 for r in x.terms.values()):
        factors = (Fraction(p) ** int(r) for p, r in x.terms.items() if abs(r) * p.bit_length() <= LARGEST)
        if len(powers := list(factors)) == len(x.terms):
            return prod(powers, start=Fraction(1))
    return Fraction(1) if isinstance(x, Fraction) and not x else _by_ball(x, lambda b: b.exp())


def logarithm(x: Scalar) -> Scalar:
    """log x."""
    if _known_sign(x) <= 0:
        raise Undefined("the logarithm of a number that is not positive")
    if isinstance(x, Dual):
        return Dual(logarithm(x.value), x.slope * reciprocal(x.value), x.rank)
    if isinstance(x, Symbolic):
        return x.logarithm()
    if isinstance(x, Poly):
        x = _constant(x)
    exactly = _logarithm_of_rational(x) if isinstance(x, Fraction) else None
    return _by_ball(x, lambda b: b.log()) if exactly is None else exactly


def _logarithm_of_rational(x: Fraction) -> Fraction | Logs | None:
    above, below = factored(x.numerator), factored(x.denominator)
    if above is None or below is None:
        return None
    powers = {p: Fraction(above.get(p, 0) - below.get(p, 0)) for p in above.keys() | below.keys()}
    return combined(Fraction(0), powers)


def pi() -> Ball:
    """π."""
    import flint

    return Ball(_at_precision(flint.arb.pi))


def bell(x: Scalar) -> Scalar:
    """x/√(2π)."""
    if isinstance(x, Dual):
        return Dual(bell(x.value), bell(x.slope), x.rank)
    return x.bell() if isinstance(x, Symbolic) else x * reciprocal(root(2 * pi()))


def _by_ball(x: Scalar, function: Callable[[Any], Any]) -> Scalar:
    if isinstance(x, Poly):
        x = _constant(x)
    ball = Ball.of(x)
    return Ball(_at_precision(lambda: function(ball.value)))
