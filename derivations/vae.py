"""The evidence lower bound and the variational autoencoder (homeworks D.1, D.2).

x is one observation, fixed throughout, and the latent z lives on any space with a measure μ: finite sums and Lebesgue
integrals are instances. r(z) = p(x, z) is the joint density as a function of z, the evidence is p(x) = ∫r dμ, and the
posterior is p(z|x) = r(z)/p(x). Where they are needed apart, r(z) = l(z)·π(z) with the likelihood l(z) = p(x|z) and the
prior π(z) = p(z). Quantities are in nats.
"""

from __future__ import annotations

from fractions import Fraction

from derivations import cells, divergences, gaussians, lemmas, logarithm, vae_decoders
from derivations.expectations import Space
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic, matrices, order, powers
from derivations.kernel import lebesgue as measures
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
    Or,
    Product,
    Sum,
    almost,
    counting,
    det,
    entry,
    exp,
    function,
    integrable,
    invertible,
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
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, apply, lam, make, num, substitute
from derivations.proof import Proof
from derivations.relative import relative
from derivations.results import result
from derivations.slips import Slip
from derivations.tactics import Facts

mu, z = measure("mu"), point("z")
r, q, likelihood, prior = function("r"), function("q"), function("l"), function("p_z")
t, lam_ = real("t"), real("lam")
JOINT = lam(z, likelihood(z) * prior(z))


def evidence(joint: Term) -> Term:
    """p(x) = ∫ p(x, z) dμ."""
    return Integral(apply(joint, z), z, mu)


def posterior(joint: Term) -> Term:
    """p(z|x) = p(x, z)/p(x), as a function of z."""
    return lam(z, apply(joint, z) / evidence(joint))


def elbo_integrand(joint: Term) -> Term:
    """q·log(r/q) where q > 0."""
    return piecewise(0 < q(z), q(z) * log(apply(joint, z) / q(z)))


def elbo_of(joint: Term) -> Term:
    """E_q[log(p(x, z)/q(z))], the evidence lower bound."""
    return expectation(mu, q, lam(z, log(apply(joint, z) / q(z))))


def finite_evidence(joint: Term) -> list[Term]:
    """What is asked of p(x, z): integrable in z, and 0 < p(x) < ∞."""
    return [integrable(apply(joint, z), z, mu), 0 < evidence(joint)]


@result(source="homework D.1")
def elbo() -> Proof:
    """q ≪ p(z|x): log p(x) = E_q[log p(x,z)/q(z)] + KL(q‖p(z|x)), both terms finite or neither."""
    after = posterior(r)
    given = [make("measurable", r), ForAll(z, 0 <= r(z)), *finite_evidence(r), density(mu, q)]
    proof = Proof(given=[*given, absolutely_continuous(mu, q, after)])
    space = Space(proof, mu, z)
    proof.let("p_x", evidence(r))
    proper = _posterior_density(space, r)
    mass, one = space.density(q)
    support = _support(space, r)
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


def _posterior_density(space: Space, joint: Term) -> Theorem:
    """p(z|x) = p(x, z)/p(x) is a density."""
    proof, whole, after = space.proof, evidence(joint), posterior(joint)
    known = logic.specialise(proof.known(ForAll(z, 0 <= apply(joint, z))), z)
    space.atom(proof.have(known.conclusion, by=known, because="for every z"))
    exists, value = space.linear(
        apply(after, z), [(1 / whole, proof.known(finite_evidence(joint)[0]))], because="a multiple"
    )
    total = proof.have(Eq(space.integral(apply(after, z)), 1), parts=[(1, value)], because="p(x)/p(x) = 1")
    sign = logic.generalise(z, proof.facts.prove(0 <= apply(after, z)))
    parts = lemmas.join(space.measurable(apply(after, z)), sign, exists, total)
    goal = density(mu, after)
    return proof.have(goal, by=lemmas.folded(goal, parts), because="the posterior is a density")


