"""Instances of field, combination and nonneg: expressions rewritten by valid steps, and wrong certificates."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, D, K, N, X, Y, grid, number_of, rewritten, scalar
from derivations.audits.places import INDEX, LINE, U, on_unit
from derivations.kernel import Sequent
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    Integral,
    Ne,
    Product,
    Sum,
    block,
    det,
    entry,
    identity,
    inv,
    matrix,
    ones,
    pi,
    piecewise,
    positive_semidefinite,
    sqnorm,
    sqrt,
    symmetric,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, Term, make, num

G, W, M = matrix("G", N, N), matrix("W", N, N), matrix("M", 2, 2)
V, B = vector("v", N), vector("b", N)


def _given(claim: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, claim)


def _fixed(*args: Any) -> Any:
    return lambda random: args


PARTS = (
    X,
    Y,
    piecewise(X < Y, 1 / X, Y),
    piecewise(X < Y, sqrt(X)),
    normal(X, Y, C),
    sigmoid(X),
    pi(),
    Sum(X**INDEX, INDEX, K),
    Product(X + INDEX, INDEX, K),
    Integral(on_unit(X * U), U, LINE),
    entry(vector("v", D), K),
    1 / X,
)  # fmt: skip


def _expression(random: Random) -> Term:
    choice = random.randrange(5)
    if choice == 4:
        return scalar(random, 2, leaves=PARTS)
    if choice == 0:
        return grid(random, *random.choice(((N, D), (N, N), (N, num(1)), (num(2), num(2)), (N, N + 1))))
    return number_of(random, random.choice((N, D, num(2)))) if choice == 1 else scalar(random)


def _identity(random: Random) -> Args:
    one = _expression(random)
    special = (
        Eq(X / X, 1),
        Eq(X**2 / X, X),
        Eq(1 / (X - Y) * (X - Y), 1),
        Eq(X / Y * (Y / X), 1),
        Eq(inv(G.T), inv(G).T),
        Eq(det(M), M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]),
        Eq(sqrt(X) ** 2, X),
        Eq(abs(X) ** 2, X**2),
        Eq(num(-1) ** (2 * K) * Y, Y),
        Eq(ones(N).T * ones(N), N),
    )
    return (random.choice(special) if random.random() < 0.3 else Eq(one, rewritten(random, one, 5)),)


TALL = vector("v", N + 1)
ROW, WIDE = matrix("r", 1, N), 2 * identity(N)
UNLIKE = (  # matrices of different sizes, rows times their transposes: what only looks alike
    Eq(det(WIDE), det(2 * identity(D))),
    Eq(det(zeros(N, N)), det(zeros(D, D))),
    Eq((ROW + ones(N).T) * ROW.T, N + ones(N).T * ROW.T),
    Eq(ROW * ROW.T, N),
    Eq(det(M), M[0, 0] * M[1, 1] + M[0, 1] * M[1, 0]),
    Eq(inv(G.T), inv(G)),
    Eq(G * inv(G.T), inv(G.T) * G),
    Eq(G.T, G),
    Eq(G * W, W * G),
    Eq(ones(N).T * inv(WIDE) * ones(N), ones(D).T * inv(2 * identity(D)) * ones(D)),
    Eq(V * V.T, V.T * V * identity(N)),
    Eq(abs(X), X),
    Eq(sqrt(X**2), X),
    Eq(sqrt(X) * sqrt(Y), sqrt(X * Y)),
    Eq(Y**K * Y**K, Y ** (K**2)),
    Eq((X + Y) ** K, X**K + Y**K),
    Eq(num(0) ** K, 0),
    Eq(num(-1) ** K, 1),
    Eq((X / X) ** K, 1),
    Eq(G**K, G ** (K + 1)),
    Eq(G**K + G, G + G**K),
    Eq(make("inv", X) * X, 1),
    Eq(0 * piecewise(X < 0, 1 / X) + X * (1 / X), 1),
    Eq(piecewise(Y < 0, sqrt(X)) * 0 + sqrt(X) ** 2, X),
    Eq(0 * piecewise(Y < 0, det(inv(G))) + det(G * inv(G)), 1),
    Eq(0 * piecewise(Y < 0, 1 / X) + piecewise(X < 1, X * (1 / X)), piecewise(X < 1, 1)),
    Eq(piecewise(X < Y, X), piecewise(X < Y, Y)),
    Eq(piecewise(X < Y, X, Y), piecewise(Y < X, Y, X)),
    Eq(normal(X, Y, -C), -normal(X, Y, -C)),
    Eq(Sum(X, INDEX, K), Sum(X, INDEX, K + 1)),
    Eq(entry(TALL, 0), entry(TALL, 1)),
    Eq(entry(TALL, K), entry(TALL, 0)),
    Eq(make("slice", TALL, num(0), N, num(0), ONE), make("slice", TALL, ONE, N, num(0), ONE)),
)


def _combined(random: Random) -> Args:
    u, v, a, b = (scalar(random, 1) for _ in range(4))
    if random.random() < 0.5:
        z, w, y = matrix("Z", N, D), matrix("W", N, D), vector("y", D)
        return Eq(X * z.T * z * y, X * z.T * w * y + 0 * y), ((X * z.T, _given(Eq(z, w)), y),), ()
    return Eq(a * u + b, a * v + rewritten(random, b)), ((a, _given(Eq(u, v), b <= Y), ONE),), ()


def _symmetric(random: Random) -> Args:
    g, y, x = matrix("G", N, N), vector("y", N), vector("v", N)
    known = random.choice((symmetric(g), Eq(g.T, g)))
    return Eq(x.T * g * y + X, y.T * g * x + X), (), (_given(known, known),)


def _positive(random: Random) -> Args:
    """A goal made from its certificate."""
    u, v, w = scalar(random, 1), scalar(random, 1), scalar(random, 2)
    strict = random.random() < 0.5
    fact = _given(u < v if strict else u <= v)
    vector_square = matrix("Z", N, D) * vector("b", D)
    terms = random.choice(
        (((2, (fact,), ()),), ((1, (fact, fact), (w,)), (3, (fact,), ())), ((1, (), (w, X)), (1, (), (vector_square,))))
    )
    total: Term = num(0)
    for weight, facts, squares in terms:
        part: Term = num(weight)
        for _ in facts:
            part = part * (v - u)
        for s in squares:
            part = part * (s**2 if s.is_scalar else sqnorm(s))
        total = total + part
    low = scalar(random, 1)
    high = low + rewritten(random, total)
    return random.choice((low <= high, low < high, Ne(low, high))), terms, (), ()


def _impossible(random: Random) -> Args:
    u = scalar(random, 1, division=False)
    return FALSE, ((1, (_given(make("lt", u, u), make("lt", u, u)),), ()),), (), ()


ROWS = tuple((1, (), (block([[1, 0]]), block([[1, s]]), block([[-1, 2 * s]]))) for s in (1, -1))


def _symmetric_square(random: Random) -> Args:
    g, y, x = matrix("G", N, N), vector("y", N), vector("v", N)
    return x.T * g * y <= y.T * g * x, (), (), (_given(symmetric(g), symmetric(g)),)


POSITIVE = _given(positive_semidefinite(G), positive_semidefinite(G))
SKEW = Eq(V.T * G * B, B.T * G * V)

PLANS = {
    "field": Plan(
        _identity,
        {
            "form": _fixed(make("lt", X, X)),
            "identity": _fixed(Eq((X + Y) ** 2, X**2 + Y**2)),
            "denominators": _fixed(Eq(X / X, 1)),
        },
        suspects=tuple((claim,) for claim in UNLIKE),
    ),
    "combination": Plan(
        lambda r: (_symmetric if r.random() < 0.3 else _combined)(r),
        {
            "form": _fixed(Eq(X, X + 1), ((ONE, _given(X <= X + 1), ONE),), ()),
            "identity": _fixed(Eq(X, Y), ((ONE, _given(Eq(X + 0, C)), ONE),), ()),
            "denominators": _fixed(Eq(X / Y * Y, C), ((ONE, _given(Eq(X, C)), ONE),), ()),
            "symmetric": _fixed(SKEW, (), (POSITIVE._replace(conclusion=Eq(G, G), hypotheses=()),)),
        },
    ),
    "nonneg": Plan(
        lambda r: r.choice((_positive, _positive, _positive, _impossible, _symmetric_square))(r),
        {
            "form": _fixed(Eq(0, X**2), ((1, (), (X,)),), (), ()),
            "identity": _fixed(num(0) <= X, ((1, (), (X,)),), (), ()),
            "denominators": _fixed(num(0) <= X**2 / X**2 - 1, (), (), ()),
            "symmetric": _fixed(V.T * G * B <= B.T * G * V, (), (), (_given(Eq(G, G)),)),
            "weights": _fixed(num(0) <= -(X**2), ((-1, (), (X,)),), (), ()),
            "strict": _fixed(num(0) < X**2, ((1, (), (X,)),), (), ()),
        },
        suspects=((num(0) <= num(-2), ROWS, (), ()), (X <= Y, ((1, (_given(Ne(X, Y)),), ()),), (), ())),
        structural={
            "facts": "no other relation has two numbers to subtract but an equation, whose difference 0 does no harm"
        },
    ),
}
