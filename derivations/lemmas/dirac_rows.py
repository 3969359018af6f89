"""The first rows of the Dirac-GAN's table, which have no damping: unregularised, non-saturating and Wasserstein."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, calculus, logic
from derivations.kernel.formulas import And, Derivative, Eq, real
from derivations.kernel.terms import ONE, ZERO, make, num
from derivations.lemmas.dirac import (
    HALF,
    QUARTER,
    TURN,
    at_zero,
    circles,
    f,
    h,
    jacobian,
    moves,
    objective,
    plain,
    psi,
    saturating_free,
    shown,
    slope,
    spectrum,
    theta,
    wasserstein,
)
from derivations.lemmas.dirac_steps import outward, unit_circle
from derivations.proof import Proof

t = real("t")


def derivatives_at_zero(proof: Proof) -> Theorem:
    """f′(0) = ½ and f″(0) = −¼."""
    steep = proof.have(Eq(Derivative(f(t), t), slope(t)), by=calculus.derivative, because="f′ = 1 − σ")
    first, second = Derivative(f(t), t, ZERO), Derivative(slope(t), t, ZERO)
    one = proof.have(Eq(first, HALF), by=at_zero(first, HALF), because="e⁰ = 1")
    same = logic.symmetry(logic.abstraction(t, steep))
    bend = logic.rewrite(at_zero(second, -QUARTER), same)
    smooth = calculus.smooth(make("differentiable", second.args[0], ZERO))
    shown(proof, logic.rewrite(smooth, same), "f′ = 1 − σ is smooth")
    two = shown(proof, bend, "f″ = −σ(1 − σ)")
    return proof.have(And(one.conclusion, two.conclusion), by=logic.both(one, two))


def unregularised_rows(proof: Proof) -> list[Theorem]:
    """Unregularised: J has the eigenvalues ±i/2, the flow stays on circles."""
    loss = objective(theta, psi)
    field = moves(proof, loss, loss, plain(theta, psi))
    about = [derivatives_at_zero(proof), jacobian(proof, plain, TURN), spectrum(proof, TURN, ZERO, -QUARTER)]
    return [field, *about, circles(proof, plain), *outward(proof, TURN, h / 2), unit_circle(proof, TURN, h / 2, 4)]


def saturating_free_rows(proof: Proof) -> list[Theorem]:
    """Non-saturating: another field, the same J."""
    field = moves(proof, -f(-(psi * theta)), objective(theta, psi), saturating_free(theta, psi))
    return [field, jacobian(proof, saturating_free, TURN)]


def wasserstein_rows(proof: Proof) -> list[Theorem]:
    """Wasserstein: the field is linear, with the eigenvalues ±i."""
    loss: Term = psi * theta
    rows = [[ZERO, num(-1)], [ONE, ZERO]]
    field = moves(proof, loss, loss, wasserstein(theta, psi))
    about = [jacobian(proof, wasserstein, rows), spectrum(proof, rows, ZERO, num(-1)), circles(proof, wasserstein)]
    return [field, *about, *outward(proof, rows, h), unit_circle(proof, rows, h, 2)]