def _support(space: Space, joint: Term) -> Theorem:
    """r > 0 wherever q > 0, from q ≪ p(z|x)."""
    here, known = apply(joint, z), space.proof.known(absolutely_continuous(mu, q, posterior(joint)))

    def positive(given: Theorem) -> Theorem:
        ratio = logic.modus_ponens(given, logic.assume(0 < q(z)))
        scale = space.proof.known(0 < evidence(joint))
        shown = algebra.nonneg(0 < here, ((1, (ratio, scale), ()),), (), ())
        return logic.discharge(0 < q(z), shown)

    return space.almost(Implies(0 < q(z), 0 < here), [lemmas.unfolded(known)], because="p(x) > 0", by=positive)


RECONSTRUCTION = expectation(mu, q, lam(z, log(likelihood(z))))
LOWER = RECONSTRUCTION - KL(mu, q, prior)
_LOG_LIKELIHOOD = piecewise(0 < q(z), q(z) * log(likelihood(z)))


def _model() -> list[Term]:
    """What is asked of p(x|z) ≥ 0 and p(z), a density: 0 < p(x) < ∞."""
    sign = ForAll(z, 0 <= likelihood(z))
    return [make("measurable", likelihood), sign, density(mu, prior), *finite_evidence(JOINT)]


def _joint(proof: Proof) -> Space:
    """The space of z, with the signs of p(x|z), p(z) and their product."""
    space = Space(proof, mu, z)
    known = logic.specialise(proof.known(ForAll(z, 0 <= likelihood(z))), z)
    space.atom(proof.have(known.conclusion, by=known, because="for every z"))
    space.density(prior)
    every = logic.generalise(z, proof.have(0 <= apply(JOINT, z), because="a product"))
    proof.have(every.conclusion, by=every, because="for every z")
    proof.let("p_x", evidence(JOINT))
    return space


@result(source="homework D.1", needs="PCT")
def elbo_bound() -> Proof:
    """KL(q‖p(z)) < ∞, p(x|z) > 0 where q > 0: log p(x) ≥ E_q[log p(x|z)] − KL(q‖p(z)); the gap is KL(q‖p(z|x))."""
    after, close = posterior(JOINT), finite_kl(mu, q, prior)
    covered = almost(Implies(0 < q(z), 0 < likelihood(z)), z, mu)
    proof = Proof(given=[*_model(), density(mu, q), close, covered])
    space = _joint(proof)
    space.density(q)
    support, to_prior = space.finite(proof.known(close))
    reached = Implies(0 < q(z), 0 < apply(after, z))
    reached = space.almost(reached, [support, proof.known(covered)], because="p(x|z)·p(z) > 0")
    proof.have(absolutely_continuous(mu, q, after), by=lemmas.folded(absolutely_continuous(mu, q, after), reached))
    _, together, identity = lemmas.split(proof.use(elbo, {r: JOINT}))
    exists, finite, inside = integrable(_LOG_LIKELIHOOD, z, mu), finite_kl(mu, q, after), elbo_integrand(JOINT)
    known, because = [support, proof.known(covered)], "log(r/q) = log p(x|z) − log(q/p(z))"
    with proof.suppose(finite) as (given,):
        whole = proof.have(integrable(inside, z, mu), by=logic.modus_ponens(logic.converse(together), given))
        back = space.linear(_LOG_LIKELIHOOD, [(1, whole), (1, to_prior)], known, because)[0]
    with proof.suppose(exists) as (one,):
        whole, value = space.linear(inside, [(1, one), (-1, to_prior)], known, because)
        gap = proof.have(finite, by=logic.modus_ponens(together, whole), because="the ELBO is finite")
        log_evidence = logic.modus_ponens(identity, gap)
        equal = Eq(log(evidence(JOINT)), LOWER + KL(mu, q, after))
        equal = proof.have(equal, parts=[(1, log_evidence), (1, value)], because="the integral is linear")
        least = _nonnegative(proof, after, gap)
        bound = proof.have(
            LOWER <= log(evidence(JOINT)), terms=[(1, [least], [])], parts=[(1, equal)], because="KL ≥ 0"
        )
        shown = logic.both(bound, equal)
    both = proof.equivalence(Iff(exists, finite), gap, back, because="KL(q‖p(z)) is finite")
    follows = logic.discharge(exists, gap)
    proof.have(follows.conclusion, by=follows, because="as above")
    shown = logic.both(both, logic.discharge(exists, shown))
    return proof.conclude(shown.conclusion, by=shown, because="where it is not integrable, it is −∞", answer=LOWER)


