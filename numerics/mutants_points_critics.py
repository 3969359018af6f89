"""Points at which wrong variants of the results on critics show: functions of which only one normal law has a mean.

And straight lines, of which the means are proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any, Final

from derivations.kernel.formulas import exp, piecewise, real
from derivations.kernel.terms import ONE, ZERO, Term, lam, num

X: Final = real("x")
PLAIN: Final = lam(X, X)
GROWING: Final = (  # a standard deviation, and a function that N(θ, ε²) makes integrable for some θ or ε only
    (Fraction(1, 2), lam(X, piecewise(ZERO <= X, exp(2 * X**2), ZERO))),  # if θ < 0
    (Fraction(2), lam(X, exp(X**2 / num(16)))),  # if ε² < 8
)


def one_sided_critics() -> Iterator[dict[str, Any]]:
    """θ and −θ, a critic that is a growing function, and the other one that is x."""
    for (epsilon, growing), theta, first in product(GROWING, (Fraction(1), Fraction(-1)), (True, False)):
        critics = {"D": growing, "E": PLAIN} if first else {"D": PLAIN, "E": growing}
        yield {"epsilon": epsilon, "theta": theta, "theta_0": -theta, **critics}


def opposite_parameters() -> Iterator[dict[str, Any]]:
    """θ and −θ, far from each other: the distance is great where the sum is 0."""
    for theta in map(Fraction, (2, -2, 4, -4)):
        yield {"theta": theta, "theta_0": -theta, "B": Fraction(1), "epsilon": Fraction(3)}


def straight_critics() -> Iterator[Mapping[str, Term]]:
    """Critics c·x, the best one and steeper ones: what is said of all their values is proved."""
    for slope, (theta, theta_0) in product((1, 2, -1, -2), ((ONE, ZERO), (ZERO, ONE))):
        yield {"epsilon": ONE, "theta": theta, "theta_0": theta_0, "D": lam(X, num(slope) * X)}
