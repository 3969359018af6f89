"""The evidence lower bound and the variational autoencoder (homeworks D.1, D.2).

x is one observation, fixed throughout, and the latent z lives on any space with a measure μ: finite sums and Lebesgue
integrals are instances. r(z) = p(x, z) is the joint density as a function of z, the evidence is p(x) = ∫r dμ, and the
posterior is p(z|x) = r(z)/p(x). Where they are needed apart, r(z) = l(z)·π(z) with the likelihood l(z) = p(x|z) and the
prior π(z) = p(z). Quantities are in nats.
"""

from __future__ import annotations

from derivations import divergences, lemmas
from derivations.kernel import logic, powers
from derivations.kernel.densities import (
    KL,
    absolutely_continuous,
    density,
    finite_kl,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    Product,
    Sum,
    almost,
    exp,
    integrable,
    log,
    pi,
    real,
    sqrt,
)
from derivations.kernel.terms import ONE, apply, lam, make
from derivations.lemmas import linear_gaussian as linear_model
from derivations.lemmas import vae_all_strings, vae_bernoulli, vae_decoders
from derivations.lemmas import vae_monte_carlo as samples
from derivations.lemmas.expectations import Space
from derivations.lemmas.relative import relative
from derivations.lemmas.vae_all_strings import BINARY, DIFFERENT, LISTED, D, i
from derivations.lemmas.vae_bernoulli import FACTOR, LOGARITHM, WITHIN, log_of_bernoulli
from derivations.lemmas.vae_bound import (
    JOINT,
    LOG_LIKELIHOOD,
    LOWER,
    elbo_integrand,
    elbo_of,
    evidence,
    finite_evidence,
    joined,
    lam_,
    likelihood,
    model,
    mu,
    narrow,
    nonnegative_gap,
    normalised,
    not_a_bound,
    posterior,
    posterior_density,
    prior,
    q,
    r,
    stationary,
    support_of,
    t,
    z,
)
from derivations.lemmas.vae_reparameterisation import (
    epsilon,
    f,
    gradient,
    m,
    noise,
    noise_mean,
    same_expectation,
    sigma,
    u,
)
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip


@result(source="homework D.1")
def elbo() -> Proof:
    """q ≪ p(z|x): log p(x) = E_q[log p(x,z)/q(z)] + KL(q‖p(z|x)), both terms finite or neither."""
    after = posterior(r)
    given = [make("measurable", r), ForAll(z, 0 <= r(z)), *finite_evidence(r), density(mu, q)]
    proof = Proof(given=[*given, absolutely_continuous(mu, q, after)])
    space = Space(proof, mu, z)
    proof.let("p_x", evidence(r))
    proper = posterior_density(space, r)
    mass, one = space.density(q)
    support = support_of(space, r)
    inside, finite = elbo_integrand(r), finite_kl(mu, q, after)
    gap, because = relative(q(z), apply(after, z)), "log(r/q) = log p(x) − log(q/p(z|x))"
    with proof.suppose(finite) as (known,):
        parts = [(log(evidence(r)), mass), (-1, space.finite(known)[1])]
        exists, value = space.linear(inside, parts, [support], because)
        whole = Eq(log(evidence(r)), elbo_of(r) + KL(mu, q, after))
        weights = [(-1, value), (-log(evidence(r)), one)]
        same = proof.have(whole, parts=weights, because="∫q = 1")
    with proof.suppose(integrable(inside, z, mu)) as (known,):
        back = space.linear(gap, [(log(evidence(r)), mass), (-1, known)], [support], because)[0]
        back = proof.have(finite, by=lemmas.folded(finite, logic.both(proof.known(proof.given[-1]), back)))
    both = proof.equivalence(Iff(integrable(inside, z, mu), finite), back, exists, because="log p(x) is a number")
    shown = lemmas.join(proper, both, logic.discharge(finite, same))
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=elbo_of(r) + KL(mu, q, after))


