"""Primal and dual of random problems by different searches of SciPy, with a gap under 1e-8; C from 10⁻³ to 10³.

The least value of the program is found by a trust-region search with its Hessian, the greatest value of the dual by
L-BFGS-B inside the box; neither sees what the other found. By weak duality what both look for lies between what they
find, so that no error probability arises: the gap can only be too wide, or negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.gan_duality_problem import Problem
from numerics.outcome import Outcome, rejects, tally

Values = np.ndarray[Any, np.dtype[np.float64]]
GAP: Final = 1e-8  # relative to 1 + |value|
SHARP: Final = 2 * GAP  # an error of the dual value that is seen
EDGES: Final = (-3.0, 3.0)  # powers of ten between which C lies, the ends among the drawn ones
SIZES: Final = (1, 6, 12)  # least number of points, and most entries and points
INSIDE: Final = 1e-12  # how far from the ends of [−1, 0] multipliers stay
RESTARTS: Final = 8


@dataclass(frozen=True)
class Searched:
    """A problem with the least value of the program and the greatest of its dual."""

    problem: Problem
    least: float
    greatest: float

    @property
    def gap(self) -> float:
        """How far apart they are, relatively."""
        return (self.least - self.greatest) / (1 + abs(self.least))

    def __str__(self) -> str:
        """Show the sizes and the gap."""
        (n, d), k = self.problem.x.shape, len(self.problem.g)
        return f"{n} and {k} points of {d} entries, C = {self.problem.c:.4g}: the gap is {self.gap:.3g}"


def least(p: Problem) -> float:
    """The least value of the program, by a trust-region search."""
    from scipy.optimize import minimize
    from scipy.special import expit

    rows = np.vstack([p.x, p.g])

    def hessian(w: Values) -> Values:
        shares = expit(rows @ w)
        return (rows.T * (shares * (1 - shares))) @ rows + p.c * np.eye(len(w))

    start = np.zeros(rows.shape[1])
    found: Any = minimize(p.primal, start, jac=p.slope, hess=hessian, method="trust-exact", options={"gtol": 1e-9})
    return float(found.fun)


def greatest(p: Problem, one: int = 1) -> float:
    """The greatest value of the dual, by L-BFGS-B until a new start gains nothing; another 1 for a wrong dual.

    The entropies bend by at least 4, so that the value is off by the squared length of its slope over 8 at most.
    """
    from scipy.optimize import minimize

    n, rows = len(p.x), np.vstack([p.x, p.g])
    box = [(-1 + INSIDE, -INSIDE)] * len(rows)
    options = {"ftol": 0.0, "gtol": 1e-6, "maxiter": 2000, "maxfun": 4000, "maxcor": 30}

    def slope(m: Values) -> Values:
        b = p.x.T @ m[:n] + p.g.T @ (one + m[n:])
        return rows @ b / p.c - np.log(-m) + np.log1p(m)

    at, best = np.full(len(rows), -0.5), np.inf
    for _ in range(RESTARTS):
        search = partial(minimize, method="L-BFGS-B", bounds=box, options=options)
        found: Any = search(lambda m: -p.dual(m, one=one), at, jac=slope)
        at, before, best = found.x, best, float(found.fun)
        if best > before - GAP / 100 * (1 + abs(best)):
            break
    return -best


def drawn(rng: Generator, count: int) -> Iterator[Problem]:
    """Problems of random sizes; C at both edges first, then between."""
    low, entries, points = SIZES
    for k in range(count):
        n, m, d = (int(rng.integers(low, high + 1)) for high in (points, points, entries))
        power = EDGES[k] if k < len(EDGES) else float(rng.uniform(*EDGES))
        yield Problem(rng.normal(size=(n, d)), rng.normal(size=(m, d)) + 0.5, 10.0**power)


def strong_duality(rng: Generator, scale: float) -> Outcome:
    """No gap between both values."""
    problems = list(drawn(rng, round(8 * scale) + 4))
    found = [Searched(p, least(p), greatest(p)) for p in problems]

    def apart(one: Searched, off: float = 0.0) -> str | None:
        return None if abs(one.gap + off) < GAP else str(one)

    lost = (Searched(s.problem, s.least, greatest(s.problem, one=0)) for s in found)
    wrong = [
        rejects(f"a dual that is {SHARP:g} less, by two searches", (apart(s, SHARP) for s in found)),
        rejects(f"a dual that is {SHARP:g} more, by two searches", (apart(s, -SHARP) for s in found)),
        rejects("the dual with Σ λ_z G(z), by two searches", map(apart, lost)),
    ]
    detail = f"Two searches of SciPy leave no gap above {GAP:g} in {len(found)} problems, C from 0.001 to 1000."
    return tally(detail, map(apart, found), wrong)
