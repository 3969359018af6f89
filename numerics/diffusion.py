"""Evidence for `derivations.diffusion`: nearest points by SciPy, least squares by NumPy and SciPy, small games in full.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from numerics import diffusion_game, diffusion_laws
from numerics.column_maps import Column
from numerics.diffusion_data import FAR, PAIRS, Cloud, Denoiser, Training, cloud, combined, draw, gap, scaled, training
from numerics.ledger import with_samples
from numerics.outcome import Outcome, rejects, tally

if TYPE_CHECKING:
    from derivations.proof import Proof

CLOSE: Final = 1e-10  # float64 least squares with at most a dozen equations and entries of at most 4


# The closest point
def closest(one: Training) -> Denoiser:
    """The image whose √α·x_i is nearest, by SciPy's tree; the first among equals."""
    from scipy.spatial import KDTree

    tree = KDTree(np.array(scaled(one), dtype=float))
    return lambda u: one.images[int(tree.query(np.array(u, dtype=float))[1])]


def best(one: Training, image: Denoiser, a: Fraction | None = None, b: Fraction | None = None) -> Denoiser:
    """u ↦ (u − √α·image(u))/√(1 − α), or with other numbers for the roots."""
    top, bottom = one.roots[0] if a is None else a, one.roots[1] if b is None else b
    return lambda u: combined((1 / bottom, u), (-top / bottom, image(u)))


