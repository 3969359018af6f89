"""The evidence lower bound: every result says just what the syllabus says, and no line of its proof can be wrong."""

import math
from fractions import Fraction

import numpy as np
import pytest

from derivations import vae
from derivations.counterexample import find
from derivations.kernel import integrals, logic
from derivations.kernel.densities import (
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    expectation,
    finite_kl,
    normal,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Integral,
    Product,
    Sum,
    almost,
    counting,
    entry,
    exp,
    function,
    integrable,
    lebesgue,
    log,
    measure,
    natural,
    pi,
    piecewise,
    point,
    real,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Term, lam, make, num, var
from derivations.lemmas import vae_decoders
from derivations.opinion import summary
from derivations.proof import Proof, once
from derivations.refuter.evaluate import evaluate, holds
from derivations.slips import judge
from tests.derivations.spoiling import unnoticed

mu, z, q, r = measure("mu"), point("z"), function("q"), function("r")
ell, prior = function("l"), function("p_z")
JOINT = ell(z) * prior(z)
EVIDENCE = Integral(JOINT, z, mu)
POSTERIOR = lam(z, JOINT / EVIDENCE)
MODEL = [make("measurable", ell), ForAll(z, 0 <= ell(z)), density(mu, prior), integrable(JOINT, z, mu), 0 < EVIDENCE]
COVERED = almost(Implies(0 < q(z), 0 < ell(z)), z, mu)
NEAR = absolutely_continuous(mu, q, POSTERIOR)
RESULTS = ["elbo", "elbo_bound", "optimal_posterior", "gaussian_decoder", "reparameterisation"]  # the others have files
ABSTRACT = RESULTS[:3]


def states(name: str, expected: Term, given: list[Term]) -> Proof:
    proof = once(getattr(vae, name))
    assert proof.statement.alpha is expected.alpha
    assert [h.alpha for h in proof.hypotheses] == [g.alpha for g in given]
    assert proof.oracles == frozenset()
    return proof


def mean(value: Term) -> Term:
    return expectation(mu, q, lam(z, value))


def exists(value: Term) -> Term:
    return integrable(piecewise(0 < q(z), q(z) * value), z, mu)


# What is stated
def test_the_evidence_is_the_bound_plus_the_divergence_from_the_posterior():
    whole = Integral(r(z), z, mu)
    after = lam(z, r(z) / whole)
    finite, bound = finite_kl(mu, q, after), log(r(z) / q(z))
    expected = And(
        density(mu, after),
        Iff(exists(bound), finite),
        Implies(finite, Eq(log(whole), mean(bound) + KL(mu, q, after))),
    )
    given = [make("measurable", r), ForAll(z, 0 <= r(z)), integrable(r(z), z, mu), 0 < whole, density(mu, q)]
    proof = states("elbo", expected, [*given, absolutely_continuous(mu, q, after)])
    assert proof.uses == []


def test_the_bound_splits_into_reconstruction_and_divergence_from_the_prior():
    lower = mean(log(ell(z))) - KL(mu, q, prior)
    gap = KL(mu, q, POSTERIOR)
    claims = And(lower <= log(EVIDENCE), Eq(log(EVIDENCE), lower + gap))
    expected = And(Iff(exists(log(ell(z))), finite_kl(mu, q, POSTERIOR)), Implies(exists(log(ell(z))), claims))
    proof = states("elbo_bound", expected, [*MODEL, density(mu, q), finite_kl(mu, q, prior), COVERED])
    assert proof.uses == ["vae.elbo", "divergences.gibbs"]
    assert proof.answer_term.alpha is lower.alpha


def test_the_best_q_is_the_posterior_by_a_multiplier_and_nothing_else_is_as_good():
    t, multiplier = real("t"), real("lam")
    slope, bound = log(JOINT / t) - 1 + multiplier, log(JOINT / q(z))
    stationary = And(
        Eq(Derivative(t * log(JOINT / t) + multiplier * t, t), slope),
        Eq(Derivative(slope, t), -1 / t),
        Iff(Eq(slope, 0), Eq(t, exp(multiplier - 1) * JOINT)),
    )
    scaled = exp(multiplier - 1) * JOINT
    normalised = Iff(Eq(Integral(scaled, z, mu), 1), Eq(exp(multiplier - 1), 1 / EVIDENCE))
    same = same_almost_everywhere(mu, q, POSTERIOR)
    best = And(mean(bound) <= log(EVIDENCE), Iff(Eq(mean(bound), log(EVIDENCE)), same))
    expected = And(
        ForAll(z, ForAll(multiplier, ForAll(t, Implies(And(0 < JOINT, 0 < t), stationary)))),
        And(
            ForAll(multiplier, And(integrable(scaled, z, mu), normalised)),
            ForAll(z, Eq(exp(1 - log(EVIDENCE) - 1) * JOINT, JOINT / EVIDENCE)),
        ),
        density(mu, POSTERIOR),
        Implies(exists(bound), best),
        Implies(same, exists(bound)),
    )
    proof = states("optimal_posterior", expected, [*MODEL, density(mu, q), NEAR])
    assert proof.uses == ["vae.elbo", "divergences.gibbs"]


def test_the_gaussian_decoder_is_a_squared_error_whole_and_by_coordinates():
    size, i, sigma = natural("D"), natural("i"), real("sigma")
    x, f = vector("x", size), vector("f", size)
    constant = size / num(2) * log(2 * pi() * sigma**2)
    joint = exp(-sqnorm(x - f) / (2 * sigma**2)) / (sqrt(2 * pi()) * sigma) ** size
    product = Product(normal(entry(x, i), entry(f, i), sigma), i, size)
    squares = Sum((entry(x, i) - entry(f, i)) ** 2, i, size)
    expected = And(
        Eq(-log(joint), sqnorm(x - f) / (2 * sigma**2) + constant),
        Eq(-log(product), squares / (2 * sigma**2) + constant),
    )
    states("gaussian_decoder", expected, [0 < sigma])


def test_the_change_of_noise_and_its_gradients():
    m, sigma, e, w, t = (real(name) for name in ("mu", "sigma", "epsilon", "z", "t"))
    f, line = function("f", REAL, REAL), lebesgue()
    unit, here = normal(e, ZERO, ONE), normal(w, m, sigma)
    first = integrable(piecewise(0 < here, here * f(w)), w, line)
    second = integrable(piecewise(0 < unit, unit * f(m + sigma * e)), e, line)
    equal = Eq(expectation(line, lam(w, here), f), expectation(line, lam(e, unit), lam(e, f(m + sigma * e))))
    nu, u, law, noise = measure("nu"), point("u"), function("p"), function("epsilon")
    slope = make("derivative", f, m + sigma * noise(u))

    def gradient(path: Term, at: Term, value: Term) -> Term:
        allowed = differentiable_under_integral(nu, lam(t, lam(u, law(u) * f(path))), at)
        premise = And(density(nu, law), ForAll(t, make("differentiable", f, t)), allowed)
        moving = expectation(nu, law, lam(u, f(path)))
        return Implies(premise, Eq(Derivative(moving, t, at), expectation(nu, law, lam(u, value))))

    expected = And(
        And(Iff(first, second), Implies(first, equal)),
        gradient(t + sigma * noise(u), m, slope),
        gradient(m + t * noise(u), sigma, noise(u) * slope),
    )
    states("reparameterisation", expected, [0 < sigma])


@pytest.mark.parametrize("name", ABSTRACT)
@pytest.mark.parametrize("over", [counting(natural("k")), lebesgue()], ids=["finite sums", "the line"])
def test_the_latent_may_be_finite_or_continuous(name, over):
    spot = var("z", over.sort.params[0])
    proof = once(getattr(vae, name))
    there = integrals.on_space(proof.theorem, spot)
    found = logic.instantiate(there, ((measure("mu", spot.sort), over),))
    assert over in set(parts(found.conclusion))
    assert len(found.hypotheses) == len(proof.hypotheses)
    assert density(over, function("q", spot.sort)).alpha in {h.alpha for h in found.hypotheses}


def parts(term: Term) -> list[Term]:
    return [term, *(inner for a in term.args for inner in parts(a))]


# The hypotheses can be met, and what is stated can be checked
# Each hypothesis and each side is needed
BOUND = log(JOINT / q(z))
BASE = [*MODEL, density(mu, q)]
LOWER = mean(log(ell(z))) - KL(mu, q, prior)
FINITE = finite_kl(mu, q, prior)
m, sigma, t = real("mu"), real("sigma"), real("t")
WRONG = {
    "the divergence subtracted": (Eq(log(EVIDENCE), mean(BOUND) - KL(mu, q, POSTERIOR)), [*BASE, NEAR]),
    "the divergence from q": (
        Eq(log(EVIDENCE), mean(BOUND) + KL(mu, POSTERIOR, q)),
        [*BASE, NEAR, finite_kl(mu, POSTERIOR, q)],
    ),
    "the joint for the posterior": (Eq(log(EVIDENCE), mean(BOUND) + KL(mu, q, lam(z, JOINT))), [*BASE, NEAR]),
    "the divergence added to the bound": (
        mean(log(ell(z))) + KL(mu, q, prior) <= log(EVIDENCE),
        [*BASE, FINITE, COVERED],
    ),
    "the reconstruction alone": (mean(log(ell(z))) <= log(EVIDENCE), [*BASE, FINITE, COVERED]),
    "an upper bound": (log(EVIDENCE) <= LOWER, [*BASE, FINITE, COVERED]),
    "the bound strict": (LOWER < log(EVIDENCE), [*BASE, FINITE, COVERED]),
    "the bound where q is no density": (
        LOWER <= log(EVIDENCE),
        [*MODEL, ForAll(z, 0 <= q(z)), make("measurable", q), FINITE, COVERED],
    ),
    "the bound finite only where the likelihood is positive everywhere": (
        ForAll(z, 0 < ell(z)),
        [*BASE, FINITE, COVERED],
    ),
    "the prior is best": (mean(BOUND) <= expectation(mu, prior, lam(z, log(ell(z)))), [*BASE, NEAR,
                          ForAll(z, 0 < ell(z))]),
    "every density reaches the evidence": (Eq(mean(BOUND), log(EVIDENCE)), [*BASE, NEAR]),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "given"), WRONG.values(), ids=WRONG)
