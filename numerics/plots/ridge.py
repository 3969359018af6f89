"""Ridge paths with and without a penalised bias."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.random import default_rng

from numerics.plots.answers import answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def paths(figure: Figure) -> None:
    """The three coefficients against λ, for A = diag(0, 1, 1) and A = I."""
    rng = default_rng(4)
    n = 40
    features = rng.standard_normal((n, 2))
    y = 5 + features @ np.array([2.0, -1.0]) + 0.5 * rng.standard_normal(n)
    z = np.column_stack([np.ones(n), features])
    lams = np.geomspace(1e-3, 1e3, 100)
    solve = answer("ridge.closed_form")
    axes = figure.subplots(1, 2, sharey=True)
    for ax, diagonal, name in ((axes[0], (0, 1, 1), "bias free"), (axes[1], (1, 1, 1), "bias penalised")):
        found = np.array([solve(Z=z, y=y, A=np.diag(np.array(diagonal, float)), lam=lam, n=n, d=3) for lam in lams])
        for i, label in enumerate(("$\\beta_0$", "$\\beta_1$", "$\\beta_2$")):
            ax.semilogx(lams, found[:, i], label=label)
        ax.axhline(y.mean(), color="k", linewidth=0.8, linestyle=":", label="mean of y")
        ax.set(xlabel="$\\lambda$", title=f"A = diag{diagonal}: {name}")
    axes[0].legend(loc="center right")


DRAWINGS = dict.fromkeys(("closed_form", "limits", "bias_equivariance", "centering"), paths)
