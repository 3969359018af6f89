"""The projection discriminator (homework B.4): the optimal logit of Gaussian features of m classes is linear.

The discriminator sees x through its features φ, a column of any size d. Class y has the probability π_y and features
N(μ_y, I) in the data, π̂_y and N(μ̂_y, I) in the model, so that p = π_y·N(φ; μ_y, I) and q = π̂_y·N(φ; μ̂_y, I) are the
joint densities, D* = p/(p + q) is the optimal discriminator and h* = log(p/q) its logit.

The m class means are the rows of two matrices M and M̂, and class k is the column y with yᵢ = 1 for i = k and 0 for any
other i < m ("one-hot"). Row k of a matrix A is r when (A·v)ₖ = r·v for every column v. Classes are counted from 0.
"""

from __future__ import annotations

from fractions import Fraction

from derivations import lemmas, optimal_discriminator
from derivations.kernel import Term, Theorem, algebra, integrals, logic, order, powers, summation, vectors
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Implies,
    Ne,
    Sum,
    counting,
    det,
    entry,
    exp,
    inv,
    invertible,
    log,
    matrix,
    natural,
    pi,
    piecewise,
    positive_definite,
    real,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import ONE, ZERO, lam, num
from derivations.lemmas import finite_sums
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

HALF = num(Fraction(1, 2))
d, m, k, i = natural("d"), natural("m"), natural("k"), natural("i")
phi, mu_y, mu_hat_y, v = (vector(name, d) for name in ("phi", "mu_y", "mu_hat_y", "v"))
pi_y, pi_hat_y = real("pi_y"), real("pi_hat_y")
M, M_hat, S = matrix("M", m, d), matrix("M_hat", m, d), matrix("S", d, d)
y, b = vector("y", m), vector("b", m)
CLASS = [k < m, ForAll(i, Implies(i < m, Eq(entry(y, i), piecewise(Eq(k, i), 1))))]  # y is class k
MEANS = M.T * y, M_hat.T * y  # of class y, of the data and of the model
Pair = tuple[Term, Term]


def unit(mean: Term) -> Term:
    """N(φ; μ, I) = exp(−½‖φ − μ‖²)/(√(2π))ᵈ."""
    return exp(-(sqnorm(phi - mean) / 2)) / sqrt(2 * pi()) ** d


def shared(mean: Term) -> Term:
    """N(φ; μ, Σ) = exp(−½(φ − μ)ᵀΣ⁻¹(φ − μ))/√((2π)ᵈ·|det Σ|)."""
    return exp(-(distance(mean) / 2)) / sqrt((2 * pi()) ** d * abs(det(S)))


def distance(mean: Term) -> Term:
    """(φ − μ)ᵀΣ⁻¹(φ − μ)."""
    return (phi - mean).T * inv(S) * (phi - mean)


def score(means: Pair) -> Term:
    """(μ − μ̂)ᵀφ + ½(‖μ̂‖² − ‖μ‖²)."""
    return (means[0] - means[1]).T * phi + bias(means)


def bias(means: Pair) -> Term:
    """½(‖μ̂‖² − ‖μ‖²)."""
    return HALF * (sqnorm(means[1]) - sqnorm(means[0]))


def shared_bias(means: Pair) -> Term:
    """½(μ̂ᵀΣ⁻¹μ̂ − μᵀΣ⁻¹μ)."""
    data, model = means
    return HALF * (model.T * inv(S) * model - data.T * inv(S) * data)


@result(source="homework B.4", needs="PCT")
def logit() -> Proof:
    """π_y = π̂_y > 0, N(μ_y, I) against N(μ̂_y, I): h* = (μ_y − μ̂_y)ᵀφ + ½(‖μ̂_y‖² − ‖μ_y‖²), D* = σ(h*)."""
    proof = Proof(given=[0 < pi_y])
    found = _expanded(proof, (pi_y, pi_y), ZERO)
    return proof.conclude(And(*(t.conclusion for t in found)), answer=score((mu_y, mu_hat_y)))


