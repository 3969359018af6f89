"""The linear Gaussian model z ~ N(0, I), x|z ~ N(Wz + b, s²I): its terms, covariances, joint density and means.

x is one observation with D coordinates, z has k. With M = WᵀW + s²I and y = x − b, completing the square,

    ‖y − Wz‖²/s² + ‖z‖² = (z − μ)ᵀM(z − μ)/s² + yᵀ(WWᵀ + s²I)⁻¹y,    μ = M⁻¹Wᵀy,

and s²ᵏ·det(WWᵀ + s²I) = s²ᴰ·det M (Sylvester) give p(x, z) = N(z; μ, s²M⁻¹)·N(x; b, WWᵀ + s²I) for every z. Everything
here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, matrices, powers
from derivations.kernel.densities import KL, expectation, multivariate_normal
from derivations.kernel.formulas import (
    Eq,
    Integral,
    Ne,
    det,
    identity,
    inv,
    invertible,
    lebesgue,
    log,
    matrix,
    natural,
    pi,
    positive_definite,
    real,
    sqnorm,
    sqrt,
    trace,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, apply, lam, num
from derivations.lemmas import traces
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.definite_determinants import positive
from derivations.lemmas.definite_matrices import (
    inverse,
    inverse_is,
    log_of_regularised,
    log_of_scaled_inverse,
    multiple,
    regularised,
)
from derivations.lemmas.density_values import cut, equal_products, values
from derivations.lemmas.diagonal_matrices import determinant_of_scalar
from derivations.lemmas.multivariate_gaussians import divergence, law, log_density, mean, quadratic
from derivations.tactics import Facts

k, D = natural("k"), natural("D")
W, b, x, s = matrix("W", D, k), vector("b", D), vector("x", D), real("s")
z, m, S = vector("z", k), vector("m", k), matrix("S", k, k)
LATENT, HALF = lebesgue(k), num(1) / 2

PRECISION = W.T * W + s**2 * identity(k)  # M
MARGINAL = W * W.T + s**2 * identity(D)  # the covariance of x
COVARIANCE = s**2 * inv(PRECISION)  # of the posterior
MEAN = inv(PRECISION) * (W.T * (x - b))
PRIOR, NOISE = identity(k), s**2 * identity(D)

JOINT = lam(z, multivariate_normal(x, W * z + b, NOISE) * multivariate_normal(z, zeros(k), PRIOR))
EVIDENCE = Integral(apply(JOINT, z), z, LATENT)
EVIDENCE_VALUE = multivariate_normal(x, b, MARGINAL)
POSTERIOR, Q = law(MEAN, COVARIANCE), law(m, S)
ELBO = expectation(LATENT, Q, lam(z, log(apply(JOINT, z) / apply(Q, z))))
MISFIT = sqnorm(x - b - W * m) + trace(W * S * W.T)
ELBO_VALUE = -(D / num(2) * log(2 * pi() * s**2)) - MISFIT / (2 * s**2) - (sqnorm(m) + trace(S) - k - log(det(S))) / 2


# The joint density as evidence times posterior
@cache
def definite() -> dict[Term, Theorem]:
    """The covariances are positive definite, for s > 0."""
    scale = logic.assume(0 < s)
    square = algebra.nonneg(0 < s**2, ((1, (scale, scale), ()),), (), ())
    precise = regularised(W.T, W, scale)
    known = (
        precise,
        multiple(square, inverse(precise)),
        regularised(W, W.T, scale),
        lemmas.identity_definite(k),
        multiple(square, lemmas.identity_definite(D)),
    )
    return {t.conclusion.args[0]: t for t in known}


@cache
def inverses() -> dict[Term, Theorem]:
    """The inverses of the covariances."""
    back, regular = inv(PRECISION), matrices.inverse(PRECISION)
    right = logic.left(regular)
    products = (
        algebra.combination(Eq(COVARIANCE * (PRECISION / s**2), PRIOR), ((ONE, logic.right(regular), ONE),), ()),
        algebra.combination(
            Eq(MARGINAL * ((identity(D) - W * back * W.T) / s**2), identity(D)), ((-W / s**2, right, W.T),), ()
        ),
        algebra.field(Eq(PRIOR * PRIOR, PRIOR)),
        algebra.field(Eq(NOISE * (identity(D) / s**2), identity(D))),
    )
    return {t.conclusion.args[0].args[0]: inverse_is(t) for t in products}


@cache
def log_determinants() -> dict[Term, Theorem]:
    """The logarithms of the determinants of the covariances."""
    scale = logic.assume(0 < s)
    square = algebra.nonneg(0 < s**2, ((1, (scale, scale), ()),), (), ())
    facts = Facts([scale])
    power = facts.settled(powers.powers(Eq(log((s**2) ** D), D * log(s**2))))
    eye = algebra.combination(Eq(det(PRIOR), ONE), ((ONE, determinant_of_scalar(k, ONE), ONE),), ())
    return {
        COVARIANCE: log_of_scaled_inverse(square, definite()[PRECISION]),
        MARGINAL: log_of_regularised(W, scale),
        PRIOR: logic.transitivity(in_context(eye, log), powers.powers(Eq(log(ONE), ZERO))),
        NOISE: logic.transitivity(in_context(determinant_of_scalar(D, s**2), log), power),
    }


KEYS = (NOISE, PRIOR, COVARIANCE, MARGINAL)
PLACES = {NOISE: (x, W * z + b), PRIOR: (z, zeros(k)), COVARIANCE: (z, MEAN), MARGINAL: (x, b)}


@cache
def log_densities() -> dict[Term, tuple[Theorem, Theorem]]:
    """The four normal densities are positive, and what their logarithms are."""
    return {key: log_density(*PLACES[key], definite()[key]) for key in KEYS}


@cache
def _square() -> Theorem:
    """The logarithms of p(x|z)·p(z) and of N(z; μ, s²M⁻¹)·N(x; b, WWᵀ + s²I), written out, are the same."""
    off = {key: here - centre for key, (here, centre) in PLACES.items()}
    signs = dict(zip(KEYS, (-HALF, -HALF, HALF, HALF), strict=True))
    parts = [(signs[key] * off[key].T, inverses()[key], off[key]) for key in KEYS]
    parts += [(signs[key], log_determinants()[key], ONE) for key in KEYS]
    parts.append((-(z.T - HALF * MEAN.T) / s**2, logic.left(matrices.inverse(PRECISION)), W.T * (x - b)))
    first, second, third, fourth = (log_densities()[key][1].conclusion.args[1] for key in KEYS)
    return algebra.combination(Eq(first + second, third + fourth), tuple(parts), ())


@cache
def joint() -> Theorem:
    """0 < s ⊢ p(x|z)·p(z) = N(z; μ, s²M⁻¹)·N(x; b, WWᵀ + s²I)."""
    signs, logs = zip(*(log_densities()[key] for key in KEYS), strict=True)
    left, right = (_sum_of(*logs[at : at + 2]) for at in (0, 2))
    chain = logic.transitivity(left, logic.transitivity(_square(), logic.symmetry(right)))
    numbers = values("pqut", *(sign.conclusion.args[1] for sign in signs))
    whole = cut(logic.instantiate(equal_products(), numbers), *signs, chain)
    return Facts([logic.assume(0 < s), *definite().values()]).settled(whole)


def _sum_of(first: Theorem, second: Theorem) -> Theorem:
    """a = c and b = d give a + b = c + d."""
    (_, c), (d, _) = first.conclusion.args, second.conclusion.args
    return logic.transitivity(in_context(first, lambda t: t + d), in_context(second, lambda t: c + t))


# Means under q = N(m, S)
RECONSTRUCTION = expectation(LATENT, Q, lam(z, log(multivariate_normal(x, W * z + b, NOISE))))
RECONSTRUCTION_VALUE = -(D / num(2) * log(2 * pi() * s**2)) - MISFIT / (2 * s**2)
TO_PRIOR = KL(LATENT, Q, law(zeros(k), PRIOR))
TO_PRIOR_VALUE = (sqnorm(m) + trace(S) - k - log(det(S))) / 2


@cache
def chosen() -> Theorem:
    """The covariance of q is positive definite, as is given."""
    return logic.assume(positive_definite(S))


@cache
def reconstruction() -> tuple[Theorem, Theorem]:
    """E_q[log p(x|z)] exists, and its value."""
    y, half = x - b - W * m, HALF / s**2
    level = -(D / num(2) * log(2 * pi() * s**2)) - half * sqnorm(y)
    coefficients = level, W.T * y / s**2, -half * (W.T * W)
    facts = Facts([logic.assume(0 < s), chosen(), *definite().values()])
    scale = facts.settled(powers.powers(Eq(log(2 * pi() * s**2), log(2 * pi()) + log(s**2))))
    value = log_densities()[NOISE][1]
    off = x - (W * z + b)
    parts = (
        (-HALF * off.T, inverses()[NOISE], off),
        (-HALF, log_determinants()[NOISE], ONE),
        (D / num(2), scale, ONE),
    )
    written = algebra.combination(Eq(value.conclusion.args[1], quadratic(z, m, coefficients)), parts, ())
    exists, total = mean(chosen(), m, z, logic.transitivity(value, written), coefficients)
    traced = traces.linear(coefficients[2] * S, [(-half, W.T * (W * S))])
    parts = (ONE, total, ONE), (ONE, traced, ONE), (-half, traces.cyclic(W.T, W * S), ONE)
    total = algebra.combination(Eq(RECONSTRUCTION, RECONSTRUCTION_VALUE), parts, ())
    return facts.settled(exists), facts.settled(total)


@cache
def to_prior() -> tuple[Theorem, Theorem]:
    """KL(q‖p(z)) is finite, and its value."""
    finite, total = divergence(chosen(), definite()[PRIOR], (m, zeros(k)))
    back = inverses()[PRIOR]
    traced = traces.linear(inv(PRIOR) * S, [(ONE, S)], [(ONE, back, S)])
    parts = (
        (ONE, total, ONE),
        (HALF, traced, ONE),
        (HALF * m.T, back, m),
        (HALF, log_determinants()[PRIOR], ONE),
    )
    total = algebra.combination(Eq(TO_PRIOR, TO_PRIOR_VALUE), parts, ())
    return finite, Facts([chosen(), *definite().values()]).settled(total)


@cache
def scales() -> list[Theorem]:
    """What normal densities ask of their covariances: an inverse, and a root that is not 0."""
    known = (*definite().values(), chosen())
    facts = Facts([logic.assume(0 < s), *known, *map(positive, known)])
    found = list[Theorem]()
    for covariance in (t.conclusion.args[0] for t in known):
        area = (2 * pi()) ** covariance.shape[0] * det(covariance)
        for fact in (invertible(covariance), 0 < area, Ne(sqrt(area), 0)):
            found.append(facts.prove(fact))
            facts.add(found[-1])
    return found


def signs() -> list[Theorem]:
    """The signs of all five densities."""
    return [*(log_densities()[key][0] for key in KEYS), log_density(z, m, chosen())[0]]