def test_wrong_variants_are_refuted_on_a_few_points(claim, given):
    found = find(claim, given)
    assert found is not None
    assert all(holds(formula, found) is True for formula in given)
    assert holds(claim, found) is False


# Every line is checked
@pytest.mark.parametrize("name", RESULTS)
def test_a_wrong_line_stops_the_proof(name, monkeypatch):
    assert unnoticed(getattr(vae, name), monkeypatch) == []


@pytest.mark.parametrize("prove", [vae.log_of_bernoulli, vae.not_a_bound], ids=lambda prove: prove.__name__)
def test_a_wrong_line_stops_the_proof_about_a_slip(prove, monkeypatch):
    assert unnoticed(prove, monkeypatch) == []


@pytest.mark.parametrize("name", RESULTS)
def test_sympy_disagrees_with_no_step(name):
    assert summary(once(getattr(vae, name)).theorem)["disagrees"] == 0


# Slips
@pytest.mark.parametrize("slip", vae.ERRATA, ids=lambda slip: slip.written)
def test_the_slips_get_the_verdict_of_the_syllabus(slip):
    assert judge(slip).status == slip.verdict


def test_the_cross_entropy_of_a_grey_pixel_is_not_the_logarithm_of_the_product():
    x, g = Fraction(1, 2), Fraction(9, 10)
    likelihood = x * g + (1 - x) * (1 - g)
    assert math.log(likelihood) != pytest.approx(float(x) * math.log(g) + float(1 - x) * math.log(1 - g), abs=0.1)
    size, i, pixels, chances = natural("D"), natural("i"), function("x", NAT), function("g", NAT)
    pixel = {size: 1, pixels: lam(i, num(x)), chances: lam(i, num(g))}
    claim = vae.log_of_bernoulli().statement
    assert holds(claim, pixel) is False
    assert holds(claim, pixel | {pixels: lam(i, ONE + 0 * i)}) is not False


