"""Exact points at which wrong variants of some results show, where a search would hardly ever meet the premises.

As with every point, hypotheses and premises are checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, Final

from derivations.kernel.formulas import And, piecewise, real
from derivations.kernel.terms import lam, num, substitute

Values = Mapping[str, Any]
X: Final = real("x")
ELSEWHERE: Final = num(7)  # what the inverse of a map says of points that the map does not reach
UNIT, BELOW, ABOVE = And(num(0) <= X, X <= num(1)), X <= num(0), num(0) <= X


def one_sided_inverses() -> Iterator[Values]:
    """Points of a set, its ends too, that x or −x maps into the line; the inverse jumps at the ends."""
    for inside, (low, high), g in product((UNIT, BELOW, ABOVE), ((0, 1), (-1, 0)), (X, -X)):
        reached = substitute(inside, {X: g})
        law = piecewise(And(num(low) <= X, X <= num(high)), 1, 0)
        inverse = piecewise(reached, g, ELSEWHERE)
        maps = {"p_z": law, "S": inside, "R": reached, "g": g, "g_inv": inverse}
        known = {name: lam(X, body) for name, body in maps.items()}
        for z, a, b in ((0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 0, 0), (0, -1, 1), ("1/2", 0, 1)):
            numbers = {"x": Fraction(z) * (1 if g is X else -1), "a": Fraction(a), "b": Fraction(b)}
            yield {**known, **numbers}


POINTS: Final = {"change_of_variables.scalar": one_sided_inverses}
