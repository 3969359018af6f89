"""Noisy training points of a diffusion model at one time, and what it says of a map that its loss is 0 (C.4.2).

x_0, …, x_{N−1} are images and ε_ij, j < J, the noises that image i was given, all of them columns of any size d. A
noisy training point is √α_t·x_i + √(1 − α_t)·ε_ij with 0 < α_t < 1. Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from derivations.kernel import Term, Theorem, logic
from derivations.kernel.formulas import Eq, Iff, Sum, function, natural, real, sqnorm, sqrt, vector
from derivations.kernel.terms import NAT, Sort, apply
from derivations.lemmas import vanishing_sums
from derivations.lemmas.below import at, below, every
from derivations.lemmas.vanishing_sums import differ, for_each
from derivations.proof import Proof

N, J, d, i, j, k, ell = (natural(name) for name in "NJdijkl")
alpha, u, w = real("alpha_t"), vector("u", d), vector("w", d)
x, epsilon = function("x", NAT, u.sort), function("epsilon", NAT, Sort("function", NAT, u.sort))
noise: Final = epsilon(i)(j)
noisy: Final = sqrt(alpha) * x(i) + sqrt(1 - alpha) * noise


def everywhere(formula: Term) -> Term:
    """At every noisy training point."""
    return below(i, N, below(j, J, formula))


def loss(f: Term) -> Term:
    """Σ_i Σ_j ‖f(noisy point) − ε_ij‖²."""
    return Sum(Sum(sqnorm(apply(f, noisy) - noise), j, J), i, N)


def fits(f: Term) -> Term:
    """The map tells the noise of every noisy training point."""
    return everywhere(Eq(apply(f, noisy), noise))


# What holds at every noisy training point
def at_one(theorem: Theorem, indices: Sequence[Theorem]) -> Theorem:
    """Γ ⊢ φ at every noisy training point  and  Δ ⊢ i < N, Δ ⊢ j < J  give  Γ, Δ ⊢ φ."""
    for index in indices:
        theorem = at(theorem, index.conclusion.args[0], index)
    return theorem


def at_all(theorem: Theorem) -> Theorem:
    """Γ, i < N, j < J ⊢ φ  gives  Γ ⊢ φ at every noisy training point."""
    return every(i, N, every(j, J, theorem))


# Loss 0
def at_one_time(*given: Term) -> Proof:
    """A proof at a time with 0 < α_t < 1: both roots are positive."""
    proof = Proof(given=[0 < alpha, alpha < 1, *given])
    proof.have(0 < 1 - alpha, because="α_t < 1")
    for root in (sqrt(alpha), sqrt(1 - alpha)):
        proof.have(0 < root, because="the root of a positive number")
    return proof


def zero_loss(proof: Proof, f: Term) -> Theorem:
    """Loss(f) = 0 ⇔ f tells the noise of every noisy training point."""
    miss = apply(f, noisy) - noise
    inner = vanishing_sums.zero_norms(j, J, miss)
    equal = for_each(j, J, differ(apply(f, noisy), noise))
    sign = vanishing_sums.sum_sign(j, J, vanishing_sums.norm_sign(miss))
    outer = vanishing_sums.zero_sum(i, N, sign)
    found = logic.transitivity(outer, for_each(i, N, logic.transitivity(inner, equal)))
    return proof.have(found.conclusion, by=found, because="a sum of squares is 0 only if each of them is")


def recovered(proof: Proof, f: Term, claim: Term) -> Theorem:
    """Loss(f) = 0 ⇔ an equation a = b at every noisy training point, where a − b = −(√(1 − α_t)/√α_t)·(f − ε)."""
    told, ratio = Eq(apply(f, noisy), noise), sqrt(1 - alpha) / sqrt(alpha)
    with proof.suppose(told) as (known,):
        forward = proof.have(claim, parts=[(-ratio, known)], because="solve for the image")
    with proof.suppose(claim) as (known,):
        back = proof.have(told, parts=[(-1 / ratio, known)], because="insert the image")
    same = proof.equivalence(Iff(told, claim), forward, back)
    found = logic.transitivity(zero_loss(proof, f), for_each(i, N, for_each(j, J, same)))
    return proof.have(found.conclusion, by=found, because="at every noisy training point")
