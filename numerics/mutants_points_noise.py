"""Noise on the line, and a function that grows, so that its mean exists for some multiples of the noise only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from derivations.kernel.densities import normal
from derivations.kernel.formulas import exp, lebesgue, real
from derivations.kernel.terms import ONE, ZERO, Term, lam, num
from numerics.line_densities import heavy_tail

X: Final = real("x")


def growing_in_the_noise() -> Iterator[Mapping[str, Term]]:
    """Noise above 1 and eᶻ, which has a mean for −σε; normal noise and exp(z²/4), which has one for σ = 1."""
    for law, f, sigma in (
        (heavy_tail().conclusion.args[1], exp(X), ONE),
        (lam(X, normal(X, ZERO, ONE)), exp(X**2 / 4), num(2)),
    ):
        noise = {"nu": lebesgue(), "p": law, "epsilon": lam(X, X)}
        yield {**noise, "f": lam(X, f), "mu": ZERO, "sigma": sigma}
