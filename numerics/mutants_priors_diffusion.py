"""Settings in which wrong variants of the results on diffusion models show: noised data, and who predicts what of them.

The noise levels have rational roots, so that noised data are exact, and predictors know their data, or nearly so. Data
and noise stay what they are after the last ones that are given: what is said of all indices beyond a bound is decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT, SPACE
from numerics.exact import fraction, rational
from numerics.functions import Native
from numerics.matrices import Matrix
from numerics.mutants_priors import RIGHT, SHIFTS, aside, looked_up, nearly, one_of, prior, small_column
from numerics.roots import Roots, SquareRoots, root_of
from numerics.spaces import settled, table

LEVELS: Final = tuple(
    (Fraction(a, c), Fraction(b, c)) for a, b, c in ((3, 4, 5), (4, 3, 5), (5, 12, 13), (15, 8, 17), (7, 24, 25))
)
MORE: Final = 1  # rows and columns beyond those that count, for variants with ≤ for <
TAIL: Final = 0.25  # how often it is those beyond, and not the others, that a predictor knows
AIMED: Final = 0.5  # how often a noised datum lies where a sum of squares says
ONE: Final = Roots({1: rational(1)})
Cell = tuple[int, int]


@dataclass(frozen=True)
class Noised:
    """Data x and noise ε at a level with rational roots; d, N and J are 1 or 2, and there is more data than N and J."""

    root: Fraction
    rest: Fraction
    x: Sequence[Matrix]
    epsilon: Sequence[Sequence[Matrix]]
    places: Sequence[Sequence[Matrix]]

    def values(self) -> dict[str, Any]:
        """The values of the variables of a statement."""
        nested = tuple(settled(tuple(row)) for row in self.epsilon)
        known = {"alpha_t": self.root**2, "x": settled(tuple(self.x)), "epsilon": settled(nested)}
        return {"d": self.x[0].rows, "N": len(self.x) - MORE, "J": len(self.epsilon[0]) - MORE, **known}

    @property
    def cells(self) -> list[Cell]:
        """The pairs of an index of data and one of noise below N and J."""
        return [(i, j) for i in range(len(self.x) - MORE) for j in range(len(self.epsilon[0]) - MORE)]

    @property
    def beyond(self) -> list[Cell]:
        """The other pairs."""
        return [(i, j) for i in range(len(self.x)) for j in range(len(self.epsilon[0])) if (i, j) not in {*self.cells}]


def noised(rng: Generator, several: bool = False) -> Noised:
    """Random data, some of them 0, and noise; of one or two rows, or of two."""
    d, rows, columns = (1 + int(rng.random() > RIGHT) for _ in range(3))
    rows = 2 if several else rows
    root, rest = one_of(rng, LEVELS)
    x = [small_column(rng, d).scaled(int(rng.random() < RIGHT)) for _ in range(rows + MORE)]
    epsilon = [[small_column(rng, d) for _ in range(columns + MORE)] for _ in x]
    if rng.random() > RIGHT:  # noise that leads to a multiple of another point, perhaps by a slip
        other = one_of(rng, x).scaled(root if rng.random() < RIGHT else root**2)
        a, b = one_of(rng, [(Fraction(1), Fraction(1)), *fractions(root, rest)])
        epsilon[0][0] = (other.scaled(one_of(rng, SHIFTS)) - x[0].scaled(a * root)).scaled(1 / (b * rest))
    places = [[x[i].scaled(root) + e.scaled(rest) for e in epsilon[i]] for i in range(len(x))]
    return Noised(root, rest, x, epsilon, places)


def told(rng: Generator, data: Noised, values: Sequence[Sequence[Matrix]]) -> list[tuple[Matrix, Matrix]]:
    """The noised data below N and J with what is to be said of them.

    Now and then those beyond, or what becomes of the noised data by a slip, as a changed premise asks for.
    """
    kind = rng.random()
    if kind < TAIL:
        return [(data.places[i][j], values[i][j]) for i, j in data.beyond]
    if kind > 1 - TAIL:
        which = int(rng.integers(len(slips(data.root, data.rest)) + 2))
        return [(around(data, cell)[which], values[cell[0]][cell[1]]) for cell in data.cells]
    return [(data.places[i][j], values[i][j]) for i, j in data.cells]


def around(data: Noised, cell: Cell) -> list[Matrix]:
    """What becomes of a noised datum by a slip."""
    number, (i, j) = SquareRoots().number, cell
    x, epsilon = data.x[i].scaled(data.root), data.epsilon[i][j].scaled(data.rest)
    parts, pairs = (x.map(number), epsilon.map(number)), slips(data.root, data.rest)
    slipped = [(parts[0].scaled(a) + parts[1].scaled(b)).map(_plain) for a, b in pairs]
    return [*slipped, (x + epsilon).scaled(2), x - epsilon.scaled(2)]


@prior("diffusion.not_unique")
def predicted(rng: Generator) -> Mapping[str, Any]:
    """Predictors of the noise and of the data, or a datum that lies where a sum of squares says."""
    return aimed(rng) if rng.random() < AIMED else predicting(rng)


def predicting(rng: Generator) -> Mapping[str, Any]:
    """Predictors of the noise and of the data, perhaps wrong at one place."""
    data = noised(rng)
    noise = nearly(rng, told(rng, data, data.epsilon))
    clean = nearly(rng, told(rng, data, [[x] * len(row) for x, row in zip(data.x, data.epsilon, strict=True)]))
    i, j = one_of(rng, data.cells)
    x, epsilon = data.x[i].scaled(data.root), data.epsilon[i][j].scaled(data.rest)
    near = (x + epsilon, data.places[-1][-1], x, epsilon, *around(data, (i, j)))
    return {**data.values(), "g": noise, "g_CP": clean, "u": one_of(rng, near)}


def _plain(value: Roots) -> Any:
    """A rational as a fraction."""
    return value if value.rational is None else fraction(value.rational)


def aimed(rng: Generator) -> Mapping[str, Any]:
    """One datum p + q = √α·x + √(1 − α)·ε that is 0, while a·p + b·q = 1, or the other way round, with slips a and b.

    Then one of the two is 1 and a square, and the other is 0: s = 1 + (a·p + b·q)². Or the datum solves s = 1 − s², or
    it is 0, and 1 comes beyond the last one.
    """
    root, rest = one_of(rng, LEVELS)
    a, b = one_of(rng, slips(root, rest))
    kind, apart = int(rng.integers(4)), (a - b).inverse()
    p, q = ((apart, -apart), (-b * apart, a * apart), (golden(), Roots({})), (Roots({}), Roots({})))[kind]
    columns = [_column(root, p), _column(rest, q)]
    beyond = _column(rest, ONE)
    epsilon = settled((settled((columns[1], beyond)), settled((beyond,))))
    known = {"alpha_t": root**2, "x": settled((columns[0], _column(rest, Roots({})))), "epsilon": epsilon}
    i, j = one_of(rng, ((0, 0), (0, 1), (1, 0), (0, 2), (2, 0)))
    return {"d": 1, "N": 1, "J": 1, "i": i, "j": j, **known}


def slips(root: Fraction, rest: Fraction) -> list[tuple[Roots, Roots]]:
    """The factors of √α·x and of √(1 − α)·ε that come of a slip."""
    one, minus, two = (SquareRoots().number(c) for c in (1, -1, 2))
    level, noise, more = (SquareRoots().number(c) for c in (root, rest, root / rest))
    wider = root_of(rational((1 + root**2) / rest**2))
    return [(one, minus), (level, one), (one, noise), (two, one), (one, two), (one, more), (one, wider)]


def fractions(root: Fraction, rest: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Those of them that are rational."""
    pairs = [(_plain(a), _plain(b)) for a, b in slips(root, rest)]
    return [(a, b) for a, b in pairs if isinstance(a, Fraction) and isinstance(b, Fraction)]


