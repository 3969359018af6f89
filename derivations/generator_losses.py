"""The generator's losses and what drives it (homeworks A.1, B.2): saturating, non-saturating, and flipped labels.

The discriminator is D = σ(h) with a logit h. The generator lowers log(1 − D), the *saturating* loss, or −log D, the
*non-saturating* one. Below θ is one parameter, and the logit of a generated example is a function h of it of which
only differentiability at θ is used. The derivative of either loss is a factor, which depends on h only, times h′(θ).
"""

from __future__ import annotations

from fractions import Fraction

from derivations.kernel import Term, Theorem, calculus, logic, powers
from derivations.kernel import limits as limit_rules
from derivations.kernel.densities import JSD, KL, expectation, sigmoid
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    counting,
    exp,
    function,
    infinity,
    integrable,
    log,
    measure,
    natural,
    piecewise,
    point,
    real,
    tends,
)
from derivations.kernel.terms import REAL, ZERO, Exact, coerce, lam, make, num
from derivations.lemmas import generator_gradient as gradient
from derivations.lemmas import logarithm, logistic
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

h, theta, t, s = real("h"), real("theta"), real("t"), real("s")
logit = function("h", REAL, REAL)
mu, q, logits, value, x = measure("mu"), function("q"), function("h"), function("f"), point("x")


def saturating(d: Term) -> Term:
    """log(1 − D), which the generator lowers in the minimax game."""
    return log(1 - d)


def nonsaturating(d: Term) -> Term:
    """−log D, which the generator lowers instead."""
    return -log(d)


def cross_entropy(d: Term, label: Exact) -> Term:
    """BCE(D, y) = −y log D − (1 − y) log(1 − D)."""
    y = coerce(label)
    return -y * log(d) - (1 - y) * log(1 - d)


def _between(proof: Proof, number: Term) -> tuple[Theorem, Theorem]:
    """0 < σ(h) and 0 < 1 − σ(h)."""
    d = sigmoid(number)
    low = proof.have(0 < d, by=logistic.positive(number), because="1 + e^{−h} is positive")
    terms = [(1, [logistic.below_one(number)], [])]
    return low, proof.have(0 < 1 - d, terms=terms, because="1 − σ(h) = e^{−h}·σ(h)")


_D, _SLOPE = sigmoid(logit(theta)), make("derivative", logit, theta)
_SMOOTH = make("differentiable", logit, theta)


@result(source="homework B.2")
def sigmoid_derivative() -> Proof:
    """σ(h) = 1/(1 + e^{−h}) has the derivative σ′ = σ(1 − σ)."""
    proof = Proof()
    proof.have(0 < 1 + exp(-h), because="e^{−h} > 0")
    line = (
        proof.calculate(Derivative(sigmoid(h), h))
        .equals(exp(-h) / (1 + exp(-h)) ** 2, by=calculus.derivative, because="differentiate 1/(1 + e^{−h})")
        .equals(sigmoid(h) * (1 - sigmoid(h)), because="1 − σ(h) = e^{−h}/(1 + e^{−h})")
    )
    return proof.conclude(line.theorem.conclusion, answer=sigmoid(h) * (1 - sigmoid(h)))


@result(source="homework A.1, B.2", needs="PCT")
def saturating_gradient() -> Proof:
    """h differentiable at θ: ∂/∂θ log(1 − σ(h)) = −σ(h)·∂h/∂θ."""
    return _gradient(saturating(_D), -1 / (1 - _D), -_D, "log(1 − D) has the derivative −1/(1 − D)")


@result(source="homework B.2", needs="PCT")
def nonsaturating_gradient() -> Proof:
    """h differentiable at θ: ∂/∂θ (−log σ(h)) = −(1 − σ(h))·∂h/∂θ."""
    return _gradient(nonsaturating(_D), -1 / _D, -(1 - _D), "−log D has the derivative −1/D")