def closest_point(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The loss of g* exactly, with SciPy's nearest neighbours for g^CP: 0 just where every image is recovered."""
    drawn = [training(rng) for _ in range(round(40 * scale) + 10)]
    near = [one for one in drawn if all(closest(one)(u) == x for x, _, u in one.pairs) and len(set(one.images)) > 1]
    told = [one for one in near if any(any(x) for x in one.images)]

    def fails(one: Training) -> str | None:
        image = closest(one)
        right = all(image(u) == x for x, _, u in one.pairs)
        return off(one, best(one, image), right) or lost(one, image)

    def lost(one: Training, image: Denoiser) -> str | None:
        for x, _, u in one.pairs:
            others = [gap(u, at) for at, y in zip(scaled(one), one.images, strict=True) if y != x]
            if all(gap(u, combined((one.roots[0], x))) < other for other in others) and image(u) != x:
                return f"{one}: {x} is closest to {u}, but {image(u)} was taken"
        return None

    wrong = [
        rejects("α for √α in g*", (off(one, best(one, closest(one), a=one.alpha)) for one in told)),
        rejects("1 − α for √(1 − α) in g*", (off(one, best(one, closest(one), b=1 - one.alpha)) for one in told)),
        rejects("√α for √(1 − α) in g*", (off(one, best(one, closest(one), b=one.roots[0])) for one in told)),
        rejects("the closest of x_i, not of √α·x_i", (off(one, best(one, unscaled(one))) for one in near)),
        rejects("loss 0 for every noise", (off(one, best(one, closest(one))) for one in drawn)),
        rejects("g* = g^CP", (off(one, closest(one)) for one in told)),
    ]
    detail = f"g* has loss 0 just where SciPy's nearest neighbours are the images, exactly, in {len(drawn)} data sets."
    return [tally(detail, map(fails, drawn), wrong)]


def off(one: Training, g: Denoiser, right: bool = True) -> str | None:
    """The data set when the loss is not 0 although it should be, or is 0 although it should not be."""
    loss = one.loss(g)
    return None if (loss == 0) == right else f"{one}: the loss is {loss}"


def unscaled(one: Training) -> Denoiser:
    """The nearest image, as if √α were 1."""
    return lambda u: min(one.images, key=lambda x: gap(u, x))


# Other maps of loss 0
def not_unique(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """All maps from a few places to a few noises, gone through: which ones have loss 0."""
    drawn = [line(rng) for _ in range(round(12 * scale) + 4)]

    def fails(one: Training, claim: Callable[[Mapping[Column, Column]], bool]) -> str | None:
        for g in maps_on(one):
            if (one.loss(g.__getitem__) == 0) != claim(g):
                return f"{one}: g = {g} has the loss {one.loss(g.__getitem__)}"
        return None

    def agrees(one: Training) -> Callable[[Mapping[Column, Column]], bool]:
        return lambda g: all(g[u] == e for _, e, u in one.pairs)

    def everywhere_best(one: Training) -> Callable[[Mapping[Column, Column]], bool]:
        known = {u: e for _, e, u in one.pairs}
        return lambda g: g == {u: known.get(u, PLACES[0]) for u in g}

    def same_with_any_value(one: Training) -> str | None:
        g, free = {u: e for _, e, u in one.pairs}, [u for *_, u in one.pairs]
        moved = g | {free[0]: combined((Fraction(1), g[free[0]]), (Fraction(1), (Fraction(1),)))}
        return off(one, moved.__getitem__)

    wrong = [
        rejects("only one map has loss 0", (fails(one, everywhere_best(one)) for one in drawn)),
        rejects("every map has loss 0", (fails(one, lambda g: True) for one in drawn)),
        rejects("a map may be moved at a noisy point", map(same_with_any_value, consistent(drawn))),
        rejects(
            "the first noise of every image is enough",
            (fails(one, lambda g, one=one: all(g[r[0]] == e[0] for r, e in zip(one.points, one.noises, strict=True)))
             for one in drawn),
        ),
    ]  # fmt: skip
    detail = (
        f"Of all maps on the noisy points and one more place just those with g = ε have loss 0, {len(drawn)} times."
    )
    return [tally(detail, (fails(one, agrees(one)) for one in drawn), wrong)]


PLACES: Final = tuple((Fraction(n),) for n in (-1, 0, 1))


def line(rng: Generator) -> Training:
    """Up to three images of one pixel, with one or two noises from −1, 0 and 1 each."""
    count, each = int(rng.integers(1, 3)), int(rng.integers(1, 3))
    images = tuple((Fraction(int(rng.integers(-2, 3))),) for _ in range(count))
    noises = tuple(tuple(PLACES[int(rng.integers(3))] for _ in range(each)) for _ in images)
    return Training(images, noises, PAIRS[int(rng.integers(2))])


def maps_on(one: Training) -> Iterator[dict[Column, Column]]:
    """All maps from the noisy points and one more place to −1, 0 and 1."""
    places = sorted({u for *_, u in one.pairs} | {(Fraction(7),)})
    return (dict(zip(places, values, strict=True)) for values in product(PLACES, repeat=len(places)))


def consistent(drawn: Sequence[Training]) -> list[Training]:
    """The data sets in which equal noisy points have equal noises."""
    return [one for one in drawn if len({(u, e) for _, e, u in one.pairs}) == len({u for *_, u in one.pairs})]


# Collisions
def posterior_mean(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The average noise over the collisions against least squares on one-hot designs, by NumPy and by SciPy."""
    drawn = [cloud(rng, 9) for _ in range(round(40 * scale) + 10)]

    def claimed(one: Cloud, mean: Callable[[Cloud, Column], Column]) -> str | None:
        claim = np.array([mean(one, u) for u in one.points], dtype=float)
        gaps = [float(np.max(np.abs(claim - found))) for found in least_squares(one)]
        return None if max(gaps) < CLOSE else f"{one}: least squares differs by {max(gaps):.3g}"

    def beaten(one: Cloud) -> str | None:
        """No map is better than the average, and one that differs at a point is worse, exactly."""
        means = {u: one.mean(u) for u in one.points}
        low = one.loss([means[u] for u in one.points])
        for u, m in means.items():
            for other in (e for v, e in zip(one.points, one.noises, strict=True) if v == u):
                moved = means | {u: combined((Fraction(1, 2), m), (Fraction(1, 2), other))}
                high = one.loss([moved[v] for v in one.points])
                if high < low or (high == low) != (other == m):
                    return f"{one}: at {u} the loss {high} is no more than {low}"
        return None

    def nothing_left(one: Cloud) -> str | None:
        return f"{one}: the least loss is not 0" if one.loss([one.mean(u) for u in one.points]) else None

    apart = [one for one in drawn if len(set(one.points)) == len(one.points)]
    wrong = [
        rejects("the average over all points", (claimed(one, lambda c, u: everything(c)) for one in drawn)),
        rejects("the first noise there", (claimed(one, first_noise) for one in drawn)),
        rejects("the sum, not the average", (claimed(one, summed) for one in drawn)),
        rejects("the loss 0 with collisions too", map(nothing_left, drawn)),
    ]
    found = [*(claimed(one, Cloud.mean) or beaten(one) for one in drawn), *map(nothing_left, apart)]
    detail = f"The average noise solves the one-hot least squares of NumPy and SciPy in {len(drawn)} clouds of points."
    return [tally(detail, found, wrong)]


def least_squares(one: Cloud) -> tuple[np.ndarray, np.ndarray]:
    """The fitted noises by both libraries: one unknown column for each distinct point."""
    from scipy.linalg import lstsq

    places = sorted(set(one.points))
    design = np.array([[float(u == v) for v in places] for u in one.points])
    noises = np.array(one.noises, dtype=float)
    fit: Any = lstsq
    by_numpy, by_scipy = np.linalg.lstsq(design, noises, rcond=None)[0], fit(design, noises)[0]
    return design @ by_numpy, design @ by_scipy


def everything(one: Cloud) -> Column:
    """The average of all noises."""
    return combined(*((Fraction(1, len(one.noises)), e) for e in one.noises))


def first_noise(one: Cloud, at: Column) -> Column:
    """The noise of the first point that is there."""
    return one.noises[one.points.index(at)]


def summed(one: Cloud, at: Column) -> Column:
    """The sum of the noises over the points that are there."""
    return combined(*((Fraction(1), e) for u, e in zip(one.points, one.noises, strict=True) if u == at))


# Coverage
def coverage(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Denoisers of loss 0 recover the data and miss fresh noise; small zero-one games are gone through completely."""
    drawn = consistent([training(rng) for _ in range(round(40 * scale) + 10)])
    fresh = [(one, draw(rng, one.size, FAR)) for one in drawn]

    def missed(one: Training, a: Fraction | None = None, b: Fraction | None = None) -> str | None:
        known = {u: e for _, e, u in one.pairs}
        top, bottom = one.roots[0] if a is None else a, one.roots[1] if b is None else b
        for x, _, u in one.pairs:
            shown_ = combined((1 / top, u), (-bottom / top, known[u]))
            if shown_ != x:
                return f"{one}: {shown_} for {x}"
        return None

    def unseen(one: Training, noise: Column) -> str | None:
        known, (a, b) = {u: e for _, e, u in one.pairs}, one.roots
        for x in one.images:
            u = combined((a, x), (b, noise))
            told = known[min(known, key=lambda v: gap(u, v))]
            if (shown_ := combined((1 / a, u), (-b / a, told))) != x:
                return f"{one}, fresh noise {noise}: {shown_} for {x}, although the loss is 0"
        return None

    wrong = [
        rejects("α for √α", (missed(one, a=one.alpha) for one in drawn)),
        rejects("1 − α for √(1 − α)", (missed(one, b=1 - one.alpha) for one in drawn)),
        rejects("√α for √(1 − α)", (missed(one, b=one.roots[0]) for one in drawn)),
        rejects("every image is recovered from fresh noise", (unseen(*at) for at in fresh)),
        *(rejects(claim, found) for claim, found in diffusion_game.wrong().items()),
    ]
    found = [*map(missed, drawn), *diffusion_game.right()]
    detail = (
        f"Denoisers of loss 0 recover every image of {len(drawn)} data sets; all games with up to three "
        "images were gone through."
    )
    return [tally(detail, found, wrong)]


CHECKS: Final[dict[str, Any]] = with_samples(
    "diffusion",
    {check.__name__: check for check in (closest_point, not_unique, posterior_mean, coverage)} | diffusion_laws.CHECKS,
)
