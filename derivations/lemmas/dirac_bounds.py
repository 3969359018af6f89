"""What bounds the integrands of the Dirac-GAN with noise at a point: f(u) = −log(1 + e^{−u}), f′ = 1 − σ, σ(1 − σ).

Each bound is proved once, for the letters u, w, y, c, b. Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order, powers
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import Eq, exp, log, real
from derivations.kernel.terms import ONE, ZERO, make, num
from derivations.lemmas import logistic
from derivations.tactics import Facts

_u, _w, _y, _c, _b = map(real, "uwycb")


def at(theorem: Theorem, facts: Sequence[Theorem], **values: Term) -> Theorem:
    """A theorem about the letters u, w, y, c, b for values of them, its hypotheses met."""
    theorem = logic.instantiate(theorem, tuple((real(name), value) for name, value in values.items()))
    for fact in facts:
        theorem = logic.cut(fact, theorem)
    return theorem


@cache
def loss() -> tuple[Theorem, Theorem]:
    """⊢ −(log 2 + 1 + u²) ≤ −log(1 + e^{−u})  and  ⊢ −log(1 + e^{−u}) ≤ 0."""
    top, inside = exp(1 + _u**2), 1 + exp(-_u)
    slower = order.monotone(
        "exp", algebra.nonneg(-_u <= 1 + _u**2, ((1, (), (_u + ONE / 2,)), (Fraction(3, 4), (), ())), (), ())
    )
    larger = order.monotone("exp", algebra.nonneg(ZERO <= 1 + _u**2, ((1, (), (_u,)), (1, (), ())), (), ()))
    one = powers.powers(Eq(exp(ZERO), ONE))
    doubled = algebra.nonneg(inside <= 2 * top, ((1, (slower,), ()), (1, (larger,), ())), ((ONE, one, ONE),), ())
    above = order.monotone("log", doubled)
    apart = powers.powers(Eq(log(2 * top), log(num(2)) + 1 + _u**2))
    low = algebra.nonneg(-(log(num(2)) + 1 + _u**2) <= -log(inside), ((1, (above,), ()),), ((-ONE, apart, ONE),), ())
    plus = algebra.nonneg(ONE <= inside, ((1, (order.range_of(exp(-_u)),), ()),), (), ())
    none = powers.powers(Eq(log(ONE), ZERO))
    high = algebra.nonneg(-log(inside) <= ZERO, ((1, (order.monotone("log", plus),), ()),), ((ONE, none, ONE),), ())
    facts = Facts()
    return facts.settled(low), facts.settled(high)


@cache
def scaled() -> tuple[Theorem, Theorem]:
    """0 < w, −b ≤ y ≤ 0  ⊢  −(w·b) ≤ w·y  and  w·y ≤ 0."""
    w, low, high = (logic.assume(f) for f in (_w > 0, -_b <= _y, _y <= 0))
    return (
        algebra.nonneg(-(_w * _b) <= _w * _y, ((1, (w, low), ()),), (), ()),
        algebra.nonneg(_w * _y <= ZERO, ((1, (w, high), ()),), (), ()),
    )


@cache
def product() -> tuple[Theorem, Theorem, Theorem]:
    """0 < w, 0 < y < 1  ⊢  −(w(1 + c²)) ≤ w·(c·y),  w·(c·y) ≤ w(1 + c²)  and  |w·(c·y)| ≤ w(1 + c²)."""
    w, y, rest = (logic.assume(f) for f in (_w > 0, _y > 0, _y < 1))
    bound, body = _w * (1 + _c**2), _w * (_c * _y)

    def terms(sign: int) -> tuple[tuple[Fraction | int, tuple[Theorem, ...], tuple[Term, ...]], ...]:
        squares = (1, (w, rest), ()), (1, (w, rest), (_c,)), (1, (w, y), (_c + sign * (ONE / 2),))
        return (*squares, (Fraction(3, 4), (w, y), ()))

    low = algebra.nonneg(-bound <= body, terms(1), (), ())
    high = algebra.nonneg(body <= bound, terms(-1), (), ())
    return low, high, _absolute(low, high, body, bound)


def _absolute(low: Theorem, high: Theorem, body: Term, bound: Term) -> Theorem:
    """−b ≤ a ≤ b  gives  |a| ≤ b."""
    goal, negative, positive = abs(body) <= bound, logic.assume(body <= 0), logic.assume(0 < body)
    below = algebra.nonneg(goal, ((1, (low,), ()),), ((-ONE, order.absolute(negative), ONE),), ())
    beyond = algebra.nonneg(goal, ((1, (high,), ()),), ((-ONE, order.absolute(positive), ONE),), ())
    other = lemmas.flipped(logic.assume(make("not", body <= 0)))
    return logic.cases(logic.excluded_middle(body <= 0), below, logic.cut(other, beyond))


def slope(u: Term) -> tuple[Theorem, Theorem]:
    """⊢ 0 < 1 − σ(u)  and  ⊢ 1 − σ(u) < 1."""
    low = algebra.nonneg(ZERO < 1 - _u, ((1, (logic.assume(_u < 1),), ()),), (), ())
    high = algebra.nonneg(1 - _u < ONE, ((1, (logic.assume(0 < _u),), ()),), (), ())
    return at(low, (logistic.below_one(u),), u=sigmoid(u)), at(high, (logistic.positive(u),), u=sigmoid(u))


def curve(u: Term) -> tuple[Theorem, Theorem]:
    """⊢ 0 < σ(u)(1 − σ(u))  and  ⊢ σ(u)(1 − σ(u)) < 1."""
    signs = logistic.positive(u), logistic.below_one(u)
    above, below = logic.assume(0 < _u), logic.assume(_u < 1)
    low = algebra.nonneg(ZERO < _u * (1 - _u), ((1, (above, below), ()),), (), ())
    high = algebra.nonneg(_u * (1 - _u) < ONE, ((1, (below,), ()), (1, (), (_u,))), (), ())
    return at(low, signs, u=sigmoid(u)), at(high, signs[1:], u=sigmoid(u))
