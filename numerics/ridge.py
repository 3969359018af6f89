"""Evidence for `derivations.ridge`: symmetric differences, least squares without normal equations, SciPy, scikit-learn.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
Oracles that need the penalty as data are left out for proofs about a given penalty matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from derivations.kernel.formulas import Eq, real
from derivations.kernel.terms import Term, make, num
from numerics import ridge_limits
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.instances import answers, function_at, has, named, points, the, within
from numerics.ledger import with_samples
from numerics.matrices import Matrix, identity
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import rational_matrix
from numerics.ridge_learn import against_scikit_learn, penalised_bias
from numerics.sampling import Point, describe
from numerics.statement import control, rejection
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

LAM: Final = real("lam")
CLOSE = 1e-8  # float64 least squares of well-conditioned systems of at most 8 unknowns keeps half the digits
FOUND = 1e-4  # BFGS stops when the slope is below 1e-8; the curvature of these objectives is at least 1e-2


def gradient(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The gradient against symmetric differences, exact for a quadratic."""
    equation = the(proof.statement, "eq", lambda t: t.args[0].op == "derivative" and t.args[1].op == "add")
    slope, answer = equation.args

    def differs(point: Point, claim: Term) -> str | None:
        f, at = function_at(slope.args[0], point), Evaluator(Rationals(), point).value(slope.args[1])
        value = Evaluator(Rationals(), point).value(claim)
        same = value.entries == symmetric_differences(f, at).entries
        return None if same else f"{describe(point)}: the gradient is not {value.entries}"

    drawn = list(points(proof, rng, round(24 * scale) + 4))
    halved = answer.args[0] + (answer.args[1] / 2)
    wrong = rejects("λAβ for 2λAβ, against symmetric differences", (differs(p, halved) for p in points(proof, rng, 80)))
    detail = f"Symmetric differences of the objective at {len(drawn)} exact points give the gradient."
    by_hand = [
        control("λAβ for 2λAβ", proof, substituted(proof.statement, answer, halved), rng),
        control("1 for 2/n", proof, substituted(proof.statement, answer.args[0].args[0], num(1)), rng),
    ]
    found = tally(detail, (differs(p, answer) for p in drawn), [wrong, *by_hand])
    return [found]


def symmetric_differences(f: Callable[[Matrix], Matrix], at: Matrix) -> Matrix:
    """(f(x + e) − f(x − e)) / 2 for every unit vector e: the gradient of a quadratic, exactly."""
    size, half = len(at.entries), Rationals().number(1) / 2
    units = identity(Rationals(), size)
    moved = [Matrix(at.rows, at.columns, units.column(i)) for i in range(size)]
    return Matrix(at.rows, at.columns, tuple((f(at + e) - f(at - e)).only * half for e in moved))


