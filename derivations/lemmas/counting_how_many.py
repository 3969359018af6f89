"""How many of the numbers below n have a property: none, one, more, all.

Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic, summation
from derivations.kernel.formulas import FALSE, And, Eq, Exists, ForAll, Iff, Implies, Ne, Not, Or, Sum, natural
from derivations.kernel.terms import ONE, ZERO, apply, lam
from derivations.lemmas.below import at, below, every
from derivations.lemmas.counting import (
    P,
    Q,
    between,
    bracket,
    by_cases,
    failed,
    held,
    impossible,
    level,
    linear,
    n,
    nonnegative,
    same_bracket,
    unless_one,
    unless_zero,
    vanishing,
)
from derivations.lemmas.finite_sums import c, f, k, m, single_term
from derivations.lemmas.term_by_term import at_most, constant, equal, expanded

i, j = natural("i"), natural("j")


def how_many(predicate: Term, count: Term) -> Term:
    """Σ_{j<n} [P(j)]."""
    return Sum(bracket(apply(predicate, j)), j, count)


def none_one_more(number: Term) -> Term:
    """The number is 0, is 1, or is at least 2."""
    return Or(Eq(number, 0), Eq(number, 1), 2 <= number)


def one_of(disjunction: Term, theorem: Theorem) -> Theorem:
    """Γ ⊢ φ  gives  Γ ⊢ ψ ∨ … ∨ φ ∨ …."""
    if disjunction.alpha is theorem.conclusion.alpha:
        return theorem
    here = any(a.alpha is theorem.conclusion.alpha for a in disjunction.args)
    return logic.either(theorem if here else one_of(disjunction.args[1], theorem), disjunction)


def three_cases(known: Theorem, first: Theorem, second: Theorem, third: Theorem) -> Theorem:
    """Γ ⊢ φ₁ ∨ φ₂ ∨ φ₃ and Δᵢ, φᵢ ⊢ χ  give  Γ, Δ ⊢ χ."""
    rest = logic.assume(known.conclusion.args[1])
    return logic.cases(known, first, logic.cases(rest, second, third))


def at_least_one(number: Theorem, nonzero: Theorem) -> Theorem:
    """Γ ⊢ n = 0 ∨ n = 1 ∨ 2 ≤ n and Δ ⊢ n ≠ 0  give  Γ, Δ ⊢ 1 ≤ n."""
    zero, (one, more) = number.conclusion.args[0], number.conclusion.args[1].args
    goal = zero.args[0] >= 1
    no = impossible(goal, logic.assume(zero), nonzero)
    return three_cases(number, no, linear(goal, logic.assume(one)), linear(goal, logic.assume(more), slack=1))


@cache
def whole() -> Theorem:
    """⊢ ∀n. Σ = 0 ∨ Σ = 1 ∨ 2 ≤ Σ, where Σ = Σ_{j<n} [P(j)]."""
    before, after = (how_many(P, count) for count in (n, n + ONE))
    more, known = summation.sum_of(after), logic.assume(none_one_more(before))
    one, two, many = Eq(before, 0), Eq(before, 1), 2 <= before

    def step(last: Theorem, goals: tuple[Term, Term], slack: int) -> Theorem:
        given = (one, goals[0], 0), (two, goals[1], 0), (many, 2 <= after, slack)
        shown = (linear(goal, more, last, logic.assume(g), slack=s) for g, goal, s in given)
        return three_cases(known, *(one_of(none_one_more(after), s) for s in shown))

    no = step(failed(logic.assume(Not(P(n)))), (Eq(after, 0), Eq(after, 1)), 0)
    yes = step(held(logic.assume(P(n))), (Eq(after, 1), 2 <= after), 1)
    nothing = summation.sum_of(how_many(P, ZERO))
    base = one_of(none_one_more(nothing.conclusion.args[0]), nothing)
    return logic.induction(lam(n, none_one_more(before)), n, base, by_cases(P(n), yes, no))


def some(predicate: Term, count: Term) -> Term:
    """∃j. j < n ∧ P(j)."""
    return Exists(j, And(j < count, apply(predicate, j)))


@cache
def some_or_none() -> Theorem:
    """⊢ (∃j. j < n ∧ P(j)) ∨ Σ_{j<n} [P(j)] = 0."""
    there, here = some(P, n), logic.assume(P(j))
    found = logic.exhibit(there, j, logic.both(logic.assume(j < n), here))
    never = logic.negate(here.conclusion, logic.contradiction(found, logic.assume(Not(there))))
    nothing = expanded(j, n, failed(never), [])
    goal = Or(there, nothing.conclusion)
    return by_cases(there, logic.either(logic.assume(there), goal), logic.either(nothing, goal))


@cache
def all_of() -> Theorem:
    """⊢ Σ_{j<n} [P(j)] ≤ n ∧ (Σ = n ⇔ ∀j. j < n ⇒ P(j))."""
    one, unit = logic.right(logic.instantiate(between(), ((Q, P(j)),))), constant(n, ONE)
    total, goal = how_many(P, n), Iff(Eq(how_many(P, n), n), below(j, n, P(j)))
    low = linear(total <= n, at_most(j, n, one), logic.symmetry(unit))
    full = linear(Eq(total, Sum(ONE, j, n)), logic.assume(goal.args[0]), logic.symmetry(unit))
    forward = every(j, n, unless_zero(level(j, n, one, full)))
    backward = linear(goal.args[0], equal(j, n, held(at(logic.assume(goal.args[1]), j))), unit)
    return logic.both(low, lemmas.equivalent(goal, forward, backward))


@cache
def none_of() -> Theorem:
    """⊢ 0 ≤ Σ_{j<n} [P(j)] ∧ (Σ = 0 ⇔ ∀j. j < n ⇒ ¬P(j))."""
    sign = logic.left(logic.instantiate(between(), ((Q, P(j)),)))
    goal = Iff(Eq(how_many(P, n), 0), below(j, n, Not(P(j))))
    forward = every(j, n, unless_one(vanishing(j, n, sign, logic.assume(goal.args[0]))))
    backward = expanded(j, n, failed(at(logic.assume(goal.args[1]), j)), [])
    return logic.both(nonnegative(j, n, sign), lemmas.equivalent(goal, forward, backward))


@cache
def present() -> Theorem:
    """K < n, P(k)  ⊢  Σ_{j<n} [P(j)] ≠ 0."""
    none = logic.assume(Eq(how_many(P, n), 0))
    never = at(logic.modus_ponens(logic.right(none_of()), none), k)
    return logic.negate(none.conclusion, logic.contradiction(logic.assume(P(k)), never))


def exactly_one(predicate: Term, count: Term) -> Term:
    """∃j. j < n ∧ P(j) ∧ ∀k. k < n ∧ P(k) ⇒ k = j."""
    only = ForAll(k, Implies(And(k < count, apply(predicate, k)), Eq(k, j)))
    return Exists(j, And(j < count, apply(predicate, j), only))


@cache
def exactly() -> Theorem:
    """⊢ Σ_{j<n} [P(j)] = 1 ⇔ there is exactly one j < n with P(j)."""
    goal = Iff(Eq(how_many(P, n), 1), exactly_one(P, n))
    reached = _single()
    return lemmas.equivalent(goal, _only(reached), _counted(reached))


def _single() -> Theorem:
    """M < n ⊢ Σ_{k<n} [m = k] = 1."""
    known = logic.specialise(logic.instantiate(single_term(), ((c, ONE), (f, lam(i, ONE)))), n)
    reached = logic.modus_ponens(logic.left(known), logic.assume(m < n))
    one = bracket(Eq(m, k))
    return linear(Eq(Sum(one, k, n), 1), expanded(k, n, logic.reflexivity(one), [(1, one * ONE)]), reached)


def _only(reached: Theorem) -> Theorem:
    """Σ = 1 ⊢ there is exactly one: [m = k] ≤ [P(k)] where P(m), and both sums are 1."""
    total, here = logic.assume(Eq(how_many(P, n), 1)), logic.assume(P(m))
    same, other = logic.assume(Eq(m, k)), logic.assume(Ne(m, k))
    goal = bracket(Eq(m, k)) <= bracket(P(k))
    there = logic.modus_ponens(logic.congruence(lam(k, P(k)), same), here)
    yes = linear(goal, held(there), logic.symmetry(held(same)))
    no = linear(goal, logic.left(logic.instantiate(between(), ((Q, P(k)),))), logic.symmetry(failed(other)))
    equals = level(k, n, by_cases(Eq(m, k), yes, no), logic.transitivity(reached, logic.symmetry(total)))
    clash = linear(FALSE, equals, logic.symmetry(failed(other)), held(logic.assume(P(k))), slack=1)
    second = And(k < n, P(k))
    found = lemmas.from_all(second, logic.symmetry(logic.by_contradiction(Eq(m, k), clash)))
    every = logic.generalise(k, logic.discharge(second, found))
    shown = logic.exhibit(exactly_one(P, n), m, lemmas.join(logic.assume(m < n), here, every))
    shown = lemmas.from_all(And(m < n, P(m)), shown)
    nothing = linear(FALSE, total, logic.symmetry(logic.assume(Eq(how_many(P, n), 0))), slack=1)
    absurd = logic.by_contradiction(exactly_one(P, n), nothing)
    there = logic.obtain(logic.assume(some(P, n)), m, shown)
    return logic.cases(some_or_none(), there, absurd)


def _counted(reached: Theorem) -> Theorem:
    """There is exactly one ⊢ Σ = 1: P(k) holds where m = k and nowhere else."""
    given = And(m < n, P(m), ForAll(k, Implies(And(k < n, P(k)), Eq(k, m))))
    _, here, only = lemmas.split(logic.assume(given))
    second = logic.both(logic.assume(k < n), logic.assume(P(k)))
    forward = logic.symmetry(logic.modus_ponens(logic.specialise(only, k), second))
    backward = logic.modus_ponens(logic.congruence(lam(k, P(k)), logic.assume(Eq(m, k))), here)
    same = same_bracket(lemmas.equivalent(Iff(P(k), Eq(m, k)), forward, backward))
    total = lemmas.from_all(given, logic.transitivity(equal(k, n, same), reached))
    return logic.obtain(logic.assume(exactly_one(P, n)), m, total)
