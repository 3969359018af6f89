"""One datum at which a sum of squares vanishes, or would by a slip, and that is 1 otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from derivations.kernel.formulas import vector
from derivations.kernel.terms import lam
from numerics.mutants_priors_diffusion import fractions

ROOT, REST = Fraction(3, 5), Fraction(4, 5)  # of α and of 1 − α
Z: Final = vector("z", 1)
SIZES: Final = {"d": 1, "N": 1, "J": 1, "i": 0, "j": 0, "alpha_t": ROOT**2}
ANY: Final = {"g": lam(Z, Z), "g_CP": lam(Z, Z)}


def vanishing_sums() -> Iterator[Mapping[str, Any]]:
    """√α·x = p and √(1 − α)·ε = q with p + q = 0 and ap + bq = 1, or the other way round, for the slips a and b."""
    for a, b in fractions(ROOT, REST):
        for p, q in ((1, -1), (-b, a)):
            x, epsilon = (Fraction(v) / (a - b) / scale for v, scale in ((p, ROOT), (q, REST)))
            yield {**SIZES, **ANY, "x": (((x,),),), "epsilon": ((((epsilon,),),),)}
