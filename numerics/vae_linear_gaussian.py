"""Checks of the linear Gaussian model: conditioning in exact arithmetic, quadrature, SciPy's densities and searches.

Nothing here completes a square. The posterior is found by conditioning the joint normal law of (z, x), and by dividing
SciPy's densities by an evidence that quadrature computes; means under q are quadrature too, exact for quadratics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

import numerics.described_matrices  # noqa: F401 - decides that there is a diagonal matrix
from numerics.gan_duality import differs
from numerics.linear_gaussian_exact import exact_models
from numerics.outcome import Outcome, rejects, tally

if TYPE_CHECKING:
    from derivations.proof import Proof

CLOSE: Final = 1e-8  # sums of at most 10⁴ terms of size at most 10³, in double precision
INTEGRATED: Final = 1e-6  # Gauss-Hermite with 80 nodes a side, for likelihoods that are not narrow (s ≥ 0.6)
FOUND: Final = 1e-5  # a minimum found with a gradient below 1e-7 and curvature at least 0.2
NODES: Final = 80


@dataclass(frozen=True)
class Model:
    """One observation x of the model, and a q with mean m and covariance S."""

    w: np.ndarray
    b: np.ndarray
    x: np.ndarray
    s: float
    m: np.ndarray
    cov: np.ndarray

    @property
    def precision(self) -> np.ndarray:
        """M = WᵀW + s²I."""
        return self.w.T @ self.w + self.s**2 * np.eye(self.w.shape[1])

    @property
    def mean(self) -> np.ndarray:
        """μ = M⁻¹Wᵀ(x − b)."""
        return np.linalg.solve(self.precision, self.w.T @ (self.x - self.b))

    @property
    def marginal(self) -> np.ndarray:
        """WWᵀ + s²I."""
        return self.w @ self.w.T + self.s**2 * np.eye(len(self.x))

    def joint(self, z: np.ndarray) -> np.ndarray:
        """log p(x|z) + log p(z) in every row z, by SciPy."""
        size = self.w.shape[1]
        return self.likelihood(z) + log_normal(z, np.zeros(size), np.eye(size))

    def likelihood(self, z: np.ndarray) -> np.ndarray:
        """log p(x|z) in every row z, by SciPy."""
        return log_normal(self.x - self.b - z @ self.w.T, np.zeros(len(self.x)), self.s**2 * np.eye(len(self.x)))

    def evidence(self) -> float:
        """log p(x) by quadrature over the prior."""
        points, weights = nodes(NODES, self.w.shape[1])
        found = self.likelihood(points)
        return float(np.log(weights @ np.exp(found - found.max())) + found.max())

    def elbo(self, m: np.ndarray, cov: np.ndarray) -> float:
        """E_q[log p(x, z) − log q(z)] by quadrature, exact since the logarithms are quadratic."""
        points, weights = drawn_nodes(m, cov)
        return float(weights @ (self.joint(points) - log_normal(points, m, cov)))

    def closed(self, half: float = 0.5, traced: bool = True, scale: int = 2) -> float:
        """The closed form of the ELBO; other arguments for wrong variants."""
        gap = self.x - self.b - self.w @ self.m
        misfit = gap @ gap + traced * np.trace(self.w @ self.cov @ self.w.T)
        size, count = len(self.x), len(self.m)
        prior = self.m @ self.m + np.trace(self.cov) - count - np.linalg.slogdet(self.cov)[1]
        level = size / 2 * np.log(2 * np.pi * self.s**2)
        return float(-level - misfit / (2 * self.s**scale) - half * prior)


def log_normal(at: np.ndarray, mean: np.ndarray, cov: np.ndarray) -> np.ndarray:
    """The logarithm of a normal density in every row, by SciPy."""
    from scipy.stats import multivariate_normal

    law: Any = multivariate_normal
    return np.atleast_1d(law.logpdf(np.atleast_2d(at), mean, cov))


def drawn_nodes(m: np.ndarray, cov: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights that integrate cubic functions exactly under N(m, S)."""
    points, weights = nodes(3, len(m))
    return m + points @ np.linalg.cholesky(cov).T, weights


