"""Iterations that move along the derivatives of an objective, and the theorem that they are linear.

A point is a column v = (x, y). A step is written with derivatives of f; `Iteration` shows, line by line, that it is
v ↦ Mv, so that what is known of the powers of M (`linear_iterations`) carries over to the step itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from derivations.kernel import Term, Theorem, calculus, logic
from derivations.kernel.formulas import Derivative, Eq, column, identity, iterate, lam, natural, real, vector
from derivations.kernel.terms import Exact, coerce, replace, substitute
from derivations.lemmas import linear_iterations as linear
from derivations.proof import Proof

Objective = Callable[[Term, Term], Term]
x: Final = real("x")
y: Final = real("y")
v: Final = vector("v", 2)
k: Final = natural("k")


def slope_x(f: Objective, at: tuple[Term, Term]) -> Term:
    """∂f/∂x at a point."""
    return Derivative(f(x, at[1]), x, at[0])


def slope_y(f: Objective, at: tuple[Term, Term]) -> Term:
    """∂f/∂y at a point."""
    return Derivative(f(at[0], y), y, at[1])


class Iteration:
    """A step map written with derivatives, and the theorem that it is v ↦ Mv."""

    def __init__(
        self,
        proof: Proof,
        new: tuple[Term, Term],
        slopes: Sequence[tuple[Term, Term]],
        matrix: Term,
        names: tuple[str, str] = ("step", "M"),
    ) -> None:
        """`new` are the new coordinates, `slopes` the derivatives in them, inner ones first, with their values."""
        self.proof, self.matrix, self.step = proof, matrix, lam(v, column(*new))
        self.names = names
        proof.let(names[0], self.step)
        proof.let(names[1], matrix)
        line, shown = proof.calculate(column(*new)), column(*new)
        for slope, value in slopes:
            known = proof.have(Eq(slope, value), by=calculus.derivative, because="differentiate")
            shown = replace(shown, slope, value)
            line.equals(shown, by=known, because="insert")
        self.line = line.equals(matrix * v, because="collect").theorem
        self.linear = logic.abstraction(v, self.line)

    def transfer(self, about_matrix: Theorem) -> Theorem:
        """A statement about v ↦ Mv as one about the step map."""
        return logic.rewrite(about_matrix, logic.symmetry(self.linear))

    def scaled(self, rho: Term) -> Theorem:
        """MᵀM = ρI."""
        goal = Eq(self.matrix.T * self.matrix, rho * identity(2))
        return self.proof.have(goal, because="M turns and scales: every length is multiplied by √ρ")

    def converges(self, rho: Term, scaled: Theorem) -> Theorem:
        """Convergence from every start ⇔ ρ < 1."""
        theorem = self.transfer(linear.scaled_convergence(self.matrix, rho, scaled))
        return self.proof.have(
            theorem.conclusion, by=theorem, because="‖v_k‖² = ρᵏ‖v_0‖², which goes to 0 exactly for ρ < 1"
        )

    def modulus(self, form: Term, rho: Term, preserved: Theorem, definite: Theorem) -> Theorem:
        """Every eigenvalue has modulus² ρ."""
        theorem = linear.modulus(self.matrix, form, rho, preserved, definite)
        return self.proof.have(
            theorem.conclusion, by=theorem, because="M multiplies the length of an eigenvector by √ρ"
        )

    def at(self, name: str, *values: tuple[Term, Exact]) -> tuple[Term, Term, Theorem]:
        """The map, its matrix and the theorem that joins them, for given step sizes."""
        mapping = {variable: coerce(value) for variable, value in values}
        line = logic.instantiate(self.line, tuple(mapping.items()))
        step, matrix = lam(v, line.conclusion.args[0]), substitute(self.matrix, mapping)
        self.proof.let(f"{self.names[0]}_{name}", step)
        self.proof.let(f"{self.names[1]}_{name}", matrix)
        return step, matrix, line

    def orbit(self, start: Term) -> Term:
        """The k-th iterate."""
        return iterate(self.step, start, k)


def descent_ascent(
    proof: Proof,
    f: Objective,
    slopes: tuple[Term, Term],
    matrix: Term,
    steps: tuple[Term, Term],
    names: tuple[str, str] = ("step", "M"),
) -> Iteration:
    """Simultaneous steps: x descends, y ascends (for a negative step it descends too)."""
    dx, dy = slope_x(f, (v[0], v[1])), slope_y(f, (v[0], v[1]))
    new = (v[0] - steps[0] * dx, v[1] + steps[1] * dy)
    return Iteration(proof, new, [(dx, slopes[0]), (dy, slopes[1])], matrix, names)
