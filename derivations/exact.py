"""Exact numbers: rationals, and balls, dual numbers and polynomials over them. Nothing here knows the kernel."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

BITS = 200
LARGEST = 20_000  # bits of the largest exact power


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


class Ball(Number):
    """A real number enclosed by an arb ball."""

    rank = 1

    def __init__(self, value: Any) -> None:
        """Keep the ball."""
        self.value = value

    @staticmethod
    def of(value: Scalar) -> Ball:
        """A rational as a ball."""
        import flint

        if isinstance(value, Ball):
            return value
        return Ball(_at_precision(lambda: flint.arb(flint.fmpq(value.numerator, value.denominator))))  # type: ignore[union-attr] - exact

    def lift(self, other: Any) -> Ball:
        """A rational as a ball."""
        return Ball.of(other)

    def plus(self, other: Ball) -> Ball:
        """Sum."""
        return Ball(_at_precision(lambda: self.value + other.value))

    def times(self, other: Ball) -> Ball:
        """Product."""
        return Ball(_at_precision(lambda: self.value * other.value))


def _at_precision(act: Callable[[], Any]) -> Any:
    import flint

    with flint.ctx.workprec(BITS):
        return act()


class Dual(Number):
    """value + slope·ε with ε² = 0; nested derivatives have ε's of higher and higher rank."""

    def __init__(self, value: Scalar, slope: Scalar, level: int) -> None:
        """Keep both parts; `level` is at least 3."""
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

    rank = 2

    def __init__(self, terms: dict[Exponents, Fraction]) -> None:
        """Drop zero terms."""
        self.terms = {m: c for m, c in terms.items() if c}

    def lift(self, other: Any) -> Poly:
        """A rational constant."""
        if isinstance(other, Ball):
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
    if isinstance(x, Poly):
        return None if x.degree else sign(x.terms.get((), Fraction(0)))
    if not isinstance(x, Fraction):
        raise TypeError(f"{x!r} is no exact number")
    return (x > 0) - (x < 0)


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
    if isinstance(x, Ball):
        return Ball(_at_precision(lambda: 1 / x.value))
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
    return Fraction(1) if isinstance(x, Fraction) and not x else _by_ball(x, lambda b: b.exp())


def logarithm(x: Scalar) -> Scalar:
    """log x."""
    if _known_sign(x) <= 0:
        raise Undefined("the logarithm of a number that is not positive")
    if isinstance(x, Dual):
        return Dual(logarithm(x.value), x.slope * reciprocal(x.value), x.rank)
    return Fraction(0) if x == 1 else _by_ball(x, lambda b: b.log())


def _by_ball(x: Scalar, function: Callable[[Any], Any]) -> Scalar:
    if isinstance(x, Poly):
        x = _constant(x)
    ball = Ball.of(x)
    return Ball(_at_precision(lambda: function(ball.value)))
