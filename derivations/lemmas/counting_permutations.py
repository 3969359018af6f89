"""When a list of images is a permutation of m distinct ones: each of these has one copy in it.

x_i, i < m, are distinct points of any set, g_j points of it, and n_i = Σ_j [g_j = x_i]. Everything here only asks the
kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order
from derivations.kernel.formulas import And, Eq, Iff, Sum
from derivations.kernel.terms import ONE, apply, lam
from derivations.lemmas.below import at, below, every
from derivations.lemmas.counting import P, level, linear
from derivations.lemmas.counting_copies import (
    among,
    at_most_once,
    copies,
    distinct,
    g,
    i,
    j,
    k,
    m,
    n,
    recounted,
    u,
    w,
    x,
)
from derivations.lemmas.counting_how_many import exactly, exactly_one
from derivations.lemmas.term_by_term import at_most, constant, equal

ONCE = lam(u, ONE)


def one_each(of: Term = g, points: Term = x, count: Term = m) -> Term:
    """n_i = 1 for every i < m."""
    return below(i, count, Eq(copies(i, of, points, count), 1))


def equals(image: Term, of: Term = g, points: Term = x) -> Term:
    """The predicate g_j = x_i of j."""
    return lam(j, Eq(apply(of, j), apply(points, image)))


def permutation(of: Term = g, points: Term = x, count: Term = m) -> Term:
    """Every g_j is some x_i, and every x_i is g_j for exactly one j."""
    return And(
        below(j, count, among(apply(of, j), points, count)),
        below(i, count, exactly_one(equals(i, of, points), count)),
    )


# How many copies in all
S, U = Sum(copies(i), i, m), Sum(ONE, i, m)


@cache
def total() -> Theorem:
    """The x_i distinct  ⊢  Σ_i n_i ≤ n ∧ (Σ_i n_i = n ⇔ every g_j, j < n, is some x_i)."""
    one, same = lemmas.split(logic.instantiate(at_most_once(), ((u, g(j)),)))
    number, unit = _recounted(), constant(n, ONE)
    whole = at_most(j, n, one)
    goal = Iff(Eq(S, n), below(j, n, among(g(j), x, m)))
    level_ = Eq(*whole.conclusion.args)
    full = linear(level_, logic.symmetry(number), logic.assume(goal.args[0]), logic.symmetry(unit))
    forward = every(j, n, logic.modus_ponens(same, level(j, n, one, full)))
    known = logic.modus_ponens(logic.converse(same), at(logic.assume(goal.args[1]), j))
    backward = linear(goal.args[0], number, equal(j, n, known), unit)
    low = linear(n >= S, whole, logic.symmetry(number), logic.symmetry(unit))
    return logic.both(low, lemmas.equivalent(goal, forward, backward))


def _recounted() -> Theorem:
    """⊢ Σ_i n_i = Σ_j Σ_i [g_j = x_i]·1."""
    same = algebra.field(Eq(copies(i), copies(i) * apply(ONCE, x(i))))
    return logic.transitivity(equal(i, m, same), logic.instantiate(recounted(), ((w, ONCE),)))


OWN = copies(i, g, x, m)  # n_i for m generated images


def _settled(number: Theorem, totals: Theorem) -> Theorem:
    """Γ, i < m ⊢ 1 ≤ n_i or n_i ≤ 1, and equal sums of both sides, give n_i = 1 for every i < m."""
    found = level(i, m, number, totals)
    return every(i, m, logic.symmetry(found) if found.conclusion.args[0] is ONE else found)


@cache
def filled() -> Theorem:
    """The x_i distinct  ⊢  (∀i. i < m ⇒ 1 ≤ n_i) ⇒ (∀i. i < m ⇒ n_i = 1), with m generated images."""
    given = below(i, m, OWN >= 1)
    number, unit = at(logic.assume(given), i), constant(m, ONE)
    most, low = logic.left(logic.instantiate(total(), ((n, m),))), at_most(i, m, number)
    high = linear(Sum(OWN, i, m) <= U, most, unit)
    return logic.discharge(given, _settled(number, order.antisymmetry(low, high)))


@cache
def thrifty() -> Theorem:
    """The x_i distinct  ⊢  (∀i. i < m ⇒ n_i ≤ 1) ⇒ (every g_j, j < m, is some x_i) ⇒ (∀i. i < m ⇒ n_i = 1)."""
    few, inside = below(i, m, OWN <= 1), below(j, m, among(g(j), x, m))
    number, same = at(logic.assume(few), i), logic.right(logic.instantiate(total(), ((n, m),)))
    full = logic.modus_ponens(logic.converse(same), logic.assume(inside))
    found = _settled(number, linear(Eq(Sum(OWN, i, m), U), full, logic.symmetry(constant(m, ONE))))
    return logic.discharge(few, logic.discharge(inside, found))


# Permutations
def _exactly(of: Term) -> Theorem:
    """⊢ n_i = 1 ⇔ there is exactly one j < m with g_j = x_i."""
    return logic.instantiate(exactly(), ((P, equals(i, of)), (n, m)))


@cache
def rearranged() -> Theorem:
    """The x_i distinct  ⊢  (∀i. i < m ⇒ n_i = 1) ⇔ g is a permutation of x."""
    goal = Iff(one_each(), permutation())
    single = at(logic.assume(goal.args[0]), i)
    reached = every(i, m, logic.modus_ponens(_exactly(g), single))
    full = linear(Eq(Sum(OWN, i, m), m), equal(i, m, single), constant(m, ONE))
    inside = logic.modus_ponens(logic.right(logic.instantiate(total(), ((n, m),))), full)
    back = at(logic.right(logic.assume(goal.args[1])), i)
    backward = every(i, m, logic.modus_ponens(logic.converse(_exactly(g)), back))
    return lemmas.equivalent(goal, logic.both(inside, reached), backward)


@cache
def itself() -> Theorem:
    """The x_i distinct  ⊢  x has one copy of each."""
    same = _exactly(x)
    there = same.conclusion.args[1]
    only = logic.specialise(logic.specialise(logic.assume(distinct(x, m)), k), i)
    second = And(k < m, Eq(x(k), x(i)))
    ends = lemmas.join(logic.assume(k < m), logic.assume(i < m), logic.assume(second.args[1]))
    least = lemmas.from_all(second, logic.modus_ponens(only, ends))
    unique = logic.generalise(k, logic.discharge(second, least))
    found = lemmas.join(logic.assume(i < m), logic.reflexivity(x(i)), unique)
    return every(i, m, logic.modus_ponens(logic.converse(same), logic.exhibit(there, i, found)))
