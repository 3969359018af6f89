"""Small finite spaces to try a claim about measures on: exact weights, two points and then three, simplest first.

Null points, zeros of densities and ties are among them: that is where claims fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from derivations.kernel.formulas import counting, lebesgue
from derivations.kernel.terms import NAT, ONE, REAL, Sort, Term, num, var
from derivations.refuter.evaluate import Evaluator
from derivations.refuter.finite import Counting, Weights
from derivations.refuter.space_values import (
    PLAIN,
    PROPER,
    ROOTED,
    by_places,
    column_densities,
    columns,
    constants,
    digits,
    distances,
    distributions,
    families,
    line_densities,
    line_families,
    numeric,
)

Found = dict[Term, Any]
Plain = Callable[[Term, Found], Sequence[Any]]
DIGITS: Final = 3  # the longest strings of digits
FAMILY: Final = Sort("function", REAL, Sort("function", REAL, REAL))


def is_abstract(formulas: Sequence[Term]) -> bool:
    """Whether formulas are about measures, points or functions of them, or about finite sums of functions."""
    variables = frozenset[Term]().union(*(f.free for f in formulas))
    if any(mentions(v.sort, "space", "measure") or _sequence(v.sort) for v in variables):
        return True
    functions = any(v.sort.kind == "function" for v in variables)
    return functions and any(t.op in ("counting", "lebesgue", "product") for t in inside(formulas))


def mentions(sort: Sort, *kinds: str) -> bool:
    """Whether a sort is made with one of these kinds."""
    return sort.kind in kinds or any(isinstance(p, Sort) and mentions(p, *kinds) for p in sort.params)


def _sequence(sort: Sort) -> bool:
    """Whether values are sequences of columns or of functions."""
    return sort.kind == "function" and sort.params[0] is NAT and not numeric(sort.params[1])


def inside(formulas: Iterable[Term]) -> Iterator[Term]:
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
    for t in inside(formulas):
        if t.op == op and not t.args[measure].loose and (head := _head(t.args[function])) is not None:
            found.setdefault(head, t.args[measure])
    return found


def _head(term: Term) -> Term | None:
    """The f of f, f(t) and x ↦ f(t)(x)."""
    while term.op in ("lambda", "apply"):
        term = term.args[0]
    return term if term.op == "var" else None


class Space:
    """What can be tried for each variable on one finite space."""

    def __init__(self, weights: tuple[Fraction, ...], fixed: Found, given: Sequence[Term], claim: Term) -> None:
        """`fixed` are values of natural variables, `given` the hypotheses."""
        self.weights, self.given = weights, given
        self.rooted = any(t.op == "sqrt" and t.free for t in inside((*given, claim)))
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
        return [v for v in islice(self.values(variable, plain), 200) if self.agrees({variable: v}, variable)]

    def agrees(self, chosen: Found, last: Term) -> bool:
        """Whether no hypothesis about the last variable, and of the others about these alone, is false."""
        here = Evaluator({**self.fixed, **chosen})
        known = here.point.keys()
        return all(here.truth(h) is not False for h in self.given if last in h.free and h.free <= known)

    def values(self, variable: Term, plain: Plain) -> Iterator[Any]:
        """Values for a variable: where it is a density, densities first."""
        if variable in self.densities:
            yield from self.shaped(variable.sort, self.densities[variable])
        if variable not in self.surely:
            yield from self.still(variable.sort)
            yield from self.any_of(variable, lambda v: plain(v, self.fixed))

    def still(self, sort: Sort) -> Iterator[Any]:
        """The zero column; multiples of the identity."""
        if sort.kind != "real" or sort is REAL:
            return
        height, width = Evaluator(self.fixed).shape(sort)
        if sort.params[1] is ONE:
            yield ((Fraction(0),),) * height
        elif height == width:
            for scale in map(Fraction, (1, "1/2", 2)):
                yield tuple(tuple(scale * (i == j) for j in range(width)) for i in range(height))

    def shaped(self, sort: Sort, measure: Term) -> Iterator[Any]:
        """Densities for a measure, families of them included."""
        domain, codomain = sort.params
        over = Evaluator(self.fixed).value(measure)
        if codomain.kind != "function":
            finite = isinstance(over, Weights | Counting)
            yield from self.shares(over) if finite else self.smooth(over.size)
        elif domain.kind in ("space", "nat"):
            few = list(islice(self.shaped(codomain, measure), 4))
            yield from by_places(few, self.width(domain))
        elif isinstance(over, Weights):
            yield from families(domain, self.shares(over), over.weights)
        elif domain is REAL:
            yield from line_families()

    def smooth(self, size: int) -> Iterator[Any]:
        """Densities with respect to Lebesgue measure."""
        yield from line_densities() if size == 1 else column_densities(size)

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
            yield from self.tables(domain, codomain, plain)
        elif codomain.kind == "function" and codomain.params[0].kind == "space":
            yield from families(domain, by_places(PLAIN, len(self.weights)), self.weights)
        elif variable.sort is FAMILY:
            yield from line_families()
        else:
            yield from plain(variable)

    def tables(self, domain: Sort, codomain: Sort, plain: Callable[[Term], Sequence[Any]]) -> Iterator[Any]:
        """Functions by their values: numbers, columns, distances, digits, points, functions."""
        width = self.width(domain)
        if codomain is REAL:
            yield from by_places(ROOTED, width) if self.rooted else ()
            yield from islice(by_places(PLAIN, width), 60)
            yield from by_places(PROPER, width)
            return
        if domain.kind == "nat" and codomain.kind == "function" and codomain.params[0] is NAT:
            yield from (digits(n) for n in self.counts) if codomain.params[1] in (REAL, NAT) else ()
        if domain.kind == "space" and codomain is Sort("function", domain, REAL):
            yield from distances(width)
        yield from islice(by_places([*self.few(codomain, plain)], width), 300)

    def few(self, sort: Sort, plain: Callable[[Term], Sequence[Any]]) -> Iterator[Any]:
        """Some values of a sort, for tables."""
        if sort is NAT:
            yield from (PLAIN[0], PLAIN[1], PLAIN[4])
        elif sort.kind == "real" and sort.params[1] is ONE:
            yield from islice(columns(Evaluator(self.fixed).shape(sort)[0]), 6)
        else:
            still = sort.kind == "function" and sort.params[0].kind == "real" and sort.params[1] is REAL
            yield from constants(sort.params[0]) if still else ()
            yield from islice(self.any_of(var("value", sort), plain), 4)

    @property
    def counts(self) -> list[int]:
        """The natural numbers of the point, as numbers of digits."""
        return sorted({min(int(n), DIGITS) for v, n in self.fixed.items() if v.sort is NAT and n}) or [2]
