"""Denominators, inverses and roots: atoms with a relation, and the comparison that uses the relations."""

from __future__ import annotations

from fractions import Fraction

from derivations.kernel import polynomial as poly
from derivations.kernel.errors import Undecided
from derivations.kernel.polynomial import Polynomial
from derivations.kernel.terms import ZERO, Term
from derivations.kernel.words import Grid, Words


class Quotients(Words):
    """Words with reciprocals, inverse letters, roots and symbolic powers."""

    def cleared(self, p: Polynomial) -> Polynomial:
        """p times a nonzero denominator, with squares of roots replaced: empty iff p was seen to be 0."""
        while (index := self.reducible(p)) is not None:
            p = self.without_denominator(p, index) if self.keys[index][0] == "reciprocal" else self.folded(p, index)
        return p

    def reducible(self, p: Polynomial) -> int | None:
        """The last atom of p that can be removed: a reciprocal, or a root or (−1)^k other than to the power 1."""
        found: int | None = None
        for monomial, _ in p:
            for index, exponent in monomial:
                degree = self.degrees.get(index)
                folds = degree is not None and not 0 < exponent < degree
                if (folds or self.keys[index][0] == "reciprocal") and index > (found or 0):
                    found = index
        return found

    def without_denominator(self, p: Polynomial, index: int) -> Polynomial:
        """p times the power of the denominator that removes its reciprocal."""
        groups = self.grouped(p, index)
        top, total = max(groups), dict[tuple[poly.Monomial, poly.Word], poly.Coefficient]()
        for exponent, rest in groups.items():
            cofactor = poly.power(self.values[index], top - exponent, self.meter)
            total = poly.add(total, poly.product(cofactor, rest, self.meter))
        return total

    def folded(self, p: Polynomial, index: int) -> Polynomial:
        """p with the powers of a root from its degree on replaced by powers of what is under it."""
        total: Polynomial = {}
        for exponent, rest in self.grouped(p, index).items():
            whole, left = divmod(exponent, self.degrees[index])
            inside = self.values[index] if whole >= 0 else self.reciprocal(self.values[index], ZERO)
            part = poly.product(poly.power(inside, abs(whole), self.meter), rest, self.meter)
            total = poly.add(total, poly.product(poly.atom(index, left), part, self.meter) if left else part)
        return total

    def grouped(self, p: Polynomial, index: int) -> dict[int, Polynomial]:
        """p as a polynomial in one atom."""
        groups: dict[int, Polynomial] = {}
        for (monomial, word), value in p.items():
            exponent = next((e for i, e in monomial if i == index), 0)
            rest = tuple((i, e) for i, e in monomial if i != index)
            groups.setdefault(exponent, {})[rest, word] = value
        return groups

    def reciprocal(self, p: Polynomial, term: Term) -> Polynomial:
        """1/p: a monomial directly, anything else as an atom that `cleared` multiplies away."""
        if not self.cleared(p):
            raise Undecided(f"{term} divides by 0", "denominator")
        factor, monomial = poly.content(p)
        outside: Polynomial = {(poly.inverse(monomial), ()): Fraction(1) / factor}
        rest = poly.product(p, outside, self.meter)
        if rest == poly.constant(1):
            return outside
        index = self.atom(("reciprocal", poly.freeze(rest)))
        self.values[index] = rest
        return poly.product(outside, poly.atom(index), self.meter)

    def cancel(self, grid: Grid, inverted: Grid) -> None:
        """Let a single letter and its inverse cancel."""
        (p, q) = (g.entries.get((0, 0), {}) for g in (grid, inverted))
        if len(grid.rows) == 1 and len(p) == 1 and [*p.values()] == [1]:
            (((m, w), _), ((_, v), _)) = (next(iter(x.items())) for x in (p, q))
            if len(w) == 1 and not m:
                for x, y in ((w[0], v[0]), (self.reversed(w)[0], self.reversed(v)[0])):
                    self.inverse_of[x], self.inverse_of[y] = y, x

    def raised(self, base: Polynomial, exponent: tuple[poly.Monomial, poly.Word]) -> Polynomial:
        """base^k, taken apart when the base is one monomial."""
        if len(base) != 1:
            return poly.atom(self.atom(("power", poly.freeze(base), exponent)))
        ((monomial, _), factor) = next(iter(base.items()))
        parts = [(self.atom(("power", factor, exponent)), 1)] if factor != 1 else []
        if factor == -1:
            self.define_root(parts[0][0], poly.constant(1), 2)
        parts += [(self.atom(("power", poly.freeze(poly.atom(i)), exponent)), e) for i, e in monomial]
        return {(tuple(sorted(parts)), ()): 1}

    def define_root(self, index: int, inside: Polynomial, degree: int) -> Polynomial:
        """Let the atom to the power `degree` be `inside`."""
        self.values[index], self.degrees[index] = inside, degree
        return poly.atom(index)
