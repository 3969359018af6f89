"""Measures and functions to try a statement on: finite spaces with null points, tables with zeros and ties, lambdas.

A density is drawn already normalised; whether it has the other properties that a statement asks for is left to chance
and to another draw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import fmpq
from numpy.random import Generator

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, Sum, entry, exp, matrix, natural, piecewise
from derivations.kernel.terms import NAT, ONE, REAL, SPACE, ZERO, Sort, Term, lam, make, num, var
from numerics.errors import Unsupported
from numerics.exact import Rationals, fraction
from numerics.functions import Map, Native
from numerics.matrices import Matrix, single
from numerics.randomness import positive_number, rational_matrix, rational_number
from numerics.spaces import Discrete, Lebesgue, Measure, table

WEIGHTS: Final = (1, 1, 1, 1, 0, Fraction(1, 2), 2, Fraction(1, 3))
SIZES: Final = (2, 3, 2, 1, 3, 4)
OFTEN: Final = 0.8
DISTANCE: Final = Sort("function", SPACE, Sort("function", SPACE, REAL))
STYLES: Final = (0, 1, 2, 2, 3)  # of the numbers in a table, those in (0, 1) most often: discriminators


def any_measure(sort: Sort, rng: Generator) -> Measure:
    """A measure on up to four points, some of them null, or on the line."""
    count = SIZES[int(rng.integers(len(SIZES)))]
    weights = [Fraction(WEIGHTS[int(i)]) for i in rng.integers(len(WEIGHTS), size=count)]
    weights[0] = weights[0] or Fraction(1)
    space = sort.params[0]
    if space in (SPACE, NAT):
        return Discrete(space, tuple(weights))
    if space is not REAL:
        raise Unsupported(f"a {sort} to draw")
    atoms = tuple(sorted({rational_number(rng) for _ in weights}))
    return Lebesgue(1) if rng.random() < 0.3 else Discrete(space, tuple(weights[: len(atoms)]), atoms)


def numbers(rng: Generator, count: int, style: int) -> list[Fraction]:
    """Values of a table: positive, with zeros, in (0, 1), or any."""
    if style == 0:
        return [positive_number(rng) for _ in range(count)]
    if style == 1:
        return [Fraction(int(rng.integers(0, 4))) for _ in range(count)]
    if style == 2:
        return [Fraction(int(rng.integers(1, 12)), 12) for _ in range(count)]
    return [rational_number(rng) for _ in range(count)]


def any_function(sort: Sort, rng: Generator, count: int) -> Any:
    """A function of a sort; `count` is how many points an arbitrary space has."""
    domain, codomain = sort.params
    if domain is SPACE and sort is DISTANCE and rng.random() < OFTEN:
        return distance(rng, count)
    if domain in (SPACE, NAT):
        return table(domain, tuple(_values(domain, codomain, rng, count)))
    if domain is codomain and domain.kind == "real" and domain is not REAL:
        return _linear_map(domain, rng)
    if codomain.kind == "function" and domain is REAL:
        return family(domain, codomain, rng, count, None)
    if domain.kind == "real" and codomain is REAL and domain.params[1] is ONE:
        return _line(rng) if domain is REAL else _polynomial(domain, rng)
    if domain is REAL and codomain.kind == "prop":
        return _interval(rng)
    raise Unsupported(f"a function {sort} to draw")


def _values(domain: Sort, codomain: Sort, rng: Generator, count: int) -> Sequence[Any]:
    """The values of a table."""
    if domain is NAT and codomain is SPACE and rng.random() < 1 - OFTEN / 2:
        return [int(i) for i in rng.permutation(count)]
    if codomain in (SPACE, NAT):
        return [int(i) for i in rng.integers(count, size=count)]
    if codomain.kind == "prop":
        return [int(i) for i in rng.integers(2, size=count)]
    if codomain.kind == "function":
        return [any_function(codomain, rng, count) for _ in range(count)]
    if codomain.kind == "real" and codomain is not REAL:
        return [column(codomain, rng) for _ in range(count)]
    if codomain is not REAL:
        raise Unsupported(f"a function from {domain} to {codomain} to draw")
    return numbers(rng, count, STYLES[int(rng.integers(len(STYLES)))])


def column(sort: Sort, rng: Generator) -> Matrix:
    """A matrix of small rationals; its size must be known."""
    if any(size.op != "num" for size in sort.params):
        raise Unsupported(f"a {sort} without a size")
    rows, columns = (int(size.data) for size in sort.params)
    return rational_matrix(rng, rows, columns)


def distance(rng: Generator, count: int) -> Native:
    """A distance between the points of a space: of random places on the line, or all the same."""
    gaps = [positive_number(rng) + Fraction(1, 4) for _ in range(count)]
    places = [sum(gaps[:i], Fraction(0)) for i in range(count)]
    even = rng.random() < 0.5
    rows = [[Fraction(i != j) if even else abs(a - b) for j, b in enumerate(places)] for i, a in enumerate(places)]
    return table(SPACE, tuple(table(SPACE, tuple(row)) for row in rows))


def _linear_map(domain: Sort, rng: Generator) -> Term:
    """u ↦ a·u + b·(1, …, 1), or the same column for every u."""
    x, style = var("x", domain), int(rng.integers(3))
    slope, shift = (num(rational_number(rng)) for _ in range(2))
    even = make("ones", *domain.params)
    return lam(x, x * slope if style == 0 else x * slope + shift * even if style == 1 else shift * even)


def _line(rng: Generator) -> Term:
    """A function of a real number."""
    x, (a, b) = var("x", REAL), (num(rational_number(rng)) for _ in range(2))
    scale = num(positive_number(rng) + Fraction(1, 2))
    pool: tuple[Callable[[], Term], ...] = (
        lambda: a + b * x,
        lambda: scale * x + a,
        lambda: b - scale * x,
        lambda: a + b * x + scale * x**2,
        lambda: scale * x**3 + x + a,
        lambda: exp(scale * x),
        lambda: a + b / (1 + x**2),
        lambda: sigmoid_of(x),
        lambda: num(1) / 2 + x / (4 * (1 + x**2)),
    )
    return lam(x, pool[int(rng.integers(len(pool)))]())


def sigmoid_of(x: Term) -> Term:
    """1/(1 + e^(−x))."""
    return num(1) / (1 + exp(-x))


def _polynomial(domain: Sort, rng: Generator) -> Term:
    """A polynomial of a column, of any size."""
    x, i, size = var("x", domain), natural("i"), domain.params[0]
    a, b = (num(rational_number(rng)) for _ in range(2))
    return lam(x, a + Sum(b * entry(x, i) + entry(x, i) ** 2, i, size))


def _interval(rng: Generator) -> Term:
    """A predicate of a real number: an interval."""
    x, low = var("x", REAL), num(rational_number(rng))
    return lam(x, And(low < x, x < low + num(positive_number(rng))))


def normalised(measure: Measure, rng: Generator, others: Sequence[Map] = (), positive: bool = False) -> Any:
    """A density with ties, sometimes that of another function of the same space, and with zeros if it may have any."""
    if isinstance(measure, Lebesgue):
        return _smooth(measure.size, rng)
    near = [o for o in others if isinstance(o, Native) and o.domain is measure.space]
    if near and rng.random() < 0.25:
        return near[int(rng.integers(len(near)))]
    style, count = 0 if positive else int(rng.integers(2)), len(measure.weights)
    values = numbers(rng, count, style)
    if near and not positive and rng.random() < 0.3:
        taken = near[int(rng.integers(len(near)))]
        values = [Fraction(0) if _at(taken, i) else v for i, v in enumerate(values)]
    total = sum((w * v for w, v in zip(measure.weights, values, strict=True)), Fraction(0))
    if not total:
        values = [Fraction(1)] * count
        total = sum(measure.weights, Fraction(0))
    if measure.atoms is not None:
        raise Unsupported("a density for atoms on the line")
    return table(measure.space, tuple(v / total for v in values))


def _at(function: Native, i: int) -> fmpq:
    """The value of a table at a point."""
    return function.over(Rationals())(i).only


def copied(measure: Discrete, function: Native, rng: Generator) -> Native:
    """A table that differs from another at null points only."""
    values = [fraction(_at(function, i)) if w else positive_number(rng) for i, w in enumerate(measure.weights)]
    return table(measure.space, tuple(values))


def _smooth(size: int, rng: Generator) -> Term:
    """A density on ℝⁿ: uniform on a box, or a product of normal densities."""
    x = var("x", REAL) if size == 1 else matrix("x", size, 1)
    entries = [x] if size == 1 else [entry(x, i) for i in range(size)]
    kind, body, inside = rng.random(), num(1), list[Term]()
    if kind < 0.4:
        for u in entries:
            body = body * normal(u, num(rational_number(rng)), num(positive_number(rng) + Fraction(1, 4)))
        return lam(x, body)
    volume = Fraction(1)
    for u in entries:
        low, width = rational_number(rng), positive_number(rng) + Fraction(1, 4)
        inside += [num(low) <= u, u <= num(low + width)]
        volume *= width
    height = num(1 / volume)
    return lam(x, piecewise(And(*inside), height, 0))


def family(domain: Sort, codomain: Sort, rng: Generator, count: int, measure: Discrete | None) -> Native:
    """θ ↦ (x ↦ (a + b·θ)² + c) with other a, b, c > 0 at every point; a density for each θ when a measure is given."""
    data = [(rational_number(rng), rational_number(rng), positive_number(rng)) for _ in range(count)]

    def at(field: Any, _: tuple[Any, ...], theta: Matrix) -> Native:
        known = [(field, members(field, theta.only, data, measure))]

        def value(inner: Any, _: tuple[Any, ...], i: int) -> Matrix:
            found = next((values for over, values in known if over is inner), None)
            if found is None:
                found = members(inner, inner.number(theta.only), data, measure)
                known.append((inner, found))
            return single(found[i % count])

        return Native(codomain.params[0], value, (), field)

    shown = f"((a + b*theta)^2 + c{' normalised' if measure else ''} for (a, b, c) in {_triples(data)})"
    return Native(domain, at, (), None, shown)


def members(field: Any, theta: Any, data: Sequence[tuple[Fraction, ...]], measure: Discrete | None) -> list[Any]:
    """The values of one member of a family at all points."""
    values = list[Any]()
    for row in data:
        a, b, c = (field.number(v) for v in row)
        line = a + b * theta
        values.append(line * line + c)
    if measure is None:
        return values
    total = sum((field.number(w) * v for w, v in zip(measure.weights, values, strict=True)), field.number(0))
    return [field.divide(v, total) for v in values]


def _triples(data: Sequence[tuple[Fraction, ...]]) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in data)


def densities_among(constraints: Sequence[Term]) -> Mapping[Term, Term]:
    """The function variables that must be densities, each with the measure; of families each member is one."""
    found: dict[Term, Term] = {}
    for c in constraints:
        _collect(c, found)
    return found


def positive_among(constraints: Sequence[Term]) -> set[Term]:
    """The functions of which a constraint says that they are positive (almost) everywhere."""
    found, waiting = set[Term](), [c for c in constraints if c.op in ("almost", "forall")]
    while waiting:
        term = waiting.pop()
        if term.op in ("almost", "forall"):
            waiting += term.args[-1].args[:1]  # the body of the lambda
        elif term.op == "and":
            waiting += term.args
        elif term.op == "lt" and term.args[0] is ZERO and term.args[1].op == "apply":
            found.add(term.args[1].args[0])
    return found


def _collect(term: Term, found: dict[Term, Term]) -> None:
    if term.op == "density":
        function = term.args[1]
        while function.op == "apply":
            function = function.args[0]
        if function.op == "var":
            found.setdefault(function, term.args[0])
    for a in term.args:
        _collect(a, found)
