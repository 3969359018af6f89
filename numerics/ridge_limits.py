"""Evidence for `ridge.limits`: λ = 10^∓k in exact arithmetic, with the explicit rates that the limits rest on.

With Z = [1 X], A = diag(0, B), β(λ) the solution, b = least squares, Xc and yc centred:
‖Z(β(λ) − b)‖² ≤ (nλ/4)·bᵀAb as λ → 0,  and  nλ·wᵀBw ≤ ‖yc‖²/4,  β₀ − ȳ = −x̄ᵀw  as λ → ∞.
The solutions are found here by elimination from X, B, y; nothing is taken from the statement but the sampled data.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq
from numpy.random import Generator

from derivations.kernel.terms import replace
from numerics.exact import Rationals, rational
from numerics.instances import parts, the
from numerics.matrices import Matrix, blocks, filled, product, rank, single, solutions
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import rational_matrix, semidefinite_matrix
from numerics.statement import control

if TYPE_CHECKING:
    from derivations.proof import Proof

FIELD = Rationals()
POWERS = (1, 3, 6, 9)


class Problem:
    """Exact data of a ridge problem with an unpenalised bias."""

    def __init__(self, x: Matrix, b: Matrix, y: Matrix) -> None:
        """X is n×d, B is d×d positive definite, y is n×1."""
        self.x, self.b, self.y = (m.map(rational) for m in (x, b, y))
        self.n, self.d = x.rows, x.columns
        self.z = blocks([[filled(FIELD, self.n, 1, 1), self.x]])
        corner, row = filled(FIELD, 1, 1, 0), filled(FIELD, 1, self.d, 0)
        self.a = blocks([[corner, row], [row.T, self.b]])

    def solution(self, lam: Fraction) -> Matrix:
        """β(λ); for λ = 0 a least squares solution."""
        matrix = product(FIELD, self.z.T, self.z) + self.a.scaled(rational(self.n * lam))
        found = solutions(FIELD, matrix, product(FIELD, self.z.T, self.y))
        if found is None:
            raise ArithmeticError("normal equations always have a solution")
        return found[0]

    @property
    def full_rank(self) -> bool:
        """Whether least squares is unique."""
        return rank(FIELD, self.z) == self.d + 1

    def mean(self, column: Matrix) -> fmpq:
        """The mean of a column."""
        return sum(column.entries, fmpq(0)) / self.n

    def __repr__(self) -> str:
        """Show the data."""
        return f"X = {self.x.entries}, B = {self.b.entries}, y = {self.y.entries}, n = {self.n}"


def form(matrix: Matrix, v: Matrix) -> fmpq:
    """VᵀMv."""
    return product(FIELD, v.T, product(FIELD, matrix, v)).only


def square(v: Matrix) -> fmpq:
    """‖v‖²."""
    return product(FIELD, v.T, v).only


def near_zero(problem: Problem, factor: Fraction) -> Iterator[str | None]:
    """The rate at which β(λ) approaches least squares."""
    least = problem.solution(Fraction(0))
    for k in POWERS:
        lam = Fraction(1, 10**k)
        gap = square(product(FIELD, problem.z, problem.solution(lam) - least))
        bound = rational(factor * problem.n * lam) * form(problem.a, least)
        yield None if gap <= bound else f"{problem!r}, λ = {lam}: ‖Z(β(λ) − b)‖² = {gap} > {bound}"


def far_away(problem: Problem, factor: Fraction) -> Iterator[str | None]:
    """The rate at which the slopes vanish and the bias approaches the mean."""
    mean = problem.mean(problem.y)
    spread = square(problem.y.map(lambda t: t - mean))
    for k in POWERS:
        lam = Fraction(10**k)
        beta = problem.solution(lam)
        w = beta.part(1, problem.d, 0, 1)
        curved, bound = form(problem.b, w) * rational(problem.n * lam), spread * rational(factor)
        drift = sum((problem.mean(problem.x.part(0, problem.n, j, 1)) * w[j, 0] for j in range(problem.d)), fmpq(0))
        fine = curved <= bound and beta[0, 0] == mean - drift
        yield None if fine else f"{problem!r}, λ = {lam}: nλ·wᵀBw = {curved}, bound {bound}, β₀ = {beta[0, 0]}"


def rates(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Both ends of λ, and wrong limits and rates."""
    problems = [drawn(rng) for _ in range(round(16 * scale) + 6)]
    full = [p for p in problems if p.full_rank]
    quarter, small = Fraction(1, 4), Fraction(1, 50)
    wrong = [
        rejects("the rate near 0 with 1/50 for 1/4", (f for p in sharp() for f in near_zero(p, small))),
        rejects("the rate at ∞ with 1/50 for 1/4", (f for p in sharp() for f in far_away(p, small))),
    ]
    wrong += _wrong_limits(proof, rng)
    detail = (
        f"λ = 10^−k, k ≤ {POWERS[-1]}, in exact arithmetic: {len(full)} problems approach least squares at the rate"
    )
    return [
        tally(f"{detail} (nλ/4)·bᵀAb.", (f for p in full for f in near_zero(p, quarter)), wrong),
        tally(f"λ = 10^k: in {len(problems)} problems w → 0 at the rate ‖yc‖²/(4nλ) and β₀ = ȳ − x̄ᵀw.",
              (f for p in problems for f in far_away(p, quarter))),
    ]  # fmt: skip


def drawn(rng: Generator) -> Problem:
    """A random problem, more columns than rows included."""
    n, d = int(rng.integers(1, 6)), int(rng.integers(0, 4))
    return Problem(rational_matrix(rng, n, d), semidefinite_matrix(rng, d, True), rational_matrix(rng, n, 1))


def sharp() -> Iterator[Problem]:
    """One column (−s, s) and y = (−1, 1): the quotient of both sides depends on s² / λ and reaches 1 at its best."""
    for k in range(-10, 11):
        s = Fraction(10) ** k if k >= 0 else Fraction(1, 10**-k)
        for column in (Matrix(2, 1, (-s, s)), Matrix(2, 1, (-3 * s, 3 * s))):
            yield Problem(column, single(1), Matrix(2, 1, (-1, 1)))


def _wrong_limits(proof: Proof, rng: Generator) -> list[Any]:
    """The first and the last limit of the statement with a wrong target."""
    tends = [the(proof.statement, "tends"), *parts(proof.statement, "tends")]
    named = (("least squares replaced by 0", tends[0], 0), ("ȳ doubled", tends[-1], 2))
    return [
        control(name, proof, replace(proof.statement, t, _retargeted(t, factor)), rng, 48) for name, t, factor in named
    ]


def _retargeted(limit: Any, factor: int) -> Any:
    from derivations.kernel.formulas import near
    from derivations.kernel.terms import make

    return make("tends", limit.args[0], limit.args[1], near(factor * limit.args[2].args[0]))