def _nonnegative(proof: Proof, after: Term, gap: Theorem) -> Theorem:
    """KL(q‖p(z|x)) ≥ 0."""
    gibbs = logic.left(proof.use(divergences.gibbs, {divergences.p: q, divergences.q: after}))
    return logic.left(logic.modus_ponens(gibbs, gap))


@result(source="homework D.1")
def optimal_posterior() -> Proof:
    """Lagrange: q* = p(x|z)·p(z)/p(x) = p(z|x); log(r/q) − 1 + λ = 0 just there, and no q has a greater ELBO."""
    after, whole = posterior(JOINT), evidence(JOINT)
    proof = Proof(given=[*_model(), density(mu, q), absolutely_continuous(mu, q, after)])
    _joint(proof)
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
        _stationary(proof),
        _normalised(proof),
        proper,
        logic.discharge(exists, maximum),
        logic.discharge(same, attained),
    ]
    shown = lemmas.join(*claims)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=apply(after, z))


def _stationary(proof: Proof) -> Theorem:
    """∂/∂t [t·log(r/t) + λt] = log(r/t) − 1 + λ for r, t > 0, 0 just at t = e^{λ−1}·r; it decreases in t."""
    here = real("r")
    inside = And(0 < here, 0 < t)
    slope = log(here / t) - 1 + lam_
    with proof.suppose(inside):
        first = proof.have(
            Eq(Derivative(t * log(here / t) + lam_ * t, t), slope), by=calculus.derivative, because="the Lagrangian"
        )
        second = proof.have(Eq(Derivative(slope, t), -1 / t), by=calculus.derivative, because="so it is concave")
        split = proof.have(Eq(log(here / t), log(here) - log(t)), by=powers.powers, because="laws of logarithms")
        root = exp(lam_ - 1) * here
        with proof.suppose(Eq(slope, 0)) as (zero,):
            level = proof.have(Eq(log(t), lam_ - 1 + log(here)), parts=[(1, split), (-1, zero)], because="solve")
            line = proof.calculate(t).equals(exp(log(t)), by=powers.powers, because="t > 0")
            line.equals(exp(lam_ - 1 + log(here)), by=level, because="as above")
            line.equals(root, by=powers.powers, because="r > 0")
        with proof.suppose(Eq(t, root)) as (at,):
            logs = logic.congruence(lam(t, log(t)), at)
            apart = proof.have(Eq(log(root), lam_ - 1 + log(here)), by=powers.powers, because="laws of logarithms")
            back = proof.have(Eq(slope, 0), parts=[(1, split), (-1, logs), (-1, apart)], because="insert t")
        only = proof.equivalence(Iff(Eq(slope, 0), Eq(t, root)), line.theorem, back)
        shown = lemmas.join(first, second, only)
    every = logic.generalise(here, logic.generalise(lam_, logic.generalise(t, logic.discharge(inside, shown))))
    every = proof.have(every.conclusion, by=every, because="for all r, t > 0 and every λ")
    every = logic.generalise(z, logic.specialise(every, apply(JOINT, z)))
    return proof.have(every.conclusion, by=every, because="for r = p(x, z)")


