"""Inverses and determinants; definiteness unfolds by its definition."""

from __future__ import annotations

from derivations.kernel.formulas import And, Eq, Iff, Ne, det, identity, inv, invertible
from derivations.kernel.terms import ZERO, Term
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, rule


@rule({"invertible": "M is invertible"})
def inverse(side: Side, m: Term) -> Sequent:
    """M invertible ⊢ M·M⁻¹ = I ∧ M⁻¹·M = I."""
    side.assume("invertible", [invertible(m)])
    return Sequent((), And(Eq(m * inv(m), identity(m.shape[0])), Eq(inv(m) * m, identity(m.shape[0]))))


@rule({**FORM, "square": "M is square"})
def one_sided_inverse(side: Side, m: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ M·N = I or N·M = I, M and N square  /  Γ ⊢ M invertible (rank-nullity)."""
    claim = theorem.conclusion
    fits = claim.op == "eq" and claim.args[0].op == "mul" and claim.args[1].op == "identity"
    side.require("form", fits, lambda: f"{claim} is not M*N = I")
    factors = claim.args[0].args
    side.require("form", any(f.alpha is m.alpha for f in factors), lambda: f"{m} is not a factor in {claim}")
    side.require(
        "square", all(f.shape == claim.args[1].shape for f in factors), lambda: f"{claim} has factors of another shape"
    )
    return Sequent(theorem.hypotheses, invertible(m))


@rule({**FORM, "square": "M is square"})
def injective(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ full_column_rank(M), M square  /  Γ ⊢ M invertible (rank-nullity)."""
    claim = theorem.conclusion
    side.require("form", claim.op == "full_column_rank", lambda: f"{claim} is not full_column_rank(M)")
    m = claim.args[0]
    side.require("square", m.shape[0] is m.shape[1], lambda: f"{m} ({m.sort}) is not square")
    return Sequent(theorem.hypotheses, invertible(m))


@rule()
def determinant(side: Side, m: Term) -> Sequent:
    """⊢ M invertible ⇔ det M ≠ 0."""
    return Sequent((), Iff(invertible(m), Ne(det(m), ZERO)))
