"""Noised data half-way between two data: neither is closer than the other one, and a predictor may name either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from derivations.kernel.formulas import ones, vector
from derivations.kernel.terms import lam, num

Z: Final = vector("z", 1)


def ties() -> Iterator[Mapping[str, Any]]:
    """√α = 3/5, data 0 and 2y, and the noise y·3/4 that leads from 0 to the middle; the predictor says 2y."""
    for y in (1, -1):
        data, noise = (((Fraction(0),),), ((Fraction(2 * y),),)), (((Fraction(3 * y, 4),),),)
        sizes = {"d": 1, "N": 2, "J": 1, "i": 0, "j": 0, "k": 1}
        predictor = lam(Z, num(2 * y) * ones(1, 1))
        yield {**sizes, "alpha_t": Fraction(9, 25), "x": data, "epsilon": (noise, noise), "g_CP": predictor}
