"""Instances of the rules of order."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import D, K, N, X, Y, grid, scalar, sequent
from derivations.kernel import Sequent
from derivations.kernel.formulas import Eq, Ne, exp, log, natural, sqrt
from derivations.kernel.terms import Term, make, num


def _given(claim: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, claim)


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _pair(random: Random) -> tuple[Term, Term]:
    return scalar(random, 2), scalar(random, 2)


def _either_way(random: Random) -> Args:
    a, b = _pair(random)
    return sequent(random, a <= b), sequent(random, b <= a)


def _distinct(random: Random) -> Args:
    a, b = _pair(random)
    return sequent(random, a <= b), sequent(random, random.choice((Ne(a, b), Ne(b, a))))


def _step(random: Random) -> Args:
    m = natural("m")
    return (sequent(random, random.choice((K < m, K + m < m * m, num(2) < K, K < K * K))),)


def _sign(random: Random) -> Args:
    a = scalar(random, 2)
    return (sequent(random, random.choice((0 <= a, 0 < a, a <= 0, a < 0))),)


def _ordered(random: Random) -> Args:
    a, b = _pair(random)
    return random.choice(("exp", "log", "sqrt")), sequent(random, random.choice((a <= b, a < b)))


def _power(random: Random) -> Args:
    a = scalar(random, 2)
    return sequent(random, random.choice((0 <= a, 0 < a))), random.choice((K, K + 1, num(2), num(3), num(0)))


PLANS = {
    "trichotomy": Plan(_pair),
    "negated_order": Plan(
        lambda r: (r.choice((scalar(r) <= scalar(r), scalar(r) < scalar(r))),), {"form": _fixed(Eq(X, Y))}
    ),
    "antisymmetry": Plan(_either_way, {"form": _fixed(_given(X <= X + 1), _given(Y <= Y + 1))}),
    "strengthen": Plan(_distinct, {"form": _fixed(_given(make("le", X, X)), _given(Ne(Y, Y + 1)))}),
    "norm_zero": Plan(
        lambda r: (r.choice((grid(r, N, num(1), 2), grid(r, D, num(1), 1), scalar(r), grid(r, num(2), num(1), 2))),)
    ),
    "natural_nonneg": Plan(_fixed(K), {"form": _fixed(X)}),
    "natural_step": Plan(_step, {"form": _fixed(_given(X < Y, X < Y))}),
    "range_of": Plan(
        lambda r: (r.choice((abs(scalar(r)), sqrt(scalar(r)), exp(scalar(r, 1)))),),
        {"form": _fixed(log(X)), "domain": _fixed(sqrt(X))},
    ),
    "absolute": Plan(_sign, {"form": _fixed(_given(X <= X + 1))}),
    "monotone": Plan(
        _ordered,
        {"form": _fixed("abs", _given(X < X + 1)), "domain": lambda r: (r.choice(("log", "sqrt")), _given(X < X + 1))},
    ),
    "power_sign": Plan(_power, {"form": _fixed(_given(X < X + 1), num(1))}),
}
