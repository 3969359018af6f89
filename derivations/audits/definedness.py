"""Instances of publish."""

from __future__ import annotations

from random import Random

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import X, Y, relation, scalar
from derivations.kernel import Sequent
from derivations.kernel.definedness import conditions
from derivations.kernel.formulas import Eq, exp, log, sqrt
from derivations.kernel.terms import num


def _published(random: Random) -> Args:
    a = scalar(random, 2)
    claim = random.choice(
        (relation(random), Eq(a, a), Eq(log(a), log(a)), Eq(sqrt(a), sqrt(a)), Eq(exp(a / X), exp(a / X)))
    )
    return Sequent((*conditions(claim), claim), claim), ()


PLANS = {
    "publish": Plan(
        _published,
        {"defined": lambda r: (Sequent((Eq(X, num(0)),), Eq(r.choice((X / Y, log(Y), 1 / X)) * X, num(0))), ())},
        pointwise=False,
        defined=True,
    )
}
