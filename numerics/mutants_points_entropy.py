"""Points on the line at which a law has no entropy: ∫ |p·log p| is infinite, and divergences from it may be 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from derivations.kernel.formulas import lebesgue, real
from derivations.kernel.terms import ONE, Term, lam, num
from numerics.line_densities import half_open, mixture, normal, steep_start

X: Final = real("x")


def equal_laws() -> Iterator[Mapping[str, Term]]:
    """One law without entropy in all places, the prior and the posterior among them, with the likelihood 1."""
    steep = steep_start().conclusion.args[1]
    laws = dict.fromkeys(("p", "q", "r", "p_z"), steep)
    yield {"mu": lebesgue(), **laws, "l": lam(X, ONE)}


def even_prior() -> Iterator[Mapping[str, Term]]:
    """A law q without entropy, and p or a prior p_z that is 1 on (0, 1]: KL(q‖p) = ∞, and yet E_q[log p] = 0."""
    q, even = (t.conclusion.args[1] for t in (steep_start(), half_open()))
    yield {"mu": lebesgue(), "q": q, "p": even, "p_z": even, "l": lam(X, ONE)}


def positive_everywhere() -> Iterator[Mapping[str, Term]]:
    """Laws that are positive everywhere: q without entropy, and p equal to it or normal, so that E_q[log p] = −∞."""
    plain = normal(0, 1)
    steep = mixture(plain, steep_start())
    for p in (steep, plain):
        laws = {"p": p.conclusion.args[1], "q": steep.conclusion.args[1]}
        yield {"mu": lebesgue(), **laws, "D": lam(X, num(Fraction(1, 3)) + 0 * X)}