def _gradient(loss: Term, outer: Term, factor: Term, because: str) -> Proof:
    """The chain rule: the outer derivative times σ′(h) times h′(θ), which is the factor times h′(θ)."""
    proof = Proof(given=[_SMOOTH])
    _between(proof, logit(theta))
    inner = proof.use(sigmoid_derivative, {h: logit(theta)})
    whole = calculus.derivative(Eq(Derivative(loss, theta), factor * _SLOPE))
    line = proof.calculate(Derivative(loss, theta)).equals(
        outer * inner.conclusion.args[0] * _SLOPE,
        parts=[(1, whole), (-outer * _SLOPE, inner)],
        because=f"chain rule; {because}",
    )
    line.equals(outer * (_D * (1 - _D)) * _SLOPE, by=inner, because="σ′ = σ(1 − σ)")
    line.equals(factor * _SLOPE, because="cancel")
    return proof.conclude(line.theorem.conclusion, answer=factor * _SLOPE)


@result(source="homework B.2", needs="PCT")
def vanishing() -> Proof:
    """As h → −∞ the factor −σ(h) goes to 0 like e^h and −(1 − σ(h)) to −1; their ratio is e^h."""
    proof, e = Proof(), exp(-t)
    decay = _decay(proof)
    proof.have(0 < 1 + e, because="e^{−t} > 0")
    first = _limit(proof, -(e / (1 + e)), -sigmoid(-t), 0, decay, "−0/(1 + 0) = 0")
    like = _limit(proof, 1 / (1 + e), sigmoid(-t) / e, 1, decay, "1/(1 + 0) = 1")
    second = _limit(proof, -(1 / (1 + e)), -(1 - sigmoid(-t)), -1, decay, "−1/(1 + 0) = −1")
    _between(proof, h)
    proof.have(0 < exp(-h) * sigmoid(h), because="both are positive")
    ratio = proof.calculate(-sigmoid(h) / -(1 - sigmoid(h)))
    ratio.equals(-sigmoid(h) / -(exp(-h) * sigmoid(h)), by=logistic.complement(h), because="1 − σ(h) = e^{−h}·σ(h)")
    ratio.equals(exp(h), by=powers.powers, because="cancel")
    return proof.conclude(And(*(c.conclusion for c in (first, like, second, ratio.theorem))), answer=exp(h))


def _decay(proof: Proof) -> Theorem:
    """e^{−t} → 0 as t → ∞, since e^t > t."""
    fraction = exp(-t)
    with proof.suppose(0 < t):
        inverse = proof.have(Eq(log(exp(t)), t), by=powers.powers, because="the logarithm is the inverse")
        bound = logarithm.bound(exp(t))
        above = proof.have(
            t < exp(t), terms=[(1, [bound], []), (1, [], [])], parts=[(1, inverse)], because="log u ≤ u − 1 at u = e^t"
        )
        product = proof.have(Eq(fraction * exp(t), 1), by=powers.powers, because="e^{−t}·e^t = e^0")
        signs = [proof.facts.prove(0 < fraction), proof.facts.prove(0 < 1 / t)]
        upper = proof.have(
            fraction <= 1 / t,
            terms=[(1, [*signs, above], [])],
            parts=[(-1 / t, product)],
            because="divide t < e^t by t·e^t",
        )
    lower = proof.have(0 < fraction, because="an exponential")
    nothing = limit_rules.continuity(tends(ZERO, t, infinity(), 0), ())
    squeezed = limit_rules.sandwich(t, lower, upper, nothing, limit_rules.reciprocal_vanishes(t))
    return proof.have(tends(fraction, t, infinity(), 0), by=squeezed, because="between 0 and 1/t")


def _limit(proof: Proof, inside: Term, shown: Term, target: int, decay: Theorem, because: str) -> Theorem:
    """The limit of a term in e^{−t}, and so of the same term in σ(−t)."""
    goal = tends(inside, t, infinity(), target)
    plain = proof.have(goal, by=limit_rules.continuity(goal, (decay,)), because=because)
    same = proof.have(Eq(inside, shown), by=powers.powers, because="σ(−t) = e^{−t}/(1 + e^{−t})")
    found = limit_rules.limit_congruence(t, same, plain)
    return proof.have(found.conclusion, by=found, because="so the same")


@result(source="homework A.1, B.2")
def combined() -> Proof:
    """h differentiable at θ, D = σ(h): the loss log(1 − D) − log D is −h, and its gradient factor the constant −1."""
    proof = Proof(given=[_SMOOTH])
    _between(proof, logit(theta))
    loss = log(1 - _D) - log(_D)
    value = proof.calculate(loss).equals(
        log(_D) - logit(theta) - log(_D), by=logistic.log_complement(logit(theta)), because="1 − σ(h) = e^{−h}·σ(h)"
    )
    value.equals(-logit(theta), because="cancel")
    slope = _slope_of_sum(proof, loss)
    return proof.conclude(And(value.theorem.conclusion, slope.conclusion), answer=-_SLOPE)


