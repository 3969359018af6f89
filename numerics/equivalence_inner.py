"""A way to inequalities with sums Σᵢ aᵢ·(f(i) − (Mu)ᵢ): they are Σᵢ aᵢ·f(i) − aᵀMu, and aᵀM·Mᵀa is a square."""

from __future__ import annotations

from contextlib import suppress

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, logic
from derivations.kernel.terms import ZERO, apply
from derivations.lemmas import term_by_term
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_places import new_index, within
from numerics.equivalence_ways import certified


@leaf(1)
def _expanded(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """s ≤ t from a known s′ ≤ t′, where they differ in such sums."""
    old = theorem.conclusion
    if goal.op not in ("le", "lt") or old.op not in ("le", "lt"):
        raise Undecided("these are no inequalities", "form")
    sums = [_sums(t) for t in (old, goal)]
    changed = [t for one, other in (sums, sums[::-1]) for key, t in one.items() if key not in other]
    if not changed or len(changed) > 2:
        raise Undecided("they do not differ in a sum", "form")
    found = [_apart(t) for t in changed]
    squares = {t.alpha: t for _, t in found}
    divisors = {t.args[1].alpha: t.args[1] for t in within(goal) if t.op == "div" and t.args[1].op == "var"}
    signs = [t for d in divisors.values() if (t := _reciprocal(facts, d)) is not None]
    equations = [t for t, _ in found]
    known = [theorem, *signs]
    return certified(facts, goal, known, squares=[*squares.values()], equations=equations, degree=1)


def _sums(claim: Term) -> dict[Term, Term]:
    """The sums over counted indices."""
    return {t.alpha: t for t in within(claim) if t.op == "integral" and t.args[0].op == "counting"}


def _apart(total: Term) -> tuple[Theorem, Term]:
    """⊢ Σᵢ aᵢ·(f(i) − (Mu)ᵢ) = Σᵢ aᵢ·f(i) − aᵀMu, and Mᵀa."""
    i = new_index(total)
    body = apply(total.args[1], i)
    if body.op == "mul" and body.args[0].op == "entry" and body.args[1].op == "sub":
        weight, (at, here) = body.args[0], body.args[1].args
        column, product = weight.args[0], here.args[0] if here.op == "entry" else here
        if product.op == "mul" and not product.args[0].is_scalar:
            parts = [(1, weight * at), (-1, weight * here)]
            apart = term_by_term.expanded(i, total.args[0].args[0], logic.reflexivity(body), parts)
            inner = logic.symmetry(term_by_term.inner(column, product, i))
            return logic.rewrite(apart, inner), product.args[0].T * column
    raise Undecided("the sum has another form", "form")


def _reciprocal(facts: Facts, divisor: Term) -> Theorem | None:
    """⊢ 0 < 1/c for a positive c."""
    with suppress(ProofError):
        return lemmas.reciprocal_positive(facts.prove(ZERO < divisor))
    return None
