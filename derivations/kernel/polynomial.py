"""Exact Laurent polynomials whose terms may carry a word of matrices: the arithmetic under `normal`.

A polynomial maps (monomial, word) to a nonzero rational coefficient. A monomial is a sorted tuple of
(atom, exponent), atoms being positive integers that commute; a word is a tuple of matrix letters, nonzero
integers that do not, −L being the transpose of L. The empty word is the identity (of a 1×1 block: the number 1).
Adding and multiplying counts steps and gives up beyond `BUDGET`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from derivations.kernel.errors import Undecided

Monomial = tuple[tuple[int, int], ...]
Word = tuple[int, ...]
Coefficient = int | Fraction
Polynomial = dict[tuple[Monomial, Word], Coefficient]

BUDGET: Final = 300_000
ONE_TERM: Final[tuple[Monomial, Word]] = ((), ())


class Meter:
    """Counts the steps of one call of a procedure."""

    def __init__(self, budget: int = BUDGET) -> None:
        """Start at zero."""
        self.left = budget

    def spend(self, steps: int) -> None:
        """Give up as undecided when the budget is gone."""
        self.left -= steps
        if self.left < 0:
            raise Undecided("the normal form grew beyond its budget of steps: prove it in smaller steps", "budget")


def constant(value: int | Fraction) -> Polynomial:
    """A number as a polynomial."""
    return {ONE_TERM: reduced(value)} if value else {}


def reduced(value: Coefficient) -> Coefficient:
    """Whole fractions as int: arithmetic on int is several times as fast."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def atom(index: int, exponent: int = 1) -> Polynomial:
    """A power of one atom."""
    return {(((index, exponent),), ()): 1}


def add(left: Polynomial, right: Polynomial, factor: Coefficient = 1) -> Polynomial:
    """left + factor·right."""
    total = dict(left)
    for key, value in right.items():
        new = total.get(key, 0) + factor * value
        if new:
            total[key] = reduced(new)
        else:
            total.pop(key, None)
    return total


def scale(poly: Polynomial, factor: Coefficient) -> Polynomial:
    """factor·poly."""
    return {key: reduced(factor * value) for key, value in poly.items()} if factor else {}


def times(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left or not right:
        return left or right
    exponents = dict(left)
    for index, exponent in right:
        exponents[index] = exponents.get(index, 0) + exponent
    return tuple(sorted((i, e) for i, e in exponents.items() if e))


def product(left: Polynomial, right: Polynomial, meter: Meter) -> Polynomial:
    """The product of two polynomials of which at most one carries words."""
    meter.spend(len(left) * len(right))
    total: Polynomial = {}
    for (m, w), a in left.items():
        for (n, v), b in right.items():
            key = (times(m, n), w or v)
            total[key] = total.get(key, 0) + a * b
    return {key: reduced(value) for key, value in total.items() if value}


def power(poly: Polynomial, exponent: int, meter: Meter) -> Polynomial:
    """poly to a natural power."""
    result = constant(1)
    for _ in range(exponent):
        result = product(result, poly, meter)
    return result


def content(poly: Polynomial) -> tuple[Coefficient, Monomial]:
    """A rational factor (the coefficient of the least term) and the largest monomial common to all terms."""
    least = min(poly)
    common = dict(least[0])
    for monomial, _ in poly:
        exponents = dict(monomial)
        for index in [*common]:
            common[index] = min(common[index], exponents.get(index, 0))
        for index, exponent in exponents.items():
            if index not in common and exponent < 0:
                common[index] = exponent
    return poly[least], tuple(sorted((i, e) for i, e in common.items() if e))


def inverse(monomial: Monomial) -> Monomial:
    """The reciprocal of a monomial."""
    return tuple((i, -e) for i, e in monomial)


Frozen = tuple[tuple[tuple[Monomial, Word], Coefficient], ...]


def freeze(poly: Polynomial) -> Frozen:
    """The polynomial as a key."""
    return tuple(sorted(poly.items()))
