"""Equalities by normal form, and equalities and inequalities by certificates.

`combination` and `nonneg` are the two workhorses: a search somewhere else finds the multipliers, and here they are
multiplied out and compared.
"""

from __future__ import annotations

from fractions import Fraction

from derivations.kernel.formulas import FALSE, sqnorm
from derivations.kernel.normal import Normaliser
from derivations.kernel.terms import ZERO, Term, coerce
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule
from derivations.kernel.words import Grid

Part = tuple[Term, Theorem, Term]
Weighted = tuple[Fraction | int, tuple[Theorem, ...], tuple[Term, ...]]

DENOMINATORS = {"denominators": "no denominator is 0, no root is of a negative number and every inverse exists"}
SYMMETRIC = {"symmetric": "matrices used as symmetric are symmetric by a theorem"}
NORMAL = {
    **FORM,
    "identity": "both sides have the same normal form",
    **DENOMINATORS,
}
ALGEBRA = {**NORMAL, **SYMMETRIC}


def _normaliser(side: Side, symmetric: tuple[Theorem, ...]) -> Normaliser:
    return Normaliser(symmetric_matrix(side, theorem) for theorem in symmetric)


def symmetric_matrix(side: Side, theorem: Theorem) -> Term:
    """The matrix that a theorem Mᵀ = M or symmetric(M) is about."""
    claim = theorem.conclusion
    if claim.op == "symmetric":
        return claim.args[0]
    turned = claim.op == "eq" and claim.args[0].op == "transpose"
    same = turned and claim.args[0].args[0].alpha is claim.args[1].alpha
    side.require("symmetric", same, lambda: f"{claim} does not say that a matrix is symmetric")
    return claim.args[1] if claim.op == "eq" else claim


def _weighted_equations(side: Side, normaliser: Normaliser, parts: tuple[Part, ...], start: Grid, like: Term) -> Grid:
    """start − Σ l·(u − v)·r, each of the shape of `like`."""
    total = start
    for left, equation, right in parts:
        claim = equation.conclusion
        side.require("form", claim.op == "eq", lambda e=equation: f"{e.conclusion} is not an equation")
        one = left * (claim.args[0] - claim.args[1]) * right
        side.require("form", one.shape == like.shape, lambda o=one: f"the multiple {o} does not fit the goal")
        total = normaliser.combine(total, normaliser.normal(one), -1)
    return total


@rule(NORMAL, source="normal form over a commutative ring with words of matrices")
def field(side: Side, goal: Term) -> Sequent:
    """Two sides that are the same rational function, or the same matrix polynomial.

    denominators of s and t ≠ 0  ⊢  s = t
    """
    return _combination(side, goal, (), ())


@rule(ALGEBRA, source="as Lean's linear_combination")
def combination(side: Side, goal: Term, parts: tuple[Part, ...], symmetric: tuple[Theorem, ...]) -> Sequent:
    """An equality that is a combination of known equalities.

    Γᵢ ⊢ uᵢ = vᵢ  /  Γ, denominators ≠ 0 ⊢ s = t   where s − t = Σ lᵢ·(uᵢ − vᵢ)·rᵢ by normal form
    """
    return _combination(side, goal, parts, symmetric)


def _combination(side: Side, goal: Term, parts: tuple[Part, ...], symmetric: tuple[Theorem, ...]) -> Sequent:
    fits = goal.op == "eq" and goal.args[0].sort.kind in ("real", "nat")
    side.require("form", fits, lambda: f"{goal} is not an equation between numbers or matrices")
    normaliser = _normaliser(side, symmetric)
    difference = normaliser.combine(normaliser.normal(goal.args[0]), normaliser.normal(goal.args[1]), -1)
    rest = _weighted_equations(side, normaliser, parts, difference, goal.args[0])
    side.require("identity", normaliser.vanishes(rest), lambda: f"the two sides of {goal} differ")
    known = [p[1].hypotheses for p in parts] + [t.hypotheses for t in symmetric]
    side.assume("denominators", normaliser.conditions)
    return Sequent(merge(*known), goal)


NONNEG = {
    **ALGEBRA,
    "facts": "every fact is an inequality u ≤ v or u < v",
    "weights": "every weight is at least 0",
    "strict": "a strict goal has a term with positive weight, strict facts only and no square",
}


@rule(NONNEG, source="as Lean's nlinarith and Stengle's Positivstellensatz")
def nonneg(
    side: Side, goal: Term, terms: tuple[Weighted, ...], parts: tuple[Part, ...], symmetric: tuple[Theorem, ...]
) -> Sequent:
    """An inequality whose difference is a sum of products of known inequalities and squares.

    Γᵢ ⊢ uᵢ ≤ vᵢ  /  Γ, denominators ≠ 0 ⊢ s ≤ t
    where t − s = Σ q·Π(vᵢ − uᵢ)·Π‖wⱼ‖² + Σ l·(a − b)·r by normal form, q ≥ 0, a = b known.
    The goal may be s < t or s ≠ t (one term strict), or false (0 = a sum with a strict term).
    """
    low, high = _ends(side, goal)
    normaliser = _normaliser(side, symmetric)
    found = normaliser.normal(ZERO)
    strict = False
    for weight, facts, squares in terms:
        side.require("weights", weight >= 0, lambda w=weight: f"the weight {w} is negative")
        value = coerce(weight)
        for factor in [*(_gap(side, fact) for fact in facts), *map(sqnorm_of, squares)]:
            value = value * factor
        found = normaliser.combine(found, normaliser.normal(value), -1)
        strict = strict or (weight > 0 and not squares and all(f.conclusion.op == "lt" for f in facts))
    needed = goal is FALSE or goal.op in ("lt", "not")
    side.require("strict", strict or not needed, lambda: f"nothing shows that {goal} is strict")
    found = _weighted_equations(side, normaliser, parts, found, ZERO)
    difference = normaliser.combine(normaliser.normal(high), normaliser.normal(low), -1)
    seen = any(
        normaliser.vanishes(normaliser.combine(found, difference, s)) for s in ((1, -1) if goal.op == "not" else (1,))
    )
    side.require("identity", seen, lambda: f"the given sum is not {high} - ({low})")
    side.assume("denominators", normaliser.conditions)
    known = [f.hypotheses for _, facts, _ in terms for f in facts]
    return Sequent(merge(*known, *(p[1].hypotheses for p in parts), *(t.hypotheses for t in symmetric)), goal)


def _ends(side: Side, goal: Term) -> tuple[Term, Term]:
    if goal is FALSE:
        return ZERO, ZERO
    claim = goal.args[0] if goal.op == "not" else goal
    fits = claim.op == "eq" and claim.args[0].is_scalar if goal.op == "not" else goal.op in ("le", "lt")
    side.require("form", fits, lambda: f"{goal} is not an inequality between numbers")
    return claim.args[0], claim.args[1]


def _gap(side: Side, fact: Theorem) -> Term:
    claim = fact.conclusion
    side.require("facts", claim.op in ("le", "lt"), lambda: f"{claim} is not an inequality")
    return claim.args[1] - claim.args[0]


def sqnorm_of(term: Term) -> Term:
    """‖w‖², for a number w²."""
    return term * term if term.is_scalar else sqnorm(term)
