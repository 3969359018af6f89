"""Instances of the rules of iterations."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import K, N, X, Y, scalar, square_block
from derivations.kernel.formulas import block, matrix, vector
from derivations.kernel.terms import Term, lam, num

G, V = matrix("G", N, N), vector("v", N)


def _map(random: Random) -> tuple[Term, Term]:
    if random.random() < 0.5:
        return lam(V, G * V + vector("b", N)), vector("y", N)
    return lam(X, scalar(random, 2, leaves=(X, Y))), scalar(random, 1)


def _matrix(random: Random) -> Args:
    small = [[num(Fraction(random.randrange(-4, 5), random.choice((2, 3)))) for _ in range(2)] for _ in range(2)]
    return (random.choice((square_block(random), block(small), matrix("M", 2, 2))),)


def _larger(random: Random) -> Args:
    return (block([[0, 0, 0], [0, 0, 0], [0, 0, 2]]),)


PLANS = {
    "iterate_start": Plan(_map),
    "iterate_step": Plan(lambda r: (*_map(r), r.choice((K, K + 1, num(2))))),
    "schur_cohn": Plan(_matrix, {"size": _larger}),
}
