"""Images that are generated again: how many copies there are of each, for symbolic numbers of images.

x_i, i < m, are distinct points of any set and g_j, j < n, any points of it; n_i = Σ_j [g_j = x_i] counts the copies of
x_i. Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Theorem, algebra, logic
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    Sum,
    fresh,
    function,
    natural,
    point,
)
from derivations.kernel.terms import NAT, ONE, SPACE, ZERO, Exact, Term, apply, coerce, lam
from derivations.lemmas.counting import bracket, by_cases, failed, linear, same_bracket, swapped
from derivations.lemmas.finite_sums import c, f, single_term
from derivations.lemmas.finite_sums import m as place
from derivations.lemmas.term_by_term import equal, expanded

i, j, k, n, m = map(natural, "ijknm")
x, g, w, u = function("x", NAT, SPACE), function("g", NAT, SPACE), function("w", SPACE), point("u")


def distinct(points: Term, count: Term) -> Term:
    """x_i = x_j only for i = j, below the count."""
    same = And(i < count, j < count, Eq(apply(points, i), apply(points, j)))
    return ForAll(i, ForAll(j, Implies(same, Eq(i, j))))


def among(at: Term, points: Term, count: Term) -> Term:
    """∃i. i < m ∧ u = x_i."""
    return Exists(i, And(i < count, Eq(at, apply(points, i))))


def apart(at: Term, points: Term, count: Term) -> Term:
    """∀i. i < m ⇒ u ≠ x_i."""
    return ForAll(i, Implies(i < count, Ne(at, apply(points, i))))


def picks(at: Term, points: Term, count: Term, weight: Term) -> Term:
    """Σ_{i<m} [u = x_i]·w(x_i)."""
    return Sum(bracket(Eq(at, apply(points, i))) * apply(weight, apply(points, i)), i, count)


@cache
def anywhere() -> Theorem:
    """⊢ u is among the x_i, or apart from all of them."""
    there, goal = among(u, x, m), Or(among(u, x, m), apart(u, x, m))
    same = logic.assume(Eq(u, x(i)))
    found = logic.exhibit(there, i, logic.both(logic.assume(i < m), same))
    never = logic.negate(same.conclusion, logic.contradiction(found, logic.assume(Not(there))))
    nowhere = logic.generalise(i, logic.discharge(i < m, never))
    return by_cases(there, logic.either(logic.assume(there), goal), logic.either(nowhere, goal))


@cache
def picked() -> Theorem:
    """The x_i distinct  ⊢  u among them ⇒ Σ_i [u = x_i]·w(x_i) = w(u), and u apart from them ⇒ the sum is 0."""
    return logic.both(_inside(), _outside())


def _inside() -> Theorem:
    """U among them ⇒ the sum is w(u): where u = x_k the bracket is [k = i]."""
    given = And(k < m, Eq(u, x(k)))
    below, same = lemmas.split(logic.assume(given))
    backward = logic.transitivity(same, logic.congruence(lam(i, x(i)), logic.assume(Eq(k, i))))
    ends = logic.transitivity(logic.symmetry(same), logic.assume(Eq(u, x(i))))
    only = logic.specialise(logic.specialise(logic.assume(distinct(x, m)), k), i)
    forward = logic.modus_ponens(only, lemmas.join(below, logic.assume(i < m), ends))
    one = same_bracket(lemmas.equivalent(Iff(Eq(u, x(i)), Eq(k, i)), forward, backward))
    left, right = (bracket(claim) * w(x(i)) for claim in (Eq(u, x(i)), Eq(k, i)))
    total = equal(i, m, algebra.combination(Eq(left, right), ((w(x(i)), one, ONE),), ()))
    law = logic.instantiate(single_term(), ((place, k), (c, ONE), (f, lam(i, w(x(i))))))
    reached = logic.modus_ponens(logic.left(logic.specialise(law, m)), below)
    value = logic.symmetry(logic.congruence(lam(u, w(u)), same))
    found = linear(Eq(picks(u, x, m, w), w(u)), total, reached, value)
    there = among(u, x, m)
    return logic.discharge(there, logic.obtain(logic.assume(there), k, found))


def _outside() -> Theorem:
    """U apart from them ⇒ the sum is 0: every bracket is."""
    nowhere = apart(u, x, m)
    none = failed(logic.modus_ponens(logic.specialise(logic.assume(nowhere), i), logic.assume(i < m)))
    term = algebra.combination(Eq(bracket(Eq(u, x(i))) * w(x(i)), ZERO), ((w(x(i)), none, ONE),), ())
    return logic.discharge(nowhere, expanded(i, m, term, []))


def copies(image: Exact, of: Term = g, points: Term = x, count: Term = n) -> Term:
    """n_i = Σ_{j<n} [g_j = x_i]."""
    return copies_at(apply(points, coerce(image)), of, count)


def copies_at(at: Term, of: Term = g, count: Term = n) -> Term:
    """Σ_{j<n} [g_j = u]."""
    index = fresh("j", NAT, at, of)
    return Sum(bracket(Eq(apply(of, index), at)), index, count)


@cache
def recounted() -> Theorem:
    """⊢ Σ_i n_i·w(x_i) = Σ_j Σ_i [g_j = x_i]·w(x_i): every copy is counted once on either side."""
    weight, body = w(x(i)), bracket(Eq(g(j), x(i))) * w(x(i))
    inner = expanded(j, n, logic.reflexivity(body), [(weight, bracket(Eq(g(j), x(i))))])
    goal = Eq(copies(i) * weight, Sum(body, j, n))
    each = equal(i, m, algebra.combination(goal, ((-ONE, inner, ONE),), ()))
    return logic.transitivity(each, logic.specialise(swapped(body, i, j, n), m))


@cache
def at_most_once() -> Theorem:
    """The x_i distinct  ⊢  Σ_i [u = x_i]·1 ≤ 1 ∧ (the sum is 1 ⇔ u is one of the x_i)."""
    inside, outside = lemmas.split(logic.instantiate(picked(), ((w, lam(u, ONE)),)))
    total, known = picks(u, x, m, lam(u, ONE)), anywhere()
    there, away = map(logic.assume, known.conclusion.args)
    one, none = logic.modus_ponens(inside, there), logic.modus_ponens(outside, away)
    goal = Iff(Eq(total, 1), there.conclusion)
    yes = logic.both(linear(total <= 1, logic.symmetry(one)), lemmas.equivalent(goal, there, one))
    clash = linear(FALSE, logic.assume(Eq(total, 1)), logic.symmetry(none), slack=1)
    forward = logic.by_contradiction(there.conclusion, clash)
    low, backward = linear(total <= 1, logic.symmetry(none), slack=1), met(there, away, one.conclusion)
    no = logic.both(low, lemmas.equivalent(goal, forward, backward))
    return logic.cases(known, yes, no)


def met(there: Theorem, away: Theorem, goal: Term) -> Theorem:
    """U is one of the x_i and none of them: anything."""
    below, at = lemmas.split(logic.assume(apply(there.conclusion.args[0], k)))
    clash = logic.contradiction(at, logic.modus_ponens(logic.specialise(away, k), below))
    return logic.by_contradiction(goal, logic.obtain(there, k, clash))
