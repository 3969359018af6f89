"""One integrand in place of another: multiples of an integrable function, and what lies between 0 and one.

In contrast to `expectations.Space`, which writes a line for each step, these are single theorems.
"""

from __future__ import annotations

from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel.terms import ZERO, lam


def everywhere(mu: Term, x: Term, theorem: Theorem) -> Theorem:
    """Γ ⊢ φ(x)  gives  Γ ⊢ φ(x) for almost every x."""
    return integrals.almost_everywhere(mu, x, (), theorem)


def multiple(mu: Term, function: Term, factor: Term, known: Theorem, same: Theorem) -> tuple[Theorem, Theorem]:
    """f integrable and g = c·f almost everywhere  give  g integrable  and  ∫g = c·∫f."""
    theorem = integrals.linear(mu, function, ((factor, known),), same)
    return logic.left(theorem), logic.right(theorem)


def between(mu: Term, x: Term, measured: Theorem, low: Theorem, high: Theorem, bound: Theorem) -> Theorem:
    """f measurable,  0 ≤ f(x),  f(x) ≤ u(x),  u integrable  give  f integrable."""
    nothing = integrals.linear(mu, lam(x, ZERO), (), everywhere(mu, x, logic.reflexivity(ZERO)))
    return integrals.squeezed(measured, everywhere(mu, x, low), everywhere(mu, x, high), logic.left(nothing), bound)
