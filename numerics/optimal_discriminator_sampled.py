"""The value of the game at D* by samples of both sides, against log 4 − 2·JSD by integration."""

from __future__ import annotations

from functools import cache
from math import log
from typing import Final

import numpy as np

from numerics.sources import Normals, on_line, shannon
from numerics.stochastic import Mean, Source, Values

NORMALS: Final = (Normals((0.0,), (1.0,)), Normals((1.5,), (1.0,)))
MIXTURE: Final = (Normals((-1.0, 1.2), (0.8, 0.8), (0.4, 0.6)), Normals((0.2,), (0.9,)))


def game(p: Normals, q: Normals) -> Source:
    """−log D*(x) − log(1 − D*(y)) for samples x of p and y of q, D* = p/(p + q) by scipy.stats."""

    def against(one: Normals, other: Normals, x: Values) -> Values:
        return np.logaddexp(0.0, other.logpdf(x) - one.logpdf(x))

    return on_line(p, lambda x: against(p, q, x)) + on_line(q, lambda y: against(q, p, y))


def value(kind: str, p: Normals, q: Normals) -> Mean:
    """The value for this pair."""
    return Mean(
        result="optimal_discriminator.value",
        null=f"−log D*(x) − log(1 − D*(y)), x ~ p and y ~ q {kind}, has the mean log 4 − 2·JSD by integration",
        what="log 4 − 2·JSD",
        source=cache(lambda: game(p, q)),
        claim=cache(lambda: log(4) - 2 * shannon(p, q)),
        wrong={
            "log 2 − 2·JSD": lambda: log(2) - 2 * shannon(p, q),
            "log 4 − JSD": lambda: log(4) - shannon(p, q),
            "log 4, though p is not q": lambda: log(4),
        },
    )


SAMPLED: Final = (
    value("normal", *NORMALS),
    value("a mixture and normal", *MIXTURE),
)
