"""Instances of field, combination and nonneg: expressions rewritten by valid steps, and wrong certificates."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, D, K, N, X, Y, grid, number_of, rewritten, scalar
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    Ne,
    inv,
    matrix,
    ones,
    positive_semidefinite,
    sqnorm,
    sqrt,
    symmetric,
    vector,
)
from derivations.kernel.terms import ONE, Term, num
from derivations.kernel.theorem import Sequent


def _given(claim: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, claim)


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _expression(random: Random) -> Term:
    choice = random.randrange(4)
    if choice == 0:
        return grid(random, *random.choice(((N, D), (N, N), (N, num(1)), (num(2), num(2)), (N, N + 1))))
    return number_of(random, random.choice((N, D, num(2)))) if choice == 1 else scalar(random)


def _identity(random: Random) -> Args:
    one = _expression(random)
    special = (Eq(sqrt(X) ** 2, X), Eq(abs(X) ** 2, X**2), Eq(num(-1) ** (2 * K) * Y, Y), Eq(ones(N).T * ones(N), N))
    return (random.choice(special) if random.random() < 0.15 else Eq(one, rewritten(random, one, 5)),)


def _wrong(random: Random) -> Args:
    one = _expression(random)
    return (Eq(one, one + random.choice((one, X * one))),)


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
    terms = random.choice((((2, (fact,), ()),), ((1, (fact, fact), (w,)), (3, (fact,), ())), ((1, (), (w, X)), (1, (), (vector_square,)))))
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
    return FALSE, ((1, (_given(u < u, u < u),), ()),), (), ()


def _symmetric_square(random: Random) -> Args:
    g, y, x = matrix("G", N, N), vector("y", N), vector("v", N)
    return x.T * g * y <= y.T * g * x, (), (), (_given(symmetric(g), symmetric(g)),)


G, V, B = matrix("G", N, N), vector("v", N), vector("b", N)
POSITIVE = _given(positive_semidefinite(G), positive_semidefinite(G))
SKEW = Eq(V.T * G * B, B.T * G * V)

PLANS = {
    "field": Plan(
        _identity,
        {
            "form": _fixed(X < X),
            "identity": _wrong,
            "denominators": lambda r: r.choice(((Eq(X / X, 1),), (Eq(sqrt(X) ** 2, X),), (Eq(G * inv(G), inv(G) * G),))),
        },
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
        structural={
            "facts": "no other relation has two numbers to subtract but an equation, whose difference 0 does no harm"
        },
    ),
}
