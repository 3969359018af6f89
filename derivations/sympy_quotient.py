"""Whether a SymPy expression is the quotient 0: a rational function of its atoms, over sparse polynomials.

Nothing is cancelled: denominators are kept as powers of a few polynomials, so that sums find a common one quickly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from math import prod
from operator import or_
from typing import Any, Final, NamedTuple

import sympy as sp
from sympy.polys.rings import PolyRing

MOST: Final = 200_000  # products of summands that one multiplication may need


class TooLong(ArithmeticError):
    """Multiplying out would take too long."""


class Quotient(NamedTuple):
    """top / Π (polynomial^power)."""

    top: Any
    bottom: Counter[Any]


NONE: Final[Counter[Any]] = Counter()  # no denominator; never changed


class Quotients:
    """The value of every subexpression as a quotient of polynomials in the atoms of an expression."""

    def __init__(self, *exprs: Any, most: int = MOST) -> None:
        """Find the atoms: what is no sum, product, integral power or rational number.

        Args:
            exprs: what is to be evaluated.
            most: products of summands that one multiplication may need.
        """
        self.atoms: dict[Any, int] = {}
        self.most = most
        seen = set[Any]()
        for expr in exprs:
            self._collect(expr, seen)
        self.ring = PolyRing([f"x{i}" for i in range(len(self.atoms))] or ["x"], sp.QQ)
        self.known = {a: Quotient(self.ring.gens[i], NONE) for a, i in self.atoms.items()}

    def _collect(self, expr: Any, seen: set[Any]) -> None:
        if expr in seen:
            return
        seen.add(expr)
        if expr.is_Add or expr.is_Mul:
            for a in expr.args:
                self._collect(a, seen)
        elif expr.is_Pow and expr.exp.is_Integer:
            self._collect(expr.base, seen)
        elif not expr.is_Rational:
            self.atoms.setdefault(expr, len(self.atoms))

    def value(self, expr: Any) -> Quotient:
        """The quotient that equals an expression.

        Raises:
            TooLong: a product has too many summands.
            ZeroDivisionError: a denominator is 0.
        """
        if expr not in self.known:
            self.known[expr] = self._found(expr)
        return self.known[expr]

    def _found(self, expr: Any) -> Quotient:
        if expr.is_Rational:
            return Quotient(self.ring(sp.QQ(expr.p, expr.q)), NONE)
        if expr.is_Pow:
            return self._power(self.value(expr.base), int(expr.exp))
        parts = [self.value(a) for a in expr.args]
        return self.sum(parts) if expr.is_Add else self.product(parts)

    def number(self, value: int) -> Quotient:
        """An integer."""
        return Quotient(self.ring(value), NONE)

    def sum(self, parts: Sequence[Quotient]) -> Quotient:
        """The sum of quotients."""
        if not any(p.bottom for p in parts):
            return Quotient(sum((p.top for p in parts), self.ring.zero), NONE)
        common = reduce(or_, (p.bottom for p in parts))
        tops = (self._times([p.top, *(common - p.bottom).elements()]) for p in parts)
        return Quotient(sum(tops, self.ring.zero), common)

    def product(self, parts: Sequence[Quotient]) -> Quotient:
        """The product of quotients."""
        bottom = sum((p.bottom for p in parts), Counter[Any]()) if any(p.bottom for p in parts) else NONE
        return Quotient(self._times(p.top for p in parts), bottom)

    def _power(self, base: Quotient, exponent: int) -> Quotient:
        base = base if exponent >= 0 else self.inverse(base)
        self._times([base.top] * min(abs(exponent), 64))  # too long?
        return Quotient(base.top ** abs(exponent), Counter({d: k * abs(exponent) for d, k in base.bottom.items()}))

    def _times(self, factors: Iterable[Any]) -> Any:
        return times(factors, self.ring, self.most)

    def inverse(self, value: Quotient) -> Quotient:
        """1/quotient; ZeroDivisionError for 0."""
        if value.top == 0:
            raise ZeroDivisionError("a quotient by 0")
        lead = value.top.LC
        top = self._times(value.bottom.elements()).quo_ground(lead)
        return Quotient(top, self._split(value.top.quo_ground(lead)))

    def _split(self, bottom: Any) -> Counter[Any]:
        """The factors of a denominator: a single product by its atoms, a sum as it is."""
        if len(bottom) > 1:
            return Counter({bottom: 1})
        return Counter({g: k for g, k in zip(self.ring.gens, bottom.LM, strict=True) if k})


def times(factors: Iterable[Any], ring: Any, most: int = MOST) -> Any:
    """The product of polynomials; TooLong when that is too much work."""

    def product(a: Any, b: Any) -> Any:
        if len(a) * len(b) > most:
            raise TooLong(f"{len(a)} times {len(b)} summands")
        return a * b

    waiting = iter(factors)
    return reduce(product, waiting, next(waiting, ring.one))


def vanishes(expr: Any) -> bool | None:
    """Whether an expression is 0 as a rational function of its atoms; None when that says nothing.

    False is certain where all atoms are numbers that can be chosen freely; with functions among them, or where
    multiplying out takes too long, only True says something.
    """
    quotients = Quotients(expr)
    try:
        zero = quotients.value(expr).top == 0
    except (TooLong, ZeroDivisionError):
        return None
    if zero:
        return True
    return False if all(a.is_Symbol for a in quotients.atoms) else None


class NotRational(ArithmeticError):
    """An operation that is none of a field."""


def exact(expr: Any, at: Mapping[Any, Any]) -> Any:
    """The value of an expression at rational numbers, in rational arithmetic.

    Raises:
        NotRational: something other than a sum, a product or an integral power occurs.
        ZeroDivisionError: a denominator is 0.
    """
    return _valued(expr, {s: sp.QQ(v.p, v.q) for s, v in at.items()})


def _valued(expr: Any, known: dict[Any, Any]) -> Any:
    if expr in known:
        return known[expr]
    if expr.is_Rational:
        return sp.QQ(expr.p, expr.q)
    if not (expr.is_Add or expr.is_Mul or (expr.is_Pow and expr.exp.is_Integer)):
        raise NotRational(str(expr.func))
    if expr.is_Pow:
        base, exponent = _valued(expr.base, known), int(expr.exp)
        value = base**exponent if exponent >= 0 else 1 / base**-exponent
    else:
        parts = [_valued(a, known) for a in expr.args]
        value = sum(parts) if expr.is_Add else prod(parts)
    known[expr] = value
    return value
