"""Normal densities of columns of any size: their logarithm, means of quadratic functions, divergences between them.

N(x; m, S) has the mean m and the covariance S, which is positive definite. Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, integrals, logic, matrices, powers
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import (
    KL,
    absolutely_continuous,
    expectation,
    finite_kl,
    multivariate_normal,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    det,
    exp,
    fresh,
    function,
    identity,
    inv,
    lebesgue,
    log,
    matrix,
    natural,
    pi,
    piecewise,
    positive_definite,
    real,
    sqnorm,
    trace,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, num
from derivations.lemmas import traces
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.definite_determinants import positive
from derivations.lemmas.diagonal_matrices import determinant_of_identity
from derivations.tactics import Facts

n = natural("n")
z, m, u, a = (vector(name, n) for name in ("z", "m", "u", "a"))
S, T, B = (matrix(name, n, n) for name in ("S", "T", "B"))
c, r = real("c"), real("r")
OVER = lebesgue(n)
h = function("h", z.sort)


def law(mean: Term, covariance: Term) -> Term:
    """x ↦ N(x; m, S)."""
    here = fresh("z", mean.sort, mean, covariance)
    return lam(here, multivariate_normal(here, mean, covariance))


def log_density_value(point: Term, mean: Term, covariance: Term) -> Term:
    """−½(x − m)ᵀS⁻¹(x − m) − ½(n·log 2π + log det S)."""
    off, size = point - mean, covariance.shape[0]
    return -(off.T * inv(covariance) * off / 2) - (size * log(2 * pi()) + log(det(covariance))) / 2


@cache
def _log_density() -> Theorem:
    known = logic.assume(positive_definite(S))
    facts = Facts([known, positive(known)])
    here = multivariate_normal(z, m, S)
    meaning = logic.unfold(here)
    sign = logic.rewrite(facts.prove(ZERO < meaning.conclusion.args[1]), logic.symmetry(meaning))
    facts.add(sign)
    value = facts.settled(powers.powers(Eq(log(here), log_density_value(z, m, S))))
    return logic.both(sign, value)


def log_density(point: Term, mean: Term, covariance: Theorem) -> tuple[Theorem, Theorem]:
    """Γ ⊢ S positive definite  gives  Γ ⊢ 0 < N(x; m, S)  and what its logarithm is."""
    s = covariance.conclusion.args[0]
    both = logic.instantiate(_log_density(), ((n, s.shape[0]), (z, point), (m, mean), (S, s)))
    both = logic.cut(covariance, both)
    return logic.left(both), logic.right(both)


# Means of quadratic functions
def quadratic(point: Term, mean: Term, coefficients: tuple[Term, Term, Term]) -> Term:
    """c + aᵀ(x − m) + (x − m)ᵀB(x − m)."""
    constant, slope, form = coefficients
    off = point - mean
    return constant + slope.T * off + off.T * form * off


@cache
def _mean() -> Theorem:
    known, form = logic.assume(positive_definite(S)), quadratic(z, m, (c, a, B))
    equation = logic.specialise(logic.assume(ForAll(z, Eq(h(z), form))), z)
    here = multivariate_normal(z, m, S)
    body = piecewise(ZERO < here, here * h(z))
    proper, lines, forms = lemmas.split(measures.gaussian_vector(m, S))
    _, _, exists, one = lemmas.split(lemmas.unfolded(proper))
    first, second = logic.specialise(lines, a), logic.specialise(forms, B)
    parts = (c, exists), (ONE, logic.left(first)), (ONE, logic.left(second))
    total = c * r + a.T * (z - m) * r + (z - m).T * B * (z - m) * r
    plain = logic.instantiate(algebra.combination(Eq(r * h(z), total), ((r, equation, ONE),), ()), ((r, here),))
    same = logic.transitivity(integrals.branch(body, log_density(z, m, known)[0]), plain)
    both = integrals.linear(OVER, lam(z, body), parts, integrals.almost_everywhere(OVER, z, (), same))
    value = Eq(expectation(OVER, law(m, S), h), c + trace(B * S))
    totals = (ONE, logic.right(both)), (c, one), (ONE, logic.right(first)), (ONE, logic.right(second))
    return logic.both(logic.left(both), algebra.combination(value, tuple((w, t, ONE) for w, t in totals), ()))


def mean(
    covariance: Theorem, centre: Term, point: Term, equation: Theorem, coefficients: tuple[Term, Term, Term]
) -> tuple[Theorem, Theorem]:
    """The mean of f(z) exists, and it is c + tr(BS), for z with the density N(·; m, S).

    Γ ⊢ S positive definite  and  Δ ⊢ f(z) = c + aᵀ(z − m) + (z − m)ᵀB(z − m) for a variable z that is not in Δ.
    """
    s, f = covariance.conclusion.args[0], equation.conclusion.args[0]
    values = ((n, s.shape[0]), (S, s), (m, centre), *zip((c, a, B), coefficients, strict=True), (h, lam(point, f)))
    both = logic.instantiate(_mean(), values)
    both = logic.cut(covariance, logic.cut(logic.generalise(point, equation), both))
    return logic.left(both), logic.right(both)


# Divergences
def divergence_value(first: tuple[Term, Term], second: tuple[Term, Term]) -> Term:
    """½(tr(T⁻¹S) − n + (m − u)ᵀT⁻¹(m − u) + log det T − log det S) for N(m, S) and N(u, T)."""
    (m_1, s_1), (m_2, s_2) = first, second
    off, back = m_1 - m_2, inv(s_2)
    return (trace(back * s_1) - s_1.shape[0] + off.T * back * off + log(det(s_2)) - log(det(s_1))) / 2


@cache
def _divergence() -> Theorem:
    one, two = (logic.assume(positive_definite(covariance)) for covariance in (S, T))
    back, pair = inv(T), ((m, S), (u, T))
    coefficients = ((m - u).T * back * (m - u) + log(det(T)) - log(det(S))) / 2, back * (m - u), (back - inv(S)) / 2
    exists, value = mean(one, m, z, _log_of_ratio(one, two, coefficients), coefficients)
    half, eye = num(1) / 2, identity(n)
    apart = [(half, back * S), (-half, eye)]
    known = [(-half * eye, logic.right(matrices.inverse(S)), eye)]
    traced = traces.linear(coefficients[2] * S, apart, known)
    parts = (ONE, value, ONE), (ONE, traced, ONE), (-half, traces.of_identity(n), ONE)
    p, q = law(m, S), law(u, T)
    total = algebra.combination(Eq(KL(OVER, p, q), divergence_value(*pair)), parts, ())
    positive_ = logic.discharge(ZERO < apply(p, z), log_density(z, u, two)[0])
    dominated = absolutely_continuous(OVER, p, q)
    support = lemmas.folded(dominated, integrals.almost_everywhere(OVER, z, (), positive_))
    finite = lemmas.folded(finite_kl(OVER, p, q), logic.both(support, exists))
    facts = Facts([one, two, positive(one), positive(two)])
    return facts.settled(logic.both(finite, total))


def _log_of_ratio(one: Theorem, two: Theorem, coefficients: tuple[Term, Term, Term]) -> Theorem:
    """The logarithm of N(z; m, S)/N(z; u, T) is quadratic in z."""
    p, q = multivariate_normal(z, m, S), multivariate_normal(z, u, T)
    (sign, value), (other, level) = log_density(z, m, one), log_density(z, u, two)
    apart = logic.instantiate(log_of_quotient(), ((r, p), (c, q)))
    apart = logic.cut(sign, logic.cut(other, apart))
    for equation, context in ((value, lambda t: t - log(q)), (level, lambda t: value.conclusion.args[1] - t)):
        apart = logic.transitivity(apart, in_context(equation, context))
    known = tuple(lemmas.definite_symmetric(t) for t in (one, two))
    same = Eq(apart.conclusion.args[1], quadratic(z, m, coefficients))
    return logic.transitivity(apart, algebra.combination(same, (), known))


def divergence(first: Theorem, second: Theorem, centres: tuple[Term, Term]) -> tuple[Theorem, Theorem]:
    """KL(N(m, S)‖N(u, T)) is finite, and what it is.

    Γ ⊢ S positive definite  and  Δ ⊢ T positive definite.
    """
    s, t = (theorem.conclusion.args[0] for theorem in (first, second))
    values = ((n, s.shape[0]), (m, centres[0]), (S, s), (u, centres[1]), (T, t))
    both = logic.cut(first, logic.cut(second, logic.instantiate(_divergence(), values)))
    return logic.left(both), logic.right(both)


@cache
def log_of_quotient() -> Theorem:
    """0 < r, 0 < c ⊢ log(r/c) = log r − log c."""
    facts = Facts([logic.assume(ZERO < r), logic.assume(ZERO < c)])
    return facts.settled(powers.powers(Eq(log(r / c), log(r) - log(c))))


# Which of them are equal
w = vector("w", n)
SAME_LAW = And(Eq(m, u), ForAll(w, Eq(S * w, T * w)))


@cache
def _same_law() -> Theorem:
    one, two = (logic.assume(positive_definite(covariance)) for covariance in (S, T))
    same = same_almost_everywhere(OVER, law(m, S), law(u, T))
    shown = lemmas.equivalent(Iff(same, SAME_LAW), _equal_parameters(one, two, same), _equal_densities(one, two, same))
    return Facts([one, two]).settled(shown)


def same_law(first: Theorem, second: Theorem, centres: tuple[Term, Term]) -> Theorem:
    """N(m, S) = N(u, T) almost everywhere iff m = u and Sw = Tw for every w.

    Γ ⊢ S positive definite  and  Δ ⊢ T positive definite.
    """
    s, t = (theorem.conclusion.args[0] for theorem in (first, second))
    values = ((n, s.shape[0]), (m, centres[0]), (S, s), (u, centres[1]), (T, t))
    return logic.cut(first, logic.cut(second, logic.instantiate(_same_law(), values)))


def _equal_parameters(one: Theorem, two: Theorem, same: Term) -> Theorem:
    """N(m, S) = N(u, T) almost everywhere gives m = u and Sw = Tw: the means of linear and quadratic functions."""
    equal = lemmas.unfolded(logic.assume(same))
    first, second = (
        lemmas.split(logic.cut(known, measures.gaussian_vector(*pair)))
        for known, pair in ((one, (m, S)), (two, (u, T)))
    )
    centre = _equal_means(equal, first, second)
    column = logic.generalise(w, _equal_actions(equal, centre, first[2], second[2]))
    return logic.both(centre, column)


def _integrated(equal: Theorem, pointwise: Theorem, left: Theorem, parts: list[tuple[Term, Theorem]]) -> Theorem:
    """∫f = Σ c·∫g, from f = Σ c·g wherever the densities agree; r and c stand for them in what holds pointwise."""
    densities = apply(equal.conclusion.args[1], z).args
    here = logic.instantiate(pointwise, tuple(zip((r, c), densities, strict=True)))
    almost = integrals.almost_everywhere(OVER, z, (equal,), here)
    return logic.right(integrals.linear(OVER, left.conclusion.args[1], tuple(parts), almost))


def _equal_means(equal: Theorem, first: list[Theorem], second: list[Theorem]) -> Theorem:
    """The means are equal: m = u."""
    off = u - m
    (line, zero), (other, none) = (lemmas.split(logic.specialise(t[1], off)) for t in (first, second))
    _, _, exists, one = lemmas.split(lemmas.unfolded(second[0]))
    goal = Eq(off.T * (z - m) * r, off.T * (z - u) * c + off.T * off * c)
    pointwise = algebra.combination(goal, ((off.T * (z - m), logic.assume(Eq(r, c)), ONE),), ())
    total = _integrated(equal, pointwise, line, [(ONE, other), (off.T * off, exists)])
    parts = (-ONE, total, ONE), (ONE, zero, ONE), (-ONE, none, ONE), (-(off.T * off), one, ONE)
    flat = lemmas.vanishes(algebra.combination(Eq(sqnorm(off), ZERO), parts, ()))
    return algebra.combination(Eq(m, u), ((-ONE, flat, ONE),), ())


def _equal_actions(equal: Theorem, centre: Theorem, forms: Theorem, others: Theorem) -> Theorem:
    """Sw = Tw."""
    off = (S - T) * w
    form = w * off.T
    (exists, value), (other, level) = (lemmas.split(logic.specialise(t, form)) for t in (forms, others))
    goal = Eq((z - m).T * form * (z - m) * r, (z - u).T * form * (z - u) * c)
    moved = logic.assume(Eq(m, u))
    parts = (
        ((z - m).T * form * (z - m), logic.assume(Eq(r, c)), ONE),
        (-c * ((z - m).T * form.T + (z - u).T * form), moved, ONE),
    )
    total = _integrated(equal, algebra.combination(goal, parts, ()), exists, [(ONE, other)])
    traced = [traces.linear(form * covariance, [(ONE, w * (covariance.T * off).T)]) for covariance in (S, T)]
    outer = [traces.outer(w, covariance.T * off) for covariance in (S, T)]
    weights = zip((1, -1, 1, -1, 1, -1, 1), (total, value, level, *traced, *outer), strict=True)
    flat = algebra.combination(Eq(sqnorm(off), ZERO), tuple((num(c_), t, ONE) for c_, t in weights), ())
    same = algebra.combination(Eq(S * w, T * w), ((ONE, lemmas.vanishes(flat), ONE),), ())
    return logic.cut(centre, same)


def _equal_densities(one: Theorem, two: Theorem, same: Term) -> Theorem:
    """m = u and Sw = Tw for every w give N(m, S) = N(u, T)."""
    known = logic.assume(SAME_LAW)
    centre, actions = logic.left(known), logic.right(known)
    back = algebra.combination(Eq(inv(S) * w, inv(T) * w), ((-inv(T), logic.specialise(actions, inv(S) * w), ONE),), ())
    turned = algebra.combination(Eq(inv(T) * S * w, w), ((inv(T), logic.specialise(actions, w), ONE),), ())
    one_ = determinant_of_identity(turned, w)
    product = matrices.determinant_product(T, inv(T) * S)
    dets = algebra.combination(Eq(det(S), det(T)), ((ONE, product, ONE), (det(T), one_, ONE)), ())
    logs = in_context(dets, log)
    (sign, value), (other, level) = log_density(z, m, one), log_density(z, u, two)
    half, off = num(1) / 2, z - m
    parts = (
        (-half * off.T, logic.instantiate(back, ((w, off),)), ONE),
        (half * (off.T + (z - u).T) * inv(T), centre, ONE),
        (-half, logs, ONE),
    )
    goal = Eq(value.conclusion.args[1], level.conclusion.args[1])
    middle = algebra.combination(goal, parts, tuple(lemmas.definite_symmetric(t) for t in (one, two)))
    chain = logic.transitivity(value, logic.transitivity(middle, logic.symmetry(level)))
    law_ = logic.instantiate(_equal_logarithms(), ((r, sign.conclusion.args[1]), (c, other.conclusion.args[1])))
    for premise in (sign, other, chain):
        law_ = logic.cut(premise, law_)
    facts = Facts([one, two, known])
    return lemmas.folded(same, integrals.almost_everywhere(OVER, z, (), facts.settled(law_)))


@cache
def _equal_logarithms() -> Theorem:
    """0 < r, 0 < c, log r = log c ⊢ r = c."""
    facts = Facts([logic.assume(f) for f in (ZERO < r, ZERO < c, Eq(log(r), log(c)))])
    first, second = (powers.powers(Eq(t, exp(log(t)))) for t in (r, c))
    same = in_context(logic.assume(Eq(log(r), log(c))), exp)
    return facts.settled(logic.transitivity(logic.transitivity(first, same), logic.symmetry(second)))
