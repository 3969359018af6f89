"""Instances of inverses and determinants."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, N, X, grid, square_block
from derivations.kernel import Sequent
from derivations.kernel.formulas import Eq, full_column_rank, identity, inv, matrix, zeros
from derivations.kernel.terms import Term

G, W = matrix("G", N, N), matrix("W", N, N)


def _fixed(*args: Any) -> Any:
    return lambda random: args


def _square(random: Random) -> Term:
    return random.choice((G, grid(random, N, N, 2), square_block(random), X + 0, identity(N) * C))


def _one_sided(random: Random) -> Args:
    m = random.choice((G, square_block(random)))
    size = m.shape[0]
    other = random.choice((matrix("W", size, size), inv(m)))
    claim = random.choice((Eq(m * other, identity(size)), Eq(other * m, identity(size))))
    return m, Sequent((claim,), claim)


PLANS = {
    "inverse": Plan(lambda r: (_square(r),), {"invertible": _fixed(G)}),
    "one_sided_inverse": Plan(
        _one_sided,
        {
            "form": _fixed(zeros(2, 2), Sequent((), Eq(identity(2) * identity(2), identity(2)))),
            "square": _fixed(C, Sequent((Eq(C * G, identity(N)),), Eq(C * G, identity(N)))),
        },
        suspects=((C, Sequent((Eq(C * G, identity(N)),), Eq(C * G, identity(N)))),),  # perhaps without rows
    ),
    "injective": Plan(
        lambda r: (Sequent((), full_column_rank(_square(r))),),
        {"form": _fixed(Sequent((), Eq(zeros(2, 2), zeros(2, 2))))},
        structural={
            "square": "the language has no inverse of a matrix that is not square: there is nothing to conclude"
        },
    ),
    "determinant": Plan(lambda r: (_square(r),)),
}
