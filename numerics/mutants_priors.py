"""Settings in which wrong variants of some results show, where random draws would hardly ever meet the premises.

The noise levels have rational roots, so that noised data are exact; predictors know their data, or nearly so; the
sigmoid is taken of logarithms of rationals. As with every prior, hypotheses and premises are checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT, ONE, SPACE, Sort, num
from numerics.exact import rational
from numerics.functions import Native
from numerics.logarithms import Logarithm, log_of
from numerics.matrices import Matrix
from numerics.priors import Prior
from numerics.spaces import table

ROOTS: Final = tuple(
    (Fraction(a, c), Fraction(b, c)) for a, b, c in ((3, 4, 5), (4, 3, 5), (5, 12, 13), (15, 8, 17), (7, 24, 25))
)
MORE: Final = 1  # rows and columns beyond those that count, for variants with ≤ for <
RIGHT: Final = 0.6  # how often the predictor is right
SHIFTS: Final = tuple(map(Fraction, (1, 1, 1, 2, "1/2", -1)))  # of the balance of forces: a variant may ask for another
SLIPS: Final = (  # the factors in X·s + G·(1 + s) that a variant may have instead
    (-1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1), (1, 0, 1), (1, 1, 0), (1, 2, 1), (1, 1, 2), (2, 1, 1), (0, 1, 1)
)  # fmt: skip
WRONG: Final[dict[str, Prior]] = {}


def prior(*names: str) -> Callable[[Prior], Prior]:
    """Register the prior of some results."""

    def register(rule: Prior) -> Prior:
        WRONG.update(dict.fromkeys(names, rule))
        return rule

    return register


def looked_up(known: Sequence[tuple[Matrix, Matrix]], elsewhere: Matrix | None = None) -> Native:
    """The function of columns with these values, the first for an argument that comes twice, and one value elsewhere.

    That is 0 unless another one is given.
    """
    rest = known[0][1].scaled(0) if elsewhere is None else elsewhere

    def value(field: Any, _: tuple[Any, ...], at: Matrix) -> Matrix:
        for argument, found in known:
            if all(field.sign(a - b) == 0 for a, b in at.paired(argument.map(field.number))):
                return found.map(field.number)
        return rest.map(field.number)

    shown = ", ".join(f"{_column(a)}: {_column(b)}" for a, b in known)
    return Native(Sort("real", num(known[0][0].rows), ONE), value, shown=f"{{{shown}, else {_column(rest)}}}")


def _column(value: Matrix) -> str:
    return f"({', '.join(map(str, value.entries))})"


def small_column(rng: Generator, size: int) -> Matrix:
    """A column of small rationals."""
    drawn = rng.integers((-4, 1), (5, 4), (size, 2))
    return Matrix(size, 1, tuple(Fraction(int(p), int(q)) for p, q in drawn))


def nearly(rng: Generator, known: Sequence[tuple[Matrix, Matrix]]) -> Native:
    """The function with these values, or one that is wrong at one place, where it has another's value perhaps.

    So has it elsewhere.
    """
    off = [small_column(rng, known[0][0].rows), *(value for _, value in known)]
    place, values = int(rng.integers(len(known))), [value for _, value in known]
    if rng.random() > RIGHT:
        values[place] = off[int(rng.integers(len(off)))]
    elsewhere = off[int(rng.integers(len(off)))]
    return looked_up([(at, value) for (at, _), value in zip(known, values, strict=True)], elsewhere)


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
        nested = tuple(table(NAT, tuple(row)) for row in self.epsilon)
        known = {"alpha_t": self.root**2, "x": table(NAT, tuple(self.x)), "epsilon": table(NAT, nested)}
        return {"d": self.x[0].rows, "N": len(self.x) - MORE, "J": len(self.epsilon[0]) - MORE, **known}

    @property
    def cells(self) -> list[tuple[int, int]]:
        """The pairs of an index of data and one of noise below N and J."""
        return [(i, j) for i in range(len(self.x) - MORE) for j in range(len(self.epsilon[0]) - MORE)]


def noised(rng: Generator, several: bool = False) -> Noised:
    """Random data, some of them 0, and noise; of one or two rows, or of two."""
    d, rows, columns = (1 + int(rng.random() > RIGHT) for _ in range(3))
    rows = 2 if several else rows
    root, rest = ROOTS[int(rng.integers(len(ROOTS)))]
    x = [small_column(rng, d).scaled(int(rng.random() < RIGHT)) for _ in range(rows + MORE)]
    epsilon = [[small_column(rng, d) for _ in range(columns + MORE)] for _ in x]
    if rng.random() > RIGHT:  # noise that leads to a multiple of another point
        other = x[int(rng.integers(len(x)))].scaled(root if rng.random() < RIGHT else root**2)
        epsilon[0][0] = (other.scaled(SHIFTS[int(rng.integers(len(SHIFTS)))]) - x[0].scaled(root)).scaled(1 / rest)
    places = [[x[i].scaled(root) + e.scaled(rest) for e in epsilon[i]] for i in range(len(x))]
    return Noised(root, rest, x, epsilon, places)


@prior("diffusion.not_unique")
def predicted(rng: Generator) -> Mapping[str, Any]:
    """Predictors of the noise and of the data, perhaps wrong at one place."""
    data = noised(rng)
    noise = nearly(rng, [(data.places[i][j], data.epsilon[i][j]) for i, j in data.cells])
    clean = nearly(rng, [(data.places[i][j], data.x[i]) for i, j in data.cells])
    i, j = data.cells[int(rng.integers(len(data.cells)))]
    x, epsilon = data.x[i].scaled(data.root), data.epsilon[i][j].scaled(data.rest)
    near = (x + epsilon, x.scaled(data.root) + epsilon, x + epsilon.scaled(data.rest), data.places[-1][-1], x, epsilon)
    return {**data.values(), "g": noise, "g_CP": clean, "u": near[int(rng.integers(len(near)))]}


@prior("diffusion.closest_point")
def cleaned(rng: Generator) -> Mapping[str, Any]:
    """A predictor of the data; at one place it says another one of them, or anything."""
    data = noised(rng, several=True)
    i, j, k = (int(rng.integers(n)) for n in (len(data.x), len(data.epsilon[0]), len(data.x)))
    said = data.x[k] if rng.random() < RIGHT else small_column(rng, data.x[0].rows)
    known = [(data.places[a][b], data.x[a]) for a, b in data.cells]
    elsewhere = data.x[int(rng.integers(len(data.x)))]
    predictor = looked_up([(data.places[i][j], said), *known], elsewhere)
    return {**data.values(), "g_CP": predictor, "i": i, "j": j, "k": k}


@prior("diffusion.coverage")
def covered(rng: Generator) -> Mapping[str, Any]:
    """Noised data as above, and a generator that hits each of m points once, or nearly so, and what judges it."""
    m = int(rng.integers(1, 4))
    order = [int(i) for i in rng.permutation(3)]
    z = rng.permutation(order[:m]) if rng.random() < RIGHT else rng.integers(3, size=m)
    seen = [[1] * 3, [0] * 3, [int(i in order[:m]) for i in range(3)], [int(b) for b in rng.integers(2, size=3)]]
    drawn = {"y": order, "z": [int(i) for i in z], "D": seen[int(rng.integers(len(seen)))]}
    tables = {name: table(SPACE if name == "D" else NAT, tuple(values)) for name, values in drawn.items()}
    return {**predicted(rng), "m": m, **tables}


@prior("gan_duality.strong_duality")
def at_the_optimum(rng: Generator) -> Mapping[str, Any]:
    """One weight w = 1 and data log(a/b), so that σ is rational there, and the C for which w is optimal, or nearly."""
    counts = {"N": int(rng.integers(1, 3)), "K": int(rng.integers(1, 4))}
    odds = [[Fraction(int(a), int(b)) for a, b in rng.integers(1, 6, (n, 2))] for n in counts.values()]
    w = Fraction(1) if rng.random() < RIGHT else Fraction(-1)
    data = {name: [log_of(rational(q)) for q in part] for name, part in zip("XG", odds, strict=True)}
    shares = [[-(q / (1 + q) if w == 1 else 1 / (1 + q)) for q in part] for part in odds]
    sign, one, weight = (1, 1, 1) if rng.random() < RIGHT else SLIPS[int(rng.integers(len(SLIPS)))]
    force = [x.scaled(rational(sign * s)) for x, s in zip(data["X"], shares[0], strict=True)]
    force += [g.scaled(rational(one + weight * s)) for g, s in zip(data["G"], shares[1], strict=True)]
    total = sum(force, Logarithm(rational(0), {})).scaled(rational(w * SHIFTS[int(rng.integers(len(SHIFTS)))]))
    values = {name: Matrix(len(part), 1, tuple(part)) for name, part in data.items()}
    duals = {f"lam_{name}": Matrix(len(s), 1, tuple(s)) for name, s in zip("xz", shares, strict=True)}
    known = {"w": Matrix(1, 1, (w,)), "C": total, **duals}
    others = {"v": known["w"], "mu_x": duals["lam_x"], "mu_z": duals["lam_z"]} if rng.random() < RIGHT else {}
    return {"d": 1, **counts, **values, **known, **others}
