"""Positive definite matrices of any size: multiples, inverses, Gram matrices, and their determinants.

Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, matrices, powers
from derivations.kernel.formulas import (
    Eq,
    Ne,
    det,
    identity,
    inv,
    log,
    matrix,
    natural,
    positive_definite,
    real,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, lam
from derivations.lemmas.definite_determinants import positive
from derivations.lemmas.diagonal_matrices import determinant_of_scalar
from derivations.tactics import Facts

n, k = natural("n"), natural("k")
c, s, p, q = (real(name) for name in "cspq")
S, W, v = matrix("S", n, n), matrix("W", n, k), vector("v", n)


# Definiteness
@cache
def _multiple() -> Theorem:
    known = logic.assume(positive_definite(S))
    sign = logic.modus_ponens(lemmas.definite_at(known, v), logic.assume(Ne(v, zeros(n))))
    sign = algebra.nonneg(ZERO < v.T * (c * S) * v, ((1, (logic.assume(ZERO < c), sign), ()),), (), ())
    return lemmas.definite_by(c * S, v, sign, (lemmas.definite_symmetric(known),))


def multiple(factor: Theorem, definite: Theorem) -> Theorem:
    """Γ ⊢ 0 < c  and  Δ ⊢ S positive definite  give  Γ, Δ ⊢ c·S positive definite."""
    m = definite.conclusion.args[0]
    law = logic.instantiate(_multiple(), ((n, m.shape[0]), (S, m), (c, factor.conclusion.args[1])))
    return logic.cut(factor, logic.cut(definite, law))


@cache
def _inverse() -> Theorem:
    known = logic.assume(positive_definite(S))
    back, regular = inv(S), lemmas.definite_invertible(known)
    symmetric = (lemmas.definite_symmetric(known),)
    zero = logic.assume(Eq(back * v, zeros(n)))
    nothing = algebra.combination(Eq(v, zeros(n)), ((S, zero, ONE),), ())
    distinct = logic.negate(zero.conclusion, logic.contradiction(nothing, logic.assume(Ne(v, zeros(n)))))
    sign = logic.modus_ponens(lemmas.definite_at(known, back * v), distinct)
    sign = algebra.nonneg(ZERO < v.T * back * v, ((1, (sign,), ()),), (), symmetric)
    return logic.cut(regular, lemmas.definite_by(back, v, sign, symmetric))


def inverse(definite: Theorem) -> Theorem:
    """Γ ⊢ S positive definite  gives  Γ ⊢ S⁻¹ positive definite."""
    m = definite.conclusion.args[0]
    return logic.cut(definite, logic.instantiate(_inverse(), ((n, m.shape[0]), (S, m))))


def regularised(a: Term, b: Term, scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < s  gives  Γ ⊢ A·Aᵀ + s²·I positive definite; B is Aᵀ as it is written there."""
    size, width = a.shape[0], scale.conclusion.args[1]
    u = vector("v", size)
    norm = lemmas.square_positive(logic.assume(Ne(u, zeros(size))))
    m = a * b + width**2 * identity(size)
    sign = algebra.nonneg(ZERO < u.T * m * u, ((1, (scale, scale, norm), ()), (1, (), (b * u,))), (), ())
    return lemmas.definite_by(m, u, sign)


# Inverses and determinants
def inverse_is(product: Theorem) -> Theorem:
    """Γ ⊢ A·B = I  gives  Γ ⊢ A⁻¹ = B."""
    a, b = product.conclusion.args[0].args
    regular = matrices.one_sided_inverse(a, product)
    back = logic.right(matrices.inverse(a))
    parts = (-inv(a), product, ONE), (ONE, back, b)
    return logic.cut(regular, algebra.combination(Eq(inv(a), b), parts, ()))


@cache
def _log_of_scaled_inverse() -> Theorem:
    known, scale = logic.assume(positive_definite(S)), logic.assume(ZERO < c)
    back = inv(S)
    first = matrices.determinant_product(c * identity(n), back)
    second, third = matrices.determinant_product(S, back), logic.left(matrices.inverse(S))
    eye, scaled = (determinant_of_scalar(n, t) for t in (ONE, c))
    one = logic.congruence(lam(S, det(S)), third)
    goal = Eq(det(c * back) * det(S), c**n)
    parts = (
        (det(S), first, ONE),
        (det(S) * det(back), scaled, ONE),
        (-(c**n), second, ONE),
        (c**n, one, ONE),
        (c**n, eye, ONE),
    )
    product = algebra.combination(goal, parts, ())
    law = logic.cut(product, logic.instantiate(_logs_of_powers(), ((p, det(c * back)), (q, det(S)))))
    return Facts([known, scale, positive(known), positive(multiple(scale, inverse(known)))]).settled(law)