@result(source="homework D.1", needs="PCT")
def elbo_bound() -> Proof:
    """KL(q‖p(z)) < ∞, p(x|z) > 0 where q > 0: log p(x) ≥ E_q[log p(x|z)] − KL(q‖p(z)); the gap is KL(q‖p(z|x))."""
    after, close = posterior(JOINT), finite_kl(mu, q, prior)
    covered = almost(Implies(0 < q(z), 0 < likelihood(z)), z, mu)
    proof = Proof(given=[*model(), density(mu, q), close, covered])
    space = joined(proof)
    space.density(q)
    support, to_prior = space.finite(proof.known(close))
    reached = Implies(0 < q(z), 0 < apply(after, z))
    reached = space.almost(reached, [support, proof.known(covered)], because="p(x|z)·p(z) > 0")
    proof.have(absolutely_continuous(mu, q, after), by=lemmas.folded(absolutely_continuous(mu, q, after), reached))
    _, together, identity = lemmas.split(proof.use(elbo, {r: JOINT}))
    exists, finite, inside = integrable(LOG_LIKELIHOOD, z, mu), finite_kl(mu, q, after), elbo_integrand(JOINT)
    known, because = [support, proof.known(covered)], "log(r/q) = log p(x|z) − log(q/p(z))"
    with proof.suppose(finite) as (given,):
        whole = proof.have(integrable(inside, z, mu), by=logic.modus_ponens(logic.converse(together), given))
        back = space.linear(LOG_LIKELIHOOD, [(1, whole), (1, to_prior)], known, because)[0]
    with proof.suppose(exists) as (one,):
        whole, value = space.linear(inside, [(1, one), (-1, to_prior)], known, because)
        gap = proof.have(finite, by=logic.modus_ponens(together, whole), because="the ELBO is finite")
        log_evidence = logic.modus_ponens(identity, gap)
        equal = Eq(log(evidence(JOINT)), LOWER + KL(mu, q, after))
        equal = proof.have(equal, parts=[(1, log_evidence), (1, value)], because="the integral is linear")
        least = nonnegative_gap(proof, after, gap)
        bound = proof.have(
            LOWER <= log(evidence(JOINT)), terms=[(1, [least], [])], parts=[(1, equal)], because="KL ≥ 0"
        )
        shown = logic.both(bound, equal)
    both = proof.equivalence(Iff(exists, finite), gap, back, because="KL(q‖p(z)) is finite")
    follows = logic.discharge(exists, gap)
    proof.have(follows.conclusion, by=follows, because="as above")
    shown = logic.both(both, logic.discharge(exists, shown))
    return proof.conclude(shown.conclusion, by=shown, because="where it is not integrable, it is −∞", answer=LOWER)


