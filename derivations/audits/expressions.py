"""Random terms, formulas and sequents over a few variables, and random rewriting by valid steps of algebra."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

from derivations.kernel import Sequent
from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import (
    And,
    Eq,
    Iff,
    Implies,
    Not,
    Or,
    block,
    det,
    identity,
    inv,
    matrix,
    natural,
    ones,
    real,
    sqnorm,
    zeros,
)
from derivations.kernel.terms import Term, num

X, Y, C = real("x"), real("y"), real("c")
K, N, D = natural("k"), natural("n"), natural("d")
SCALARS = (X, Y, C, K)


def number(random: Random) -> Fraction:
    """A small rational."""
    return Fraction(random.choice((0, 1, -1, 2, -2, 3, "1/2", "-1/3", "3/2")))


def scalar(random: Random, depth: int = 3, *, division: bool = True, leaves: Sequence[Term] = SCALARS) -> Term:
    """A random rational expression."""
    if depth == 0 or random.random() < 0.15:
        return random.choice(leaves) if random.random() < 0.7 else num(number(random))
    kind = random.choice(("add", "sub", "mul", "mul", "neg", "pow", "div" if division else "add", "power"))
    a = scalar(random, depth - 1, division=division, leaves=leaves)
    if kind in ("neg", "pow"):
        return -a if kind == "neg" else a ** random.randrange(4)
    if kind == "power":
        return a ** (K if random.random() < 0.5 else K + random.randrange(3))
    b = scalar(random, depth - 1, division=division, leaves=leaves)
    return {"add": a + b, "sub": a - b, "mul": a * b, "div": a / b}[kind]


def matrices(rows: Term, columns: Term, symmetric: bool = False) -> list[Term]:
    """Some matrix variables and constants of a shape."""
    found = [matrix("Z", rows, columns), matrix("W", rows, columns), zeros(rows, columns), ones(rows, columns)]
    return [*found, matrix("G", rows, rows), identity(rows)] if rows is columns else found


def grid(random: Random, rows: Any, columns: Any, depth: int = 3) -> Term:
    """A random matrix expression of a shape (dimensions as terms)."""
    if depth == 0 or random.random() < 0.15:
        return random.choice(matrices(rows, columns))
    kind = random.choice(("add", "sub", "mul", "mul", "transpose", "scale", "inv", "neg", "outer"))
    if kind == "transpose":
        return grid(random, columns, rows, depth - 1).T
    if kind == "scale":
        return scalar(random, 1, division=False) * grid(random, rows, columns, depth - 1)
    if kind == "neg":
        return -grid(random, rows, columns, depth - 1)
    if kind == "inv" and rows is columns:
        return inv(matrix("G", rows, rows)) if random.random() < 0.7 else inv(grid(random, rows, rows, depth - 1))
    if kind in ("mul", "outer"):
        inner = random.choice((rows, columns, num(1), num(2)))
        return grid(random, rows, inner, depth - 1) * grid(random, inner, columns, depth - 1)
    a, b = (grid(random, rows, columns, depth - 1) for _ in range(2))
    return a - b if kind == "sub" else a + b


def number_of(random: Random, size: Term) -> Term:
    """A random number made of matrices."""
    v = grid(random, size, num(1), 2)
    choice = random.randrange(4)
    if choice == 0:
        return sqnorm(v)
    if choice == 1:
        return v.T * grid(random, size, size, 1) * grid(random, size, num(1), 1)
    if choice == 2:
        return det(grid(random, size, size, 1))
    return ones(size).T * v


def _swap(t: Term) -> Term:
    a, b = t.args
    return b + a if t.op == "add" else b * a if a.is_scalar or b.is_scalar else t


def _regroup(t: Term) -> Term:
    a, b = t.args
    try:
        if t.op == a.op == "add":
            return a.args[0] + (a.args[1] + b)
        return a.args[0] * (a.args[1] * b) if t.op == a.op == "mul" else t
    except IllFormed:
        return t  # a number among the factors


def _distribute(t: Term) -> Term:
    a, b = t.args
    if b.op in ("add", "sub"):
        u, v = b.args
        return a * u + a * v if b.op == "add" else a * u - a * v
    if a.op in ("add", "sub"):
        u, v = a.args
        return u * b + v * b if a.op == "add" else u * b - v * b
    return t


def step(random: Random, t: Term) -> Term:
    """The term with one valid step of ring algebra at its head, if one fits."""
    op = t.op
    if op == "mul":
        return random.choice((_swap, _regroup, _distribute))(t)
    if op == "add":
        return random.choice((_swap, _regroup))(t)
    if op == "sub":
        return t.args[0] + (-t.args[1])
    if op == "neg":
        return -1 * t.args[0]
    if op == "pow" and t.args[1].op == "num" and t.args[1].data >= 1 and t.is_scalar:
        return t.args[0] * t.args[0] ** int(t.args[1].data - 1)
    if op == "transpose" and t.args[0].op in ("mul", "add"):
        a, b = t.args[0].args
        return a.T + b.T if t.args[0].op == "add" else b.T * a.T
    if op == "sqnorm":
        return t.args[0].T * t.args[0]
    if op == "div" and t.is_scalar:
        return t.args[0] * (1 / t.args[1])
    return random.choice((t + 0 * t, t - (t - t), 2 * t - t))


def rewritten(random: Random, term: Term, times: int = 4) -> Term:
    """The term after some valid steps at random places."""
    for _ in range(times):
        term = _somewhere(random, term)
    return term


def _somewhere(random: Random, term: Term) -> Term:
    inside = [i for i, a in enumerate(term.args) if a.sort.kind in ("real", "nat")]
    if term.op in ("add", "sub", "mul", "neg", "div", "transpose") and inside and random.random() < 0.6:
        i = random.choice(inside)
        args = list(term.args)
        args[i] = _somewhere(random, args[i])
        one, *other = args
        return {"add": lambda: one + other[0], "sub": lambda: one - other[0], "mul": lambda: one * other[0],
                "neg": lambda: -one, "div": lambda: one / other[0], "transpose": lambda: one.T}[term.op]()  # fmt: skip
    return step(random, term)


def relation(random: Random, depth: int = 1) -> Term:
    """A random relation between numbers, division left out half of the time."""
    a, b = (scalar(random, depth, division=random.random() < 0.3, leaves=(X, Y, K)) for _ in range(2))
    return random.choice((Eq(a, b), a <= b, a < b, a <= a + b))


def formula(random: Random, depth: int = 2) -> Term:
    """A random formula about numbers."""
    if depth == 0 or random.random() < 0.3:
        return relation(random)
    a, b = formula(random, depth - 1), formula(random, depth - 1)
    return random.choice((And(a, b), Or(a, b), Not(a), Implies(a, b), Iff(a, b)))


def sequent(random: Random, conclusion: Term | None = None, *more: Term) -> Sequent:
    """A random sequent, with `more` among its hypotheses."""
    hypotheses = tuple(formula(random, 1) for _ in range(random.randrange(2)))
    return Sequent((*hypotheses, *more), formula(random) if conclusion is None else conclusion)


def valid(random: Random) -> Sequent:
    """A sequent that is true whatever the values of its variables."""
    z, b = matrix("Z", N, D), matrix("b", D, 1)
    a = scalar(random, 2, division=False)
    return random.choice((
        Sequent((), 0 <= a**2),
        Sequent((Y > 0,), X**2 + Y > 0),
        Sequent((X < Y,), X + a < Y + a),
        Sequent((), Eq(X * (Y + C), X * Y + X * C)),
        Sequent((), sqnorm(z * b) >= 0),
        Sequent((Eq(b, zeros(D)),), Eq(z * b, zeros(N))),
        Sequent((X > 0,), Eq(a / X * X, a)),
        Sequent((), 0 <= K),
        Sequent((Eq(X, Y),), Eq(X * a, Y * a)),
        Sequent((), Eq((z * b).T, b.T * z.T)),
    ))  # fmt: skip


def square_block(random: Random) -> Term:
    """An explicit 2×2 matrix of small numbers and variables."""

    def entry() -> Any:
        return random.choice((*map(num, (0, 1, -1, 2)), X, Y))

    return block([[entry(), entry()], [entry(), entry()]])
