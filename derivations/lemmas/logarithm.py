"""The one inequality behind every divergence: log u ≤ u − 1, with equality at u = 1 only.

It comes from the tangent of −log at 1: −log has the positive second derivative 1/x².
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, logic, powers
from derivations.kernel.formulas import Derivative, Eq, Ne, log, real
from derivations.kernel.terms import ONE, ZERO, lam, make, num
from derivations.tactics import Facts

_x, _t = real("x"), real("t")


def _convex() -> Theorem:
    """0 < x ⊢ −log and its derivative are differentiable at x, and 0 < (−log)″(x)."""
    positive = ZERO < _x
    facts = Facts([logic.assume(positive)])
    function = lam(_x, -log(_x))
    first = Derivative(-log(_x), _x)
    smooth = facts.settled(calculus.smooth(make("differentiable", function, _x)))
    slope = facts.settled(calculus.derivative(Eq(first, -1 / _x)))
    near_by = facts.settled(logic.instantiate(calculus.locally(_x, (positive,), _t, slope), ((_t, _x),)))
    second = facts.settled(calculus.derivative(Eq(Derivative(-1 / _x, _x), 1 / _x**2)))
    bend = logic.transitivity(logic.right(near_by), second)
    above = logic.rewrite(facts.prove(ZERO < 1 / _x**2), logic.symmetry(bend))
    return lemmas.join(smooth, logic.left(near_by), above)


@cache
def strict() -> Theorem:
    """0 < t, t ≠ 1 ⊢ log t < t − 1."""
    function = lam(_x, -log(_x))
    line = calculus.tangent(function, _x, (ZERO < _x,), (ONE, _t), _convex())
    at_one = calculus.derivative(Eq(make("derivative", function, ONE), num(-1)))
    zero = powers.powers(Eq(log(ONE), ZERO))
    facts = Facts([logic.assume(ZERO < _t), logic.assume(Ne(_t, 1))])
    slope = facts.settled(at_one)
    return facts.settled(
        algebra.nonneg(log(_t) < _t - 1, ((1, (line,), ()),), ((_t - 1, slope, ONE), (-ONE, zero, ONE)), ())
    )


@cache
def weak() -> Theorem:
    """0 < t ⊢ log t ≤ t − 1."""
    equal = logic.assume(Eq(_t, ONE))
    zero = powers.powers(Eq(log(ONE), ZERO))
    value = logic.transitivity(logic.congruence(lam(_t, log(_t)), equal), zero)
    at_one = algebra.nonneg(log(_t) <= _t - 1, (), ((ONE, equal, ONE), (-ONE, value, ONE)), ())
    elsewhere = algebra.nonneg(log(_t) <= _t - 1, ((1, (strict(),), ()),), (), ())
    return logic.cases(logic.excluded_middle(Eq(_t, ONE)), at_one, elsewhere)


def bound(u: Term) -> Theorem:
    """0 < u ⊢ log u ≤ u − 1."""
    return logic.instantiate(weak(), ((_t, u),))


def strict_bound(u: Term) -> Theorem:
    """0 < u, u ≠ 1 ⊢ log u < u − 1."""
    return logic.instantiate(strict(), ((_t, u),))


def attained(u: Term) -> Theorem:
    """0 < u, log u = u − 1 ⊢ u = 1."""
    equal = logic.assume(Eq(log(u), u - 1))
    absurd = algebra.nonneg(make("false"), ((1, (strict_bound(u),), ()),), ((ONE, equal, ONE),), ())
    return logic.by_contradiction(Eq(u, ONE), absurd)


@cache
def everywhere() -> Theorem:
    """∀t. 0 < t ⇒ log t ≤ t − 1."""
    return logic.generalise(_t, logic.discharge(ZERO < _t, weak()))
