"""Ways for matrices: an inverse by what it is multiplied to, positive definite ones with given diagonal action."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, identity
from derivations.kernel.terms import ONE, ZERO, apply, lam
from derivations.lemmas import definite_matrices, diagonal_matrices, unit_columns
from derivations.tactics import Facts
from numerics.equivalence_core import criterion, equality, leaf, new_variable
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
@criterion
def _diagonal(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Some positive definite V has V·eᵢ = aᵢ·eᵢ for i < n, whatever the positive numbers aᵢ are."""
    size, i, scale = _acting(goal)
    below = _below(facts, scale, i, i < size)
    sign = signed(below, scale)
    sign = sign and below.settled(sign)
    if sign is None or not strict(sign) or sign.conclusion.args[1].alpha is not scale.alpha:
        raise Undecided("an entry was not seen to be positive", "sign")
    positive = logic.generalise(i, logic.discharge(i < size, sign))
    found = diagonal_matrices.exists(size, lam(i, scale))
    return _restated(facts, logic.cut(positive, found), goal)


def _restated(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The same, with the action on the units written as it is in the goal."""
    v = new_variable(facts, goal.args[0], theorem.conclusion)
    given = apply(theorem.conclusion.args[0], v)
    definite, acts = lemmas.split(logic.assume(given))
    i, each = opened(apply(goal.args[0], v).args[1].args[0], And(goal, given))
    claim = each.args[1]
    below = _below(facts, claim, i, each.args[0], given)
    action = logic.modus_ponens(logic.specialise(acts, i), logic.assume(each.args[0]))
    same = algebra.combination(claim, ((_coefficient(claim.args[0], v), action, ONE),), ())
    every = logic.generalise(i, logic.discharge(each.args[0], below.settled(same)))
    return logic.obtain(theorem, v, logic.exhibit(goal, v, logic.both(definite, every)))


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


@leaf(6)
def _entry(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """eᵢᵀMeᵢ ≠ 0, and so for products and quotients with it, for sums M of squares A·Aᵀ and multiples of I."""
    if goal.op != "not" or goal.args[0].op != "eq" or goal.args[0].args[1] is not ZERO:
        raise Undecided("this is not that a number differs from 0", "form")
    term = goal.args[0].args[0]
    units = {t.alpha: t for t in within(term) if t.op == "unit"}
    if len(units) != 1 or not term.is_scalar:
        raise Undecided("no unit column", "form")
    there, (unit,) = facts.with_(), units.values()
    for part in _entries(there, term, unit.args[0]):
        there.add(part)
    sign = signed(there, term)
    if sign is None or not strict(sign) or sign.conclusion.args[1].alpha is not term.alpha:
        raise Undecided("an entry was not seen to be positive", "sign")
    return lemmas.nonzero_of_positive(there.settled(sign))


def _below(facts: Facts, term: Term, i: Term, *given: Term) -> Facts:
    """The facts for an index i, and which of the entries eᵢᵀMeᵢ in a term are positive."""
    below = facts.at(i, *given)
    below.propagate()
    for part in _entries(below, term, i):
        below.add(part)
    return below


def _entries(facts: Facts, term: Term, i: Term) -> list[Theorem]:
    """0 < eᵢᵀMeᵢ for the sums M of squares A·Aᵀ and multiples of I in a term, and of multiples of that."""
    found = list[Theorem]()
    sums = {t.alpha: t for t in within(term) if t.op == "add" and not t.is_scalar and t.shape[0] is t.shape[1]}
    for m in sums.values():
        with suppress(ProofError):
            unit = facts.settled(unit_columns.nonzero(m.shape[0], i))
            e = unit.conclusion.args[0].args[0]
            parts = _squares(facts, m, e, lemmas.square_positive(unit))
            found.append(algebra.nonneg(ZERO < e.T * m * e, parts, (), ()))
    return found + [part for t in within(term) for part in _twice(t, found)]


def _twice(term: Term, known: Sequence[Theorem]) -> list[Theorem]:
    """0 < (2eᵢᵀM)eᵢ and the like, from 0 < eᵢᵀMeᵢ."""
    if not term.is_scalar or term.op != "mul" or term.args[0].is_scalar:
        return []
    with suppress(ProofError):
        terms, parts = search.certificate(ZERO < term, known, degree=1)
        return [algebra.nonneg(ZERO < term, terms, parts, ())]
    return []


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
