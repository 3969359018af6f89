"""Genuine and generated images in which wrong variants of the zero-one game show: also numbers beyond m count.

Beyond the first m images everything stays as it is, so that what is said of all natural numbers is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator

from derivations.kernel.terms import SPACE
from numerics.mutants_priors import RIGHT, one_of, prior
from numerics.spaces import settled, table

POINTS = 3


@prior("zero_one_gan.discriminator", "zero_one_gan.fixed_discriminator")
@prior("zero_one_gan.generator", "zero_one_gan.saddle_points")
def galleries(rng: Generator) -> Mapping[str, Any]:
    """One or two of three images, generators that hit each once or anything, and discriminators of any kind."""
    m = int(rng.integers(1, POINTS))
    order = [int(i) for i in rng.permutation(POINTS)]
    hits = [int(i) for i in rng.permutation(order[:m])]
    known = [int(i in order[:m]) for i in range(POINTS)]
    verdicts = [
        known,
        [1] * POINTS,
        [0] * POINTS,
        [1 - v for v in known],
        [int(b) for b in rng.integers(2, size=POINTS)],
    ]
    generators = {name: hits if rng.random() < RIGHT else _some(rng, m) for name in "gh"}
    tables = {name: settled((*values, *_some(rng, 2))) for name, values in {"x": order[:m], **generators}.items()}
    return {"m": m, **tables, "D": table(SPACE, tuple(one_of(rng, verdicts)))}


def _some(rng: Generator, count: int) -> list[int]:
    """Any points."""
    return [one_of(rng, range(POINTS)) for _ in range(count)]
