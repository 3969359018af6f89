"""Grids of polynomials, and words of matrices cut into numbers: the data under `normal`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from derivations.kernel import polynomial as poly
from derivations.kernel.formulas import partition
from derivations.kernel.polynomial import Meter, Polynomial
from derivations.kernel.terms import ONE, Term

Key = tuple[Any, ...]


class Grid:
    """A matrix of polynomials over the cut dimensions; absent entries are 0."""

    __slots__ = ("columns", "entries", "rows")

    def __init__(
        self, rows: tuple[Term, ...], columns: tuple[Term, ...], entries: dict[tuple[int, int], Polynomial]
    ) -> None:
        """Drop the entries that are 0."""
        self.rows, self.columns = rows, columns
        self.entries = {at: p for at, p in entries.items() if p}

    def freeze(self) -> Key:
        """The grid as a key."""
        return tuple(sorted((at, poly.freeze(p)) for at, p in self.entries.items()))

    @property
    def scalar(self) -> Polynomial:
        """The entry of a 1×1 grid."""
        return self.entries.get((0, 0), {})


UNIT = (ONE,)


def number(p: Polynomial) -> Grid:
    """A polynomial as a 1×1 grid."""
    return Grid(UNIT, UNIT, {(0, 0): p})


class Words:
    """One call's table of atoms and letters, its conditions and its budget, and products of grids."""

    def __init__(self, symmetric: Iterable[Term] = ()) -> None:
        """`symmetric` are the matrices known to equal their transposes."""
        self.meter = Meter()
        self.conditions: list[Term] = []
        self.keys: list[Key] = [()]
        self.index: dict[Key, int] = {}
        self.sizes: dict[int, tuple[Term, Term]] = {}
        self.inverse_of: dict[int, int] = {}
        self.self_adjoint: set[int] = set()
        self.values: dict[int, Polynomial] = {}
        self.degrees: dict[int, int] = {}
        self.symmetric = {t.alpha for t in symmetric}
        self.memo: dict[Term, Grid] = {}

    def normal(self, term: Term) -> Grid:
        """The grid of a term; the normaliser says how."""
        raise NotImplementedError

    def atom(self, key: Key) -> int:
        """The number of an atom or letter."""
        if key not in self.index:
            self.index[key] = len(self.keys)
            self.keys.append(key)
        return self.index[key]

    def unknown(self, key: Key, sort_rows: Term, sort_columns: Term, symmetric: bool) -> Grid:
        """A matrix of which nothing but its shape (and perhaps its symmetry) is known."""
        rows, columns = partition(sort_rows), partition(sort_columns)
        self.meter.spend(len(rows) * len(columns))
        entries = {
            (i, j): self.letter(key, i, j, r, c, symmetric) for i, r in enumerate(rows) for j, c in enumerate(columns)
        }
        return Grid(rows, columns, entries)

    def letter(self, key: Key, i: int, j: int, rows: Term, columns: Term, symmetric: bool) -> Polynomial:
        """One block of an unknown matrix."""
        if symmetric and i > j:
            return self.transposed(self.letter(key, j, i, columns, rows, symmetric))
        index = self.atom((key, i, j))
        if rows is ONE and columns is ONE:
            return poly.atom(index)
        self.sizes[index] = (rows, columns)
        if symmetric and i == j:
            self.self_adjoint.add(index)
        return {((), (index,)): 1}

    def joined(self, left: Polynomial, right: Polynomial, rows: Term, columns: Term) -> Polynomial:
        """The product of two blocks, words concatenated and cut."""
        self.meter.spend(len(left) * len(right))
        total: Polynomial = {}
        for (m, w), a in left.items():
            for (n, v), b in right.items():
                factor, word = self.cut((*w, *v), rows, columns)
                rest: Polynomial = {(poly.times(m, n), word): a * b}
                total = poly.add(total, poly.product(factor, rest, self.meter))
        return total

    def cut(self, letters: poly.Word, rows: Term, columns: Term) -> tuple[Polynomial, poly.Word]:
        """Cancel inverses, then take the scalar pieces out of a word."""
        word: list[int] = []
        for x in letters:
            if word and self.inverse_of.get(word[-1]) == x:
                word.pop()
            else:
                word.append(x)
        inner = [i for i in range(1, len(word)) if self.size(word[i])[0] is ONE]
        cuts = ([0] if rows is ONE else []) + inner + ([len(word)] if columns is ONE and word else [])
        factor = poly.constant(1)
        for start, end in pairwise(cuts):
            factor = poly.product(factor, self.piece(tuple(word[start:end])), self.meter)
        return factor, (*word[: cuts[0]], *word[cuts[-1] :]) if cuts else tuple(word)

    def size(self, x: int) -> tuple[Term, Term]:
        """Rows and columns of a letter."""
        rows, columns = self.sizes[abs(x)]
        return (rows, columns) if x > 0 else (columns, rows)

    def piece(self, word: poly.Word) -> Polynomial:
        """A word that is a number: the same as its transpose."""
        if len(word) == 2 and word[0] == -word[1] < 0 and self.keys[word[1]][0][0] == "ones":
            return self.normal(self.size(word[1])[0]).scalar
        return poly.atom(self.atom(("word", min(word, self.reversed(word)))))

    def reversed(self, word: poly.Word) -> poly.Word:
        """The transpose of a word."""
        return tuple(x if x in self.self_adjoint else -x for x in reversed(word))

    def transposed(self, p: Polynomial) -> Polynomial:
        """The transpose of a block."""
        return {(m, self.reversed(w)): c for (m, w), c in p.items()}

    def combine(self, left: Grid, right: Grid, factor: int) -> Grid:
        """left + factor·right."""
        places = left.entries.keys() | right.entries.keys()
        sums = {at: poly.add(left.entries.get(at, {}), right.entries.get(at, {}), factor) for at in places}
        return Grid(left.rows, left.columns, sums)

    def multiplied(self, left: Grid, right: Grid) -> Grid:
        """The product of two grids, one of them perhaps a number."""
        if left.rows == UNIT == left.columns:
            scaled = {at: poly.product(left.scalar, p, self.meter) for at, p in right.entries.items()}
            return Grid(right.rows, right.columns, scaled)
        if right.rows == UNIT == right.columns:
            return self.multiplied(right, left)
        entries: dict[tuple[int, int], Polynomial] = {}
        for (i, k), p in left.entries.items():
            for (m, j), q in right.entries.items():
                if k == m:
                    part = self.joined(p, q, left.rows[i], right.columns[j])
                    entries[i, j] = poly.add(entries.get((i, j), {}), part)
        return Grid(left.rows, right.columns, entries)

    def flipped(self, grid: Grid) -> Grid:
        """The transpose of a grid."""
        return Grid(grid.columns, grid.rows, {(j, i): self.transposed(p) for (i, j), p in grid.entries.items()})
