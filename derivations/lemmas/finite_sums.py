"""Finite sums and products: case by case, and by induction on the number of terms.

A sum over i < n is an integral over the counting measure; the kernel knows that it is empty for n = 0 and gains the
term f(n) from n to n + 1. Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order, powers, summation
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    Product,
    Sum,
    function,
    log,
    natural,
    piecewise,
    real,
)
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
    products = [summation.product_of(c.args[1]) for c in claims[:2]]
    found = [
        algebra.nonneg(claim, ((1, sign, ()),), ((ONE, value, ONE),), ())
        for claim, sign, value in zip(claims, signs, products, strict=False)
    ]
    one, two = products
    first = logic.congruence(lam(t, log(t / two.conclusion.args[0])), one)
    second = logic.congruence(lam(t, log(one.conclusion.args[1] / t)), two)
    equations = [(ONE, e, ONE) for e in (first, second, law, *known)]
    total = summation.sum_of(claims[2].args[1])
    equation = algebra.combination(claims[2], (*equations, (-ONE, total, ONE)), ())
    facts = Facts([*found, *(theorem for sign in signs for theorem in sign)])
    return lemmas.join(*found, facts.settled(equation))


def later(index: Term, count: Term) -> Theorem:
    """I < n ⊢ i < n + 1."""
    return algebra.nonneg(index < count + ONE, ((1, (logic.assume(index < count),), ()), (1, (), ())), (), ())


def last_index(count: Term) -> Theorem:
    """⊢ n < n + 1."""
    return algebra.nonneg(count < count + ONE, ((1, (), ()),), (), ())


# Sums over the values of a map
c, k, m, j = real("c"), natural("k"), natural("m"), natural("j")
f, p, G = function("f", NAT), function("p", NAT), function("G", NAT, NAT)


def law(weight: Term, image: Term, count: Term) -> Term:
    """j ↦ Σ_{i<n} p(i) over the i with G(i) = j: the distribution of G(i) when i has the distribution p."""
    return lam(j, Sum(piecewise(Eq(apply(image, i), j), apply(weight, i)), i, count))


@cache
def single_term() -> Theorem:
    """⊢ ∀k. (m < k ⇒ Σ_{j<k} [m = j]·c·f(j) = c·f(m)) ∧ (k ≤ m ⇒ the sum is 0)."""
    one = piecewise(Eq(m, j), c) * f(j)
    value = c * f(m)

    def claims(count: Term) -> tuple[Term, Term]:
        total = Sum(one, j, count)
        return Implies(m < count, Eq(total, value)), Implies(count <= m, Eq(total, ZERO))

    none = summation.sum_of(Sum(one, j, ZERO))
    ends = (logic.assume(m < ZERO), order.natural_nonneg(m))
    absurd = algebra.nonneg(FALSE, tuple((1, (end,), ()) for end in ends), (), ())
    base = lemmas.join(
        logic.discharge(m < ZERO, logic.by_contradiction(Eq(none.conclusion.args[0], value), absurd)),
        logic.discharge(ZERO <= m, none),
    )
    inside, outside = lemmas.split(logic.assume(And(*claims(k))))
    more, last = summation.sum_of(Sum(one, j, k + ONE)), piecewise(Eq(m, k), c)
    reached, beyond = claims(k + ONE)
    here, elsewhere = logic.assume(Eq(m, k)), logic.assume(Ne(m, k))
    none_before = logic.modus_ponens(outside, algebra.nonneg(k <= m, (), ((ONE, here, ONE),), ()))
    same = logic.congruence(lam(j, f(j)), here)
    parts = (more, none_before), ((f(k), integrals.branch(last, here)), (-c, same))
    now = _combined(reached.args[1], *parts)
    vanishes = (f(k), integrals.branch(last, elsewhere))
    step = order.natural_step(logic.assume(m < k + ONE))
    before = order.strengthen(algebra.nonneg(m <= k, ((1, (step,), ()),), (), ()), elsewhere)
    earlier = _combined(reached.args[1], (more, logic.modus_ponens(inside, before)), (vanishes,))
    first = logic.discharge(m < k + ONE, logic.cases(logic.excluded_middle(Eq(m, k)), now, earlier))
    late = ((1, (logic.assume(k + ONE <= m),), ()), (1, (), ()))
    later_on = _combined(
        beyond.args[1], (more, logic.modus_ponens(outside, algebra.nonneg(k <= m, late, (), ()))), (vanishes,)
    )
    second = logic.discharge(k + ONE <= m, logic.cut(algebra.nonneg(Ne(m, k), late, (), ()), later_on))
    return logic.induction(lam(k, And(*claims(k))), k, base, logic.both(first, second))


def _combined(goal: Term, plain: Sequence[Theorem], weighted: Sequence[tuple[Term, Theorem]]) -> Theorem:
    """An equation from others, each used once or a number of times."""
    parts = (*((ONE, t, ONE) for t in plain), *((w, t, ONE) for w, t in weighted))
    return algebra.combination(goal, parts, ())


@cache
def pushed_forward() -> Theorem:
    """⊢ ∀n. (∀i. i < n ⇒ G(i) < k) ⇒ Σ_{i<n} p(i)·f(G(i)) = Σ_{j<k} p_G(j)·f(j), p_G the law of G(i)."""

    def sides(count: Term) -> tuple[Term, Term]:
        return Sum(p(i) * f(G(i)), i, count), Sum(apply(law(p, G, count), j) * f(j), j, k)

    def premise(count: Term) -> Term:
        return ForAll(i, Implies(i < count, G(i) < k))

    statement = lam(n, Implies(premise(n), Eq(*sides(n))))
    base = logic.discharge(premise(ZERO), _no_points(*sides(ZERO)))
    assumed = logic.assume(premise(n + ONE))
    fewer = logic.generalise(i, logic.discharge(i < n, logic.modus_ponens(logic.specialise(assumed, i), later(i, n))))
    known = logic.modus_ponens(logic.assume(apply(statement, n)), fewer)
    single = logic.instantiate(logic.left(logic.specialise(single_term(), k)), ((m, G(n)), (c, p(n))))
    last = logic.modus_ponens(single, logic.modus_ponens(logic.specialise(assumed, n), last_index(n)))
    left, right = sides(n + ONE)
    grown = _in_two(right, sides(n)[1], last.conclusion.args[0])
    goal = _combined(Eq(left, right), (summation.sum_of(left), known), ((-ONE, grown), (-ONE, last)))
    return logic.induction(statement, n, base, logic.discharge(premise(n + ONE), goal))


def _no_points(left: Term, right: Term) -> Theorem:
    """⊢ Σ_{i<0} p(i)·f(G(i)) = Σ_{j<k} 0·f(j)."""
    over, function = right.args
    weight = summation.sum_of(apply(function, j).args[0])
    zero = algebra.combination(Eq(apply(function, j), ZERO), ((f(j), weight, ONE),), ())
    total = logic.right(integrals.linear(over, function, (), integrals.almost_everywhere(over, j, (), zero)))
    return _combined(Eq(left, right), (summation.sum_of(left),), ((-ONE, total),))


def _in_two(whole: Term, first: Term, second: Term) -> Theorem:
    """⊢ Σ_{j<k} p_G(j)·f(j) for n + 1 points is the sum for n points and the sum for the last one."""
    over, function = whole.args
    weight = summation.sum_of(apply(function, j).args[0])
    parts = [(ONE, summation.sum_integrable(k, total.args[1])) for total in (first, second)]
    total = integrals.combined([ONE, ONE], [apply(t.args[1], j) for t in (first, second)])
    same = algebra.combination(Eq(apply(function, j), total), ((f(j), weight, ONE),), ())
    everywhere = integrals.almost_everywhere(over, j, (), same)
    return logic.right(integrals.linear(over, function, tuple(parts), everywhere))
