"""Polynomials in s ≥ 0 with balls for coefficients; one is seen to be at most another by comparing coefficients."""

from __future__ import annotations

from math import factorial
from typing import Final

from flint import arb

Poly = tuple[arb, ...]
SLOW: Final = arb(1) / 4  # the rate at which an exponential may exceed a polynomial


def at_least(poly: Poly) -> bool:
    """Whether a polynomial in s ≥ 0 is seen to be at least 0."""
    return all(c >= 0 for c in poly)


def padded(a: Poly, b: Poly) -> list[tuple[arb, arb]]:
    """The coefficients side by side."""
    size = max(len(a), len(b))
    return list(zip((*a, *[arb(0)] * (size - len(a))), (*b, *[arb(0)] * (size - len(b))), strict=True))


def plus(a: Poly | None, b: Poly | None) -> Poly | None:
    """Sum; None if either is."""
    return None if a is None or b is None else tuple(x + y for x, y in padded(a, b))


def opposite(a: Poly | None) -> Poly | None:
    """Negative."""
    return None if a is None else tuple(-x for x in a)


def times(a: Poly | None, b: Poly | None) -> Poly | None:
    """Product; None if either is."""
    if a is None or b is None:
        return None
    total = [arb(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            total[i + j] += x * y
    return tuple(total)


def above(a: Poly | None, b: Poly | None) -> Poly | None:
    """A polynomial above both."""
    return None if a is None or b is None else tuple(x.max(y) for x, y in padded(a, b))


def dominated(a: Poly | None, b: Poly | None) -> bool:
    """Whether a ≤ b is seen."""
    return a is not None and b is not None and at_least(tuple(y - x for x, y in padded(a, b)))


def logarithm_of(bound: Poly) -> Poly:
    """A polynomial above the logarithm of another, by sᵏ ≤ k!·e^{cs}/cᵏ."""
    total = sum((c.max(arb(0)) * factorial(k) / SLOW**k for k, c in enumerate(bound)), arb(0))
    shift = SLOW if any(not c <= 0 for c in bound[1:]) else arb(0)
    return (total.upper().max(arb(2) ** -400).log(), shift)


def higher(a: Poly | None, b: Poly | None) -> Poly | None:
    """The one that is seen to be above the other, else the first that is known."""
    return b if a is None or dominated(a, b) else a


def exponential_of(bound: Poly | None) -> Poly:
    """A polynomial below the exponential of a + b·s with b ≥ 0, by eᵘ ≥ 1 + u + u²/2; below that of any other, 0."""
    if bound is None or not 1 <= len(bound) <= 2 or not at_least(bound[1:]):
        return (arb(0),)
    rate = bound[1] if len(bound) == 2 else arb(0)
    return times((bound[0].exp(),), (arb(1), rate, rate**2 / 2)) or ()
