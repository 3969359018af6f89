"""Exact values: the field of rational numbers, and terms and formulas evaluated over it.

A point gives every free variable of a term its value: a natural number as an int, a real as a Fraction (or an int), a
matrix as a `Matrix` of Fractions. These evaluators share no code with `derivations`: only the terms are its.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpz

from derivations.kernel.terms import Term
from numerics.errors import NotExact, Undefined
from numerics.evaluation import Evaluator

Rational = fmpq
Point = Mapping[Term, Any]


def rational(value: Any) -> fmpq:
    """An int, Fraction or rational as a rational of the exact field.

    >>> rational(Fraction(2, 6))
    1/3
    """
    kind = type(value)
    if kind is fmpq:
        return value
    if kind is Fraction:
        return fmpq(*value.as_integer_ratio())
    if isinstance(value, int):
        return fmpq(value)
    if hasattr(value, "ball"):
        raise NotExact(f"{value} is irrational")
    return rational(Fraction(value))


def fraction(value: fmpq) -> Fraction:
    """The same number as a Fraction."""
    return Fraction(int(value.p), int(value.q))


class Rationals:
    """The rational numbers: every comparison is decided, and irrational values are refused."""

    name = "exact rationals"

    def number(self, value: Any) -> fmpq:
        """The scalar that equals an exact number."""
        return rational(value)

    def sign(self, value: fmpq) -> int:
        """−1, 0 or 1."""
        return (value > 0) - (value < 0)

    def pivot(self, column: Sequence[fmpq]) -> int | None:
        """The first entry that is not 0."""
        return next((i for i, entry in enumerate(column) if entry != 0), None)

    def divide(self, top: fmpq, bottom: fmpq) -> fmpq:
        """A quotient; Undefined for a zero denominator."""
        if bottom == 0:
            raise Undefined("a quotient by 0")
        return top / bottom

    def pi(self) -> fmpq:
        """Refuse: π is no rational."""
        raise NotExact("pi is irrational")

    def apply(self, name: str, value: fmpq) -> fmpq:
        """The functions abs, sqrt, exp and log; NotExact where the value is irrational."""
        if name == "abs":
            return abs(value)
        if name == "sqrt":
            return self._root(value)
        if name == "log" and value <= 0:
            raise Undefined(f"log of {value}")
        if (name, value) == ("exp", 0):
            return fmpq(1)
        if (name, value) == ("log", 1):
            return fmpq(0)
        raise NotExact(f"{name}({value}) is irrational")

    @staticmethod
    def _root(value: fmpq) -> fmpq:
        if value < 0:
            raise Undefined(f"sqrt of {value}")
        roots = [fmpz(part).isqrt() for part in (value.p, value.q)]
        if roots[0] ** 2 != value.p or roots[1] ** 2 != value.q:
            raise NotExact(f"sqrt({value}) is irrational")
        return fmpq(*roots)


def evaluate(term: Term, point: Point) -> Any:
    """The exact value of a term: a rational for a number, a Matrix of rationals for a matrix.

    Raises:
        Undefined: a partial operator lies outside its domain.
        NotExact: the value is irrational.
        Unsupported: the term has no evaluation, such as an unspecified function.

    Example:
        >>> from derivations.kernel.formulas import real
        >>> x = real("x")
        >>> evaluate(x**2 / 3, {x: Fraction(1, 2)})
        1/12
    """
    value = Evaluator(Rationals(), point).value(term)
    return value.only if term.is_scalar else value


def holds(formula: Term, point: Point) -> bool | None:
    """Whether a formula holds at a point, decided exactly; None where it is undefined or cannot be decided."""
    from numerics.truth import judge

    verdict = judge(formula, point, Rationals())
    return verdict.value if verdict.certain else None
