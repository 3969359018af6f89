"""Ridge regression by other people's code: scikit-learn on its diabetes data, NumPy's solver for shifted targets."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from derivations.kernel.formulas import real
from derivations.kernel.terms import Term
from numerics.instances import has, the, within
from numerics.intervals import enclosure
from numerics.matrices import Matrix, single
from numerics.outcome import Control, Outcome, rejects, tally

if TYPE_CHECKING:
    from derivations.proof import Proof

LAM: Final = real("lam")
STRENGTHS: Final = (Fraction(1, 10_000), Fraction(1, 100), Fraction(1), Fraction(100))
RELATIVE: Final = 1e-10  # Cholesky of a matrix of condition below 1e4 keeps at least 11 of the 16 digits
SHIFTED: Final = 1e-9


def diabetes() -> Any:
    """The bundled data: 442 patients × 10 standardised features, and the disease progression."""
    from sklearn.datasets import load_diabetes

    return load_diabetes(return_X_y=True)


def exact_array(values: np.ndarray) -> Matrix:
    """An array of floats as the exact matrix of the numbers that they are."""
    table = values.reshape(len(values), -1)
    return Matrix(*table.shape, tuple(Fraction(float(x)) for x in table.ravel()))


def proved_solution(proof: Proof, point: dict[Term, Any]) -> tuple[np.ndarray, float]:
    """Slopes and intercept by the proof's own formulas, enclosed by Arb and rounded once at the end."""
    slopes, intercept = proof.statement.args[1].args[1].args
    values = enclosure(slopes.args[1], point)
    w = slopes.args[0]
    balls = values if isinstance(values, Matrix) else single(values)
    bias = enclosure(intercept.args[1], {**point, w: balls})
    return np.array([float(x.mid()) for x in balls.entries]), float(bias.mid())


def learned(data: np.ndarray, target: np.ndarray, alpha: float) -> tuple[np.ndarray, float]:
    """Slopes and intercept by scikit-learn."""
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=alpha, fit_intercept=True, solver="cholesky").fit(data, target)
    return model.coef_, float(model.intercept_)


def against_scikit_learn(proof: Proof) -> Outcome:
    """`ridge.centering` against Ridge(alpha=n·λ) for several λ; alpha = λ is the wrong variant."""
    data, target = diabetes()
    count = len(data)
    by_name = {v.data: v for v in proof.statement.free}
    common = {by_name["n"]: count, by_name["d"]: data.shape[1], by_name["X"]: exact_array(data)}
    proved = {s: proved_solution(proof, {**common, by_name["y"]: exact_array(target), LAM: s}) for s in STRENGTHS}

    def differs(lam: Fraction, alpha: Fraction) -> str | None:
        (slopes, bias), (theirs, offset) = proved[lam], learned(data, target, float(alpha))
        gap = max(np.max(np.abs(slopes - theirs)) / np.max(np.abs(theirs)), abs(bias - offset) / abs(offset))
        return (
            None if gap <= RELATIVE else f"λ = {lam}: scikit-learn with alpha = {alpha} differs by {gap:.2g} relative"
        )

    wrong = rejects("alpha = λ for alpha = n·λ", (differs(s, s) for s in STRENGTHS))
    detail = f"Slopes and intercept equal scikit-learn's Ridge(alpha=n·λ) on its diabetes data to {RELATIVE:g} for λ = "
    return tally(f"{detail}{', '.join(map(str, STRENGTHS))}.", (differs(s, count * s) for s in STRENGTHS), [wrong])


def shift_effect(design: np.ndarray, penalty: np.ndarray, lam: float, shift: float, target: np.ndarray) -> np.ndarray:
    """How much the solution moves when `shift` is added to every target, by NumPy's solver."""
    matrix = design.T @ design + len(design) * lam * penalty
    moved = np.linalg.solve(matrix, design.T @ (target + shift))
    return moved - np.linalg.solve(matrix, design.T @ target)


def penalised_bias(proof: Proof, rng: Generator, scale: float) -> Outcome:
    """`ridge.bias_equivariance` by NumPy, and the counterexample of a penalised bias: y 0 → 1 moves it by ½ only."""

    def wrong_shift(free: float) -> str | None:
        n, d = int(rng.integers(1, 7)), int(rng.integers(0, 4))
        factor = rng.standard_normal((d + 1, d + 1)) * np.concatenate([[free], np.ones(d)])
        design = np.column_stack([np.ones(n), rng.standard_normal((n, d))])
        effect = shift_effect(design, factor.T @ factor + free * np.eye(d + 1), 0.7, 2.0, rng.standard_normal(n))
        expected = np.concatenate([[2.0], np.zeros(d)])
        return None if within(effect, expected, SHIFTED) else f"n = {n}, d = {d}: adding 2 to y moves β by {effect}"

    def unpenalised() -> str | None:
        one = np.ones((1, 1))
        moved = shift_effect(one, one, 1.0, 1.0, np.zeros(1))[0]
        return f"n = 1, Z = A = λ = 1: y 0 → 1 moves β₀ 0 → {moved}" if moved != 1.0 else None

    wrong = [Control("the bias penalised as well", unpenalised()), rejects("Ae₀ ≠ 0", [wrong_shift(1.0)])]
    wrong += [_other_column(proof)] if has(proof, "A") else []
    count = round(30 * scale) + 5
    return tally(f"NumPy's solutions of {count} problems move by the shift in the bias only.",
                 (wrong_shift(0.0) for _ in range(count)), wrong)  # fmt: skip


def _other_column(proof: Proof) -> Control:
    """The stored counterexample, exactly, in the statement itself without its hypothesis Ae₀ = 0."""
    from numerics.exact import evaluate

    point = {"n": 1, "d": 0, "c": 1, "lam": 1, "A": single(1), "X": Matrix(1, 0, ()), "y": single(0)}
    values = {v: point[v.data] for v in proof.statement.free}
    equation = the(proof.statement, "eq")
    left, right = (evaluate(side, values) for side in equation.args)
    shown = f"β₀ = {left.entries[0]}, but y ↦ y + c·1 should give {right.entries[0]}" if left != right else None
    return Control("the statement without Ae₀ = 0 at n = Z = A = λ = c = 1, y = 0", shown)
