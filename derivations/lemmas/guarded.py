"""Expectations as plain integrals: the integrand of E_p[v] is p·v where p > 0 and 0 elsewhere, which is p·v for p ≥ 0.

Everything here only asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from derivations.kernel import Term, Theorem, integrals, logic
from derivations.kernel.densities import expectation
from derivations.kernel.formulas import Eq, piecewise, real
from derivations.kernel.terms import ZERO, lam
from derivations.lemmas import cells
from derivations.tactics import Facts

t, v = real("t"), real("v")


@cache
def _unguarded() -> Theorem:
    """0 ≤ t ⊢ (t·v where t > 0, else 0) = t·v."""
    return cells.in_cells(Facts([logic.assume(ZERO <= t)]), Eq(piecewise(ZERO < t, t * v), t * v), [t])


def integrand(sign: Theorem, value: Term) -> Theorem:
    """Γ ⊢ 0 ≤ p(x)  gives  Γ ⊢ (p(x)·v where p(x) > 0, else 0) = p(x)·v."""
    weight = sign.conclusion.args[1]
    return logic.cut(sign, logic.instantiate(_unguarded(), ((t, weight), (v, value))))


def mean(
    x: Term, sign: Theorem, value: Term, parts: Sequence[tuple[Term, Theorem]], same: Theorem
) -> tuple[Theorem, Theorem]:
    """Γ ⊢ 0 ≤ p(x),  fᵢ integrable,  Δ ⊢ p·v = Σ cᵢ·fᵢ  give  E_p[v] exists  and  E_p[v] = Σ cᵢ·∫fᵢ dμ."""
    weight, mu = sign.conclusion.args[1], parts[0][1].conclusion.args[0]
    plain = logic.transitivity(integrand(sign, value), same)
    everywhere = integrals.almost_everywhere(mu, x, (), plain)
    both = integrals.linear(mu, lam(x, plain.conclusion.args[0]), tuple(parts), everywhere)
    named = logic.unfold(expectation(mu, lam(x, weight), lam(x, value)))
    return logic.left(both), logic.transitivity(named, logic.right(both))
