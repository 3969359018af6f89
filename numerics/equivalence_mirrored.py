"""A way from one orbit in the plane that goes to (0, 0) to another one, whose points are as far from (0, 0).

For diagonal maps with the factors p, q and ±p, ±q the orbits are (pᵏ·s₀, qᵏ·s₁) and the like, and (pᵏ)² = (p²)ᵏ.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, logic
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import Eq, fresh, identity, infinity, sqnorm, tends, zeros
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, apply, lam
from derivations.lemmas import linear_iterations as orbits
from derivations.tactics import Facts
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_values import evaluated


@leaf(1)
def _as_far(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """stepᵏ(s) → (0, 0), from another step with the same start."""
    claim = theorem.conclusion
    k = new_variable(facts, claim.args[0], claim, goal) if _goes_to_the_origin(claim) else None
    if k is None or not _goes_to_the_origin(goal):
        raise Undecided("these are not two sequences that go to (0, 0)", "form")
    old, new = (apply(t.args[0], k) for t in (claim, goal))
    if not all(t.op == "iterate" and t.args[2] is k and t.args[1].alpha is old.args[1].alpha for t in (old, new)):
        raise Undecided("these are not two orbits from one start", "form")
    equal = facts.settled(_as_long(facts, old, new, k))
    form = logic.transitivity(equal, algebra.field(Eq(sqnorm(new), new.T * identity(2) * new)))
    near = limit_rules.continuity(tends(sqnorm(old), k, infinity(), ZERO), (theorem,))
    quadratic = limit_rules.limit_congruence(k, form, near)
    return limit_rules.definite_vanishes(goal, quadratic, lemmas.identity_definite(new.shape[0]))


def _goes_to_the_origin(claim: Term) -> bool:
    """Whether a claim is that a sequence in the plane goes to (0, 0)."""
    if claim.op != "tends" or claim.args[1].op != "infinity" or claim.args[0].sort.params[0] is not NAT:
        return False
    return claim.args[2].op == "near" and claim.args[2].args[0].alpha is zeros(2).alpha


def _as_long(facts: Facts, old: Term, new: Term, k: Term) -> Theorem:
    """⊢ ‖old‖² = ‖new‖²."""
    v = fresh("v", old.sort, old, new)
    closed = [evaluated(facts, at) for at in (old, new)]
    ends = [t.conclusion.args[1] for t in closed]
    lengths = [logic.congruence(lam(v, sqnorm(v)), t) for t in closed]
    parts = [(one.args[1] ** 2, _same_square(facts, one, other, k), ONE) for one, other in _pairs(*ends)]
    middle = algebra.combination(Eq(sqnorm(ends[0]), sqnorm(ends[1])), tuple(parts), ())
    return orbits.chain(lengths[0], middle, logic.symmetry(lengths[1]))


def _pairs(old: Term, new: Term) -> list[tuple[Term, Term]]:
    """The coordinates, each of the form pᵏ·s."""
    fits = all(t.op == "block" and len(t.args) == 2 for t in (old, new))
    found = [*zip(old.args, new.args, strict=True)] if fits else []
    if not found or not all(t.op == "mul" and t.args[0].op == "pow" for pair in found for t in pair):
        raise Undecided("the orbits are not known", "form")
    return found


def _same_square(facts: Facts, one: Term, other: Term, k: Term) -> Theorem:
    """⊢ (pᵏ)² = (rᵏ)², where p² = r²."""
    p, r = (t.args[0].args[0] for t in (one, other))
    squares = facts.settled(algebra.field(Eq(p**2, r**2)))
    x = fresh("x", REAL, p, r, k)
    power = logic.congruence(lam(x, x**k), squares)
    return orbits.chain(logic.symmetry(orbits.square_of_power(p, k)), power, orbits.square_of_power(r, k))
