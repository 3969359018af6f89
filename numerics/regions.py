"""Exact integrals over ℝⁿ of piecewise polynomials whose pieces are cut out by linear inequalities.

The space is cut into simplices, some with corners at infinity (a corner is a ray of the cone over the space: its first
coordinate is 1, or 0 at infinity). The integrand is evaluated at a simplex as a whole: a sign that differs within it
cuts it in two. On a simplex that reaches infinity only 0 is integrable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as choices
from math import factorial
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from numerics.errors import NotExact, Undefined
from numerics.exact import Rationals, rational
from numerics.functions import Map
from numerics.matrices import Matrix, determinant

Corner = tuple[fmpq, ...]
Simplex = tuple[Corner, ...]
LARGEST = 4000  # simplices that are looked at before giving up


@dataclass
class Cut(Exception):
    """A sign differs within the simplex; the values of the linear function at its corners."""

    values: list[fmpq]


def context(size: int) -> fmpq_mpoly_ctx:
    """Polynomials in this many variables."""
    return fmpq_mpoly_ctx.get([f"x{i}" for i in range(size)], Ordering.lex)


class Region:
    """The polynomials on one simplex, as a field whose signs are those almost everywhere on it."""

    name = "polynomials on a simplex"

    def __init__(self, simplex: Simplex) -> None:
        """Take the corners."""
        self.simplex, self.context = simplex, context(len(simplex) - 1)

    def number(self, value: Any) -> fmpq_mpoly:
        """A constant; a polynomial is taken as it is."""
        return value if isinstance(value, fmpq_mpoly) else self.context.constant(rational(value))

    def sign(self, value: fmpq_mpoly) -> int:
        """The sign of a linear polynomial; Cut where it has two."""
        if value.total_degree() > 1:
            raise NotExact("the sign of a polynomial that is not linear")
        values = [self._at(value, corner) for corner in self.simplex]
        signs = {Rationals().sign(v) for v in values} - {0}
        if len(signs) == 2:
            raise Cut(values)
        return signs.pop() if signs else 0

    @staticmethod
    def _at(linear: fmpq_mpoly, corner: Corner) -> fmpq:
        total = fmpq(0)
        for powers, coefficient in linear.to_dict().items():
            place = next((i + 1 for i, power in enumerate(powers) if power), 0)
            total += coefficient * corner[place]
        return total

    def pivot(self, column: Sequence[fmpq_mpoly]) -> int | None:
        """The first constant that is not 0."""
        found = next((i for i, entry in enumerate(column) if entry.is_constant() and entry != 0), None)
        if found is None and any(entry != 0 for entry in column):
            raise NotExact("a pivot that varies")
        return found

    def divide(self, top: fmpq_mpoly, bottom: fmpq_mpoly) -> fmpq_mpoly:
        """A quotient by a constant."""
        if bottom == 0:
            raise Undefined("a quotient by 0")
        return top / self._constant(bottom)

    def pi(self) -> fmpq_mpoly:
        """Refuse: π is no rational."""
        raise NotExact("pi is irrational")

    def apply(self, name: str, value: fmpq_mpoly) -> fmpq_mpoly:
        """The absolute value; other functions of constants only."""
        if name == "abs":
            return -value if self.sign(value) < 0 else value
        return self.number(Rationals().apply(name, self._constant(value)))

    @staticmethod
    def _constant(value: fmpq_mpoly) -> fmpq:
        if not value.is_constant():
            raise NotExact("a function of what varies")
        return value.leading_coefficient() if value != 0 else fmpq(0)


def orthants(size: int) -> Iterator[Simplex]:
    """The 2ⁿ orthants: simplices with one corner at 0 and n at infinity."""
    for signs in choices((1, -1), repeat=size):
        yield ray(size, 0, 1), *(ray(size, i + 1, sign) for i, sign in enumerate(signs))


def ray(size: int, place: int, sign: int) -> Corner:
    """A unit vector of the cone."""
    return tuple(fmpq(sign if i == place else 0) for i in range(size + 1))


def halves(simplex: Simplex, values: Sequence[fmpq]) -> tuple[Simplex, Simplex]:
    """The simplex cut in two at the point of an edge where a linear function vanishes."""
    i = next(k for k, v in enumerate(values) if v > 0)
    j = next(k for k, v in enumerate(values) if v < 0)
    middle = tuple(values[i] * b - values[j] * a for a, b in zip(simplex[i], simplex[j], strict=True))
    return tuple(middle if k == i else c for k, c in enumerate(simplex)), tuple(
        middle if k == j else c for k, c in enumerate(simplex)
    )


def exact_integral(function: Map, size: int) -> fmpq:
    """The integral of a piecewise polynomial over ℝⁿ.

    Raises:
        NotExact: the function is no such thing, or is not 0 towards infinity.
    """
    total, waiting, looked = fmpq(0), list(orthants(size)), 0
    while waiting:
        simplex, looked = waiting.pop(), looked + 1
        if looked > LARGEST:
            raise NotExact("too many pieces")
        region = Region(simplex)
        point = Matrix(size, 1, tuple(region.context.gens()))
        try:
            total += integral_on(simplex, function.over(region)(point).only)
        except Cut as cut:
            waiting += halves(simplex, cut.values)
    return total


def integral_on(simplex: Simplex, value: fmpq_mpoly) -> fmpq:
    """The integral of a polynomial over a simplex, by Dirichlet's formula in barycentric coordinates."""
    if value == 0:
        return fmpq(0)
    if any(corner[0] == 0 for corner in simplex):
        raise NotExact("an integrand that does not vanish towards infinity")
    size, origin, *others = len(simplex) - 1, *([x / c[0] for x in c[1:]] for c in simplex)
    edges = [[x - y for x, y in zip(corner, origin, strict=True)] for corner in others]
    gens = value.context().gens()
    moved = [
        sum((edge[i] * g for edge, g in zip(edges, gens, strict=True)), value.context().constant(origin[i]))
        for i in range(size)
    ]
    total = fmpq(0)
    for powers, coefficient in value.compose(*moved, ctx=value.context()).to_dict().items():
        weight = fmpq(1, factorial(size + sum(powers)))
        for power in powers:
            weight *= factorial(power)
        total += coefficient * weight
    flat = tuple(x for edge in edges for x in edge)
    return total * abs(determinant(Rationals(), Matrix(size, size, flat)))
