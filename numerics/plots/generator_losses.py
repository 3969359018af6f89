"""How strongly each generator loss pulls, against what the discriminator says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def factors(figure: Figure) -> None:
    """The factor in front of ∂h/∂θ, measured by differences of the three losses."""
    h = np.linspace(-7, 7, 281)
    losses = {
        "minimax: $-\\sigma(h)$": lambda u: -np.logaddexp(0, u),
        "non-saturating: $-(1-\\sigma(h))$": lambda u: np.logaddexp(0, -u),
        "combined: $-1$": lambda u: -u,
    }
    left, right = figure.subplots(1, 2)
    e = 1e-5
    for name, loss in losses.items():
        slope = (loss(h + e) - loss(h - e)) / (2 * e)
        left.plot(1 / (1 + np.exp(-h)), slope, label=name)
        right.semilogy(h, -slope, label=name)
    left.set(xlabel="$D(G(z))$", ylabel="factor of $\\partial h/\\partial\\theta$", title="against D")
    right.set(xlabel="logit $h$", ylim=(1e-3, 2), title="size, against the logit")
    left.legend(loc="upper center", fontsize=8)
    figure.suptitle("Generator gradients: where the discriminator wins (D → 0) only one of them vanishes")


DRAWINGS = dict.fromkeys(("saturating_gradient", "nonsaturating_gradient", "vanishing", "combined"), factors)
