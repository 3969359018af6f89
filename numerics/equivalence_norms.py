"""A way to ‖u − v‖² = ‖v − u‖², whether or not what stands in u and v is seen to be defined."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, logic
from derivations.kernel.formulas import Eq, fresh, sqnorm
from derivations.tactics import Facts
from numerics.equivalence_core import equality


@equality(0)
def _swapped(facts: Facts, old: Term, new: Term) -> Theorem:
    """By the identity for variables."""
    if not old.op == new.op == "sqnorm" or not old.args[0].op == new.args[0].op == "sub":
        raise Undecided("these are no squared norms of differences", "form")
    u, v = old.args[0].args
    if [t.alpha for t in new.args[0].args] != [v.alpha, u.alpha]:
        raise Undecided("these are no swapped differences", "form")
    a = fresh("a", u.sort, old)
    b = fresh("b", u.sort, old, a)
    general = algebra.field(Eq(sqnorm(a - b), sqnorm(b - a)))
    return logic.instantiate(general, ((a, u), (b, v)))
