"""Instances of the rules of limits; premises are limits and bounds that hold by construction."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, K, N, X, Y, rewritten, scalar
from derivations.kernel import Sequent
from derivations.kernel.formulas import (
    Eq,
    Ne,
    above,
    block,
    exp,
    identity,
    infinity,
    inv,
    log,
    near,
    positive_definite,
    positive_semidefinite,
    real,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import Term, num, substitute

U, B = real("u"), real("B")
HALF = Fraction(1, 2)
FAR = infinity()


def _given(claim: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, claim)


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _goes(body: Term, x: Term, source: Term, target: Any) -> Sequent:
    return Sequent((), tends(body, x, source, target))


def _continuous(random: Random) -> Args:
    inner = scalar(random, 2, leaves=(U, U, Y))
    body = random.choice(
        (
            inner,
            inner,
            exp(inner),
            abs(inner),
            log(inner + 2),
            sqrt(inner + 1),
            inv(identity(2) * inner),
            inner / (U**2 + 1),
            block([[inner, U]]),
        )
    )
    x, given, source, limit = random.choice((
        (X, X, near(C), C), (X, X, above(num(0)), num(0)), (X, 1 / X, FAR, num(0)), (K, 1 / K, FAR, num(0)),
        (K, num(HALF) ** K, FAR, num(0)), (X, X, near(num(1)), num(1)),
    ))  # fmt: skip
    premises = () if given is x else (_goes(given, x, source, limit),)
    target = substitute(body, {U: limit})
    target = rewritten(random, target, 2) if target.is_scalar else target
    return tends(substitute(body, {U: given}), x, source, target), premises


def _sandwich(random: Random) -> Args:
    a = num(random.choice((0, 1, HALF)))
    x, lower, middle, upper, source, limit, held = random.choice((
        (X, -1 / X, 1 / (X + 1), 1 / X, FAR, num(0), (0 < X,)),
        (K, 0 * K, num(HALF) ** (K + 1), num(HALF) ** K, FAR, num(0), ()),
        (X, a - X**2, a + X**3 - X**3 + X**2 / 2, a + X**2, near(num(0)), a, (Ne(X, 0),)),
        (X, 0 * X, X / (1 + X), X, above(num(0)), num(0), (0 < X,)),
    ))  # fmt: skip
    return (x, _given(lower <= middle, *held), _given(middle <= upper, *held), _goes(lower, x, source, limit),
            _goes(upper, x, source, limit))  # fmt: skip


def _congruent(random: Random) -> Args:
    x, one, other, source, limit, held = random.choice((
        (X, 1 / X, X / X**2, FAR, num(0), (0 < X,)),
        (X, X + C, (X**2 + C * X) / X, near(num(0)), C, (Ne(X, 0),)),
        (X, 1 / X, X / X**2, above(num(0)), FAR, (0 < X,)),
        (K, num(2) ** K * 2, num(2) ** (K + 1), FAR, FAR, ()),
    ))  # fmt: skip
    return x, _given(Eq(one, other), *held), _goes(one, x, source, limit)


def _ordered(random: Random) -> Args:
    x, one, other, source, a, b, held = random.choice((
        (X, 0 * X, 1 / X, FAR, num(0), num(0), (0 < X,)),
        (X, C - X**2, C + X**2, near(num(0)), C, C, (Ne(X, 0),)),
        (X, X, X + Y**2, near(C), C, C + Y**2, (Ne(X, C),)),
        (K, -(num(HALF) ** K), 1 - num(HALF) ** K, FAR, num(0), num(1), ()),
    ))  # fmt: skip
    return x, _given(one <= other, *held), _goes(one, x, source, a), _goes(other, x, source, b)


def _diverging(random: Random) -> Args:
    x, one, other, source, held = random.choice((
        (X, X, X + Y**2, FAR, (0 < X,)),
        (K, K + 0, K + K**2, FAR, ()),
        (X, 1 / X, 1 / X + X, above(num(0)), (0 < X,)),
        (X, 1 / X**2, 2 / X**2, near(num(0)), (Ne(X, 0),)),
    ))  # fmt: skip
    return x, _given(one <= other, *held), _goes(one, x, source, FAR)


def _exceeding(random: Random) -> Args:
    """t exceeds B for x beyond m(B), or between a and m(B)."""
    small, close = 1 / (abs(B) + 1), C + exp(-B)
    source, place, body = random.choice((
        (FAR, B, X + Y**2),
        (FAR, exp(B), log(X)),
        (FAR, abs(B) + 1, X**2),
        (above(num(0)), small, 1 / X),
        (above(C), close, -log(X - C)),
    ))  # fmt: skip
    if source is FAR:
        return X, source, B, place, (_given(B < body, 0 < X, place < X),)
    start = source.args[0]
    return X, source, B, place, (_given(B < body, start < X, X < place), _given(start < place))


def _multiplied(random: Random) -> Args:
    body, x, source = random.choice(((X, X, FAR), (K + 0, K, FAR), (1 / X, X, above(num(0))), (num(2) ** K, K, FAR)))
    return _goes(body, x, source, FAR), random.choice((Y, C, num(HALF), X, Y**2))


def _conflicting(random: Random) -> Args:
    """Premises that cannot both hold except under false hypotheses."""
    claim = tends(X * Y, X, FAR, FAR)
    return _given(tends(X * Y, X, FAR, 0), Eq(Y, 0)), _given(claim, Y > 0)


def _definite(random: Random) -> Args:
    v = vector("v", N)
    u, x, source = random.choice(((v / X, X, FAR), (X * v, X, near(num(0))), (v * num(HALF) ** K, K, FAR)))
    b = identity(N) * random.choice((1, 2))
    return tends(u, x, source, zeros(N)), _goes(u.T * b * u, x, source, 0), _given(positive_definite(b))


ABSURD = Eq(N, 0)
W = vector("w", N)
AROUND = near(zeros(N))
PLANS = {
    "continuity": Plan(
        _continuous,
        {
            "form": _fixed(tends(X, X, near(0), 5), (_goes(X, X, near(num(5)), 5),)),
            "continuous": _fixed(tends(X / (C + X), X, near(0), 0), ()),
            "identity": _fixed(tends(X + 1, X, near(0), 0), ()),
        },
        # a premise in which the limit's own variable is free
        suspects=((tends(X * (1 / X), X, FAR, 0), (_goes(X, Y, FAR, X), _goes(1 / X, X, FAR, 0))),),
        pointwise=False,
    ),
    "reciprocal_vanishes": Plan(
        lambda r: (r.choice((X, K)),),
        structural={
            "form": "only a variable can be bound by a limit, and 1/x is for numbers: there is nothing to conclude"
        },
        pointwise=False,
    ),
    "sandwich": Plan(
        _sandwich,
        {
            "form": _fixed(
                X, _given(0 * X <= X**2), _given(0 * X <= X**2), _goes(0 * X, X, FAR, 0), _goes(X**2, X, near(0), 0)
            ),
            "fresh": _fixed(
                X,
                _given(0 * X <= X, Eq(X, 0)),
                _given(X <= 0 * X, Eq(X, 0)),
                _goes(0 * X, X, FAR, 0),
                _goes(0 * X, X, FAR, 0),
            ),
        },
        pointwise=False,
    ),
    "limit_congruence": Plan(
        _congruent,
        {
            "form": _fixed(X, _given(0 * X <= X**2), _goes(0 * X, X, FAR, 0)),
            "fresh": _fixed(X, _given(Eq(1 + 0 * X, X), Eq(X, 1)), _goes(1 + 0 * X, X, FAR, 1)),
        },
        pointwise=False,
    ),
    "limit_order": Plan(
        _ordered,
        {
            "form": _fixed(X, _given(0 * X <= 1 + 0 * X), _goes(2 + 0 * X, X, FAR, 2), _goes(1 + 0 * X, X, FAR, 1)),
            "fresh": _fixed(
                X, _given(1 + 0 * X <= X, Eq(X, 1)), _goes(1 + 0 * X, X, near(0), 1), _goes(X, X, near(0), 0)
            ),
            "line": _fixed(
                W,
                _given(num(1) <= num(0), Ne(W, zeros(N)), ABSURD),
                _goes(num(1), W, AROUND, 1),
                _goes(num(0), W, AROUND, 0),
            ),
        },
        pointwise=False,
    ),
    "divergence": Plan(
        _diverging,
        {
            "form": _fixed(X, _given(0 * X <= 1 + 0 * X), _goes(X, X, FAR, FAR)),
            "fresh": _fixed(X, _given(X <= 1 + 0 * X, Eq(X, 1)), _goes(X, X, FAR, FAR)),
        },
        pointwise=False,
    ),
    "unbounded": Plan(
        _exceeding,
        {
            "form": _fixed(X, FAR, B, num(0), (_given(0 < 1 + 0 * X),)),
            "fresh": _fixed(X, FAR, B, num(0), (_given(B < 1 + 0 * X, B < 1),)),
            "inside": _fixed(X, above(num(0)), B, num(-1), (_given(B < 0 * X, 0 < X, X < -1),)),
        },
        # the place in the variable of the limit, and the bound in the term itself
        suspects=(
            (X, FAR, B, X + 1, (_given(B < 0 * X, X + 1 < X),)),
            (X, FAR, B, num(0), (_given(B < B + 1 + 0 * X),)),
        ),
        remarks={"inside": "no x is between 0 and -1, so that anything holds of all of them"},
        pointwise=False,
    ),
    "reciprocal_of_infinite": Plan(
        lambda r: (_multiplied(r)[0],),
        {"form": _fixed(_goes(X, X, near(1), 1))},
        pointwise=False,
    ),
    "infinite_multiple": Plan(
        _multiplied,
        {"form": _fixed(_goes(X, X, near(1), 1), num(2)), "positive": _fixed(_goes(X, X, FAR, FAR), Y)},
        pointwise=False,
    ),
    "limit_conflict": Plan(
        _conflicting,
        {
            "form": _fixed(_goes(1 / X, X, FAR, 0), _goes(X, X, FAR, FAR)),
            "line": _fixed(
                _given(tends(num(0), W, AROUND, 0), ABSURD), _given(tends(num(0), W, AROUND, infinity()), ABSURD)
            ),
        },
        pointwise=False,
    ),
    "shifted": Plan(
        lambda r: r.choice(
            (
                (_goes(1 / K, K, FAR, 0), r.choice((num(1), num(3), K + 1, N))),
                (_goes((K + X) / (K + 1), K, FAR, 1), num(r.randrange(3))),
                (_goes(num(HALF) ** K, K, FAR, 0), N),
                (_goes(K**2 + 0, K, FAR, FAR), num(1)),
            )
        ),
        {"index": _fixed(_goes(X, X, near(0), 0), num(1))},
        structural={
            "form": "a sequence without a body has no term at k + n that could be written: nothing to conclude"
        },
        remarks={"index": "x + 1 does not go to 0 as x does"},
        pointwise=False,
    ),
    "geometric_decay": Plan(
        lambda r: (K, Sequent((), r.choice((X, Y, num(HALF), X * Y, X - 1)) ** 2 < 1)),
        {"form": _fixed(K, _given(K**2 < 1)), "modulus": _fixed(K, _given(X**2 < num(4)))},
    ),
    "geometric_growth": Plan(
        lambda r: (K, Sequent((), num(1) < r.choice((X, Y, num(2), X + Y, X**2)))),
        {"form": _fixed(K, _given(num(1) < 3 - K)), "modulus": _fixed(K, _given(num(0) < X))},
    ),
    "definite_vanishes": Plan(
        _definite,
        {
            "form": _fixed(
                tends(X, X, near(0), 1), _goes(X.T * num(1) * X, X, near(0), 0), _given(positive_definite(num(1)))
            ),
            "definite": _fixed(
                tends(X, X, near(1), 0), _goes(X.T * num(0) * X, X, near(1), 0), _given(positive_semidefinite(num(0)))
            ),
        },
        pointwise=False,
    ),
}
