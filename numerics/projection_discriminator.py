"""Evidence for `derivations.projection_discriminator`: SciPy's multivariate normal densities, class by class.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from derivations.kernel.formulas import TRUE
from derivations.kernel.terms import num, replace
from numerics.instances import answers
from numerics.ledger import with_samples
from numerics.matrices import Matrix
from numerics.outcome import Control, Outcome, rejects, tally
from numerics.priors import PRIORS, prior
from numerics.statement import control, rejection
from numerics.variants import substituted

if TYPE_CHECKING:
    from derivations.proof import Proof

CLOSE: Final = 1e-9  # float64 log densities of at most 6 features, relative to the largest of them
HALF: Final = num(Fraction(1, 2))
Problem = dict[str, Any]
Claim = Callable[[Problem], float]


@prior("projection_discriminator.linear_form")
@prior("projection_discriminator.covariance")
def one_hot(rng: Generator) -> Mapping[str, Any]:
    """A number of classes, one of them, and its column."""
    m = int(rng.integers(1, 5))
    k = int(rng.integers(m))
    return {"m": m, "k": k, "y": Matrix(m, 1, tuple(Fraction(i == k) for i in range(m)))}


def problem(rng: Generator) -> Problem:
    """Class means of data and model as rows, a class, its column, a covariance, weights and a point, in float64."""
    m, d = int(rng.integers(1, 6)), int(rng.integers(1, 7))
    k, factor = int(rng.integers(m)), rng.standard_normal((d, d))
    names = {"M": rng.standard_normal((m, d)), "M_hat": rng.standard_normal((m, d))}
    weights = rng.uniform(0.05, 1, 2)
    return {
        **names,
        **{"m": m, "d": d, "k": k, "y": np.eye(m)[:, [k]], "phi": 2 * rng.standard_normal((d, 1))},
        **{"mu_y": names["M"][[k]].T, "mu_hat_y": names["M_hat"][[k]].T, "pi_y": weights[0], "pi_hat_y": weights[1]},
        "S": factor.T @ factor + np.eye(d) / 2,
    }


def problems(rng: Generator, scale: float) -> list[Problem]:
    """Several problems."""
    return [problem(rng) for _ in range(round(24 * scale) + 6)]


def log_density(p: Problem, mean: str, spread: np.ndarray) -> float:
    """The logarithm of the normal density of the features, by SciPy."""
    from scipy.stats import multivariate_normal

    law: Any = multivariate_normal
    return float(law.logpdf(p["phi"][:, 0], p[mean][:, 0], spread))


def true_logit(p: Problem, spread: np.ndarray) -> tuple[float, float]:
    """log(p/q) for equal priors, and the size of what was subtracted."""
    own, other = (log_density(p, name, spread) for name in ("mu_y", "mu_hat_y"))
    return own - other, 1 + abs(own) + abs(other)


def off(p: Problem, claim: Claim, shared: bool = False, more: float = 0.0) -> str | None:
    """How a claimed logit differs from the logarithm of the ratio of SciPy's densities."""
    (expected, size), value = true_logit(p, p["S"] if shared else np.eye(p["d"])), claim(p)
    shown = f"d = {p['d']}, m = {p['m']}, k = {p['k']}: the logit is {value:.9g}, SciPy's {expected + more:.9g}"
    return None if abs(value - expected - more) < CLOSE * size else shown


def answered(proof: Proof, **more: Callable[[Problem], Any]) -> Claim:
    """The proof's answer, with some of its symbols computed from a problem."""
    function = answers(proof)
    return lambda p: float(np.squeeze(function(**{**p, **{name: of(p) for name, of in more.items()}})))


def offset(p: Problem, precision: np.ndarray, factor: float = 0.5) -> np.ndarray:
    """The column of ½(μ̂_kᵀΣ⁻¹μ̂_k − μ_kᵀΣ⁻¹μ_k) for every class k."""
    model, data = (np.einsum("ki,ij,kj->k", p[name], precision, p[name]) for name in ("M_hat", "M"))
    return (factor * (model - data))[:, None]


