"""Finite distributions, exactly: divergences as rational combinations of logarithms of primes.

Nothing here reads the language of the kernel: these are the sums of the textbook, over lists of fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from numpy.random import Generator

from numerics.logarithms import Logarithm, Logarithms

Weights = Sequence[Fraction]
FIELD = Logarithms()
ZERO = FIELD.number(0)


def log(value: Fraction | int) -> Logarithm:
    """The logarithm of a positive rational."""
    return FIELD.apply("log", FIELD.number(value))


def mean(p: Weights, f: Callable[[int], Logarithm]) -> Logarithm:
    """Σ pᵢ·f(i) over pᵢ > 0."""
    return sum((FIELD.number(w) * f(i) for i, w in enumerate(p) if w > 0), ZERO)


def kl(p: Weights, q: Weights) -> Logarithm | None:
    """KL(p‖q); None for infinity."""
    if any(a > 0 and not b for a, b in zip(p, q, strict=True)):
        return None
    return mean(p, lambda i: log(p[i] / q[i]))


def jsd(p: Weights, q: Weights) -> Logarithm:
    """JSD(p, q)."""
    m = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    half = FIELD.number(Fraction(1, 2))
    return half * mean(p, lambda i: log(p[i] / m[i])) + half * mean(q, lambda i: log(q[i] / m[i]))


def entropy(p: Weights) -> Logarithm:
    """H(p)."""
    return -mean(p, lambda i: log(p[i]))


def best(p: Weights, q: Weights) -> list[Fraction]:
    """D* = p/(p + q); ½ where both are 0."""
    return [a / (a + b) if a + b else Fraction(1, 2) for a, b in zip(p, q, strict=True)]


def loss(p: Weights, q: Weights, d: Weights) -> Logarithm:
    """−Σ [p log D + q log(1 − D)]."""
    return -mean(p, lambda i: log(d[i])) - mean(q, lambda i: log(1 - d[i]))


def distribution(rng: Generator, size: int, positive: bool = False) -> list[Fraction]:
    """A distribution with small denominators, zeros in it unless it must be positive."""
    counts = [int(c) for c in rng.integers(1 if positive else 0, 6, size=size)]
    counts[0] = counts[0] or 1
    return [Fraction(c, sum(counts)) for c in counts]


def sign(value: Logarithm) -> int:
    """−1, 0 or 1, exactly."""
    return FIELD.sign(value)


def shown(**values: Weights) -> str:
    """Distributions in one line."""
    return ", ".join(f"{name} = ({', '.join(map(str, w))})" for name, w in values.items())
