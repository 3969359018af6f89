"""Sums over i < n from their terms: what holds of every term, for symbolic n. Everything here only asks the kernel."""

from __future__ import annotations

from collections.abc import Sequence

from derivations.kernel import Term, Theorem, algebra, integrals, logic, summation, vectors
from derivations.kernel.formulas import Eq, Sum, counting, entry, fresh, ones
from derivations.kernel.terms import NAT, ONE, Exact, coerce, lam, make


def expanded(i: Term, count: Term, theorem: Theorem, parts: Sequence[tuple[Exact, Term]]) -> Theorem:
    """Γ, i < n ⊢ f(i) = c₁·f₁(i) + … + cₖ·fₖ(i)  gives  Γ ⊢ Σf = c₁·Σf₁ + … + cₖ·Σfₖ; the sides by normal form."""
    body, over = theorem.conclusion.args[0], counting(count)
    summands = [(coerce(c), summation.sum_integrable(count, lam(i, v))) for c, v in parts]
    wanted = Eq(body, integrals.combined([c for c, _ in summands], [v for _, v in parts]))
    if wanted.alpha is not theorem.conclusion.alpha:
        theorem = algebra.combination(wanted, ((ONE, theorem, ONE),), ())
    everywhere = summation.sum_almost(i, count, theorem)
    return logic.right(integrals.linear(over, lam(i, body), tuple(summands), everywhere))


def equal(i: Term, count: Term, theorem: Theorem) -> Theorem:
    """Γ, i < n ⊢ f(i) = g(i)  gives  Γ ⊢ Σf = Σg."""
    return expanded(i, count, theorem, [(ONE, theorem.conclusion.args[1])])


def at_most(i: Term, count: Term, theorem: Theorem) -> Theorem:
    """Γ, i < n ⊢ f(i) ≤ g(i)  gives  Γ ⊢ Σf ≤ Σg."""
    low, high = (summation.sum_integrable(count, lam(i, side)) for side in theorem.conclusion.args)
    return integrals.integral_order(summation.sum_almost(i, count, theorem), low, high)


def constant(count: Term, value: Term) -> Theorem:
    """⊢ Σ_{i<n} c = n·c."""
    i = fresh("i", NAT, count, value)
    one, unit = ones(count), make("entry", ones(count), i)
    inner = vectors.inner_sum(one, one)
    square = logic.assume(i < count)
    each = logic.cut(square, vectors.entry_of(Eq(unit, ONE)))
    twice = algebra.combination(Eq(value, value * (unit * unit)), ((-value * (unit + 1), each, ONE),), ())
    total = expanded(i, count, twice, [(value, unit * unit)])
    goal = Eq(Sum(value, i, count), count * value)
    return algebra.combination(goal, ((ONE, total, ONE), (-value, inner, ONE)), ())


def inner(u: Term, v: Term, i: Term) -> Theorem:
    """⊢ uᵀv = Σ_{i<n} uᵢ·vᵢ, the index by this name."""
    found = vectors.inner_sum(u, v)
    goal = Eq(u.T * v, Sum(entry(u, i) * entry(v, i), i, u.shape[0]))
    return logic.modus_ponens(logic.discharge(goal, logic.assume(goal)), found)


def total(v: Term, i: Term) -> Theorem:
    """⊢ 1ᵀv = Σ_{i<n} vᵢ."""
    count = v.shape[0]
    unit = vectors.entry_of(Eq(entry(ones(count), i), ONE))
    goal = Eq(entry(ones(count), i) * entry(v, i), entry(v, i))
    same = equal(i, count, algebra.combination(goal, ((entry(v, i), unit, ONE),), ()))
    return logic.transitivity(inner(ones(count), v, i), same)
