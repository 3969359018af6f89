"""Ways for real 2×2 matrices: eigenvalues by the equation that they solve, powers by the Schur-Cohn criterion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, iterations, logic
from derivations.kernel.formulas import FALSE, Eq, Iff, Ne, block, column, zeros
from derivations.kernel.terms import ONE, ZERO, apply, matrix_sort, substitute
from derivations.lemmas import plane_eigenvalues as plane
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, supposing, transformed
from numerics.equivalence_values import evaluated

Rows = list[list[Term]]
PLANE: Final = matrix_sort(2, 2)
MOST: Final = 7  # facts of which products are tried


def rows(term: Term) -> Rows:
    """The entries of a 2×2 matrix that is made of explicit ones.

    Raises:
        Undecided: it is made of something else.
    """
    rule = ENTRIES.get(term.op)
    if term.sort is not PLANE or rule is None:
        raise Undecided(f"the entries of {term} are not known", "form")
    return rule(term)


def _each(term: Term, combine: Callable[..., Term]) -> Rows:
    parts = [rows(a) for a in term.args]
    return [[combine(*(p[i][j] for p in parts)) for j in (0, 1)] for i in (0, 1)]


def _product(term: Term) -> Rows:
    left, right = term.args
    if left.is_scalar or right.is_scalar:
        factor, matrix = (left, right) if left.is_scalar else (right, left)
        return [[factor * e for e in row] for row in rows(matrix)]
    a, b = rows(left), rows(right)
    return [[a[i][0] * b[0][j] + a[i][1] * b[1][j] for j in (0, 1)] for i in (0, 1)]


def _written(term: Term) -> Rows:
    if len(term.args) != 4:
        raise Undecided(f"{term} is made of blocks", "form")
    return [list(term.args[:2]), list(term.args[2:])]


ENTRIES: Final[dict[str, Callable[[Term], Rows]]] = {
    "block": _written,
    "identity": lambda term: [[ONE, ZERO], [ZERO, ONE]],
    "add": lambda term: _each(term, lambda a, b: a + b),
    "sub": lambda term: _each(term, lambda a, b: a - b),
    "neg": lambda term: _each(term, lambda a: -a),
    "mul": _product,
    "transpose": lambda term: [list(row) for row in zip(*rows(term.args[0]), strict=True)],
}


# Eigenvalues
@leaf(5)
def _spectra(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An eigenvalue of one matrix is one of another, by the equations that they solve."""
    old = theorem.conclusion
    if not old.op == goal.op == "eigenvalue" or old.args[1:] != goal.args[1:]:
        raise Undecided("these are not the eigenvalues of two matrices", "form")
    before, after = (_equations(facts, t) for t in (old, goal))
    solved = transformed(facts, logic.modus_ponens(before, theorem), after.conclusion.args[1])
    return logic.modus_ponens(logic.converse(after), solved)


def _equations(facts: Facts, claim: Term) -> Theorem:
    """⊢ λ is an eigenvalue of M ⇔ (λ − τ)² = ς."""
    m, *number = claim.args
    (_, upper), (low, last) = entries = rows(m)
    distinct = facts.prove(Ne(low, ZERO))
    centre = (entries[0][0] + last) / 2
    found = facts.settled(logic.cut(distinct, plane.of_letters(upper, low, last, centre)))
    for value in number:
        found = logic.specialise(found, value)
    written = found.conclusion.args[0].args[0]
    return logic.rewrite(found, facts.settled(algebra.field(Eq(written, m))))


@leaf(5)
def _damped(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A known eigenvalue has a negative real part, by the trace and the determinant of its matrix."""
    known = [t for t in facts.known.values() if t.conclusion.op == "eigenvalue" and goal.args[:1] == t.conclusion.args[1:2]]
    if goal.op != "lt" or goal.args[1] is not ZERO or not known:
        raise Undecided("this is no real part of an eigenvalue", "form")
    spectrum = _equations(facts, known[0].conclusion)
    centre, square = centre_and_square(spectrum)
    return facts.settled(plane.left_of(facts_less(facts, centre < 0), facts_less(facts, square < centre**2), spectrum))
