"""Random measures and numbers that depend on their points: finite spaces, finite sums and the line."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from derivations.audits.expressions import N, X, Y
from derivations.kernel.densities import normal
from derivations.kernel.formulas import (
    And,
    Eq,
    almost,
    counting,
    function,
    lebesgue,
    measure,
    natural,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import NAT, Term, num

MU, W, P, Q, F = measure("mu"), point("w"), function("p"), function("q"), function("f")
INDEX, A, G = natural("i"), function("a", NAT), function("g", NAT)
U = real("u")
LINE = lebesgue()
UNIT = And(0 < U, U <= 1)


class Place(NamedTuple):
    """A measure, a variable on its space, integrable numbers that depend on it, and an unspecified function."""

    mu: Term
    x: Term
    numbers: tuple[Term, ...]
    unknown: Term | None


def on_unit(body: Term | int) -> Term:
    """A number on (0, 1], else 0."""
    return piecewise(UNIT, body)


ABSTRACT = Place(MU, W, (P(W), Q(W), P(W) ** 2, abs(Q(W)), X * P(W), num(2), piecewise(P(W) < Q(W), P(W), Q(W))), F)
ON_LINE = Place(
    LINE,
    U,
    (
        on_unit(1),
        on_unit(U**2),
        on_unit(X * U),
        on_unit(1 - U),
        piecewise(And(num(-1) <= U, U < 2), U**3 - 1),
        normal(U, num(0), num(1)),
        U * normal(U, num(1), num(2)),
        piecewise(1 <= U, 1 / U**2),
        piecewise(Eq(U, X), 1),
    ),
    None,
)


def summed(random: Random) -> Place:
    """A finite sum."""
    count = random.choice((N, N + 1, num(0), num(3)))
    return Place(counting(count), INDEX, (A(INDEX), INDEX + 0, A(INDEX) ** 2, X * INDEX, G(INDEX), Y + 0), F_OF_NUMBERS)


F_OF_NUMBERS = function("f", NAT)


def place(random: Random) -> Place:
    """A measure of any kind."""
    return random.choice((ABSTRACT, ABSTRACT, ON_LINE, summed(random)))


def bounded(random: Random, here: Place) -> Term:
    """A number that depends on the point: a combination of integrable ones."""
    a, b = random.choice(here.numbers), random.choice(here.numbers)
    return random.choice((a, a + b, a - b, 2 * a, -a))


def everywhere(here: Place, formula: Term) -> Term:
    """A formula almost everywhere."""
    return almost(formula, here.x, here.mu)
