"""Variants that follow by computing: derivatives, orbits, the plane's matrices, absolute values, known equations.

Each way proves a true variant; a false neighbour of it is not proved.
"""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import (
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Sum,
    above,
    block,
    column,
    converges_from_every_start,
    eigenvalue,
    entry,
    exp,
    function,
    identity,
    infinity,
    iterate,
    log,
    matrix,
    natural,
    piecewise,
    point,
    real,
    tends,
    vector,
    zeros,
)
from derivations.kernel.metric import metric
from derivations.kernel.terms import ONE, REAL, SPACE, ZERO, Sort, apply, lam
from derivations.tactics import Facts
from numerics.equivalence_values import evaluated
from numerics.equivalence_ways import once
from tests.numerics.test_equivalence import follows

x, y, a, b, h, re, im = map(real, ("x", "y", "a", "b", "h", "re", "im"))
i, k, n = map(natural, "ikn")
v, w = vector("v", 2), vector("w", n)
d, u, o = function("d", SPACE, Sort("function", SPACE, REAL)), point("u"), point("o")
f = function("f", REAL)
TURN = block([[ZERO, -ONE / 2], [ONE / 2, ZERO]])


def slope(value, by):
    return Derivative(value, by)


def modulus(m, square):
    return ForAll(re, ForAll(im, Implies(eigenvalue(m, re, im), Eq(re**2 + im**2, square))))


def damped(m):
    return ForAll(re, ForAll(im, Implies(eigenvalue(m, re, im), re < 0)))


def stable(row, other, condition):
    return Iff(converges_from_every_start(lam(v, column(row, other)), zeros(2)), condition)


def damping(c):
    return block([[ZERO, -ONE / 2], [ONE / 2, -c]])


def orbit(first, second):
    """Where k steps lead that subtract these from the two coordinates."""
    return iterate(lam(v, column(v[0] - first, v[1] - second)), column(x, y), k)


def vanishes(first, second):
    return Implies(Eq(y, 0), tends(orbit(first, second), k, infinity(), zeros(2)))


UNCERTAIN = piecewise(a > 0, a * log(a), 0)
EXTRA = (v[0] - h * v[1] - h**2 * v[0], v[1] + h * v[0] - h**2 * v[1])
FORCE = b + h * (a - (abs(b) / b) * (abs(b) - y))
LOG = Sum(piecewise(-entry(w, i) < 1, x, y), i, n)
SOLVED = ForAll(i, Implies(i < n, Eq(entry(w, i), -sigmoid(entry(matrix("X", n, n) * w, i)))))

# Each line: what is known, a variant that follows, a neighbour of it that does not, what else is given
COMPUTED = {
    "a multiple of a derivative": (
        Iff(Eq(slope(4 * x**2 - y**2, x), ZERO), x < 5),
        Iff(Eq(slope(x**2 - y**2, x), ZERO), x < 5),
        Iff(Eq(slope(4 * x**2 - x, x), ZERO), x < 5),
    ),
    "a combination of equations": (Eq(x, 2 * y), Eq(3 * x, 6 * y), Eq(3 * x, 5 * y)),
    "the same eigenvalues": (
        modulus(identity(2) + h * TURN, 1 + (h / 2) ** 2),
        modulus(identity(2) - h * TURN, 1 + (h / 2) ** 2),
        modulus(identity(2) - 2 * h * TURN, 1 + (h / 2) ** 2),
        h > 0,
    ),
    "negative real parts": (damped(damping(h)), damped(damping(2 * h)), damped(damping(-h)), h > 0),
    "Schur and Cohn": (
        stable(*EXTRA, h < 1),
        stable(v[0] - h * v[0] - v[1], EXTRA[1], h < 1),
        stable(v[0] - h * v[0] - 2 * v[1], EXTRA[1], h < 1),
        h > 0,
    ),
    "an absolute value below another": (
        h * (y - abs(b)) <= abs(b + h * (a + (abs(b) / b) * (y - abs(b)))) + abs(b) + h * abs(a),
        h * (y - abs(b)) <= abs(FORCE + 2 * h * (abs(b) / b) * (abs(b) - y)) + abs(b) + h * abs(a),
        h * (y - abs(b)) <= abs(FORCE) + abs(b) - h * abs(a),
        h > 0,
        Ne(b, 0),
    ),
    "a limit from above": (
        tends(a * abs(x) / x + x, x, above(0), a),
        tends(a * x / abs(x) + x, x, above(0), a),
        tends(a * abs(x) / -x + x, x, above(0), a),
    ),
    "a greater function": (
        tends(abs(x), x, infinity(), infinity()),
        tends(abs(x) + exp(x), x, infinity(), infinity()),
        tends(abs(x) - exp(x), x, infinity(), infinity()),
    ),
    "twice a limit": (
        tends(f(x), x, above(0), a),
        tends(2 * f(x), x, above(0), 2 * a),
        tends(2 * f(x), x, above(0), a),
    ),
    "an idle coordinate": (
        tends(orbit(h * v[0], h * v[1])[1] ** 2, k, infinity(), infinity()),
        tends(orbit(a * v[0], h * v[1])[1] ** 2, k, infinity(), infinity()),
        tends(orbit(h * v[0], a * v[1])[1] ** 2, k, infinity(), infinity()),
    ),
    "a coordinate that stays 0": (
        vanishes(h * v[0], h * v[1]),
        vanishes(h * v[0], a * v[1]),
        vanishes(a * v[0], h * v[1]),
    ),
    "cases that are at most 0": (
        x <= y - UNCERTAIN,
        x <= y - 2 * UNCERTAIN,
        x <= y + UNCERTAIN,
        a >= 0,
        a <= 1,
    ),
    "twice a distance": (
        x <= apply(apply(d, u), o) / (1 - y),
        x <= 2 * (apply(apply(d, u), o) / (1 - y)),
        x <= apply(apply(d, u), o) / 2,
        metric(d),
        y < 1,
    ),
    "a number between −1 and 0": (
        Implies(SOLVED, x < LOG),
        Implies(SOLVED, x < Sum(piecewise(entry(w, i) < 1, x, y), i, n)),
        Implies(SOLVED, x < Sum(piecewise(entry(w, i) < -1, x, y), i, n)),
    ),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_what_is_computed(name):
    statement, weaker, stronger, *more = COMPUTED[name]
    assert follows(statement, weaker, *more)
    assert not follows(statement, stronger, *more)


def test_inner_derivatives_come_first():
    twice = evaluated(Facts(), slope(slope(x**3 * y, x), y))
    assert twice.conclusion.op == "eq"
    assert not twice.hypotheses
    assert "derivative" not in str(twice.conclusion.args[1])
    unknown = slope(Sum(x, i, n), x)
    assert evaluated(Facts(), unknown).conclusion.args[1] is unknown


def test_a_way_is_not_tried_within_itself():
    tried = []

    @once
    def nested(facts, theorem, goal):
        tried.append(goal)
        return nested(facts, theorem, goal) if goal is x else theorem

    known = logic.truth()
    with pytest.raises(Undecided, match="already"):
        nested(Facts(), known, x)
    assert nested(Facts(), known, y) is known
    assert tried == [x, y]
