"""Normal forms of rational functions and of matrix polynomials with symbolic shapes.

A term of shape r×c becomes a grid of polynomials: each dimension is cut into units and variables (2 + d is
1, 1, d), a matrix variable into the blocks of that grid, and a product is multiplied out block by block. In each
block a word of matrices is cut wherever an inner dimension is 1; the pieces commute and equal their transposes.
Everything that is not built from + − · / powers, transposes, inverses and blocks is an *atom*: an unknown of which
only its shape is used, named by the normal forms of its arguments.

Every quotient or inverse met on the way leaves its condition (denominator ≠ 0, invertible) in `conditions`:
the equality that is found holds under them.
"""

from __future__ import annotations

from itertools import permutations
from typing import cast

from derivations.kernel import polynomial as poly
from derivations.kernel.errors import Undecided
from derivations.kernel.formulas import Ne, invertible, partition, unfolding
from derivations.kernel.polynomial import Polynomial
from derivations.kernel.quotients import Quotients
from derivations.kernel.terms import ONE, ZERO, Term, dimension
from derivations.kernel.words import UNIT, Grid, number


class Normaliser(Quotients):
    """The grid of every term, operator by operator."""

    def normal(self, term: Term) -> Grid:
        """The grid of a term."""
        found = self.memo.get(term)
        if found is None:
            handler = getattr(self, f"on_{term.op}", self.opaque)
            found = self.memo[term] = handler(term)
        return found

    def vanishes(self, grid: Grid) -> bool:
        """Whether the grid is 0 wherever the conditions hold."""
        return all(not self.cleared(p) for p in grid.entries.values())

    def opaque(self, term: Term) -> Grid:
        """A defined number by what it abbreviates; else a term that the normal form does not look into."""
        if (meaning := unfolding(term)) is not None:
            return self.normal(meaning)
        parts = (
            a.alpha if a.sort.kind not in ("real", "nat") else (a.shape, self.normal(a).freeze()) for a in term.args
        )
        key = (term.op, term.data if term.op == "block" or not term.args else None, *parts)
        return self.unknown(key, *term.shape, symmetric=term.alpha in self.symmetric)

    def on_var(self, term: Term) -> Grid:
        """A variable."""
        return self.unknown((term,), *term.shape, symmetric=term.alpha in self.symmetric)

    def on_num(self, term: Term) -> Grid:
        """A number."""
        return number(poly.constant(term.data))

    def on_add(self, term: Term) -> Grid:
        """A sum."""
        return self.combine(self.normal(term.args[0]), self.normal(term.args[1]), 1)

    def on_sub(self, term: Term) -> Grid:
        """A difference."""
        return self.combine(self.normal(term.args[0]), self.normal(term.args[1]), -1)

    def on_neg(self, term: Term) -> Grid:
        """A negative."""
        return self.multiplied(number(poly.constant(-1)), self.normal(term.args[0]))

    def on_mul(self, term: Term) -> Grid:
        """A product."""
        return self.multiplied(self.normal(term.args[0]), self.normal(term.args[1]))

    def on_transpose(self, term: Term) -> Grid:
        """A transpose."""
        return self.flipped(self.normal(term.args[0]))

    def on_sqnorm(self, term: Term) -> Grid:
        """‖v‖² = vᵀv."""
        grid = self.normal(term.args[0])
        return self.multiplied(self.flipped(grid), grid) if grid.rows != UNIT else self.multiplied(grid, grid)

    def on_identity(self, term: Term) -> Grid:
        """The identity."""
        cut = partition(term.shape[0])
        return Grid(cut, cut, {(i, i): poly.constant(1) for i in range(len(cut))})

    def on_zeros(self, term: Term) -> Grid:
        """The zero matrix."""
        return Grid(partition(term.shape[0]), partition(term.shape[1]), {})

    def on_unit(self, term: Term) -> Grid:
        """A unit column whose index is a numeral and a unit of the cut; else unknown."""
        index, size = term.args
        cut = partition(size)
        place = int(index.data) if index.op == "num" else len(cut)
        if place < len(cut) and all(r is ONE for r in cut[: place + 1]):
            return Grid(cut, UNIT, {(place, 0): poly.constant(1)})
        return self.opaque(term)

    def on_ones(self, term: Term) -> Grid:
        """The matrix of ones, 1·1ᵀ."""
        down, across = (self.ones_column(size) for size in term.shape)
        return self.multiplied(down, self.flipped(across)) if across.rows != UNIT else down

    def ones_column(self, size: Term) -> Grid:
        """The column of ones."""
        cut = partition(size)
        one = poly.constant(1)
        blocks = {(i, 0): one if r is ONE else self.letter(("ones", r), 0, 0, r, ONE, False) for i, r in enumerate(cut)}
        return Grid(cut, UNIT, blocks)

    def on_block(self, term: Term) -> Grid:
        """A matrix of blocks, when their cuts are those of the whole."""
        height, width = cast("tuple[int, int]", term.data)
        grids = [self.normal(a) for a in term.args]
        rows = tuple(r for i in range(height) for r in grids[i * width].rows)
        columns = tuple(c for j in range(width) for c in grids[j].columns)
        if (rows, columns) != (partition(term.shape[0]), partition(term.shape[1])):
            return self.opaque(term)
        entries: dict[tuple[int, int], Polynomial] = {}
        down = 0
        for i in range(height):
            across = 0
            for g in grids[i * width : (i + 1) * width]:
                entries |= {(down + a, across + b): p for (a, b), p in g.entries.items()}
                across += len(g.columns)
            down += len(grids[i * width].rows)
        return Grid(rows, columns, entries)

    def on_slice(self, term: Term) -> Grid:
        """Some rows and columns, when they begin and end at cuts."""
        grid = self.normal(term.args[0])
        down = self.between(grid.rows, term.args[1], term.args[2])
        across = self.between(grid.columns, term.args[3], term.args[4])
        if down is None or across is None:
            return self.opaque(term)
        kept = {
            (i - down[0], j - across[0]): p
            for (i, j), p in grid.entries.items()
            if down[0] <= i < down[1] and across[0] <= j < across[1]
        }
        return Grid(grid.rows[slice(*down)] or (ZERO,), grid.columns[slice(*across)] or (ZERO,), kept)

    def on_entry(self, term: Term) -> Grid:
        """An entry at a numeral that is a unit of the cut; else unknown."""
        grid, index = self.normal(term.args[0]), term.args[1]
        place = int(index.data) if index.op == "num" else len(grid.rows)
        if place < len(grid.rows) and all(r is ONE for r in grid.rows[: place + 1]):
            return number(grid.entries.get((place, 0), {}))
        return self.opaque(term)

    def on_piecewise(self, term: Term) -> Grid:
        """A case distinction, known as it is written only: what its values need holds in a case, not here."""
        return number(poly.atom(self.atom(("piecewise", term.alpha))))

    def between(self, cut: tuple[Term, ...], start: Term, count: Term) -> tuple[int, int] | None:
        """The positions in a cut dimension at which `count` rows from `start` begin and end."""
        ends = [ZERO]
        for part in cut:
            ends.append(dimension(ends[-1] + part))
        first, last = dimension(start), dimension(start + count)
        return (ends.index(first), ends.index(last)) if first in ends and last in ends else None

    def on_det(self, term: Term) -> Grid:
        """A determinant, by permutations up to size 3."""
        grid = self.normal(term.args[0])
        size = len(grid.rows)
        if size > 3 or any(r is not ONE for r in grid.rows):
            return self.opaque(term)
        total: Polynomial = {}
        for order in permutations(range(size)):
            part = poly.constant((-1) ** sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]))
            for i, j in enumerate(order):
                part = poly.product(part, grid.entries.get((i, j), {}), self.meter)
            total = poly.add(total, part)
        return number(total)

    def on_div(self, term: Term) -> Grid:
        """A quotient; its denominator is not 0."""
        self.conditions.append(Ne(term.args[1], ZERO))
        bottom = self.reciprocal(self.normal(term.args[1]).scalar, term)
        return self.multiplied(number(bottom), self.normal(term.args[0]))

    def on_inv(self, term: Term) -> Grid:
        """An inverse: of a single matrix it cancels, of anything else it is unknown."""
        inside = term.args[0]
        self.conditions.append(invertible(inside))
        grid = self.normal(inside)
        if grid.rows == UNIT:
            return number(self.reciprocal(grid.scalar, term))
        turned = self.flipped(grid).freeze()
        frozen = grid.freeze()
        result = self.unknown(("inv", term.shape, min(frozen, turned)), *term.shape, symmetric=frozen == turned)
        result = result if frozen <= turned else self.flipped(result)
        self.cancel(grid, result)
        return result

    def on_pow(self, term: Term) -> Grid:
        """A power: multiplied out for a numeral, r·rᵏ for rᵏ⁺¹ (a matrix likewise)."""
        base, exponent = self.normal(term.args[0]), self.normal(term.args[1]).scalar
        whole = int(exponent.get(poly.ONE_TERM, 0))
        if whole > 200:
            raise Undecided(f"the exponent in {term} is too large to multiply out", "budget")
        symbols = {k: int(c) for k, c in exponent.items() if k != poly.ONE_TERM}
        if base.rows == UNIT:
            result = number(poly.constant(1))
        elif symbols:  # Aᵏ is unknown, and Aᵏ⁺¹ = A·Aᵏ
            key = ("power", term.shape, base.freeze(), tuple(sorted(symbols.items())))
            result, symbols = self.unknown(key, *term.shape, not whole and term.alpha in self.symmetric), {}
        else:
            result = self.on_identity(term)
        for _ in range(whole):
            result = self.multiplied(base, result)
        for symbol, times in symbols.items():
            for _ in range(times):
                result = self.multiplied(result, number(self.raised(base.scalar, symbol)))
        return result

    def on_abs(self, term: Term) -> Grid:
        """An absolute value, known by its square."""
        inside = self.normal(term.args[0]).scalar
        index = self.atom(("abs", poly.freeze(inside)))
        return number(self.define_root(index, poly.power(inside, 2, self.meter), 2))

    def on_sqrt(self, term: Term) -> Grid:
        """A square root, known by its square."""
        inside = self.normal(term.args[0]).scalar
        self.conditions.append(ZERO <= term.args[0])
        return number(self.define_root(self.atom(("sqrt", poly.freeze(inside))), inside, 2))
