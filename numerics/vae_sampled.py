"""The ELBO against the exact evidence of a linear model by samples, two gradients, averages of samples."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from math import sqrt
from typing import Any, Final, cast

import numpy as np
from numpy.random import Generator

from numerics.montecarlo import Quantity
from numerics.sources import STANDARD, Normals, of_noise, on_line, slope
from numerics.stochastic import Mean, Source, Values

# z ~ N(0, I) in the plane, x|z ~ N(Wz + b, s²I) in space, q = N(m, diag v²)
W: Final = np.array([[1.0, -0.5], [0.3, 0.8], [-0.6, 0.2]])
B, X = np.array([0.2, -0.1, 0.4]), np.array([1.1, 0.5, -0.7])
S: Final = 0.7
M, V = np.array([0.6, 0.3]), np.array([0.5, 0.6])


def decoder(z: Values) -> Values:
    """log p(x|z)."""
    from scipy.stats import norm

    return np.sum(norm.logpdf(X, z @ W.T + B, S), axis=1)


def prior(z: Values) -> Values:
    """log p(z)."""
    from scipy.stats import norm

    return np.sum(norm.logpdf(z), axis=1)


def encoder(z: Values) -> Values:
    """log q(z)."""
    from scipy.stats import norm

    return np.sum(norm.logpdf(z, M, V), axis=1)


def latent(noise: Values) -> Values:
    """Samples of q."""
    return M + V * noise


def expected(f: Callable[[Values], Values]) -> float:
    """E_q[f] by Gauss-Hermite, exact for polynomials of degree below 16."""
    places, weights = np.polynomial.hermite_e.hermegauss(8)
    noise = np.array(list(product(places, places)))
    return float(f(latent(noise)) @ np.outer(weights, weights).ravel() / (2 * np.pi))


@cache
def evidence() -> float:
    """log p(x) by SciPy: x ~ N(b, WWᵀ + s²I)."""
    from scipy.stats import multivariate_normal

    law: Any = multivariate_normal
    return float(law.logpdf(X, B, W @ W.T + S**2 * np.eye(3)))


@cache
def gap() -> float:
    """KL(q‖p(z|x)), the posterior by conditioning the joint normal law of z and x."""
    from scipy.stats import multivariate_normal

    gain = W.T @ np.linalg.inv(W @ W.T + S**2 * np.eye(3))
    mean, law = gain @ (X - B), cast(Any, multivariate_normal)
    return expected(lambda z: encoder(z) - law.logpdf(z, mean, np.eye(2) - gain @ W))


@cache
def to_prior() -> float:
    """KL(q‖p(z))."""
    return expected(lambda z: encoder(z) - prior(z))


BOUND: Final = (
    Mean(
        result="vae.elbo",
        null="log p(x, z) − log q(z) for samples z of q has the mean log p(x) − KL(q‖p(z|x)), x|z linear and normal",
        what="log p(x) − KL",
        source=cache(lambda: of_noise(lambda e: decoder(latent(e)) + prior(latent(e)) - encoder(latent(e)), 2)),
        claim=lambda: evidence() - gap(),
        wrong={
            "the ELBO is log p(x)": evidence,
            "KL subtracted": lambda: evidence() + gap(),
            "KL to the prior": lambda: evidence() - to_prior(),
        },
    ),
    Mean(
        result="vae.elbo_bound",
        null="log p(x|z) for samples z of q has the mean log p(x) − KL(q‖p(z|x)) + KL(q‖p(z)), x|z linear and normal",
        what="log p(x) − KL(q‖p(z|x)) + KL(q‖p(z))",
        source=cache(lambda: of_noise(lambda e: decoder(latent(e)), 2)),
        claim=lambda: evidence() - gap() + to_prior(),
        wrong={
            "no gap": lambda: evidence() + to_prior(),
            "the divergence added": lambda: evidence() - gap() - to_prior(),
            "E_q[log p(x|z)] = log p(x)": evidence,
        },
    ),
)

# E_{N(μ, σ²)}[f(z)], f(z) = log(1 + z²)
MU, SIGMA = 0.8, 0.6


def f(z: Values) -> Values:
    """log(1 + z²)."""
    return np.log1p(z * z)


def f_slope(z: Values) -> Values:
    """Its derivative."""
    return 2 * z / (1 + z * z)


def mean_at(mu: float, sigma: float) -> float:
    """E[f(z)] by integration."""
    return Normals((mu,), (sigma,)).mean(f)


@cache
def gradient(by_sigma: bool) -> float:
    """Its derivative by μ or σ, by finite differences."""
    return slope(lambda s: mean_at(MU, s), SIGMA) if by_sigma else slope(lambda m: mean_at(m, SIGMA), MU)


@cache
def pathwise(by_sigma: bool) -> Source:
    """f′(μ + σε), times ε for the derivative by σ."""
    return on_line(STANDARD, lambda e: f_slope(MU + SIGMA * e) * (e if by_sigma else 1.0))


@cache
def score(by_sigma: bool) -> Source:
    """f(z) times the derivative of log N(z; μ, σ²)."""
    return on_line(STANDARD, lambda e: f(MU + SIGMA * e) * weight(by_sigma, e))


def weight(by_sigma: bool, e: Values) -> Values:
    """The derivative of log N(z; μ, σ²) by μ or σ at z = μ + σε."""
    return (e * e - 1 if by_sigma else e) / SIGMA


@cache
def fitted(by_sigma: bool, degree: int) -> Values:
    """The polynomial in ε that leaves the least variance of the estimate; with any other it has the same mean."""
    places, masses = np.polynomial.hermite_e.hermegauss(60)
    scale = np.sqrt(masses) * weight(by_sigma, places)
    powers = np.vander(places, degree + 1, increasing=True)
    return np.asarray(np.linalg.lstsq(powers * scale[:, None], f(MU + SIGMA * places) * scale, rcond=None)[0], float)


REACH: Final = 4.5  # standard deviations: with more, the range of the estimate costs more than the tail


@cache
def controlled(by_sigma: bool, degree: int = 2) -> Source:
    """The score-function estimate of what a polynomial leaves of f, and the polynomial's own gradient.

    By E[ε²] = 1 and E[ε²(ε² − 1)] = 2 the terms b₀ + b₁ε + b₂ε² have the gradient b₁/σ by μ and 2b₂/σ by σ: a baseline
    b₀ moves nothing.
    """
    b = fitted(by_sigma, degree)

    def rest(e: Values) -> Values:
        return (f(MU + SIGMA * e) - np.polynomial.polynomial.polyval(e, b)) * weight(by_sigma, e)

    return on_line(STANDARD, rest, REACH).moved(known(by_sigma, b))


def known(by_sigma: bool, b: Values) -> float:
    """The gradient of the expectation of b₀ + b₁ε + b₂ε², ε = (z − μ)/σ in the samples of N(μ, σ²)."""
    padded = [*map(float, b), 0.0, 0.0]
    return (2 * padded[2] if by_sigma else padded[1]) / SIGMA


def variance_ratio(by_sigma: bool) -> str:
    """How much more the score-function estimate scatters, and how much a baseline and a polynomial take away."""
    plain = score(by_sigma).deviation
    times, base, poly = (
        (plain / other.deviation) ** 2 for other in (pathwise(by_sigma), controlled(by_sigma, 0), controlled(by_sigma))
    )
    return (
        f"the score-function estimate has {times:.1f} times the variance of the reparameterised one, "
        f"{base:.1f} times that with a baseline and {poly:.0f} times that with the polynomial"
    )


def both(by_sigma: bool) -> list[Mean]:
    """The two estimates of a derivative."""
    name, other = ("σ", "μ") if by_sigma else ("μ", "σ")
    shared = {
        f"the derivative by {other}": lambda: gradient(not by_sigma),
        "the sign": lambda: -gradient(by_sigma),
        "0, as where f is constant": lambda: 0.0,
    }
    rest = {"the polynomial's gradient lost": lambda: gradient(by_sigma) - known(by_sigma, fitted(by_sigma, 2))}
    return [
        Mean(
            result="vae.reparameterisation",
            null=f"{text} has as its mean ∂/∂{name} of E[log(1 + z²)], by finite differences of the integral",
            what=f"∂/∂{name}",
            n=2**17 if make is pathwise else 2**20,
            source=lambda make=make: make(by_sigma),
            claim=lambda: gradient(by_sigma),
            wrong=shared if make is pathwise else shared | rest,
            more=(lambda: variance_ratio(by_sigma)) if make is controlled else None,
        )
        for text, make in ((PATHS[by_sigma], pathwise), (SCORES[by_sigma], controlled))
    ]


PATHS: Final = {False: "f′(μ + σε)", True: "ε·f′(μ + σε)"}
SCORES: Final = {
    False: "f(z)·ε/σ, the score function, with a polynomial of known gradient as control variate,",
    True: "f(z)·(ε² − 1)/σ, the score function, with a polynomial of known gradient as control variate,",
}


# The average of M samples
SAMPLES: Final = 4


def wave(z: Values) -> Values:
    """sin 2z."""
    return np.sin(2 * z)


@cache
def wave_moment(order: int) -> float:
    """E[(f − E f)ᵏ] by integration; E[f] for k = 1."""
    law = Normals((MU,), (SIGMA,))
    mean = law.mean(wave)
    return mean if order == 1 else law.mean(lambda z: (wave(z) - mean) ** order)


@cache
def squared_error() -> Source:
    """(Σ_m f(Z_m)/M − E_q[f])²: its mean is V/M, its mean square (μ₄ + 3(M − 1)V²)/M³."""
    mean, variance, fourth = map(wave_moment, (1, 2, 4))

    def draw(rng: Generator, n: int) -> Values:
        found = wave(MU + SIGMA * rng.standard_normal((n, SAMPLES)))
        return (found.mean(axis=1) - mean) ** 2

    square = (fourth + 3 * (SAMPLES - 1) * variance**2) / SAMPLES**3
    quantity = Quantity(draw, 0.0, (1 + abs(mean)) ** 2)
    return Source(quantity, sqrt(square - (variance / SAMPLES) ** 2))


AVERAGE: Final = Mean(
    result="vae.monte_carlo",
    null="(Σ f(Z_m)/M − E_q[f])², f(z) = sin 2z, M = 4, has the mean V/M, V by integration",
    what="V/M",
    source=squared_error,
    claim=lambda: wave_moment(2) / SAMPLES,
    wrong={
        "V": lambda: wave_moment(2),
        "V/M²": lambda: wave_moment(2) / SAMPLES**2,
        "V/(M − 1)": lambda: wave_moment(2) / (SAMPLES - 1),
        "E_q[f²]/M": lambda: (wave_moment(2) + wave_moment(1) ** 2) / SAMPLES,
    },
)
SAMPLED: Final = (*BOUND, *both(False), *both(True), AVERAGE)
