"""Points on the line at which wrong variants of results about laws of numbers show: by growth, or by a slope."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, product
from typing import Final

from derivations.kernel.formulas import exp, lebesgue, piecewise, real
from derivations.kernel.terms import ONE, ZERO, Term, lam, num, substitute
from numerics.line_densities import half_open, heavy_tail, line_densities
from numerics.mutants_points import UNIT, Values
from numerics.mutants_points_critics import straight_critics
from numerics.mutants_points_entropy import equal_laws, even_prior, positive_everywhere
from numerics.mutants_points_noise import growing_in_the_noise

Source = Callable[[], Iterator[Mapping[str, Term]]]
X: Final = real("x")
FEW: Final = 3  # densities that are tried for each of two


def growing() -> Iterator[Values]:
    """N(μ, σ²) and functions exp(c·x²), which have a mean if c < 1/(2σ²)."""
    for (sigma, c), mu in product((("1/2", 4), ("1/2", 1), (2, "1/16"), ("1/4", 4), (2, "1/40"), (3, "1/16")), (0, 1)):
        yield {"mu": Fraction(mu), "sigma": Fraction(sigma), "f": lam(X, exp(num(Fraction(c)) * X**2))}


def stretched() -> Iterator[Mapping[str, Term]]:
    """The uniform distribution on [0, 1] and the maps 2x and −x/2, written out: that they are monotone is proved."""
    for slope in map(Fraction, (2, "-1/2")):
        undone = X / num(slope)
        sets = {"S": UNIT, "R": substitute(UNIT, {X: undone})}
        maps = {"p_z": piecewise(UNIT, ONE, ZERO), "g": num(slope) * X, "g_inv": undone, **sets}
        numbers = {"x": num(slope / 2), "a": ZERO, "b": ONE}
        yield {**{name: lam(X, body) for name, body in maps.items()}, **numbers}


def divergent() -> Iterator[Mapping[str, Term]]:
    """Two densities on the line for r and q, some with an infinite divergence: that they are densities is proved."""
    few = [t.conclusion.args[1] for t in line_densities()[:FEW]]
    for r, q in product(few, repeat=2):
        yield {"mu": lebesgue(), "r": r, "q": q}


def one_way() -> Iterator[Mapping[str, Term]]:
    """Two densities on (0, 1], of which one all but vanishes near 0: their divergence is infinite one way only."""
    even, vanishing = (t.conclusion.args[1] for t in line_densities()[:2])
    for p, q in ((vanishing, even), (even, vanishing)):
        yield {"mu": lebesgue(), "p": p, "q": q}


def sure_of_itself() -> Iterator[Mapping[str, Term]]:
    """Normal laws, and a discriminator so near 1, or near 0, far out that the logarithm of what is left has no mean."""
    law, small = line_densities()[FEW - 1].conclusion.args[1], exp(-exp(X**2))
    for verdict in (1 / (1 + small), small):
        yield {"mu": lebesgue(), "p": law, "q": law, "D": lam(X, verdict)}


def unlikely() -> Iterator[Mapping[str, Term]]:
    """A prior that is the posterior's guess q, and a likelihood so small that E_q[log l] = −∞."""
    near_zero, tail = half_open().conclusion.args[1], heavy_tail().conclusion.args[1]
    for q, likelihood in ((near_zero, piecewise(ZERO < X, exp(-ONE / X), ONE)), (tail, exp(-exp(X)))):
        yield {"mu": lebesgue(), "q": q, "p_z": q, "l": lam(X, likelihood)}


def either(*sources: Source) -> Source:
    """The points of one source after those of another."""
    return lambda: chain.from_iterable(source() for source in sources)


LAWS: Final = {"vae.reparameterisation": growing}
WRITTEN: Final = {
    "change_of_variables.scalar": stretched,
    "vae.elbo": either(divergent, equal_laws),
    "vae.reparameterisation": growing_in_the_noise,
    "vae.elbo_bound": unlikely,
    "vae.optimal_posterior": either(equal_laws, even_prior),
    "divergences.generator_objective": either(even_prior, equal_laws, one_way),
    "divergences.gan_global_optimum": sure_of_itself,
    "optimal_discriminator.functional": either(sure_of_itself, positive_everywhere),
    "wasserstein.lipschitz_critic": straight_critics,
}
