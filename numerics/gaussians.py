"""Normal densities on the line for the checks of topics: pairs of them, and their divergences enclosed by Arb.

The integrands are written with the difference of the log-densities, a polynomial, so that they are cheap to enclose.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flint import arb
from numpy.random import Generator

from derivations.kernel.densities import normal
from derivations.kernel.formulas import exp, log
from derivations.kernel.terms import REAL, Term, lam, num, var
from numerics.evaluation import Evaluator
from numerics.intervals import Balls
from numerics.line import line_integral

Parameters = tuple[Fraction, Fraction]  # mean and standard deviation
Pair = tuple[Parameters, Parameters]
X = var("x", REAL)


def parameters(rng: Generator) -> Parameters:
    """A mean and a standard deviation that keep integrals short."""
    return Fraction(int(rng.integers(-4, 5)), 3), Fraction(int(rng.integers(2, 7)), 4)


def pairs(rng: Generator, count: int) -> Iterator[Pair]:
    """Pairs of parameters, no two equal."""
    while count:
        one, other = parameters(rng), parameters(rng)
        if one != other:
            count -= 1
            yield one, other


def integrated(body: Term) -> arb:
    """An enclosure of the integral of a function of x over the line."""
    return line_integral(Evaluator(Balls(), {}).value(lam(X, body)))


def density(at: Parameters) -> Term:
    """N(x; m, s²)."""
    return normal(X, num(at[0]), num(at[1]))


def polynomial(one: Parameters, other: Parameters) -> Term:
    """log(p/q), as a polynomial in x."""
    (mu, a), (m, b) = one, other
    return (X - num(m)) ** 2 / num(2 * b * b) - (X - num(mu)) ** 2 / num(2 * a * a) + log(num(b / a))


def kl_of(one: Parameters, other: Parameters) -> arb:
    """KL(p‖q) by integration."""
    return integrated(density(one) * log(density(one) / density(other)))


def against(one: Parameters, other: Parameters) -> arb:
    """∫ p·log(1 + q/p): with p as the data, −E_p[log D*]."""
    return integrated(density(one) * log(1 + exp(polynomial(other, one))))


def discriminator_value(one: Parameters, other: Parameters) -> arb:
    """−∫ [p log D* + q log(1 − D*)]."""
    return against(one, other) + against(other, one)


def jsd_of(one: Parameters, other: Parameters) -> arb:
    """JSD(p, q) from its definition, by integration: ½·E_p[log(p/m)] + ½·E_q[log(q/m)]."""
    middle = (density(one) + density(other)) / 2
    return sum((integrated(density(p) * (log(density(p)) - log(middle))) / 2 for p in (one, other)), arb(0))