def closed_form(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """β* against least squares on the stacked system [Z/√n; √λ L], A = LᵀL, and against SciPy's BFGS."""
    penalty = penalty_of(proof.statement)
    by_hand = control("λA for nλA", proof, substituted(proof.statement, penalty, LAM * penalty.args[1]), rng)
    if not has(proof, "A"):
        return [Outcome("Floating-point oracles need an unspecified A.", controls=(by_hand,))]
    solve, detail = answers(proof), "β* was compared with stacked least squares and with SciPy's BFGS on the objective."
    data = [float_problem(rng) for _ in range(round(6 * scale) + 2)]

    def differs(problem: dict[str, Any], lam: float) -> str | None:
        value = np.ravel(solve(**{**problem, "lam": lam}))
        right = within(value, stacked(problem), CLOSE) and within(value, minimised(problem), FOUND)
        return (
            None if right else f"Z of shape {problem['Z'].shape}: β* = {value}, least squares gives {stacked(problem)}"
        )

    wrong = rejects("λ for nλ, against least squares", (differs(p, p["lam"] / p["n"]) for p in data))
    return [tally(detail, (differs(p, p["lam"]) for p in data), [by_hand, wrong])]


def float_problem(rng: Generator) -> dict[str, Any]:
    """A random problem in float64 with a unique minimiser, more columns than rows included."""
    n, d = int(rng.integers(2, 8)), int(rng.integers(1, 6))
    factor = rng.standard_normal((d, d)) + 2 * np.eye(d)
    design, target = rng.standard_normal((n, d)), rng.standard_normal((n, 1))
    return {
        "n": n,
        "d": d,
        "Z": design,
        "y": target,
        "A": factor.T @ factor,
        "lam": float(rng.uniform(0.1, 2)),
        "L": factor,
    }


def stacked(p: dict[str, Any]) -> np.ndarray:
    """The minimiser by orthogonal least squares, without normal equations."""
    rows = np.vstack([p["Z"] / np.sqrt(p["n"]), np.sqrt(p["lam"]) * p["L"]])
    target = np.concatenate([p["y"][:, 0] / np.sqrt(p["n"]), np.zeros(p["L"].shape[0])])
    return np.linalg.lstsq(rows, target, rcond=None)[0]


def minimised(p: dict[str, Any]) -> np.ndarray:
    """The minimiser by SciPy's BFGS from 0, slopes by its own finite differences."""
    from scipy.optimize import minimize

    def objective(b: np.ndarray) -> float:
        return float(np.mean((p["Z"] @ b - p["y"][:, 0]) ** 2) + p["lam"] * b @ p["A"] @ b)

    return minimize(objective, np.zeros(p["Z"].shape[1]), method="BFGS", options={"gtol": 1e-8}).x


def global_minimum(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """No competitor has a smaller value, and a twofold or one-sided excess is wrong."""
    least, excess = the(proof.statement, "minimiser"), the(proof.statement, "eq", lambda t: t.args[1].op == "add")

    def worse(point: Point) -> Iterator[str | None]:
        f = function_at(least.args[0], point)
        best = Evaluator(Rationals(), point).value(least.args[1])
        for _ in range(6):
            other = best + rational_matrix(rng, best.rows, 1).map(Rationals().number)
            value, low = f(other).only, f(best).only
            yield None if value >= low else f"{describe(point)}: f{other.entries} = {value} < f(β*) = {low}"

    drawn = list(points(proof, rng, round(16 * scale) + 4))
    detail = f"Six random competitors at each of {len(drawn)} exact problems, singular ones included, are no better."
    first, second = excess.args[1].args
    wrong = [
        control("the excess without λ", proof, substituted(proof.statement, second, second.args[1]), rng),
        control("the excess with 2/n", proof, substituted(proof.statement, first, 2 * first), rng),
    ]
    return [tally(detail, (w for p in drawn for w in worse(p)), wrong)]


def unique(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Eigenvalues by NumPy of the matrix that the statement names, more columns than rows included."""
    matrix = proof.statement.args[0]

    def singular(point: Point) -> str | None:
        value = Evaluator(Rationals(), point).value(matrix)
        entries = np.array([float(x) for x in value.entries]).reshape(value.rows, value.columns)
        least = float(np.linalg.eigvalsh(entries)[0])
        low = least <= 1e-12 * float(np.abs(entries).max())
        return f"{describe(point)}: smallest eigenvalue {least:.3g}" if low else None

    drawn = list(points(proof, rng, round(40 * scale) + 6))
    wide = sum(named(p)["d"] > named(p)["n"] for p in drawn if "d" in named(p))
    weaker = [*(h for h in proof.hypotheses if LAM not in h.free), Eq(LAM, 0)]
    witness = rejection(weaker, num(0) <= num(0), proof.statement, rng, 60)
    flipped = substituted(proof.statement, matrix, matrix.args[0] - penalty_of(matrix))
    wrong = [rejects("λ ≥ 0 for λ > 0, at λ = 0", [witness]), control("− nλA for + nλA", proof, flipped, rng)]
    detail = f"NumPy's eigenvalues of the matrix at {len(drawn)} points are positive, {wide} of them with d > n."
    return [tally(detail, (singular(p) for p in drawn), wrong)]


def centering(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Slopes and intercept against scikit-learn's Ridge on its bundled diabetes data."""
    invertible, same = proof.statement.args
    penalty = penalty_of(same.args[1])
    one_side = make("iff", same.args[0], substituted(same.args[1], penalty, LAM * penalty.args[1]))
    wrong = control("λ for nλ in the centred problem", proof, make("and", invertible, one_side), rng)
    learned = [] if has(proof, "B") or not has(proof, "X", "d") else [against_scikit_learn(proof)]
    return [*learned, Outcome("", controls=(wrong,))]


def penalty_of(term: Term) -> Term:
    """The first product nλ·M inside a term."""
    return the(term, "mul", lambda t: t.args[0].is_scalar and LAM in t.args[0].free)


def bias_equivariance(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Adding c to y moves the bias alone, by NumPy's solve; not so when the bias is penalised."""
    return [penalised_bias(proof, rng, scale)]


def limits(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """λ = 10^∓k in exact arithmetic, with explicit rates."""
    return ridge_limits.rates(proof, rng, scale)


CHECKS: Final = with_samples(
    "ridge",
    {
        check.__name__: check
        for check in (gradient, closed_form, global_minimum, unique, centering, bias_equivariance, limits)
    },
)
