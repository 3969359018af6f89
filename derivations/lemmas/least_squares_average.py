"""The average of columns as a map: there is one map that costs least, and every other agrees with it at the points.

Sums of the language are sums of numbers. The sum of the columns e_l over the l with X_l = u is the gradient of the
linear form w ↦ Σ_{X_l = u} wᵀe_l: that there is such a column at all is shown by induction on the number of points.
Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, logic, order, summation
from derivations.kernel.formulas import Derivative, Eq, Exists, ForAll, Iff, natural, sqnorm, vector, zeros
from derivations.kernel.terms import ONE, ZERO, apply, lam, substitute
from derivations.lemmas import vanishing_sums
from derivations.lemmas.counting import bracket, linear, same_bracket
from derivations.lemmas.counting_copies import distinct
from derivations.lemmas.finite_sums import c, single_term
from derivations.lemmas.finite_sums import f as values
from derivations.lemmas.finite_sums import m as place
from derivations.lemmas.least_squares_maps import (
    K,
    X,
    at_every_point,
    averages,
    cost,
    count,
    d,
    distance,
    e,
    ell,
    f,
    g,
    h,
    k,
    least,
    mark,
    met,
    pythagoras,
    stationary,
    total,
    u,
    v_1,
    w,
)
from derivations.lemmas.term_by_term import equal

n = natural("n")
MEAN = lam(u, Derivative(total(u), w, zeros(d)) / count(u))


def same_at_points(one: Term, other: Term) -> Term:
    """Both maps have the same values at the points."""
    return at_every_point(Eq(apply(one, X(k)), apply(other, X(k))))


# The average of columns
@cache
def _represented() -> Theorem:
    """⊢ ∀n. ∃v. ∀w. Σ_{l<n} [X_l = u]·wᵀe_l = wᵀv."""

    def claim(size: Term) -> Term:
        return Exists(v_1, ForAll(w, _form(size, v_1)))

    none = algebra.combination(_form(ZERO, zeros(d)), ((ONE, summation.sum_of(_sum(ZERO)), ONE),), ())
    base = logic.exhibit(claim(ZERO), zeros(d), logic.generalise(w, none))
    before = ForAll(w, _form(n, v_1))
    known = logic.specialise(logic.assume(before), w)
    more = v_1 + mark(u, n) * e(n)
    step = linear(_form(n + ONE, more), summation.sum_of(_sum(n + ONE)), known)
    step = logic.exhibit(claim(n + ONE), more, logic.generalise(w, step))
    step = logic.obtain(logic.assume(claim(n)), v_1, step)
    return logic.induction(lam(n, claim(n)), n, base, step)


def _sum(size: Term) -> Term:
    return substitute(total(u), {K: size})


def _form(size: Term, column: Term) -> Term:
    return Eq(_sum(size), w.T * column)


@cache
def summed() -> Theorem:
    """⊢ w ↦ Σ_{X_l = u} wᵀe_l is differentiable at 0, and ∀w. it is wᵀ times its gradient there."""
    form, known = lam(w, total(u)), logic.assume(ForAll(w, _form(K, v_1)))
    way = vector("h", d)
    ends = [logic.specialise(known, at) for at in (zeros(d) + way, zeros(d))]
    bent = apply(form, zeros(d)) + v_1.T * way + way.T * zeros(d, d) * way
    moved = algebra.combination(Eq(apply(form, zeros(d) + way), bent), ((ONE, ends[0], ONE), (-ONE, ends[1], ONE)), ())
    smooth, slope = lemmas.split(calculus.expansion(form, v_1, zeros(d, d), way, moved))
    every = algebra.combination(_form(K, slope.conclusion.args[0]), ((ONE, logic.specialise(known, w), ONE),
                                                                    (-w.T, slope, ONE)), ())  # fmt: skip
    there = logic.specialise(_represented(), K)
    return logic.obtain(there, v_1, logic.both(smooth, logic.generalise(w, every)))


@cache
def mean_is_average() -> Theorem:
    """⊢ the map u ↦ (Σ_{X_l = u} e_l)/n(u) is the average of the noises at every point."""
    known = logic.specialise(logic.right(logic.instantiate(summed(), ((u, X(k)),))), w)
    goal = Eq(w.T * apply(MEAN, X(k)), total(X(k)) / count(X(k)))
    mean = met(algebra.combination(goal, ((-ONE / count(X(k)), known, ONE),), ()))
    return logic.generalise(k, logic.discharge(k < K, logic.generalise(w, mean)))


# Least, and the only one at the points
@cache
def enough() -> Theorem:
    """G an average ⊢ g costs least."""
    off = f(X(k)) - g(X(k))
    sign = vanishing_sums.sum_sign(k, K, vanishing_sums.norm_sign(off))
    more = logic.instantiate(pythagoras(), ((h, f),))
    return logic.generalise(f, algebra.nonneg(cost(g) <= cost(f), ((1, (sign,), ()),), ((ONE, more, ONE),), ()))


@cache
def attained() -> Theorem:
    """⊢ the map u ↦ (Σ_{X_l = u} e_l)/n(u) costs least."""
    return logic.cut(mean_is_average(), logic.instantiate(enough(), ((g, MEAN),)))


@cache
def only() -> Theorem:
    """G costs least ⊢ h costs least ⇔ h(X_k) = g(X_k) for every k < K."""
    goal = Iff(least(h), same_at_points(h, g))
    more = logic.cut(averages(), pythagoras())
    zero = vanishing_sums.zero_norms(k, K, h(X(k)) - g(X(k)))
    zero = logic.transitivity(zero, vanishing_sums.for_each(k, K, vanishing_sums.differ(h(X(k)), g(X(k)))))
    other = logic.instantiate(logic.specialise(logic.assume(least(h)), f), ((f, g),))
    sign = vanishing_sums.sum_sign(k, K, vanishing_sums.norm_sign(h(X(k)) - g(X(k))))
    below = algebra.nonneg(distance(h, g) <= ZERO, ((1, (other,), ()),), ((ONE, more, ONE),), ())
    forward = logic.modus_ponens(zero, order.antisymmetry(below, sign))
    none = logic.modus_ponens(logic.converse(zero), logic.assume(same_at_points(h, g)))
    best = logic.specialise(logic.assume(least(g)), f)
    back = algebra.nonneg(cost(h) <= cost(f), ((1, (best,), ()),), ((-ONE, more, ONE), (-ONE, none, ONE)), ())
    return lemmas.equivalent(goal, forward, logic.generalise(f, back))


# Points that are all distinct
@cache
def exact() -> Theorem:
    """The points distinct ⊢ g costs least ⇔ it costs nothing."""
    nothing = logic.assume(Eq(cost(g), ZERO))
    sign = vanishing_sums.sum_sign(k, K, vanishing_sums.norm_sign(f(X(k)) - e(k)))
    back = logic.generalise(f, linear(cost(g) <= cost(f), sign, logic.symmetry(nothing)))
    each = logic.generalise(k, logic.discharge(k < K, _told()))
    off = vanishing_sums.zero_norms(k, K, g(X(k)) - e(k))
    same = vanishing_sums.for_each(k, K, vanishing_sums.differ(g(X(k)), e(k)))
    forward = logic.modus_ponens(logic.converse(logic.transitivity(off, same)), each)
    return lemmas.equivalent(Iff(least(g), nothing.conclusion), forward, back)


def _told() -> Theorem:
    """The points distinct, g costs least, k < K ⊢ g(X_k) = e_k."""
    whole = logic.instantiate(stationary(), ((u, X(k)),))
    one, noise = _alone(ONE), _alone(w.T * e(ell))
    parts = ((ONE, whole, ONE), (-w.T * g(X(k)), one, ONE), (ONE, noise, ONE))
    equal_ = algebra.combination(Eq(w.T * g(X(k)), w.T * e(k)), parts, ())
    off = g(X(k)) - e(k)
    there = logic.instantiate(equal_, ((w, off),))
    none = lemmas.vanishes(algebra.combination(Eq(sqnorm(off), ZERO), ((ONE, there, ONE),), ()))
    return logic.modus_ponens(vanishing_sums.differ(g(X(k)), e(k)), none)


def _alone(value: Term) -> Theorem:
    """The points distinct, k < K ⊢ Σ_l [X_l = X_k]·t(l) = t(k)."""
    there, same = Eq(X(ell), X(k)), Eq(k, ell)
    below = logic.assume(k < K), logic.assume(ell < K)
    apart = logic.specialise(logic.specialise(logic.assume(distinct(X, K)), k), ell)
    only = logic.modus_ponens(apart, lemmas.join(*below, logic.symmetry(logic.assume(there))))
    back = logic.symmetry(logic.congruence(lam(k, X(k)), logic.assume(same)))
    one = same_bracket(lemmas.equivalent(Iff(there, same), only, back))
    left = bracket(there) if value is ONE else bracket(there) * value
    each = algebra.combination(Eq(left, bracket(same) * value), ((value, one, ONE),), ())
    single = logic.instantiate(single_term(), ((place, k), (c, ONE), (values, lam(ell, value))))
    reached = logic.modus_ponens(logic.left(logic.specialise(single, K)), below[0])
    total_ = equal(ell, K, each)
    found = Eq(total_.conclusion.args[0], apply(lam(ell, value), k))
    return linear(found, total_, reached)
