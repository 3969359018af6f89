"""Integrals over an interval by a checked antiderivative.

Below, ∫_S f is the integral of f where S holds, for Lebesgue measure on the line.
"""

from __future__ import annotations

from derivations.kernel.formulas import And, Eq, ForAll, Implies, Integral, fresh, integrable, lebesgue, piecewise
from derivations.kernel.terms import REAL, ZERO, Sort, Term, apply, check_sort, make
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule

LINE = Sort("function", REAL, REAL)
ANTIDERIVATIVE = {
    "slope": "on the interval the derivative of F is f",
    "sign": "on the interval f is at least 0",
}


def _slopes(side: Side, slopes: Theorem, sign: Theorem, interval: Term, x: Term, big: Term, f: Term) -> None:
    """Require ∀x ∈ I. F differentiable at x ∧ F′(x) = f(x)  and  ∀x ∈ I. 0 ≤ f(x)."""
    smooth = And(make("differentiable", big, x), Eq(make("derivative", big, x), apply(f, x)))
    side.states("slope", slopes, ForAll(x, Implies(interval, smooth)))
    side.states("sign", sign, ForAll(x, Implies(interval, ZERO <= apply(f, x))))


def _over(interval: Term, x: Term, f: Term, value: Term) -> Term:
    body = piecewise(interval, apply(f, x))
    return And(integrable(body, x, lebesgue()), Eq(Integral(body, x, lebesgue()), value))


@rule({**ANTIDERIVATIVE, "order": "the lower end is at most the upper one"}, source="fundamental theorem of calculus")
def antiderivative(side: Side, big: Term, f: Term, ends: tuple[Term, Term], slopes: Theorem, sign: Theorem) -> Sequent:
    """The integral over a closed interval, by a checked antiderivative.

    Γ ⊢ ∀x. a ≤ x ∧ x ≤ b ⇒ F differentiable at x ∧ F′(x) = f(x),  Γ ⊢ ∀x. a ≤ x ∧ x ≤ b ⇒ 0 ≤ f(x)
    /  Γ, a ≤ b ⊢ ∫_a^b f exists ∧ is F(b) − F(a)
    """
    for function in (big, f):
        check_sort(function, LINE, "the function")
    a, b = ends
    x = fresh("x", REAL, big, f, a, b)
    interval = And(a <= x, x <= b)
    _slopes(side, slopes, sign, interval, x, big, f)
    side.assume("order", [a <= b])
    return Sequent(merge(slopes.hypotheses, sign.hypotheses), _over(interval, x, f, apply(big, b) - apply(big, a)))


@rule(
    {
        **FORM,
        **ANTIDERIVATIVE,
        "order": "the lower end is below the upper one",
        "limit": "F has a finite limit at the open end",
    },
    source="fundamental theorem of calculus and monotone convergence",
)
def improper(side: Side, big: Term, f: Term, end: Term, slopes: Theorem, sign: Theorem, limit: Theorem) -> Sequent:
    """An integral with one open or infinite end.

    Γ ⊢ ∀x. a < x ∧ x ≤ b ⇒ F differentiable at x ∧ F′(x) = f(x),  Γ ⊢ ∀x. a < x ∧ x ≤ b ⇒ 0 ≤ f(x),
    Δ ⊢ F(x) → A as x → a from above
    /  Γ, Δ, a < b ⊢ ∫_a^b f exists ∧ is F(b) − A;
    and with a ≤ x in place of the interval and F(x) → B as x → ∞:  ∫_a^∞ f exists ∧ is B − F(a)
    """
    for function in (big, f):
        check_sort(function, LINE, "the function")
    claim = limit.conclusion
    source = claim.args[1] if claim.op == "tends" else claim
    fits = claim.op == "tends" and claim.args[0].alpha is big.alpha and claim.args[2].op == "near"
    side.require("limit", fits, lambda: f"{claim} is not a finite limit of {big}")
    side.require("form", source.op in ("above", "infinity"), lambda: f"{claim} is not a limit at a lower end or at oo")
    x = fresh("x", REAL, big, f, end, claim)
    value = claim.args[2].args[0]
    if source.op == "above":
        low = source.args[0]
        side.assume("order", [low < end])
        interval, found = And(low < x, x <= end), apply(big, end) - value
    else:
        interval, found = end <= x, value - apply(big, end)
    _slopes(side, slopes, sign, interval, x, big, f)
    return Sequent(merge(slopes.hypotheses, sign.hypotheses, limit.hypotheses), _over(interval, x, f, found))
