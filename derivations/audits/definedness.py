"""Instances of publish."""

from __future__ import annotations

from random import Random

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, D, K, N, X, Y, relation, scalar
from derivations.audits.places import INDEX, MU, P, Q, place
from derivations.kernel import Sequent
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import KL, entropy, normal
from derivations.kernel.formulas import (
    Derivative,
    Eq,
    Implies,
    Integral,
    Product,
    entry,
    exp,
    log,
    piecewise,
    sqrt,
    vector,
)
from derivations.kernel.terms import Term, num


def _partial(random: Random) -> Term:
    """A number that is not always defined."""
    a, here = scalar(random, 2), place(random)
    f, g = random.choice(here.numbers), random.choice(here.numbers)
    inner = random.choice((f / g, log(f), piecewise(0 < f, log(f)), f, sqrt(f) * g))
    return random.choice((
        a, log(a), sqrt(a), exp(a / X), piecewise(0 < X, log(X) / Y, 1 / X), normal(X, num(0), Y),
        entry(vector("v", D), K), Product(1 / (INDEX - X), INDEX, N), Integral(inner, here.x, here.mu),
        KL(MU, P, Q), entropy(MU, P), Derivative(log(X) / Y, X, C),
    ))  # fmt: skip


def _published(random: Random) -> Args:
    a = _partial(random)
    if random.random() < 0.2:
        claim = relation(random)
        return Sequent((*conditions(claim), claim), claim), ()
    claim = random.choice((Eq(a, a), a <= a + 1, Implies(0 < X, Eq(a, a))))  # true wherever it means anything
    return Sequent(conditions(claim), claim), ()


def _unseen(random: Random) -> Args:
    a = random.choice((X / Y, log(Y), 1 / X))
    return Sequent((Eq(X, num(0)),), Eq(a * X, num(0))), ()


PLANS = {
    "publish": Plan(
        _published,
        {"defined": _unseen},
        pointwise=False,
        defined=True,
    )
}
