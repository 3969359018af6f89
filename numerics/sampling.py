"""Points of a statement's own domain: every hypothesis holds at them, exactly.

A draw starts from small rationals (zeros, ties, low rank; symmetric and definite matrices by construction) and then
mends one violated constraint after the other: equations by solving them for one variable, inequalities by drawing a
number between the bounds that all of them put on it, anything else by drawing one of its variables again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT, Term
from numerics.errors import Unsupported
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.randomness import rational_matrix, rational_number, semidefinite_matrix, symmetric_matrix
from numerics.solving import between, bounds, eigenvalue_parts, shaped, solve_linear
from numerics.truth import Truth, decide

BUILT: Final = ("symmetric", "positive_semidefinite", "positive_definite")
REPAIRS: Final = 16
LARGEST: Final = 6
Point = dict[Term, Any]


def conjuncts(formula: Term) -> list[Term]:
    """The parts of a conjunction."""
    return [formula] if formula.op != "and" else [part for a in formula.args for part in conjuncts(a)]


def dimensions(symbols: Sequence[Term]) -> list[Term]:
    """The natural variables that are sizes of matrices."""
    found = {v for s in symbols if s.op == "var" for v in s.sort.free}
    return sorted(found, key=lambda v: v.data)


def sizes(names: Sequence[Term], rng: Generator) -> Iterator[dict[Term, int]]:
    """All sizes up to 3 in random order (1 to 3 first, then those with a 0), then random ones up to 6, for ever."""
    grid = list(product(range(4), repeat=len(names)))
    shuffled = sorted((grid[i] for i in rng.permutation(len(grid))), key=lambda s: 0 in s)
    yield from (dict(zip(names, choice, strict=True)) for choice in shuffled)
    while True:
        yield {v: int(rng.integers(1, LARGEST + 1)) for v in names}


class Sampler:
    """Draws points at which the constraints hold."""

    def __init__(
        self, constraints: Sequence[Term], symbols: Sequence[Term], rng: Generator, fine: bool = False
    ) -> None:
        """Take formulas, the variables that need values, and a random stream.

        Args:
            constraints: What must hold; conjunctions are taken apart.
            symbols: The free variables of whatever is to be evaluated at the points.
            rng: Where all choices come from.
            fine: Whether to draw rationals of 20 bits instead of small ones.

        Raises:
            Unsupported: a variable stands for a function.
        """
        self.constraints = [c for formula in constraints for c in conjuncts(formula)]
        names = set(symbols).union(*(c.free for c in self.constraints))
        self.symbols = sorted(names, key=lambda v: (v.data, repr(v.sort)))
        self.sizes = dimensions(self.symbols)
        self.rng, self.fine = rng, fine
        self.built = {c.args[0]: c.op for c in self.constraints if c.op in BUILT and c.args[0].op == "var"}
        if any(v.sort.kind not in ("real", "nat") for v in self.symbols):
            raise Unsupported("an unspecified function cannot be sampled")

    def draw(self, size: Mapping[Term, int]) -> tuple[Point, bool] | None:
        """A point of this size and whether every constraint is certain there; None when none was found."""
        point: Point = dict(size)
        for v in self.symbols:
            if v not in point:
                point[v] = self.fresh(v, point)
        for _ in range(REPAIRS):
            broken, certain = self._first_broken(point)
            if broken is None:
                return point, certain
            if broken.free <= size.keys():
                return None
            self.mend(broken, point)
        return None

    def _first_broken(self, point: Point) -> tuple[Term | None, bool]:
        """A violated constraint, relations before predicates, and whether those before it hold certainly."""
        count, certain = len(self.constraints), True
        shuffled = [self.constraints[i] for i in self.rng.permutation(count)]
        for constraint in sorted(shuffled, key=lambda c: c.op not in ("eq", "le", "lt")):
            truth = decide(constraint, point)
            if truth.value is not True:
                return constraint, certain
            certain = certain and truth.certain
        return None, certain

    def fresh(self, v: Term, point: Point) -> Any:
        """A value from the prior of a variable."""
        if v.sort is NAT:
            return int(self.rng.integers(0, 7))
        if v.is_scalar:
            return rational_number(self.rng, self.fine)
        rows, columns = Evaluator(Rationals(), point).shape(v.sort)
        kind = self.built.get(v)
        if kind == "symmetric":
            return symmetric_matrix(self.rng, rows, self.fine)
        if kind is not None:
            return semidefinite_matrix(self.rng, rows, kind == "positive_definite", self.fine)
        return rational_matrix(self.rng, rows, columns, self.fine)

    def mend(self, constraint: Term, point: Point) -> None:
        """Change one variable so that a violated constraint may hold."""
        mended = constraint.op == "eq" and self._solve(constraint, point)
        mended = mended or (constraint.op in ("le", "lt") and self._bound(constraint, point))
        mended = mended or (constraint.op == "eigenvalue" and self._eigenvalue(constraint, point))
        movable = [v for v in self._ordered(constraint) if v not in self.sizes]
        if not mended and movable:
            v = movable[0]
            point[v] = self.fresh(v, point)

    def _ordered(self, constraint: Term) -> list[Term]:
        """The variables of a constraint in random order, those with a construction last."""
        free = sorted(constraint.free, key=lambda v: v.data)
        shuffled = [free[i] for i in self.rng.permutation(len(free))]
        return sorted(shuffled, key=lambda v: v in self.built)

    def _solve(self, constraint: Term, point: Point) -> bool:
        for v in self._ordered(constraint):
            if v.sort is NAT:
                continue
            together = [c for c in self.constraints if c.op == "eq" and v in c.free]
            value = solve_linear(together, v, point, self.rng)
            if value is not None and (v not in self.built or self._keeps(v, value, point)):
                point[v] = value
                return True
        return False

    def _keeps(self, v: Term, value: Any, point: Point) -> bool:
        """Whether a solved value still has the property it was built with."""
        wanted = [c for c in self.constraints if c.op in BUILT and c.args[0] is v]
        return all(decide(c, {**point, v: value}) == Truth(True) for c in wanted)

    def _bound(self, constraint: Term, point: Point) -> bool:
        orders = [c for c in self.constraints if c.op in ("le", "lt")]
        for v in self._ordered(constraint):
            if v.sort is NAT or not v.is_scalar or bounds(constraint, v, point) is None:
                continue
            found = [b for c in orders if v in c.free and (b := bounds(c, v, point)) is not None]
            lower = max((low for low, _ in found if low is not None), key=lambda b: (b[0], not b[1]), default=None)
            upper = min((high for _, high in found if high is not None), key=lambda b: (b[0], b[1]), default=None)
            value = between(lower, upper, self.rng, self.fine)
            if value is not None:
                point[v] = value
                return True
        return False

    def _eigenvalue(self, constraint: Term, point: Point) -> bool:
        matrix, re, im = constraint.args
        if re.op != "var" or im.op != "var":
            return False
        found = eigenvalue_parts(Evaluator(Rationals(), point).value(matrix))
        if found is None:
            return False
        point[re], point[im] = (shaped(v, point, [x]) for v, x in zip((re, im), found, strict=True))
        return True


def describe(point: Mapping[Term, Any]) -> str:
    """A point in one line, as a reader would write it."""
    return ", ".join(f"{v.data} = {_shown(point[v])}" for v in sorted(point, key=lambda v: v.data))


def _shown(value: Any) -> str:
    if not hasattr(value, "rows"):
        return str(value)
    if value.columns == 1:
        return f"({', '.join(map(str, value.entries))})"
    return f"[{'; '.join(', '.join(map(str, value.row(i))) for i in range(value.rows))}]"