def _normalised(proof: Proof) -> Theorem:
    """∫e^{λ−1}·r = 1 iff e^{λ−1} = 1/p(x), and with λ = 1 − log p(x), e^{λ−1}·r = p(z|x)."""
    whole, root = evidence(JOINT), exp(lam_ - 1)
    space, known = Space(proof, mu, z), proof.known(finite_evidence(JOINT)[0])
    exists, value = space.linear(root * apply(JOINT, z), [(root, known)], because="a multiple")
    total, level = Eq(value.conclusion.args[0], 1), Eq(root, 1 / whole)
    with proof.suppose(total) as (one,):
        forward = proof.have(level, parts=[(-1 / whole, value), (1 / whole, one)], because="divide by p(x)")
    with proof.suppose(level) as (at,):
        back = proof.have(total, parts=[(1, value), (whole, at)], because="multiply by p(x)")
    iff = proof.equivalence(Iff(total, level), forward, back)
    every = logic.generalise(lam_, lemmas.join(exists, iff))
    every = proof.have(every.conclusion, by=every, because="for every λ")
    solved = exp(1 - log(whole) - 1)
    scale = proof.have(Eq(solved, 1 / whole), by=powers.powers, because="laws of logarithms")
    best = Eq(solved * apply(JOINT, z), apply(posterior(JOINT), z))
    best = logic.generalise(z, proof.have(best, parts=[(apply(JOINT, z), scale)], because="insert λ = 1 − log p(x)"))
    return logic.both(every, proof.have(best.conclusion, by=best, because="for every z"))


sigma, m, epsilon, w = real("sigma"), real("mu"), real("epsilon"), real("z")
f, k, h = function("f", REAL, REAL), function("k", REAL, REAL), function("h")
nu, u, law, noise = measure("nu"), point("u"), function("p"), function("epsilon")
LINE, UNIT = lebesgue(), lam(epsilon, normal(epsilon, ZERO, ONE))


def noise_mean(value: Term) -> Term:
    """E_{N(0,1)} of a function of ε."""
    return expectation(LINE, UNIT, lam(epsilon, value))


@result(source="homework D.2")
def reparameterisation() -> Proof:
    """E_{N(μ,σ²)}[f(z)] = E_{N(0,1)}[f(μ+σε)]; under the integral sign ∂/∂μ gives E[f′(μ+σε)], ∂/∂σ E[ε·f′(μ+σε)]."""
    proof = Proof(given=[0 < sigma])
    same = _same_expectation(proof)
    in_mean = _gradient(proof, (t, sigma), m, ONE)
    in_deviation = _gradient(proof, (m, t), sigma, noise(u))
    shown = lemmas.join(same, in_mean, in_deviation)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=noise_mean(f(m + sigma * epsilon)))


def _plain(value: Term) -> Term:
    """N(ε; 0, 1) times a function of ε."""
    return apply(UNIT, epsilon) * value


def _same_expectation(proof: Proof) -> Theorem:
    """Both expectations exist or neither, and then they are equal, by the substitution z = μ + σε."""
    old = piecewise(0 < normal(w, m, sigma), normal(w, m, sigma) * f(w))
    new = piecewise(0 < apply(UNIT, epsilon), _plain(f(m + sigma * epsilon)))
    first, second = integrable(old, w, LINE), integrable(new, epsilon, LINE)
    space, scale = Space(proof, LINE, epsilon), proof.known(0 < sigma)
    proof.have(invertible(sigma), by=_regular(scale), because="σ ≠ 0")
    size = logic.congruence(lam(t, abs(t)), algebra.field(Eq(det(sigma), sigma)))
    size = logic.transitivity(size, order.absolute(scale))
    size = proof.have(size.conclusion, by=size, because="σ > 0")
    moved = measures.affine_substitution(sigma, m, lam(w, old))
    together, value = lemmas.split(proof.have(moved.conclusion, by=moved, because="substitute z = σε + μ"))
    inner = together.conclusion.args[1]
    here = apply(inner.args[1], epsilon)
    same = proof.have(Eq(here, new / sigma), by=_undone(proof, here, new), because="(z − μ)/σ = ε")
    with proof.suppose(first) as (known,):
        moved = proof.have(inner, by=logic.modus_ponens(together, known), because="by the substitution")
        there, scaled = space.linear(new, [(sigma, moved)], because="σ times it", using=[same.conclusion])
        weights = [(1, logic.modus_ponens(value, known)), (-1, scaled), (make("integral", *inner.args), size)]
        goal = Eq(expectation(LINE, lam(w, normal(w, m, sigma)), f), noise_mean(f(m + sigma * epsilon)))
        equal = proof.have(goal, parts=weights, because="insert it")
    with proof.suppose(second) as (known,):
        moved = space.linear(here, [(1 / sigma, known)], because="(1/σ) times it")[0]
        back = proof.have(first, by=logic.modus_ponens(logic.converse(together), moved), because="by the substitution")
    iff = proof.equivalence(Iff(first, second), there, back)
    return logic.both(iff, logic.discharge(first, equal))