def nodes(count: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of the product Gauss-Hermite rule for N(0, I)."""
    ends, weights = np.polynomial.hermite_e.hermegauss(count)
    weights = weights / weights.sum()
    points = np.array(list(product(ends, repeat=size)))
    return points, np.array(list(product(weights, repeat=size))).prod(axis=1)


def models(rng: Generator, count: int, largest: int = 3) -> Iterator[Model]:
    """Models with 1 to `largest` latents and 1 to 3 observed coordinates."""
    for _ in range(count):
        k, d = int(rng.integers(1, largest + 1)), int(rng.integers(1, 4))
        root = rng.normal(size=(k, k))
        yield Model(
            rng.uniform(-1, 1, size=(d, k)), rng.normal(size=d), rng.normal(size=d), float(rng.uniform(0.6, 1.5)),
            rng.normal(size=k), root @ root.T + 0.3 * np.eye(k),
        )  # fmt: skip


# Conditioning
def conditioning(rng: Generator, scale: float) -> Outcome:
    """The posterior against conditioning, and both determinants, exactly."""
    drawn = list(exact_models(rng, round(40 * scale) + 8))
    wide = [at for at in drawn if at.w.rows != at.w.columns and at.s != 1]
    wrong = [
        rejects("M = WᵀW + sI", (at.wrong(power=1) for at in drawn)),
        rejects("the covariance sM⁻¹", (at.wrong(scale=1) for at in drawn)),
        rejects("the covariance M⁻¹", (at.wrong(scale=0) for at in drawn)),
        rejects("M = WWᵀ + s²I", (at.wrong(turned=True) for at in drawn if at.w.rows == at.w.columns > 1)),
        rejects("s²ᴰ and s²ᵏ exchanged", (at.determinants(turned=True) for at in wide)),
    ]
    detail = f"Conditioning the joint law gives N(M⁻¹Wᵀ(x − b), s²M⁻¹), exactly, for {len(drawn)} models."
    return tally(detail, (at.wrong() or at.determinants() for at in drawn), wrong)


# Bayes' rule with densities
def bayes(rng: Generator, scale: float) -> Outcome:
    """log p(x|z) + log p(z) − log p(x) against the posterior's density at random z, p(x) by quadrature."""
    drawn = [(at, at.evidence(), rng.normal(size=len(at.m))) for at in models(rng, round(12 * scale) + 4, 2)]

    def apart(at: Model, level: float, z: np.ndarray, cov: Callable[[Model], np.ndarray] | None = None) -> str | None:
        spread = at.s**2 * np.linalg.inv(at.precision) if cov is None else cov(at)
        return differs(
            "log p(z|x)", at.joint(z[None]).item() - level, log_normal(z, at.mean, spread).item(), INTEGRATED
        )

    def level(at: Model, found: float, cov: np.ndarray) -> str | None:
        return differs("log p(x)", found, log_normal(at.x, at.b, cov).item(), INTEGRATED)

    def off(at: Model, power: int) -> np.ndarray:
        return at.w @ at.w.T + at.s**power * np.eye(len(at.x))

    wrong = [
        rejects("the posterior covariance M⁻¹", (apart(*one, lambda at: np.linalg.inv(at.precision)) for one in drawn)),
        rejects(
            "the posterior covariance s²·(WᵀW)⁻¹ + s²I",
            (apart(*one, lambda at: at.s**2 * (np.linalg.pinv(at.w.T @ at.w) + np.eye(len(at.m)))) for one in drawn),
        ),
        rejects("the evidence with WWᵀ + sI", (level(at, found, off(at, 1)) for at, found, _ in drawn)),
        rejects("the evidence with WWᵀ alone and I", (level(at, found, off(at, 0)) for at, found, _ in drawn)),
    ]
    detail = f"SciPy's densities and an evidence by quadrature give the posterior at random z for {len(drawn)} models."
    held = (apart(at, found, z) or level(at, found, at.marginal) for at, found, z in drawn)
    return tally(detail, held, wrong)


# The bound
def bound(rng: Generator, scale: float) -> Outcome:
    """The ELBO by quadrature against its closed form; its gap, which only the posterior closes."""
    drawn = list(models(rng, round(16 * scale) + 6))

    def apart(at: Model, **changed: Any) -> str | None:
        return differs("the ELBO", at.elbo(at.m, at.cov), at.closed(**changed), CLOSE)

    def gap(at: Model, m: np.ndarray, cov: np.ndarray) -> float:
        return log_normal(at.x, at.b, at.marginal).item() - at.elbo(m, cov)

    def positive(at: Model) -> str | None:
        found = gap(at, at.m, at.cov)
        return None if found > CLOSE else f"{at}: log p(x) exceeds the ELBO by {found}"

    def closed(at: Model, scale: int = 2) -> str | None:
        return differs("the gap", gap(at, at.mean, at.s**scale * np.linalg.inv(at.precision)), 0, CLOSE)

    def exact_gap(at: Model, swapped: bool = False) -> str | None:
        laws = [(at.m, at.cov), (at.mean, at.s**2 * np.linalg.inv(at.precision))]
        return differs("the gap", gap(at, at.m, at.cov), divergence(*(laws[::-1] if swapped else laws)), CLOSE)

    wrong = [
        rejects("KL without ½", (apart(at, half=1.0) for at in drawn)),
        rejects("no tr(WSWᵀ)", (apart(at, traced=False) for at in drawn)),
        rejects("the misfit divided by 2s", (apart(at, scale=1) for at in drawn)),
        rejects("no gap for the covariance M⁻¹", (closed(at, 0) for at in drawn)),
        rejects("the gap is KL(p(z|x)‖q)", (exact_gap(at, swapped=True) for at in drawn)),
    ]
    detail = f"Quadrature gives the closed form of the ELBO, its gap, and no gap at the posterior, for {len(drawn)} q."
    return tally(detail, (apart(at) or exact_gap(at) or positive(at) or closed(at) for at in drawn), wrong)


Law = tuple[np.ndarray, np.ndarray]


def divergence(first: Law, second: Law) -> float:
    """KL between two normal laws: quadrature of the difference of SciPy's logarithms."""
    points, weights = drawn_nodes(*first)
    return float(weights @ (log_normal(points, *first) - log_normal(points, *second)))


def diagonal(rng: Generator, scale: float) -> Outcome:
    """A search over diagonal q ends at m = μ and vᵢ = s²/Mᵢᵢ with the gap ½·log(Π Mᵢᵢ/det M)."""
    drawn = [(at, searched(at)) for at in models(rng, round(8 * scale) + 4)]

    def apart(at: Model, found: Law, sign: float = 0.5, widths: np.ndarray | None = None) -> str | None:
        at_best = log_normal(at.x, at.b, at.marginal).item() - at.elbo(found[0], np.diag(found[1]))
        entries = np.diag(at.precision)
        wanted = sign * (np.log(entries).sum() - np.linalg.slogdet(at.precision)[1])
        value = differs("the least gap", at_best, float(wanted), FOUND)
        off = np.abs(found[1] - (at.s**2 / entries if widths is None else widths)).max()
        return value or differs("the widths", off, 0, FOUND) or differs(
            "the means", float(np.abs(found[0] - at.mean).max()), 0, FOUND
        )  # fmt: skip

    coupled = [(at, found) for at, found in drawn if len(at.m) > 1]
    marginal = ((at, found, at.s**2 * np.diag(np.linalg.inv(at.precision))) for at, found in coupled)
    wrong = [
        rejects("log(Π Mᵢᵢ/det M)", (apart(*one, sign=1.0) for one in coupled)),
        rejects("½·log(det M/Π Mᵢᵢ)", (apart(*one, sign=-0.5) for one in coupled)),
        rejects("no gap", (apart(*one, sign=0.0) for one in coupled)),
        rejects("the variances of the posterior", (apart(at, found, widths=v) for at, found, v in marginal)),
        rejects("vᵢ = 1/Mᵢᵢ", (apart(at, found, widths=1 / np.diag(at.precision)) for at, found in drawn)),
    ]
    detail = (
        f"SciPy's BFGS over diagonal q ends at vᵢ = s²/Mᵢᵢ with the gap ½·log(Π Mᵢᵢ/det M) for {len(drawn)} models."
    )
    return tally(detail, (apart(*one) for one in drawn), wrong)


def searched(at: Model) -> Law:
    """Mean and variances of the best diagonal q that BFGS finds."""
    from scipy.optimize import minimize

    size = len(at.m)

    def loss(point: np.ndarray) -> float:
        return -at.elbo(point[:size], np.diag(np.exp(point[size:])))

    found: Any = minimize(loss, np.zeros(2 * size), method="BFGS", options={"gtol": 1e-7})
    return found.x[:size], np.exp(found.x[size:])


def linear_gaussian(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """All five parts of the claim."""
    return [check(rng, scale) for check in (conditioning, bayes, bound, diagonal)]