@result(source="homework B.4")
def priors() -> Proof:
    """π_y, π̂_y > 0: h* = (μ_y − μ̂_y)ᵀφ + ½(‖μ̂_y‖² − ‖μ_y‖²) + log(π_y/π̂_y), and D* = σ(h*)."""
    proof = Proof(given=[0 < pi_y, 0 < pi_hat_y])
    more = log(pi_y / pi_hat_y)
    found = _expanded(proof, (pi_y, pi_hat_y), more)
    return proof.conclude(And(*(t.conclusion for t in found)), answer=score((mu_y, mu_hat_y)) + more)


def _expanded(proof: Proof, weights: Pair, more: Term) -> list[Theorem]:
    """The logit of N(μ_y, I) against N(μ̂_y, I), `more` beyond the one for equal weights."""
    ends = weights[0] * unit(mu_y), weights[1] * unit(mu_hat_y)
    apart, goal = sqnorm(phi - mu_hat_y) / 2 - sqnorm(phi - mu_y) / 2, score((mu_y, mu_hat_y))
    apart, goal = (apart, goal) if more is ZERO else (apart + more, goal + more)
    line = _quotient(proof, ends, apart)
    because = "expand the squares; ‖φ‖² cancels"
    ratio = proof.have(Eq(line.conclusion.args[0], goal), parts=[(1, line)], because=because)
    return [ratio, _at(proof, ends, ratio)]


def _quotient(proof: Proof, ends: Pair, apart: Term) -> Theorem:
    """The logarithm of a quotient of two weighted exponentials."""
    for one in ends:
        proof.have(0 < one, because="a weight > 0 times an exponential, divided by a number > 0")
    because = "the logarithm of a quotient; what the two densities are divided by cancels"
    return proof.have(Eq(log(ends[0] / ends[1]), apart), by=powers.powers, because=because)


def _at(proof: Proof, ends: Pair, ratio: Theorem) -> Theorem:
    """D* = σ(h*), from h* = log(p/q)."""
    p, q, h = optimal_discriminator.p, optimal_discriminator.q, optimal_discriminator.h
    same = proof.use(optimal_discriminator.logit, {p: ends[0], q: ends[1], h: ratio.conclusion.args[1]})
    proof.have(same.conclusion.args[1], by=logic.symmetry(ratio), because="as above")
    return proof.have(same.conclusion.args[0], by=same, because="so the discriminator is the sigmoid of it")


@result(source="homework B.4", needs="PCT")
def linear_form() -> Proof:
    """y one-hot: h* = yᵀ(Aφ + b), D* = σ(h*); row k of A = M − M̂ is (μ_k − μ̂_k)ᵀ, b_k = ½(‖μ̂_k‖² − ‖μ_k‖²)."""
    A = M - M_hat
    proof = Proof(given=[0 < pi_y, *CLASS, Eq(entry(b, k), bias(MEANS))])
    _named(proof, A)
    rows = _rows(proof, A, (MEANS[0] - MEANS[1]).T)
    ratio, best = lemmas.split(proof.use(logit, dict(zip((mu_y, mu_hat_y), MEANS, strict=True))))
    form = _linear(proof, A, score(MEANS))
    found = [*rows, *_rewritten(proof, ratio, best, form)]
    return proof.conclude(And(*(t.conclusion for t in found)), answer=form.conclusion.args[1])


