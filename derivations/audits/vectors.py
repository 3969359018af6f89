"""Instances of the rules about entries of columns."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import K, N, X, grid, number, rewritten, scalar
from derivations.audits.places import INDEX
from derivations.kernel import Sequent
from derivations.kernel.formulas import Eq, ForAll, Implies, entry, ones, vector, zeros
from derivations.kernel.terms import ONE, ZERO, num

U, V, W = vector("u", N), vector("v", N), vector("w", N)


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _combined(random: Random) -> Args:
    """A combination of columns, and the same of their entries."""
    i = random.choice((INDEX, num(random.randrange(3))))
    total, value = V, entry(V, i)
    for _ in range(random.randrange(1, 4)):
        factor = random.choice((num(number(random)), scalar(random, 1, division=False)))
        one, other = random.choice((
            (U, entry(U, i)), (W, entry(W, i)), (zeros(N), ZERO), (ones(N), ONE), (grid(random, N, num(1), 1), None),
        ))  # fmt: skip
        other = entry(one, i) if other is None else other
        total, value = random.choice((
            (total + factor * one, value + factor * other),
            (total - one * factor, value - other * factor),
            (factor * total - one, factor * value - other),
            (total / X + one, value / X + other),
        ))  # fmt: skip
    return (Eq(entry(total, i), rewritten(random, value, 2)),)


def _equal(random: Random) -> Args:
    u, v = (random.choice((U, V, W, 2 * V, U - V, zeros(N), ones(N))) for _ in range(2))
    claim = ForAll(INDEX, Implies(INDEX < N, Eq(entry(u, INDEX), entry(v, INDEX))))
    return (Sequent((claim,), claim),)


_ONE_ENTRY = ForAll(INDEX, Implies(INDEX < 1, Eq(entry(U, INDEX), entry(V, INDEX))))

PLANS = {
    "inner_sum": Plan(lambda r: (grid(r, N, num(1), 2), grid(r, N, num(1), 2))),
    "entry_of": Plan(
        _combined,
        {
            "form": _fixed(Eq(X * K, entry(X, K))),
            "identity": _fixed(Eq(entry(V, INDEX), 2 * entry(V, INDEX))),
            "range": _fixed(Eq(entry(U + V, INDEX), entry(U, INDEX) + entry(V, INDEX))),
        },
    ),
    "extensional": Plan(_equal, {"form": _fixed(Sequent((_ONE_ENTRY,), _ONE_ENTRY))}),
}
