"""Evidence for `derivations.gan_duality`: SciPy's minimisers and special functions against the closed forms.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from flint import fmpq
from numpy.random import Generator

from numerics import gan_duality_search
from numerics.gan_duality_problem import CLOSE, FOUND, Problem, differs, minimised, problems
from numerics.intervals import precision
from numerics.logarithms import Logarithm, log_of
from numerics.matrices import Matrix
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.randomness import positive_number

if TYPE_CHECKING:
    from derivations.proof import Proof

SIZES: Final = (2, 1)  # of the data and of what is generated in the priors below
RATIOS: Final = tuple(map(Fraction, ("1/3", "1/2", "2/3", "1", "3/2", "2", "3")))


@prior("gan_duality.strong_duality")
def stationary(rng: Generator) -> Mapping[str, Any]:
    """Points x = log(a)/w on the line, so that σ(wx) = a/(1 + a) is rational, λ = −σ, and Cw = b or 2b or b/3."""
    while True:
        data, generated = ([RATIOS[i] for i in rng.integers(len(RATIOS), size=size)] for size in SIZES)
        odds = [*(-a / (1 + a) for a in data), *(1 / (1 + a) for a in generated)]
        logs = [log_of(fmpq(a.numerator, a.denominator)) for a in (*data, *generated)]
        total = sum((entry.scaled(fmpq(c.numerator, c.denominator)) for c, entry in zip(odds, logs, strict=True)), NONE)
        if total.primes and total.ball() > 0:
            break
    total = total.scaled((fmpq(1), fmpq(1), fmpq(2), fmpq(1, 3))[int(rng.integers(4))])
    w = Fraction(int(rng.integers(1, 4)), 2) * (1 if rng.random() < 0.5 else -1)
    points = [entry.scaled(fmpq(w.denominator, w.numerator)) for entry in logs]
    shares = [-a / (1 + a) for a in (*data, *generated)]
    n, k = SIZES
    return {
        "N": n, "K": k, "d": 1, "w": column([w]), "C": total.scaled(fmpq((1 / w**2).numerator, (1 / w**2).denominator)),
        "X": column(points[:n]), "G": column(points[n:]), "lam_x": column(shares[:n]), "lam_z": column(shares[n:]),
    }  # fmt: skip


@prior("gan_duality.dual")
def multipliers(rng: Generator) -> Mapping[str, Any]:
    """λ between −1 and 0: for one draw in four with ends among its entries, else strictly inside."""
    low, high = (0, 7) if rng.random() < 0.25 else (1, 6)
    drawn = [column([Fraction(-int(k), 6) for k in rng.integers(low, high, size=size)]) for size in SIZES]
    return {"N": SIZES[0], "K": SIZES[1], "lam_x": drawn[0], "lam_z": drawn[1], "C": positive_number(rng)}


NONE: Final = Logarithm(fmpq(0), {})


def column(values: list[Any]) -> Matrix:
    """A column of numbers."""
    return Matrix(len(values), 1, tuple(values))


def loss(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The log-likelihood of labels by SciPy's log_expit is the program."""
    from scipy.special import log_expit

    drawn = [(p, rng.normal(size=p.x.shape[1])) for p in problems(rng, round(24 * scale) + 4)]

    def apart(p: Problem, w: np.ndarray, wrong: float = 0.0) -> str | None:
        likelihood = log_expit(-(p.x @ w)).sum() + log_expit(p.g @ w).sum()
        return differs("the loss", -float(likelihood) + p.c / 2 * float(w @ w), p.primal(w) + wrong, CLOSE)

    wrong = [
        rejects("the program without −Σ wᵀG(z)", (apart(p, w, float((p.g @ w).sum())) for p, w in drawn)),
        rejects("−Σ wᵀx for −Σ wᵀG(z)", (apart(p, w, float((p.g @ w).sum() - (p.x @ w).sum())) for p, w in drawn)),
        rejects("C for C/2", (apart(p, w, p.c / 2 * float(w @ w)) for p, w in drawn)),
    ]
    detail = f"SciPy's log_expit gives the loss of {len(drawn)} settings, to 1e-9."
    return [tally(detail, (apart(p, w) for p, w in drawn), wrong)]


