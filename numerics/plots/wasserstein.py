"""What three divergences say of two narrow bells, and what a gradient penalty makes of the critic's slope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def jensen_shannon(gap: float, epsilon: float) -> float:
    """JSD of two normal densities of standard deviation ε whose means are apart, by the trapezoidal rule.

    In units of ε the second density is the first one moved by gap/ε, and log(2p/(p + q)) = log 2 − log(1 + q/p). Both
    halves of the divergence are equal. The rule's error is below 1e-9 for these analytic integrands.
    """
    wide, x = gap / epsilon, np.linspace(-9, 9, 4001)
    parted = np.log(2) - np.logaddexp(0, wide * x - wide**2 / 2)
    return float(np.trapezoid(norm.pdf(x) * parted, x))


def narrowing(figure: Figure) -> None:
    """KL, JSD and W₁ of N(θ, ε²) and N(θ₀, ε²) as ε → 0."""
    epsilon, gap = np.geomspace(1, 0.01, 60), 1.0
    kl = answer("wasserstein.gaussian_kl")(theta=gap, theta_0=0.0, epsilon=epsilon)
    axes = figure.subplots()
    axes.loglog(epsilon, kl, label="KL $= (\\theta-\\theta_0)^2/(2\\varepsilon^2)$")
    axes.loglog(epsilon, [jensen_shannon(gap, e) for e in epsilon], label="JSD, at most log 2")
    axes.loglog(epsilon, np.full_like(epsilon, -answer("wasserstein.lipschitz_critic")(theta=gap, theta_0=0.0)),
                label="$W_1 = |\\theta-\\theta_0|$")  # fmt: skip
    axes.axhline(np.log(2), color="k", linewidth=0.6, linestyle=":")
    axes.invert_xaxis()
    axes.set(xlabel="$\\varepsilon$", title="Two bells at distance 1 as they become points")
    axes.legend(loc="upper left")


def slopes(figure: Figure) -> None:
    """The size of dKL/dθ, dJSD/dθ and dW₁/dθ against the distance from the target."""
    gap, epsilon, e = np.linspace(0.02, 3, 150), 0.3, 1e-4
    axes = figure.subplots()
    axes.plot(gap, answer("wasserstein.kl_blowup")(theta=gap, theta_0=0.0, epsilon=epsilon), label="KL")
    jsd = [(jensen_shannon(g + e, epsilon) - jensen_shannon(g - e, epsilon)) / (2 * e) for g in gap]
    axes.plot(gap, jsd, label="JSD")
    axes.plot(gap, answer("wasserstein.w1_gradient")(theta=gap, theta_0=0.0), label="$W_1$")
    axes.set(xlabel="$\\theta-\\theta_0$", ylabel="gradient", ylim=(0, 6), title="Gradients in θ for ε = 0.3")
    axes.legend(loc="upper right")


def penalised(figure: Figure) -> None:
    """The penalised loss of a linear critic of slope a, with its global minimum."""
    a, delta = np.linspace(-3.2, 3.2, 500), 1.0
    axes = figure.subplots()
    for i, lam in enumerate((0.3, 1.0, 10.0)):
        best = answer("wasserstein.gradient_penalty")(delta=delta, lam=lam)

        def loss(slope: np.ndarray | float, lam: float = lam) -> np.ndarray | float:
            return slope * delta + lam * (np.abs(slope) - 1) ** 2

        axes.plot(a, loss(a), color=f"C{i}", label=f"$\\lambda={lam}$")
        axes.plot(best, loss(best), "o", color=f"C{i}")
    axes.set(
        xlabel="slope $a$",
        ylabel="$a\\delta+\\lambda(|a|-1)^2$",
        ylim=(-3, 6),
        title="δ = 1: the minimum is at |a| = 1 + |δ|/(2λ)",
    )
    axes.legend(loc="upper left")


DRAWINGS = {
    "kl_blowup": narrowing,
    "gaussian_kl": narrowing,
    "jsd_flat": narrowing,
    "lipschitz_critic": slopes,
    "w1_gradient": slopes,
    "gradient_penalty": penalised,
}
