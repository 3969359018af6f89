"""Exact numbers: signs, order, and functions of rationals, sums of logarithms, balls, dual numbers and polynomials.

Nothing here knows the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt, prod
from typing import Any

from derivations.refuter.number_classes import (
    BITS,
    MOVING,
    Ball,
    Dual,
    Logs,
    Number,
    Poly,
    Scalar,
    Symbolic,
    Unclear,
    Undefined,
    at_precision,
    combined,
    factored,
    rank,
)

LARGEST = 20_000  # bits of the largest exact power
__all__ = ["BITS", "MOVING", "Ball", "Dual", "Logs", "Number", "Poly", "Scalar", "Symbolic", "Unclear", "Undefined",
           "absolute", "at_precision", "bell", "below", "combined", "exponential", "factored", "logarithm", "pi",
           "rank", "reciprocal", "root", "sign", "steady_sign"]  # fmt: skip


def sign(x: Scalar) -> int | None:
    """−1, 0 or 1; None when it is not decided."""
    if type(x) is Fraction:
        return (x.numerator > 0) - (x.numerator < 0)
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
        ball = at_precision(x.ball, bits)
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
        return Ball(at_precision(lambda: 1 / Ball.of(x).value))
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
    if isinstance(x, Poly) and x.degree:
        from derivations.refuter.norms import norm

        return norm(x)
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
    if isinstance(x, Poly) and x.degree:
        from derivations.refuter.waves import Wave

        return Wave(Fraction(1), 0, x)
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

    return Ball(at_precision(flint.arb.pi))


def bell(x: Scalar) -> Scalar:
    """x/√(2π)."""
    if isinstance(x, Dual):
        return Dual(bell(x.value), bell(x.slope), x.rank)
    return x.bell() if isinstance(x, Symbolic) else x * reciprocal(root(2 * pi()))


def _by_ball(x: Scalar, function: Callable[[Any], Any]) -> Scalar:
    if isinstance(x, Poly):
        x = _constant(x)
    ball = Ball.of(x)
    return Ball(at_precision(lambda: function(ball.value)))
