"""Points of a statement's own domain: every hypothesis holds at them, exactly.

A draw starts from small rationals (zeros, ties, low rank; symmetric and definite matrices by construction) and then
mends one violated constraint after the other: equations by solving them for one variable, inequalities by drawing a
number between the bounds that all of them put on it, anything else by drawing one of its variables again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT, REAL, ZERO, Term, num
from numerics.draws import any_function, any_measure, copied, densities_among, family, normalised, positive_among
from numerics.errors import NoValue, Unsupported
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.logarithms import Logarithms
from numerics.priors import Prior
from numerics.quantifiers import conjuncts
from numerics.randomness import rational_matrix, rational_number, semidefinite_matrix, symmetric_matrix
from numerics.solving import between, bounds, count_limits, eigenvalue_parts, shaped, solve_linear
from numerics.spaces import Discrete, points_of
from numerics.truth import Truth, decide

BUILT: Final = ("symmetric", "positive_semidefinite", "positive_definite")
DRAWN: Final = {"measure": 1, "space": 2, "function": 3}
MEMBERS: Final = ("density", "finite_kl", "integrable", "differentiable")
REPAIRS: Final = 16
LARGEST: Final = 6
MOST: Final = 6  # a natural number that is drawn freely is at most so large
Point = dict[Term, Any]


def dimensions(symbols: Sequence[Term]) -> list[Term]:
    """The natural variables that are sizes of matrices."""
    found = {v for s in symbols if s.op == "var" for v in s.sort.free}
    return sorted(found, key=lambda v: v.data)


def sizes(names: Sequence[Term], rng: Generator, most: int = LARGEST) -> Iterator[dict[Term, int]]:
    """All sizes up to 3 in random order (those with a 0 last), then random ones up to `most`, for ever."""
    grid = list(product(range(min(3, most) + 1), repeat=len(names)))
    shuffled = sorted((grid[i] for i in rng.permutation(len(grid))), key=lambda s: 0 in s)
    yield from (dict(zip(names, choice, strict=True)) for choice in shuffled)
    while True:
        yield {v: int(rng.integers(1, most + 1)) for v in names}


@lru_cache(maxsize=1024)
def _decided(formula: Term, point: tuple[tuple[Term, Any], ...]) -> Truth:
    """The truth of a constraint, remembered: a prior gives the same values again and again."""
    return decide(formula, dict(point))


def _is_family(v: Term) -> bool:
    """Whether a variable stands for functions that depend on a parameter."""
    return v.sort.kind == "function" and v.sort.params[1].kind == "function"


def _of_members(predicate: Term) -> bool:
    """Whether "for all" says of every member of a family what `draws.family` makes them: densities, positive."""
    body = predicate.args[0]
    if body.op == "forall":
        return _of_members(body.args[0])
    return body.op in MEMBERS or (body.op == "lt" and body.args[0] is ZERO and body.args[1].op == "apply")


class Sampler:
    """Draws points at which the constraints hold."""

    def __init__(
        self,
        constraints: Sequence[Term],
        symbols: Sequence[Term],
        rng: Generator,
        fine: bool = False,
        prior: Prior | None = None,
    ) -> None:
        """Take formulas, the variables that need values, and a random stream.

        Args:
            constraints: What must hold; conjunctions are taken apart.
            symbols: The free variables of whatever is to be evaluated at the points.
            rng: Where all choices come from.
            fine: Whether to draw rationals of 20 bits instead of small ones.
            prior: Draws the values of some variables together, by name.

        Raises:
            Unsupported: a variable is of a sort that has no values here, such as a filter.
        """
        self.constraints = [c for formula in constraints for c in conjuncts(formula)]
        names = set(symbols).union(*(c.free for c in self.constraints))
        self.symbols = sorted(names, key=lambda v: (v.data, repr(v.sort)))
        self.sizes = dimensions(self.symbols)
        self.settled: set[Term] = set()  # the variables of the prior
        self.rng, self.fine, self.prior = rng, fine, prior
        self.built = {c.args[0]: c.op for c in self.constraints if c.op in BUILT and c.args[0].op == "var"}
        self.symbols.sort(key=lambda v: DRAWN.get(v.sort.kind, 0))  # a measure before its densities
        self.late = [c.op not in ("eq", "le", "lt") for c in self.constraints]
        self.among = {c: [v for v in self.symbols if v in c.free] for c in self.constraints}
        self.densities, self.positive = densities_among(self.constraints), positive_among(self.constraints)
        if any(v.sort.kind not in ("real", "nat", "space", "measure", "function") for v in self.symbols):
            raise Unsupported("a variable that cannot be sampled")

    def draw(self, size: Mapping[Term, int]) -> tuple[Point, bool] | None:
        """A point of this size and whether every constraint is certain there; None when none was found."""
        point: Point = {**size, **self._settled()}
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
        certain, shuffled = True, self.rng.permutation(len(self.constraints)).tolist()
        for constraint in [self.constraints[i] for i in sorted(shuffled, key=self.late.__getitem__)]:
            truth = _decided(constraint, tuple([(v, point[v]) for v in self.among[constraint]]))
            if truth.value is not True:
                return constraint, certain
            certain = certain and (truth.certain or self._by_construction(constraint))
        return None, certain

    def _by_construction(self, constraint: Term) -> bool:
        """Whether a constraint that was seen to hold is known to: a density as it was drawn, a setting of a prior."""
        if constraint.op == "density":
            return constraint.args[1].op == "var"
        if constraint.free and constraint.free <= self.settled:
            return True
        return constraint.op == "forall" and any(map(_is_family, constraint.free)) and _of_members(constraint.args[0])

    def fresh(self, v: Term, point: Point) -> Any:
        """A value from the prior of a variable."""
        if v.sort is NAT:
            return int(self.rng.integers(0, MOST + 1))
        if v.sort.kind in DRAWN:
            return self._drawn(v, point)
        if v.is_scalar:
            return rational_number(self.rng, self.fine)
        rows, columns = Evaluator(Rationals(), point).shape(v.sort)
        kind = self.built.get(v)
        if kind == "symmetric":
            return symmetric_matrix(self.rng, rows, self.fine)
        if kind is not None:
            return semidefinite_matrix(self.rng, rows, kind == "positive_definite", self.fine)
        return rational_matrix(self.rng, rows, columns, self.fine)

    def _settled(self) -> Point:
        """A draw from the prior."""
        values = {} if self.prior is None else self.prior(self.rng)
        self.settled = {v for v in self.symbols if v.data in values}
        return {v: values[v.data] for v in self.symbols if v.data in values}

    def _drawn(self, v: Term, point: Point) -> Any:
        """A measure, a point of the space, or a function: a density if it must be one."""
        count = points_of(point.values())
        if v.sort.kind != "function":
            return any_measure(v.sort, self.rng) if v.sort.kind == "measure" else int(self.rng.integers(count))
        sort = v.sort.substitute({n: num(point[n]) for n in self.sizes})
        mu = self._measure_of(v, point)
        if mu is None:
            return any_function(sort, self.rng, count)
        if sort.params[1].kind == "function":
            return family(sort.params[0], sort.params[1], self.rng, len(mu.weights), mu)
        others = [f for u, f in point.items() if u in self.densities and u is not v]
        return normalised(mu, self.rng, others, v in self.positive)

    def _measure_of(self, v: Term, point: Point) -> Any:
        """The measure with respect to which a variable must be a density."""
        try:
            return Evaluator(Rationals(), point).value(self.densities[v]) if v in self.densities else None
        except NoValue:
            return None

    def mend(self, constraint: Term, point: Point) -> None:
        """Change one variable so that a violated constraint may hold."""
        mended = constraint.op == "eq" and (self._solve(constraint, point) or self._set(constraint, point))
        mended = mended or (constraint.op in ("le", "lt") and self._bound(constraint, point))
        mended = mended or (constraint.op == "eigenvalue" and self._eigenvalue(constraint, point))
        mended = mended or (constraint.op == "same_almost_everywhere" and self._copy(constraint, point))
        movable = [v for v in self._ordered(constraint) if v not in self.sizes]
        if not mended and movable:
            self._redraw(movable[0], point)

    def _redraw(self, v: Term, point: Point) -> None:
        """Another value for a variable; for one of the prior's, another setting, and what has other sizes there."""
        settled = self._settled() if v in self.settled else {}
        if v not in settled:
            point[v] = self.fresh(v, point)
            return
        resized = {n for n in self.sizes if n in settled and settled[n] != point[n]}
        point.update(settled)
        for u in self.symbols:
            if u not in settled and not resized.isdisjoint(u.sort.free):
                point[u] = self.fresh(u, point)

    def _ordered(self, constraint: Term) -> list[Term]:
        """The variables of a constraint in random order, those with a construction last."""
        free = sorted(constraint.free, key=lambda v: v.data)
        shuffled = [free[i] for i in self.rng.permutation(len(free))]
        return sorted(shuffled, key=lambda v: (v.sort.kind == "measure", v in self.built))

    def _solve(self, constraint: Term, point: Point) -> bool:
        for v in self._ordered(constraint):
            if v.sort.kind != "real":
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
            if v.sort is not REAL or bounds(constraint, v, point) is None:
                continue
            found = [b for c in orders if v in c.free and (b := bounds(c, v, point)) is not None]
            lower = max((low for low, _ in found if low is not None), key=lambda b: (b[0], not b[1]), default=None)
            upper = min((high for _, high in found if high is not None), key=lambda b: (b[0], b[1]), default=None)
            value = between(lower, upper, self.rng, self.fine)
            if value is not None:
                point[v] = value
                return True
        return self._count(constraint, orders, point)

    def _count(self, constraint: Term, orders: Sequence[Term], point: Point) -> bool:
        """A natural number that stands alone on one side, drawn from those that all such inequalities leave."""
        alone = [v for v in constraint.args if v.op == "var" and v.sort is NAT]
        for v in [v for v in self._ordered(constraint) if v in alone and v not in self.sizes and v not in self.settled]:
            found = [limit for c in orders if (limit := count_limits(c, v, point)) is not None]
            lower = max(low for low, _ in found)
            upper = min([lower + MOST, *(high for _, high in found if high is not None)])
            if lower <= upper:
                point[v] = int(self.rng.integers(lower, upper + 1))
                return True
        return False

    def _set(self, constraint: Term, point: Point) -> bool:
        """One side, a variable, made equal to the other: a logarithm, for one."""
        for v, value in (constraint.args, constraint.args[::-1]):
            if v.op == "var" and v.sort is REAL and v not in value.free:
                try:
                    point[v] = Evaluator(Logarithms(), point).scalar(value)
                except NoValue:
                    continue
                return True
        return False

    def _copy(self, constraint: Term, point: Point) -> bool:
        """One function made equal to the other but for null points."""
        mu, one, other = constraint.args
        if any(a.op != "var" for a in constraint.args) or not isinstance(point[mu], Discrete):
            return False
        point[other] = copied(point[mu], point[one], self.rng)
        return True

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
