"""Banach's theorem for columns and the Euclidean distance, from the one for any complete space.

Everything here only asks the kernel. Points of a space become columns, and the distance d(u, v) becomes ‖u − v‖.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel import limits as limit_rules
from derivations.kernel import metric as metrics
from derivations.kernel.formulas import Eq, Exists, ForAll, function, iterate, natural, real, vector
from derivations.kernel.terms import ZERO, apply
from derivations.lemmas import euclidean
from derivations.lemmas.euclidean import COLUMNS, d, n, norm, u, v
from derivations.proof import Proof

x, start = vector("x", n), vector("x_0", n)
beta, k, f = real("beta"), natural("k"), function("f", COLUMNS, COLUMNS)
GIVEN = (ZERO <= beta, beta < 1, ForAll(u, ForAll(v, norm(f(u) - f(v)) <= beta * norm(u - v))))
NAMED = ForAll(u, ForAll(v, Eq(d(u)(v), norm(u - v))))


@cache
def of_columns(contraction: Callable[[], Proof]) -> Proof:
    """The result for f: ℝⁿ → ℝⁿ with ‖f(u) − f(v)‖ ≤ β·‖u − v‖, 0 ≤ β < 1; it keeps its id."""
    banach = contraction()
    theorem = _written(integrals.on_space(banach.theorem, u))
    chosen = logic.instantiate(theorem, ((d, metrics.euclidean(n)),))
    for known in (euclidean.is_metric(), metrics.euclidean_complete(n), euclidean.written()):
        chosen = logic.cut(known, chosen)
    proof = Proof(given=GIVEN, id=banach.id, title=banach.title, source=banach.source)
    return proof.conclude(chosen.conclusion, by=chosen)


def _at(p: Term, q: Term) -> Theorem:
    """d(p, q) = ‖p − q‖, when d is that distance."""
    return logic.specialise(logic.specialise(logic.assume(NAMED), p), q)


def _written(general: Theorem) -> Theorem:
    """The theorem about any d, with ‖u − v‖ for d(u, v) in it."""
    known = logic.specialise(logic.specialise(logic.assume(GIVEN[2]), u), v)
    for near in (_at(f(u), f(v)), _at(u, v)):
        known = logic.rewrite(known, logic.symmetry(near))
    shrinks = logic.generalise(u, logic.generalise(v, known))
    some = logic.cut(shrinks, general)
    here = _around(logic.assume(apply(some.conclusion.args[0], x)))
    exists = logic.exhibit(Exists(x, here.conclusion), x, here)
    return logic.obtain(some, x, exists)


def _around(found: Theorem) -> Theorem:
    """What holds of a fixed point x, in terms of norms: the limit becomes one of columns."""
    fixed, alone, every = lemmas.split(found)
    both = logic.specialise(every, start)
    point, image = iterate(f, start, k), f(start)
    rate = logic.specialise(logic.left(both), k)
    for near in (_at(point, x), _at(start, image)):
        rate = logic.rewrite(rate, near)
    shrinks = limit_rules.limit_congruence(k, _at(point, x), logic.right(both))
    arrives = euclidean.limit(point, x, k, shrinks)
    return lemmas.join(fixed, alone, logic.generalise(start, logic.both(logic.generalise(k, rate), arrives)))
