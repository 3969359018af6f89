"""Whether both sides of a claim are the same quotients of SymPy's polynomials, without expressions in between.

Sums, products, quotients, powers and blocks of matrices are worked out entry by entry on sparse polynomials; only what
stands under them (variables, inverses, logarithms, integrals over a measure) is written out as SymPy expressions. What
SymPy's expressions simplify by themselves (√x², eˣ·eʸ) is not seen here, so that only "yes" says something.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final, NamedTuple

from derivations.kernel.formulas import unfolding
from derivations.kernel.terms import Term
from derivations.sympy_instance import Instance, entrywise
from derivations.sympy_quotient import Quotient, Quotients

MOST: Final = 20_000  # products of summands that one multiplication may need
HIGHEST: Final = 8  # the largest power that is multiplied out
WHOLE: Final = ("add", "sub", "neg", "mul", "div", "transpose", "sqnorm", "block")


class Block(NamedTuple):
    """A matrix of quotients, row by row; a number is 1×1."""

    rows: int
    columns: int
    entries: Sequence[Quotient]

    def row(self, i: int) -> Sequence[Quotient]:
        """Row i."""
        return self.entries[i * self.columns : (i + 1) * self.columns]

    def column(self, j: int) -> Sequence[Quotient]:
        """Column j."""
        return self.entries[j :: self.columns]


def same(instance: Instance, left: Term, right: Term) -> bool:
    """Whether both sides have the same entries as quotients of polynomials in their leaves; False says nothing."""
    try:
        sides = Sides(instance, (left, right))
        gap = sides.sum([sides.value(left), sides.scaled(sides.value(right), sides.number(-1))])
        return all(entry.top == 0 for entry in gap.entries)
    except (ArithmeticError, NotImplementedError):
        return False


class Sides:
    """The values of terms over the polynomials in what is written out of them."""

    def __init__(self, instance: Instance, terms: Sequence[Term]) -> None:
        """Find the leaves, write them out and take their atoms for the variables of the polynomials."""
        self.instance = instance
        self.parts: dict[Term, Sequence[Term] | None] = {}
        self.known: dict[Term, Block] = {}
        for term in terms:
            self._take_apart(term)
        leaves = {leaf: instance.value(leaf) for leaf, parts in self.parts.items() if parts is None}
        self.quotients = Quotients(*(e for value in leaves.values() for e in entrywise(value)), most=MOST)
        for leaf, value in leaves.items():
            entries = [self.quotients.value(e) for e in entrywise(value)]
            rows, columns = getattr(value, "shape", (1, 1))
            self.known[leaf] = Block(rows, columns, entries)

    def _take_apart(self, term: Term) -> None:
        if term not in self.parts:
            self.parts[term] = parts = self._parts(term)
            for part in parts or ():
                self._take_apart(part)

    def _parts(self, term: Term) -> Sequence[Term] | None:
        """What the value is worked out from; None where it is written out."""
        op, args = term.op, term.args
        if op in WHOLE:
            return args
        if op in ("slice", "pow", "entry"):
            return args[:1] if self._placed(term) else None
        if op in ("integral", "product"):
            return self.instance.summands(term)
        meaning = None if hasattr(self.instance, f"on_{op}") else unfolding(term)
        return None if meaning is None else (meaning,)

    def _placed(self, term: Term) -> bool:
        """Whether the exponent, or the place of an entry, is a suitable number."""
        if term.op == "slice":
            return True
        number = self.instance.value(term.args[1])
        if term.op == "pow":
            return bool(number.is_Integer and 0 < number <= HIGHEST)
        return bool(number.is_Integer and 0 <= number < self.instance.shape(term.args[0])[0])

    def value(self, term: Term) -> Block:
        """The value of a term."""
        if term not in self.known:
            values = [self.value(part) for part in self.parts[term] or ()]
            self.known[term] = getattr(self, f"on_{term.op}", self.unfolded)(term, *values)
        return self.known[term]

    def number(self, value: int) -> Quotient:
        """A number."""
        return self.quotients.number(value)

    def scaled(self, matrix: Block, factor: Quotient) -> Block:
        """Every entry times a number."""
        return matrix._replace(entries=[self.quotients.product([factor, e]) for e in matrix.entries])

    def sum(self, matrices: Sequence[Block]) -> Block:
        """The sum, entry by entry."""
        lines = zip(*(m.entries for m in matrices), strict=True)
        return matrices[0]._replace(entries=[self.quotients.sum(line) for line in lines])

    def unfolded(self, term: Term, meaning: Block) -> Block:
        """What the term abbreviates."""
        return meaning

    def on_add(self, term: Term, left: Block, right: Block) -> Block:
        """A sum."""
        return self.sum([left, right])

    def on_sub(self, term: Term, left: Block, right: Block) -> Block:
        """A difference."""
        return self.sum([left, self.on_neg(term, right)])

    def on_neg(self, term: Term, inside: Block) -> Block:
        """The opposite."""
        return inside._replace(entries=[Quotient(-e.top, e.bottom) for e in inside.entries])

    def on_mul(self, term: Term, left: Block, right: Block) -> Block:
        """A product."""
        for factor, matrix, number in ((left, right, term.args[0]), (right, left, term.args[1])):
            if number.is_scalar:
                return self.scaled(matrix, factor.entries[0])
        return self.multiplied(left, right)

    def multiplied(self, left: Block, right: Block) -> Block:
        """The matrix product."""
        lines, columns = [left.row(i) for i in range(left.rows)], [right.column(j) for j in range(right.columns)]
        return Block(left.rows, right.columns, [self.inner(line, c) for line in lines for c in columns])

    def inner(self, left: Sequence[Quotient], right: Sequence[Quotient]) -> Quotient:
        """The sum of the products of the entries."""
        pairs = ((a, b) for a, b in zip(left, right, strict=True) if a.top and b.top)
        return self.quotients.sum([self.quotients.product(pair) for pair in pairs])

    def on_div(self, term: Term, top: Block, bottom: Block) -> Block:
        """A quotient."""
        return self.scaled(top, self.quotients.inverse(bottom.entries[0]))

    def on_pow(self, term: Term, base: Block) -> Block:
        """A power."""
        return reduce(self.multiplied, [base] * int(self.instance.value(term.args[1])))

    def on_transpose(self, term: Term, inside: Block) -> Block:
        """A transpose."""
        return Block(inside.columns, inside.rows, [e for j in range(inside.columns) for e in inside.column(j)])

    def on_sqnorm(self, term: Term, inside: Block) -> Block:
        """The sum of squares."""
        return Block(1, 1, [self.inner(inside.entries, inside.entries)])

    def on_block(self, term: Term, *blocks: Block) -> Block:
        """A matrix of blocks."""
        (_, width), lines = term.data, list[Sequence[Quotient]]()
        for start in range(0, len(blocks), width):
            band = blocks[start : start + width]
            lines += [[e for block in band for e in block.row(i)] for i in range(band[0].rows)]
        return Block(len(lines), len(lines[0]) if lines else 0, [e for line in lines for e in line])

    def on_slice(self, term: Term, whole: Block) -> Block:
        """Some rows and columns."""
        row, height, column, width = map(self.instance.size, term.args[1:])
        lines = [whole.row(i)[column : column + width] for i in range(row, row + height)]
        return Block(height, width, [e for line in lines for e in line])

    def on_entry(self, term: Term, column: Block) -> Block:
        """An entry of a column."""
        return Block(1, 1, [column.entries[int(self.instance.value(term.args[1]))]])

    def on_integral(self, term: Term, *summands: Block) -> Block:
        """A finite sum."""
        return self.sum(summands) if summands else Block(1, 1, [self.number(0)])

    def on_product(self, term: Term, *factors: Block) -> Block:
        """A finite product."""
        return Block(1, 1, [self.quotients.product([f.entries[0] for f in factors])])
