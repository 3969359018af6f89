"""Identities in SymPy's polynomials, entry by entry: what holds is seen, and nothing else is."""

import pytest

from derivations.kernel.formulas import (
    Product,
    Sum,
    block,
    entry,
    exp,
    identity,
    inv,
    log,
    matrix,
    natural,
    ones,
    real,
    sqnorm,
    sqrt,
    trace,
    unit,
    vector,
)
from derivations.kernel.terms import ZERO, make
from derivations.sympy_identity import same
from derivations.sympy_instance import Instance

x, y, n, k, i = real("x"), real("y"), natural("n"), natural("k"), natural("i")
a, b, u, v = matrix("A", n, k), matrix("B", k, n), vector("u", n), vector("v", n)
square = matrix("M", n, n)
first, second = entry(u, 0), entry(u, 1)

PAIRS = [
    ((x + y) ** 2, x**2 + 2 * x * y + y**2, x**2 + x * y + y**2),
    (1 / x - 1 / y, (y - x) / (x * y), (x - y) / (x * y)),
    (x / (1 + 1 / x), x**2 / (1 + x), x**2 / (2 + x)),
    ((a * b).T, b.T * a.T, a * b),
    (sqnorm(u + v), sqnorm(u) + 2 * (u.T * v) + sqnorm(v), sqnorm(u) + sqnorm(v)),
    (square**3, square * (square * square), square**2),
    (2 * (u / x) - u / x, u / x, u * x),
    (block([[a, u]]) * block([[b], [v.T]]), a * b + u * v.T, a * b + v * u.T),
    (make("slice", block([[a], [b.T]]), n, n, ZERO, k), b.T, a),
    (identity(n) * u - (-u), 2 * u, u),
    (unit(n, 1).T * u, entry(u, 1), entry(u, 0)),
    (Sum(entry(u, i) * entry(v, i), i, n), u.T * v, u.T * u),
    (Sum(x, i, n + 1), Sum(x, i, n) + x, Sum(x, i, n)),
    (Product(1 + entry(u, i), i, n), 1 + first + second + first * second, 1 + first + second),
    (ones(1, n) * u, Sum(entry(u, i), i, n), 2 * Sum(entry(u, i), i, n)),
    (log(x) * (exp(y) + 1), log(x) + exp(y) * log(x), log(x) + exp(y)),
    (log((x + y) ** 2), log(x**2 + 2 * x * y + y**2), log(x**2 + y**2)),
    (inv(square) * u + inv(square) * v, inv(square) * (u + v), inv(square.T) * (u + v)),
    (trace(square + square), 2 * trace(square), trace(square)),
]


@pytest.mark.parametrize(("left", "right", "wrong"), PAIRS, ids=lambda t: str(t)[:40])
def test_what_is_the_same_is_seen_and_what_is_not_is_not(left, right, wrong):
    instance = Instance({n: 2, k: 3})
    assert same(instance, left, right)
    assert same(instance, right, left)
    assert not same(instance, left, wrong)


def test_symmetry_counts_only_where_it_is_known():
    assert same(Instance({n: 2}, symmetric=[square]), square.T, square)
    assert not same(Instance({n: 2}), square.T, square)


def test_nothing_is_said_where_a_quotient_means_nothing_or_the_work_is_too_much():
    nothing = (x + 1) ** 2 - x**2 - 2 * x - 1
    assert not same(Instance({}), x / nothing, x / nothing)
    long = (x + y + real("z") + real("w")) ** 8
    assert not same(Instance({}), long * long, (-long) * (-long))


def test_what_sympy_simplifies_by_itself_is_left_to_it():
    assert not same(Instance({}), sqrt(x) ** 2, x)
    assert not same(Instance({}), exp(x) * exp(y), exp(x + y))