def _regular(scale: Theorem) -> Theorem:
    """Γ ⊢ 0 < σ  gives  Γ ⊢ σ invertible."""
    deviation = scale.conclusion.args[1]
    nonzero = logic.rewrite(
        lemmas.nonzero_of_positive(scale), logic.symmetry(algebra.field(Eq(det(deviation), deviation)))
    )
    return logic.modus_ponens(logic.converse(matrices.determinant(deviation)), nonzero)


def _undone(proof: Proof, inner: Term, new: Term) -> Theorem:
    """The integrand at z = σε + μ is the new one divided by σ."""
    branches = [integrals.branch(u, proof.facts.prove(u.args[0])) for u in (inner, new)]
    return algebra.combination(Eq(inner, new / sigma), ((ONE, branches[0], ONE), (-1 / sigma, branches[1], ONE)), ())


def _gradient(proof: Proof, path: tuple[Term, Term], at: Term, factor: Term) -> Theorem:
    """The derivative of E[f(μ+σε)] along a path in μ or σ, ε with any law, if the integral may be differentiated."""
    value, slope = f(path[0] + path[1] * noise(u)), make("derivative", f, m + sigma * noise(u))
    allowed = differentiable_under_integral(nu, lam(t, lam(u, law(u) * value)), at)
    premise = And(density(nu, law), ForAll(t, make("differentiable", f, t)), allowed)
    with proof.suppose(premise, because="if f is smooth and the integral may be differentiated") as (given,):
        shown = _differentiated(proof, given, value, slope if factor is ONE else factor * slope, at)
    claim = logic.discharge(premise, shown)
    proof.have(claim.conclusion, by=claim, because="as supposed")
    claim = logic.discharge(premise, lemmas.split(logic.modus_ponens(claim, logic.assume(premise)))[-1])
    return proof.have(claim.conclusion, by=claim, because="in particular")


def _differentiated(proof: Proof, given: Theorem, value: Term, slope: Term, at: Term) -> Theorem:
    """Everything in the claim exists, and last: the derivative of the mean of the values is the mean of the slopes."""
    proper, smooth, allowed = lemmas.split(given)
    start, slopes, _, whole, total = lemmas.split(lemmas.unfolded(allowed))
    for theorem in (whole, total):
        proof.have(theorem.conclusion, by=theorem, because="differentiation under the integral")
    sign = logic.specialise(lemmas.split(lemmas.unfolded(proper))[1], u)
    each = logic.specialise(smooth, m + sigma * noise(u))
    proof.have(each.conclusion, by=each, because="for every ε")
    mean, plain = logic.abstraction(t, _unguarded(proof, sign, value)), _unguarded(proof, sign, slope)
    there = logic.rewrite(whole, logic.symmetry(mean))
    there = proof.have(there.conclusion, by=there, because="the same function")
    inner = Eq(apply(slopes.conclusion.args[1], u), law(u) * slope)
    chain = logic.abstraction(u, proof.have(inner, by=calculus.derivative, because="the chain rule"))
    same = [
        logic.congruence(lam(k, make("derivative", k, at)), mean),
        logic.congruence(lam(h, make("integral", nu, h)), chain),
    ]
    goal = Eq(same[0].conclusion.args[0], plain.conclusion.args[0])
    goal = proof.have(goal, parts=[(1, same[0]), (1, total), (1, same[1]), (-1, plain)], because="put together")
    known = (start, substitute(value, {t: at})), (logic.rewrite(slopes, chain), slope)
    exist = [_guarded(proof, theorem, logic.abstraction(u, _guard(sign, v))) for theorem, v in known]
    return lemmas.join(*exist, there, logic.generalise(u, each), goal)


