"""What `read` takes from SymPy, and how it refuses the rest: always IllFormed, naming the part and the remedy."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from derivations.kernel import IllFormed
from derivations.kernel.formulas import (
    Eq,
    Ne,
    block,
    entry,
    exp,
    inv,
    matrix,
    natural,
    pi,
    piecewise,
    real,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, num
from derivations.sympy_form import read

r, s = sp.symbols("r s", real=True)
n = sp.Symbol("n", integer=True, positive=True)
M, N = sp.MatrixSymbol("M", n, n), sp.MatrixSymbol("N", n, 3)
a, b, size = real("r"), real("s"), natural("n")
m, column = matrix("M", size, size), vector("v", size)


@pytest.mark.parametrize(
    ("expr", "term"),
    [
        (3, num(3)),
        (Fraction(1, 2), num(Fraction(1, 2))),
        (sp.Rational(-2, 3), num(Fraction(-2, 3))),
        (r - s, a - b),
        (r / s, a / b),
        (-r, -a),
        (r**3 - 1, a**3 - 1),
        (1 / r, 1 / a),
        (sp.sqrt(r), sqrt(a)),
        (sp.E, exp(1)),
        (sp.pi, pi()),
        (sp.sqrt(2 * sp.pi), sqrt(2) * sqrt(pi())),
        (1 / (1 + sp.exp(-r)), 1 / (1 + exp(-a))),
        (sp.Piecewise((r, r > 0), (-r, True)), piecewise(0 < a, a, -a)),
        (sp.Piecewise((r, r > 0), (s, r > -1), (1, True)), piecewise(0 < a, a, piecewise(-1 < a, b, 1))),
        (sp.MatrixSymbol("v", n, 1)[sp.Symbol("i", integer=True, nonnegative=True), 0], entry(column, natural("i"))),
        (r**n, a**size),
        (r**-n, 1 / a**size),
        (M.T, m.T),
        (-M, -m),
        (M.I, inv(m)),
        (sp.Matrix([[r, 1], [s, r]]), block([[a, 1], [b, a]])),
        (sp.Matrix([[r]]), a),
        (sp.Matrix(0, 3, []), zeros(0, 3)),
        (sp.ZeroMatrix(2, 1), zeros(2)),
        (sp.MatrixSymbol("V", 2, 2)[1, 0], matrix("V", 2, 2)[1, 0]),
        (sp.Eq(r, s), Eq(a, b)),
        (sp.Ne(r, s), Ne(a, b)),
        (r >= s, b <= a),
        (r < 1, a < 1),
        (a + b, a + b),
    ],
)
def test_expressions_are_read_as_people_write_them(expr, term):
    assert read(expr) is term


def test_a_symbol_declared_natural_becomes_a_natural_number():
    assert read(n).sort is NAT
    assert read(r).sort is not NAT


def test_the_given_symbols_decide_which_variable_is_meant():
    assert read(r + n, {"r": a, "n": real("n")}) is real("n") + a


REFUSED = [
    (sp.Symbol("x"), r"x is not declared real.*Symbol\('x', real=True\)"),
    (sp.Symbol("x", commutative=False), "x is not declared real"),
    (0.5, r"0\.5 is not exact.*Rational"),
    (sp.Float("0.5") * r, "is a Float.*Rational"),
    (np.float64(1), "is not exact"),
    (1j, "is not exact"),
    (sp.I * r, "I is not a number here"),
    (sp.EulerGamma, "EulerGamma is not a number here"),
    (sp.Piecewise((r, r > 0)), r"does not say what it is in every other case.*\(value, True\)"),
    (sp.oo, "oo is not a number here"),
    (sp.nan, "nan is not a number here"),
    (sp.zoo, "zoo is SymPy's ComplexInfinity"),
    (sp.Function("f")(r), r"f\(r\) is an undefined function"),
    (sp.sin(r), "sin.* has no counterpart"),
    (sp.Trace(M), "Trace.* has no counterpart"),
    (sp.Integral(r, r), "Integral.* has no counterpart"),
    (sp.Adjoint(M), "Adjoint.* has no counterpart"),
    (True, "SymPy decided it already.*evaluate=False"),
    (sp.Eq(r, r), "SymPy decided it already"),
    ("r + 1", "is text"),
    (None, "not SymPy's"),
    ([r], "not SymPy's"),
    (np.eye(2), "numpy.ndarray, not SymPy's"),
    (sp.Symbol, "not SymPy's"),
    (r**s, "has the exponent s"),
    (r ** sp.Rational(1, 3), "has the exponent 1/3"),
    (r ** (n - 1), "has the exponent n - 1"),
    (M ** (-n), "has the exponent -n"),
    (sp.MatrixSymbol("A", r, 2), "r cannot be the size.*integer=True, positive=True"),
    (sp.MatrixSymbol("A", 3, n)[0, 0], "lie outside A"),
    (sp.Eq(M, N, evaluate=False), "M is nxn but N is nx3"),
    (sp.MatrixSymbol("A", 4, 4)[::2, :], "in steps"),
    (sp.Symbol("a b", real=True), "'a b' is not a name"),
    (r + sp.Symbol("r", positive=True), "r names two different SymPy symbols"),
    (sp.Mul(r, sp.Symbol("z"), evaluate=False), "z is not declared real"),
]


@pytest.mark.parametrize(("expr", "message"), REFUSED, ids=[f"{i}: {m[:20]}" for i, (_, m) in enumerate(REFUSED)])
def test_what_states_nothing_is_refused_with_the_part_and_the_remedy(expr, message):
    with pytest.raises(IllFormed, match=message):
        read(expr)


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (s, "s is not a symbol here: the symbols are M, n, r"),
        (sp.Symbol("n", real=True), "n is real but must be natural"),
        (sp.MatrixSymbol("M", 2, n), "M is 2xn but must be nxn"),
        (sp.Symbol("M", real=True), "M is real but must be nxn"),
    ],
)
def test_a_symbol_other_than_the_given_ones_is_refused(expr, message):
    with pytest.raises(IllFormed, match=message):
        read(expr, {"r": a, "n": size, "M": m})


def test_deep_nesting_is_refused_without_a_traceback_from_sympy():
    expr = r
    for _ in range(3000):
        expr = sp.Add(sp.Mul(expr, r, evaluate=False), 1, evaluate=False)
    with pytest.raises(IllFormed, match="nested too deeply"):
        read(expr)