def golden() -> Roots:
    """The positive s with s = 1 − s²."""
    return (root_of(rational(5)) - ONE) * Roots({1: rational(Fraction(1, 2))})


def _column(scale: Fraction, value: Roots) -> Matrix:
    """What becomes a number when it is scaled."""
    return Matrix(1, 1, (_plain(value * SquareRoots().number(1 / scale)),))


@prior("diffusion.closest_point")
def cleaned(rng: Generator) -> Mapping[str, Any]:
    """A predictor of the data; at one place it says another one of them, or anything."""
    data = noised(rng, several=True)
    rows, columns = len(data.x), len(data.epsilon[0])
    i, j, k = (int(rng.integers(n - MORE if rng.random() < RIGHT else n + MORE)) for n in (rows, columns, rows))
    said = data.x[min(k, rows - 1)] if rng.random() < RIGHT else small_column(rng, data.x[0].rows)
    known = told(rng, data, [[x] * columns for x in data.x])
    cell = min(i, rows - 1), min(j, columns - 1)
    at = data.places[cell[0]][cell[1]] if rng.random() < RIGHT else one_of(rng, around(data, cell))
    predictor = looked_up([(at, said), *known], one_of(rng, data.x))
    return {**data.values(), "g_CP": predictor, "i": i, "j": j, "k": k}


