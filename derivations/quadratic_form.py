"""Quadratic objectives in two real variables: exact coefficients, and theorems about their derivatives."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

from derivations.data import DataError
from derivations.kernel import IllFormed, ProofError, Term, Theorem, Undecided, algebra, calculus, logic
from derivations.kernel.formulas import Derivative, Eq, column, differentiable
from derivations.kernel.normal import Normaliser
from derivations.kernel.polynomial import ONE_TERM
from derivations.kernel.terms import num, substitute


class Quadratic:
    """f = Ax² + Bxy + Cy² + Dx + Ey + F with exact coefficients and AC ≠ B²/4."""

    def __init__(self, term: Term, x: Term, y: Term) -> None:
        """Read the coefficients off exact values, then let the kernel confirm the form."""
        self.term, self.x, self.y = term, x, y
        f = self.value
        self.F = f(0, 0)
        self.A, self.C = (f(1, 0) + f(-1, 0)) / 2 - self.F, (f(0, 1) + f(0, -1)) / 2 - self.F
        self.D, self.E = (f(1, 0) - f(-1, 0)) / 2, (f(0, 1) - f(0, -1)) / 2
        self.B = f(1, 1) - f(1, 0) - f(0, 1) + self.F
        form = (
            num(self.A) * x**2
            + num(self.B) * x * y
            + num(self.C) * y**2
            + num(self.D) * x
            + num(self.E) * y
            + num(self.F)
        )
        try:
            algebra.field(Eq(term, form))
        except Undecided as error:
            raise DataError(f"f = {term} is not a quadratic in x and y with exact coefficients") from error

    @classmethod
    def of(cls, value: Any, x: Term, y: Term) -> Quadratic:
        """Take in a term, or a SymPy expression in real symbols x and y."""
        if not isinstance(value, Term):
            from derivations.sympy_form import read

            try:
                value = read(value)
            except IllFormed as error:
                raise DataError(f"f cannot be read as a quadratic in x and y: {error}") from error
        if not value.is_scalar or not value.free <= {x, y}:
            raise DataError(f"f = {value} must be a number that depends on the real symbols x and y only")
        form = cls(value, x, y)
        if not form.determinant:
            raise Undecided(
                f"the Hessian determinant of {value} is 0: the second-derivative test does not decide", "determinant"
            )
        return form

    def value(self, at_x: int, at_y: int) -> Fraction:
        """F at an integer point."""
        try:
            grid = Normaliser().normal(substitute(self.term, {self.x: num(at_x), self.y: num(at_y)})).scalar
        except ProofError as error:
            raise DataError(f"f = {self.term} has no exact value at ({at_x}, {at_y}): {error}") from error
        if set(grid) - {ONE_TERM}:
            raise DataError(f"f = {self.term} has no exact value at ({at_x}, {at_y})")
        return Fraction(grid.get(ONE_TERM, 0))

    @property
    def hessian(self) -> list[list[Fraction]]:
        """The second derivatives."""
        return [[2 * self.A, self.B], [self.B, 2 * self.C]]

    @property
    def determinant(self) -> Fraction:
        """The Hessian determinant 4AC − B²."""
        return 4 * self.A * self.C - self.B**2

    @property
    def inverse(self) -> list[list[Fraction]]:
        """The inverse of the Hessian."""
        det = self.determinant
        return [[2 * self.C / det, -self.B / det], [-self.B / det, 2 * self.A / det]]

    @cached_property
    def point(self) -> tuple[Term, Term]:
        """The critical point."""
        (p, q), (r, s) = self.inverse
        return num(-(p * self.D + q * self.E)), num(-(r * self.D + s * self.E))

    @property
    def slopes(self) -> tuple[Term, Term]:
        """∂f/∂x and ∂f/∂y."""
        return self._linear(2 * self.A, self.B, self.D), self._linear(self.B, 2 * self.C, self.E)

    def _linear(self, p: Fraction, q: Fraction, r: Fraction) -> Term:
        parts = [num(w) * v for w, v in ((p, self.x), (q, self.y)) if w] + ([num(r)] if r else [])
        total = parts[0] if parts else num(0)
        for part in parts[1:]:
            total = total + part
        return total

    @property
    def kind(self) -> str:
        """What the critical point is."""
        return "saddle" if self.determinant < 0 else "minimum" if self.A > 0 else "maximum"

    @property
    def directions(self) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
        """At a saddle: a direction in which f rises and one in which it falls."""
        if self.A:
            pair = ((Fraction(1), Fraction(0)), (-self.B, 2 * self.A))
        elif self.C:
            pair = ((Fraction(0), Fraction(1)), (2 * self.C, -self.B))
        else:
            pair = ((Fraction(1), Fraction(1)), (Fraction(1), Fraction(-1)))
        return pair if self.along(pair[0]) > 0 else (pair[1], pair[0])

    def along(self, direction: tuple[Fraction, Fraction]) -> Fraction:
        """The quadratic part in a direction."""
        u, w = direction
        return self.A * u * u + self.B * u * w + self.C * w * w

    def at(self, p: Any, q: Any) -> Term:
        """F at a point given by terms."""
        return substitute(self.term, {self.x: p, self.y: q})

    def second(self, p: Term, q: Term) -> tuple[Theorem, Theorem]:
        """⊢ ∂f/∂q is differentiable by p,  ⊢ ∂²f/∂p∂q = its value."""
        inner, value = Derivative(self.term, q), self.slopes[q is self.y]
        same = logic.symmetry(logic.abstraction(p, calculus.derivative(Eq(inner, value))))
        number = num(self.hessian[p is self.y][q is self.y])
        smooth = calculus.smooth(differentiable(value, p))
        return logic.rewrite(smooth, same), logic.rewrite(calculus.derivative(Eq(Derivative(value, p), number)), same)

    @property
    def answer(self) -> Term:
        """The critical point as a column."""
        return column(*self.point)
