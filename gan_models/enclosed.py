"""The number that a term of a statement has for laws on the line: enclosed by Arb, the line replaced by a fine grid.

On the grid an integral is a sum (the trapezoidal rule), whose error falls faster than any power of the gap for smooth
integrands that vanish at both ends; the sum itself, with derivatives and logarithms in it, is enclosed rigorously.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any, Final

from derivations.kernel import Term
from derivations.kernel.densities import normal
from derivations.kernel.formulas import real
from derivations.kernel.terms import REAL, lam, num
from numerics.intervals import enclosure
from numerics.spaces import Discrete

BITS: Final = 128
GAP: Final = Fraction(1, 8)
PLACE: Final = real("x")


@cache
def line(low: int = -12, high: int = 12, gap: Fraction = GAP) -> Discrete:
    """Points from `low` to `high` with their gap as the weight of each: a measure that stands for the line."""
    atoms = tuple(k * gap for k in range(round(low / gap), round(high / gap) + 1))
    return Discrete(REAL, (gap,) * len(atoms), atoms)


def value(term: Term, **values: Any) -> float:
    """The value of a term, rounded once.

    Args:
        term: of the kernel.
        values: for each of its free variables by name: numbers, terms for functions, `line()` for a measure.

    >>> from derivations.divergences import generator_objective
    >>> laws = {"q": bump(1, 1), "p": bump(0, 1), "mu": line()}
    >>> round(value(generator_objective().answer_term, **laws), 12)
    0.5
    """
    point = {v: _exact(values[v.data]) for v in term.free}
    return float(enclosure(term, point, BITS).mid())


def _exact(given: Any) -> Any:
    return Fraction(given) if isinstance(given, float) else given


def bump(mean: float, deviation: float) -> Term:
    """The density of N(mean, deviation²) as a function of the kernel; the numbers are read as decimals."""
    return lam(PLACE, normal(PLACE, *decimals(mean, deviation)))


def mixture(*parts: tuple[float, float, float]) -> Term:
    """The density of a mixture of normal laws; each part is weight, mean and deviation."""
    first, *others = (w * normal(PLACE, m, s) for w, m, s in (decimals(*part) for part in parts))
    return lam(PLACE, sum(others, first))


def decimals(*numbers: float) -> tuple[Term, ...]:
    """Numbers as they are written: 0.1 is a tenth."""
    return tuple(num(Fraction(str(n))) for n in numbers)
