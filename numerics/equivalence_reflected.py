"""Ways by the reflection x ↦ −x of the line: ∫ f(x) dx = ∫ f(−x) dx, and both exist or neither does."""

from __future__ import annotations

from contextlib import suppress

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, lebesgue, logic, order
from derivations.kernel.formulas import Eq, real
from derivations.kernel.formulas import lebesgue as line
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num
from derivations.tactics import Facts
from numerics.equivalence_core import equality, leaf, new_variable, once, same
from numerics.equivalence_equal import by_equality
from numerics.equivalence_places import within


@leaf(2)
@once
def _integrable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """f(−x) is integrable over the line if f(x) is."""
    moved = _together(facts, theorem.conclusion, goal, "integrable")
    return by_equality(facts, logic.modus_ponens(lemmas.split(moved)[0], theorem), goal)


@equality(5)
def _integrals(facts: Facts, old: Term, new: Term) -> Theorem:
    """The integral of f(−x) over the line is that of f(x)."""
    moved = _together(facts, old, new, "integral")
    known = facts.prove(make("integrable", *old.args))
    value = logic.modus_ponens(lemmas.split(moved)[1], known)
    factor, there = value.conclusion.args[1].args
    parts = ((ONE, value, ONE), (there, size(factor), ONE), (ONE, same(facts, there, new), ONE))
    return facts.settled(algebra.combination(Eq(old, new), parts, ()))


def _together(facts: Facts, old: Term, new: Term, op: str) -> Theorem:
    """What the substitution x ↦ −x says of the function of the old one.

    Raises:
        Undecided: the new one does not speak of −x where the old one speaks of x.
    """
    if not old.op == new.op == op or any(t.args[0].alpha is not line().alpha for t in (old, new)):
        raise Undecided("these are no two integrals over the line", "form")
    f, g = old.args[1], new.args[1]
    x = new_variable(facts, f, g)
    before, after = _values(apply(f, x)), _values(apply(g, x))
    turned = _values(apply(f, -x))
    if not after or _fit(before, after) or not _fit(turned, after):
        raise Undecided("the one is not seen to be a reflection of the other", "form")
    return facts.settled(lebesgue.affine_substitution(-ONE, ZERO, f))


def _values(body: Term) -> list[Term]:
    """The values of functions in an expression."""
    return [t for t in within(body) if t.op == "apply" and t.args[0].op == "var" and t.args[1].sort is REAL]


def _fit(some: list[Term], others: list[Term]) -> bool:
    """Whether for each of the others there is one of the same function at the same place."""
    return all(any(_alike(s, t) for s in some) for t in others)


def _alike(one: Term, other: Term) -> bool:
    if one.args[0] is not other.args[0]:
        return False
    with suppress(ProofError):
        algebra.field(Eq(one.args[1], other.args[1]))
        return True
    return False


def size(factor: Term) -> Theorem:
    """⊢ |det(−1)| = 1."""
    inner = algebra.field(Eq(factor.args[0], -ONE))
    hole = real("x")
    below = algebra.nonneg(-ONE <= ZERO, ((1, (), ()),), (), ())
    value = logic.transitivity(logic.congruence(lam(hole, abs(hole)), inner), order.absolute(below))
    return logic.transitivity(value, algebra.field(Eq(value.conclusion.args[1], num(1))))
