"""Whether an iteration x ← Mx + c converges, decided without eigenvalues: by powers of M in exact or ball arithmetic.

Mᵏ → 0 if some power has norm below 1. It fails if Mv = ±v for some v ≠ 0, if |det M| ≥ 1 (then |det Mᵏ| ≥ 1), or if
some power of M has a trace of at least its size in absolute value, since |tr Mᵏ| ≤ size·ρ(M)ᵏ.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from numerics.affine import Map, affine, may_vanish
from numerics.exact import Rationals, rational
from numerics.intervals import Balls, precision
from numerics.logarithms import Logarithm
from numerics.matrices import Matrix, blocks, determinant, identity, product, rank, solutions

SQUARINGS = 48
BITS = 512
FIELD = Rationals()


def powers_vanish(matrix: Matrix) -> bool | None:
    """Whether Mᵏ → 0 for a square matrix of exact numbers or balls; None when 2^48 powers do not tell."""
    if not matrix.rows:
        return True
    matrix = matrix.map(_plain)
    if all(isinstance(x, fmpq) for x in matrix.entries) and _evidently_stuck(matrix):
        return False
    with precision(BITS):
        field = Balls()
        balls = matrix.map(field.number)
        for _ in range(SQUARINGS):
            if max(sum((abs(x) for x in balls.row(i)), arb(0)).upper() for i in range(balls.rows)) < 1:
                return True
            if abs(sum((balls[i, i] for i in range(balls.rows)), arb(0))).lower() >= balls.rows:
                return False
            balls = product(field, balls, balls)
            if not all(x.is_finite() for x in balls.entries):
                return None
    return None


def _plain(value: Any) -> Any:
    """A rational that was written as a combination of logarithms, as a rational."""
    return value.constant if isinstance(value, Logarithm) and not value.primes else value


def _evidently_stuck(matrix: Matrix) -> bool:
    one = identity(FIELD, matrix.rows)
    fixed = determinant(FIELD, matrix - one) == 0 or determinant(FIELD, matrix + one) == 0
    return fixed or abs(determinant(FIELD, matrix)) >= 1


def orbit_vanishes(matrix: Matrix, start: Matrix) -> bool | None:
    """Whether Mᵏ·w → 0 for this start: M restricted to the space that w, Mw, M²w, … span, exactly.

    On that space the orbit of w goes to 0 exactly if every orbit does, because w generates it.
    """
    orbit = [start]
    while len(orbit) <= matrix.rows and rank(FIELD, blocks([orbit])) == len(orbit):
        orbit.append(product(FIELD, matrix, orbit[-1]))
    basis = orbit[:-1]
    if not basis:
        return True
    last = solutions(FIELD, blocks([basis]), orbit[-1])
    if last is None:
        return None
    size = len(basis)
    entries = [[rational(int(i == j + 1)) for j in range(size - 1)] + [last[0][i, 0]] for i in range(size)]
    return powers_vanish(Matrix(size, size, tuple(x for row in entries for x in row)))


def converges_everywhere(step: Map, target: Matrix, field: Any) -> bool | None:
    """Whether the iterates of an affine map tend to the target from every start; None when undecided or not affine."""
    parts = affine(step, target.rows, field)
    if parts is None:
        return None
    if any(not may_vanish(field, x) for x in (step(target) - target).entries):
        return False  # a limit of a continuous map's iterates is fixed
    return powers_vanish(parts[0])


def converges(step: Map, start: Matrix, target: Matrix) -> bool | None:
    """Whether the iterates of an affine map over the rationals tend to the target from this start."""
    parts = affine(step, target.rows, FIELD)
    if parts is None:
        return None
    if any(x != 0 for x in (step(target) - target).entries):
        return False
    return orbit_vanishes(parts[0], start - target)
