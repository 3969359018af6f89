"""The linear Gaussian model in exact arithmetic: conditioning of the joint law, and settings for its statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT
from numerics import matrices
from numerics.exact import Rationals, fraction, rational
from numerics.matrices import Matrix
from numerics.priors import prior
from numerics.randomness import positive_number, rational_matrix
from numerics.spaces import table

FIELD: Final = Rationals()


@dataclass(frozen=True)
class Exact:
    """A model with rational entries."""

    w: Matrix
    y: Matrix  # x − b
    s: Any

    def times(self, *factors: Matrix) -> Matrix:
        """A product of matrices."""
        total = factors[0]
        for factor in factors[1:]:
            total = matrices.product(FIELD, total, factor)
        return total

    def regularised(self, gram: Matrix, power: int = 2) -> Matrix:
        """G + s²·I."""
        return gram + matrices.identity(FIELD, gram.rows).scaled(self.s**power)

    def conditioned(self) -> tuple[Matrix, Matrix]:
        """Mean and covariance of z given x, from the joint covariance [[I, Wᵀ], [W, WWᵀ + s²I]] of (z, x)."""
        w, back = self.w, matrices.inverse(FIELD, self.regularised(self.times(self.w, self.w.T)))
        gain = self.times(w.T, back)
        return self.times(gain, self.y), matrices.identity(FIELD, w.columns) - self.times(gain, w)

    def claimed(self, power: int = 2, turned: bool = False, scale: int = 2) -> tuple[Matrix, Matrix]:
        """M⁻¹Wᵀ(x − b) and s²M⁻¹; other arguments for wrong variants."""
        gram = self.times(self.w, self.w.T) if turned else self.times(self.w.T, self.w)
        back = matrices.inverse(FIELD, self.regularised(gram, power))
        return self.times(back, self.w.T, self.y), back.scaled(self.s**scale)

    def wrong(self, **changed: Any) -> str | None:
        """The model when the claim is not what conditioning gives."""
        same = all(a.entries == b.entries for a, b in zip(self.conditioned(), self.claimed(**changed), strict=True))
        return None if same else f"{self}: conditioning gives {self.conditioned()}"

    def determinants(self, turned: bool = False) -> str | None:
        """s²ᵏ·det(WWᵀ + s²I) = s²ᴰ·det M."""
        large, small = (self.regularised(self.times(*p)) for p in ((self.w, self.w.T), (self.w.T, self.w)))
        powers = self.s ** (2 * self.w.columns), self.s ** (2 * self.w.rows)
        left, right = (p * matrices.determinant(FIELD, m) for p, m in zip(powers, (large, small), strict=True))
        right = right * (powers[0] / powers[1]) ** 2 if turned else right
        return None if left == right else f"{self}: {left}, not {right}"


def exact_models(rng: Generator, count: int) -> Iterator[Exact]:
    """Rational models with 1 to 4 coordinates, first two in which sizes, transposes and powers of s matter."""
    for rows, y in (([[1, 2], [0, 1], [1, -1]], [[1], [2], [3]]), ([[1, 2], [0, 1]], [[1], [2]])):
        yield Exact(rationals(matrices.of_rows(rows)), rationals(matrices.of_rows(y)), rational(2))
    for _ in range(count):
        d, k = (int(n) for n in rng.integers(1, 5, size=2))
        w, y = (rationals(rational_matrix(rng, d, n)) for n in (k, 1))
        yield Exact(w, y, rational(positive_number(rng)))


def rationals(matrix: Matrix) -> Matrix:
    """The same matrix over the exact field."""
    return matrix.map(rational)


# Settings for the statement itself
@prior("vae.linear_gaussian")
def setting(rng: Generator) -> Mapping[str, Any]:
    """One or two latents, s ≠ 1, and q the posterior, its best diagonal approximation, or another one."""
    k, d = 2 if rng.random() < 0.8 else 1, int(rng.integers(1, 3))
    w, y = (rationals(small(rng, d, n)) for n in (k, 1))
    at = Exact(w, y, rational(Fraction(int(rng.integers(3, 5)), 2)))
    mean, cov = at.claimed()
    kind = int(rng.integers(3))
    if kind == 1:
        cov = diagonal_matrix([at.s**2 / x for x in diagonal_of(at.regularised(at.times(at.w.T, at.w)))])
    if kind == 2:
        mean, cov = mean + rationals(small(rng, k, 1)), diagonal_matrix([rational(positive_number(rng))] * k)
    b = rationals(small(rng, d, 1))
    found = {"W": at.w, "b": b, "x": at.y + b, "m": mean, "S": cov}
    widths = table(NAT, tuple(fraction(x) for x in diagonal_of(cov)))
    return {"k": k, "D": d, "s": fraction(at.s), "v": widths, **{name: t.map(fraction) for name, t in found.items()}}


def small(rng: Generator, rows: int, columns: int) -> Matrix:
    """Halves between −1 and 1."""
    return Matrix(rows, columns, tuple(Fraction(int(n), 2) for n in rng.integers(-2, 3, size=rows * columns)))


def diagonal_of(matrix: Matrix) -> list[Any]:
    """The entries on the diagonal."""
    return [matrix[i, i] for i in range(matrix.rows)]


def diagonal_matrix(entries: list[Any]) -> Matrix:
    """The matrix with these entries on the diagonal."""
    size = len(entries)
    return Matrix(size, size, tuple(entries[i] if i == j else rational(0) for i in range(size) for j in range(size)))
