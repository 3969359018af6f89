"""What it means to be a density, and the densities that exercises name: normal, uniform, and products of two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, antiderivatives, calculus, integrals, logic
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, normal
from derivations.kernel.formulas import And, Eq, Not, differentiable, lebesgue, piecewise, real, vector
from derivations.kernel.terms import ONE, ZERO, apply, lam, make
from derivations.lemmas.arithmetic import product_sign
from derivations.lemmas.integrands import everywhere, multiple
from derivations.tactics import Facts

_x, _mean, _deviation = real("x"), real("m"), real("s")


@dataclass(frozen=True)
class Density:
    """What `density(μ, p)` says, part by part."""

    measurable: Theorem
    sign: Theorem  # ∀x. 0 ≤ p(x)
    integrable: Theorem
    total: Theorem  # ∫p = 1

    @classmethod
    def of(cls, known: Theorem) -> Density:
        """Take a theorem density(μ, p) apart."""
        return cls(*lemmas.split(lemmas.unfolded(known)))


def folded_density(mu: Term, p: Term, sign: Theorem, size: Theorem, total: Theorem) -> Theorem:
    """Γ ⊢ ∀x. 0 ≤ p(x),  p integrable,  ∫p = 1  give  Γ ⊢ density(μ, p), p made of measurable functions."""
    measured = integrals.composed(make("measurable", p))
    return lemmas.folded(density(mu, p), lemmas.join(measured, sign, size, total))


# Normal
def normal_density(m: Term, scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < s  gives  Γ ⊢ N(·; m, s²) is a density on the line."""
    s = scale.conclusion.args[1]
    return logic.cut(scale, logic.instantiate(_any_normal(), ((_mean, m), (_deviation, s))))


@cache
def _any_normal() -> Theorem:
    """0 < s ⊢ N(·; m, s²) is a density on the line: its moment of order 0."""
    body, facts = normal(_x, _mean, _deviation), Facts([logic.assume(ZERO < _deviation)])
    known, total = lemmas.split(measures.gaussian_moment(_mean, _deviation, ZERO))
    same = facts.settled(algebra.field(Eq(body, apply(known.conclusion.args[1], _x))))
    size, value = multiple(lebesgue(), lam(_x, body), ONE, known, everywhere(lebesgue(), _x, same))
    sign = logic.generalise(_x, facts.prove(ZERO <= body))
    total = logic.transitivity(value, total)
    return facts.settled(folded_density(lebesgue(), lam(_x, body), sign, size, total))


# Uniform
@cache
def uniform_density() -> Theorem:
    """⊢ the uniform density on [0, 1] is one: its antiderivative is x."""
    inside = And(ZERO <= _x, _x <= ONE)
    body = piecewise(inside, ONE)
    size, total = lemmas.split(_unit_length(inside))
    total = algebra.combination(Eq(total.conclusion.args[0], ONE), ((ONE, total, ONE),), ())
    sign = logic.generalise(_x, logic.cases(logic.excluded_middle(inside), *_signs(body)))
    return folded_density(lebesgue(), lam(_x, body), sign, size, total)


def _unit_length(inside: Term) -> Theorem:
    """⊢ 1 on [0, 1] is integrable, with integral 1 − 0."""
    facts, slope = Facts(), calculus.derivative(Eq(make("derivative", lam(_x, _x), _x), ONE))
    smooth = logic.both(facts.prove(differentiable(_x, _x)), slope)
    known = [logic.generalise(_x, logic.discharge(inside, t)) for t in (smooth, facts.prove(ZERO <= ONE))]
    return facts.settled(antiderivatives.antiderivative(lam(_x, _x), lam(_x, ONE), (ZERO, ONE), *known))


def _signs(body: Term) -> list[Theorem]:
    """0 ≤ (1 where φ, else 0), under φ and under ¬φ."""
    condition = body.args[0]
    cases = ((1, condition), (0, Not(condition)))
    values = [(weight, integrals.branch(body, logic.assume(case))) for weight, case in cases]
    return [algebra.nonneg(ZERO <= body, ((weight, (), ()),), ((ONE, t, ONE),), ()) for weight, t in values]


# Products
def product_density(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ p a density on the line,  Δ ⊢ q another  give  Γ, Δ ⊢ p(x₀)·q(x₁) a density on the plane (Fubini)."""
    p, q = (t.conclusion.args[1] for t in (first, second))
    one, two = Density.of(first), Density.of(second)
    x, facts = vector("x", 2), Facts([one.measurable, two.measurable])
    size, product = lemmas.split(measures.fubini(one.integrable, two.integrable))
    whole, factor = product.conclusion.args[0], two.total.conclusion.args[0]
    total = algebra.combination(
        Eq(whole, ONE), ((ONE, product, ONE), (factor, one.total, ONE), (ONE, two.total, ONE)), ()
    )
    sign = product_sign(logic.specialise(one.sign, x[0]), logic.specialise(two.sign, x[1]))
    joint = lam(x, apply(p, x[0]) * apply(q, x[1]))
    return facts.settled(folded_density(lebesgue(2), joint, logic.generalise(x, sign), size, total))
