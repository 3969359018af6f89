"""Sums of square roots are calculated with exactly: against decimals, and by identities that hold or just fail."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from derivations.kernel.formulas import Eq, real, sqrt
from derivations.kernel.terms import num
from numerics.errors import NotExact, Undefined
from numerics.roots import Roots, SquareRoots, root_of
from numerics.truth import Truth, decide

x = real("x")
AT = {x: Fraction(7, 3)}
TINY = num(Fraction(1, 10**40))
CLAIMS = {
    "a product": (Eq(sqrt(x + 1) * sqrt(x), sqrt(x**2 + x)), True),
    "a square": (Eq((sqrt(x) + 1) ** 2, x + 1 + 2 * sqrt(x)), True),
    "a quotient": (Eq(1 / (sqrt(x) - sqrt(x + 1)), -sqrt(x) - sqrt(x + 1)), True),
    "an order that is an equality": (sqrt(x) + sqrt(x + 1) <= sqrt(x + 1) + sqrt(x), True),
    "a sum is no root of the sum": (Eq(sqrt(x) + sqrt(x + 1), sqrt(2 * x + 1)), False),
    "almost": (Eq(sqrt(x) * sqrt(x), x + TINY), False),
}
numbers = st.fractions(min_value=0, max_value=50, max_denominator=12)
coefficients = st.fractions(min_value=-5, max_value=5, max_denominator=6)
sums = st.lists(st.tuples(coefficients, numbers), max_size=3)


@pytest.mark.parametrize("name", CLAIMS)
def test_claims_with_roots_are_decided(name):
    claim, truth = CLAIMS[name]
    assert decide(claim, AT) == Truth(truth)


def made(parts):
    total = Roots({})
    for c, n in parts:
        total = total + root_of(rational(n)) * SquareRoots().number(c)
    return total


def rational(value):
    return fmpq(value.numerator, value.denominator)


def decimal(parts):
    with localcontext() as context:
        context.prec = 60
        shares = ((Decimal(q.numerator) / Decimal(q.denominator) for q in pair) for pair in parts)
        return sum((c * n.sqrt() for c, n in shares), Decimal(0))


@given(sums, sums)
def test_calculations_agree_with_decimals(first, second):
    field, (a, b) = SquareRoots(), (made(first), made(second))
    for found, value in ((a + b, decimal(first) + decimal(second)), (a * b, decimal(first) * decimal(second))):
        sign = (value > Decimal("1e-40")) - (value < Decimal("-1e-40"))
        assert field.sign(found) == sign


@given(sums)
def test_a_reciprocal_undoes(parts):
    value = made(parts)
    assume(value.parts)
    assert (value * value.inverse()).parts == {1: fmpq(1)}


def test_what_is_refused():
    field = SquareRoots()
    with pytest.raises(Undefined):
        root_of(fmpq(-1))
    with pytest.raises(Undefined):
        field.divide(field.number(1), field.number(0))
    with pytest.raises(NotExact):
        field.apply("sqrt", root_of(fmpq(2)))
    with pytest.raises(NotExact):
        root_of(fmpq(10**30 + 7))
    assert field.apply("abs", -root_of(fmpq(2))) == root_of(fmpq(2))