@result(source="homework D.1")
def optimal_posterior() -> Proof:
    """Lagrange: q* = p(x|z)·p(z)/p(x) = p(z|x); log(r/q) − 1 + λ = 0 just there, and no q has a greater ELBO."""
    after, whole = posterior(JOINT), evidence(JOINT)
    proof = Proof(given=[*model(), density(mu, q), absolutely_continuous(mu, q, after)])
    joined(proof)
    proper, together, identity = lemmas.split(proof.use(elbo, {r: JOINT}))
    gibbs, same_finite = lemmas.split(proof.use(divergences.gibbs, {divergences.p: q, divergences.q: after}))
    exists, value = integrable(elbo_integrand(JOINT), z, mu), elbo_of(JOINT)
    finite, same = finite_kl(mu, q, after), same_almost_everywhere(mu, q, after)
    bound, best = value <= log(whole), Iff(Eq(value, log(whole)), same)
    with proof.suppose(exists) as (known,):
        gap = proof.have(finite, by=logic.modus_ponens(together, known), because="the ELBO is finite")
        least, zero = lemmas.split(logic.modus_ponens(gibbs, gap))
        equal = logic.modus_ponens(identity, gap)
        equal = proof.have(equal.conclusion, by=equal, because="log p(x) = ELBO + KL")
        bound = proof.have(bound, terms=[(1, [least], [])], parts=[(1, equal)], because="KL ≥ 0")
        with proof.suppose(best.args[0]) as (top,):
            none = proof.have(zero.conclusion.args[0], parts=[(-1, equal), (-1, top)], because="no gap")
            forward = proof.have(same, by=logic.modus_ponens(zero, none), because="KL = 0 only for equal densities")
        with proof.suppose(same) as (at,):
            none = logic.modus_ponens(logic.converse(zero), at)
            none = proof.have(none.conclusion, by=none, because="KL = 0 for equal densities")
            backward = proof.have(best.args[0], parts=[(-1, equal), (-1, none)], because="no gap")
        best = proof.equivalence(best, forward, backward)
        maximum = logic.both(bound, best)
    with proof.suppose(same) as (at,):
        gap = proof.have(finite, by=logic.modus_ponens(same_finite, at), because="KL = 0")
        attained = proof.have(exists, by=logic.modus_ponens(logic.converse(together), gap), because="as KL is")
    claims = [
        stationary(proof),
        normalised(proof),
        proper,
        logic.discharge(exists, maximum),
        logic.discharge(same, attained),
    ]
    shown = lemmas.join(*claims)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=apply(after, z))


@result(source="homework D.2")
def reparameterisation() -> Proof:
    """E_{N(μ,σ²)}[f(z)] = E_{N(0,1)}[f(μ+σε)]; under the integral sign ∂/∂μ gives E[f′(μ+σε)], ∂/∂σ E[ε·f′(μ+σε)]."""
    proof = Proof(given=[0 < sigma])
    same = same_expectation(proof)
    in_mean = gradient(proof, (t, sigma), m, ONE)
    in_deviation = gradient(proof, (m, t), sigma, noise(u))
    shown = lemmas.join(same, in_mean, in_deviation)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=noise_mean(f(m + sigma * epsilon)))


@result(source="homework D.2")
def monte_carlo() -> Proof:
    """Z(m) ~ q pairwise independent, f = log p(x|z), E_q[f²] < ∞: (1/M)·Σf(Z(m)) has mean E_q[f] and variance V/M.

    V is the variance of f under q. Of f it is used that it is measurable, of the samples that any two are independent.
    """
    proof = Proof(given=samples.GIVEN)
    proof.let("f_bar", samples.MEAN)
    proof.let("V", samples.VARIANCE)
    Space(proof, samples.mu, samples.w).density(samples.p)
    known = samples.moments(proof)
    shown = logic.both(samples.unbiased(proof, known), samples.squared_error(proof, known))
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=samples.VARIANCE / samples.M)


@result(source="homework D.2")
def gaussian_decoder() -> Proof:
    """−log N(x; f, σ²I) = ‖x−f‖²/(2σ²) + (D/2)·log(2πσ²), f = f(z), whole and as a product over coordinates."""
    proof = Proof(given=[0 < sigma])
    whole, value = vae_decoders.squared_error(proof)
    apart = vae_decoders.by_coordinates(proof)
    return proof.conclude(And(whole.conclusion, apart.conclusion), by=logic.both(whole, apart), answer=value)