def _guarded(proof: Proof, known: Theorem, same: Theorem) -> Theorem:
    """The expectation exists, since the plain integral does."""
    exists = logic.rewrite(known, logic.symmetry(same))
    return proof.have(exists.conclusion, by=exists, because="the same function")


def _guard(sign: Theorem, value: Term) -> Theorem:
    """(p·v where p > 0, else 0) = p·v, since p ≥ 0."""
    inside = piecewise(0 < law(u), law(u) * value)
    known = cells.zero_or_positive(sign)
    positive = integrals.branch(inside, logic.assume(0 < law(u)))
    zero = logic.assume(Eq(law(u), ZERO))
    nothing = integrals.branch(inside, cells.decide(Facts([zero]), 0 < law(u)))
    nothing = algebra.combination(Eq(inside, law(u) * value), ((ONE, nothing, ONE), (-value, zero, ONE)), ())
    return logic.cases(known, nothing, positive)


def _unguarded(proof: Proof, sign: Theorem, value: Term) -> Theorem:
    """E_p[v] = ∫p·v."""
    plain = logic.congruence(lam(h, make("integral", nu, h)), logic.abstraction(u, _guard(sign, value)))
    goal = Eq(expectation(nu, law, lam(u, value)), plain.conclusion.args[1])
    return proof.have(goal, parts=[(1, plain)], because="p ≥ 0")


D, i = natural("D"), natural("i")
x_, f_ = vector("x", D), vector("f", D)


@result(source="homework D.2")
def gaussian_decoder() -> Proof:
    """−log N(x; f, σ²I) = ‖x−f‖²/(2σ²) + (D/2)·log(2πσ²), f = f(z), whole and as a product over coordinates."""
    proof = Proof(given=[0 < sigma])
    normaliser = D / num(2) * log(2 * pi() * sigma**2)
    joint = exp(-sqnorm(x_ - f_) / (2 * sigma**2)) / (sqrt(2 * pi()) * sigma) ** D
    value = sqnorm(x_ - f_) / (2 * sigma**2) + normaliser
    whole = proof.have(Eq(-log(joint), value), by=powers.powers, because="laws of logarithms")
    one, gap = normal(entry(x_, i), entry(f_, i), sigma), (entry(x_, i) - entry(f_, i)) ** 2
    sign = proof.have(0 < one, because="a normal density")
    each = proof.have(
        Eq(log(one), -gap / (2 * sigma**2) - log(2 * pi() * sigma**2) / 2),
        by=powers.powers,
        because="laws of logarithms",
    )
    everywhere = logic.generalise(i, logic.discharge(i < D, sign))
    positive, logs = vae_decoders.sum_of_logarithms(i, D, one, everywhere)
    for theorem in (positive, logs):
        proof.have(theorem.conclusion, by=theorem, because="the logarithm of a product is a sum")
    parts = [(-1 / (2 * sigma**2), gap), (-log(2 * pi() * sigma**2) / 2, ONE)]
    total = _summed(each, parts)
    total = proof.have(total.conclusion, by=total, because="the sum is linear")
    size = logic.specialise(vae_decoders.count(), D)
    size = proof.have(size.conclusion, by=size, because="D terms")
    weights = [(-1, logs), (-1, total), (log(2 * pi() * sigma**2) / 2, size)]
    apart = Eq(-log(Product(one, i, D)), Sum(gap, i, D) / (2 * sigma**2) + normaliser)
    apart = proof.have(apart, parts=weights, because="insert them")
    return proof.conclude(And(whole.conclusion, apart.conclusion), by=logic.both(whole, apart), answer=value)


