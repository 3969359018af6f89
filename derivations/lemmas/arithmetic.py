"""Facts about numbers that hold whatever the numbers are: identities, signs of products, absolute values.

What stands in a formula about densities (a test function, a case distinction, a derivative) should stay as it is
written. So each fact is proved for variables, and then for the terms in their place. Everything here only asks the
kernel.
"""

from __future__ import annotations

from collections.abc import Callable

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order
from derivations.kernel.formulas import Eq, fresh, real, sqnorm
from derivations.kernel.terms import ONE, ZERO, lam
from derivations.tactics import Facts

_r, _s, _t = real("r"), real("s"), real("t")


# Identities
def identity_of(equation: Callable[..., Term], *values: Term) -> Theorem:
    """⊢ an identity of numbers, whatever stands for them; denominators among them remain as hypotheses."""
    names = (_r, _s, _t)[: len(values)]
    return logic.instantiate(algebra.field(equation(*names)), tuple(zip(names, values, strict=True)))


def in_context(equation: Theorem, context: Callable[[Term], Term]) -> Theorem:
    """Γ ⊢ s = t  gives  Γ ⊢ C[s] = C[t]."""
    left = equation.conclusion.args[0]
    hole = fresh("t", left.sort, equation.conclusion, context(left))
    return logic.congruence(lam(hole, context(hole)), equation)


def annihilated(factor: Term, zero: Theorem) -> Theorem:
    """Γ ⊢ a = 0  gives  Γ ⊢ c·a = 0."""
    nothing = identity_of(lambda r: Eq(r * ZERO, ZERO), factor)
    return logic.transitivity(in_context(zero, lambda t: factor * t), nothing)


# Case distinctions
def outside(value: Term, no: Theorem) -> Theorem:
    """Γ ⊢ ¬φ  gives  Γ ⊢ (t where φ, else 0) = 0, and likewise where φ ∧ ψ."""
    condition = value.args[0]
    if condition.alpha is not no.conclusion.args[0].alpha:
        first = logic.left(logic.assume(condition))
        no = logic.negate(condition, logic.contradiction(first, no))
    return integrals.branch(value, no)


# Signs of products
def product_sign(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ 0 ≤ a,  Δ ⊢ 0 ≤ b  give  Γ, Δ ⊢ 0 ≤ a·b."""
    known = logic.assume(ZERO <= _r), logic.assume(ZERO <= _s)
    general = algebra.nonneg(ZERO <= _r * _s, ((1, known, ()),), (), ())
    return _at(general, first, second, first.conclusion.args[1], second.conclusion.args[1])


def product_bound(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ a ≤ 1,  Δ ⊢ 0 ≤ b  give  Γ, Δ ⊢ a·b ≤ b."""
    known = logic.assume(_r <= ONE), logic.assume(ZERO <= _s)
    general = algebra.nonneg(_r * _s <= _s, ((1, known, ()),), (), ())
    return _at(general, first, second, first.conclusion.args[0], second.conclusion.args[1])


def _at(general: Theorem, first: Theorem, second: Theorem, a: Term, b: Term) -> Theorem:
    return logic.cut(first, logic.cut(second, logic.instantiate(general, ((_r, a), (_s, b)))))


# Absolute values
def abs_positive(distinct: Theorem) -> Theorem:
    """Γ ⊢ t ≠ 0  gives  Γ ⊢ 0 < |t|."""
    t = distinct.conclusion.args[0].args[0]
    zero = logic.assume(Eq(abs(t), ZERO))
    square = algebra.combination(Eq(sqnorm(t), ZERO), ((abs(t), zero, ONE),), ())
    absurd = logic.contradiction(lemmas.vanishes(square), distinct)
    return order.strengthen(order.range_of(abs(t)), logic.negate(zero.conclusion, absurd))


def abs_reciprocal(distinct: Theorem) -> Theorem:
    """Γ ⊢ t ≠ 0  gives  Γ ⊢ |1/t| = 1/|t|: the product of both absolute values is at least 0, and its square is 1."""
    t = distinct.conclusion.args[0].args[0]
    product = abs(ONE / t) * abs(t)
    facts = Facts([distinct, abs_positive(distinct)])
    square = facts.settled(algebra.field(Eq(product**2, ONE)))
    above = facts.prove(ZERO < product + 1)
    one = algebra.combination(Eq(product, ONE), ((ONE / (product + 1), square, ONE),), ())
    one = logic.cut(lemmas.nonzero_of_positive(above), one)
    return facts.settled(algebra.combination(Eq(abs(ONE / t), ONE / abs(t)), ((ONE / abs(t), one, ONE),), ()))