@result(source="homework D.2")
def bernoulli_decoder() -> Proof:
    """x ∈ {0,1}ᴰ, 0 < g < 1: Π(x g + (1−x)(1−g)) = exp Σ[x log g + (1−x) log(1−g)]; over all x it sums to 1.

    The sum is over any list b of 2ᴰ different binary strings, and every x ∈ {0,1}ᴰ is in it. For a grey x (0 < x < 1,
    g ≠ ½) the right side is less than the left: a loss, not a likelihood; at x = ½, g = 9/10 it is 3/10 and not ½.
    """
    proof = Proof(given=[BINARY, WITHIN, LISTED, DIFFERENT])
    positive, logs = vae_bernoulli.logarithm_of_pixels(proof)
    product = positive.conclusion.args[1]
    line = proof.calculate(product).equals(exp(log(product)), by=powers.powers, because="a positive number")
    raised = logic.congruence(lam(t, exp(t)), logs)
    line.equals(raised.conclusion.args[1], by=raised, because="its logarithm")
    total, member = vae_all_strings.total(), vae_all_strings.complete()
    total = proof.have(total.conclusion, by=total, because="by induction on D: the strings that end in 1, and in 0")
    member = proof.have(member.conclusion, by=member, because="take x for g: the probability of x is 1, of others 0")
    smaller = vae_bernoulli.grey(proof)
    example = vae_bernoulli.grey_example(proof)
    shown = lemmas.join(line.theorem, total, member, smaller, example)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=raised.conclusion.args[1])


@result(source="homework D.1", needs="PCT")
def linear_gaussian() -> Proof:
    """z ~ N(0, I), x|z ~ N(Wz+b, s²I): posterior, evidence, ELBO in closed form, its gap, and the best diagonal q.

    M = WᵀW + s²I: posterior N(M⁻¹Wᵀ(x−b), s²M⁻¹), evidence N(b, WWᵀ+s²I). The gap of q = N(m, S) is 0 just where q is
    the posterior; a diagonal S leaves at least ½·log(Π Mᵢᵢ/det M), attained by the mean of the posterior and s²/Mᵢᵢ.
    """
    return linear_model.prove()


_r, _s = real("r"), real("s")
_SQUARE = vae_decoders.SQUARE

ERRATA = [
    Slip(
        topic="vae",
        written="log p(x) ≥ Σ q log[p(x,z)p(z)/q(z)]",
        claim=lambda: narrow()[2],
        verdict="refuted",
        correct="the numerator is p(x,z) = p(x|z)p(z). With another p(z) the bound fails where densities exceed 1, as "
        "for q = p(z) = N(0, 2⁻²⁰) and p(x|z) = 1; where p(z) ≤ 1, as in a finite sum, it holds and is too weak",
        proof=not_a_bound,
    ),
    Slip(
        topic="vae",
        written="∂/∂q of Σ q log(r/q) + λ(Σq − 1) is log(r/q) + 1 − λ, r = p(x|z)p(z)",
        claim=lambda: Eq(Derivative(t * log(_r / t) + lam_ * t, t), log(_r / t) + 1 - lam_),
        verdict="refuted",
        given=[0 < _r, 0 < t],
        correct="log(r/q) − 1 + λ",
    ),
    Slip(
        topic="vae",
        written="q = e^{λ−1}·(Σ r)⁻¹",
        claim=lambda: Eq(exp(lam_ - 1) * _r, exp(lam_ - 1) / _s),
        verdict="refuted",
        given=[0 < _r, _r <= _s, Eq(exp(lam_ - 1), 1 / _s)],
        correct="q = e^{λ−1}·r with e^{λ−1} = 1/Σr",
    ),
    Slip(
        topic="vae",
        written="Gaussian decoder (2πσ²)^{−1/2} exp(+‖x−f‖²/(2σ²)) in D dimensions",
        claim=lambda: Eq(exp(_SQUARE) / sqrt(2 * pi() * sigma**2), exp(-_SQUARE) / (sqrt(2 * pi()) * sigma) ** D),
        verdict="refuted",
        given=[0 < sigma],
        correct="(2πσ²)^{−D/2} exp(−‖x−f‖²/(2σ²))",
    ),
    Slip(
        topic="vae",
        written="log Π(x g + (1−x)(1−g)) = Σ[x log g + (1−x) log(1−g)], x binary, 0 < g < 1",
        claim=lambda: Eq(log(Product(FACTOR, i, D)), Sum(LOGARITHM, i, D)),
        verdict="proved",
        given=[BINARY, WITHIN],
        correct="it is right",
        proof=log_of_bernoulli,
    ),
]