def _slope_of_sum(proof: Proof, loss: Term) -> Theorem:
    """The derivative of log(1 − D) − log D is −h′(θ), from those of its two summands."""
    first, second = proof.use(saturating_gradient), proof.use(nonsaturating_gradient)
    (left, down), (right, up) = first.conclusion.args, second.conclusion.args
    whole = calculus.derivative(Eq(Derivative(loss, theta), down + up))
    line = proof.calculate(Derivative(loss, theta)).equals(
        left + right, parts=[(1, whole), (-1, first), (-1, second)], because="the derivative of a sum"
    )
    line.equals(down + right, by=first, because="the saturating gradient")
    line.equals(down + up, by=second, because="the non-saturating gradient")
    return line.equals(-_SLOPE, because="the factors −D and −(1 − D) add up to −1").theorem


@result(source="homework A.1, C.4.6")
def label_flip() -> Proof:
    """BCE(D, y) = −y log D − (1 − y) log(1 − D), labels flipped: BCE(D, 1) = −log D, at x and in expectation over q."""
    d = sigmoid(logits(x))
    flipped, plain = cross_entropy(d, 1), nonsaturating(d)
    proof = Proof(given=[_integrable(plain)])
    for sign in _between(proof, logits(x)):
        everywhere = logic.generalise(x, sign)
        proof.have(everywhere.conclusion, by=everywhere, because="wherever x is")
    line = proof.calculate(flipped).equals(plain, because="the label is 1").theorem
    whole = logic.abstraction(x, logic.congruence(lam(s, _weighted(s)), line))
    exists = logic.rewrite(proof.known(_integrable(plain)), logic.symmetry(whole))
    proof.have(_integrable(flipped), by=exists, because="the same function")
    mean = logic.congruence(lam(value, expectation(mu, q, value)), logic.abstraction(x, line))
    every = logic.generalise(x, line)
    proof.have(every.conclusion, by=every, because="x was arbitrary")
    proof.have(mean.conclusion, by=mean, because="expectations of one function")
    return proof.conclude(And(every.conclusion, mean.conclusion), answer=plain)


def _weighted(value: Term) -> Term:
    """The integrand of E_q: q times a value, 0 where q is 0."""
    return piecewise(0 < q(x), q(x) * value)


def _integrable(value: Term) -> Term:
    """E_q of the value exists."""
    return integrable(_weighted(value), x, mu)


@result(source="homework B.2; Arjovsky and Bottou (2017), theorem 2.5", needs="PCT")
def kl_gradient() -> Proof:
    """D* = p/(p + q_{θ₀}) frozen: at θ₀ the gradient of E_{q_θ}[−log D*] is that of KL(q_θ‖p) − 2·JSD(p, q_θ)."""
    proof = Proof(given=gradient.hypotheses())
    proof.let("D_star", gradient.D_STAR)
    theorem = gradient.Gradient(proof).conclusion()
    answer = Derivative(gradient.DIVERGENCES, gradient.t, gradient.theta_0)
    return proof.conclude(theorem.conclusion, by=theorem, because="the generator moves along minus this", answer=answer)


def _not_frozen() -> Term:
    """The same claim for p = (½, ½) and q = (t, 1 − t) at t = ¼, with a discriminator that follows t."""
    i, over, at = natural("i"), counting(2), Fraction(1, 4)
    here, model = num(Fraction(1, 2)), piecewise(Eq(i, 0), t, 1 - t)
    data, generated = lam(i, here), lam(i, model)
    moving = expectation(over, generated, lam(i, -log(here / (here + model))))
    divergences = KL(over, generated, data) - 2 * JSD(over, data, generated)
    return Eq(Derivative(moving, t, at), Derivative(divergences, t, at))


ERRATA: tuple[Slip, ...] = (
    Slip(
        "generator_losses",
        "the gradient of E_q[−log D*] is that of KL(q‖p) − 2·JSD(p, q) also when D* follows q",
        _not_frozen,
        "refuted",
        correct="D* = p/(p + q_{θ₀}) is frozen at θ₀ while the gradient is taken",
    ),
)