@cache
def _logs_of_powers() -> Theorem:
    """0 < c, p, q and p·q = cⁿ ⊢ log p = n·log c − log q."""
    equation = logic.assume(Eq(p * q, c**n))
    facts = Facts([equation, *(logic.assume(ZERO < t) for t in (c, p, q))])
    t = real("t")
    same = logic.congruence(lam(t, log(t)), equation)
    first, second = (powers.powers(e) for e in (Eq(log(p * q), log(p) + log(q)), Eq(log(c**n), n * log(c))))
    parts = (ONE, same, ONE), (-ONE, first, ONE), (ONE, second, ONE)
    return facts.settled(algebra.combination(Eq(log(p), n * log(c) - log(q)), parts, ()))


def log_of_scaled_inverse(factor: Theorem, definite: Theorem) -> Theorem:
    """Γ ⊢ 0 < c  and  Δ ⊢ S positive definite  give  Γ, Δ ⊢ log det(c·S⁻¹) = n·log c − log det S."""
    m = definite.conclusion.args[0]
    law = logic.instantiate(_log_of_scaled_inverse(), ((n, m.shape[0]), (S, m), (c, factor.conclusion.args[1])))
    return logic.cut(factor, logic.cut(definite, law))


@cache
def _regularised_determinants() -> Theorem:
    """s ≠ 0 ⊢ det(WWᵀ + s²I)·(s²)ᵏ = (s²)ⁿ·det(WᵀW + s²I)."""
    big, small = W * W.T + s**2 * identity(n), W.T * W + s**2 * identity(k)
    a, b, area = W / s**2, W.T, s**2
    outer, inner = identity(n) + a * b, identity(k) + b * a
    large, little = (
        matrices.determinant_product(area * eye, m) for eye, m in ((identity(n), outer), (identity(k), inner))
    )
    high, low = (determinant_of_scalar(size, area) for size in (n, k))
    parts = (
        (area**k, large, ONE),
        (area**k * det(outer), high, ONE),
        (area**k * area**n, matrices.sylvester(a, b), ONE),
        (-(area**n), little, ONE),
        (-(area**n) * det(inner), low, ONE),
    )
    return algebra.combination(Eq(det(big) * area**k, area**n * det(small)), parts, ())


@cache
def _regularised_logs() -> Theorem:
    """0 < s ⊢ log det(WWᵀ + s²I) = n·log s² − k·log s² + log det(WᵀW + s²I)."""
    scale, equation = logic.assume(ZERO < s), _regularised_determinants()
    left, right = equation.conclusion.args
    big, small = left.args[0], right.args[1]
    facts = Facts([scale, *(positive(regularised(*pair, scale)) for pair in ((W, W.T), (W.T, W)))])
    law = logic.instantiate(_logs_of_products(), ((p, big), (q, small), (c, s**2)))
    return facts.settled(logic.cut(equation, law))


@cache
def _logs_of_products() -> Theorem:
    """0 < c, p, q and p·cᵏ = cⁿ·q ⊢ log p = n·log c − k·log c + log q."""
    equation = logic.assume(Eq(p * c**k, c**n * q))
    facts = Facts([equation, *(logic.assume(ZERO < t) for t in (c, p, q))])
    t = real("t")
    same = logic.congruence(lam(t, log(t)), equation)
    first = powers.powers(Eq(log(p * c**k), log(p) + k * log(c)))
    second = powers.powers(Eq(log(c**n * q), n * log(c) + log(q)))
    parts = (ONE, same, ONE), (-ONE, first, ONE), (ONE, second, ONE)
    return facts.settled(algebra.combination(Eq(log(p), n * log(c) - k * log(c) + log(q)), parts, ()))


def log_of_regularised(w: Term, scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < s  gives  Γ ⊢ log det(WWᵀ + s²I) = n·log s² − k·log s² + log det(WᵀW + s²I), W of size n×k."""
    values = ((n, w.shape[0]), (k, w.shape[1]), (W, w), (s, scale.conclusion.args[1]))
    return logic.cut(scale, logic.instantiate(_regularised_logs(), values))
