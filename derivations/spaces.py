"""Small finite spaces to try a claim about measures on: exact weights, two points and then three, simplest first.

Null points, zeros of densities and ties are among them: that is where claims fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from random import Random
from typing import Any, Final

from derivations.evaluate import Evaluator
from derivations.exact import Undefined
from derivations.finite import Counting, Weights
from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, counting, exp, lebesgue, piecewise, sqrt
from derivations.kernel.terms import NAT, ONE, REAL, Sort, Term, lam, num, var

Found = dict[Term, Any]
Plain = Callable[[Term, Found], Sequence[Any]]
SPACES: Final = tuple(
    tuple(map(Fraction, weights)) for weights in ((1, 1), (1, 2), (1, 0), (1, 1, 1), (1, 1, 0), (2, 1, 1))
)
WIDTHS: Final = (300, 100, 100, 300, 100, 100)  # points tried on each of these spaces
SHARES: Final = {
    2: "1/2 1/2|1/4 3/4|0 1|1 0|3/4 1/4|1/3 2/3|2/3 1/3",
    3: "1/3 1/3 1/3|1/2 1/4 1/4|1/2 1/2 0|0 0 1|1/4 1/4 1/2|0 1/2 1/2|1 0 0|1/4 1/2 1/4|1/8 3/8 1/2|3/4 0 1/4",
}
PLAIN: Final = tuple(map(Fraction, ("1", "0", "1/2", "-1", "2", "1/4")))
PROPER: Final = tuple(map(Fraction, ("1/2", "1/4", "3/4", "1/3")))
FAMILY: Final = Sort("function", REAL, Sort("function", REAL, REAL))
DEPTHS: Final = (1, 200, 12, 12, 8, 5, 4, 3)  # values tried for each of so many variables


def is_abstract(formulas: Sequence[Term]) -> bool:
    """Whether formulas are about measures, points or functions of them, or about finite sums of functions."""
    variables = frozenset[Term]().union(*(f.free for f in formulas))
    if any(_mentions(v.sort, "space", "measure") for v in variables):
        return True
    functions = any(v.sort.kind == "function" for v in variables)
    return functions and any(t.op in ("counting", "lebesgue", "product") for t in _inside(formulas))


def _mentions(sort: Sort, *kinds: str) -> bool:
    return sort.kind in kinds or any(isinstance(p, Sort) and _mentions(p, *kinds) for p in sort.params)


def _inside(formulas: Iterable[Term]) -> Iterator[Term]:
    """All terms in some formulas."""
    stack, seen = list(formulas), set[Term]()
    while stack:
        term = stack.pop()
        if term not in seen:
            seen.add(term)
            yield term
            stack += term.args


def _densities(formulas: Iterable[Term]) -> dict[Term, Term]:
    """The functions that are called densities, each with its measure."""
    return _called(formulas, "density", 0, 1)


def _carried(formulas: Sequence[Term]) -> dict[Term, Term]:
    """The functions that are carried to others, or others to them, each with its measure."""
    return {**_called(formulas, "pushes_forward", 0, 1), **_called(formulas, "pushes_forward", 3, 4)}


def _called(formulas: Iterable[Term], op: str, measure: int, function: int) -> dict[Term, Term]:
    found: dict[Term, Term] = {}
    for t in _inside(formulas):
        if t.op == op and not t.args[measure].loose and (head := _head(t.args[function])) is not None:
            found.setdefault(head, t.args[measure])
    return found


def _head(term: Term) -> Term | None:
    """The f of f, f(t) and x ↦ f(t)(x)."""
    while term.op in ("lambda", "apply"):
        term = term.args[0]
    return term if term.op == "var" else None


def _defined(given: Sequence[Term]) -> dict[Term, tuple[Sort, Term]]:
    """Functions f that a hypothesis defines at every point (f(x) = t for all x): domain and t."""
    found: dict[Term, tuple[Sort, Term]] = {}
    for h in given:
        function = h.args[-1] if h.op == "forall" else h
        if function.op == "lambda" and function.args[0].op == "eq":
            for left, right in (function.args[0].args, function.args[0].args[::-1]):
                at = left.op == "apply" and left.args[0].op == "var" and left.args[1].op == "bound"
                if at and left.args[0] not in right.free and left.args[0] not in found:
                    found[left.args[0]] = function.data[1], right
                    break
    return found


class Space:
    """What can be tried for each variable on one finite space."""

    def __init__(self, weights: tuple[Fraction, ...], fixed: Found, given: Sequence[Term], claim: Term) -> None:
        """`fixed` are values of natural variables, `given` the hypotheses."""
        self.weights, self.given = weights, given
        self.fixed = dict(fixed)
        self.surely = _densities(given)
        self.densities = {**_carried((*given, claim)), **_densities((*given, claim))}
        for v in sorted(frozenset[Term]().union(claim.free, *(h.free for h in given)), key=lambda v: v.data):
            if v.sort.kind == "measure":
                self.fixed[v] = self.measure(v.sort.params[0])

    def measure(self, on: Sort) -> Any:
        """A measure on a space."""
        if on.kind == "space":
            return self.weights
        return counting(num(2)) if on is NAT else lebesgue(on.params[0])

    def pool(self, variable: Term, plain: Plain) -> list[Any]:
        """Values for a variable that agree with what the hypotheses say of it alone."""
        return [v for v in islice(self.values(variable, plain), 200) if self.agrees({variable: v})]

    def agrees(self, chosen: Found) -> bool:
        """Whether no hypothesis about these variables alone is false."""
        here = Evaluator({**self.fixed, **chosen})
        known = here.point.keys()
        return all(here.truth(h) is not False for h in self.given if h.free <= known and not h.free.isdisjoint(chosen))

    def values(self, variable: Term, plain: Plain) -> Iterator[Any]:
        """Values for a variable: where it is a density, densities first."""
        if variable in self.densities:
            yield from self.shaped(variable.sort, self.densities[variable])
        if variable not in self.surely:
            yield from self.any_of(variable, lambda v: plain(v, self.fixed))

    def shaped(self, sort: Sort, measure: Term) -> Iterator[Any]:
        """Densities for a measure, families of them included."""
        domain, codomain = sort.params
        over = Evaluator(self.fixed).value(measure)
        if codomain.kind != "function":
            finite = isinstance(over, Weights | Counting)
            yield from self.shares(over) if finite else line_densities() if over.size == 1 else ()
        elif domain.kind in ("space", "nat"):
            few = list(islice(self.shaped(codomain, measure), 4))
            yield from by_places(few, self.width(domain))
        elif isinstance(over, Weights):
            yield from _families(domain, self.shares(over), over.weights)
        elif domain is REAL:
            yield from line_families()

    def shares(self, over: Weights | Counting) -> Iterator[tuple[Fraction, ...]]:
        """All the densities with small denominators on a finite space."""
        weights = over.weights if isinstance(over, Weights) else (Fraction(1),) * over.count
        heavy = [w for w in weights if w]
        for shares in distributions(len(heavy)):
            for idle in (ONE.data, Fraction(0)) if len(heavy) < len(weights) else (ONE.data,):
                left = iter(shares)
                yield tuple(next(left) / w if w else idle for w in weights)

    def width(self, domain: Sort) -> int:
        """How many values a table over a space has."""
        if domain.kind == "space":
            return len(self.weights)
        return max(2, *(int(n) for v, n in self.fixed.items() if v.sort is NAT), 2)

    def any_of(self, variable: Term, plain: Callable[[Term], Sequence[Any]]) -> Iterator[Any]:
        """Values of the sort of a variable."""
        sort = variable.sort
        if sort.kind == "space":
            yield from range(len(self.weights))
        elif sort.kind == "prop":
            yield from (True, False)
        elif sort.kind != "function":
            yield from plain(variable)
        else:
            yield from self.functions(variable, plain)

    def functions(self, variable: Term, plain: Callable[[Term], Sequence[Any]]) -> Iterator[Any]:
        """Functions: by their values where there are finitely many points."""
        domain, codomain = variable.sort.params
        if domain.kind in ("space", "nat"):
            width = self.width(domain)
            if codomain.kind in ("real", "nat") and codomain.shape == (ONE, ONE):
                plainest = PLAIN if codomain is REAL else (PLAIN[0], PLAIN[1], PLAIN[4])
                yield from islice(by_places(plainest, width), 60)
                yield from by_places(PROPER, width) if codomain is REAL else ()
            else:
                yield from by_places(list(islice(self.any_of(var("value", codomain), plain), 4)), width)
        elif codomain.kind == "function" and codomain.params[0].kind == "space":
            yield from _families(domain, by_places(PLAIN, len(self.weights)), self.weights)
        elif variable.sort is FAMILY:
            yield from line_families()
        else:
            yield from plain(variable)


def distributions(size: int) -> Iterator[tuple[Fraction, ...]]:
    """Probabilities with small denominators."""
    if size in SHARES:
        yield from (tuple(map(Fraction, shares.split())) for shares in SHARES[size].split("|"))
    elif size:
        yield (Fraction(1, size),) * size
        yield from (tuple(Fraction(i == k) for i in range(size)) for k in range(min(size, 2)) if size > 1)


def by_places(values: Sequence[Any], width: int) -> Iterator[tuple[Any, ...]]:
    """All tuples of these values, simplest first."""
    places = product(range(len(values)), repeat=width)
    yield from (tuple(values[i] for i in at) for at in sorted(places, key=lambda at: (sum(at), at)))


def line_densities() -> Iterator[Term]:
    """Densities on the line."""
    x = var("x", REAL)
    yield lam(x, piecewise(And(0 < x, x <= 1), 1))
    yield lam(x, normal(x, num(0), num(1)))
    yield lam(x, normal(x, num(1), num(2)))
    yield lam(x, piecewise(And(0 < x, x <= 2), num(1) / 2))
    yield lam(x, piecewise(And(0 < x, x <= 1), 2 * x))
    yield lam(x, piecewise(And(0 < x, x <= 1), 1 / (2 * sqrt(x))))  # its square has no integral
    yield lam(x, piecewise(1 <= x, 1 / x**2))  # it has no mean


def line_families() -> Iterator[Term]:
    """Functions of a parameter and a real number."""
    t, x = var("t", REAL), var("x", REAL)
    bodies = (normal(x, t, num(1)), t * x, normal(x, num(0), num(1)), t + x, exp(t) * normal(x, num(0), num(1)))
    yield from (lam(t, lam(x, body)) for body in bodies)


def _families(
    domain: Sort, tables: Iterable[tuple[Fraction, ...]], weights: Sequence[Fraction]
) -> Iterator[tuple[Term, ...]]:
    """Functions of a parameter for every point: logistic weights first, then constants."""
    t = var("t", domain)
    if domain is REAL and len([w for w in weights if w]) == 2:
        rising = exp(t) / (1 + exp(t)), 1 / (1 + exp(t))
        for parts in (rising, rising[::-1], (t, 1 - t)):
            left = iter(parts)
            yield tuple(lam(t, _over(next(left), w)) if w else lam(t, num(1)) for w in weights)
    for table in tables:
        yield tuple(lam(t, num(value)) for value in table)


def _over(term: Term, weight: Fraction) -> Term:
    return term if weight == 1 else term / num(weight)


def points(
    claim: Term, given: Sequence[Term], tries: int, random: Random, dimensions: Sequence[int], plain: Plain
) -> Iterator[Found]:
    """Points for a claim about measures: all the simplest ones on small spaces, then random ones."""
    variables = sorted(frozenset[Term]().union(*(f.free for f in (claim, *given))), key=lambda v: v.data)
    spaces = list(_spaces(variables, claim, given, dimensions))
    pooled: dict[int, dict[Term, list[Any]]] = {}

    def pools_of(index: int) -> dict[Term, list[Any]]:
        if index not in pooled:
            space, defined = spaces[index][0], _defined(given)
            pooled[index] = {v: space.pool(v, plain) for v in variables if v not in space.fixed and v not in defined}
        return pooled[index]

    def finished(index: int, chosen: Found) -> Found:
        return _complete({**spaces[index][0].fixed, **chosen}, variables, _defined(given))

    few = tries <= 100
    grids = (finished(i, c) for i, (_, width) in enumerate(spaces) for c in _grid(pools_of(i), width))
    yield from islice(grids, tries // 2 if few else 2 * tries)
    for _ in range(tries - tries // 2 if few else tries // 2):
        index = random.randrange(len(spaces))
        if all(pools_of(index).values()):
            yield finished(index, {v: random.choice(pool) for v, pool in pools_of(index).items()})


def _spaces(
    variables: Sequence[Term], claim: Term, given: Sequence[Term], dimensions: Sequence[int]
) -> Iterator[tuple[Space, int]]:
    """The spaces to try, each with the number of points to try on it."""
    naturals = [v for v in variables if v.sort is NAT]
    counts = sorted((d for d in dimensions if d), key=lambda d: (d == 1, d)) + [d for d in dimensions if not d]
    on_points = any(_mentions(v.sort, "space") for v in variables)
    for at in sorted(product(range(len(counts)), repeat=len(naturals)), key=lambda at: (sum(at), at))[:8]:
        fixed = {v: counts[i] for v, i in zip(naturals, at, strict=True)}
        for weights, width in zip(SPACES, WIDTHS, strict=True):
            yield Space(weights, fixed, given, claim), width
            if not on_points:
                break


def _grid(pools: dict[Term, list[Any]], width: int) -> Iterator[Found]:
    """Every combination of the simplest values, simplest first, as far as they are few."""
    depth = DEPTHS[min(len(pools), len(DEPTHS) - 1)]
    if len(pools) > 8:
        return
    places = sorted(product(*(range(min(depth, len(p))) for p in pools.values())), key=lambda at: (sum(at), at))
    for at in places[:width]:
        yield {v: pool[i] for (v, pool), i in zip(pools.items(), at, strict=True)}


def _complete(point: Found, variables: Sequence[Term], defined: dict[Term, tuple[Sort, Term]]) -> Found:
    """The point with the functions that hypotheses define, by their values at the points."""
    left = dict(defined)
    while ready := [f for f, (_, law) in left.items() if law.free <= point.keys()]:
        for function in ready:
            domain, law = left.pop(function)
            here = Evaluator(point)
            places = here.points() if domain.kind == "space" else map(Fraction, range(3 if domain is NAT else 0))
            point[function] = tuple(_at(here, law, place) for place in places)
    return {v: point[v] for v in variables if v in point}


def _at(here: Evaluator, law: Term, place: Any) -> Any:
    """The value that f(x) = t gives f at a point; 0 where t means nothing."""
    try:
        return here.value(law, (place,))
    except Undefined:
        return Fraction(0)
