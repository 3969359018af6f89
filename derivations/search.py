"""Finding certificates for `nonneg` and `combination`: an untrusted search; the kernel multiplies out what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, Final

from derivations.infeasible import infeasible
from derivations.kernel import Term, Theorem, Undecided
from derivations.kernel.algebra import Part, Weighted, sqnorm_of
from derivations.kernel.formulas import FALSE
from derivations.kernel.normal import Normaliser
from derivations.kernel.terms import ONE, ZERO, num

Column = dict[Any, Any]
LIMIT: Final = 5_000_000  # z3's resource units: the same on every machine, unlike seconds


def _column(normaliser: Normaliser, term: Term) -> Column:
    """A scalar's polynomial, roots folded and denominators kept as they are."""
    found = normaliser.normal(term).scalar
    while (root := _foldable(normaliser, found)) is not None:
        found = normaliser.folded(found, root)
    return dict(found)


def _foldable(normaliser: Normaliser, p: Column) -> int | None:
    """A root in p whose power can be replaced by what is under it."""
    powers = ((index, exponent, normaliser.degrees.get(index)) for monomial, _ in p for index, exponent in monomial)
    return next((index for index, exponent, degree in powers if degree and not 0 < exponent < degree), None)


def products(facts: Sequence[Theorem], degree: int) -> list[tuple[Theorem, ...]]:
    """All products of up to `degree` facts, the empty one included."""
    return [c for k in range(degree + 1) for c in combinations_with_replacement(facts, k)]


def certificate(
    goal: Term,
    facts: Sequence[Theorem],
    *,
    squares: Sequence[Term] = (),
    equations: Sequence[Theorem] = (),
    multipliers: Sequence[Term] = (ONE,),
    degree: int = 2,
) -> tuple[tuple[Weighted, ...], tuple[Part, ...]]:
    """Weights with which products of the facts (times the squares) and multiples of the equations give the goal.

    Raises Undecided when linear programming over the rationals finds none.
    """
    strict = goal is FALSE or goal.op == "lt"
    low, high = (ZERO, ZERO) if goal is FALSE else goal.args
    normaliser = Normaliser()
    rows = [(chosen, square) for chosen in products(facts, degree) for square in ((), *((s,) for s in squares))]
    terms = [_value(chosen, square) for chosen, square in rows]
    parts = [(m, e) for e in equations for m in multipliers]
    columns = [_column(normaliser, t) for t in terms]
    columns += [_column(normaliser, m * (e.conclusion.args[0] - e.conclusion.args[1])) for m, e in parts]
    positive = [not square and all(f.conclusion.op == "lt" for f in chosen) for chosen, square in rows]
    weights = _feasible(_column(normaliser, high - low), columns, len(rows), positive if strict else [])
    if weights is None:
        raise Undecided(f"no combination of the known facts gives {goal}", "certificate")
    chosen_terms = tuple((w, *row) for w, row in zip(weights, rows, strict=False) if w)
    chosen_parts = tuple((num(w) * m, e, ONE) for w, (m, e) in zip(weights[len(rows) :], parts, strict=True) if w)
    return chosen_terms, chosen_parts


def _value(facts: Iterable[Theorem], squares: Iterable[Term]) -> Term:
    value = ONE
    for fact in facts:
        value = value * (fact.conclusion.args[1] - fact.conclusion.args[0])
    for square in squares:
        value = value * sqnorm_of(square)
    return value


def _feasible(target: Column, columns: list[Column], signed: int, positive: list[bool]) -> list[Fraction] | None:
    """Rational weights with Σ weight·column = target: the first `signed` are ≥ 0, and one marked positive is > 0."""
    if infeasible(target, columns, signed, positive):
        return None
    import z3 as solver

    engine = solver.SolverFor("QF_LRA")
    engine.set("rlimit", LIMIT)
    unknowns = [solver.Real(f"w{i}") for i in range(len(columns))]
    engine.add(*(unknown >= 0 for unknown in unknowns[:signed]))
    if positive:
        wanted = [u for u, marked in zip(unknowns, positive, strict=False) if marked]
        total: Any = solver.Sum([solver.RealVal(0), *wanted])
        engine.add(total > 0)
    for key in {k for column in (target, *columns) for k in column}:
        entries = [u * _value_of(c[key]) for u, c in zip(unknowns, columns, strict=True) if key in c]
        engine.add(solver.Sum([solver.RealVal(0), *entries]) == _value_of(target.get(key, 0)))
    if engine.check() != solver.sat:
        return None
    model: Any = engine.model()
    return [model.eval(unknown, model_completion=True).as_fraction() for unknown in unknowns]


def _value_of(number: int | Fraction) -> Any:
    import z3 as solver

    return solver.RealVal(str(number))