def convex(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Gradients are monotone along segments, and by C‖w − v‖² more for the penalty."""
    drawn = []
    for p in problems(rng, round(24 * scale) + 4):
        drawn.append((p, *rng.normal(size=(2, p.x.shape[1]))))

    def bent(p: Problem, w: np.ndarray, v: np.ndarray, sign: float = 1.0, share: float = 1.0) -> str | None:
        gap = sign * float((p.slope(w) - p.slope(v)) @ (w - v)) - share * p.c * float((w - v) @ (w - v))
        return None if gap >= -CLOSE else f"w = {w}, v = {v}: (∇f(w) − ∇f(v))ᵀ(w − v) falls short by {-gap:.3g}"

    wrong = [
        rejects("the program is concave", (bent(*one, sign=-1.0, share=0.0) for one in drawn)),
        rejects("with the modulus 10·C", (bent(*one, share=10.0) for one in drawn)),
        rejects("convex for a penalty of −20", (bent(replace(p, c=-20.0), w, v, share=0.0) for p, w, v in drawn)),
    ]
    detail = f"The gradient of the program is monotone with modulus C for {len(drawn)} pairs of weights."
    return [tally(detail, (bent(*one) for one in drawn), wrong)]


def quadratic_conjugate(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """BFGS ends at b/C with the value −‖b‖²/(2C)."""
    drawn = [
        (rng.normal(size=int(rng.integers(1, 4))), float(rng.uniform(0.3, 3))) for _ in range(round(12 * scale) + 4)
    ]

    def apart(b: np.ndarray, c: float, factor: float = -0.5, where: float = 1.0) -> str | None:
        def f(w: np.ndarray) -> float:
            return float(c / 2 * w @ w - w @ b)

        found = minimised(f, np.zeros_like(b))
        value = differs("the minimum", f(found), factor * float(b @ b) / c, FOUND)
        return value or differs("its distance from the claim", float(np.linalg.norm(found - where * b / c)), 0, FOUND)

    wrong = [
        rejects("+‖b‖²/(2C)", (apart(b, c, factor=0.5) for b, c in drawn)),
        rejects("−‖b‖²/C", (apart(b, c, factor=-1.0) for b, c in drawn)),
        rejects("at w = −b/C", (apart(b, c, where=-1.0) for b, c in drawn)),
    ]
    detail = f"SciPy's BFGS ends at b/C with the value −‖b‖²/(2C) for {len(drawn)} pairs (b, C)."
    return [tally(detail, (apart(b, c) for b, c in drawn), wrong)]


def tilted(lam: float, y: float) -> float:
    """λy + log(1 + eʸ)."""
    return lam * y + float(np.logaddexp(0, y))


def softplus_conjugate(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Brent's search inside, values far out at the ends and outside."""
    inside = [float(lam) for lam in -rng.uniform(0.02, 0.98, size=round(20 * scale) + 6)]

    def entropy(lam: float) -> float:
        return float(lam * np.log(-lam) - (1 + lam) * np.log1p(lam))

    def apart(lam: float, value: float, at: float) -> str | None:
        from scipy.optimize import minimize_scalar

        found: Any = minimize_scalar(lambda y: tilted(lam, y), bracket=(-1.0, 1.0), options={"xtol": 1e-10})
        low = differs(f"λ = {lam:.4g}: the minimum", float(found.fun), value, CLOSE)
        return low or differs(f"λ = {lam:.4g}: the minimiser", float(found.x), at, FOUND)

    def logit(lam: float) -> float:
        return float(np.log(-lam) - np.log1p(lam))

    wrong = [
        rejects(
            "λ log(−λ) + (1+λ) log(1+λ)", (apart(m, entropy(m) + 2 * (1 + m) * np.log1p(m), logit(m)) for m in inside)
        ),
        rejects("λ log(−λ/(1+λ)): −log(1+λ) is lost", (apart(m, m * logit(m), logit(m)) for m in inside)),
        rejects("at y = log((1+λ)/(−λ))", (apart(m, entropy(m), -logit(m)) for m in inside)),
    ]
    detail = f"Brent's search ends at log(−λ/(1+λ)) with the value h(−λ) for {len(inside)} numbers λ."
    return [tally(detail, (apart(m, entropy(m), logit(m)) for m in inside), wrong), far_out(rng)]


def far_out(rng: Generator) -> Outcome:
    """λ = 0 and −1: positive and near 0 far out; outside [−1, 0]: below −10⁶."""
    from flint import arb

    def value(lam: float, y: int) -> Any:
        with precision(256):
            return arb(lam) * y + arb(y).exp().log1p()

    def vanishes(lam: float, y: int) -> str | None:
        here = value(lam, y)
        return None if here > 0 and here < arb("1e-20") else f"λ = {lam}, y = {y}: {here}"

    def falls(lam: float, y: int) -> str | None:
        return None if value(lam, y) < -(10**6) else f"λ = {lam}, y = {y}: {value(lam, y)}"

    beyond = [(float(rng.uniform(0.1, 2)), -(10**8)), (-1 - float(rng.uniform(0.1, 2)), 10**8)]
    wrong = [
        rejects("the infimum at λ = −½ is 0", [vanishes(-0.5, -60), vanishes(-0.5, 60)]),
        rejects("no lower bound at λ = −½", [falls(-0.5, y) for y in (-(10**8), 10**8)]),
    ]
    found = [vanishes(0.0, -60), vanishes(-1.0, 60), *(falls(*one) for one in beyond)]
    return tally("Enclosures far out: 0 < value < 1e-20 at λ = 0 and −1, below −10⁶ outside [−1, 0].", found, wrong)


def dual(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """BFGS on the Lagrangian over weights and scores ends at g(λ)."""
    drawn = []
    for p in problems(rng, round(8 * scale) + 4):
        drawn.append((p, -rng.uniform(0.1, 0.9, size=len(p.x) + len(p.g))))

    def lowest(p: Problem, lam: np.ndarray) -> float:
        d, n = p.x.shape[1], len(p.x)
        rows = np.vstack([p.x, p.g])

        def lagrangian(point: np.ndarray) -> float:
            w, y = point[:d], point[d:]
            own = np.logaddexp(0, y).sum() - (p.g @ w).sum() + p.c / 2 * w @ w
            return float(own + lam @ (y - rows @ w))

        return lagrangian(minimised(lagrangian, np.zeros(d + n + len(p.g))))

    found = [(p, lam, lowest(p, lam)) for p, lam in drawn]
    wrong = [
        rejects("+‖b‖²/(2C)", (differs("inf", low, p.dual(lam, sign=1), FOUND) for p, lam, low in found)),
        rejects(
            "Σ λ_z G(z) for Σ (1+λ_z) G(z)", (differs("inf", low, p.dual(lam, one=0), FOUND) for p, lam, low in found)
        ),
        rejects(
            "the entropies without −log(1+λ)",
            (differs("inf", low, p.dual(lam) + float(np.log1p(lam).sum()), FOUND) for p, lam, low in found),
        ),
    ]
    detail = f"SciPy's BFGS on the Lagrangian over weights and scores ends at g(λ) for {len(found)} settings."
    return [tally(detail, (differs("inf", low, p.dual(lam), FOUND) for p, lam, low in found), wrong)]


def strong_duality(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The least value of the program is the greatest value of the dual, found by a search of its own."""
    from scipy.optimize import minimize
    from scipy.special import expit

    drawn = [(p, p.minimum()) for p in problems(rng, round(8 * scale) + 4)]

    def greatest(p: Problem, **wrong: int) -> float:
        size = len(p.x) + len(p.g)
        bounds = [(-1 + 1e-12, -1e-12)] * size
        found = minimize(
            lambda m: -p.dual(m, **wrong), np.full(size, -0.5), method="L-BFGS-B", bounds=bounds, tol=1e-14
        )
        return -float(found.fun)

    def gap(p: Problem, w: np.ndarray, **wrong: int) -> str | None:
        return differs("max of the dual", greatest(p, **wrong), p.primal(w), FOUND)

    def at(p: Problem, w: np.ndarray, turned: bool = False) -> str | None:
        share = expit(np.concatenate([p.x @ w, p.g @ w]))
        return differs("g(−σ(y))", p.dual(share - 1 if turned else -share), p.primal(w), FOUND)

    off = [(p, w + 0.5) for p, w in drawn]
    wrong = [
        rejects("the dual with Σ λ_z G(z)", (gap(p, w, one=0) for p, w in drawn)),
        rejects("λ = σ(y) − 1", (at(p, w, turned=True) for p, w in drawn)),
        rejects("no gap where w is not stationary", (at(p, w) for p, w in off)),
    ]
    detail = (
        f"Searches for the least w and for the greatest λ, and λ = −σ(y), give one value for {len(drawn)} settings."
    )
    found = tally(detail, (gap(p, w) or at(p, w) for p, w in drawn), wrong)
    return [found, gan_duality_search.strong_duality(rng, scale)]


CHECKS: Final[dict[str, Any]] = {
    check.__name__: check for check in (loss, convex, quadratic_conjugate, softplus_conjugate, dual, strong_duality)
}
