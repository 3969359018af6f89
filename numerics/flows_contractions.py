"""Random affine contractions: their iterates against NumPy's singular values, eigenvalues and solutions of equations.

The fixed point is the solution of a linear system, the constant β the greatest singular value. For the map βI, and for
the residual layer −βI, the rate βᵏ/(1 − β) is reached, so that a smaller one fails. The iterates are deterministic: no
error probability arises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.outcome import Control, Outcome, rejects, tally

Values = np.ndarray[Any, np.dtype[np.float64]]
Rate = Callable[[float, int], float]  # of β and k: what the distance is divided by the first step at most
STEPS: Final = 30
CLOSE: Final = 1e-12  # beside the first step: rounding in 30 steps of float64
SHARP: Final = 1e-3  # a rate that is smaller by so much, relatively, is seen to be wrong
LATE: Final = 250  # steps after which only the greatest eigenvalue is left


@dataclass(frozen=True)
class Affine:
    """The iteration z ← Mz + c from a start, and the fixed point as it is found otherwise."""

    matrix: Values
    offset: Values
    start: Values
    fixed: Values

    @property
    def beta(self) -> float:
        """The greatest singular value."""
        return float(np.linalg.svd(self.matrix, compute_uv=False)[0])

    def distances(self) -> tuple[float, list[float]]:
        """The length of the first step, and how far the iterates are from the fixed point."""
        at, goal, found = self.start, self.fixed, list[float]()
        first = float(np.linalg.norm(self.matrix @ at + self.offset - at))
        for _ in range(STEPS):
            found.append(float(np.linalg.norm(at - goal)))
            at = self.matrix @ at + self.offset
        return first, found

    def measured(self) -> float:
        """The mean factor by which the distance from the fixed point changes in a step, when many were made."""
        gap, total = self.start - self.fixed, 0.0
        for k in range(2 * LATE):
            gap = self.matrix @ (gap / np.linalg.norm(gap))
            total += np.log(np.linalg.norm(gap)) if k >= LATE else 0.0
        return float(np.exp(total / LATE))

    def __str__(self) -> str:
        """Show its size and constant."""
        return f"{len(self.offset)} entries, β = {self.beta:.6g}"


def rate(beta: float, k: int) -> float:
    """βᵏ/(1 − β)."""
    return beta**k / (1 - beta)


def too_far(one: Affine, beta: float, claim: Rate) -> str | None:
    """An iterate further from the fixed point than a rate says."""
    first, found = one.distances()
    for k, gap in enumerate(found):
        if gap > claim(beta, k) * first + CLOSE * (1 + first):
            return f"{one}: after {k} steps {gap:.9g} away, not {claim(beta, k) * first:.9g}"
    return None


# What is drawn
def matrices(rng: Generator, count: int, sign: int) -> Iterator[Values]:
    """Of constants below 1: random ones of up to eight rows, some that drive one entry by the other, and ±β·I."""
    for k in range(count):
        size, beta = int(rng.integers(1, 9)), float(rng.uniform(0.05, 0.98))
        kinds = (rng.standard_normal((size, size)), np.array([[0.1, 1.0], [0.0, 0.1]]), sign * np.eye(size))
        matrix = kinds[(0, 0, 1, 2)[k % 4]]
        yield beta * matrix / np.linalg.norm(matrix, 2)


def maps(rng: Generator, count: int) -> Iterator[Affine]:
    """f(z) = Mz + c, whose fixed point solves (I − M)z = c."""
    for matrix in matrices(rng, count, 1):
        offset, start = rng.standard_normal((2, len(matrix)))
        yield Affine(matrix, offset, start, _solved(np.eye(len(matrix)) - matrix, offset))


def layers(rng: Generator, count: int, sign: int = -1) -> Iterator[Affine]:
    """z ← y − f(z) for f(z) = Mz + c, where z + f(z) = y is solved by (I + M)z = y − c; another sign is wrong."""
    for matrix in matrices(rng, count, -1):
        offset, image, start = rng.standard_normal((3, len(matrix)))
        yield Affine(sign * matrix, image + sign * offset, start, _solved(np.eye(len(matrix)) + matrix, image - offset))


def _solved(matrix: Values, right: Values) -> Values:
    return np.asarray(np.linalg.solve(matrix, right), float)


def modulus(one: Affine) -> float:
    """That of the greatest eigenvalue."""
    return float(np.abs(np.linalg.eigvals(one.matrix)).max())


def late(one: Affine) -> str | None:
    """Whether the measured factor is that of the greatest eigenvalue, and not above β."""
    found = one.measured()
    return (
        None if abs(found - modulus(one)) < 0.02 and found < one.beta + CLOSE else f"{one}: the factor is {found:.6g}"
    )


def smaller(every: Sequence[Affine], claims: Mapping[str, Rate]) -> list[Control]:
    """Rates that are too small."""
    return [rejects(name, (too_far(f, f.beta, claim) for f in every)) for name, claim in claims.items()]


def contraction(rng: Generator, scale: float) -> Outcome:
    """Iterates of affine maps, and the factors at which they approach in the end."""
    every = [*maps(rng, round(24 * scale) + 12)]
    claims: dict[str, Rate] = {
        f"βᵏ/(1 − β) less {SHARP:g} of it, for affine maps": lambda beta, k: (1 - SHARP) * rate(beta, k),
        "βᵏ⁺¹/(1 − β) for affine maps": lambda beta, k: rate(beta, k + 1),
    }
    wrong = rejects("the greatest eigenvalue for β", (too_far(f, modulus(f), rate) for f in every))
    detail = f"{len(every)} affine contractions approach NumPy's solution as β, the greatest singular value, says."
    return tally(detail, (too_far(f, f.beta, rate) or late(f) for f in every), [*smaller(every, claims), wrong])


def residual_inverse(rng: Generator, scale: float) -> Outcome:
    """Iterates that invert affine residual layers."""
    count = round(24 * scale) + 12
    every = [*layers(rng, count)]
    claims: dict[str, Rate] = {
        f"βᵏ/(1 − β) less {SHARP:g} of it, for affine layers": lambda beta, k: (1 - SHARP) * rate(beta, k),
        "βᵏ⁺¹/(1 − β) for affine layers": lambda beta, k: rate(beta, k + 1),
    }
    wrong = rejects("z ← y + f(z) for affine f", (too_far(f, f.beta, rate) for f in layers(rng, count, 1)))
    detail = f"{count} affine residual layers are inverted as β, the greatest singular value, says."
    return tally(detail, (too_far(f, f.beta, rate) for f in every), [*smaller(every, claims), wrong])
