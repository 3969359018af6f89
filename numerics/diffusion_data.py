"""Data sets for the checks of diffusion models: training points at one time, and points that collide; all exact.

Schedules are squares of Pythagorean pairs, α = (3/5)² for one, so that both roots are rational and equal points collide
exactly. The priors put them into the statements of `derivations.diffusion`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from numerics.column_maps import Column, columns, known, nearest, nested
from numerics.diffusion_game import small
from numerics.matrices import Matrix
from numerics.priors import prior
from numerics.randomness import rational_number

PAIRS: Final = tuple((Fraction(a, c), Fraction(b, c)) for a, b, c in ((3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13)))
NEAR, FAR = Fraction(1, 20), Fraction(1)  # noises beside which images lie far apart, and others
Denoiser = Callable[[Column], Column]


def combined(*terms: tuple[Fraction, Column]) -> Column:
    """A combination of columns."""
    (first, start), *others = terms
    return tuple([sum((c * v[i] for c, v in others), first * entry) for i, entry in enumerate(start)])


def gap(one: Column, other: Column) -> Fraction:
    """The squared distance."""
    return sum(((a - b) ** 2 for a, b in zip(one, other, strict=True)), Fraction(0))


@dataclass(frozen=True)
class Training:
    """Images and the noises that each was given at one time, with the roots of α and 1 − α."""

    images: tuple[Column, ...]
    noises: tuple[tuple[Column, ...], ...]
    roots: tuple[Fraction, Fraction]

    @property
    def points(self) -> tuple[tuple[Column, ...], ...]:
        """√α·x_i + √(1 − α)·ε_ij."""
        a, b = self.roots
        return tuple(
            tuple(combined((a, x), (b, e)) for e in row) for x, row in zip(self.images, self.noises, strict=True)
        )

    @property
    def pairs(self) -> list[tuple[Column, Column, Column]]:
        """Image, noise and noisy point, for every i and j."""
        return [
            (x, e, u)
            for x, row, at in zip(self.images, self.noises, self.points, strict=True)
            for e, u in zip(row, at, strict=True)
        ]

    @property
    def size(self) -> int:
        """The number of entries of an image."""
        return len(self.images[0])

    @property
    def alpha(self) -> Fraction:
        """α."""
        return self.roots[0] ** 2

    def loss(self, g: Denoiser) -> Fraction:
        """Σ‖g(noisy point) − ε‖²."""
        return sum((gap(g(u), e) for _, e, u in self.pairs), Fraction(0))

    def __str__(self) -> str:
        """Show the images and the noises."""
        return f"x = {shown(self.images)}, ε = {'; '.join(map(shown, self.noises))}, √α = {self.roots[0]}"


def shown(values: Sequence[Column]) -> str:
    """Columns in one line."""
    return " ".join(f"({', '.join(map(str, v))})" for v in values)


def draw(rng: Generator, size: int, scale: Fraction) -> Column:
    """A column of small rationals."""
    return tuple(scale * rational_number(rng) for _ in range(size))


def training(rng: Generator, scale: Fraction | None = None, most: int = 3) -> Training:
    """Up to three images of up to `most` entries, with up to three noises each."""
    size, count, each = (int(rng.integers(1, n + 1)) for n in (most, 3, 3))
    scale = scale or (NEAR, FAR)[int(rng.integers(2))]
    images = tuple(draw(rng, size, Fraction(1)) for _ in range(count))
    noises = tuple(tuple(draw(rng, size, scale) for _ in range(each)) for _ in images)
    return Training(images, noises, PAIRS[int(rng.integers(len(PAIRS)))])


# Settings for the generic check
def data(one: Training, rng: Generator) -> dict[str, Any]:
    """The values of the symbols of a statement about noisy training points; the tables go on beyond the data."""

    def longer(values: Sequence[Column]) -> list[Column]:
        return [*values, draw(rng, one.size, FAR)]

    values = {"N": len(one.images), "J": len(one.noises[0]), "d": one.size, "alpha_t": one.alpha}
    rows = [longer(row) for row in (*one.noises, one.noises[0])]
    return values | {"x": columns(longer(one.images)), "epsilon": nested(rows)}


def scaled(one: Training) -> list[Column]:
    """√α·x_i."""
    return [combined((one.roots[0], x)) for x in one.images]


@prior("diffusion.closest_point")
def closest_maps(rng: Generator) -> Mapping[str, Any]:
    """Training points with the map to the closest image, with one that knows every noisy point, or with a wrong one."""
    one, kind = training(rng), int(rng.integers(3))
    if kind == 0:
        return data(one, rng) | {"g_CP": nearest(one.size, scaled(one), one.images)}
    pairs = one.pairs
    at, values = [u for *_, u in pairs], [x for x, *_ in pairs]
    return data(one, rng) | {
        "g_CP": known(one.size, at, values if kind == 1 else values[::-1], draw(rng, one.size, FAR))
    }


@prior("diffusion.coverage")
def denoiser_and_game(rng: Generator) -> Mapping[str, Any]:
    """Training points with a denoiser, and a small zero-one game."""
    return {**denoisers(rng), **small(rng)}


@prior("diffusion.not_unique")
def denoisers(rng: Generator) -> Mapping[str, Any]:
    """Training points with maps that tell images and noises at each of them, or do so wrongly."""
    one = training(rng, most=2)
    at, right = [u for *_, u in one.pairs], int(rng.integers(3)) > 0
    noises, images = ([values[k] for values in one.pairs] for k in (1, 0))
    told = noises if right else [*noises[1:], draw(rng, one.size, FAR)]
    elsewhere = draw(rng, one.size, FAR)
    maps = {"g": known(one.size, at, told, elsewhere), "g_CP": known(one.size, at, images, elsewhere)}
    free = draw(rng, one.size, FAR) if rng.random() < 0.6 else at[int(rng.integers(len(at)))]
    ways = {"u": free, "w": draw(rng, one.size, FAR)}
    return data(one, rng) | maps | {name: Matrix(one.size, 1, way) for name, way in ways.items()}


@dataclass(frozen=True)
class Cloud:
    """Noisy points of one time, some of them equal, and their noises."""

    points: tuple[Column, ...]
    noises: tuple[Column, ...]

    def mean(self, at: Column) -> Column:
        """The average noise over the points that are there."""
        there = [e for u, e in zip(self.points, self.noises, strict=True) if u == at]
        return combined(*((Fraction(1, len(there)), e) for e in there))

    def loss(self, values: Sequence[Column]) -> Fraction:
        """The loss of a map by its values at the points."""
        return sum((gap(v, e) for v, e in zip(values, self.noises, strict=True)), Fraction(0))

    def __str__(self) -> str:
        """Show the points and the noises."""
        return f"X = {shown(self.points)}, ε = {shown(self.noises)}"


def cloud(rng: Generator, most: int = 4) -> Cloud:
    """Up to `most` points among fewer places."""
    size, count = int(rng.integers(1, 3)), int(rng.integers(1, most + 1))
    places = [draw(rng, size, FAR) for _ in range(int(rng.integers(1, count + 1)))]
    points = tuple(places[int(rng.integers(len(places)))] for _ in range(count))
    return Cloud(points, tuple(draw(rng, size, FAR) for _ in points))


@prior("diffusion.posterior_mean")
def averages(rng: Generator) -> Mapping[str, Any]:
    """Noisy points with the average noise over the collisions, and with other maps."""
    one = cloud(rng)
    size, means = len(one.points[0]), [one.mean(u) for u in one.points]
    others = [list(one.noises), [draw(rng, size, FAR) for _ in one.points], means]
    maps = {name: others[int(rng.integers(3))] for name in ("f", "g", "h")}
    found = {name: known(size, one.points, values, draw(rng, size, FAR)) for name, values in maps.items()}
    beyond = draw(rng, size, FAR)
    tables = {"X": columns([*one.points, one.points[0]]), "e": columns([*one.noises, beyond])}
    return {"K": len(one.points), "d": size, **tables, **found, **paired(one)}


def paired(one: Cloud) -> dict[str, Any]:
    """The points as those of N images with J noises each, row by row."""
    count = len(one.points)
    each = next((n for n in (3, 2) if count % n == 0 and n < count), 1)
    rows = [slice(n, n + each) for n in range(0, count, each)]
    tables = {"x": nested([one.points[r] for r in rows]), "epsilon": nested([one.noises[r] for r in rows])}
    return {"N": count // each, "J": each, **tables}
