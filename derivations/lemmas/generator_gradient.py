"""The gradient of the non-saturating loss at a frozen optimal discriminator, as that of two divergences.

q(t) is a family of positive densities with one real parameter t: a direction in the space of parameters. At t = s the
discriminator D* = p/(p + q(s)) is frozen. What is shown here, line by line in the proof that asks for it, is how the
derivatives of the integrands combine; that the integrals may be differentiated under the integral sign is a hypothesis
(`leibniz` gives it, under domination).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from derivations import divergences, lemmas
from derivations.kernel import Term, Theorem, algebra, calculus, integrals, logic
from derivations.kernel.densities import (
    JSD,
    KL,
    density,
    differentiable_under_integral,
    expectation,
    finite_kl,
    mixture,
)
from derivations.kernel.formulas import (
    Derivative,
    Eq,
    ForAll,
    differentiable,
    function,
    integrable,
    log,
    measure,
    point,
    real,
)
from derivations.kernel.terms import ONE, REAL, SPACE, ZERO, Exact, Sort, apply, lam, make, num, replace
from derivations.lemmas import cells
from derivations.lemmas.expectations import Space
from derivations.proof import Proof

mu, x, t, theta_0 = measure("mu"), point("x"), real("t"), real("theta_0")
p, q = function("p"), function("q", REAL, Sort("function", SPACE, REAL))
here, model, frozen = p(x), q(t)(x), q(theta_0)(x)
mean = (here + model) / 2
D_STAR = here / (here + frozen)
SLOPE = Derivative(model, t, theta_0)
LOSS, TO_DATA = model * -log(D_STAR), model * log(model / here)
DATA_TO_MEAN, MODEL_TO_MEAN = here * log(here / mean), model * log(model / mean)


def family(body: Term) -> Term:
    """t ↦ (x ↦ body)."""
    return lam(t, lam(x, body))


def hypotheses() -> list[Term]:
    """Positive densities, differentiable in the parameter, whose integrals may be differentiated under the sign."""
    allowed = [model, LOSS, TO_DATA, DATA_TO_MEAN, MODEL_TO_MEAN]
    return [
        density(mu, p),
        ForAll(t, density(mu, q(t))),
        ForAll(x, 0 < here),
        ForAll(t, ForAll(x, 0 < model)),
        ForAll(x, differentiable(model, t, theta_0)),
        ForAll(t, finite_kl(mu, q(t), p)),
        ForAll(t, integrable(LOSS, x, mu)),
        *(differentiable_under_integral(mu, family(body), theta_0) for body in allowed),
    ]


OBJECTIVE = expectation(mu, q(t), lam(x, -log(D_STAR)))
DIVERGENCES = KL(mu, q(t), p) - 2 * JSD(mu, p, q(t))


@dataclass
class Gradient:
    """The parts of the proof; the hypotheses above must be given."""

    proof: Proof

    def __post_init__(self) -> None:
        """Take the hypotheses to the point x and to the parameter t."""
        positive, model_positive, smooth = (self.proof.known(hypotheses()[i]) for i in (2, 3, 4))
        for parameter in (t, theta_0):
            self.proof.facts.add(logic.specialise(model_positive, parameter))
        at_t = logic.specialise(logic.specialise(model_positive, t), x)
        at_start = logic.specialise(logic.specialise(model_positive, theta_0), x)
        for fact in (logic.specialise(positive, x), at_t, at_start, logic.specialise(smooth, x)):
            self.proof.have(fact.conclusion, by=fact, because="for every point and parameter")

    @cached_property
    def space(self) -> Space:
        """The space of the measure; no density is ever 0."""
        return Space(self.proof, mu, x)

    def exchanged(self, body: Term) -> tuple[Theorem, Theorem, Theorem]:
        """t ↦ ∫body is differentiable at the start, its derivative is ∫∂body, and ∂body is integrable; shown once."""
        if body not in self._exchanged:
            self._exchanged[body] = self._exchange(body)
        return self._exchanged[body]

    @cached_property
    def _exchanged(self) -> dict[Term, tuple[Theorem, Theorem, Theorem]]:
        return {}

    def _exchange(self, body: Term) -> tuple[Theorem, Theorem, Theorem]:
        known = self.proof.known(differentiable_under_integral(mu, family(body), theta_0))
        _, exists, _, smooth, value = lemmas.split(lemmas.unfolded(known))
        self.proof.facts.add(smooth)
        self.proof.have(value.conclusion, by=value, because="differentiation under the integral")
        return smooth, value, exists

    def slope(self, body: Term, value: Term) -> Theorem:
        """∂body/∂t at the start, by the rules of differentiation."""
        return self.proof.have(
            Eq(Derivative(body, t, theta_0), value), by=calculus.derivative, because="differentiate at a point"
        )

    def no_mass(self) -> tuple[Theorem, Theorem]:
        """∫∂q = 0, since ∫q(t) = 1 for every t; and ∂q is integrable."""
        _, value, exists = self.exchanged(model)
        density_at = logic.specialise(self.proof.known(ForAll(t, density(mu, q(t)))), t)
        _, _, integrable_at, total = lemmas.split(lemmas.unfolded(density_at))
        moved = self.space.linear(model, [(1, integrable_at)], because="written out")[1]
        one = self.proof.have(Eq(1, self.space.integral(model)), parts=[(-1, moved), (-1, total)], because="a density")
        constant = logic.congruence(_derivative_at(), logic.abstraction(t, one))
        zero = calculus.derivative(Eq(make("derivative", lam(t, ONE), theta_0), ZERO))
        goal = Eq(make("integral", *exists.conclusion.args), 0)
        parts = [(-1, value), (-1, constant), (1, zero)]
        return self.proof.have(goal, parts=parts, because="the derivative of ∫q(t) = 1"), exists

    def pointwise(self) -> Theorem:
        """∂(−q log D*) = ∂(q log(q/p)) − ∂(p log(p/m)) − ∂(q log(q/m)) + (log 2 − 1)·∂q at every x."""
        start = (here + frozen) / 2
        values = (
            (LOSS, SLOPE * -log(D_STAR)),
            (TO_DATA, SLOPE * log(frozen / here) + SLOPE),
            (DATA_TO_MEAN, -here * SLOPE / (2 * start)),
            (MODEL_TO_MEAN, SLOPE * log(frozen / start) + SLOPE - frozen * SLOPE / (2 * start)),
        )
        loss, *others = [self.slope(*pair) for pair in values]
        slopes = [self.exchanged(body)[2] for body in (TO_DATA, DATA_TO_MEAN, MODEL_TO_MEAN, model)]
        weights = [ONE, num(-1), num(-1), log(2) - 1]
        total = integrals.combined(weights, [apply(s.conclusion.args[1], x) for s in slopes])
        facts = self.proof.facts
        logs = [cells.logarithm_of(facts, log(u)) for u in (D_STAR, frozen / here, frozen / start)]
        parts = [(ONE, loss, ONE), (-ONE, others[0], ONE), (ONE, others[1], ONE), (ONE, others[2], ONE)]
        parts += [(w * SLOPE, e, ONE) for w, e in zip((num(-1), num(-1), ONE), logs, strict=True)]
        goal = Eq(loss.conclusion.args[0], total)
        shown = facts.settled(algebra.combination(goal, tuple(parts), ()))
        return self.proof.have(goal, by=shown, because="log D* = log(p/m) − log 2")

    def gradient_of_loss(self) -> Theorem:
        """∫∂(−q log D*) = ∫∂(q log(q/p)) − ∂(p log(p/m)) − ∂(q log(q/m)), the mass being constant."""
        same = self.pointwise()
        everywhere = integrals.almost_everywhere(mu, x, (), same)
        none, model_slope = self.no_mass()
        slopes = [self.exchanged(body)[2] for body in (TO_DATA, DATA_TO_MEAN, MODEL_TO_MEAN)]
        weights = [ONE, num(-1), num(-1), log(2) - 1]
        function_ = self.exchanged(LOSS)[2].conclusion.args[1]
        parts = tuple(zip(weights, [*slopes, model_slope], strict=True))
        linear = integrals.linear(mu, function_, parts, everywhere)
        value = self.proof.have(
            logic.right(linear).conclusion, by=logic.right(linear), because="the integral is linear"
        )
        whole = integrals.combined(weights[:3], [make("integral", *s.conclusion.args) for s in slopes])
        goal = Eq(value.conclusion.args[0], whole)
        return self.proof.have(goal, parts=[(1, value), (log(2) - 1, none)], because="∫∂q = 0")

    def unguarded(self, guarded: Term, body: Term) -> Theorem:
        """∫ of an integrand that is guarded by a density which is nowhere 0, without the guard, at every t."""
        inside = guarded.args[1]
        branch = apply(inside, x)
        shown = integrals.branch(branch, self.proof.facts.prove(branch.args[0]))
        same = algebra.combination(Eq(branch, body), ((ONE, shown, ONE),), ())
        f = function("f")
        plain = logic.congruence(
            lam(f, make("integral", mu, f)), logic.abstraction(x, self.proof.still(same.conclusion, same))
        )
        return self.proof.have(plain.conclusion, by=plain, because="no density is 0")

    def start(self) -> None:
        """Every integral exists at the start: KL by hypothesis, the halves of JSD always."""
        first = logic.specialise(self.proof.known(ForAll(t, finite_kl(mu, q(t), p))), theta_0)
        model_density = logic.specialise(self.proof.known(ForAll(t, density(mu, q(t)))), theta_0)
        loss = logic.specialise(self.proof.known(ForAll(t, integrable(LOSS, x, mu))), theta_0)
        for fact in (first, model_density, loss):
            self.proof.have(fact.conclusion, by=fact, because="at the start")
        halves = lemmas.split(self.proof.use(divergences.jsd, {divergences.q: q(theta_0)}))[:2]
        for known in (first, *halves):
            _, exists = self.space.finite(known)
            branch = apply(exists.conclusion.args[1], x)
            same = integrals.branch(branch, self.proof.facts.prove(branch.args[0]))
            plain = logic.rewrite(exists, logic.abstraction(x, self.proof.still(same.conclusion, same)))
            self.proof.have(plain.conclusion, by=plain, because="no density is 0")
        guarded = replace(apply(_integral_of(OBJECTIVE).args[1], x), t, theta_0)
        same = logic.symmetry(integrals.branch(guarded, self.proof.facts.prove(guarded.args[0])))
        back = logic.rewrite(loss, logic.abstraction(x, self.proof.still(same.conclusion, same)))
        self.proof.have(back.conclusion, by=back, because="no density is 0")

    def as_functions(self, whole: Term, parts: Sequence[tuple[Exact, Theorem]], plain: Term, because: str) -> Theorem:
        """The derivatives at the start of two expressions in t that are equal for every t, and that both exist."""
        same = logic.abstraction(t, self.proof.have(Eq(whole, plain), parts=parts, because=because))
        smooth = self.proof.facts.prove(differentiable(plain, t, theta_0))
        back = logic.rewrite(smooth, logic.symmetry(same))
        self.proof.have(back.conclusion, by=back, because="the same function")
        return logic.congruence(_derivative_at(), same)

    def conclusion(self) -> Theorem:
        """The two derivatives agree."""
        proof, integral = self.proof, self.space.integral
        self.start()
        value = self.gradient_of_loss()
        slopes = [self.exchanged(body)[1] for body in (LOSS, TO_DATA, DATA_TO_MEAN, MODEL_TO_MEAN)]
        loss, to_data, data_to_mean, model_to_mean = (integral(b) for b in (LOSS, TO_DATA, DATA_TO_MEAN, MODEL_TO_MEAN))
        guarded = [_integral_of(u) for u in (OBJECTIVE, KL(mu, q(t), p), *_halves())]
        bodies = (LOSS, TO_DATA, DATA_TO_MEAN, MODEL_TO_MEAN)
        plain = [self.unguarded(*pair) for pair in zip(guarded, bodies, strict=True)]
        left = self.as_functions(OBJECTIVE, [(1, plain[0])], loss, "the loss")
        sum_ = to_data - (data_to_mean + model_to_mean)
        weights = [(1, plain[1]), (-1, plain[2]), (-1, plain[3])]
        right = self.as_functions(DIVERGENCES, weights, sum_, "the divergences written out")
        pieces = [make("derivative", lam(t, u), theta_0) for u in (to_data, data_to_mean, model_to_mean)]
        apart = proof.have(
            Eq(Derivative(sum_, t, theta_0), pieces[0] - (pieces[1] + pieces[2])),
            by=calculus.derivative,
            because="a sum",
        )
        goal = Eq(Derivative(OBJECTIVE, t, theta_0), Derivative(DIVERGENCES, t, theta_0))
        parts = [
            (1, left),
            (1, slopes[0]),
            (1, value),
            (-1, slopes[1]),
            (1, slopes[2]),
            (1, slopes[3]),
            (-1, apart),
            (-1, right),
        ]
        return proof.have(goal, parts=parts, because="both are the same integral")


def _integral_of(number: Term) -> Term:
    """The integral that a defined number abbreviates."""
    return logic.unfold(number).conclusion.args[1]


def _halves() -> tuple[Term, Term]:
    """KL(p‖m) and KL(q‖m), with m = (p + q)/2."""
    m = mixture(mu, p, q(t))
    return KL(mu, p, m), KL(mu, q(t), m)


def _derivative_at() -> Term:
    """f ↦ f′(θ₀)."""
    f = function("f", REAL, REAL)
    return lam(f, make("derivative", f, theta_0))
