"""Instances of powers: laws of logarithms, exponentials and roots."""

from __future__ import annotations

from random import Random

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import K, X, Y, rewritten, scalar
from derivations.kernel.formulas import Eq, exp, log, sqrt
from derivations.kernel.terms import Term


def _law(random: Random) -> Args:
    a, b = (scalar(random, 1, division=False, leaves=(X, Y)) for _ in range(2))
    laws: tuple[tuple[Term, Term], ...] = (
        (log(a * b), log(a) + log(b)),
        (log(a / b), log(a) - log(b)),
        (log(a**3), 3 * log(a)),
        (log(a**K), K * log(a)),
        (exp(a + b), exp(a) * exp(b)),
        (exp(-a), 1 / exp(a)),
        (exp(log(a)), a),
        (log(exp(a)), a),
        (sqrt(a) * sqrt(b), sqrt(a * b)),
        (sqrt(a**2), a),
        (log(sqrt(a)), log(a) / 2),
        (log(12 * a), 2 * log(2) + log(3) + log(a)),
        (exp(2 * log(a) + b), a**2 * exp(b)),
        (a / sqrt(a), sqrt(a)),
    )
    left, right = random.choice(laws)
    return (Eq(left, rewritten(random, right, 2)),)


PLANS = {
    "powers": Plan(
        _law,
        {
            "form": lambda r: (r.choice((log(X) < log(X), exp(X) < exp(X))),),
            "positive": lambda r: r.choice(((Eq(sqrt(X**2), X),), (Eq(log(X * Y), log(X) + log(Y)),))),
            "identity": lambda r: r.choice(((Eq(log(X + 1), X),), (Eq(sqrt(X + 1), X),))),
        },
    )
}
