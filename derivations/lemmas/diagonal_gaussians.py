"""The best diagonal covariance: how near N(m, S) with a diagonal S can be to N(μ, s²M⁻¹), in divergence.

With S·eᵢ = vᵢ·eᵢ and Mᵢᵢ = eᵢᵀMeᵢ, KL(N(m, S)‖N(μ, s²M⁻¹)) − ½·log(Π Mᵢᵢ/det M) is
½(m − μ)ᵀM(m − μ)/s² + ½·Σ(rᵢ − 1 − log rᵢ) with rᵢ = vᵢMᵢᵢ/s², and log r ≤ r − 1 with equality at r = 1 only.
Everything here only asks the kernel.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, matrices, order, powers
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Product,
    Sum,
    det,
    function,
    identity,
    inv,
    log,
    matrix,
    natural,
    positive_definite,
    real,
    trace,
    unit,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, ZERO, lam, num
from derivations.lemmas import logarithm, term_by_term, traces, unit_columns, vae_decoders
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.below import at
from derivations.lemmas.definite_determinants import entry_positive, positive
from derivations.lemmas.definite_matrices import inverse, inverse_is, log_of_scaled_inverse, multiple
from derivations.lemmas.diagonal_matrices import determinant, diagonal, sum_at_least_zero
from derivations.lemmas.multivariate_gaussians import c, divergence_value, log_of_quotient
from derivations.lemmas.vanishing_sums import zero_sum
from derivations.tactics import Facts

n, i, s, r = natural("n"), natural("i"), real("s"), real("r")
S, M = matrix("S", n, n), matrix("M", n, n)
m, mu, v = vector("m", n), vector("mu", n), function("v", NAT)
g, b, p, t = (real(name) for name in "gbpt")
KNOWN = (positive_definite(M), positive_definite(S), ZERO < s, diagonal(S, v))
ON = traces.on_diagonal(M, i)
RATIO = v(i) * ON / s**2
EXCESS = RATIO - 1 - log(RATIO)


def least(m: Term, index: Term) -> Term:
    """½·log(Π Mᵢᵢ/det M)."""
    return log(Product(traces.on_diagonal(m, index), index, m.shape[0]) / det(m)) / 2


def _known() -> list[Theorem]:
    return [logic.assume(f) for f in KNOWN]


@cache
def _signs() -> tuple[Theorem, Theorem]:
    """i < n ⊢ 0 < vᵢ and i < n ⊢ 0 < Mᵢᵢ."""
    precise, definite, _, acts = _known()
    own = entry_positive(definite, i)
    e = unit(n, i)
    parts = (e.T, at(acts, i), ONE), (v(i), unit_columns.length(n, i), ONE)
    same = algebra.combination(Eq(own.conclusion.args[1], v(i)), parts, ())
    return logic.rewrite(own, same), entry_positive(precise, i)


@cache
def _logarithm_of_ratio() -> Theorem:
    """i < n ⊢ log rᵢ = log vᵢ + log Mᵢᵢ − log s²."""
    p, q = real("p"), real("q")
    facts = Facts(logic.assume(ZERO < t) for t in (p, q, s))
    law = facts.settled(powers.powers(Eq(log(p * q / s**2), log(p) + log(q) - log(s**2))))
    law = logic.instantiate(law, ((p, v(i)), (q, ON)))
    for sign in _signs():
        law = logic.cut(sign, law)
    return law


# The divergence from the bound
TARGET = s**2 * inv(M)
GAP, LEAST = divergence_value((m, S), (mu, TARGET)), least(M, i)
FORM = (m - mu).T * M * (m - mu)
TOTAL = Sum(EXCESS, i, n)


@cache
def _inverse_of_target() -> Theorem:
    """(s²M⁻¹)⁻¹ = M/s²."""
    product = Eq(TARGET * (M / s**2), identity(n))
    return inverse_is(algebra.combination(product, ((ONE, logic.right(matrices.inverse(M)), ONE),), ()))


@cache
def _trace() -> Theorem:
    """tr((s²M⁻¹)⁻¹·S) = Σ rᵢ."""
    e, acts = unit(n, i), at(_known()[3], i)
    parts = (e.T, _inverse_of_target(), S * e), (e.T * M / s**2, acts, ONE)
    same = algebra.combination(Eq(traces.on_diagonal(inv(TARGET) * S, i), RATIO), parts, ())
    total = term_by_term.equal(i, n, same)
    return algebra.combination(Eq(trace(inv(TARGET) * S), total.conclusion.args[1]), ((ONE, total, ONE),), ())


def _sum_of_logs(factor: Term, sign: Theorem) -> tuple[Theorem, Theorem]:
    """0 < Π tᵢ and log Π tᵢ = Σ log tᵢ, for positive tᵢ."""
    return vae_decoders.sum_of_logarithms(i, n, factor, logic.generalise(i, logic.discharge(i < n, sign)))


@cache
def _log_determinant() -> Theorem:
    """log det S = Σ log vᵢ."""
    known = _known()
    value = logic.cut(known[3], logic.cut(lemmas.definite_symmetric(known[1]), determinant(S, v)))
    same = logic.congruence(lam(r, log(r)), value)
    return logic.transitivity(same, _sum_of_logs(v(i), _signs()[0])[1])


@cache
def _log_bound() -> Theorem:
    """log(Π Mᵢᵢ/det M) = Σ log Mᵢᵢ − log det M."""
    positive_, logs = _sum_of_logs(ON, _signs()[1])
    law = logic.instantiate(log_of_quotient(), ((r, positive_.conclusion.args[1]), (c, det(M))))
    law = logic.cut(positive_, logic.cut(positive(_known()[0]), law))
    return logic.transitivity(law, in_context(logs, lambda t: t - log(det(M))))


@cache
def _sum_of_excesses() -> Theorem:
    """Σ (rᵢ − 1 − log rᵢ) by its parts."""
    terms = [(ONE, RATIO), (-ONE, ONE), (-ONE, log(v(i))), (-ONE, log(ON)), (log(s**2), ONE)]
    apart = in_context(_logarithm_of_ratio(), lambda t: RATIO - 1 - t)
    return term_by_term.expanded(i, n, apart, terms)


@cache
def identity_of_gap() -> Theorem:
    """The divergence is the bound plus ½(m − μ)ᵀM(m − μ)/s² + ½·Σ (rᵢ − 1 − log rᵢ)."""
    precise, definite, scale, _ = _known()
    square = algebra.nonneg(ZERO < s**2, ((1, (scale, scale), ()),), (), ())
    half = num(1) / 2
    weights = (
        (half, _trace(), ONE),
        (half * (m - mu).T, _inverse_of_target(), m - mu),
        (half, log_of_scaled_inverse(square, precise), ONE),
        (-half, _log_determinant(), ONE),
        (-half, _log_bound(), ONE),
        (-half, _sum_of_excesses(), ONE),
        (half - half * log(s**2), logic.specialise(vae_decoders.count(), n), ONE),
    )
    goal = Eq(GAP, LEAST + FORM / (2 * s**2) + TOTAL / 2)
    shown = [positive(precise), positive(definite), multiple(square, inverse(precise))]
    facts = Facts([*_known(), square, *shown, _sum_of_logs(ON, _signs()[1])[0]])
    return facts.settled(algebra.combination(goal, weights, ()))


# The bound and where it is attained
BEST = And(Eq(m, mu), ForAll(i, Implies(i < n, Eq(v(i), s**2 / ON))))


@cache
def _excess_sign() -> Theorem:
    """i < n ⊢ 0 ≤ rᵢ − 1 − log rᵢ."""
    bound = algebra.nonneg(ZERO <= EXCESS, ((1, (logarithm.bound(RATIO),), ()),), (), ())
    return Facts([*_known(), *_signs()]).settled(bound)


@cache
def _parts_of_gap() -> tuple[Theorem, Theorem]:
    """Both parts of the gap are at least 0."""
    precise, _, scale, _ = _known()
    weak = lemmas.definite_weak(precise, m - mu)
    inverse_square = Facts([scale]).prove(ZERO < 1 / (2 * s**2))
    form = algebra.nonneg(ZERO <= FORM / (2 * s**2), ((1, (weak, inverse_square), ()),), (), ())
    return Facts([precise, scale]).settled(form), sum_at_least_zero(i, n, _excess_sign())


@cache
def _sum_of_signs() -> Theorem:
    """g = b + p + t/2 and 0 ≤ p, t ⊢ b ≤ g ∧ (g = b ⇔ p = 0 ∧ t = 0)."""
    whole, *signs = (logic.assume(f) for f in (Eq(g, b + p + t / 2), ZERO <= p, ZERO <= t))
    half, level = Fraction(1, 2), logic.assume(Eq(g, b))
    above = algebra.nonneg(b <= g, ((1, (signs[0],), ()), (half, (signs[1],), ())), ((ONE, whole, ONE),), ())
    nothing = list[Theorem]()
    for value, own, other, weight, scale in ((p, *signs, half, ONE), (t, *reversed(signs), 2, num(2))):
        parts = (scale, whole, ONE), (-scale, level, ONE)
        nothing.append(order.antisymmetry(algebra.nonneg(value <= ZERO, ((weight, (other,), ()),), parts, ()), own))
    both = logic.assume(And(Eq(p, ZERO), Eq(t, ZERO)))
    parts = (ONE, whole, ONE), (ONE, logic.left(both), ONE), (num(1) / 2, logic.right(both), ONE)
    back = algebra.combination(Eq(g, b), parts, ())
    iff = lemmas.equivalent(Iff(level.conclusion, both.conclusion), logic.both(*nothing), back)
    return logic.both(above, iff)


@cache
def best_diagonal() -> Theorem:
    """GAP ≥ ½·log(Π Mᵢᵢ/det M), with equality iff m = μ and vᵢ = s²/Mᵢᵢ for all i."""
    form, total, whole = *_parts_of_gap(), identity_of_gap()
    values = zip((g, b, p, t), (GAP, LEAST, form.conclusion.args[1], total.conclusion.args[1]), strict=True)
    law = logic.instantiate(_sum_of_signs(), tuple(values))
    for premise in (whole, form, total):
        law = logic.cut(premise, law)
    both = lemmas.equivalent(Iff(logic.right(law).conclusion.args[1], BEST), _only_there(), _there())
    shown = logic.both(logic.left(law), logic.transitivity(logic.right(law), both))
    return Facts([*_known(), *_signs()]).settled(shown)


_FLAT, _NONE = Eq(FORM / (2 * s**2), ZERO), Eq(TOTAL, ZERO)


def _only_there() -> Theorem:
    """Both parts of the gap are 0 only for m = μ and vᵢ = s²/Mᵢᵢ."""
    given = logic.assume(And(_FLAT, _NONE))
    each = logic.modus_ponens(zero_sum(i, n, _excess_sign()), logic.right(given))
    tangent = algebra.combination(Eq(log(RATIO), RATIO - 1), ((-ONE, at(each, i), ONE),), ())
    one = logic.cut(tangent, logarithm.attained(RATIO))
    width = algebra.combination(Eq(v(i), s**2 / ON), ((s**2 / ON, one, ONE),), ())
    width = Facts([*_known(), *_signs(), given]).settled(width)
    form = algebra.combination(Eq(FORM, ZERO), ((2 * s**2, logic.left(given), ONE),), ())
    return logic.both(_same_centre(form), logic.generalise(i, logic.discharge(i < n, width)))


def _same_centre(form: Theorem) -> Theorem:
    """Γ ⊢ (m − μ)ᵀM(m − μ) = 0  gives  Γ ⊢ m = μ."""
    distinct = logic.assume(Ne(m - mu, zeros(n)))
    above = logic.modus_ponens(lemmas.definite_at(_known()[0], m - mu), distinct)
    absurd = algebra.nonneg(FALSE, ((1, (above,), ()),), ((-ONE, form, ONE),), ())
    same = logic.by_contradiction(distinct.conclusion.args[0], absurd)
    return algebra.combination(Eq(m, mu), ((ONE, same, ONE),), ())


def _there() -> Theorem:
    """Both parts of the gap are 0 for m = μ and vᵢ = s²/Mᵢᵢ."""
    best = logic.assume(BEST)
    flat = algebra.combination(_FLAT, ((((m - mu).T * M) / (2 * s**2), logic.left(best), ONE),), ())
    ratio = algebra.combination(Eq(RATIO, ONE), ((ON / s**2, at(logic.right(best), i), ONE),), ())
    value = logic.congruence(lam(r, r - 1 - log(r)), ratio)
    zero = algebra.combination(Eq(ONE - 1 - log(ONE), ZERO), ((-ONE, powers.powers(Eq(log(ONE), ZERO)), ONE),), ())
    value = Facts([*_known(), *_signs(), best]).settled(logic.transitivity(value, zero))
    every = logic.generalise(i, logic.discharge(i < n, value))
    return logic.both(flat, logic.modus_ponens(logic.converse(zero_sum(i, n, _excess_sign())), every))
