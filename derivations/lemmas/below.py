"""Statements about all natural numbers below a bound: for every i < n. Everything here only asks the kernel."""

from __future__ import annotations

from functools import cache

from derivations.kernel import Term, Theorem, algebra, logic, order, summation
from derivations.kernel.formulas import FALSE, Eq, ForAll, Implies, Or, Product, function, natural
from derivations.kernel.terms import NAT, ONE, ZERO, lam

k, i, n, a = natural("k"), natural("i"), natural("n"), function("a", NAT)


def below(variable: Term, bound: Term, body: Term) -> Term:
    """∀v. v < n ⇒ φ(v)."""
    return ForAll(variable, Implies(variable < bound, body))


def every(variable: Term, bound: Term, theorem: Theorem) -> Theorem:
    """Γ, v < n ⊢ φ(v)  gives  Γ ⊢ ∀v. v < n ⇒ φ(v)."""
    return logic.generalise(variable, logic.discharge(variable < bound, theorem))


def at(theorem: Theorem, value: Term, bound: Theorem | None = None) -> Theorem:
    """Γ ⊢ ∀v. ψ(v) ⇒ φ(v)  gives  Γ ⊢ φ(t), where ψ(t), such as t < n, is shown or assumed."""
    here = logic.specialise(theorem, value)
    return logic.modus_ponens(here, bound or logic.assume(here.conclusion.args[0]))


def nothing_below(index: Term) -> Theorem:
    """No number is below 0: i < 0 ⊢ false."""
    ends = (logic.assume(index < ZERO), order.natural_nonneg(index))
    return algebra.nonneg(FALSE, tuple((1, (end,), ()) for end in ends), (), ())


def earlier_or_last(index: Term, count: Term) -> Theorem:
    """Of i < n + 1 there are two cases: ⊢ i < n ∨ i = n."""
    either = Or(index < count, Eq(index, count))
    step = order.natural_step(logic.assume(index < count + ONE))
    weak = algebra.nonneg(index <= count, ((1, (step,), ()),), (), ())
    same = logic.excluded_middle(Eq(index, count))
    less = order.strengthen(weak, logic.assume(same.conclusion.args[1]))
    return logic.cases(same, logic.either(logic.assume(Eq(index, count)), either), logic.either(less, either))


@cache
def zero_factor() -> Theorem:
    """⊢ ∀n. ∀i. i < n ⇒ a(i) = 0 ⇒ Π_{i<n} a(i) = 0."""

    def claim(count: Term) -> Term:
        return below(k, count, Implies(Eq(a(k), ZERO), Eq(Product(a(i), i, count), ZERO)))

    more = summation.product_of(Product(a(i), i, n + ONE))
    known, zero = logic.assume(claim(n)), logic.assume(Eq(a(k), ZERO))
    goal = Eq(Product(a(i), i, n + ONE), ZERO)
    known = logic.modus_ponens(at(known, k), zero)
    early = algebra.combination(goal, ((ONE, more, ONE), (a(n), known, ONE)), ())
    last = logic.congruence(a, logic.assume(Eq(k, n)))
    shorter = Product(a(i), i, n)
    late = algebra.combination(goal, ((ONE, more, ONE), (shorter, zero, ONE), (-shorter, last, ONE)), ())
    step = every(k, n + ONE, logic.discharge(zero.conclusion, logic.cases(earlier_or_last(k, n), early, late)))
    none = logic.by_contradiction(Implies(Eq(a(k), ZERO), Eq(Product(a(i), i, ZERO), ZERO)), nothing_below(k))
    return logic.induction(lam(n, claim(n)), n, every(k, ZERO, none), step)
