"""Ridge regression on noisy targets y = Zβ + σε: bias, variance and excess as they follow from the closed form.

Every target is solved for by other means: orthogonal least squares on the stacked system [Z; √(nλ)·L], A = LᵀL, or
scikit-learn's Ridge. The numbers they are held against apply E and Cov to the closed form. What the other results of
the topic say of every target singly (gradient, uniqueness, limits, shifted targets) leaves nothing to chance; their
exact checks say more than samples could.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import Any, Final

import numpy as np

from numerics.sources import of_noise
from numerics.stochastic import Mean, Source, Values

X: Final = np.array([[1.0, 0.4], [-0.5, 1.2], [0.3, -0.9], [1.4, 0.8], [-1.1, -0.2], [0.6, 1.5], [0.2, -0.4]])
Z: Final = np.column_stack([np.ones(len(X)), X])
N: Final = len(X)
L: Final = np.array([[0.9, 0.4, -0.3], [0.0, 1.3, 0.5], [0.0, 0.0, 0.7]])
A: Final = L.T @ L
BETA, LAM, NOISE = np.array([0.8, 1.5, 1.1]), 0.3, 0.6
U: Final = np.array([0.5, 1.0, -0.7])  # the entry of β* along this column is seen


def targets(noise: Values) -> Values:
    """y = Zβ + σε, one in each column."""
    return (Z @ BETA)[:, None] + NOISE * noise.T


def solved(noise: Values) -> Values:
    """uᵀβ* by orthogonal least squares, for every target."""
    rows = np.vstack([Z, sqrt(N * LAM) * L])
    padded = np.vstack([targets(noise), np.zeros((len(L), len(noise)))])
    return np.asarray(U @ np.linalg.lstsq(rows, padded, rcond=None)[0], float)


# The closed form under E and Cov
def inverse(strength: float = N * LAM) -> Values:
    """(ZᵀZ + strength·A)⁻¹."""
    return np.asarray(np.linalg.inv(Z.T @ Z + strength * A), float)


def mean(strength: float = N * LAM, penalty: Values = A, sign: int = -1) -> float:
    """uᵀβ − nλ·uᵀ(ZᵀZ + nλA)⁻¹Aβ."""
    return float(U @ BETA + sign * strength * U @ inverse(strength) @ penalty @ BETA)


def variance(strength: float = N * LAM) -> float:
    """σ²·‖Z(ZᵀZ + nλA)⁻¹u‖²."""
    return NOISE**2 * float(np.sum((Z @ inverse(strength) @ U) ** 2))


BIAS: Final = Mean(
    result="ridge.closed_form",
    null="uᵀβ* of noisy targets, by orthogonal least squares, has the mean uᵀβ − nλ·uᵀ(ZᵀZ + nλA)⁻¹Aβ",
    what="uᵀβ − nλ·uᵀ(ZᵀZ + nλA)⁻¹Aβ",
    n=2**16,
    source=cache(lambda: of_noise(solved, N)),
    claim=mean,
    wrong={
        "no bias": lambda: float(U @ BETA),
        "λ for nλ": lambda: mean(LAM),
        "+ for −": lambda: mean(sign=1),
        "β for Aβ": lambda: mean(penalty=np.eye(3)),
    },
)
SPREAD: Final = Mean(
    result="ridge.closed_form",
    null="uᵀβ* of noisy targets, by orthogonal least squares, has the variance σ²·‖Z(ZᵀZ + nλA)⁻¹u‖²",
    what="σ²·‖Z(ZᵀZ + nλA)⁻¹u‖²",
    n=2**16,
    source=cache(lambda: of_noise(lambda e: (solved(e) - mean()) ** 2, N)),
    claim=variance,
    wrong={
        "λ for nλ": lambda: variance(LAM),
        "λ = 0": lambda: variance(0.0),
        "σ²·uᵀ(ZᵀZ + nλA)⁻¹u": lambda: NOISE**2 * float(U @ inverse() @ U),
        "σ for σ²": lambda: variance() / NOISE,
    },
)


# Beside the minimum
def objective(betas: Values, y: Values) -> Values:
    """‖Zβ − y‖²/n + λβᵀAβ for every row."""
    return np.mean((betas @ Z.T - y) ** 2, axis=1) + LAM * np.sum((betas @ L.T) ** 2, axis=1)


@cache
def excess() -> Source:
    """How much more the objective is at β* + ε/2 than at β*, by its definition."""
    y = targets(np.sin(np.arange(N))[None, :])[:, 0]
    rows, padded = np.vstack([Z, sqrt(N * LAM) * L]), np.concatenate([y, np.zeros(len(L))])
    best = np.asarray(np.linalg.lstsq(rows, padded, rcond=None)[0], float)
    return of_noise(lambda e: objective(best + e / 2, y) - objective(best[None, :], y), len(L))


def traces(data: float = 1 / N, penalty: float = LAM) -> float:
    """(tr ZᵀZ/n + λ tr A)/4."""
    return (data * float(np.sum(Z * Z)) + penalty * float(np.trace(A))) / 4


EXCESS: Final = Mean(
    result="ridge.global_minimum",
    null="the objective at β* + ε/2, ε normal, exceeds its minimum by (tr ZᵀZ/n + λ·tr A)/4 on average",
    what="(tr ZᵀZ/n + λ·tr A)/4",
    source=excess,
    claim=traces,
    wrong={
        "2/n for 1/n": lambda: traces(2 / N),
        "the penalty left out": lambda: traces(penalty=0.0),
        "1 for λ": lambda: traces(penalty=1.0),
        "nλ for λ": lambda: traces(penalty=N * LAM),
    },
)


# The free intercept
def intercepts(noise: Values) -> Values:
    """By scikit-learn, alpha = nλ."""
    from sklearn.linear_model import Ridge

    model: Any = Ridge(alpha=N * LAM, solver="cholesky").fit(X, targets(noise))
    return np.asarray(model.intercept_)


def intercept(strength: float = N * LAM) -> float:
    """β₀ + nλ·x̄ᵀ(X_cᵀX_c + nλI)⁻¹w, where β = (β₀, w) made the targets."""
    centred = X - X.mean(axis=0)
    return float(BETA[0] + strength * X.mean(axis=0) @ _shrunk(centred, strength) @ BETA[1:])


def _shrunk(design: Values, strength: float) -> Values:
    return np.asarray(np.linalg.inv(design.T @ design + strength * np.eye(design.shape[1])), float)


def penalised() -> float:
    """The mean of the intercept if it were penalised as well."""
    return float((_shrunk(Z, N * LAM) @ Z.T @ Z @ BETA)[0])


CENTRED: Final = Mean(
    result="ridge.centering",
    null="scikit-learn's intercept of noisy targets has the mean β₀ + nλ·x̄ᵀ(X_cᵀX_c + nλI)⁻¹w",
    what="β₀ + nλ·x̄ᵀ(X_cᵀX_c + nλI)⁻¹w",
    n=2**16,
    source=cache(lambda: of_noise(intercepts, N)),
    claim=intercept,
    wrong={
        "no bias": lambda: float(BETA[0]),
        "λ for nλ": lambda: intercept(LAM),
        "the bias penalised as well": penalised,
        "the mean of the targets": lambda: float(np.mean(Z @ BETA)),
    },
)
SAMPLED: Final = (BIAS, SPREAD, EXCESS, CENTRED)
