"""One of two random numbers: when their joint density is a product n(w₀)·n(w₁), each of them has density n (Fubini)."""

from __future__ import annotations

from dataclasses import dataclass

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, pushes_forward
from derivations.kernel.formulas import Eq, lebesgue, measurable, real, vector
from derivations.kernel.terms import ONE, apply, lam, make
from derivations.lemmas.arithmetic import identity_of, in_context
from derivations.lemmas.named_densities import Density
from derivations.lemmas.transport import at_test, push_forward, tested_integrable
from derivations.proof import Proof

_t, _w, _point = real("u"), vector("w", 2), vector("u", 2)


@dataclass(frozen=True)
class Margin:
    """The coordinate g(w)ᵢ, when g carries a density of the plane to n(w₀)·n(w₁).

    `law` says what g carries to what, `factors` that the new density at w is n(w₀)·n(w₁), and the facts of the proof
    know that the old one and n are densities.
    """

    proof: Proof
    law: Theorem
    factors: Theorem
    i: int
    image: Term  # w ↦ g(w)ᵢ, as it is to be stated
    n: Term

    @property
    def goal(self) -> Term:
        """That g(w)ᵢ has density n."""
        return pushes_forward(lebesgue(2), self.law.conclusion.args[1], self.image, lebesgue(), self.n)

    def show(self) -> Theorem:
        """The goal as a line."""
        return push_forward(self.proof, self.goal, self._transport)[0]

    def _transport(self, h: Term, measured: Theorem, bounds: Theorem) -> Theorem:
        """∫h(g(w)ᵢ)·f(w) dw = ∫h(wᵢ)·n(w₀)·n(w₁) dw = ∫h·n."""
        alone, joint = self._integrable(h, bounds)
        law = self._in_factors(h, self._at_coordinate(h, bounds))
        total = Density.of(self.proof.known(density(lebesgue(), self.n)))
        pair = (alone, total.integrable) if self.i == 0 else (total.integrable, alone)
        _, value = lemmas.split(measures.fubini(*pair))
        left, right = law.conclusion.args
        line = self.proof.calculate(left).equals(right, by=law, because="as a function of u and v")
        renamed = logic.transitivity(logic.reflexivity(right), value)
        line.equals(value.conclusion.args[1], by=renamed, because="Fubini")
        rest = make("integral", *alone.conclusion.args)
        line.equals(rest, by=self._without_one(rest, total.total), because="the other factor has integral 1")
        return lemmas.join(joint, alone, line.theorem)

    def _integrable(self, h: Term, bounds: Theorem) -> tuple[Theorem, Theorem]:
        """h·n and h(g(w)ᵢ)·f(w) are integrable."""
        proof, f = self.proof, self.law.conclusion.args[1]
        product = measurable(apply(h, _t) * apply(self.n, _t), _t)
        alone = tested_integrable(proof, self.n, lam(_t, _t), integrals.composed(product), bounds)
        product = measurable(apply(h, apply(self.image, _w)) * apply(f, _w), _w)
        return alone, tested_integrable(proof, f, self.image, integrals.composed(product), bounds)

    def _at_coordinate(self, h: Term, bounds: Theorem) -> Theorem:
        """∫h(g(w)ᵢ)·f(w) dw = ∫h(wᵢ)·q(w) dw: h of one coordinate is a test function on the plane."""
        _, f, g, *_ = self.law.conclusion.args
        every = logic.generalise(_point, logic.specialise(bounds, _point[self.i]))
        law = at_test(self.law, lam(_point, apply(h, _point[self.i])), every)
        law = self.proof.have(law.conclusion, by=law, because="h of one coordinate is a test function on ℝ²")
        same = algebra.field(Eq(apply(g, _w)[self.i], apply(self.image, _w)))
        shown = in_context(same, lambda t: apply(h, t) * apply(f, _w))
        return logic.rewrite(law, logic.abstraction(_w, shown))

    def _in_factors(self, h: Term, law: Theorem) -> Theorem:
        """… = ∫(h·n)(w₀)·n(w₁) dw, or ∫n(w₀)·(h·n)(w₁) dw."""
        test, densities = apply(h, _w[self.i]), self.factors.conclusion.args[1].args
        orders = (lambda r, a, b: Eq(r * (a * b), r * a * b), lambda r, a, b: Eq(r * (a * b), a * (r * b)))
        grouped = identity_of(orders[self.i], test, *densities)
        same = logic.transitivity(in_context(self.factors, lambda t: test * t), grouped)
        same = self.proof.have(same.conclusion, by=same, because="the joint density is a product")
        return logic.rewrite(law, logic.abstraction(_w, same))

    def _without_one(self, rest: Term, total: Theorem) -> Theorem:
        """∫h·n·∫n = ∫h·n."""
        one = (lambda r: Eq(r * ONE, r), lambda r: Eq(ONE * r, r))[self.i]
        whole = in_context(total, lambda t: (rest * t, t * rest)[self.i])
        return logic.transitivity(whole, identity_of(one, rest))
