"""Instances of the rules of differentiation and minima."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, N, X, Y, rewritten, scalar
from derivations.audits.places import LINE, U, on_unit
from derivations.kernel import Sequent
from derivations.kernel.calculus import slope
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.errors import Undecided
from derivations.kernel.formulas import (
    FALSE,
    TRUE,
    And,
    Derivative,
    Eq,
    Integral,
    Ne,
    differentiable,
    exp,
    log,
    matrix,
    minimiser,
    piecewise,
    real,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import REAL, ZERO, Sort, Term, apply, lam, make, num, substitute, var

H, S, T = real("h"), real("s"), real("t")
F = var("f", Sort("function", REAL, REAL))


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _local(random: Random) -> Args:
    one, other, ends = random.choice((
        (abs(X), X, (0 < X,)),
        (abs(X), -X, (X < 0,)),
        (sqrt(X**2) * Y, X * Y, (0 < X,)),
        (piecewise(X < 1, X**2, 3), X**2, (X < 1,)),
        (piecewise(X < Y, exp(X), C), exp(X), (X < Y,)),
        (piecewise(And(0 < X, X <= 1), X * log(X)), X * log(X), (0 < X, X < 1)),
        (exp(log(X)) / X, num(1) + 0 * X, (0 < X,)),
        (X, rewritten(random, X, 2), ()),
    ))  # fmt: skip
    at = random.choice((C, num(1) / 2, num(-1)))
    return X, ends, at, Sequent((*ends, 0 <= S), Eq(one, other))


def _body(random: Random) -> Term:
    a = scalar(random, 2, leaves=(X, X, Y))
    whole = Integral(X * on_unit(U), U, LINE)
    return random.choice(
        (
            a,
            a,
            normal(X, Y, C),
            normal(a, Y, num(2)),
            sigmoid(X * Y),
            whole,
            X * whole,
            piecewise(0 < Y, C, 1) * X,
            exp(a),
            log(a),
            sqrt(a),
            abs(a),
            a * exp(X),
            X * log(Y * X),
            a / (X - Y),
            F(a),
            X * F(2 * X + Y),
        )
    )


def _slope(random: Random) -> Args:
    body, at = _body(random), random.choice((Y, C, num(1), num(-2), Y + 1))
    try:
        value, _ = slope(body, X)
    except Undecided:  # a symbolic exponent
        return _slope(random)
    return (Eq(Derivative(body, X, at), rewritten(random, substitute(value, {X: at}), 2)),)


def _smooth(random: Random) -> Args:
    if random.random() < 0.3:
        return (
            differentiable(
                random.choice((abs(X - Y), sqrt(X - Y), 1 / (X - Y), log(X - Y) * X)), X, random.choice((Y, C))
            ),
        )
    return (differentiable(_body(random), X, random.choice((Y, num(0), num(1)))),)


def _expansion(random: Random) -> Args:
    if random.random() < 0.4:
        a, b, c = (scalar(random, 1, division=False, leaves=(Y, C)) for _ in range(3))
        f, at, g, q, h = lam(X, a * X**2 + b * X + c), Y, 2 * a * Y + b, a, H
    else:
        z, w, v, b = matrix("Z", N, N), matrix("W", N, N), vector("v", N), vector("b", N)
        h, at = vector("h", N), vector("y", N)
        f = lam(v, sqnorm(z * v - b) + v.T * w * v)
        g, q = 2 * z.T * (z * at - b) + w * at + w.T * at, z.T * z + w
    claim = Eq(apply(f, at + h), apply(f, at) + g.T * h + h.T * q * h)
    return f, g, q, h, Sequent((), claim)


def _minimum(random: Random) -> Args:
    v, z, b = vector("v", N), matrix("Z", N, N), vector("b", N)
    one = lam(v, sqnorm(z * v - b)), vector("y", N)
    two = lam(X, (X - Y) ** 2 * C**2 + scalar(random, 1, division=False, leaves=(Y, C))), random.choice((Y, C))
    function, point = random.choice((one, two))
    return Sequent((), minimiser(function, point)), Sequent((), make("differentiable", function, point))


def convex(function: Term, *hypotheses: Term) -> Sequent:
    """f and f′ differentiable at x and 0 < f″(x)."""
    first = lam(X, make("derivative", function, X))
    second = make("derivative", first, X)
    claims = And(make("differentiable", function, X), make("differentiable", first, X), ZERO < second)
    return Sequent(hypotheses, claims)


def _tangent(random: Random) -> Args:
    positive = (0 < X,)
    body, ends = random.choice((
        (X**2 + Y * X, ()),
        (exp(X), ()),
        (X**4 + X**2, ()),
        (-log(X), positive),
        (1 / X, positive),
        (X * log(X) - C * X, positive),
        (X**3, positive),
        (-log(X) - log(1 - X), (0 < X, X < 1)),
    ))  # fmt: skip
    points = random.choice(((S, T), (num(1) / 2, T), (T, num(2))))
    return lam(X, body), X, ends, points, convex(lam(X, body), *ends)


CUBE, DOME = lam(X, X**3), lam(X, -(X**2))
POLE = lam(X, 1 / X**2)
SQUARE = lam(X, X**2)

PLANS = {
    "derivative": Plan(
        _slope,
        {
            "form": _fixed(Eq(make("apply", SQUARE, Y), 2 * Y)),
            "smooth": _fixed(Eq(Derivative(abs(X), X, Y), abs(Y) / Y)),
            "identity": _fixed(Eq(Derivative(X**2, X, Y), Y)),
        },
    ),
    "smooth": Plan(
        _smooth,
        {
            "form": _fixed(make("apply", lam(X, FALSE), Y)),
            "smooth": lambda r: (differentiable(r.choice((abs(X), sqrt(X), 1 / X)), X, Y),),
        },
    ),
    "expansion": Plan(
        _expansion,
        {
            "form": _fixed(SQUARE, 3 * Y, num(1), H, Sequent((), Eq((Y + H) ** 2, Y**2 + 2 * Y * H + H**2))),
            "fresh": _fixed(
                SQUARE, 2 * Y + H, num(0), H, Sequent((), Eq((Y + H) ** 2, Y**2 + (2 * Y + H).T * H + H.T * num(0) * H))
            ),
        },
        pointwise=False,
    ),
    "fermat": Plan(_minimum, {"form": _fixed(Sequent((), TRUE), Sequent((), make("differentiable", SQUARE, num(1))))}),
    "tangent": Plan(
        _tangent,
        {
            "form": _fixed(POLE, X, (Ne(X, 0),), (S, T), convex(POLE, Ne(X, 0))),
            "fresh": _fixed(CUBE, X, (), (S, T), convex(CUBE, Eq(X, 1))),
            "interval": _fixed(CUBE, X, (0 < X,), (S, T), convex(CUBE, 0 < X)),
            "convex": _fixed(DOME, X, (), (S, T), Sequent((), TRUE)),
        },
        pointwise=False,
    ),
    "locally": Plan(
        _local,
        {
            "form": _fixed(X, (), Y, Sequent((), X <= X + X**2)),
            "fresh": _fixed(X, (), Y, Sequent((Eq(X, 1),), Eq(X**2, X))),
            "interval": _fixed(X, (0 < X,), num(-1), Sequent((0 < X,), Eq(abs(X), X))),
            "smooth": _fixed(X, (), num(0), Sequent((), Eq(abs(X), abs(X)))),
        },
        remarks={"fresh": "x^2 = x at 1 and at 0 only", "smooth": "|x| has a kink at 0"},
        pointwise=False,
    ),
}
