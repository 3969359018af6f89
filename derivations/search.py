"""Finding certificates for `nonneg` and `combination`: an untrusted search; the kernel multiplies out what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, Final

from derivations.kernel import Term, Theorem, Undecided
from derivations.kernel.algebra import Part, Weighted, sqnorm_of
from derivations.kernel.formulas import FALSE
from derivations.kernel.normal import Normaliser
from derivations.kernel.terms import ONE, ZERO, num

Column = dict[Any, Any]
Row = dict[int, Fraction]
PIVOTS: Final = 2000


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
    both = [*range(len(columns)), *range(signed, len(columns))]  # a weight of any sign is a difference of two
    signs = [1] * len(columns) + [-1] * (len(columns) - signed)
    keys = {key for column in (target, *columns) for key in column}
    rows = [(_row(key, columns, both, signs), Fraction(target.get(key, 0))) for key in keys]
    values = Simplex(rows, len(both)).solve([j for j, wanted in enumerate(positive) if wanted])
    if values is None or (positive and not any(values[j] for j, wanted in enumerate(positive) if wanted)):
        return None
    weights = [Fraction(0)] * len(columns)
    for i, s, value in zip(both, signs, values, strict=True):
        weights[i] += s * value
    return weights


def _row(key: Any, columns: list[Column], both: list[int], signs: list[int]) -> Row:
    """The coefficients of one monomial in all the columns."""
    pairs = enumerate(zip(both, signs, strict=True))
    return {j: s * Fraction(columns[i][key]) for j, (i, s) in pairs if key in columns[i]}


class Simplex:
    """x ≥ 0 with Ax = b, by the simplex method in exact fractions (Bland's rule: it cannot cycle)."""

    def __init__(self, rows: Sequence[tuple[Row, Fraction]], size: int) -> None:
        """`rows` are the equations as sparse rows with their right sides; an artificial variable starts each."""
        self.size, self.pivots = size, 0
        self.rows = [({j: -x for j, x in row.items()}, -end) if end < 0 else (dict(row), end) for row, end in rows]
        self.basis = [size + i for i in range(len(rows))]

    def solve(self, wanted: Sequence[int]) -> list[Fraction] | None:
        """A solution, with the sum of the wanted variables positive if it can be; None when there is none."""
        cost: Row = {}
        for row, _ in self.rows:
            for j, x in row.items():
                cost[j] = cost.get(j, Fraction(0)) - x
        self.improve(cost, lambda: False)
        if any(end and b >= self.size for b, (_, end) in zip(self.basis, self.rows, strict=True)):
            return None
        self.leave()
        cost = {j: Fraction(-1) for j in wanted}
        for b, (row, _) in zip(self.basis, self.rows, strict=True):
            _subtract(cost, row, cost.get(b, Fraction(0)))
        ray = self.improve(cost, lambda: any(self.values[j] for j in wanted))
        values = self.values
        for b, (row, _) in zip(self.basis, self.rows, strict=True):
            if ray is not None:
                values[b] -= row.get(ray, Fraction(0))
        if ray is not None:
            values[ray] += 1
        return values

    @property
    def values(self) -> list[Fraction]:
        """The present solution."""
        found = [Fraction(0)] * self.size
        for b, (_, end) in zip(self.basis, self.rows, strict=True):
            if b < self.size:
                found[b] = end
        return found

    def leave(self) -> None:
        """Take the artificial variables, all 0 now, out of the basis; drop the equations that say nothing."""
        for i in reversed(range(len(self.rows))):
            if self.basis[i] >= self.size:
                entering = next((j for j, x in self.rows[i][0].items() if x), None)
                if entering is None:
                    del self.rows[i], self.basis[i]
                else:
                    self.pivot(i, entering, {})

    def improve(self, cost: Row, enough: Callable[[], bool]) -> int | None:
        """Lower the cost until it is least or enough; a variable along which it falls for ever, if there is one."""
        while not enough():
            entering = min((j for j, x in cost.items() if x < 0), default=None)
            if entering is None:
                return None
            ratios = [
                (end / row[entering], self.basis[i], i)
                for i, (row, end) in enumerate(self.rows)
                if row.get(entering, 0) > 0
            ]
            if not ratios:
                return entering
            self.pivot(min(ratios)[2], entering, cost)
        return None

    def pivot(self, place: int, entering: int, cost: Row) -> None:
        """Let a variable enter the basis in the place of another."""
        self.pivots += 1
        if self.pivots > PIVOTS:
            raise Undecided("the search for weights took too many steps: give it fewer facts", "certificate")
        row, end = self.rows[place]
        scale = row[entering]
        row, end = {j: x / scale for j, x in row.items()}, end / scale
        for i, (other, value) in enumerate(self.rows):
            factor = other.get(entering)
            if i != place and factor:
                _subtract(other, row, factor)
                self.rows[i] = other, value - factor * end
        _subtract(cost, row, cost.get(entering, Fraction(0)))
        self.rows[place], self.basis[place] = (row, end), entering


def _subtract(row: Row, other: Row, factor: Fraction) -> None:
    """Row − factor·other, in place."""
    if factor:
        for j, x in other.items():
            new = row.get(j, Fraction(0)) - factor * x
            if new:
                row[j] = new
            else:
                row.pop(j, None)
