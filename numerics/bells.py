"""Enclosures of integrals over ℝⁿ of Gaussians: sums of polynomials times exponentials of quadratic polynomials.

One variable after the other is integrated out by completing the square; the coefficients are Arb balls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from flint import arb

from numerics.errors import Undefined, Unresolved, Unsupported
from numerics.exact import rational
from numerics.functions import Map
from numerics.intervals import Balls
from numerics.matrices import Matrix

Powers = tuple[int, ...]
Poly = dict[Powers, arb]


def plus(left: Poly, right: Poly) -> Poly:
    """Sum of polynomials, without what is exactly 0."""
    total = dict(left)
    for powers, c in right.items():
        total[powers] = total[powers] + c if powers in total else c
        if total[powers].is_zero():
            del total[powers]
    return total


def times(left: Poly, right: Poly) -> Poly:
    """Product of polynomials."""
    total: Poly = {}
    for p, a in left.items():
        total = plus(total, {tuple(i + j for i, j in zip(p, q, strict=True)): a * b for q, b in right.items()})
    return total


def scaled(poly: Poly, factor: arb) -> Poly:
    """A multiple of a polynomial."""
    return {powers: factor * c for powers, c in poly.items()}


def constant_of(poly: Poly) -> arb | None:
    """The value of a polynomial that is written as a constant."""
    return next(iter(poly.values()), arb(0)) if all(not any(p) for p in poly) else None


@dataclass(frozen=True)
class Bell:
    """Σ polynomial·exp(polynomial)."""

    terms: tuple[tuple[Poly, Poly], ...]

    def __add__(self, other: Bell) -> Bell:
        """Sum; terms without an exponent are put together."""
        plain: Poly = {}
        for factor, exponent in (*self.terms, *other.terms):
            plain = plain if exponent else plus(plain, factor)
        kept = tuple(t for t in (*self.terms, *other.terms) if t[1])
        return Bell(((plain, {}), *kept) if plain else kept)

    def __neg__(self) -> Bell:
        """Opposite."""
        return Bell(tuple((scaled(f, arb(-1)), e) for f, e in self.terms))

    def __sub__(self, other: Bell) -> Bell:
        """Difference."""
        return self + -other

    def __mul__(self, other: Bell) -> Bell:
        """Product, term by term."""
        return Bell(()) + Bell(tuple((times(f, g), plus(d, e)) for f, d in self.terms for g, e in other.terms))

    def __truediv__(self, other: Bell) -> Bell:
        """Quotient by one exponential with a constant factor."""
        factor, exponent = other.single
        value = constant_of(factor)
        if value is None:
            raise Unsupported("a quotient by what vanishes")
        inverse = Balls().divide(arb(1), value)
        return self * Bell((({(0,) * len(next(iter(factor))): inverse}, scaled(exponent, arb(-1))),))

    @property
    def single(self) -> tuple[Poly, Poly]:
        """The only term."""
        if not self.terms:
            raise Undefined("a quotient by 0, or its logarithm")
        if len(self.terms) > 1:
            raise Unsupported("a function of a sum of Gaussians")
        return next(iter(self.terms))


class Bells:
    """Sums of Gaussians with polynomial factors, as far as they go, as a field of functions on ℝⁿ."""

    name = "Gaussians"

    def __init__(self, size: int) -> None:
        """Take the dimension."""
        self.size = size

    def number(self, value: Any) -> Bell:
        """A constant."""
        if isinstance(value, Bell):
            return value
        ball = value if isinstance(value, arb) else arb(rational(value))
        return Bell((({(0,) * self.size: ball}, {}),) if not ball.is_zero() else ())

    def variable(self, index: int) -> Bell:
        """A coordinate."""
        return Bell((({tuple(int(i == index) for i in range(self.size)): arb(1)}, {}),))

    def sign(self, value: Bell) -> int:
        """The sign of a sum of terms with constant factors of one sign."""
        signs = set[int]()
        for factor, _ in value.terms:
            constant = constant_of(factor)
            if constant is None:
                raise Unresolved("the sign of what varies")
            signs.add(Balls().sign(constant))
        if len(signs - {0}) > 1:
            raise Unresolved("the sign of a difference")
        return max(signs, key=abs, default=0)

    def pivot(self, column: Sequence[Bell]) -> int | None:
        """The first entry of a known sign that is not 0."""
        return next((i for i, entry in enumerate(column) if self.sign(entry)), None)

    def divide(self, top: Bell, bottom: Bell) -> Bell:
        """A quotient by one exponential."""
        return top / bottom

    def pi(self) -> Bell:
        """The constant π."""
        return self.number(arb.pi())

    def apply(self, name: str, value: Bell) -> Bell:
        """Exponentials of polynomials, logarithms and roots of single exponentials."""
        if name == "abs":
            return -value if self.sign(value) < 0 else value
        if name == "exp":
            if any(e for _, e in value.terms):
                raise Unsupported("an exponential of an exponential")
            exponent = value.terms[0][0] if value.terms else {}
            return Bell((({(0,) * self.size: arb(1)}, exponent),))
        factor, exponent = value.single
        constant = constant_of(factor)
        if constant is None:
            raise Unsupported(f"{name} of what varies")
        inner = Balls().apply(name, constant)
        if name == "log":
            return self.number(inner) + Bell(((exponent, {}),))
        return Bell((({(0,) * self.size: inner}, scaled(exponent, arb(1) / 2)),))


def gaussian_integral(function: Map, size: int) -> arb:
    """The integral over ℝⁿ of a sum of Gaussians with polynomial factors.

    Raises:
        Unsupported: the function is no such thing, or does not decay.
    """
    field = Bells(size)
    value = function.over(field)(Matrix(size, 1, tuple(field.variable(i) for i in range(size)))).only
    total = arb(0)
    for factor, exponent in value.terms:
        total += whole(factor, exponent, size)
    return total


def spreads(function: Map, size: int) -> bool:
    """Whether a function on ℝⁿ is c·eᴾ with c ≠ 0, in which no −x² stands for one of the coordinates: no integral.

    P is quadratic, so that along that coordinate the exponential stays, or grows towards one end.

    Raises:
        Unsupported: the function is no sum of such things.
    """
    field = Bells(size)
    value = function.over(field)(Matrix(size, 1, tuple(field.variable(i) for i in range(size)))).only
    factor, exponent = value.single
    height = constant_of(factor)
    if height is None or height.contains(0) or any(sum(powers) > 2 for powers in exponent):
        return False
    squares = (exponent.get(tuple(2 * int(i == j) for j in range(size))) for i in range(size))
    return any(c is None or c >= 0 for c in squares)


def whole(factor: Poly, exponent: Poly, size: int) -> arb:
    """The integral of one term over all coordinates."""
    for index in range(size):
        factor, exponent = integrated(factor, exponent, index)
    value, last = constant_of(factor), constant_of(exponent)
    if value is None or last is None:
        raise Unsupported("a Gaussian whose integral depends on a coordinate")
    return value * last.exp()


def integrated(factor: Poly, exponent: Poly, index: int) -> tuple[Poly, Poly]:
    """∫ factor·exp(−a·x² + B·x + C) dx over one coordinate, where B and C depend on the others."""
    square, linear, rest = arb(0), Poly(), Poly()
    for powers, c in exponent.items():
        others = tuple(0 if i == index else p for i, p in enumerate(powers))
        if powers[index] == 2 and not any(others):
            square = square - c
        elif powers[index] == 1:
            linear = plus(linear, {others: c})
        elif powers[index]:
            raise Unsupported("an exponent that is not quadratic")
        else:
            rest = plus(rest, {powers: c})
    if not square > 0:
        raise Unsupported("a Gaussian that does not decay")
    mean, variance = scaled(linear, 1 / (2 * square)), 1 / (2 * square)
    found: Poly = {}
    for powers, c in factor.items():
        others = tuple(0 if i == index else p for i, p in enumerate(powers))
        height = {others: c * (arb.pi() / square).sqrt()}
        found = plus(found, times(height, moment(mean, variance, powers[index], len(powers))))
    return found, plus(rest, scaled(times(linear, linear), 1 / (4 * square)))


def moment(mean: Poly, variance: arb, order: int, size: int) -> Poly:
    """E[xᵏ] of a Gaussian: Σ_j C(k, 2j)·(2j − 1)!!·variance^j·mean^(k − 2j)."""
    total: Poly = {}
    for j in range(order // 2 + 1):
        odd = 1
        for i in range(1, 2 * j, 2):
            odd *= i
        term: Poly = {(0,) * size: comb(order, 2 * j) * odd * variance**j}
        for _ in range(order - 2 * j):
            term = times(term, mean)
        total = plus(total, term)
    return total