def logit(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The logit against SciPy's densities."""
    drawn, right = problems(rng, scale), answered(proof)

    def turned(p: Problem) -> float:
        return right({**p, "phi": -p["phi"]})

    def doubled(p: Problem) -> float:
        return right(p) + float(np.sum(p["mu_hat_y"] ** 2) - np.sum(p["mu_y"] ** 2)) / 2

    wrong = [
        rejects("(μ̂ − μ)ᵀφ for (μ − μ̂)ᵀφ", (off(p, turned) for p in drawn)),
        rejects("‖μ̂‖² − ‖μ‖² without ½", (off(p, doubled) for p in drawn)),
        control("1 for ½ in the statement", proof, substituted(proof.statement, HALF, num(1)), rng),
    ]
    detail = f"The logit is the difference of SciPy's log densities at {len(drawn)} points of 1 to 6 features."
    return [tally(detail, (off(p, right) for p in drawn), wrong)]


def priors(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The logit of weighted densities against SciPy's."""
    drawn, right = problems(rng, scale), answered(proof)

    def failures(claim: Claim) -> Iterator[str | None]:
        return (off(p, claim, more=float(np.log(p["pi_y"] / p["pi_hat_y"]))) for p in drawn)

    def swapped(p: Problem) -> float:
        return right({**p, "pi_y": p["pi_hat_y"], "pi_hat_y": p["pi_y"]})

    wrong = [
        rejects("without log(π/π̂)", failures(lambda p: right({**p, "pi_y": 1.0, "pi_hat_y": 1.0}))),
        rejects("log(π̂/π) for log(π/π̂)", failures(swapped)),
    ]
    detail = f"With unequal weights the logit agrees with SciPy's log densities at {len(drawn)} points."
    return [tally(detail, failures(right), wrong)]


def linear_form(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The form yᵀ(Aφ + b) for every class against SciPy's densities."""
    drawn = problems(rng, scale)
    right = answered(proof, b=lambda p: offset(p, np.eye(p["d"])))
    doubled = answered(proof, b=lambda p: offset(p, np.eye(p["d"]), 1.0))

    def other_row(p: Problem) -> float:
        row = p["mu_hat_y"] - p["M"][:1].T
        return float((row.T @ p["phi"]).item() + offset(p, np.eye(p["d"]))[p["k"], 0])

    wrong = [
        rejects("b_k = ‖μ̂_k‖² − ‖μ_k‖²", (off(p, doubled) for p in drawn)),
        rejects("(μ̂_k − μ_1)ᵀ for row k of A", (off(p, other_row) for p in drawn)),
        rejects("the next class for y", (off(p, lambda p: right(next_class(p))) for p in drawn)),
        without_half(proof, rng),
    ]
    detail = f"yᵀ(Aφ + b) is the difference of SciPy's log densities for {len(drawn)} problems of up to 5 classes."
    return [tally(detail, (off(p, right) for p in drawn), wrong)]


def without_half(proof: Proof, rng: Generator) -> Control:
    """The statement for the b whose entry k is twice what it should be."""
    given = [replace(h, HALF, num(1)) for h in proof.hypotheses]
    claim = f"{proof.id} for b_k without ½"
    return Control(claim, rejection(given, TRUE, proof.statement, rng, 40, PRIORS[proof.id]))


def next_class(p: Problem) -> Problem:
    """The same problem with the one of y moved to the next class."""
    return {**p, "y": np.roll(p["y"], 1, axis=0)}


def covariance(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The form yᵀ(Aφ + b) with a shared covariance against SciPy's densities."""
    drawn = problems(rng, scale)
    right = answered(proof, b=lambda p: offset(p, np.linalg.inv(p["S"])))
    unit = answered(proof, b=lambda p: offset(p, np.eye(p["d"])))
    inverted = answered(proof, S=lambda p: np.linalg.inv(p["S"]), b=lambda p: offset(p, p["S"]))
    wrong = [
        rejects("b_k = ½(‖μ̂_k‖² − ‖μ_k‖²)", (off(p, unit, shared=True) for p in drawn)),
        rejects("Σ for Σ⁻¹", (off(p, inverted, shared=True) for p in drawn)),
        without_half(proof, rng),
    ]
    detail = f"yᵀ(Aφ + b) is the difference of SciPy's log densities with one covariance, for {len(drawn)} problems."
    return [tally(detail, (off(p, right, shared=True) for p in drawn), wrong)]


CHECKS: Final[dict[str, Any]] = with_samples(
    "projection_discriminator", {check.__name__: check for check in (logit, linear_form, priors, covariance)}
)
