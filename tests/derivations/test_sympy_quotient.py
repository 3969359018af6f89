"""Rational expressions: zero is recognised whatever stands below the line, and nothing else is taken for zero."""

import pytest
import sympy as sp

from derivations.sympy_instance import determinant, numeric
from derivations.sympy_judge import AGREES, DISAGREES, UNDECIDED, compare
from derivations.sympy_quotient import NotRational, exact, vanishes

x, y, z = sp.symbols("x y z", real=True)
ZERO = [
    1 / (x + y) + 1 / (x - y) - 2 * x / (x**2 - y**2),
    (x**2 - 1) / (x - 1) - x - 1,
    1 / (x / y + 1) - y / (x + y),
    (2 * x + 2 * y) ** -3 * 8 * (x + y) ** 3 - 1,
    sp.exp(x) / (1 + sp.exp(x)) + 1 / (1 + sp.exp(x)) - 1,
    x**-2 * y * x**2 - y,
]


@pytest.mark.parametrize("expr", ZERO)
def test_zero_is_recognised_and_what_is_a_little_off_is_not(expr):
    assert vanishes(expr) is True
    assert vanishes(expr + sp.Rational(1, 10**9)) is not True
    assert vanishes(expr + x * z) is not True


def test_not_zero_is_certain_among_free_numbers_only():
    assert vanishes(x / y - y / x) is False
    assert vanishes(sp.exp(x + y) - sp.exp(x) * sp.exp(y)) is not False
    assert vanishes(sp.Abs(x) ** 2 - x**2) is not False


def test_a_quotient_by_nothing_and_too_long_a_product_say_nothing():
    assert vanishes(1 / ((x + 1) ** 2 - x**2 - 2 * x - 1)) is None
    assert vanishes(sp.Mul(*((x + y + z + k) ** 20 for k in range(1, 9))) - 1) is None


def test_values_are_those_of_sympy():
    expr, at = (x - y / 3) ** -2 + 2 * z**3 / y, {x: sp.Rational(2, 3), y: sp.Rational(-1, 2), z: sp.Integer(4)}
    assert exact(expr, at) == sp.QQ(*map(int, expr.xreplace(at).as_numer_denom()))
    assert numeric(expr, at) == expr.xreplace(at)
    with pytest.raises(NotRational):
        exact(sp.sqrt(x), at)
    assert numeric(1 / (x - sp.Rational(2, 3)), at) is None


def test_the_determinant_by_minors_is_sympys():
    for size in range(5):
        matrix = sp.ImmutableDenseMatrix(size, size, lambda i, j: sp.Symbol(f"m{i}{j}"))
        assert sp.expand(determinant(matrix) - matrix.det(method="berkowitz")) == 0
    assert sp.expand(determinant(matrix) + matrix.det(method="berkowitz")) != 0


def test_a_contradiction_is_found_and_what_is_not_reduced_stays_open():
    assert compare(sp.sin(x) ** 2 / 2, sp.sin(x) ** 2).verdict == DISAGREES
    assert compare(x / y, y / x).verdict == DISAGREES
    assert compare(x, y, [None]).verdict == UNDECIDED
    assert compare(sp.Abs(x) ** 2, x**2).verdict == AGREES
