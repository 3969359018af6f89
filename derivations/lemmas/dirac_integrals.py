"""Gaussian integrals of f(u), f′(u) and f″(u) for u = a + bz, and their derivatives in a parameter.

φ is the density of N(0, 1). Every integrand is φ(z) times something whose derivative in the parameter is below
1 + c(z)² for a polynomial c, so that Gaussian moments dominate it. Each theorem is proved once, for letters, and then
instantiated; G stands for the integrand as an author writes it. Nothing here is trusted.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic, powers
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import normal, sigmoid
from derivations.kernel.formulas import (
    Eq,
    ForAll,
    Integral,
    function,
    integrable,
    lebesgue,
    log,
    real,
)
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num, replace
from derivations.lemmas import dirac_bounds as bounds
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.dirac import HALF, QUARTER, f, slope
from derivations.lemmas.integrands import everywhere, multiple
from derivations.tactics import Facts

z = real("z")
OVER = lebesgue()
_a, _b, _p, _q, _c, _s, _t, _r = map(real, "abpqcstr")
_G = function("G", REAL)
_LINE = _p + _q * z


def weight() -> Term:
    """The density φ(z) of the noise."""
    return normal(z, num(0), num(1))


def expected(body: Term) -> Term:
    """E[body] over the noise."""
    return Integral(weight() * body, z, OVER)


@cache
def _facts() -> Facts:
    """That φ > 0; nothing else is needed to meet a side condition."""
    return Facts([Facts().prove(0 < weight())])


def _settled(theorem: Theorem) -> Theorem:
    return _facts().settled(theorem)


def _positive() -> Theorem:
    return _facts().known[(0 < weight()).alpha]


# Polynomials
@cache
def _moment(order: int) -> tuple[Theorem, Theorem]:
    """zᵏφ is integrable, and its integral."""
    known = Facts().settled(measures.gaussian_moment(num(0), num(1), num(order)))
    return logic.left(known), logic.right(known)


def _polynomial(body: Term, coefficients: tuple[Term, ...]) -> tuple[Theorem, Theorem]:
    """φ·(c₀ + c₁z + c₂z² + …) is integrable, with its integral as a sum of moments."""
    known = [_moment(k) for k in range(len(coefficients))]
    inner = integrals.combined(coefficients, [apply(exists.conclusion.args[1], z) for exists, _ in known])
    same = everywhere(OVER, z, _settled(algebra.field(Eq(weight() * body, inner))))
    parts = tuple((c, exists) for c, (exists, _) in zip(coefficients, known, strict=True))
    found = integrals.linear(OVER, lam(z, weight() * body), parts, same)
    return logic.left(found), logic.right(found)


@cache
def _straight() -> Theorem:
    """⊢ φ·(p + qz) is integrable and its integral is p."""
    exists, total = _polynomial(_LINE, (_p, _q))
    parts = ((ONE, total, ONE), *((c, _moment(k)[1], ONE) for k, c in enumerate((_p, _q))))
    return logic.both(exists, algebra.combination(Eq(total.conclusion.args[0], _p), parts, ()))


@cache
def _bent() -> Theorem:
    """⊢ φ·(((p + qz)·(bz))/4) is integrable and its integral is qb/4."""
    coefficients = (ZERO, _p * _b / 4, _q * _b / 4)
    exists, total = _polynomial(_LINE * (_b * z) * QUARTER, coefficients)
    parts = ((ONE, total, ONE), *((c, _moment(k)[1], ONE) for k, c in enumerate(coefficients)))
    return logic.both(exists, algebra.combination(Eq(total.conclusion.args[0], _q * _b / 4), parts, ()))


@cache
def _square() -> Theorem:
    """⊢ φ·(1 + (p + qz)²) is integrable."""
    return _polynomial(1 + _LINE**2, (1 + _p**2, 2 * _p * _q, _q**2))[0]


@cache
def _quartic() -> Theorem:
    """⊢ φ·(1 + (−((p + qz)·(bz)))²) is integrable."""
    coefficients = (ONE, ZERO, _p**2 * _b**2, 2 * _p * _q * _b**2, _q**2 * _b**2)
    return _polynomial(1 + (-(_LINE * (_b * z))) ** 2, coefficients)[0]


def _negative(known: Theorem) -> Theorem:
    """Minus an integrable function is integrable."""
    body = apply(known.conclusion.args[1], z)
    same = everywhere(OVER, z, logic.reflexivity(-body))
    return multiple(OVER, lam(z, -body), num(-1), known, same)[0]


def _squeezed(body: Term, ends: tuple[Theorem, Theorem], known: tuple[Theorem, Theorem]) -> Theorem:
    """φ·body is integrable, from bounds at every z."""
    low, high = (everywhere(OVER, z, end) for end in ends)
    measured = integrals.composed(make("measurable", lam(z, weight() * body)))
    return _settled(integrals.squeezed(measured, low, high, *known))


# What exists
@cache
def _loss() -> Theorem:
    """⊢ φ·f(a + bz) is integrable."""
    u, height = _a + _b * z, log(num(2)) + 1
    top, _ = _polynomial(height + u**2, (height + _a**2, 2 * _a * _b, _b**2))
    low, high = (bounds.at(t, (), u=u) for t in bounds.loss())
    ends = [bounds.at(t, (_positive(), low, high), w=weight(), y=f(u), b=height + u**2) for t in bounds.scaled()]
    nothing = integrals.linear(OVER, lam(z, ZERO), (), everywhere(OVER, z, logic.reflexivity(ZERO)))
    top = _settled(top)
    return _squeezed(f(u), (ends[0], ends[1]), (_negative(top), logic.left(nothing)))


@cache
def _force() -> Theorem:
    """⊢ φ·((p + qz)·f′(a + bz)) is integrable."""
    u, top = _a + _b * z, _square()
    signs = (_positive(), *bounds.slope(u))
    low, high = (bounds.at(t, signs, w=weight(), y=slope(u), c=_LINE) for t in bounds.product()[:2])
    return _squeezed(_LINE * slope(u), (low, high), (_negative(top), top))


def _of(general: Theorem, body: Term) -> Theorem:
    """Φ·body is integrable  gives  ∀z. G(z) = body ⊢ φ·G is integrable."""
    known = logic.specialise(logic.assume(ForAll(z, Eq(apply(_G, z), body))), z)
    same = everywhere(OVER, z, in_context(known, lambda y: weight() * y))
    return multiple(OVER, lam(z, weight() * apply(_G, z)), ONE, general, same)[0]


@cache
def _written() -> tuple[Theorem, Theorem]:
    """What exists, for G in place of its explicit form."""
    u = _a + _b * z
    return _of(_loss(), f(u)), _of(_force(), _LINE * slope(u))


def _for(theorem: Theorem, body: Term, values: dict[Term, Term]) -> Theorem:
    """A theorem about G for an integrand that is equal to the explicit form by normal form."""
    found = logic.instantiate(theorem, ((_G, lam(z, body)), *values.items()))
    return _met(found)


def _met(theorem: Theorem) -> Theorem:
    """A theorem without its hypotheses of the form ∀z. s = t, which hold by normal form."""
    for hypothesis in theorem.hypotheses:
        if hypothesis.op == "forall":
            same = _settled(algebra.field(apply(hypothesis.args[0], z)))
            theorem = logic.cut(logic.generalise(z, same), theorem)
    return theorem


def loss_exists(body: Term, a: Term, b: Term) -> Theorem:
    """⊢ φ·body is integrable, for body = f(a + bz)."""
    return _for(_written()[0], body, {_a: a, _b: b})


def force_exists(body: Term, u: tuple[Term, Term], line: tuple[Term, Term]) -> Theorem:
    """⊢ φ·body is integrable, for body = (p + qz)·f′(a + bz)."""
    return _for(_written()[1], body, {_a: u[0], _b: u[1], _p: line[0], _q: line[1]})


# Derivatives under the integral sign
def _leibniz(body: Term, exists: Theorem, steep: tuple[Term, Term, tuple[Theorem, Theorem]], top: Theorem) -> Theorem:
    """T ↦ ∫φ·body is differentiable at s, with derivative ∫φ·(c·y) there, when ∂body/∂t = c·y and 0 < y < 1.

    φ·body is integrable for every t, and φ·(1 + c²) is `top`; c does not depend on t.
    """
    c, y, signs = steep
    whole, inside = weight() * body, weight() * (c * y)
    path = lam(_t, whole)
    slopes = _settled(calculus.derivative(Eq(make("derivative", path, _t), inside)))
    smooth = _settled(calculus.smooth(make("differentiable", path, _t)))
    bound = bounds.at(bounds.product()[2], (_positive(), *signs), w=weight(), y=y, c=c)
    there = logic.both(smooth, logic.rewrite(bound, logic.symmetry(slopes)))
    close = abs(_t - _s) < ONE
    each, below = (logic.generalise(_t, logic.discharge(close, one)) for one in (exists, there))
    below = everywhere(OVER, z, below)
    found = _settled(integrals.leibniz(OVER, lam(_t, lam(z, whole)), _s, ONE, top, each, below))
    *_, differentiable, value = lemmas.split(lemmas.unfolded(found))
    same = logic.abstraction(z, logic.instantiate(slopes, ((_t, _s),)))
    return logic.both(differentiable, logic.rewrite(value, same))


@cache
def _loss_slope() -> Theorem:
    """⊢ t ↦ ∫φ·f((a + pt) + (b + qt)z) is differentiable at s, and its derivative is ∫φ·((p + qz)·f′(…))."""
    a, b = _a + _p * _t, _b + _q * _t
    u, exists = a + b * z, logic.instantiate(_loss(), ((_a, a), (_b, b)))
    return _leibniz(f(u), exists, (_LINE, slope(u), bounds.slope(u)), _square())


@cache
def _loss_slope_for() -> Theorem:
    """φ·G integrable, ∀z. (p + qz)·f′(…) = c·G(z)  ⊢  the same, with the derivative c·∫φ·G."""
    known = _loss_slope()
    inside = known.conclusion.args[1].args[1].args[1]
    body = apply(inside, z).args[1]
    exists = logic.assume(integrable(weight() * apply(_G, z), z, OVER))
    same = logic.specialise(logic.assume(ForAll(z, Eq(body, _c * apply(_G, z)))), z)
    same = logic.transitivity(
        in_context(same, lambda y: weight() * y),
        logic.instantiate(algebra.field(Eq(_a * (_c * _b), _c * (_a * _b))), ((_a, weight()), (_b, apply(_G, z)))),
    )
    total = multiple(OVER, inside, _c, exists, everywhere(OVER, z, same))[1]
    return logic.both(logic.left(known), logic.transitivity(logic.right(known), total))


def loss_slope(
    at: Term, body: Term, u: tuple[Term, Term], line: tuple[Term, Term], factor: Term, exists: Theorem
) -> tuple[Theorem, Theorem]:
    """⊢ t ↦ E[body] is differentiable at t, and its derivative is c·E[G], for body = f((a + pt) + (b + qt)z).

    `exists` says that φ·G is integrable, where (p + qz)·f′(…) = c·G.
    """
    inner = exists.conclusion.args[1]
    pairs = ((_G, lam(z, apply(inner, z).args[1])), (_a, u[0]), (_b, u[1]), (_p, line[0]), (_q, line[1]))
    found = logic.instantiate(_loss_slope_for(), (*pairs, (_c, factor), (_s, at)))
    found = _met(logic.cut(exists, found))
    return _restated(found, at, body)


def _restated(found: Theorem, at: Term, body: Term) -> tuple[Theorem, Theorem]:
    """What is said of t ↦ ∫φ·b, of the integrand as the author writes it."""
    old = apply(found.conclusion.args[0].args[0], at)
    inside = apply(old.args[1], z).args[1]
    same = in_context(_settled(algebra.field(Eq(inside, body))), lambda y: weight() * y)
    same = logic.abstraction(at, in_context(logic.abstraction(z, same), lambda g: make("integral", OVER, g)))
    found = logic.rewrite(found, same)
    return logic.left(found), logic.right(found)


@cache
def _force_slope() -> Theorem:
    """⊢ t ↦ ∫φ·((p + qz)·f′(t·(bz))) is differentiable at 0, and its derivative there is −qb/4."""
    u, curve = _t * (_b * z), sigmoid(_t * (_b * z))
    exists = force_exists(_LINE * slope(u), (ZERO, _t * _b), (_p, _q))
    c = -(_LINE * (_b * z))
    found = _leibniz(_LINE * slope(u), exists, (c, curve * (1 - curve), bounds.curve(u)), _quartic())
    smooth, value = lemmas.split(logic.instantiate(found, ((_s, ZERO),)))
    inside = apply(value.conclusion.args[1].args[1], z).args[1]
    quarter = logic.instantiate(_curve_at_zero(), ((_r, _b * z),))
    line = -(_LINE * (_b * z))
    flat = in_context(quarter, lambda y: weight() * (line * y))
    turned = algebra.field(Eq(weight() * (line * QUARTER), -(weight() * (_LINE * (_b * z) * QUARTER))))
    same = everywhere(OVER, z, _settled(logic.transitivity(flat, turned)))
    total = multiple(OVER, lam(z, weight() * inside), num(-1), logic.left(_bent()), same)[1]
    total = algebra.combination(
        Eq(total.conclusion.args[0], -(_q * _b / 4)), ((ONE, total, ONE), (-ONE, logic.right(_bent()), ONE)), ()
    )
    return logic.both(smooth, logic.transitivity(value, total))


@cache
def _curve_at_zero() -> Theorem:
    """⊢ σ(0·r)(1 − σ(0·r)) = ¼."""
    curve = sigmoid(ZERO * _r)
    return _settled(powers.powers(Eq(curve * (1 - curve), QUARTER)))


def force_slope(at: Term, body: Term, line: tuple[Term, Term], rate: Term) -> tuple[Theorem, Theorem]:
    """⊢ t ↦ E[body] is differentiable at 0, and its derivative is −qb/4, for body = (p + qz)·f′(t·(bz))."""
    found = logic.instantiate(_force_slope(), ((_p, line[0]), (_q, line[1]), (_b, rate)))
    return _restated(found, at, body)


def force_at_zero(body: Term, still: Term, line: tuple[Term, Term]) -> Theorem:
    """⊢ E[(p + qz)·f′(v)] = p/2, for v that is 0·r or −(0·r), and an integrand written like this or as f′(v)."""
    flat = _settled(powers.powers(Eq(slope(still), HALF)))
    half = in_context(flat, lambda y: weight() * replace(body, slope(still), y))
    straight = logic.instantiate(_straight(), ((_p, line[0] / 2), (_q, line[1] / 2)))
    inner = apply(logic.left(straight).conclusion.args[1], z)
    same = logic.transitivity(half, _settled(algebra.field(Eq(half.conclusion.args[1], inner))))
    total = multiple(OVER, lam(z, weight() * body), ONE, logic.left(straight), everywhere(OVER, z, same))[1]
    return logic.transitivity(total, logic.right(straight))
