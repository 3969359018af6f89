"""Values to try for densities and functions on small spaces, simplest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final

from derivations.kernel.densities import multivariate_normal, normal
from derivations.kernel.formulas import And, exp, identity, log, ones, piecewise, sqrt, zeros
from derivations.kernel.terms import ONE, REAL, Sort, Term, lam, matrix_sort, num, var

SHARES: Final = {
    2: "1/2 1/2|1/4 3/4|0 1|1 0|3/4 1/4|1/3 2/3|2/3 1/3",
    3: "1/3 1/3 1/3|1/2 1/4 1/4|1/2 1/2 0|0 0 1|1/4 1/4 1/2|0 1/2 1/2|1 0 0|1/4 1/2 1/4|1/8 3/8 1/2|3/4 0 1/4",
}
PLAIN: Final = tuple(map(Fraction, ("1", "0", "1/2", "-1", "2", "1/4")))
PROPER: Final = tuple(map(Fraction, ("1/2", "1/4", "3/4", "1/3")))
ROOTED: Final = tuple(map(Fraction, ("9/25", "16/25")))  # x and 1 − x are squares
ENTRIES: Final = tuple(map(Fraction, (0, 1, -1, 2)))
APART: Final = ((1, 1), (1, 2), (2, 1))  # gaps between points on the line


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


def columns(size: int) -> Iterator[tuple[tuple[Fraction], ...]]:
    """Columns of small numbers."""
    yield from (tuple((x,) for x in entries) for entries in by_places(ENTRIES, min(size, 4)) if size == len(entries))


def distances(count: int) -> Iterator[tuple[tuple[Fraction, ...], ...]]:
    """Distances between so many points: all 1, or along a line; then what is none."""
    yield tuple(tuple(Fraction(u != v) for v in range(count)) for u in range(count))
    for gaps in APART:
        line = [sum(gaps[:i]) + max(0, i - len(gaps)) for i in range(count)]
        yield tuple(tuple(Fraction(abs(a - b)) for b in line) for a in line)
    yield ((Fraction(0),) * count,) * count
    yield tuple(tuple(Fraction(u < v) for v in range(count)) for u in range(count))


def digits(count: int) -> tuple[tuple[Fraction, ...], ...]:
    """The binary digits of 0, …, 2ⁿ − 1, the lowest first."""
    return tuple(tuple(Fraction(k >> i & 1) for i in range(count)) for k in range(2**count))


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


def column_densities(size: int) -> Iterator[Term]:
    """Densities of columns: normal ones."""
    x = var("x", matrix_sort(size, 1))
    for mean, scale in ((zeros(size), 1), (ones(size), 1), (zeros(size), 4)):
        yield lam(x, multivariate_normal(x, mean, num(scale) * identity(size)))


def line_families() -> Iterator[Term]:
    """Functions of a parameter and a real number."""
    t, x = var("t", REAL), var("x", REAL)
    bodies = (normal(x, t, num(1)), t * x, normal(x, num(0), num(1)), t + x, exp(t) * normal(x, num(0), num(1)))
    yield from (lam(t, lam(x, body)) for body in bodies)


def families(
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


def constants(domain: Sort) -> Iterator[Term]:
    """Constant functions of a column: their exponentials are rational."""
    yield from (lam(var("x", domain), c) for c in (num(0), log(num(2))))


def numeric(sort: Sort) -> bool:
    """Whether the values of a sort are numbers, whatever the sizes."""
    return sort.kind in ("real", "nat") and sort.shape == (ONE, ONE)
