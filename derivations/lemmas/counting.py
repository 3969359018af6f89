"""Truth values as numbers, sums of terms that have a sign, and sums of sums, for symbolic sizes.

[φ] is 1 where φ holds and 0 where it does not. Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations.kernel import Term, Theorem, algebra, integrals, logic, summation
from derivations.kernel.display import opened
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Not,
    Sum,
    fresh,
    function,
    natural,
    piecewise,
)
from derivations.kernel.terms import NAT, ONE, PROP, ZERO, apply, lam, var
from derivations.lemmas.term_by_term import at_most, expanded

i, j, n = natural("i"), natural("j"), natural("n")
P, Q = function("P", NAT, PROP), var("Q", PROP)


def linear(goal: Term, *facts: Theorem, slack: int = 0) -> Theorem:
    """The goal as the sum of the facts, each used once as it stands, and of a numeral ≥ 0 if it is an inequality."""
    parts = tuple((ONE, t, ONE) for t in facts if t.conclusion.op == "eq")
    terms = tuple((1, (t,), ()) for t in facts if t.conclusion.op != "eq")
    if goal.op == "eq":
        return algebra.combination(goal, parts, ())
    return algebra.nonneg(goal, (*terms, (slack, (), ())), parts, ())


# One bracket
def bracket(formula: Term) -> Term:
    """[φ]: 1 where the formula holds, else 0."""
    return piecewise(formula, 1)


def held(theorem: Theorem) -> Theorem:
    """Γ ⊢ φ  gives  Γ ⊢ [φ] = 1."""
    return integrals.branch(bracket(theorem.conclusion), theorem)


def failed(theorem: Theorem) -> Theorem:
    """Γ ⊢ ¬φ  gives  Γ ⊢ [φ] = 0."""
    return integrals.branch(bracket(theorem.conclusion.args[0]), theorem)


def unless_one(value: Theorem) -> Theorem:
    """Γ ⊢ [φ] = 0  gives  Γ ⊢ ¬φ."""
    formula = value.conclusion.args[0].args[0]
    one = held(logic.assume(formula))
    return logic.negate(formula, linear(FALSE, logic.symmetry(value), one, slack=1))


def unless_zero(value: Theorem) -> Theorem:
    """Γ ⊢ [φ] = 1  gives  Γ ⊢ φ."""
    formula = value.conclusion.args[0].args[0]
    zero = failed(logic.assume(Not(formula)))
    return logic.by_contradiction(formula, linear(FALSE, logic.symmetry(zero), value, slack=1))


def same_bracket(equivalence: Theorem) -> Theorem:
    """Γ ⊢ φ ⇔ ψ  gives  Γ ⊢ [φ] = [ψ]."""
    return logic.congruence(lam(Q, bracket(Q)), equivalence)


def impossible(formula: Term, theorem: Theorem, negation: Theorem) -> Theorem:
    """Γ ⊢ φ and Δ ⊢ ¬φ  give  Γ, Δ ⊢ anything."""
    return logic.by_contradiction(formula, logic.contradiction(theorem, negation))


def by_cases(condition: Term, yes: Theorem, no: Theorem) -> Theorem:
    """Γ, φ ⊢ χ and Δ, ¬φ ⊢ χ  give  Γ, Δ ⊢ χ."""
    return logic.cases(logic.excluded_middle(condition), yes, no)


# Functions for functions: a lambda takes its argument at once
def at_function(every: Theorem, value: Term) -> Theorem:
    """Γ ⊢ ∀f. φ(f)  gives  Γ ⊢ φ(x ↦ t)."""
    variable, _ = opened(every.conclusion.args[0], And(*every.hypotheses))
    return logic.instantiate(logic.specialise(every, variable), ((variable, value),))


def exhibited(there: Term, value: Term, theorem: Theorem) -> Theorem:
    """Γ ⊢ φ(x ↦ t)  gives  Γ ⊢ ∃f. φ(f)."""
    variable, claim = opened(there.args[0])
    found = logic.exhibit(there, variable, logic.assume(claim))
    return logic.cut(theorem, logic.instantiate(found, ((variable, value),)))


@cache
def between() -> Theorem:
    """⊢ 0 ≤ [Q] ∧ [Q] ≤ 1."""
    low, high = ZERO <= bracket(Q), bracket(Q) <= ONE

    def ends(value: Theorem, size: int) -> Theorem:
        return logic.both(linear(low, value, slack=size), linear(high, logic.symmetry(value), slack=1 - size))

    return by_cases(Q, ends(held(logic.assume(Q)), 1), ends(failed(logic.assume(Not(Q))), 0))


# Sums of terms that have a sign
def nonnegative(index: Term, count: Term, sign: Theorem) -> Theorem:
    """Γ, i < n ⊢ 0 ≤ f(i)  gives  Γ ⊢ 0 ≤ Σf."""
    nothing = expanded(index, count, logic.reflexivity(ZERO), [])
    return logic.transitivity(logic.symmetry(nothing), at_most(index, count, sign))


def vanishing(index: Term, count: Term, sign: Theorem, total: Theorem) -> Theorem:
    """Γ, i < n ⊢ 0 ≤ f(i) and Δ ⊢ Σf = 0  give  Γ, Δ, i < n ⊢ f(i) = 0."""
    exists = summation.sum_integrable(count, lam(index, sign.conclusion.args[1]))
    everywhere = integrals.integral_zero(summation.sum_almost(index, count, sign), exists, total)
    return summation.sum_everywhere(everywhere, logic.assume(index < count))


def level(index: Term, count: Term, order: Theorem, totals: Theorem) -> Theorem:
    """Γ, i < n ⊢ f(i) ≤ h(i) and Δ ⊢ Σf = Σh  give  Γ, Δ, i < n ⊢ f(i) = h(i)."""
    low, high = order.conclusion.args
    gap = high - low
    sign = linear(ZERO <= gap, order)
    apart = expanded(index, count, logic.reflexivity(gap), [(1, high), (-1, low)])
    none = algebra.combination(Eq(Sum(gap, index, count), ZERO), ((ONE, apart, ONE), (-ONE, totals, ONE)), ())
    return algebra.combination(Eq(low, high), ((-ONE, vanishing(index, count, sign, none), ONE),), ())


# Sums of sums
@cache
def swapped(body: Term, first: Term, second: Term, inner: Term) -> Theorem:
    """⊢ ∀n. Σ_{i<n} Σ_{j<m} b = Σ_{j<m} Σ_{i<n} b for a body b in the indices i and j, m the inner count."""

    def sides(count: Term) -> tuple[Term, Term]:
        return Sum(Sum(body, second, inner), first, count), Sum(Sum(body, first, count), second, inner)

    def same(count: Term, parts: list[Term], *known: Theorem) -> Theorem:
        left, right = sides(count)
        other = expanded(second, inner, summation.sum_of(Sum(body, first, count)), [(1, part) for part in parts])
        return linear(Eq(left, right), summation.sum_of(left), *known, logic.symmetry(other))

    count = fresh("n", NAT, body, first, second, inner)
    parts = [Sum(body, first, count), apply(lam(first, body), count)]
    step = same(count + ONE, parts, logic.assume(Eq(*sides(count))))
    return logic.induction(lam(count, Eq(*sides(count))), count, same(ZERO, []), step)
