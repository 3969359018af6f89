"""The linear Gaussian model z ~ N(0, I), x|z ~ N(Wz + b, s²I): posterior, evidence, bound and gap in closed form.

Under q = N(m, S) the evidence lower bound is E_q[log p(x|z)] − KL(q‖p(z)), both in closed form, and what it misses of
log p(x) is KL(q‖p(z|x)). If S is diagonal, with M = WᵀW + s²I it misses at least ½·log(Π Mᵢᵢ/det M).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from derivations import divergences, lemmas
from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel import lebesgue as measures
from derivations.kernel.definedness import conditions
from derivations.kernel.densities import KL
from derivations.kernel.formulas import And, Eq, Exists, function, log, matrix, natural, positive_definite, real
from derivations.kernel.terms import NAT, ONE, apply, lam, num, resorted
from derivations.lemmas import diagonal_gaussians, diagonal_matrices, traces, vae_decoders
from derivations.lemmas import linear_gaussian_model as model
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.definite_determinants import entry_positive, positive
from derivations.lemmas.density_values import (
    commuted,
    cut,
    difference,
    evidence_apart,
    likelihood_apart,
    ratio,
    times_one,
    values,
)
from derivations.lemmas.diagonal_matrices import diagonal
from derivations.lemmas.linear_gaussian_model import (
    COVARIANCE,
    ELBO,
    ELBO_VALUE,
    EVIDENCE,
    EVIDENCE_VALUE,
    JOINT,
    LATENT,
    MARGINAL,
    MEAN,
    POSTERIOR,
    PRECISION,
    PRIOR,
    RECONSTRUCTION,
    TO_PRIOR,
    Q,
    S,
    k,
    m,
    s,
    z,
)
from derivations.lemmas.multivariate_gaussians import divergence, same_law
from derivations.proof import Proof, once

i, v = natural("i"), function("v", NAT)
GAP, GAP_VALUE = log(EVIDENCE) - ELBO, KL(LATENT, Q, POSTERIOR)
WIDTH = lam(i, s**2 / traces.on_diagonal(PRECISION, i))
_V = matrix("V", k, k)
ATTAINED = Exists(_V, And(positive_definite(_V), diagonal(_V, WIDTH)))


def prove() -> Proof:
    """Posterior N(μ, s²M⁻¹), evidence N(b, WWᵀ + s²I), the ELBO, its gap, and the least gap of a diagonal q."""
    proof = Proof(given=[0 < s, positive_definite(S)])
    names = ("M", "mu", "C", "p_x", "L")
    for name, term in zip(names, (PRECISION, MEAN, MARGINAL, EVIDENCE, ELBO), strict=True):
        proof.let(name, term)
    _signs(proof)
    proper, chosen = (_density(proof, *pair) for pair in ((MEAN, COVARIANCE), (m, S)))
    evidence, posterior = _bayes(proof, proper)
    bound = _bound(proof)
    gap = _gap(proof, evidence, chosen)
    zero = _no_gap(proof, gap)
    shown = lemmas.join(posterior, evidence, *bound, *zero, *_diagonal(proof, gap))
    _meaningful(proof, shown.conclusion)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=ELBO_VALUE)


def _signs(proof: Proof) -> None:
    """Definiteness, determinants and signs."""
    because = {PRECISION: "vᵀMv = ‖Wv‖² + s²‖v‖²", MARGINAL: "likewise", PRIOR: "vᵀv > 0"}
    for covariance, known in model.definite().items():
        proof.have(known.conclusion, by=known, because=because.get(covariance, "a multiple of such, or of its inverse"))
        determinant = positive(known)
        proof.have(determinant.conclusion, by=determinant, because="positive definite")
    determinant = positive(model.chosen())
    proof.have(determinant.conclusion, by=determinant, because="positive definite")
    for sign in model.signs():
        known = logic.generalise(z, sign) if z in sign.conclusion.free else sign
        proof.have(known.conclusion, by=known, because="a normal density")


def _meaningful(proof: Proof, statement: Term) -> None:
    """What the integrands need, at one point z for all of them."""
    for fact in model.scales():
        proof.facts.add(fact)
    there = proof.facts.at(z)
    for condition in {_unguarded(c).alpha: _unguarded(c) for c in conditions(statement)}.values():
        if condition.op == "almost" and condition.args[0] is LATENT:
            known = there.prove(apply(condition.args[1], z))
            proof.facts.add(integrals.almost_everywhere(LATENT, z, (), known))


def _unguarded(condition: Term) -> Term:
    """ψ for φ ⇒ ψ."""
    while condition.op == "implies":
        condition = condition.args[1]
    return condition


def _density(proof: Proof, centre: Term, covariance: Term) -> Theorem:
    """A normal density is one."""
    known = logic.left(measures.gaussian_vector(centre, covariance))
    return proof.have(known.conclusion, by=known, because="a normal density")


def _linear(
    proof: Proof, body: Term, parts: list[tuple[Term, Theorem]], pointwise: Theorem, because: str
) -> tuple[Theorem, Theorem]:
    """The body is integrable with the integral Σ c·∫f, since it is Σ c·f at every z."""
    everywhere = integrals.almost_everywhere(LATENT, z, (), pointwise)
    both = integrals.linear(LATENT, lam(z, body), tuple(parts), everywhere)
    both = proof.have(both.conclusion, by=both, because=because)
    return logic.left(both), logic.right(both)


def _bayes(proof: Proof, proper: Theorem) -> tuple[Theorem, Theorem]:
    """p(x) = N(x; b, C) and p(z|x) = N(z; μ, s²M⁻¹)."""
    known = logic.generalise(z, model.joint())
    known = logic.specialise(proof.have(known.conclusion, by=known, because="complete the square"), z)
    _, _, exists, one = lemmas.split(lemmas.unfolded(proper))
    turned = logic.transitivity(known, commuted(*known.conclusion.args[1].args))
    _, total = _linear(proof, apply(JOINT, z), [(EVIDENCE_VALUE, exists)], turned, "a multiple of the posterior")
    value = lemmas.renamed(Eq(EVIDENCE, EVIDENCE_VALUE), logic.transitivity(total, times_one(EVIDENCE_VALUE, one)))
    value = proof.have(value.conclusion, by=value, because="a density has the integral 1")
    sign = logic.rewrite(proof.known(0 < EVIDENCE_VALUE), logic.symmetry(value))
    proof.have(0 < EVIDENCE, by=sign, because="a normal density is positive")
    numbers = values("rpet", apply(JOINT, z), apply(POSTERIOR, z), EVIDENCE_VALUE, EVIDENCE)
    posterior = cut(logic.instantiate(ratio(), numbers), known, value, proof.known(0 < EVIDENCE))
    posterior = logic.generalise(z, posterior)
    return value, proof.have(posterior.conclusion, by=posterior, because="Bayes' rule")


def _bound(proof: Proof) -> list[Theorem]:
    """E_q[log p(x, z)/q(z)] = E_q[log p(x|z)] − KL(q‖p(z)), in closed form."""
    (exists, first), (finite, second) = model.reconstruction(), model.to_prior()
    for theorem in (exists, first, finite, second):
        proof.have(theorem.conclusion, by=theorem, because="the mean of a quadratic function")
    likelihood, prior, q = apply(JOINT, z).args[0], apply(JOINT, z).args[1], apply(Q, z)
    pointwise = cut(logic.instantiate(likelihood_apart(), values("rpq", likelihood, prior, q)), *model.signs())
    parts = [(ONE, exists), (num(-1), lemmas.split(lemmas.unfolded(finite))[1])]
    body = pointwise.conclusion.args[0]
    _, total = _linear(proof, body, parts, pointwise, "p(x, z) = p(x|z)·p(z)")
    apart = _folded(total, ELBO, RECONSTRUCTION, TO_PRIOR)
    apart = proof.have(Eq(ELBO, RECONSTRUCTION - TO_PRIOR), by=apart, because="by definition")
    closed = proof.have(Eq(ELBO, ELBO_VALUE), parts=[(1, apart), (1, first), (-1, second)], because="insert them")
    return [apart, first, second, closed]


def _folded(theorem: Theorem, *defined: Term) -> Theorem:
    """The theorem with these defined numbers for what they abbreviate."""
    for number in defined:
        theorem = logic.rewrite(theorem, logic.symmetry(logic.unfold(number)))
    return theorem


def _gap(proof: Proof, evidence: Theorem, chosen: Theorem) -> Theorem:
    """log p(x) − ELBO = KL(q‖p(z|x))."""
    finite, _ = divergence(model.chosen(), model.definite()[COVARIANCE], (m, MEAN))
    finite = proof.have(finite.conclusion, by=finite, because="both are normal")
    _, _, exists, one = lemmas.split(lemmas.unfolded(chosen))
    numbers = values("rpeq", apply(JOINT, z), apply(POSTERIOR, z), EVIDENCE_VALUE, apply(Q, z))
    pointwise = cut(logic.instantiate(evidence_apart(), numbers), model.joint(), *model.signs())
    parts = [(log(EVIDENCE_VALUE), exists), (num(-1), lemmas.split(lemmas.unfolded(finite))[1])]
    _, total = _linear(proof, pointwise.conclusion.args[0], parts, pointwise, "p(x, z) = p(z|x)·p(x)")
    total = _folded(total, ELBO, GAP_VALUE)
    whole = logic.transitivity(total, in_context(times_one(log(EVIDENCE_VALUE), one), lambda t: t - GAP_VALUE))
    left = proof.have(Eq(ELBO, log(EVIDENCE_VALUE) - GAP_VALUE), by=whole, because="∫q = 1")
    logs = in_context(evidence, log)
    numbers = values("rept", ELBO, log(EVIDENCE_VALUE), GAP_VALUE, log(EVIDENCE))
    same = cut(logic.instantiate(difference(), numbers), left, logs)
    return proof.have(Eq(GAP, GAP_VALUE), by=same, because="p(x) is this density")


def _no_gap(proof: Proof, gap: Theorem) -> list[Theorem]:
    """The gap is at least 0, and 0 just for the posterior."""
    densities = {divergences.mu: LATENT, divergences.p: Q, divergences.q: POSTERIOR}
    gibbs = logic.left(on_columns(proof, divergences.gibbs, z, densities))
    finite = divergence(model.chosen(), model.definite()[COVARIANCE], (m, MEAN))[0]
    least, zero = lemmas.split(logic.modus_ponens(gibbs, proof.known(finite.conclusion)))
    bound = proof.have(ELBO <= log(EVIDENCE), terms=[(1, [least], [])], parts=[(1, gap)], because="KL ≥ 0")
    same = logic.congruence(lam(real("t"), Eq(real("t"), 0)), gap)
    posterior = logic.transitivity(same, zero)
    posterior = proof.have(posterior.conclusion, by=posterior, because="KL = 0 for equal densities only")
    parameters = same_law(model.chosen(), model.definite()[COVARIANCE], (m, MEAN))
    parameters = logic.transitivity(posterior, parameters)
    parameters = proof.have(parameters.conclusion, by=parameters, because="equal means and covariances")
    return [gap, bound, posterior, parameters]


def on_columns(proof: Proof, result: Callable[[], Proof], space: Term, instances: Mapping[Term, Term]) -> Theorem:
    """The theorem of a result about densities on any space, for densities on this one."""
    other = once(result)
    if other.id not in proof.uses:
        proof.uses.append(other.id)
    theorem = integrals.on_space(other.theorem, space)
    pairs = tuple((resorted(variable, space.sort), value) for variable, value in instances.items())
    theorem = logic.instantiate(theorem, pairs)
    return proof.have(theorem.conclusion, by=theorem, because=f"by {other.id}")


def _diagonal(proof: Proof, gap: Theorem) -> list[Theorem]:
    """The gap for a diagonal S is at least ½·log(Π Mᵢᵢ/det M), and where it is that."""
    g, precise = diagonal_gaussians, model.definite()[PRECISION]
    value = divergence(model.chosen(), model.definite()[COVARIANCE], (m, MEAN))[1]
    level = logic.transitivity(gap, proof.have(value.conclusion, by=value, because="both are normal"))
    entries = entry_positive(precise, i)
    every = logic.generalise(i, logic.discharge(i < k, entries))
    every = proof.have(every.conclusion, by=every, because="M is positive definite")
    product = vae_decoders.sum_of_logarithms(i, k, entries.conclusion.args[1], every)[0]
    proof.have(product.conclusion, by=product, because="a product of positive entries")
    instances = ((g.n, k), (g.M, PRECISION), (g.S, S), (g.m, m), (g.mu, MEAN), (g.v, v), (g.s, s))
    best = logic.cut(precise, logic.instantiate(g.best_diagonal(), instances))
    best = logic.rewrite(best, logic.symmetry(level))
    best = logic.generalise(v, logic.discharge(diagonal(S, v), best))
    best = proof.have(best.conclusion, by=best, because="log r ≤ r − 1 for r = vᵢMᵢᵢ/s²")
    with proof.suppose(i < k):
        proof.have(entries.conclusion, by=entries, because="as above")
        width = proof.have(0 < apply(WIDTH, i), because="both are positive")
    widths = logic.generalise(i, logic.discharge(i < k, width))
    found = lemmas.renamed(ATTAINED, logic.cut(widths, diagonal_matrices.exists(k, WIDTH)))
    return [best, proof.have(ATTAINED, by=found, because="a sum of multiples of eᵢeᵢᵀ")]
