"""Iterations of a map, and when a linear one of size 2 converges."""

from __future__ import annotations

from derivations.kernel.formulas import And, Eq, Iff, converges_from_every_start, det, fresh, iterate, zeros
from derivations.kernel.terms import ONE, ZERO, Term, apply, lam, matrix_sort
from derivations.kernel.theorem import Sequent, Side, rule


@rule()
def iterate_start(side: Side, step: Term, start: Term) -> Sequent:
    """⊢ f⁰(s) = s."""
    return Sequent((), Eq(iterate(step, start, ZERO), start))


@rule()
def iterate_step(side: Side, step: Term, start: Term, count: Term) -> Sequent:
    """⊢ fᵏ⁺¹(s) = f(fᵏ(s))."""
    return Sequent((), Eq(iterate(step, start, count + ONE), apply(step, iterate(step, start, count))))


@rule(
    {"size": "M is a real 2×2 matrix"},
    oracle="Schur-Cohn criterion",
    source="Jury 1964, Theory and Application of the z-Transform, 3.9",
)
def schur_cohn(side: Side, m: Term) -> Sequent:
    """⊢ (Mᵏv → 0 for every v) ⇔ det M < 1 ∧ tr M < 1 + det M ∧ −tr M < 1 + det M, for a real 2×2 matrix M.

    Both roots of t² − t·tr M + det M lie inside the unit circle exactly then, and powers of a matrix go to 0 exactly
    when its spectral radius is less than 1.
    """
    side.require("size", m.sort is matrix_sort(2, 2), lambda: f"{m} is {m.sort}")
    size = m.shape[0]
    v = fresh("v", matrix_sort(size, 1), m)
    trace = m[0, 0] + m[1, 1]
    inside = And(det(m) < 1, trace < 1 + det(m), -trace < 1 + det(m))
    return Sequent((), Iff(converges_from_every_start(lam(v, m * v), zeros(size)), inside))
