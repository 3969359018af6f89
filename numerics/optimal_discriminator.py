"""Evidence for `derivations.optimal_discriminator`: minimisers by search, finite distributions exactly, Gaussians.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import Generator

from numerics.finite import best, distribution, jsd, log, loss, shown, sign
from numerics.gaussians import Pair, discriminator_value, jsd_of, pairs
from numerics.ledger import with_samples
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import positive_number

if TYPE_CHECKING:
    from derivations.proof import Proof

CLOSE: Final = 1e-6  # SciPy's bounded search is asked for 1e-10, but a minimum is flat: values resolve √ε ≈ 1e-8
Pairs = list[tuple[Fraction, Fraction]]


def masses(rng: Generator, scale: float) -> Pairs:
    """Positive p and q at one point."""
    return [(positive_number(rng), positive_number(rng)) for _ in range(round(12 * scale) + 4)]


def optimum(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """SciPy's bounded search finds p/(p + q)."""
    drawn = masses(rng, scale)

    def found(p: Fraction, q: Fraction, claim: Fraction) -> str | None:
        at = searched(float(p), float(q))
        return None if abs(at - float(claim)) < CLOSE else f"p = {p}, q = {q}: the search ends at {at:.9g}, not {claim}"

    wrong = rejects("t* = q/(p + q)", (found(p, q, q / (p + q)) for p, q in drawn))
    half = rejects("t* = ½", (found(p, q, Fraction(1, 2)) for p, q in drawn))
    detail = f"SciPy's bounded search for the least loss ends at p/(p + q) for {len(drawn)} pairs."
    return [tally(detail, (found(p, q, p / (p + q)) for p, q in drawn), [wrong, half])]


def searched(p: float, q: float) -> float:
    """The least loss on (0, 1), by search."""
    from scipy.optimize import minimize_scalar

    def at(t: float) -> float:
        return float(-p * np.log(t) - q * np.log1p(-t))

    found: Any = minimize_scalar(at, bounds=(0, 1), method="bounded", options={"xatol": 1e-10})
    return float(found.x)


