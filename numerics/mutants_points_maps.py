"""Maps of the line and of columns, with densities and functions whose means exist on one side only when a slip is made.

Where the slope of a map is unbounded, or approaches 0, a denominator that is dropped changes which means exist; and a
function that grows as a normal density falls has a mean for one scale of the density, and none for another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, entry, exp, piecewise, real, vector
from derivations.kernel.terms import NAT, ONE, ZERO, lam, num, substitute
from numerics.mutants_priors import aside
from numerics.spaces import settled, table

X: Final = real("x")
Z: Final = vector("z", 1)
START: Final = {"n": 2, "m": 2, "p_1": (Fraction(1, 4), Fraction(3, 4)), "G": (1, 1), "f_1": (Fraction(2), Fraction(5))}
SHORT, LONG = And(ZERO < X, X <= ONE), ONE <= X


def reciprocals() -> Iterator[Mapping[str, Any]]:
    """x ↦ 1/x on (0, 1] and on [1, ∞); and two by two scales of N(0, 1), with e^{x²}."""
    pieces = (SHORT, LONG, ONE, ONE + 0 * X), (LONG, SHORT, 1 / X**2, 1 / X)
    for (inside, reached, law, f), scale in zip(pieces, ("1/2", "-1/2"), strict=True):
        maps = {"p_3": piecewise(inside, law, ZERO), "g": 1 / X, "k": 1 / X, "f_3": f, "S": inside, "T": reached}
        plane = {"p_2": normal(X, ZERO, ONE), "f_2": exp(X**2)}
        line = {name: lam(X, body) for name, body in maps.items()}
        columns = {name: lam(Z, substitute(body, {X: entry(Z, 0)})) for name, body in plane.items()}
        yield {**START, **columns, **line, "d": 1, "M": ((Fraction(scale),),)}


def vanishing_at_an_end() -> Iterator[Mapping[str, Any]]:
    """A density on (1, 3) that vanishes at 1, and a function with a pole there: of another density it has no mean."""
    law, start = piecewise(And(ONE < X, X < num(3)), (X - 1) / 2, ZERO), next(reciprocals())
    for scale in (2, -2):
        plane = {"p_2": law, "f_2": 1 / (X - num(scale))}
        columns = {name: lam(Z, substitute(body, {X: entry(Z, 0)})) for name, body in plane.items()}
        yield {**start, **columns, "M": ((Fraction(scale),),)}


@aside("divergences.pushforward")
def beyond_the_end(rng: Generator) -> Mapping[str, Any]:
    """One number that is sent too far; all later ones, which do not count, are sent where they may be."""
    masses, values = table(NAT, (Fraction(1),)), settled((Fraction(int(rng.integers(3))), Fraction(3)))
    return {"n": 1, "m": 1, "p_1": masses, "G": settled((1, 0)), "f_1": values}