@result(source="homework B.4")
def covariance() -> Proof:
    """Shared Σ ≻ 0: h* = yᵀ(Aφ + b); row k of A is (μ_k − μ̂_k)ᵀΣ⁻¹, b_k = ½(μ̂_kᵀΣ⁻¹μ̂_k − μ_kᵀΣ⁻¹μ_k), S = Σ.

    The density is divided by √((2π)ᵈ·|det Σ|): |det Σ| is det Σ, and here only that it is not 0 is used.
    """
    A = (M - M_hat) * inv(S)
    proof = Proof(given=[0 < pi_y, positive_definite(S), *CLASS, Eq(entry(b, k), shared_bias(MEANS))])
    _named(proof, A)
    _scale_positive(proof)
    rows = _rows(proof, A, (MEANS[0] - MEANS[1]).T * inv(S))
    ends = pi_y * shared(MEANS[0]), pi_y * shared(MEANS[1])
    ratio = _quotient(proof, ends, distance(MEANS[1]) / 2 - distance(MEANS[0]) / 2)
    goal = (MEANS[0] - MEANS[1]).T * inv(S) * phi + shared_bias(MEANS)
    because = "expand; φᵀΣ⁻¹φ cancels, and Σ⁻¹ is symmetric"
    ratio = proof.have(Eq(ratio.conclusion.args[0], goal), parts=[(1, ratio)], because=because)
    best = _at(proof, ends, ratio)
    form = _linear(proof, A, goal)
    found = [*rows, ratio, *_rewritten(proof, ratio, best, form)]
    return proof.conclude(And(*(t.conclusion for t in found)), answer=form.conclusion.args[1])


def _scale_positive(proof: Proof) -> Theorem:
    """0 < |det Σ|, since Σ is invertible."""
    size = det(S)
    proof.have(invertible(S), because="a positive definite matrix is")
    regular = proof.have(Ne(size, 0), because="an invertible matrix has one")
    weak = order.range_of(abs(size))
    none = logic.assume(Eq(abs(size), ZERO))
    square = algebra.combination(Eq(sqnorm(size), ZERO), ((abs(size), none, ONE),), ())
    absurd = logic.contradiction(lemmas.vanishes(square), regular)
    positive = order.strengthen(weak, logic.negate(none.conclusion, absurd))
    return proof.have(0 < abs(size), by=positive, because="so its determinant is not 0")


def _named(proof: Proof, a: Term) -> None:
    """Show A and the means by their names."""
    for name, term in zip(("A", "mu_k", "mu_hat_k"), (a, *MEANS), strict=True):
        proof.let(name, term)


def _picked(proof: Proof, column: Term) -> Theorem:
    """The product yᵀu is u_k, since y is one-hot."""
    place = logic.modus_ponens(logic.specialise(proof.known(CLASS[1]), i), logic.assume(i < m))
    here, single = piecewise(Eq(k, i), 1) * entry(column, i), finite_sums.single_term()
    total = vectors.inner_sum(y, column)
    term = algebra.combination(Eq(entry(y, i) * entry(column, i), here), ((ONE, place, entry(column, i)),), ())
    exists = summation.sum_integrable(m, lam(i, here))
    everywhere = summation.sum_almost(i, m, term)
    same = logic.right(integrals.linear(counting(m), total.conclusion.args[1].args[1], ((ONE, exists),), everywhere))
    names = ((finite_sums.m, k), (finite_sums.c, ONE), (finite_sums.f, lam(i, entry(column, i))))
    reached = logic.left(logic.specialise(logic.instantiate(single, names), m))
    only = logic.modus_ponens(reached, proof.known(CLASS[0]))
    line = proof.calculate(y.T * column).equals(total.conclusion.args[1], by=total, because="a product of columns")
    line.equals(Sum(here, i, m), by=same, because="y is one-hot")
    return line.equals(entry(column, k), by=only, because="only the term i = k is not 0").theorem


def _rows(proof: Proof, a: Term, difference: Term) -> list[Theorem]:
    """Row k of M is (Mᵀy)ᵀ, of M̂ (M̂ᵀy)ᵀ, and of A the given one."""
    wanted = [(M, MEANS[0].T), (M_hat, MEANS[1].T), (a, difference)]
    return [_row(proof, of, r) for of, r in wanted]


