"""Ways for matrices: an inverse by what it is multiplied to, positive definite ones with given diagonal action."""

from __future__ import annotations

from contextlib import suppress

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, identity
from derivations.kernel.terms import ONE, ZERO, lam
from derivations.lemmas import definite_matrices, diagonal_matrices, unit_columns
from derivations.tactics import Facts
from numerics.equivalence_core import equality, leaf, transformed
from numerics.equivalence_places import within
from numerics.equivalence_signs import signed, strict

Part = tuple[int, tuple[Theorem, ...], tuple[Term, ...]]


@equality(1)
def _inverse(facts: Facts, old: Term, new: Term) -> Theorem:
    """A⁻¹ = B, since A·B = I."""
    for back, other in ((old, new), (new, old)):
        if back.op == "inv":
            product = algebra.field(Eq(back.args[0] * other, identity(other.shape[0])))
            found = facts.settled(definite_matrices.inverse_is(product))
            return found if back is old else logic.symmetry(found)
    raise Undecided("nothing is inverted", "form")


@leaf(6)
def _diagonal(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Some positive definite V has V·eᵢ = aᵢ·eᵢ for i < n, whatever the positive numbers aᵢ are."""
    size, i, scale = _acting(goal)
    below = facts.at(i, i < size)
    below.propagate()
    for part in _entries(below, scale, i):
        below.add(part)
    sign = signed(below, scale)
    sign = sign and below.settled(sign)
    if sign is None or not strict(sign) or sign.conclusion.args[1].alpha is not scale.alpha:
        raise Undecided("an entry was not seen to be positive", "sign")
    positive = logic.generalise(i, logic.discharge(i < size, sign))
    found = diagonal_matrices.exists(size, lam(i, scale))
    return transformed(facts, logic.cut(positive, found), goal)


def _acting(goal: Term) -> tuple[Term, Term, Term]:
    """n, i and aᵢ of ∃V (V positive definite ∧ ∀i (i < n ⇒ V·eᵢ = aᵢ·eᵢ)).

    Raises:
        Undecided: the goal has another form.
    """
    if goal.op == "exists" and goal.args[0].op == "lambda":
        v, body = opened(goal.args[0], goal)
        acts = body.args[1] if body.op == "and" else body
        if acts.op == "forall" and body.args[0].op == "positive_definite" and body.args[0].args[0] is v:
            i, each = opened(acts.args[0], And(goal, body))
            if each.op == "implies" and each.args[0].op == "lt" and each.args[1].op == "eq":
                left, right = (_coefficient(side, v) for side in each.args[1].args)
                return each.args[0].args[1], i, right if left is ONE else right / left
    raise Undecided("no positive definite matrix with a given action on the units", "form")


def _coefficient(column: Term, v: Term) -> Term:
    """The c of c·eᵢ, or of c·V·eᵢ.

    Raises:
        Undecided: it is no multiple of a unit column.
    """
    if column.op == "unit" or (column.op == "mul" and column.args[0] is v and column.args[1].op == "unit"):
        return ONE
    if column.op == "mul":
        numbers = [a for a in column.args if a.is_scalar]
        rest = [a for a in column.args if not a.is_scalar]
        if len(numbers) == len(rest) == 1:
            inner = _coefficient(rest[0], v)
            return numbers[0] if inner is ONE else numbers[0] * inner
    raise Undecided("no multiple of a unit column", "form")


def _entries(facts: Facts, term: Term, i: Term) -> list[Theorem]:
    """0 < eᵢᵀMeᵢ for the sums M of squares A·Aᵀ and multiples of I in a term."""
    found = list[Theorem]()
    sums = {t.alpha: t for t in within(term) if t.op == "add" and not t.is_scalar and t.shape[0] is t.shape[1]}
    for m in sums.values():
        with suppress(ProofError):
            unit = facts.settled(unit_columns.nonzero(m.shape[0], i))
            e = unit.conclusion.args[0].args[0]
            parts = _squares(facts, m, e, lemmas.square_positive(unit))
            found.append(algebra.nonneg(ZERO < e.T * m * e, parts, (), ()))
    return found


def _squares(facts: Facts, m: Term, e: Term, norm: Theorem) -> tuple[Part, ...]:
    """What eᵀMe is the sum of, part by part: |Be|² for a product A·B, |e|² for I, and multiples by positive numbers."""
    if m.op == "add":
        return tuple(part for a in m.args for part in _squares(facts, a, e, norm))
    if m.op == "identity":
        return ((1, (norm,), ()),)
    if m.op == "mul" and m.args[0].is_scalar:
        sign = signed(facts, m.args[0])
        if sign is not None and strict(sign) and sign.conclusion.args[1].alpha is m.args[0].alpha:
            return tuple((c, (sign, *known), columns) for c, known, columns in _squares(facts, m.args[1], e, norm))
    if m.op == "mul" and not m.args[0].is_scalar:
        return ((1, (), (m.args[1] * e,)),)
    raise Undecided(f"{m} is not seen to be a sum of squares", "sign")