def _summed(each: Theorem, parts: list[tuple[Term, Term]]) -> Theorem:
    """Σ tᵢ = Σ c·Σ uᵢ, from tᵢ = Σ c·uᵢ."""
    left = each.conclusion.args[0]
    summands = tuple((c, integrals.sum_integrable(D, lam(i, u))) for c, u in parts)
    goal = Eq(left, integrals.combined([c for c, _ in parts], [u for _, u in parts]))
    same = algebra.combination(goal, ((ONE, each, ONE),), ())
    everywhere = integrals.almost_everywhere(counting(D), i, (), same)
    return logic.right(integrals.linear(counting(D), lam(i, left), summands, everywhere))


x, g = function("x", NAT), function("g", NAT)
BINARY = ForAll(i, Implies(i < D, Or(Eq(x(i), 0), Eq(x(i), 1))))
WITHIN = ForAll(i, Implies(i < D, And(0 < g(i), g(i) < 1)))
_FACTOR = x(i) * g(i) + (1 - x(i)) * (1 - g(i))
_CROSS_ENTROPY = x(i) * log(g(i)) + (1 - x(i)) * log(1 - g(i))


def log_of_bernoulli() -> Proof:
    """x binary, 0 < g < 1: log Π(x g + (1−x)(1−g)) = Σ[x log g + (1−x) log(1−g)]."""
    proof = Proof(given=[BINARY, WITHIN])
    with proof.suppose(i < D, because="for each coordinate"):
        value, inside = (
            logic.modus_ponens(logic.specialise(proof.known(k), i), logic.assume(i < D)) for k in proof.given
        )
        for theorem in lemmas.split(inside):
            proof.have(theorem.conclusion, by=theorem, because="as given")
        proof.have(0 < 1 - g(i), because="g < 1")
        goal = And(0 < _FACTOR, Eq(log(_FACTOR), _CROSS_ENTROPY))
        both = logic.cases(value, *(_at_pixel(proof, goal, k) for k in (ZERO, ONE)))
        both = proof.have(goal, by=both, because="in both cases")
    known = [logic.generalise(i, logic.discharge(i < D, part)) for part in lemmas.split(both)]
    for theorem in known:
        proof.have(theorem.conclusion, by=theorem, because="for every coordinate")
    positive, logs = vae_decoders.sum_of_logarithms(i, D, _FACTOR, known[0])
    proof.have(positive.conclusion, by=positive, because="a product of positive factors")
    logs = proof.have(logs.conclusion, by=logs, because="the logarithm of a product is a sum")
    each = logic.modus_ponens(logic.specialise(known[1], i), logic.assume(i < D))
    total = integrals.sum_almost(i, D, each)
    exists = integrals.sum_integrable(D, lam(i, _CROSS_ENTROPY))
    total = logic.right(integrals.linear(counting(D), lam(i, log(_FACTOR)), ((ONE, exists),), total))
    line = proof.calculate(logs.conclusion.args[0])
    line.equals(logs.conclusion.args[1], by=logs, because="the logarithm of a product is a sum")
    line.equals(total.conclusion.args[1], by=total, because="x is 0 or 1")
    return proof.conclude(line.theorem.conclusion, answer=total.conclusion.args[1])


