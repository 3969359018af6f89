"""The evidence bound and its gap, a linear decoder, averages of samples, estimates of a gradient, grey pixels."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import default_rng
from scipy.stats import multivariate_normal, norm

from derivations.kernel.terms import NAT, REAL, SPACE
from numerics.functions import Native
from numerics.matrices import Matrix, single
from numerics.plots.answers import answer_at
from numerics.spaces import Discrete, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LIKELIHOOD: Final = (Fraction(1, 10), Fraction(3, 5))  # p(x|z) of a latent that is 0 or 1
PRIOR: Final = (Fraction(2, 3), Fraction(1, 3))
Z: Final = np.linspace(-4, 4, 2001)


# The bound
def bound(figure: Figure) -> None:
    """The bound over all q of a latent of two values, and over normal q for a decoder that is not linear."""
    left, right = figure.subplots(1, 2)
    _of_two_values(left)
    _of_normal_laws(right)


def _of_two_values(axes: Any) -> None:
    shares = [Fraction(k, 60) for k in range(1, 60)]
    evidence = float(np.log(float(sum(a * b for a, b in zip(LIKELIHOOD, PRIOR, strict=True)))))
    best = answer_at("vae.optimal_posterior", **_latent(), z=1)
    values = [answer_at("vae.elbo_bound", **_latent(), q=table(SPACE, (1 - a, a))) for a in shares]
    axes.plot(list(map(float, shares)), values, label="ELBO")
    axes.fill_between([float(a) for a in shares], values, evidence, color="C1", alpha=0.2, label="KL to the posterior")
    axes.axhline(evidence, color="k", linewidth=0.8, label="$\\log p(x)$")
    axes.axvline(best, color="k", linewidth=0.8, linestyle=":", label="the posterior")
    axes.set(xlabel="$q(1)$", ylabel="nats", title="a latent of two values")
    axes.legend(loc="lower center", fontsize=8)


def _latent() -> dict[str, Any]:
    return {"l": table(SPACE, LIKELIHOOD), "p_z": table(SPACE, PRIOR), "mu": Discrete(SPACE, (Fraction(1),) * 2)}


def _of_normal_laws(axes: Any) -> None:
    joint = np.exp(norm.logpdf(Z) + norm.logpdf(0.6, np.abs(Z) ** 1.5 * np.sign(Z), 0.5))
    evidence = np.trapezoid(joint, Z)
    means, deviations = np.linspace(-0.6, 1.4, 81), (0.2, 0.35, 0.6)
    for i, deviation in enumerate(deviations):
        values = [_elbo(joint, mean, deviation) for mean in means]
        axes.plot(means, values, color=f"C{i}", label=f"ELBO, deviation {deviation}")
    axes.axhline(np.log(evidence), color="k", linewidth=0.8, label="$\\log p(x)$")
    axes.set(xlabel="mean of $q$", title="normal $q$, posterior not normal", ylim=(-4, None))
    axes.legend(loc="lower center", fontsize=8)


def _elbo(joint: np.ndarray, mean: float, deviation: float) -> float:
    """∫ q·log(p(x, z)/q) by the trapezoidal rule."""
    q = norm.pdf(Z, mean, deviation)
    inside = q > 1e-300
    terms = np.where(inside, q * (np.log(joint) - np.log(np.where(inside, q, 1))), 0)
    return float(np.trapezoid(terms, Z))


# A linear decoder
W: Final = np.array([[1.2], [0.5]])
POINT: Final = np.array([1.5, -0.4])
SCALE: Final = 0.8


def linear(figure: Figure) -> None:
    """The bound over mean and variance of q for a linear decoder, with the posterior and the evidence."""
    precision = 1 + float((W**2).sum()) / SCALE**2
    mean, variance = float(W[:, 0] @ POINT) / SCALE**2 / precision, 1 / precision
    law: Any = multivariate_normal
    evidence = float(law.logpdf(POINT, np.zeros(2), W @ W.T + SCALE**2 * np.eye(2)))
    left, right = figure.subplots(1, 2)
    means, variances = np.linspace(mean - 1.2, mean + 1.2, 41), np.geomspace(0.04, 2, 41)
    gaps = np.array([[evidence - elbo(m, v) for m in means] for v in variances])
    shown = left.contour(means, variances, gaps, levels=[0.02, 0.1, 0.3, 1, 2], cmap="viridis_r")
    left.clabel(shown, fontsize=8)
    left.plot(mean, variance, "k*", markersize=10)
    left.set(xlabel="mean of $q$", ylabel="variance of $q$", yscale="log", title="$\\log p(x)$ − ELBO; star: posterior")
    right.semilogx(variances, [elbo(mean, v) for v in variances], label="ELBO, mean of the posterior")
    right.semilogx(variances, [elbo(mean + 0.4, v) for v in variances], label="ELBO, mean moved by 0.4")
    right.axhline(evidence, color="k", linewidth=0.8, label="$\\log p(x)$ by SciPy")
    right.axvline(variance, color="k", linewidth=0.8, linestyle=":", label="variance of the posterior")
    right.set(xlabel="variance of $q$", title="only the posterior reaches the evidence", ylim=(evidence - 2.2, None))
    right.legend(loc="lower left", fontsize=8)


def elbo(mean: float, variance: float) -> float:
    """The proved bound for q = N(mean, variance)."""
    at = {"W": _exact(W), "b": _exact(np.zeros((2, 1))), "x": _exact(POINT[:, None]), "m": _exact(np.array([[mean]]))}
    sizes = {"D": 2, "k": 1, "s": Fraction(SCALE)}
    return answer_at("vae.linear_gaussian", **at, **sizes, S=_exact(np.array([[variance]])))


def _exact(values: np.ndarray) -> Matrix:
    rows, columns = values.shape
    return Matrix(rows, columns, tuple(map(Fraction, values.ravel().tolist())))


# Samples
REPEATS: Final = 4000
FACES: Final = tuple(map(Fraction, range(1, 7)))


def averages(figure: Figure) -> None:
    """Means of M throws of a die: their mean squared error beside the proved one."""
    counts = 2 ** np.arange(11)
    rng = default_rng(13)
    errors = [((rng.integers(1, 7, (REPEATS, count)).mean(axis=1) - 3.5) ** 2) for count in counts]
    axes = figure.subplots()
    shown = [error.mean() for error in errors]
    bars = [3 * error.std() / np.sqrt(REPEATS) for error in errors]
    axes.errorbar(counts, shown, bars, fmt="o", markersize=4, label=f"{REPEATS:,} means, 3 standard errors")
    axes.plot(counts, [mean_square(int(count)) for count in counts], color="k", linewidth=0.8, label="proved: Var/M")
    axes.set(
        xlabel="$M$", ylabel="mean squared error", xscale="log", yscale="log", title="The mean of M throws of a die"
    )
    axes.set_xticks(counts, map(str, counts))
    axes.legend(loc="upper right")


def mean_square(count: int) -> float:
    """The proved mean squared error of the mean of so many throws."""
    die = Discrete(REAL, (Fraction(1, 6),) * 6, FACES)
    same, one = (Native(REAL, rule) for rule in (lambda field, _, at: at, lambda field, _, at: field_one(field)))
    return answer_at("vae.monte_carlo", nu=die, q=one, f=same, M=count, d=1)


def field_one(field: Any) -> Matrix:
    """The number 1 over a field."""
    return single(field.number(1))


@cache
def gradients() -> tuple[np.ndarray, np.ndarray, float]:
    """Estimates of d/dμ E sin(z), z ~ N(μ, σ²), by differentiating samples and by the score, and its value."""
    mean, deviation, each = 0.7, 0.5, 64
    noise = default_rng(14).standard_normal((REPEATS, each))
    z = mean + deviation * noise
    exact = np.cos(mean) * np.exp(-(deviation**2) / 2)
    return np.cos(z).mean(axis=1), (np.sin(z) * noise / deviation).mean(axis=1), float(exact)


def estimates(figure: Figure) -> None:
    """Both have the right mean; that through the samples varies less."""
    through, score, exact = gradients()
    axes = figure.subplots()
    for values, name in ((through, "$f'(\\mu+\\sigma\\varepsilon)$"), (score, "$f(z)(z-\\mu)/\\sigma^2$")):
        axes.hist(values, bins=120, range=(-0.2, 1.5), density=True, alpha=0.5,
                  label=f"{name}: {values.mean():.3f} ± {values.std():.3f}")  # fmt: skip
    axes.axvline(exact, color="k", linewidth=0.8, label=f"exact: {exact:.3f}")
    axes.set(
        xlabel="mean over 64 samples",
        title="Two estimates of $\\partial/\\partial\\mu\\,E\\sin(z)$, $z\\sim N(\\mu,\\sigma^2)$",
    )
    axes.legend(loc="upper right")


def between(figure: Figure) -> None:
    """exp(−cross-entropy) for pixels that are neither 0 nor 1, and the chance of a pixel drawn with that mean."""
    axes = figure.subplots()
    grey = [Fraction(k, 50) for k in range(51)]
    for i, chance in enumerate((Fraction(1, 2), Fraction(4, 5), Fraction(49, 50))):
        axes.plot(list(map(float, grey)), [pixel(t, chance) for t in grey], color=f"C{i}", label=f"$g={float(chance)}$")
        axes.plot([0, 1], [1 - float(chance), float(chance)], "o:", color=f"C{i}", linewidth=0.9)
    axes.plot([], [], "ko:", linewidth=0.9, label="$xg+(1-x)(1-g)$")
    axes.set(xlabel="$x$", ylabel="exp(−cross-entropy)", ylim=(0, 1.02),
             title="A probability for pixels 0 and 1 only")  # fmt: skip
    axes.legend(loc="upper left")


def pixel(x: Fraction, chance: Fraction) -> float:
    """The proved form of the probability of one pixel."""
    return answer_at("vae.bernoulli_decoder", x=table(NAT, (x,)), g=table(NAT, (chance,)), D=1)


DRAWINGS = {
    "elbo": bound,
    "elbo_bound": bound,
    "optimal_posterior": bound,
    "reparameterisation": estimates,
    "monte_carlo": averages,
    "bernoulli_decoder": between,
    "linear_gaussian": linear,
}