def _row(proof: Proof, a: Term, r: Term) -> Theorem:
    """Row k of a matrix, since y picks it."""
    picked = _picked(proof, a * v)
    proof.have(Eq(entry(a * v, k), r * v), parts=[(-1, picked)], because="y picks the row")
    every = logic.generalise(v, proof.known(Eq(entry(a * v, k), r * v)))
    return proof.have(every.conclusion, by=every, because="for every column v")


def _linear(proof: Proof, a: Term, value: Term) -> Theorem:
    """The logit is yᵀ(Aφ + b)."""
    picked, known = _picked(proof, b), proof.known(proof.given[-1])
    because = "y picks row k of A and entry k of b"
    return proof.have(Eq(value, y.T * (a * phi + b)), parts=[(-1, picked), (-1, known)], because=because)


def _rewritten(proof: Proof, ratio: Theorem, best: Theorem, form: Theorem) -> list[Theorem]:
    """Both statements about the logit, of its linear form."""
    ends, h = ratio.conclusion.args[0], form.conclusion.args[1]
    line = proof.have(Eq(ends, h), by=logic.transitivity(ratio, form), because="the logit in its linear form")
    same = logic.rewrite(best, form)
    return [line, proof.have(same.conclusion, by=same, because="and its sigmoid")]


_mu_1 = vector("mu_1", d)
_EQUAL = log(pi_y * unit(mu_y) / (pi_y * unit(mu_hat_y)))
_FORM = log(pi_y * unit(MEANS[0]) / (pi_y * unit(MEANS[1])))
_NORMS = sqnorm(phi) / 2, sqnorm(mu_y) / 2, sqnorm(mu_hat_y) / 2

ERRATA = (
    Slip(
        "projection_discriminator",
        "−½‖φ−μ‖² + ½‖φ−μ̂‖² = −½‖φ‖² − μᵀφ − ½‖μ‖² + ½‖φ‖² + μ̂ᵀφ + ½‖μ̂‖²",
        lambda: Eq(
            -(sqnorm(phi - mu_y) / 2) + sqnorm(phi - mu_hat_y) / 2,
            -_NORMS[0] - mu_y.T * phi - _NORMS[1] + _NORMS[0] + mu_hat_y.T * phi + _NORMS[2],
        ),
        "refuted",
        correct="both cross terms have the other sign, + μᵀφ and − μ̂ᵀφ; the claim is true where (μ − μ̂)ᵀφ = 0",
    ),
    Slip(
        "projection_discriminator",
        "h* = (μ̂−μ)ᵀφ + ½(‖μ̂‖²−‖μ‖²)",
        lambda: Eq(_EQUAL, (mu_hat_y - mu_y).T * phi + bias((mu_y, mu_hat_y))),
        "refuted",
        given=[0 < pi_y],
        correct="(μ − μ̂)ᵀφ + ½(‖μ̂‖² − ‖μ‖²)",
    ),
    Slip(
        "projection_discriminator",
        "b_k = ‖μ̂_k‖² − ‖μ_k‖²",
        lambda: Eq(_FORM, y.T * ((M - M_hat) * phi + b)),
        "refuted",
        given=[0 < pi_y, *CLASS, Eq(entry(b, k), sqnorm(MEANS[1]) - sqnorm(MEANS[0]))],
        correct="b_k = ½(‖μ̂_k‖² − ‖μ_k‖²); the claim is true for means of equal norms",
    ),
    Slip(
        "projection_discriminator",
        "row k of A taken as (μ̂_k − μ_1)ᵀ",
        lambda: Eq(_EQUAL, (mu_hat_y - _mu_1).T * phi + bias((mu_y, mu_hat_y))),
        "refuted",
        given=[0 < pi_y],
        correct="row k of A is (μ_k − μ̂_k)ᵀ: the means of class k itself, the data's first",
    ),
)
