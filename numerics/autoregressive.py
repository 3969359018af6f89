"""Autoregressive layers to try statements on: masked networks in float64, and rational ones that are exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.random import Generator

from derivations.kernel.formulas import Eq, entry, exp, log, piecewise
from derivations.kernel.terms import Term, lam, num
from derivations.lemmas.triangular_maps import i, x
from numerics.functions import Native
from numerics.matrices import Matrix
from numerics.randomness import positive_number, rational_number

STEP = 1e-20  # of complex differentiation: its square is far below the last digit of a float64


@dataclass(frozen=True)
class Masked:
    """Two networks tanh(A·x + a) → m, s whose entry i sees the entries before i only (all entries if not masked)."""

    inner: np.ndarray
    offset: np.ndarray
    outer: np.ndarray
    masked: bool = True

    @classmethod
    def drawn(cls, rng: Generator, size: int, masked: bool = True) -> Masked:
        """A network of random weights, with a hidden layer for each of its outputs."""
        shape = (2, size, 3, size)
        return cls(rng.standard_normal(shape), rng.standard_normal(shape[:3]), rng.standard_normal(shape[:3]), masked)

    def parts(self, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The columns m(x) and s(x)."""
        size = len(at)
        seen = np.tril(np.ones((size, size)), -1) if self.masked else np.ones((size, size))
        hidden = np.tanh(np.einsum("pihj,ij,j->pih", self.inner, seen, at) + self.offset)
        m, s = np.einsum("pih,pih->pi", self.outer, hidden)
        return m, s

    def noise(self, data: np.ndarray) -> np.ndarray:
        """(x − m)·e^{−s}."""
        m, s = self.parts(data)
        return (data - m) * np.exp(-s)

    def data(self, noise: np.ndarray) -> np.ndarray:
        """G(u), entry by entry: each takes a pass of the networks."""
        found = np.zeros_like(noise)
        for k in range(len(noise)):
            m, s = self.parts(found)
            found[k] = m[k] + noise[k] * np.exp(s[k])
        return found


def jacobian(layer: Any, at: np.ndarray) -> np.ndarray:
    """The Jacobian of a map that is analytic, by complex steps."""
    columns = [layer(at + 1j * STEP * unit).imag / STEP for unit in np.eye(len(at))]
    return np.stack(columns, axis=1)


def log_det(layer: Any, at: np.ndarray) -> float:
    """The logarithm of the absolute determinant of the Jacobian."""
    return float(np.linalg.slogdet(jacobian(layer, at))[1])


@dataclass(frozen=True)
class Row:
    """m(x) = c·y² + b and e^{s(x)} = q·(1 + r·y²) of one entry, y the entry before it (0 for the first)."""

    c: Fraction
    b: Fraction
    q: Fraction
    r: Fraction

    def mean(self, y: Any) -> Any:
        """m."""
        return self.c * y * y + self.b

    def scale(self, y: Any) -> Any:
        """e^s."""
        return self.q * (1 + self.r * y * y)


@dataclass(frozen=True)
class Rational:
    """A layer of rational rows, its logarithms as terms and its Jacobians exactly."""

    rows: tuple[Row, ...]

    @classmethod
    def drawn(cls, rng: Generator, size: int) -> Rational:
        """Small rationals."""
        numbers = [
            (rational_number(rng), rational_number(rng), positive_number(rng), abs(rational_number(rng)))
            for _ in range(size)
        ]
        return cls(tuple(Row(*four) for four in numbers))

    def chosen(self, of: Any) -> Term:
        """i ↦ x ↦ a term for each entry."""
        found = num(0)
        for k in reversed(range(len(self.rows))):
            found = piecewise(Eq(i, k), of(self.rows[k], entry(x, k - 1) if k else num(0)), found)
        return lam(i, lam(x, found))

    @property
    def m(self) -> Term:
        """The parts m."""
        return self.chosen(Row.mean)

    @property
    def s(self) -> Term:
        """The parts s."""
        return self.chosen(lambda row, y: log(row.scale(y)))

    @property
    def a(self) -> Term:
        """−s."""
        return self.chosen(lambda row, y: -log(row.scale(y)))

    @property
    def b(self) -> Term:
        """−m·e^{−s}."""
        return self.chosen(lambda row, y: -(row.mean(y) * exp(-log(row.scale(y)))))

    def data(self, noise: Sequence[Fraction]) -> list[Fraction]:
        """G(u)."""
        found, y = list[Fraction](), Fraction(0)
        for row, u in zip(self.rows, noise, strict=True):
            y = row.mean(y) + u * row.scale(y)
            found.append(y)
        return found

    @property
    def sampler(self) -> Native:
        """G over any field."""

        def at(field: Any, _: tuple[Any, ...], noise: Matrix) -> Matrix:
            found, y = list[Any](), field.number(0)
            for row, u in zip(self.rows, noise.entries, strict=True):
                c, b, q, r = (field.number(value) for value in (row.c, row.b, row.q, row.r))
                y = c * y * y + b + u * (q + q * r * y * y)
                found.append(y)
            return Matrix(len(found), 1, tuple(found))

        return Native(x.sort, at, shown=f"G of {self.rows}")

    def ahead(self, data: Sequence[Fraction]) -> Matrix:
        """The Jacobian of data → noise."""
        found, y = list[list[Fraction]](), Fraction(0)
        for k, (row, value) in enumerate(zip(self.rows, data, strict=True)):
            scale = row.scale(y)
            line = [Fraction(0)] * len(data)
            line[k] = 1 / scale
            if k:
                line[k - 1] = -2 * row.c * y / scale - (value - row.mean(y)) * 2 * row.q * row.r * y / scale**2
            found.append(line)
            y = value
        return Matrix(len(data), len(data), tuple(value for line in found for value in line))

    def back(self, noise: Sequence[Fraction]) -> Matrix:
        """The Jacobian of noise → data."""
        found, y = list[list[Fraction]](), Fraction(0)
        before = [Fraction(0)] * len(noise)
        for k, (row, u) in enumerate(zip(self.rows, noise, strict=True)):
            slope = 2 * row.c * y + 2 * u * row.q * row.r * y
            before = [slope * value for value in before]
            before[k] += row.scale(y)
            y = row.mean(y) + u * row.scale(y)
            found.append(before)
        return Matrix(len(noise), len(noise), tuple(value for line in found for value in line))

    def values(self, rng: Generator) -> dict[str, Any]:
        """The values of the symbols of `flows.autoregressive`, the points drawn."""
        size = len(self.rows)
        data, noise = ([rational_number(rng) for _ in range(size)] for _ in range(2))
        columns = {name: Matrix(size, 1, tuple(at)) for name, at in (("x", data), ("u", noise))}
        parts = {"m": self.m, "s": self.s, "a": self.a, "b": self.b, "G": self.sampler}
        return {"d": size, **columns, **parts, "J": self.ahead(data), "K": self.back(noise)}