@prior("diffusion.coverage")
def covered(rng: Generator) -> Mapping[str, Any]:
    """Noised data as above, and a generator that hits each of m points once, or nearly so, and what judges it."""
    m = int(rng.integers(1, 4))
    order = [int(i) for i in rng.permutation(3)]
    z = rng.permutation(order[:m]) if rng.random() < RIGHT else rng.integers(3, size=m)
    seen = [[1] * 3, [0] * 3, [int(i in order[:m]) for i in range(3)], [int(b) for b in rng.integers(2, size=3)]]
    drawn = {"y": order, "z": [int(i) for i in z], "D": one_of(rng, seen)}
    tables = {name: table(SPACE if name == "D" else NAT, tuple(values)) for name, values in drawn.items()}
    return {**predicting(rng), "m": m, **tables}


@aside("diffusion.posterior_mean")
def renumbered(rng: Generator) -> Mapping[str, Any]:
    """Rows of data and noise and the same in one row, or other ones; what comes beyond them is the same in both.

    The predictor says the mean noise of equal data, or nearly so.
    """
    rows, columns = (int(n) for n in rng.integers(1, 3, 2))
    sizes = {"d": 1, "N": rows, "J": columns, "K": rows * columns}
    data, noise = (_numbered(rng, rows * columns) for _ in range(2))
    nested = {name: _in_rows(one, columns) for name, one in (("x", data), ("epsilon", noise))}
    flat = {name: settled((*one.said, one.rest)) for name, one in (("X", data), ("e", noise))}
    known = [(x, _mean([e for y, e in zip(data.said, noise.said, strict=True) if y == x])) for x in data.said]
    return {**sizes, **nested, **flat, "g": nearly(rng, known)}


@dataclass(frozen=True)
class Numbered:
    """The first numbers of a sequence of rows, those of a sequence that may be the same, and what comes after both."""

    first: list[Matrix]
    said: list[Matrix]
    rest: Matrix


def _numbered(rng: Generator, count: int) -> Numbered:
    few = [small_column(rng, 1) for _ in range(2)]
    first = [one_of(rng, few) for _ in range(count)]
    said = first if rng.random() < 1 - RIGHT else [small_column(rng, 1) for _ in first]
    return Numbered(first, said, small_column(rng, 1))


def _in_rows(one: Numbered, columns: int) -> Native:
    """The first numbers row by row."""
    starts = range(0, len(one.first), columns)
    nested = [settled((*one.first[i : i + columns], one.rest)) for i in starts]
    return settled((*nested, settled((one.rest,))))


def _mean(values: Sequence[Matrix]) -> Matrix:
    total = sum((v.only for v in values), Fraction(0))
    return Matrix(1, 1, (total / len(values),))
