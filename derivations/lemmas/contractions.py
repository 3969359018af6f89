"""Contractions of a metric space: their iterates, the geometric bound, and what a limit of them is.

Everything here only asks the kernel. Below xₖ is fᵏ(x₀), the k-th iterate, and c = d(x₀, f(x₀)).
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, iterations, logic, order
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import Eq, ForAll, Ne, fresh, function, infinity, iterate, natural, tends
from derivations.kernel.metric import between, cauchy
from derivations.kernel.terms import NAT, ONE, ZERO, apply, lam

k, n, b = natural("k"), natural("n"), function("b", NAT)


@dataclass(frozen=True)
class Metric:
    """A distance d, and the theorem that it is a metric."""

    d: Term
    known: Theorem

    def at(self, u: Term, v: Term) -> list[Theorem]:
        """0 ≤ d(u, v);  d(u, v) = 0 ⇔ u = v;  d(u, v) = d(v, u);  ∀w. d(u, w) ≤ d(u, v) + d(v, w)."""
        return lemmas.split(logic.specialise(logic.specialise(lemmas.unfolded(self.known), u), v))

    def nonneg(self, u: Term, v: Term) -> Theorem:
        """0 ≤ d(u, v)."""
        return self.at(u, v)[0]

    def itself(self, u: Term) -> Theorem:
        """d(u, u) = 0."""
        return logic.modus_ponens(logic.converse(self.at(u, u)[1]), logic.reflexivity(u))

    def turned(self, u: Term, v: Term) -> Theorem:
        """d(u, v) = d(v, u)."""
        return self.at(u, v)[2]

    def triangle(self, u: Term, v: Term, w: Term) -> Theorem:
        """d(u, w) ≤ d(u, v) + d(v, w)."""
        return logic.specialise(self.at(u, v)[3], w)

    def same(self, bound: Theorem) -> Theorem:
        """Γ ⊢ d(u, v) ≤ 0  gives  Γ ⊢ u = v."""
        first, v = bound.conclusion.args[0].args
        positive, zero, *_ = self.at(first.args[1], v)
        return logic.modus_ponens(zero, order.antisymmetry(bound, positive))


@dataclass(frozen=True)
class Contraction(Metric):
    """A map f with d(f(u), f(v)) ≤ β·d(u, v), and the theorems 0 ≤ β and β < 1."""

    f: Term
    low: Theorem
    high: Theorem
    shrinks: Theorem

    @property
    def beta(self) -> Term:
        """The Lipschitz constant β."""
        return self.high.conclusion.args[0]

    def first(self, start: Term) -> Term:
        """d(x₀, f(x₀))."""
        return between(self.d, start, apply(self.f, start))

    def bound(self, start: Term, index: Term) -> Term:
        """βᵏ/(1 − β)·d(x₀, f(x₀))."""
        return self.beta**index / (1 - self.beta) * self.first(start)

    def closer(self, u: Term, v: Term) -> Theorem:
        """d(f(u), f(v)) ≤ β·d(u, v)."""
        return logic.specialise(logic.specialise(self.shrinks, u), v)

    def power(self, index: Term) -> Theorem:
        """0 ≤ βᵏ."""
        return order.power_sign(self.low, index)

    def settled(self, theorem: Theorem) -> Theorem:
        """Γ, 1 − β ≠ 0 ⊢ φ  gives  Γ ⊢ φ."""
        gap = algebra.nonneg(Ne(1 - self.beta, ZERO), ((1, (self.high,), ()),), (), ())
        return logic.cut(gap, theorem)

    # The iterates
    def steps(self, start: Term) -> Theorem:
        """∀k. d(xₖ, f(xₖ)) ≤ βᵏ·c, by induction."""
        x, c = iterate(self.f, start, k), self.first(start)
        statement = lam(k, between(self.d, x, apply(self.f, x)) <= self.beta**k * c)
        p = fresh("p", start.sort, start)
        ahead = lam(p, between(self.d, p, apply(self.f, p)))
        here = logic.congruence(ahead, iterations.iterate_start(self.f, start))
        base = algebra.nonneg(apply(statement, ZERO), (), ((-ONE, here, ONE),), ())
        known = logic.assume(apply(statement, k))
        moved = logic.congruence(ahead, iterations.iterate_step(self.f, start, k))
        terms = ((1, (self.closer(x, apply(self.f, x)),), ()), (1, (self.low, known), ()))
        step = algebra.nonneg(apply(statement, k + ONE), terms, ((-ONE, moved, ONE),), ())
        return logic.induction(statement, k, base, step)

    def path(self, start: Term, steps: Theorem) -> Theorem:
        """∀n. (1 − β)·d(xₖ, xₖ₊ₙ) ≤ βᵏ·(1 − βⁿ)·c, by the triangle inequality and induction on n."""
        c, gap = self.first(start), 1 - self.beta
        x, y = iterate(self.f, start, k), iterate(self.f, start, k + n)
        statement = lam(n, gap * between(self.d, x, y) <= self.beta**k * (1 - self.beta**n) * c)
        here = self._from(start, x, algebra.field(Eq(k + ZERO, k)))
        base = algebra.nonneg(apply(statement, ZERO), (), ((-gap, here, ONE), (-gap, self.itself(x), ONE)), ())
        moved = self._from(start, x, algebra.field(Eq(k + (n + ONE), (k + n) + ONE)))
        p = fresh("p", start.sort, start)
        unrolled = logic.congruence(lam(p, between(self.d, x, p)), iterations.iterate_step(self.f, start, k + n))
        moved = logic.transitivity(moved, unrolled)
        known, last = logic.assume(apply(statement, n)), logic.specialise(steps, k + n)
        corner = self.triangle(x, y, apply(self.f, y))
        terms = ((1, (known,), ()), (1, (self.high, corner), ()), (1, (self.high, last), ()))
        step = algebra.nonneg(apply(statement, n + ONE), terms, ((-gap, moved, ONE),), ())
        return logic.induction(statement, n, base, step)

    def _from(self, start: Term, x: Term, same: Theorem) -> Theorem:
        """Γ ⊢ i = j  gives  Γ ⊢ d(x, xᵢ) = d(x, xⱼ)."""
        i = fresh("i", NAT, start, x)
        return logic.congruence(lam(i, between(self.d, x, iterate(self.f, start, i))), same)

    def ahead(self, start: Term, path: Theorem) -> Theorem:
        """d(xₖ, xₖ₊ₙ) ≤ βᵏ/(1 − β)·c: what is left out of the geometric series is at least 0."""
        x, y = iterate(self.f, start, k), iterate(self.f, start, k + n)
        here, share = logic.specialise(path, n), self.share()
        rest = (share, self.power(k), self.power(n), self.nonneg(start, apply(self.f, start)))
        goal = between(self.d, x, y) <= self.bound(start, k)
        return self.settled(algebra.nonneg(goal, ((1, (share, here), ()), (1, rest, ())), (), ()))

    def share(self) -> Theorem:
        """0 < 1/(1 − β)."""
        return lemmas.reciprocal_positive(algebra.nonneg(ZERO < 1 - self.beta, ((1, (self.high,), ()),), (), ()))

    def vanishing(self, start: Term) -> Theorem:
        """βᵏ/(1 − β)·c → 0 as k → ∞."""
        goal = tends(self.bound(start, k), k, infinity(), ZERO)
        return self.settled(limit_rules.continuity(goal, (self.decay(),)))

    def decay(self) -> Theorem:
        """βᵏ → 0 as k → ∞, since β² < 1."""
        terms = ((1, (self.high,), ()), (1, (self.low, self.high), ()))
        return limit_rules.geometric_decay(k, algebra.nonneg(self.beta**2 < ONE, terms, (), ()))

    def is_cauchy(self, start: Term, ahead: Theorem) -> Theorem:
        """The iterates are a Cauchy sequence, within βᵏ/(1 − β)·c of each other from the k-th on."""
        orbit, bound = lam(k, iterate(self.f, start, k)), self.bound(start, k)
        named = logic.assume(ForAll(k, Eq(bound, b(k))))
        here = logic.specialise(named, k)
        limit = limit_rules.limit_congruence(k, here, self.vanishing(start))
        near = logic.generalise(k, logic.generalise(n, logic.transitivity(ahead, here)))
        claim = cauchy(self.d, orbit)
        exists = logic.unfold(claim).conclusion.args[1]
        found = lemmas.folded(claim, logic.exhibit(exists, b, logic.both(limit, near)))
        chosen = logic.instantiate(found, ((b, lam(k, bound)),))
        return logic.cut(logic.generalise(k, logic.reflexivity(bound)), chosen)

    # Their limit
    def stays(self, start: Term, limit: Theorem, steps: Theorem) -> Theorem:
        """Γ ⊢ d(xₖ, x) → 0  gives  Γ ⊢ f(x) = x: d(x, f(x)) ≤ (1 + β)·d(xₖ, x) + βᵏ·c → 0."""
        x = apply(limit.conclusion.args[0], k).args[1]
        y, fx = iterate(self.f, start, k), apply(self.f, x)
        fy, c = apply(self.f, y), self.first(start)
        corners = self.triangle(x, y, fx), self.triangle(y, fy, fx)
        facts = (*corners, logic.specialise(steps, k), self.closer(y, x))
        near = (1 + self.beta) * between(self.d, y, x) + self.beta**k * c
        claim = between(self.d, x, fx) <= near
        terms = tuple((1, (fact,), ()) for fact in facts)
        bounded = algebra.nonneg(claim, terms, ((ONE, self.turned(y, x), ONE),), ())
        above = limit_rules.continuity(tends(near, k, infinity(), ZERO), (limit, self.decay()))
        constant = limit_rules.continuity(tends(claim.args[0], k, infinity(), claim.args[0]), ())
        return logic.symmetry(self.same(limit_rules.limit_order(k, bounded, constant, above)))

    def only(self, first: Theorem, second: Theorem) -> Theorem:
        """Γ ⊢ f(x) = x,  Δ ⊢ f(y) = y  give  Γ, Δ ⊢ y = x: d(y, x) ≤ β·d(y, x)."""
        x, y = first.conclusion.args[1], second.conclusion.args[1]
        shorter = logic.rewrite(logic.rewrite(self.closer(y, x), second), first)
        size, share = between(self.d, y, x), self.share()
        bound = algebra.nonneg(size <= ZERO, ((1, (share, shorter), ()),), (), ())
        return self.same(self.settled(bound))

    def approach(self, start: Term, fixed: Theorem) -> Theorem:
        """Γ ⊢ f(x) = x  gives  Γ ⊢ ∀k. d(xₖ, x) ≤ βᵏ·d(x₀, x), by induction."""
        x, y = fixed.conclusion.args[1], iterate(self.f, start, k)
        statement = lam(k, between(self.d, y, x) <= self.beta**k * between(self.d, start, x))
        p = fresh("p", start.sort, start, x, *fixed.hypotheses)
        near = lam(p, between(self.d, p, x))
        here = logic.congruence(near, iterations.iterate_start(self.f, start))
        base = algebra.nonneg(apply(statement, ZERO), (), ((-ONE, here, ONE),), ())
        known = logic.assume(apply(statement, k))
        moved = logic.congruence(near, iterations.iterate_step(self.f, start, k))
        shorter = logic.rewrite(self.closer(y, x), fixed)
        terms = ((1, (shorter,), ()), (1, (self.low, known), ()))
        step = algebra.nonneg(apply(statement, k + ONE), terms, ((-ONE, moved, ONE),), ())
        return logic.induction(statement, k, base, step)

    def rate(self, start: Term, fixed: Theorem, approach: Theorem) -> Theorem:
        """Γ ⊢ f(x) = x  gives  Γ ⊢ d(xₖ, x) ≤ βᵏ/(1 − β)·c, since (1 − β)·d(x₀, x) ≤ c."""
        x, y, image = fixed.conclusion.args[1], iterate(self.f, start, k), apply(self.f, start)
        corner, shorter = self.triangle(start, image, x), logic.rewrite(self.closer(start, x), fixed)
        share, power = self.share(), self.power(k)
        terms = ((1, (logic.specialise(approach, k),), ()), (1, (share, power, corner), ()))
        terms = (*terms, (1, (share, power, shorter), ()))
        return self.settled(algebra.nonneg(between(self.d, y, x) <= self.bound(start, k), terms, (), ()))

    def arrives(self, start: Term, fixed: Theorem, rate: Theorem) -> Theorem:
        """Γ ⊢ d(xₖ, x) ≤ βᵏ/(1 − β)·c  gives  Γ ⊢ d(xₖ, x) → 0."""
        below = self.nonneg(iterate(self.f, start, k), fixed.conclusion.args[1])
        nothing = limit_rules.continuity(tends(ZERO, k, infinity(), ZERO), ())
        return limit_rules.sandwich(k, below, rate, nothing, self.vanishing(start))
