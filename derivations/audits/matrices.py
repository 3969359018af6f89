"""Instances of inverses and determinants."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, N, X, Y, grid, square_block
from derivations.audits.places import INDEX
from derivations.kernel import Sequent
from derivations.kernel.formulas import (
    TRUE,
    Eq,
    ForAll,
    Implies,
    block,
    entry,
    full_column_rank,
    identity,
    inv,
    matrix,
    natural,
    ones,
    piecewise,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, ZERO, Term, apply, lam, num

J = natural("j")
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


def _factors(random: Random) -> Args:
    """A column times a row, a row times a column, or what is as wide as the other is high."""
    return random.choice((
        (grid(random, N, num(2), 1), grid(random, num(2), N, 1)),
        (grid(random, N, ONE, 1), grid(random, ONE, N, 1)),
        (grid(random, ONE, N, 1), grid(random, N, ONE, 1)),
        (G, grid(random, N, N, 1)),
        (X + 0, C + 0),
    ))  # fmt: skip


def _triangle(random: Random) -> Args:
    """A lower triangular matrix of size 0 to 3 with its diagonal, and the premise that it is one."""
    below = [random.choice((X, num(2), ZERO, C * Y)) for _ in range(3)]
    on = [random.choice((X + 0, num(-3), Y * C)) for _ in range(3)]
    diagonal = lam(INDEX, piecewise(Eq(INDEX, 0), on[0], piecewise(Eq(INDEX, 1), on[1], on[2])))
    return random.choice((
        (zeros(0, 0), diagonal, _premise(zeros(0, 0), diagonal)),
        (on[0], diagonal, _premise(on[0], diagonal)),
        (m := block([[on[0], 0], [below[0], on[1]]]), diagonal, _premise(m, diagonal)),
        (m := block([[on[0], 0, 0], [below[0], on[1], 0], [*below[1:], on[2]]]), diagonal, _premise(m, diagonal)),
        (C * identity(N), lam(INDEX, C + 0), _premise(C * identity(N), lam(INDEX, C + 0))),
    ))  # fmt: skip


def _premise(m: Term, diagonal: Term) -> Sequent:
    """Row i of the matrix is 0 after place i, and what the diagonal says in it."""
    v = vector("v", m.shape[0])
    before = ForAll(J, Implies(J < INDEX, Eq(entry(v, J), ZERO)))
    row = ForAll(v, Implies(before, Eq(entry(m * v, INDEX), apply(diagonal, INDEX) * entry(v, INDEX))))
    return Sequent((), ForAll(INDEX, Implies(INDEX < m.shape[0], row)))


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
    "determinant_product": Plan(
        lambda r: (grid(r, N, N, 2), grid(r, N, N, 1)),
        {"sizes": _fixed(C + 0, identity(2))},
        remarks={"sizes": "det(c*I) = c^2 for two rows"},
    ),
    "determinant_transpose": Plan(lambda r: (_square(r),)),
    "sylvester": Plan(_factors),
    "triangular": Plan(
        _triangle,
        {"triangular": _fixed(ones(2, 2), lam(INDEX, ONE + 0 * X), Sequent((), TRUE))},
        structural={"form": "a matrix that is not square has no determinant: there is nothing to conclude"},
        remarks={"triangular": "two equal rows"},
        pointwise=False,
    ),
}
