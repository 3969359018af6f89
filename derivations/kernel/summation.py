"""Finite sums and products: sums are integrals over the counting measure of the natural numbers below a count."""

from __future__ import annotations

from collections.abc import Callable

from derivations.kernel.formulas import Eq
from derivations.kernel.integrals import FRESH
from derivations.kernel.terms import NAT, ONE, ZERO, Term, apply, check_sort, lam, make, num
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule


@rule({**FORM, **FRESH})
def sum_almost(side: Side, i: Term, count: Term, theorem: Theorem) -> Sequent:
    """Γ, i < n ⊢ φ(i)  /  Γ ⊢ φ almost everywhere for the counting measure of the numbers below n."""
    check_sort(count, NAT, "the number of points")
    fits = i.op == "var" and i.sort is NAT
    side.require("form", fits, lambda: f"{i} is not a natural variable")
    near_by = (i < count).alpha
    kept = tuple(h for h in theorem.hypotheses if h.alpha is not near_by)
    held = [t for t in (*kept, count) if i in t.free]
    side.require("fresh", not held, lambda: f"{i} occurs in {held[0]}")
    return Sequent(kept, make("almost", make("counting", count), lam(i, theorem.conclusion)))


@rule(FORM)
def sum_everywhere(side: Side, theorem: Theorem, index: Theorem) -> Sequent:
    """Γ ⊢ φ almost everywhere for the counting measure of the numbers below n,  Δ ⊢ i < n  /  Γ, Δ ⊢ φ(i)."""
    claim, bound = theorem.conclusion, index.conclusion
    fits = claim.op == "almost" and claim.args[0].op == "counting" and bound.op == "lt" and bound.args[0].sort is NAT
    fits = fits and bound.args[1].alpha is claim.args[0].args[0].alpha
    side.require("form", fits, lambda: f"{claim} and {bound} do not say that the formula holds at an index")
    return Sequent(merge(theorem.hypotheses, index.hypotheses), apply(claim.args[1], bound.args[0]))


@rule()
def sum_integrable(side: Side, count: Term, function: Term) -> Sequent:
    """⊢ f integrable for the counting measure of the numbers below n."""
    return Sequent((), make("integrable", make("counting", count), function))


@rule(FORM)
def sum_of(side: Side, total: Term) -> Sequent:
    """⊢ Σ_{i<n} f(i) = f(0) + … + f(n − 1) for a numeral n ≤ 200;  ⊢ Σ_{i<n+1} f(i) = Σ_{i<n} f(i) + f(n)."""
    fits = total.op == "integral" and total.args[0].op == "counting"
    side.require("form", fits, lambda: f"{total} is not a finite sum")
    count, f = total.args[0].args[0], total.args[1]
    return Sequent((), Eq(total, _repeated("add", side, count, f, lambda n: make("integral", make("counting", n), f))))


@rule(FORM)
def product_of(side: Side, total: Term) -> Sequent:
    """⊢ Π_{i<n} f(i) = f(0)·…·f(n − 1) for a numeral n ≤ 200;  ⊢ Π_{i<n+1} f(i) = (Π_{i<n} f(i))·f(n)."""
    side.require("form", total.op == "product", lambda: f"{total} is not a finite product")
    count, f = total.args
    return Sequent((), Eq(total, _repeated("mul", side, count, f, lambda n: make("product", n, f))))


def _repeated(op: str, side: Side, count: Term, f: Term, shorter: Callable[[Term], Term]) -> Term:
    """f(0) ∘ … ∘ f(n − 1), or the shorter one ∘ f(n)."""
    if count.op == "add" and count.args[1] is ONE:
        return make(op, shorter(count.args[0]), apply(f, count.args[0]))
    side.require("form", count.op == "num" and count.data <= 200, lambda: f"{count} is neither a numeral nor n + 1")
    total = ZERO if op == "add" else ONE
    for i in range(int(count.data)):
        total = make(op, total, apply(f, num(i))) if i else apply(f, num(i))
    return total
