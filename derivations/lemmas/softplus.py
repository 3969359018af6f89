"""Facts about softplus, log(1 + eʸ): it is positive, at most eʸ, mirrored by y ↦ −y, and convex.

Each function returns a theorem of the kernel; nothing here is trusted.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, logic, order, powers
from derivations.kernel.formulas import Derivative, Eq, exp, log, real
from derivations.kernel.terms import ONE, ZERO, lam, make
from derivations.lemmas import jensen, logarithm
from derivations.tactics import Facts

_y, _t, _u, _v, _s = map(real, "ytuvs")


def softplus(y: Term) -> Term:
    """log(1 + eʸ)."""
    return log(1 + exp(y))


def positive(y: Term) -> Theorem:
    """⊢ 0 < log(1 + eʸ)."""
    return logic.instantiate(_positive(), ((_y, y),))


def below_exponential(y: Term) -> Theorem:
    """⊢ log(1 + eʸ) ≤ eʸ."""
    return logic.instantiate(_below_exponential(), ((_y, y),))


def mirrored(y: Term) -> Theorem:
    """⊢ −y + log(1 + eʸ) = log(1 + e⁻ʸ)."""
    return logic.instantiate(_mirrored(), ((_y, y),))


def convex(u: Term, v: Term, s: Term) -> Theorem:
    """0 ≤ s, s ≤ 1 ⊢ log(1 + e^{su + (1−s)v}) ≤ s·log(1 + eᵘ) + (1 − s)·log(1 + eᵛ)."""
    return logic.instantiate(_convex(), ((_u, u), (_v, v), (_s, s)))


@cache
def _positive() -> Theorem:
    more = algebra.nonneg(ONE < 1 + exp(_y), ((1, (order.range_of(exp(_y)),), ()),), (), ())
    above, zero = order.monotone("log", more), powers.powers(Eq(log(ONE), ZERO))
    return Facts().settled(algebra.nonneg(ZERO < softplus(_y), ((1, (above,), ()),), ((ONE, zero, ONE),), ()))


@cache
def _below_exponential() -> Theorem:
    bound = logarithm.bound(1 + exp(_y))
    return Facts().settled(algebra.nonneg(softplus(_y) <= exp(_y), ((1, (bound,), ()),), (), ()))


@cache
def _mirrored() -> Theorem:
    product = powers.powers(Eq(1 + exp(_y), exp(_y) * (1 + exp(-_y))))
    same = logic.congruence(lam(_t, log(_t)), product)
    apart = logic.transitivity(same, powers.powers(Eq(log(exp(_y) * (1 + exp(-_y))), _y + softplus(-_y))))
    return Facts().settled(algebra.combination(Eq(-_y + softplus(_y), softplus(-_y)), ((ONE, apart, ONE),), ()))


def _bent() -> Theorem:
    """⊢ softplus and its derivative are differentiable at t, and 0 < softplus″(t)."""
    facts, e = Facts(), exp(_t)
    function, first, slope = lam(_t, softplus(_t)), Derivative(softplus(_t), _t), e / (1 + e)
    smooth = facts.settled(calculus.smooth(make("differentiable", function, _t)))
    once = facts.settled(calculus.derivative(Eq(first, slope)))
    near_by = facts.settled(calculus.locally(_t, (), _y, once))
    near_by = facts.settled(logic.instantiate(near_by, ((_y, _t),)))
    second = facts.settled(calculus.derivative(Eq(Derivative(slope, _t), e / (1 + e) ** 2)))
    bend = logic.transitivity(logic.right(near_by), second)
    above = logic.rewrite(facts.prove(ZERO < e / (1 + e) ** 2), logic.symmetry(bend))
    return lemmas.join(smooth, logic.left(near_by), above)


@cache
def _convex() -> Theorem:
    mean = _s * _u + (1 - _s) * _v
    function, signs = lam(_t, softplus(_t)), [logic.assume(0 <= _s), logic.assume(_s <= 1)]
    rest = algebra.nonneg(0 <= 1 - _s, ((1, (signs[1],), ()),), (), ())
    above = [jensen.above_tangent(function, _t, (), _bent(), mean, end) for end in (_u, _v)]
    goal = softplus(mean) <= _s * softplus(_u) + (1 - _s) * softplus(_v)
    terms = tuple((1, pair, ()) for pair in zip(above, (signs[0], rest), strict=True))
    return Facts(signs).settled(algebra.nonneg(goal, terms, (), ()))
