"""Random choices that a seed reproduces: independent streams by SeedSequence, and small exact numbers."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from zlib import crc32

from numpy.random import Generator, SeedSequence, default_rng

from numerics.matrices import Matrix

DENOMINATORS = (1, 1, 1, 2, 3, 4, 5)


def generators(seed: int, name: str, count: int) -> list[Generator]:
    """Independent streams that belong to a seed and a name."""
    return [default_rng(child) for child in SeedSequence([seed, crc32(name.encode())]).spawn(count)]


def generator(seed: int, name: str = "") -> Generator:
    """One stream of a seed and a name."""
    return generators(seed, name, 1)[0]


ratio = cache(Fraction)


def rational_number(rng: Generator, fine: bool = False) -> Fraction:
    """A small rational, often 0 or repeated; `fine` ones have 20-bit numerators and denominators instead."""
    if fine:
        return Fraction(int(rng.integers(-(2**20), 2**20 + 1)), int(rng.integers(2**17, 2**20)))
    if rng.random() < 0.15:
        return ratio(0)
    return ratio(int(rng.integers(-4, 5)), DENOMINATORS[int(rng.integers(len(DENOMINATORS)))])


def positive_number(rng: Generator, fine: bool = False) -> Fraction:
    """A rational above 0, sometimes small."""
    value = abs(rational_number(rng, fine)) or Fraction(1, 3)
    return value / 16 if rng.random() < 0.25 else value


def rational_matrix(rng: Generator, rows: int, columns: int, fine: bool = False) -> Matrix:
    """A matrix of small rationals; now and then 0, or with a column repeated."""
    entries = [[rational_number(rng, fine) for _ in range(columns)] for _ in range(rows)]
    kind = rng.random()
    if kind < 0.06:
        entries = [[Fraction(0)] * columns for _ in range(rows)]
    elif kind < 0.16 and columns > 1:
        entries = [[*row[:-1], row[0]] for row in entries]
    return Matrix(rows, columns, tuple(x for row in entries for x in row))


def semidefinite_matrix(rng: Generator, size: int, definite: bool, fine: bool = False) -> Matrix:
    """A Gram matrix LᵀL of random rank (0 too) or a partial identity; with a positive diagonal when it is definite."""
    if rng.random() < 0.2:
        ones = [1 if definite else int(rng.integers(2)) for _ in range(size)]
        return Matrix(size, size, tuple(Fraction(ones[i] * (i == j)) for i in range(size) for j in range(size)))
    rank = int(rng.integers(0, size + 1))
    factor = rational_matrix(rng, rank, size, fine)
    shift = [positive_number(rng, fine) if definite else Fraction(0) for _ in range(size)]
    entries = [
        sum((factor[k, i] * factor[k, j] for k in range(rank)), shift[i] if i == j else Fraction(0))
        for i in range(size)
        for j in range(size)
    ]
    return Matrix(size, size, tuple(entries))


def symmetric_matrix(rng: Generator, size: int, fine: bool = False) -> Matrix:
    """A symmetric matrix of small rationals."""
    raw = rational_matrix(rng, size, size, fine)
    return Matrix(size, size, tuple(raw[min(i, j), max(i, j)] for i in range(size) for j in range(size)))
