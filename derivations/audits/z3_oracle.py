"""Instances of the oracle z3."""

from __future__ import annotations

from random import Random

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, X, Y, rewritten, scalar
from derivations.kernel import Sequent
from derivations.kernel.formulas import Eq, Not
from derivations.kernel.terms import Term


def _true(random: Random) -> Args:
    a = scalar(random, 1, division=False, leaves=(X, Y))
    goals: tuple[Term, ...] = (
        a**2 + 1 > 0,
        X**2 + Y**2 >= 2 * X * Y,
        Eq(a, rewritten(random, a, 2)),
        X * Y <= C,
        Not(X**2 + 1 < X),
    )
    facts = (Sequent((), X < Y), Sequent((Y > 0,), X * Y <= C))
    return random.choice(goals), random.sample(facts, random.randrange(3))


def _args(random: Random) -> Args:
    goal, facts = _true(random)
    return goal, tuple(facts)


PLANS = {
    "z3": Plan(
        _args,
        {"unsat": lambda r: (X**2 >= X, ())},
        structural={"form": "what is no polynomial relation cannot be put to z3: there is no answer to conclude from"},
    )
}
