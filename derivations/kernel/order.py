"""Order, absolute values and squared norms: what `nonneg` needs to start from."""

from __future__ import annotations

from derivations.kernel.formulas import Eq, Iff, Not, Or, sqnorm, zeros
from derivations.kernel.terms import NAT, ONE, ZERO, Term, check_sort, make
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule


def zero_like(term: Term) -> Term:
    """The zero of the same shape."""
    return ZERO if term.is_scalar else zeros(*term.shape)


@rule()
def trichotomy(side: Side, a: Term, b: Term) -> Sequent:
    """⊢ a < b ∨ a = b ∨ b < a."""
    return Sequent((), Or(a < b, Eq(a, b), b < a))


@rule(FORM)
def negated_order(side: Side, formula: Term) -> Sequent:
    """⊢ ¬(a ≤ b) ⇔ b < a  and  ⊢ ¬(a < b) ⇔ b ≤ a."""
    side.require("form", formula.op in ("le", "lt"), lambda: f"{formula} is not an inequality")
    a, b = formula.args[0], formula.args[-1]
    return Sequent((), Iff(Not(formula), make("lt" if formula.op == "le" else "le", b, a)))


@rule(FORM)
def antisymmetry(side: Side, first: Theorem, second: Theorem) -> Sequent:
    """Γ ⊢ a ≤ b,  Δ ⊢ b ≤ a  /  Γ, Δ ⊢ a = b."""
    one, two = first.conclusion, second.conclusion
    fits = (
        one.op == two.op == "le" and one.args[0].alpha is two.args[1].alpha and one.args[1].alpha is two.args[0].alpha
    )
    side.require("form", fits, lambda: f"{one} and {two} are not a <= b and b <= a")
    return Sequent(merge(first.hypotheses, second.hypotheses), Eq(*one.args))


@rule(FORM)
def strengthen(side: Side, order: Theorem, distinct: Theorem) -> Sequent:
    """Γ ⊢ a ≤ b,  Δ ⊢ a ≠ b (or b ≠ a)  /  Γ, Δ ⊢ a < b."""
    claim, negation = order.conclusion, distinct.conclusion
    ends = [x.alpha for x in claim.args]
    unequal = negation.op == "not" and negation.args[0].op == "eq"
    fits = claim.op == "le" and unequal and [x.alpha for x in negation.args[0].args] in (ends, ends[::-1])
    side.require("form", fits, lambda: f"{claim} and {negation} are not a <= b and a != b")
    return Sequent(merge(order.hypotheses, distinct.hypotheses), make("lt", *claim.args[:2]))


@rule()
def norm_zero(side: Side, v: Term) -> Sequent:
    """⊢ ‖v‖² = 0 ⇔ v = 0."""
    return Sequent((), Iff(Eq(sqnorm(v), ZERO), Eq(v, zero_like(v))))


@rule(FORM)
def natural_nonneg(side: Side, k: Term) -> Sequent:
    """⊢ 0 ≤ k for a natural number."""
    side.require("form", k.sort is NAT, lambda: f"{k} is not a natural number")
    return Sequent((), ZERO <= k)


@rule(FORM)
def natural_step(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ m < k  /  Γ ⊢ m + 1 ≤ k for natural numbers."""
    claim = theorem.conclusion
    side.require("form", claim.op == "lt" and all(a.sort is NAT for a in claim.args),
                 lambda: f"{claim} is not m < k with natural numbers")  # fmt: skip
    return Sequent(theorem.hypotheses, claim.args[0] + ONE <= claim.args[-1])


@rule({**FORM, "domain": "the argument of a root is at least 0"})
def range_of(side: Side, term: Term) -> Sequent:
    """⊢ 0 ≤ |u|,  u ≥ 0 ⊢ 0 ≤ √u,  ⊢ 0 < exp(u)."""
    side.require("form", term.op in ("abs", "sqrt", "exp"), lambda: f"{term} is not |u|, sqrt(u) or exp(u)")
    side.assume("domain", [ZERO <= term.args[0]] if term.op == "sqrt" else [])
    return Sequent((), ZERO < term if term.op == "exp" else ZERO <= term)


@rule(FORM)
def absolute(side: Side, sign: Theorem) -> Sequent:
    """Γ ⊢ 0 ≤ u  /  Γ ⊢ |u| = u,  and  Γ ⊢ u ≤ 0  /  Γ ⊢ |u| = −u; from < as well."""
    claim = sign.conclusion
    fits = claim.op in ("le", "lt") and ZERO in claim.args
    side.require("form", fits, lambda: f"{claim} is not a sign: 0 <= u or u <= 0")
    low, high = claim.args[0], claim.args[-1]
    return Sequent(sign.hypotheses, Eq(abs(high), high) if low is ZERO else Eq(abs(low), -low))


@rule({**FORM, "domain": "a logarithm is taken of positive numbers, a root of numbers at least 0"})
def monotone(side: Side, name: str, order: Theorem) -> Sequent:
    """Γ ⊢ a < b  /  Γ ⊢ f(a) < f(b) for f = exp, log (0 < a), √ (0 ≤ a); likewise for ≤."""
    claim = order.conclusion
    fits = claim.op in ("le", "lt") and name in ("exp", "log", "sqrt")
    side.require("form", fits, lambda: f"{name} of {claim} is not exp, log or sqrt of an inequality")
    needed = {"exp": [], "log": [ZERO < claim.args[0]], "sqrt": [ZERO <= claim.args[0]]}.get(name, [])
    side.assume("domain", needed)
    return Sequent(order.hypotheses, make(claim.op, *(make(name, a) for a in claim.args)))


@rule(FORM)
def power_sign(side: Side, sign: Theorem, exponent: Term) -> Sequent:
    """Γ ⊢ 0 < r  /  Γ ⊢ 0 < r^k for a natural k; likewise for ≤."""
    claim = sign.conclusion
    check_sort(exponent, NAT, "the exponent")
    fits = claim.op in ("le", "lt") and claim.args[0] is ZERO
    side.require("form", fits, lambda: f"{claim} is not 0 < r or 0 <= r")
    return Sequent(sign.hypotheses, make(claim.op, ZERO, claim.args[-1] ** exponent))