def global_minimum(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """f(t) > f(t*) on a grid, exactly."""
    drawn, grid = masses(rng, scale), [Fraction(k, 24) for k in range(1, 24)]

    def beaten(p: Fraction, q: Fraction, claim: Fraction, least: int = 1) -> str | None:
        for t in grid:
            gap = sign(loss([p], [q], [t]) - loss([p], [q], [claim]))
            if t != claim and gap != least:
                return f"p = {p}, q = {q}: f({t}) − f({claim}) has the sign {gap}"
        return None

    wrong = [
        rejects("the least value at t = ½", (beaten(p, q, Fraction(1, 2)) for p, q in drawn)),
        rejects("a maximum at p/(p + q)", (beaten(p, q, p / (p + q), -1) for p, q in drawn)),
    ]
    detail = f"On a grid of {len(grid)} points f is above f(p/(p + q)), exactly, for {len(drawn)} pairs."
    return [tally(detail, (beaten(p, q, p / (p + q)) for p, q in drawn), wrong)]


Discriminator = Callable[[Sequence[Fraction], Sequence[Fraction]], list[Fraction]]


def two(rng: Generator, positive: bool) -> tuple[list[Fraction], list[Fraction]]:
    """Two distributions on the same points."""
    size = int(rng.integers(2, 5))
    return distribution(rng, size, positive), distribution(rng, size, positive)


def functional(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The loss of D* against perturbed discriminators on finite distributions, exactly."""
    drawn = [two(rng, True) for _ in range(round(12 * scale) + 4)]

    def others(d: Sequence[Fraction]) -> Iterator[list[Fraction]]:
        for i in range(len(d)):
            for share in (Fraction(1, 50), Fraction(-1, 50), Fraction(1, 2), Fraction(-1, 2)):
                room = 1 - d[i] if share > 0 else d[i]
                yield [x + share * room * (i == j) for j, x in enumerate(d)]

    def worse(p: list[Fraction], q: list[Fraction], d: list[Fraction]) -> str | None:
        for other in others(d):
            if sign(loss(p, q, other) - loss(p, q, d)) <= 0:
                return f"{shown(p=p, q=q, D=d)}: {shown(D=other)} loses no more"
        return None

    wrong = [
        rejects("D* = q/(p + q)", (worse(p, q, best(q, p)) for p, q in drawn)),
        rejects("D* = ½ for all p and q", (worse(p, q, [Fraction(1, 2)] * len(p)) for p, q in drawn)),
    ]
    detail = f"Every discriminator near or far from D* at one point loses more, exactly, on {len(drawn)} distributions."
    return [tally(detail, (worse(p, q, best(p, q)) for p, q in drawn), wrong)]


def logit(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """σ(log(p/q)) by NumPy is p/(p + q)."""
    drawn = masses(rng, scale)

    def differs(p: Fraction, q: Fraction, h: float) -> str | None:
        value, expected = 1 / (1 + np.exp(-h)), float(p / (p + q))
        return (
            None if abs(value - expected) < 1e-12 else f"p = {p}, q = {q}: σ({h:.6g}) = {value:.9g}, not {expected:.9g}"
        )

    def logs(p: Fraction, q: Fraction) -> float:
        return float(np.log(float(p)) - np.log(float(q)))

    wrong = [
        rejects("h* = log(q/p)", (differs(p, q, -logs(p, q)) for p, q in drawn)),
        rejects(
            "h* = D* (the discriminator taken for its logit)", (differs(p, q, float(p / (p + q))) for p, q in drawn)
        ),
    ]
    detail = f"The sigmoid of log p − log q in floating point is p/(p + q) for {len(drawn)} pairs, to 1e-12."
    return [tally(detail, (differs(p, q, logs(p, q)) for p, q in drawn), wrong)]


def gaussian_logit(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Differences of SciPy's log-densities against the polynomial, equal and unequal variances."""
    drawn = list(pairs(rng, round(12 * scale) + 4))
    places = np.linspace(-4, 4, 9)

    def logits(pair: Pair) -> np.ndarray:
        from scipy.stats import norm

        one, other = ((float(m), float(s)) for m, s in pair)
        return norm.logpdf(places, *one) - norm.logpdf(places, *other)

    def differs(pair: Pair, half: float = 0.5, sign_: int = 1) -> str | None:
        (mu, a), (m, b) = ((float(c), float(s)) for c, s in pair)
        square, slope = half * (1 / b**2 - 1 / a**2), sign_ * (mu / a**2 - m / b**2)
        stated = square * places**2 + slope * places + 0.5 * (m**2 / b**2 - mu**2 / a**2) + np.log(b / a)
        gap = float(np.max(np.abs(stated - logits(pair))))
        return None if gap < 1e-9 * (1 + np.max(np.abs(stated))) else f"N{pair[0]} against N{pair[1]}: off by {gap:.3g}"

    wrong = [
        rejects("x²-coefficient 1/s_q² − 1/s_p²", (differs(p, half=1.0) for p in drawn)),
        rejects("the linear term with the other sign", (differs(p, sign_=-1) for p in drawn)),
    ]
    detail = f"SciPy's normal log-densities differ by the polynomial at {len(places)} places for {len(drawn)} pairs."
    return [tally(detail, (differs(p) for p in drawn), wrong)]


def equilibrium(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """D* for q = p on finite distributions with zeros: ½ wherever p > 0, and only for q = p."""
    drawn = [two(rng, False) for _ in range(round(20 * scale) + 4)]

    def not_half(p: list[Fraction], q: list[Fraction], everywhere: bool = False) -> str | None:
        for a, b in zip(p, q, strict=True):
            if a + b == 0 and everywhere:
                return f"{shown(p=p, q=q)}: D* means nothing where both are 0"
            if a > 0 and a / (a + b) != Fraction(1, 2):
                return f"{shown(p=p, q=q)}: D* = {a / (a + b)}"
        return None

    wrong = [
        rejects("D* = ½ for any q", (not_half(p, q) for p, q in drawn)),
        rejects("D* = ½ at every point, p = 0 too", (not_half(p, p, everywhere=True) for p, _ in drawn)),
    ]
    detail = f"p/(p + p) is ½ at every point of {len(drawn)} finite distributions where p > 0."
    return [tally(detail, (not_half(p, p) for p, _ in drawn), wrong)]


def value(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """The value at D* is log 4 − 2·JSD: finite distributions exactly, Gaussians enclosed by Arb."""
    drawn = [two(rng, False) for _ in range(round(20 * scale) + 4)]

    def differs(p: list[Fraction], q: list[Fraction], constant: int = 4, factor: int = 2) -> str | None:
        from numerics.finite import FIELD

        gap = loss(p, q, best(p, q)) - (log(constant) - FIELD.number(factor) * jsd(p, q))
        return None if not sign(gap) else f"{shown(p=p, q=q)}: the value is off by {gap}"

    wrong = [
        rejects("log 2 − 2·JSD", (differs(p, q, constant=2) for p, q in drawn)),
        rejects("log 4 − JSD", (differs(p, q, factor=1) for p, q in drawn)),
    ]
    detail = (
        f"−Σ [p log D* + q log(1 − D*)] is log 4 − 2·JSD, exactly, on {len(drawn)} distributions with zeros and ties."
    )
    return [tally(detail, (differs(p, q) for p, q in drawn), wrong), gaussian_value(rng)]


def gaussian_value(rng: Generator) -> Outcome:
    """The value for a pair of Gaussians, against their JSD: two enclosures."""
    ((one, other),) = pairs(rng, 1)
    found, divergence = discriminator_value(one, other), jsd_of(one, other)

    def apart(constant: int) -> str | None:
        from flint import arb

        stated = arb(constant).log() - 2 * divergence
        return None if found.overlaps(stated) else f"N{one}, N{other}: {found} is not {stated}"

    wrong = rejects("log 2 − 2·JSD, for Gaussians", [apart(2)])
    return tally(f"For N{one} and N{other} Arb encloses both sides: {found.str(8)}.", [apart(4)], [wrong])


CHECKS: Final[dict[str, Any]] = with_samples(
    "optimal_discriminator",
    {
        check.__name__: check
        for check in (optimum, global_minimum, functional, logit, gaussian_logit, equilibrium, value)
    },
)
