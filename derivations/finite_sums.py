"""Finite sums and products: case by case, and by induction on the number of terms.

A sum over i < n is an integral over the counting measure; the kernel knows that it is empty for n = 0 and gains the
term f(n) from n to n + 1. Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, powers
from derivations.kernel.formulas import And, Eq, ForAll, Implies, Product, Sum, function, log, natural, real
from derivations.kernel.terms import NAT, ONE, ZERO, apply, lam
from derivations.tactics import Facts

i, n, t = natural("i"), natural("n"), real("t")
a, b = function("a", NAT), function("b", NAT)


@cache
def quotient_of_products() -> Theorem:
    """⊢ ∀n. (∀i. i < n ⇒ a(i), b(i) > 0) ⇒ Πa > 0 ∧ Πb > 0 ∧ log(Πa/Πb) = Σ log(a(i)/b(i))."""

    def claims(count: Term) -> tuple[Term, Term, Term]:
        top, bottom = (Product(f(i), i, count) for f in (a, b))
        return ZERO < top, ZERO < bottom, Eq(log(top / bottom), Sum(log(a(i) / b(i)), i, count))

    def positive(count: Term) -> Term:
        return ForAll(i, Implies(i < count, And(ZERO < a(i), ZERO < b(i))))

    statement = lam(n, Implies(positive(n), And(*claims(n))))
    no_factor = powers.powers(Eq(log(ONE / ONE), ZERO))
    none = logic.discharge(positive(ZERO), _multiplied(claims(ZERO), [(), ()], no_factor, []))
    assumed = logic.assume(positive(n + ONE))
    fewer = logic.generalise(i, logic.discharge(i < n, logic.modus_ponens(logic.specialise(assumed, i), later(i, n))))
    last = lemmas.split(logic.modus_ponens(logic.specialise(assumed, n), last_index(n)))
    *known, logarithm = lemmas.split(logic.modus_ponens(logic.assume(apply(statement, n)), fewer))
    (top, bottom), ratio = (c.conclusion.args[1] for c in known), log(a(n) / b(n))
    law = powers.powers(Eq(log(top * a(n) / (bottom * b(n))), log(top / bottom) + ratio))
    law = Facts([*known, *last]).settled(law)
    more = _multiplied(claims(n + ONE), [*zip(known, last, strict=True)], law, [logarithm])
    return logic.induction(statement, n, none, logic.discharge(positive(n + ONE), more))


def _multiplied(
    claims: tuple[Term, Term, Term], signs: Sequence[tuple[Theorem, ...]], law: Theorem, known: Sequence[Theorem]
) -> Theorem:
    """The claims, from the signs of the factors and the law of their logarithm."""
    products = [integrals.product_of(c.args[1]) for c in claims[:2]]
    found = [
        algebra.nonneg(claim, ((1, sign, ()),), ((ONE, value, ONE),), ())
        for claim, sign, value in zip(claims, signs, products, strict=False)
    ]
    one, two = products
    first = logic.congruence(lam(t, log(t / two.conclusion.args[0])), one)
    second = logic.congruence(lam(t, log(one.conclusion.args[1] / t)), two)
    equations = [(ONE, e, ONE) for e in (first, second, law, *known)]
    total = integrals.sum_of(claims[2].args[1])
    equation = algebra.combination(claims[2], (*equations, (-ONE, total, ONE)), ())
    facts = Facts([*found, *(theorem for sign in signs for theorem in sign)])
    return lemmas.join(*found, facts.settled(equation))


def later(index: Term, count: Term) -> Theorem:
    """I < n ⊢ i < n + 1."""
    return algebra.nonneg(index < count + ONE, ((1, (logic.assume(index < count),), ()), (1, (), ())), (), ())


def last_index(count: Term) -> Theorem:
    """⊢ n < n + 1."""
    return algebra.nonneg(count < count + ONE, ((1, (), ()),), (), ())
