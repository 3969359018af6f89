"""Finite sums of numbers that are at least 0, for symbolic n: when they vanish, and their single terms.

Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations.kernel import Term, Theorem, algebra, logic, order
from derivations.kernel.formulas import Eq, ForAll, Iff, Implies, Sum, fresh, sqnorm
from derivations.kernel.terms import NAT, ONE, PROP, ZERO, Sort, lam, make
from derivations.lemmas import equivalent
from derivations.lemmas.counting import Q, between, bracket, linear, vanishing
from derivations.lemmas.finite_sums import c, f, j, k, m, single_term
from derivations.lemmas.term_by_term import at_most, expanded


# Sums that vanish
def zero_sum(index: Term, count: Term, sign: Theorem) -> Theorem:
    """Γ, i < n ⊢ 0 ≤ t(i)  gives  Γ ⊢ Σt(i) = 0 ⇔ ∀i. i < n ⇒ t(i) = 0."""
    body = sign.conclusion.args[1]
    goal = Iff(Eq(Sum(body, index, count), ZERO), ForAll(index, Implies(index < count, Eq(body, ZERO))))
    nothing, each = (logic.assume(side) for side in goal.args)
    one = vanishing(index, count, sign, nothing)
    forward = logic.generalise(index, logic.discharge(index < count, one))
    here = logic.modus_ponens(logic.specialise(each, index), logic.assume(index < count))
    return equivalent(goal, forward, expanded(index, count, here, []))


def zero_norms(index: Term, count: Term, column: Term) -> Theorem:
    """⊢ Σ‖v(i)‖² = 0 ⇔ ∀i. i < n ⇒ v(i) = 0."""
    same = for_each(index, count, order.norm_zero(column))
    return logic.transitivity(zero_sum(index, count, norm_sign(column)), same)


def for_each(index: Term, count: Term, same: Theorem) -> Theorem:
    """Γ ⊢ φ(i) ⇔ ψ(i)  gives  Γ ⊢ (∀i. i < n ⇒ φ(i)) ⇔ (∀i. i < n ⇒ ψ(i)), i not in Γ."""
    holds, predicate = fresh("p", PROP, same.conclusion), fresh("p", Sort("function", NAT, PROP), same.conclusion)
    inside = logic.congruence(lam(holds, Implies(index < count, holds)), same)
    return logic.congruence(lam(predicate, make("forall", predicate)), logic.abstraction(index, inside))


def differ(left: Term, right: Term) -> Theorem:
    """⊢ a − b = 0 ⇔ a = b."""
    apart, same = Eq(left - right, order.zero_like(left)), Eq(left, right)
    forward, backward = (
        algebra.combination(goal, ((ONE, logic.assume(known), ONE),), ())
        for goal, known in ((same, apart), (apart, same))
    )
    return equivalent(Iff(apart, same), forward, backward)


# Sums and their terms
def norm_sign(column: Term) -> Theorem:
    """⊢ 0 ≤ ‖v‖²."""
    return algebra.nonneg(ZERO <= sqnorm(column), ((1, (), (column,)),), (), ())


@cache
def _sign() -> Theorem:
    """0 ≤ f at every index ⊢ 0 ≤ Σ f(j)."""
    sign = logic.specialise(logic.assume(ForAll(j, ZERO <= f(j))), j)
    nothing = expanded(j, k, algebra.field(Eq(ZERO, ZERO)), [])
    return logic.rewrite(at_most(j, k, sign), nothing)


def sum_sign(index: Term, count: Term, sign: Theorem) -> Theorem:
    """Γ ⊢ 0 ≤ t(i)  gives  Γ ⊢ 0 ≤ Σ_{i<n} t(i), i not in Γ."""
    law = logic.instantiate(_sign(), ((f, lam(index, sign.conclusion.args[1])), (k, count)))
    return logic.cut(logic.generalise(index, sign), law)


@cache
def _single() -> Theorem:
    """M < k, 0 ≤ f at every index ⊢ f(m) ≤ Σ f(j): the sum of [m = j]·f(j) is below."""
    sign = logic.specialise(logic.assume(ForAll(j, ZERO <= f(j))), j)
    mark = bracket(Eq(m, j))
    share = logic.instantiate(logic.right(between()), ((Q, Eq(m, j)),))
    below = at_most(j, k, algebra.nonneg(mark * f(j) <= f(j), ((1, (share, sign), ()),), (), ()))
    law = logic.instantiate(logic.left(logic.specialise(single_term(), k)), ((c, ONE),))
    total = logic.modus_ponens(law, logic.assume(m < k))
    return linear(f(m) <= below.conclusion.args[1], below, total)


def single_below(sign: Theorem, index: Term, at: Theorem) -> Theorem:
    """Γ ⊢ 0 ≤ t(j)  and  Δ ⊢ i < n  give  Γ, Δ ⊢ t(i) ≤ Σ_{j<n} t(j), j not in Γ."""
    place, count = at.conclusion.args
    law = logic.instantiate(_single(), ((f, lam(index, sign.conclusion.args[1])), (m, place), (k, count)))
    return logic.cut(logic.generalise(index, sign), logic.cut(at, law))
