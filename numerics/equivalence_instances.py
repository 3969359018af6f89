"""Ways from a claim to a variant by other values of its variables, by what it abbreviates, by quadratic forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, logic
from derivations.kernel.formulas import Ne, fresh, unfolding, zeros
from derivations.kernel.terms import ONE, REAL, ZERO, matrix_sort
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, once, transformed
from numerics.equivalence_equal import by_equality
from numerics.equivalence_places import exchanged, other_values
from numerics.equivalence_ways import certified

OTHERWISE: Final = ("positive_definite", "positive_semidefinite", "eigenvalue")
Values = tuple[tuple[Term, Term], ...]


@leaf(4)
@once
def _by_instance(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The same claim for other values of its variables: λ for nλ, −ε for ε, p and q exchanged."""
    if theorem.conclusion.op != goal.op:
        raise Undecided("these are not of one form", "form")
    values = _few(theorem) if goal.op == "integrable" else _values(theorem, goal)
    return first([lambda v=v: _instance(facts, theorem, goal, v) for v in values])


def _few(theorem: Theorem) -> Iterator[Values]:
    """1, 2v and −v for numbers: of integrals whole multiples are tried as well."""
    numbers = [v for v in sorted(theorem.conclusion.free, key=repr) if v.sort is REAL]
    yield from (((v, value),) for v in numbers for value in (-v, ONE, 2 * v))


def _values(theorem: Theorem, goal: Term) -> Iterator[Values]:
    letters = sorted(theorem.conclusion.free, key=repr)
    yield from (((a, b), (b, a)) for a, b in combinations(letters, 2) if exchanged(a, b, theorem.conclusion, goal))
    yield from (((v, value),) for v in letters for value in other_values(v, goal))


def _instance(facts: Facts, theorem: Theorem, goal: Term, values: Values) -> Theorem:
    moved = logic.instantiate(theorem, values)
    if moved.conclusion.alpha is not goal.alpha:
        moved = by_equality(facts, moved, goal)
    return lemmas.renamed(goal, settled(facts, moved))


def settled(facts: Facts, theorem: Theorem) -> Theorem:
    """Without the hypotheses that follow from the facts, if need be from what they abbreviate."""
    own = {h.alpha for t in facts.known.values() for h in t.hypotheses}
    for hypothesis in theorem.hypotheses:
        if hypothesis.alpha not in own:
            shown = first([lambda h=hypothesis: facts.prove(h), lambda h=hypothesis: _from_one_like_it(facts, h)])
            theorem = logic.cut(shown, theorem)
    return theorem


def _from_one_like_it(facts: Facts, goal: Term) -> Theorem:
    """From a fact of the same form, by what both abbreviate or as another multiple."""
    near = [t for t in facts.known.values() if t.conclusion.op == goal.op and t.conclusion.free == goal.free]
    return first([lambda t=t, way=way: way(facts, t, goal) for t in near for way in (_by_meaning, _definite)])


@leaf(5)
def _by_meaning(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By what both abbreviate; for definite matrices and eigenvalues there are other ways."""
    if theorem.conclusion.op != goal.op or goal.op in OTHERWISE or (meaning := unfolding(goal)) is None:
        raise Undecided("nothing is abbreviated", "form")
    return lemmas.folded(goal, transformed(facts, lemmas.unfolded(theorem), meaning))


@leaf(6)
def _definite(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Another positive definite matrix: vᵀMv > 0 from the quadratic forms of this one, for other values too."""
    old = theorem.conclusion
    if not old.op == goal.op == "positive_definite" or old.args[0].shape != goal.args[0].shape:
        raise Undecided("nothing is positive definite", "form")
    m = goal.args[0]
    v = fresh("v", matrix_sort(m.shape[0], ONE), goal, old, *facts.known)
    distinct = Ne(v, zeros(m.shape[0]))
    forms = [logic.modus_ponens(lemmas.definite_at(t, v), logic.assume(distinct)) for t in _cases(facts, theorem)]
    positive = certified(facts.with_(distinct), ZERO < v.T * m * v, forms, degree=1)
    known = tuple(t for t in facts.known.values() if t.conclusion.op == "symmetric")
    return lemmas.definite_by(m, v, positive, known)


def _cases(facts: Facts, theorem: Theorem) -> Iterator[Theorem]:
    """The theorem, and what it says for other values of its numbers."""
    yield theorem
    for v in sorted((v for v in theorem.conclusion.free if v.is_scalar and v.sort.kind == "real"), key=repr):
        for value in (v / 2, 2 * v):
            with suppress(ProofError):
                yield settled(facts, logic.instantiate(theorem, ((v, value),)))
