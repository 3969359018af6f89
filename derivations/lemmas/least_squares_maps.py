"""Least squares over all maps: which maps g make Σ_k ‖g(X_k) − e_k‖² least when some of the points X_k are equal.

The answer is an average: wᵀg(X_k) is the mean of wᵀe_l over the l with X_l = X_k, for every column w. That much is
needed, since a map may be moved at one point alone; it is enough, since then another map h costs Σ_k ‖h(X_k) − g(X_k)‖²
more. Sizes and the number of points are symbolic. Everything here only asks the kernel.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic
from derivations.kernel.formulas import Eq, ForAll, Iff, Implies, Not, Sum, function, natural, real, sqnorm, vector
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, apply, lam, num, substitute
from derivations.lemmas import vanishing_sums
from derivations.lemmas.counting import Q, between, bracket, by_cases, failed, held, linear, same_bracket, swapped
from derivations.lemmas.term_by_term import equal, expanded

K, d, k, ell = natural("K"), natural("d"), natural("k"), natural("l")
u, w, v_1, v_2 = (vector(name, d) for name in ("u", "w", "v_1", "v_2"))
X, e = function("X", NAT, u.sort), function("e", NAT, u.sort)
f, g, h, v = (function(name, u.sort, u.sort) for name in "fghv")
t, A, B = real("t"), real("A"), real("B")
phi = function("phi", u.sort, REAL)
HALF = Fraction(1, 2)


def mark(at: Term, index: Term = ell) -> Term:
    """1 if the point X_l is there, else 0."""
    return bracket(Eq(X(index), at))


def count(at: Term) -> Term:
    """How many of the points are there."""
    return apply(lam(u, Sum(mark(u), ell, K)), at)


def total(at: Term, direction: Term = w) -> Term:
    """The sum of wᵀe_l over the points that are there."""
    whole = Sum(mark(u) * (w.T * e(ell)), ell, K)
    return substitute(whole, {u: at, w: direction})


def cost(of: Term) -> Term:
    """Σ_k ‖g(X_k) − e_k‖²."""
    return Sum(sqnorm(apply(of, X(k)) - e(k)), k, K)


def distance(one: Term, other: Term) -> Term:
    """Σ_k ‖h(X_k) − g(X_k)‖²."""
    return Sum(sqnorm(apply(one, X(k)) - apply(other, X(k))), k, K)


def least(of: Term) -> Term:
    """No map costs less."""
    return ForAll(f, cost(of) <= cost(f))


def at_every_point(formula: Term) -> Term:
    """For k < K."""
    return ForAll(k, Implies(k < K, formula))


def average(of: Term) -> Term:
    """For every column w, wᵀg(X_k) is the mean of wᵀe_l over the l with X_l = X_k."""
    return at_every_point(ForAll(w, Eq(w.T * apply(of, X(k)), total(X(k)) / count(X(k)))))


def moved(of: Term) -> Term:
    """The map moved by t·w at the one point u."""
    at = vector("v", d)
    return lam(at, apply(of, at) + t * bracket(Eq(at, u)) * w)


# Marks
@cache
def _kept() -> Theorem:
    """⊢ [a = b]·φ(a) = [a = b]·φ(b)."""
    here = bracket(Eq(v_1, v_2))
    goal = Eq(here * phi(v_1), here * phi(v_2))
    same = logic.congruence(lam(u, phi(u)), logic.assume(Eq(v_1, v_2)))
    none = failed(logic.assume(Not(Eq(v_1, v_2))))
    yes = algebra.combination(goal, ((here, same, ONE),), ())
    return by_cases(Eq(v_1, v_2), yes, algebra.combination(goal, ((phi(v_1) - phi(v_2), none, ONE),), ()))


def kept(first: Term, second: Term, at: Term, value: Term) -> Theorem:
    """⊢ [a = b]·t(a) = [a = b]·t(b)."""
    return logic.instantiate(_kept(), ((v_1, first), (v_2, second), (phi, lam(at, value))))


def turned(first: Term, second: Term) -> Theorem:
    """⊢ [a = b] = [b = a]."""
    there, back = Eq(first, second), Eq(second, first)
    ways = (logic.symmetry(logic.assume(equation)) for equation in (there, back))
    return same_bracket(lemmas.equivalent(Iff(there, back), *ways))


@cache
def _idempotent() -> Theorem:
    """⊢ [Q]·[Q] = [Q]."""
    one = bracket(Q)
    yes, no = held(logic.assume(Q)), failed(logic.assume(Not(Q)))
    goal = Eq(one * one, one)
    ways = (algebra.combination(goal, ((weight, value, ONE),), ()) for weight, value in ((one, yes), (one - 1, no)))
    return by_cases(Q, *ways)


@cache
def counted() -> Theorem:
    """k < K ⊢ 1 ≤ the number of points at X_k."""
    sign = logic.instantiate(logic.left(between()), ((Q, mark(X(k)).args[0]),))
    below = vanishing_sums.single_below(sign, ell, logic.assume(k < K))
    return linear(ONE <= count(X(k)), below, held(logic.reflexivity(X(k))))


def met(theorem: Theorem, index: Term = k) -> Theorem:
    """Γ, n(X_k) ≠ 0 ⊢ φ  gives  Γ, k < K ⊢ φ."""
    some = algebra.nonneg(ZERO < count(X(k)), ((1, (counted(),), ()), (1, (), ())), (), ())
    return logic.cut(logic.instantiate(lemmas.nonzero_of_positive(some), ((k, index),)), theorem)


# Needed: a map may be moved at one point
@cache
def expansion() -> Theorem:
    """⊢ cost(g + t·[· = u]·w) = cost(g) + 2t·(n(u)·wᵀg(u) − Σ_{X_l = u} wᵀe_l) + t²·n(u)·‖w‖²."""
    one, slope, linear_ = mark(u), w.T * g(u), mark(u) * (w.T * e(ell))
    old, new = (sqnorm(apply(of, X(ell)) - e(ell)) for of in (g, moved(g)))
    square = 2 * t * slope + t**2 * sqnorm(w)
    same, twice = kept(X(ell), u, v_1, w.T * g(v_1)), logic.instantiate(_idempotent(), ((Q, one.args[0]),))
    goal = Eq(new, old + square * one - 2 * t * linear_)
    each = algebra.combination(goal, ((2 * t, same, ONE), (t**2 * sqnorm(w), twice, ONE)), ())
    whole = expanded(ell, K, each, [(ONE, old), (square, one), (-2 * t, linear_)])
    return linear(Eq(cost(moved(g)), cost(g) + 2 * t * bend() + t**2 * (count(u) * sqnorm(w))), whole)


def bend() -> Term:
    """n(u)·wᵀg(u) − Σ_{X_l = u} wᵀe_l: half the slope of the cost when g is moved at u along w."""
    return count(u) * (w.T * g(u)) - total(u)


@cache
def _flat() -> Theorem:
    """∀t. 0 ≤ 2t·A + t²·B,  0 ≤ B  ⊢  A = 0."""
    every, sign = logic.assume(ForAll(t, ZERO <= 2 * t * A + t**2 * B)), logic.assume(ZERO <= B)
    at = logic.specialise(every, -A / (B + 1))
    bound = algebra.nonneg(sqnorm(A) <= ZERO, ((HALF, (at,), (B + 1,)), (HALF, (sign,), (A,))), (), ())
    above = algebra.nonneg(ZERO < B + 1, ((1, (sign,), ()), (1, (), ())), (), ())
    return logic.cut(lemmas.nonzero_of_positive(above), lemmas.negligible(bound))


@cache
def stationary() -> Theorem:
    """G costs least ⊢ n(u)·wᵀg(u) = Σ_{X_l = u} wᵀe_l, at every point u and for every column w."""
    below = logic.instantiate(logic.specialise(logic.assume(least(g)), f), ((f, moved(g)),))
    curve = count(u) * sqnorm(w)
    rise = algebra.nonneg(ZERO <= 2 * t * bend() + t**2 * curve, ((1, (below,), ()),), ((-ONE, expansion(), ONE),), ())
    sign = logic.instantiate(logic.left(between()), ((Q, mark(u).args[0]),))
    many = vanishing_sums.sum_sign(ell, K, sign)
    curved = algebra.nonneg(ZERO <= curve, ((1, (many,), (w,)),), (), ())
    flat = logic.instantiate(_flat(), ((A, bend()), (B, curve)))
    zero = logic.cut(logic.generalise(t, rise), logic.cut(curved, flat))
    return linear(Eq(count(u) * (w.T * g(u)), total(u)), zero)


@cache
def averages() -> Theorem:
    """G costs least ⊢ g is the average of the noises at every point."""
    here = logic.instantiate(stationary(), ((u, X(k)),))
    goal = Eq(w.T * g(X(k)), total(X(k)) / count(X(k)))
    mean = met(algebra.combination(goal, ((ONE / count(X(k)), here, ONE),), ()))
    return logic.generalise(k, logic.discharge(k < K, logic.generalise(w, mean)))


# Enough: every other map costs more
@cache
def orthogonal() -> Theorem:
    """G an average ⊢ Σ_l v(X_l)ᵀ(g(X_l) − e_l) = 0 for every map v.

    With r_l = g(X_l) − e_l it is Σ_l Σ_k [X_l = X_k]·v(X_k)ᵀr_l/n(X_k), which is 0 when it is summed over l first.
    """
    own = v(X(ell)).T * (g(X(ell)) - e(ell))
    share = mark(X(k)) * (v(X(k)).T * (g(X(ell)) - e(ell)) / count(X(k)))
    apart = equal(ell, K, _shared(own, share))
    order = logic.specialise(swapped(share, ell, k, K), K)
    none = expanded(k, K, _balanced(share), [])
    return linear(Eq(Sum(own, ell, K), ZERO), apart, order, none)


def _shared(own: Term, share: Term) -> Theorem:
    """l < K ⊢ v(X_l)ᵀr_l = Σ_k [X_l = X_k]·v(X_k)ᵀr_l/n(X_k): one part for each point that is there."""
    part, back = own / count(X(ell)), mark(X(ell), k)
    same = kept(X(ell), X(k), u, v(u).T * (g(X(ell)) - e(ell)) / count(u))
    one = turned(X(ell), X(k))
    each = met(algebra.combination(Eq(share, part * back), ((-ONE, same, ONE), (part, one, ONE)), ()))
    split = expanded(k, K, each, [(part, back)])
    return met(algebra.combination(Eq(own, Sum(share, k, K)), ((-ONE, split, ONE),), ()), ell)


def _balanced(share: Term) -> Theorem:
    """G an average, k < K ⊢ Σ_l [X_l = X_k]·v(X_k)ᵀr_l/n(X_k) = 0."""
    way, many = v(X(k)), count(X(k))
    value, one, noises = way.T * g(X(k)), mark(X(k)), mark(X(k)) * (way.T * e(ell))
    same = kept(X(ell), X(k), u, way.T * g(u))
    goal = Eq(share, value / many * one - 1 / many * noises)
    each = met(algebra.combination(goal, ((1 / many, same, ONE),), ()))
    split = expanded(ell, K, each, [(value / many, one), (-1 / many, noises)])
    mean = logic.modus_ponens(logic.specialise(logic.assume(average(g)), k), logic.assume(k < K))
    mean = logic.specialise(mean, way)
    return met(linear(Eq(Sum(share, ell, K), ZERO), split, mean))


@cache
def pythagoras() -> Theorem:
    """G an average ⊢ cost(h) = cost(g) + Σ_k ‖h(X_k) − g(X_k)‖² for every map h."""
    off, rest = h(X(k)) - g(X(k)), g(X(k)) - e(k)
    each = algebra.field(Eq(sqnorm(h(X(k)) - e(k)), sqnorm(rest) + sqnorm(off) + 2 * (off.T * rest)))
    whole = expanded(k, K, each, [(ONE, sqnorm(rest)), (ONE, sqnorm(off)), (num(2), off.T * rest)])
    none = logic.instantiate(orthogonal(), ((v, lam(u, h(u) - g(u))),))
    goal = Eq(cost(h), cost(g) + distance(h, g))
    return algebra.combination(goal, ((ONE, whole, ONE), (num(2), none, ONE)), ())
