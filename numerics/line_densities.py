"""Functions on the line that the kernel proves to be densities: with heavy tails, or a start that all but vanishes.

Between these there are infinite divergences, which no finite space and no two normal laws show; and one of them has no
entropy, since ∫ |p·log p| is infinite.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from derivations import lemmas
from derivations.kernel import (
    Term,
    Theorem,
    algebra,
    antiderivatives,
    calculus,
    integrals,
    limits,
    logic,
    order,
    powers,
)
from derivations.kernel.formulas import (
    And,
    Eq,
    Not,
    above,
    differentiable,
    exp,
    infinity,
    lebesgue,
    log,
    piecewise,
    real,
    tends,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.lemmas import logarithm
from derivations.lemmas.named_densities import Density, folded_density, normal_density, uniform_density
from derivations.tactics import Facts

_X = real("x")
START = And(ZERO < _X, _X <= ONE)


@cache
def line_densities() -> tuple[Theorem, ...]:
    """⊢ density(λ, p), for three densities near 0, normal ones, a heavy tail and its mixture with one."""
    plain, shifted, wide = (normal(m, s) for m, s in ((0, 1), (1, 1), (0, 2)))
    mixed = mixture(plain, heavy_tail())
    return half_open(), vanishing_start(), plain, mixed, shifted, heavy_tail(), uniform_density(), wide


@cache
def proved_densities() -> tuple[Theorem, ...]:
    """⊢ density(λ, p), for these and for two without an entropy: one near 0, and one that is positive everywhere."""
    steep = steep_start()
    return *line_densities(), steep, mixture(normal(0, 1), steep)


def normal(mean: int, deviation: int) -> Theorem:
    """⊢ N(m, s²) is a density."""
    return normal_density(num(mean), Facts().prove(ZERO < num(deviation)))


@cache
def heavy_tail() -> Theorem:
    """⊢ 1/x² on [1, ∞) is a density: its antiderivative −1/x tends to 0."""
    big = -(ONE / _X)
    vanishing = limits.continuity(tends(big, _X, infinity(), ZERO), (limits.reciprocal_vanishes(_X),))
    return _by_antiderivative(ONE <= _X, big, ONE / _X**2, vanishing)


@cache
def half_open() -> Theorem:
    """⊢ 1 on (0, 1] is a density."""
    return _by_antiderivative(START, _X, ONE, limits.continuity(tends(_X, _X, above(ZERO), ZERO), ()))


@cache
def vanishing_start() -> Theorem:
    """⊢ e^(1 − 1/x)/x² on (0, 1] is a density: its antiderivative e^(1 − 1/x) is at most x."""
    facts, u, big = Facts([logic.assume(ZERO < _X)]), ONE / _X - 1, exp(1 - ONE / _X)
    growth = facts.settled(logarithm.bound(exp(u)))
    inverse, product = (facts.settled(powers.powers(Eq(*e))) for e in ((log(exp(u)), u), (big * exp(u), ONE)))
    signs = tuple(facts.prove(ZERO < t) for t in (_X, big))
    ways = ((-_X, product, ONE), (_X * big, inverse, ONE))
    small = facts.settled(algebra.nonneg(big <= _X, ((1, (growth, *signs), ()),), ways, ()))
    ends = [limits.continuity(tends(t, _X, above(ZERO), ZERO), ()) for t in (ZERO, _X)]
    limit = limits.sandwich(_X, signs[1], small, *ends)
    return _by_antiderivative(START, big, big / _X**2, limit)


@cache
def steep_start() -> Theorem:
    """⊢ 1/(x·(1 − log x)²) on (0, 1] is a density: its antiderivative 1/(1 − log x) tends to 0."""
    facts, inverse = Facts([logic.assume(START)]), 1 - log(_X)
    known = facts.settled(logarithm.bound(_X)), facts.prove(_X <= ONE)
    sign = facts.settled(algebra.nonneg(ZERO < inverse, (*((1, (t,), ()) for t in known), (1, (), ())), (), ()))
    return _by_antiderivative(START, ONE / inverse, ONE / (_X * inverse**2), one_over_logarithm(), sign)


@cache
def one_over_logarithm() -> Theorem:
    """⊢ 1/(1 − log x) → 0 as x → 0 from above: 1 − log x exceeds any B for x < e^(1 − B)."""
    bound = real("B")
    place = exp(1 - bound)
    facts = Facts([logic.assume(ZERO < _X), logic.assume(_X < place)])
    early = facts.settled(order.monotone("log", logic.assume(_X < place)))
    undone = facts.settled(powers.powers(Eq(log(place), 1 - bound)))
    large = algebra.nonneg(bound < 1 - log(_X), ((1, (early,), ()),), ((-ONE, undone, ONE),), ())
    inside = Facts().prove(ZERO < place)
    return limits.reciprocal_of_infinite(
        limits.unbounded(_X, above(ZERO), bound, place, (facts.settled(large), inside))
    )


def _by_antiderivative(inside: Term, big: Term, body: Term, limit: Theorem, *signs: Theorem) -> Theorem:
    """⊢ f where the condition holds is a density: F′ = f ≥ 0 there, F tends to its value at the open end.

    The signs are further facts that hold under the condition.
    """
    facts = Facts([logic.assume(inside), *signs])
    slope = facts.settled(calculus.derivative(Eq(make("derivative", lam(_X, big), _X), body)))
    smooth = logic.both(facts.prove(differentiable(big, _X)), slope)
    known = [logic.generalise(_X, logic.discharge(inside, t)) for t in (smooth, facts.prove(ZERO <= body))]
    found = Facts().settled(antiderivatives.improper(lam(_X, big), lam(_X, body), ONE, *known, limit))
    size, total = lemmas.split(found)
    at_one = Facts([Facts().settled(logic.instantiate(s, ((_X, ONE),))) for s in signs])
    value = at_one.settled(powers.powers(Eq(total.conclusion.args[1], ONE)))
    density = piecewise(inside, body)
    everywhere = _everywhere_positive(density, *signs)
    return folded_density(lebesgue(), lam(_X, density), everywhere, size, logic.transitivity(total, value))


def _everywhere_positive(density: Term, *signs: Theorem) -> Theorem:
    """⊢ ∀x. 0 ≤ (u where φ, else 0), as 0 ≤ u under φ, where the signs hold too."""
    condition, ends = density.args[0], list[Theorem]()
    for case in (condition, Not(condition)):
        value = integrals.branch(density, logic.assume(case))
        here = Facts([logic.assume(case), *(signs if case is condition else ())])
        known = here.prove(ZERO <= value.conclusion.args[1])
        ends.append(here.settled(algebra.nonneg(ZERO <= density, ((1, (known,), ()),), ((ONE, value, ONE),), ())))
    return logic.generalise(_X, logic.cases(logic.excluded_middle(condition), *ends))


def mixture(first: Theorem, second: Theorem) -> Theorem:
    """Γ ⊢ p is a density,  Δ ⊢ q is one  give  Γ, Δ ⊢ (p + q)/2 is one."""
    one, two = Density.of(first), Density.of(second)
    p, q = (apply(t.conclusion.args[1], _X) for t in (first, second))
    half = num(Fraction(1, 2))
    body = integrals.combined([half, half], [p, q])
    equal = integrals.almost_everywhere(lebesgue(), _X, (), logic.reflexivity(body))
    parts = ((half, one.integrable), (half, two.integrable))
    size, total = lemmas.split(Facts().settled(integrals.linear(lebesgue(), lam(_X, body), parts, equal)))
    ways = ((ONE, total, ONE), (half, one.total, ONE), (half, two.total, ONE))
    total = algebra.combination(Eq(total.conclusion.args[0], ONE), ways, ())
    signs = [logic.specialise(d.sign, _X) for d in (one, two)]
    sign = algebra.nonneg(ZERO <= body, tuple((Fraction(1, 2), (s,), ()) for s in signs), (), ())
    found = folded_density(lebesgue(), lam(_X, body), logic.generalise(_X, Facts().settled(sign)), size, total)
    return Facts().settled(found)
