"""Inverses and determinants; definiteness unfolds by its definition."""

from __future__ import annotations

from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Product,
    det,
    entry,
    fresh,
    identity,
    inv,
    invertible,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, Term, apply, check_sort, matrix_sort
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


@rule({"sizes": "both matrices are square, and of one size"}, source="Horn and Johnson, Matrix Analysis, 0.3.5")
def determinant_product(side: Side, a: Term, b: Term) -> Sequent:
    """⊢ det(A·B) = det A·det B for square matrices A and B of one size."""
    side.require("sizes", a.shape == b.shape, lambda: f"{a} is {a.sort} and {b} is {b.sort}")
    return Sequent((), Eq(det(a * b), det(a) * det(b)))


@rule(source="Horn and Johnson, Matrix Analysis, 0.3.2")
def determinant_transpose(side: Side, m: Term) -> Sequent:
    """⊢ det Mᵀ = det M."""
    return Sequent((), Eq(det(m.T), det(m)))


@rule(source="Horn and Johnson, Matrix Analysis, 0.8.5")
def sylvester(side: Side, a: Term, b: Term) -> Sequent:
    """⊢ det(I + A·B) = det(I + B·A) for A of size m×n and B of size n×m."""
    rows, columns = a.shape
    return Sequent((), Eq(det(identity(rows) + a * b), det(identity(columns) + b * a)))


@rule({**FORM, "triangular": "the matrix is lower triangular, with these entries on its diagonal"})
def triangular(side: Side, m: Term, diagonal: Term, theorem: Theorem) -> Sequent:
    """The determinant of a lower triangular matrix.

    Γ ⊢ ∀i. i < n ⇒ ∀v. (∀j. j < i ⇒ vⱼ = 0) ⇒ (M·v)ᵢ = aᵢ·vᵢ  /  Γ ⊢ det M = Π_{i<n} aᵢ

    The premise says that row i of M is aᵢ in place i and 0 in every later place.
    """
    side.require("form", m.shape[0] is m.shape[1], lambda: f"{m} ({m.sort}) is not square")
    check_sort(diagonal, Sort("function", NAT, REAL), "the diagonal")
    size = m.shape[0]
    i, j = fresh("i", NAT, m, diagonal), fresh("j", NAT, m, diagonal)
    v = fresh("v", matrix_sort(size, ONE), m, diagonal)
    before = ForAll(j, Implies(j < i, Eq(entry(v, j), ZERO)))
    row = Eq(entry(m * v, i), apply(diagonal, i) * entry(v, i))
    wanted = ForAll(i, Implies(i < size, ForAll(v, Implies(before, row))))
    side.states("triangular", theorem, wanted)
    return Sequent(theorem.hypotheses, Eq(det(m), Product(apply(diagonal, i), i, size)))
