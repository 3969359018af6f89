"""A way for equations about an eigenvalue of a real 2×2 matrix whose eigenvalues are not real, or equal.

Where ς = τ² − det M ≤ 0, an eigenvalue re + i·im of M has re = τ, half the trace, and im² = −ς.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, logic
from derivations.kernel.formulas import Eq, real, sqnorm
from derivations.kernel.terms import ONE, REAL, ZERO
from derivations.lemmas import plane_eigenvalues as plane
from derivations.lemmas.cells import Rewriting
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf
from numerics.equivalence_planes import equations_of, shown

_u, _w, _s = map(real, "uws")


@leaf(2)
def _known_eigenvalue(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An equation about re and im, from what they are."""
    if goal.op != "eq" or goal.args[0].sort is not REAL:
        raise Undecided("this is no equation between numbers", "form")
    known = [t for t in facts.known.values() if t.conclusion.op == "eigenvalue" and _fits(t.conclusion, goal)]
    if not known:
        raise Undecided("no eigenvalue is known", "form")
    same, square = _parts(facts, known[0])
    aim = Rewriting(facts, goal)
    aim.by(same)
    ways = [lambda c=c: algebra.combination(aim.goal, ((c, square, ONE),), ()) for c in (ZERO, ONE, -ONE)]
    return aim.back(facts.settled(first(ways)))


def _fits(claim: Term, goal: Term) -> bool:
    """Whether the goal speaks of the eigenvalue, and of its parts as variables."""
    numbers = claim.args[1:]
    return all(v.op == "var" for v in numbers) and any(v in goal.free for v in numbers)


def _parts(facts: Facts, known: Theorem) -> tuple[Theorem, Theorem]:
    """⊢ re = τ and ⊢ im² = −ς for a known eigenvalue."""
    m, re, im = known.conclusion.args
    solved = equations_of(facts, m)
    for each in (re, im):
        solved = logic.specialise(solved, each)
    centre, square = plane.solved(solved.conclusion.args[1])
    law = logic.instantiate(_law(), ((_u, re - centre), (_w, im), (_s, square)))
    for fact in (*lemmas.split(logic.modus_ponens(solved, known)), shown(facts, square <= ZERO)):
        law = logic.cut(fact, law)
    flat, tall = lemmas.split(law)
    return facts.settled(algebra.combination(Eq(re, centre), ((ONE, flat, ONE),), ())), facts.settled(tall)


@cache
def _law() -> Theorem:
    """u² − w² = s, u·w = 0, s ≤ 0  ⊢  u = 0 ∧ w² = −s: u⁴ = s·u² − 2·0 ≤ 0."""
    plane_of, flat = logic.assume(Eq(_u**2 - _w**2, _s)), logic.assume(Eq(_u * _w, ZERO))
    weak = logic.assume(_s <= ZERO)
    fourth = algebra.nonneg(
        sqnorm(_u**2) <= ZERO, ((1, (weak,), (_u,)),), ((-(_u**2), plane_of, ONE), (-_u * _w, flat, ONE)), ()
    )
    double = lemmas.negligible(fourth)
    none = lemmas.negligible(algebra.nonneg(sqnorm(_u) <= ZERO, (), ((-ONE, double, ONE),), ()))
    tall = algebra.combination(Eq(_w**2, -_s), ((-ONE, plane_of, ONE), (_u, none, ONE)), ())
    return logic.both(none, tall)