# Facts computed without the kernel
def test_the_terms_of_the_kernel_are_those_of_a_textbook():
    likelihood, p, model = np.array([0.5, 0.25, 0.75]), np.array([0.25, 0.5, 0.25]), np.array([0.5, 0.25, 0.25])
    values = {f: tuple(map(Fraction, v)) for f, v in ((ell, likelihood), (prior, p), (q, model))}
    here = {mu: (Fraction(1),) * 3, **values}
    joint = likelihood * p
    posterior = joint / joint.sum()
    assert float(evaluate(EVIDENCE, here)) == pytest.approx(joint.sum(), rel=1e-14)
    assert float(evaluate(mean(BOUND), here)) == pytest.approx(np.sum(model * np.log(joint / model)), rel=1e-13)
    gap = np.sum(model * np.log(model / posterior))
    assert float(evaluate(KL(mu, q, POSTERIOR), here)) == pytest.approx(gap, rel=1e-13)
    lower = np.sum(model * np.log(likelihood)) - np.sum(model * np.log(model / p))
    assert once(vae.elbo_bound).answer_term.alpha is LOWER.alpha
    assert float(evaluate(LOWER, here)) == pytest.approx(np.log(joint.sum()) - gap, rel=1e-13)
    assert lower == pytest.approx(np.log(joint.sum()) - gap, rel=1e-13)


def test_the_squared_error_is_that_of_a_product_of_normal_densities():
    x, f, s = np.array([0.5, -1.0, 2.0]), np.array([0.0, 0.25, 2.5]), 0.75
    factors = np.exp(-((x - f) ** 2) / (2 * s * s)) / (math.sqrt(2 * math.pi) * s)
    found = once(vae.gaussian_decoder).to_function()(D=3, x=x[:, None], f=f[:, None], sigma=s)
    assert float(np.squeeze(found)) == pytest.approx(-np.log(factors).sum(), rel=1e-12)


def test_the_logarithm_of_a_product_needs_positive_factors_only():
    law = vae_decoders.logarithm_of_product()
    assert (law.hypotheses, law.oracles) == ((), frozenset())
    total = vae_decoders.count()
    size, i = natural("n"), natural("i")
    assert total.conclusion.alpha is ForAll(size, Eq(Sum(ONE, i, size), size)).alpha
    assert total.hypotheses == ()
