"""The determinant of a positive definite matrix of any size is positive: elimination, one column after the other.

Suppose A·eᵢ = (eᵢᵀAeᵢ)·eᵢ for i < j. With a = eⱼᵀAeⱼ > 0 and u = (a·eⱼ − A·eⱼ)/a, the matrix E = I + u·eⱼᵀ has the
determinant 1 (Sylvester), and E·A·Eᵀ is positive definite with the same property for i < j + 1. In the end the matrix
is diagonal, and its determinant the product of positive entries. Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, matrices, order
from derivations.kernel.formulas import (
    FALSE,
    Eq,
    ForAll,
    Implies,
    Ne,
    det,
    identity,
    matrix,
    natural,
    positive_definite,
    unit,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, lam, substitute
from derivations.lemmas import diagonal_matrices, unit_columns, vae_decoders
from derivations.lemmas.below import at
from derivations.lemmas.traces import on_diagonal

n, i, j, k = natural("n"), natural("i"), natural("j"), natural("k")
A, u, v = matrix("A", n, n), vector("u", n), vector("v", n)
E, PIVOT = identity(n) + u * unit(n, j).T, on_diagonal(A, j)
TURNED = E * A * E.T


def cleared(a: Term, count: Term) -> Term:
    """∀i. i < n ⇒ i < j ⇒ A·eᵢ = (eᵢᵀAeᵢ)·eᵢ."""
    e = unit(n, i)
    return ForAll(i, Implies(i < n, Implies(i < count, Eq(a * e, on_diagonal(a, i) * e))))


def _claim(steps: Term) -> Term:
    """Positive definite matrices with all but this many columns cleared have a positive determinant."""
    premises = (Eq(j + steps, n), cleared(A, j), positive_definite(A))
    claim = ZERO < det(A)
    for premise in reversed(premises):
        claim = Implies(premise, claim)
    return ForAll(A, ForAll(j, claim))


@cache
def positive_determinant() -> Theorem:
    """A positive definite  ⊢  0 < det A."""
    whole = logic.specialise(logic.induction(lam(k, _claim(k)), k, _diagonal(), _step()), n)
    here = logic.specialise(logic.specialise(whole, A), ZERO)
    for premise in (algebra.field(Eq(ZERO + n, n)), _nothing_cleared(), logic.assume(positive_definite(A))):
        here = logic.modus_ponens(here, premise)
    return here


def positive(s: Theorem) -> Theorem:
    """Γ ⊢ S positive definite  gives  Γ ⊢ 0 < det S."""
    m = s.conclusion.args[0]
    return logic.cut(s, logic.instantiate(positive_determinant(), ((n, m.shape[0]), (A, m))))


def _nothing_cleared() -> Theorem:
    ends = logic.assume(i < ZERO), order.natural_nonneg(i)
    absurd = algebra.nonneg(FALSE, tuple((1, (end,), ()) for end in ends), (), ())
    goal = cleared(A, ZERO)
    inner = logic.specialise(logic.assume(goal), i).conclusion
    shown = logic.by_contradiction(inner.args[1].args[1], absurd)
    return logic.generalise(i, logic.discharge(i < n, logic.discharge(i < ZERO, shown)))


def _curried(theorem: Theorem, steps: Term) -> Theorem:
    """The claim from its premises."""
    for premise in (positive_definite(A), cleared(A, j), Eq(j + steps, n)):
        theorem = logic.discharge(premise, theorem)
    return logic.generalise(A, logic.generalise(j, theorem))


def entry_positive(definite: Theorem, index: Term) -> Theorem:
    """Γ ⊢ S positive definite  gives  Γ, i < n ⊢ 0 < eᵢᵀSeᵢ."""
    m = definite.conclusion.args[0]
    distinct = unit_columns.nonzero(m.shape[0], index)
    return logic.modus_ponens(lemmas.definite_at(definite, unit(m.shape[0], index)), distinct)


def _diagonal() -> Theorem:
    """All columns cleared: the determinant is the product of the entries on the diagonal."""
    definite, full = logic.assume(positive_definite(A)), logic.assume(Eq(j + ZERO, n))
    below = algebra.nonneg(i < j, ((1, (logic.assume(i < n),), ()),), ((ONE, full, ONE),), ())
    each = at(logic.assume(cleared(A, j)), i)
    each = logic.generalise(i, logic.discharge(i < n, logic.modus_ponens(each, below)))
    entries = lam(i, on_diagonal(A, i))
    value = diagonal_matrices.determinant(A, entries)
    for premise in (each, lemmas.definite_symmetric(definite)):
        value = logic.cut(premise, value)
    sign = logic.generalise(i, logic.discharge(i < n, entry_positive(definite, i)))
    product = vae_decoders.sum_of_logarithms(i, n, on_diagonal(A, i), sign)[0]
    return _curried(logic.rewrite(product, logic.symmetry(value)), ZERO)


def _step() -> Theorem:
    """One more column cleared."""
    definite, here = logic.assume(positive_definite(A)), logic.assume(Eq(j + (k + ONE), n))
    inside = algebra.nonneg(j < n, ((1, (order.natural_nonneg(k),), ()), (1, (), ())), ((-ONE, here, ONE),), ())
    later = logic.specialise(logic.specialise(logic.assume(_claim(k)), TURNED), j + ONE)
    count = algebra.combination(Eq(j + ONE + k, n), ((ONE, here, ONE),), ())
    for premise in (count, _more_cleared(), _still_definite()):
        later = logic.modus_ponens(later, premise)
    shown = algebra.nonneg(ZERO < det(A), ((1, (later,), ()),), ((-ONE, _same_determinant(), ONE),), ())
    shown = _with_pivot(shown, definite)
    return _curried(logic.cut(inside, shown), k + ONE)


COLUMN = Eq(A * unit(n, j), PIVOT * unit(n, j) - PIVOT * u)
FLAT = Eq(u.T * unit(n, j), ZERO)
ABOVE = ForAll(i, Implies(i < n, Implies(i < j, Eq(u.T * unit(n, i), ZERO))))


def _with_pivot(theorem: Theorem, definite: Theorem) -> Theorem:
    """The theorem for u = (a·eⱼ − A·eⱼ)/a."""
    e, value = unit(n, j), (PIVOT * unit(n, j) - A * unit(n, j)) / PIVOT
    regular = lemmas.nonzero_of_positive(entry_positive(definite, j))
    symmetric, length = (lemmas.definite_symmetric(definite),), unit_columns.length(n, j)
    cleared_ = logic.modus_ponens(at(logic.assume(cleared(A, j)), i), logic.assume(i < j))
    before = logic.assume(i < j)
    equal = logic.assume(Eq(i, j))
    absurd = algebra.nonneg(FALSE, ((1, (before,), ()),), ((ONE, equal, ONE),), ())
    apart = logic.cut(logic.negate(equal.conclusion, absurd), unit_columns.orthogonal(n, i, j))
    column = algebra.field(substitute(COLUMN, {u: value}))
    flat = algebra.combination(substitute(FLAT, {u: value}), ((ONE, length, ONE),), symmetric)
    goal = Eq(value.T * unit(n, i), ZERO)
    parts = (ONE - on_diagonal(A, i) / PIVOT, apart, ONE), (-(ONE / PIVOT) * e.T, cleared_, ONE)
    above = algebra.combination(goal, parts, symmetric)
    above = logic.generalise(i, logic.discharge(i < n, logic.discharge(i < j, logic.cut(regular, above))))
    theorem = logic.instantiate(theorem, ((u, value),))
    for premise in (above, logic.cut(regular, flat), logic.cut(regular, column)):
        theorem = logic.cut(premise, theorem)
    return theorem


def _still_definite() -> Theorem:
    """E·A·Eᵀ is positive definite: Eᵀv = 0 only for v = 0."""
    definite, flat = logic.assume(positive_definite(A)), logic.assume(FLAT)
    zero = logic.assume(Eq(E.T * v, zeros(n)))
    e = unit(n, j)
    parts = (identity(n) - e * u.T, zero, ONE), (e, flat, u.T * v)
    nothing = algebra.combination(Eq(v, zeros(n)), parts, ())
    distinct = logic.negate(zero.conclusion, logic.contradiction(nothing, logic.assume(Ne(v, zeros(n)))))
    sign = logic.modus_ponens(lemmas.definite_at(definite, E.T * v), distinct)
    sign = algebra.nonneg(ZERO < v.T * TURNED * v, ((1, (sign,), ()),), (), ())
    return lemmas.definite_by(TURNED, v, sign, (lemmas.definite_symmetric(definite),))


def _same_determinant() -> Theorem:
    """det(E·A·Eᵀ) = det A, since det E = 1 + uᵀeⱼ."""
    e, (first, second) = unit(n, j), (matrices.determinant_product(*pair) for pair in ((E * A, E.T), (E, A)))
    flat, turned = logic.assume(FLAT), matrices.determinant_transpose(E)
    one = algebra.combination(Eq(det(E), ONE), ((ONE, matrices.sylvester(u, e.T), ONE), (ONE, flat, ONE)), ())
    parts = (
        (ONE, first, ONE),
        (det(E.T), second, ONE),
        (det(E) * det(A), turned, ONE),
        (det(A) * (det(E) + 1), one, ONE),
    )
    return algebra.combination(Eq(det(TURNED), det(A)), parts, ())


def _more_cleared() -> Theorem:
    """(E·A·Eᵀ)·eᵢ = (its entry)·eᵢ for i < j + 1."""
    claim = Eq(TURNED * unit(n, i), on_diagonal(TURNED, i) * unit(n, i))
    same, beyond = logic.assume(Eq(i, j)), order.natural_step(logic.assume(i < j + ONE))
    below = algebra.nonneg(j < n, ((1, (logic.assume(i < n),), ()),), ((ONE, same, ONE),), ())
    last = logic.cut(below, _own_entry(_last_column()))
    last = logic.modus_ponens(logic.converse(logic.congruence(lam(i, claim), same)), last)
    before = order.strengthen(algebra.nonneg(i <= j, ((1, (beyond,), ()),), (), ()), logic.assume(Ne(i, j)))
    earlier = logic.cut(before, _own_entry(_earlier_column()))
    shown = logic.cases(logic.excluded_middle(same.conclusion), last, earlier)
    return logic.generalise(i, logic.discharge(i < n, logic.discharge(i < j + ONE, shown)))


def _own_entry(action: Theorem) -> Theorem:
    """Γ ⊢ B·eᵢ = c·eᵢ  gives  Γ, i < n ⊢ B·eᵢ = (eᵢᵀBeᵢ)·eᵢ."""
    column, multiple = action.conclusion.args
    (b, e), c = column.args, multiple.args[0]
    parts = (ONE, action, ONE), (-e * e.T, action, ONE), (-c * e, unit_columns.length(n, e.args[0]), ONE)
    return algebra.combination(Eq(column, on_diagonal(b, e.args[0]) * e), parts, ())


def _earlier_column() -> Theorem:
    """i < n, i < j ⊢ (E·A·Eᵀ)·eᵢ = (eᵢᵀAeᵢ)·eᵢ."""
    e, last, c = unit(n, i), unit(n, j), on_diagonal(A, i)
    before = logic.assume(i < j)
    cleared_, above = (logic.modus_ponens(at(logic.assume(f), i), before) for f in (cleared(A, j), ABOVE))
    equal = logic.assume(Eq(i, j))
    absurd = algebra.nonneg(FALSE, ((1, (before,), ()),), ((ONE, equal, ONE),), ())
    apart = logic.cut(logic.negate(equal.conclusion, absurd), unit_columns.orthogonal(n, i, j))
    parts = (E * A * last, above, ONE), (E, cleared_, ONE), (c * u, apart, ONE)
    return algebra.combination(Eq(TURNED * e, c * e), parts, ())


def _last_column() -> Theorem:
    """j < n ⊢ (E·A·Eᵀ)·eⱼ = (eⱼᵀAeⱼ)·eⱼ."""
    e, column, flat = unit(n, j), logic.assume(COLUMN), logic.assume(FLAT)
    length = unit_columns.length(n, j)
    parts = (E * A * e - PIVOT * u, flat, ONE), (E, column, ONE), (PIVOT * u, length, ONE)
    return algebra.combination(Eq(TURNED * e, PIVOT * e), parts, ())
