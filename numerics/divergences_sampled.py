"""Divergences of samples against closed forms: normal distributions, mixtures of them, finite ones.

The integrand takes its densities from scipy.stats; the number it is held against is a closed form, or an integral of
the definition where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np

from numerics.sources import STANDARD, Normals, divergence, integral, of_cases, of_noise, on_line, shannon
from numerics.stochastic import Mean, Source, Values

P: Final = Normals((-1.0, 1.2), (0.8, 0.8), (0.4, 0.6))
Q: Final = Normals((0.2,), (0.7,))
PAIR: Final = ((Fraction(1, 2), Fraction(4, 5)), (Fraction(-1, 3), Fraction(7, 5)))  # means and standard deviations
FINITE: Final = ((0.3, 0.25, 0.2, 0.15, 0.1), (0.1, 0.1, 0.2, 0.2, 0.4))


def normal_kl(one: Normals, other: Normals) -> Source:
    """log(p/q) at samples x = μ₁ + σ₁·ε."""

    def ratio(noise: Values) -> Values:
        x = one.means[0] + one.spreads[0] * noise[:, 0]
        return one.logpdf(x) - other.logpdf(x)

    return of_noise(ratio, 1)


def _normals() -> tuple[Normals, Normals]:
    one, other = (Normals((float(m),), (float(s),)) for m, s in PAIR)
    return one, other


def _closed(slip: str) -> Callable[[], float]:
    """The closed form of the divergence of two normal distributions, or that with a slip."""

    def number() -> float:
        from numerics.divergences import closed_form

        return float(closed_form(*PAIR, slip))

    return number


def gaussian_kl() -> Mean:
    """KL of two normal distributions."""
    slips = ("arguments swapped", "the factor 1/(2σ₂²) lost", "log(σ₁/σ₂)", "−½ dropped")
    return Mean(
        result="divergences.gaussian_kl",
        null="log(p/q) has the closed form as its mean, for samples of p = N(½, 0.8²) and q = N(−⅓, 1.4²)",
        what="the closed form of KL",
        source=cache(lambda: normal_kl(*_normals())),
        claim=cache(_closed("")),
        wrong={slip: _closed(slip) for slip in slips},
    )


def diagonal(size: int) -> tuple[Values, Values]:
    """Means and standard deviations of this many coordinates, no two alike."""
    places = np.arange(size)
    return np.sin(1.0 + places), 0.6 + 0.9 * np.cos(places) ** 2


def diagonal_form(size: int, factor: float = 0.5, sign: int = -1) -> float:
    """−½ Σ (1 + log σ² − μ² − σ²), or that with a slip."""
    mean, spread = diagonal(size)
    return -factor * float(np.sum(1 + 2 * np.log(spread) - mean**2 + sign * spread**2))


def diagonal_kl(size: int) -> Mean:
    """KL(N(μ, diag σ²)‖N(0, I)) in this dimension."""
    mean, spread = diagonal(size)

    def ratio(noise: Values) -> Values:
        from scipy.stats import norm

        x = mean + spread * noise
        return np.sum(norm.logpdf(x, mean, spread) - norm.logpdf(x), axis=1)

    return Mean(
        result="divergences.diagonal_gaussian_kl",
        null=f"log(q/p) has the formula as its mean, for samples of q = N(μ, diag σ²) and p = N(0, I), d = {size}",
        what="−½ Σ (1 + log σ² − μ² − σ²)",
        n=2**17 if size == 1 else 2**16 if size < 20 else 2**15,
        source=cache(lambda: of_noise(ratio, size)),
        claim=lambda: diagonal_form(size),
        wrong={
            "−Σ for −½ Σ": lambda: diagonal_form(size, 1.0),
            "+½ Σ for −½ Σ": lambda: diagonal_form(size, -0.5),
            "+σ² for −σ²": lambda: diagonal_form(size, sign=1),
        },
    )


def gibbs() -> list[Mean]:
    """KL of a mixture and of a finite distribution."""
    p, q = map(np.array, FINITE)

    def entropies(one: Values, other: Values) -> float:
        from scipy.stats import entropy

        return float(entropy(one, other))

    mixture = Mean(
        result="divergences.gibbs",
        null="log(q/p) has the mean KL(q‖p) > 0, by integration, for samples of a normal q and a mixture p",
        what="KL",
        source=cache(lambda: on_line(Q, lambda x: Q.logpdf(x) - P.logpdf(x))),
        claim=cache(lambda: divergence(Q, P)),
        wrong={"KL = 0 though q is not p": lambda: 0.0, "KL(p‖q)": lambda: divergence(P, Q)},
    )
    finite = Mean(
        result="divergences.gibbs",
        null="log(p/q) has the mean KL(p‖q) > 0, by scipy.stats, for samples of a finite p",
        what="KL",
        source=cache(lambda: of_cases(FINITE[0], list(np.log(p / q)))),
        claim=lambda: entropies(p, q),
        wrong={"KL = 0 though q is not p": lambda: 0.0, "KL(q‖p)": lambda: entropies(q, p)},
    )
    return [mixture, finite]


def kl_convex() -> Mean:
    """KL of mixtures stays below the mixture of KL."""
    one, other, s = Normals((-1.0,), (0.8,)), Normals((1.2,), (0.8,)), 0.4
    tilted = Normals((0.5, -0.5), (1.0, 1.0), (s, 1 - s))

    def apart() -> float:
        first, second = Normals((0.5,), (1.0,)), Normals((-0.5,), (1.0,))
        return s * divergence(one, first) + (1 - s) * divergence(other, second)

    return Mean(
        result="divergences.kl_convex",
        null="log(p/q) has the mean KL(p‖q), by integration, for samples of mixtures p and q; it is below the mixed KL",
        what="KL of the mixtures",
        source=cache(lambda: on_line(P, lambda x: P.logpdf(x) - tilted.logpdf(x))),
        claim=cache(lambda: divergence(P, tilted)),
        wrong={"KL of the mixtures = the mixture of KL": apart},
    )


def entropy_gap(p: Normals, q: Normals) -> Callable[[Values], Values]:
    """log 2 − H(D*), which has the mean JSD under (p + q)/2: in [0, log 2] everywhere."""

    def gap(x: Values) -> Values:
        from scipy.special import expit, xlogy

        share = expit(p.logpdf(x) - q.logpdf(x))
        return np.log(2) + xlogy(share, share) + xlogy(1 - share, 1 - share)

    return gap


def jsd() -> list[Mean]:
    """JSD of a mixture and a normal distribution, and of two finite ones."""
    p, q = map(np.array, FINITE)
    m = (p + q) / 2

    def from_entropies() -> float:
        from scipy.stats import entropy

        return float(entropy(m) - (entropy(p) + entropy(q)) / 2)

    mixture = Mean(
        result="divergences.jsd",
        null="log 2 − H(D*) has the mean JSD, by integration of its definition, for samples of (p + q)/2, p a mixture",
        what="JSD",
        source=cache(lambda: on_line(P.mixed(Q), entropy_gap(P, Q))),
        claim=cache(lambda: shannon(P, Q)),
        wrong={"JSD = log 2": lambda: np.log(2), "JSD = 0": lambda: 0.0, "2·JSD": lambda: 2 * shannon(P, Q)},
    )
    finite = Mean(
        result="divergences.jsd",
        null="½ log(p/m) + ½ log(q/m) has the mean H(m) − ½H(p) − ½H(q), by scipy.stats, for samples of finite p and q",
        what="JSD",
        source=cache(
            lambda: of_cases(FINITE[0], list(np.log(p / m) / 2)) + of_cases(FINITE[1], list(np.log(q / m) / 2))
        ),
        claim=from_entropies,
        wrong={"JSD = log 2": lambda: np.log(2), "2·JSD": lambda: 2 * from_entropies()},
    )
    return [mixture, finite]


def generator_objective() -> Mean:
    """E_q[log((1 − D*)/D*)] is KL(q‖p)."""

    def odds(x: Values) -> Values:
        total = np.logaddexp(P.logpdf(x), Q.logpdf(x))
        log_d, log_rest = P.logpdf(x) - total, Q.logpdf(x) - total
        return log_rest - log_d

    return Mean(
        result="divergences.generator_objective",
        null="log((1 − D*)/D*) has the mean KL(q‖p), by integration, for samples of a normal q and a mixture p",
        what="KL(q‖p)",
        source=cache(lambda: on_line(Q, odds)),
        claim=cache(lambda: divergence(Q, P)),
        wrong={"KL(p‖q)": lambda: divergence(P, Q), "2·JSD": lambda: 2 * shannon(P, Q)},
    )


def likelihood() -> Mean:
    """−E_p[log q] is KL + H for samples of a beta distribution."""

    def parts(sign: int) -> float:
        from scipy.stats import beta

        law: Any = beta(2, 3)
        gap = integral(lambda x: law.pdf(x) * (law.logpdf(x) - MODEL.logpdf(x)), 0.0, 1.0, 400)
        return gap + sign * float(law.entropy())

    return Mean(
        result="divergences.likelihood",
        null="−log q has the mean KL(p‖q) + H(p), by integration and scipy.stats, for samples of p = Beta(2, 3)",
        what="KL + H(p)",
        source=cache(beta_cross_entropy),
        claim=cache(lambda: parts(1)),
        wrong={"KL − H(p)": lambda: parts(-1), "KL alone": lambda: parts(0)},
    )


MODEL: Final = Normals((0.5,), (0.3,))


def beta_cross_entropy() -> Source:
    """−log q at samples of Beta(2, 3): between its values at the middle and at the ends."""
    from numerics.montecarlo import Quantity

    low, high = (-float(MODEL.logpdf(np.array([x]))[0]) for x in (0.5, 0.0))
    quantity = Quantity(lambda rng, n: -MODEL.logpdf(rng.beta(2, 3, n)), low, high + 1e-9)
    return Source(quantity, (high - low) / 2)


def pushforward() -> Mean:
    """E[e^{−G(z)}] for G(z) = e^z is the mean of e^{−x} under scipy.stats' log-normal law."""

    def under(spread: float) -> Callable[[], float]:
        def number() -> float:
            from scipy.stats import lognorm

            law: Any = lognorm(spread)
            return integral(lambda t: law.pdf(np.exp(t)) * np.exp(t - np.exp(t)), -16.0, 16.0)

        return number

    return Mean(
        result="divergences.pushforward",
        null="e^{−G(z)}, G(z) = e^z, for samples z ~ N(0, 1) has the mean of e^{−x} under the log-normal law",
        what="the mean under the law of G(z)",
        source=cache(lambda: on_line(STANDARD, lambda z: np.exp(-np.exp(z)))),
        claim=cache(under(1.0)),
        wrong={"the law of e^{2z}": under(2.0)},
    )


SAMPLED: Final = (
    *gibbs(),
    kl_convex(),
    gaussian_kl(),
    *(diagonal_kl(size) for size in (1, 5, 20)),
    *jsd(),
    generator_objective(),
    likelihood(),
    pushforward(),
)
