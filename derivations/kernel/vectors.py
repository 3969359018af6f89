"""Columns by their entries: sums of products, entries of sums, and equality entry by entry."""

from __future__ import annotations

from derivations.kernel.formulas import Eq, ForAll, Implies, Sum, entry, fresh, piecewise
from derivations.kernel.normal import Normaliser
from derivations.kernel.terms import NAT, ONE, ZERO, Term, make
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, rule


@rule()
def inner_sum(side: Side, u: Term, v: Term) -> Sequent:
    """⊢ uᵀv = Σ_{i<n} uᵢ·vᵢ for columns of size n."""
    i = fresh("i", NAT, u, v)
    return Sequent((), Eq(u.T * v, Sum(entry(u, i) * entry(v, i), i, u.shape[0])))


@rule(
    {
        **FORM,
        "identity": "the other side is the same combination of the entries, by normal form",
        "range": "the index is below the size, and no denominator is 0",
    }
)
def entry_of(side: Side, goal: Term) -> Sequent:
    """i < n  ⊢  (a·u + b·v)ᵢ = a·uᵢ + b·vᵢ, for any combination of columns; (0)ᵢ = 0, (1)ᵢ = 1.

    The entry of a unit column, (eⱼ)ᵢ, is 1 if j = i and 0 if not.
    """
    fits = goal.op == "eq" and goal.args[0].op == "entry"
    side.require("form", fits, lambda: f"{goal} is not entry(v, i) = ...")
    v, i = goal.args[0].args[0], goal.args[0].args[-1]
    normaliser = Normaliser()
    value, wanted = (normaliser.normal(t) for t in (_entry(v, i), goal.args[1]))
    seen = normaliser.vanishes(normaliser.combine(value, wanted, -1))
    side.require("identity", seen, lambda: f"the entry is {_entry(v, i)}, which is not {goal.args[1]}")
    side.assume("range", [i < v.shape[0], *normaliser.conditions])
    return Sequent((), goal)


def _entry(v: Term, i: Term) -> Term:
    """The entry of a combination as the combination of the entries."""
    op, args = v.op, v.args
    if op in ("add", "sub", "neg"):
        return make(op, *(_entry(a, i) for a in args))
    if op == "mul" and any(a.is_scalar for a in args):
        return make(op, *(a if a.is_scalar else _entry(a, i) for a in args)) if not v.is_scalar else entry(v, i)
    if op == "div":
        return _entry(args[0], i) / args[1]
    if op == "unit":
        return piecewise(Eq(args[0], i), ONE)
    return ZERO if op == "zeros" else ONE if op == "ones" else entry(v, i)


@rule(FORM)
def extensional(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ ∀i. i < n ⇒ uᵢ = vᵢ  /  Γ ⊢ u = v, for columns of size n."""
    claim = theorem.conclusion
    columns = _columns(claim)
    side.require("form", columns is not None, lambda: f"{claim} is not forall i. i < n => entry(u, i) = entry(v, i)")
    u, v = columns or (ZERO, ONE)
    i = fresh("i", NAT, u, v)
    wanted = ForAll(i, Implies(i < u.shape[0], Eq(entry(u, i), entry(v, i))))
    side.require("form", claim.alpha is wanted.alpha, lambda: f"{claim} is not {wanted}")
    return Sequent(theorem.hypotheses, Eq(u, v))


def _columns(claim: Term) -> tuple[Term, Term] | None:
    """The columns of which a formula says that their entries are equal."""
    inside = claim.args[0] if claim.op == "forall" else claim
    body = inside.args[0] if inside.op == "lambda" else inside
    equal = body.args[-1] if body.op == "implies" else body
    if equal.op != "eq" or any(a.op != "entry" or a.args[0].loose for a in equal.args):
        return None
    return equal.args[0].args[0], equal.args[1].args[0]