def _at_pixel(proof: Proof, goal: Term, value: Term) -> Theorem:
    """The sign and the logarithm of a factor where x is 0, or 1."""
    with proof.suppose(Eq(x(i), value)) as (known,):
        rest = 1 - g(i) if value is ZERO else g(i)
        same = proof.have(Eq(_FACTOR, rest), parts=[(2 * g(i) - 1, known)], because="insert x")
        sign = proof.have(
            goal.args[0], terms=[(1, [proof.known(0 < rest)], [])], parts=[(1, same)], because="0 < g < 1"
        )
        logs = logic.congruence(lam(t, log(t)), same)
        weights = [(1, logs), (log(1 - g(i)) - log(g(i)), known)]
        return logic.both(sign, proof.have(goal.args[1], parts=weights, because="insert x"))


def _narrow() -> tuple[Term, Term, Term]:
    """p(z) = q(z) = N(z; 0, 2⁻²⁰) and p(x|z) = 1: the density at z, p(x), and what is claimed."""
    here = normal(w, ZERO, num(1) / 1024)
    whole = Integral(1 * here, w, LINE)
    return here, whole, expectation(LINE, lam(w, here), lam(w, log(1 * here * here / here))) <= log(whole)


def not_a_bound() -> Proof:
    """E_q[log(p(x, z)·p(z)/q(z))] = 19/2·log 2 − ½·log π − ½ > 0 = log p(x)."""
    here, whole, claim = _narrow()
    scale, half, two = num(1) / 1024, num(1) / 2, log(num(2))
    proof = Proof()
    space = Space(proof, LINE, w)
    known = gaussians.normal_density(ZERO, scale)
    _, _, exists, total = lemmas.split(lemmas.unfolded(known))
    exists, value = space.linear(1 * here, [(1, exists)], because="p(x|z) = 1")
    one = proof.have(Eq(whole, 1), parts=[(1, value), (1, total)], because="a density")
    proof.have(0 < whole, terms=[(1, [], [])], parts=[(1, one)], because="1 > 0")
    zero = logic.transitivity(logic.congruence(lam(t, log(t)), one), powers.powers(Eq(log(ONE), ZERO)))
    zero = proof.have(zero.conclusion, by=zero, because="log 1 = 0")
    level = 10 * two - half * (two + log(pi()))
    integrand = piecewise(0 < here, here * log(1 * here * here / here))
    because = "log N is quadratic in z"
    mean = gaussians.polynomial(space, integrand, (ZERO, scale), [level, 0, -half], level - half, because)[1]
    bounds = [logarithm.bound(u) for u in (pi(), half)]
    bounds = [proof.have(b.conclusion, by=b, because="log u ≤ u − 1") for b in bounds]
    turned = proof.have(Eq(log(half), -two), by=powers.powers, because="laws of logarithms")
    small = proof.have(pi() < num(22) / 7, by=logic.right(measures.pi_bounds()), because="Archimedes")
    weights = [(bounds[0], Fraction(1, 2)), (bounds[1], Fraction(19, 2)), (small, Fraction(1, 2))]
    terms = [*((c, [theorem], []) for theorem, c in weights), (Fraction(89, 28), [], [])]
    parts = [(1, mean), (-1, zero), (Fraction(19, 2), turned)]
    less = proof.have(make("lt", *reversed(claim.args)), terms=terms, parts=parts, because="log 2 ≥ ½ and π < 22/7")
    shown = logic.modus_ponens(logic.converse(order.negated_order(claim)), less)
    return proof.conclude(shown.conclusion, by=shown)


_r, _s = real("r"), real("s")
_SQUARE = sqnorm(x_ - f_) / (2 * sigma**2)

ERRATA = [
    Slip(
        topic="vae",
        written="log p(x) ≥ Σ q log[p(x,z)p(z)/q(z)]",
        claim=lambda: _narrow()[2],
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
        claim=lambda: Eq(log(Product(_FACTOR, i, D)), Sum(_CROSS_ENTROPY, i, D)),
        verdict="proved",
        given=[BINARY, WITHIN],
        correct="it is right",
        proof=log_of_bernoulli,
    ),
]
