"""A way to see that a quadratic function of a column is differentiable: f(x + h) = f(x) + gᵀh + hᵀQh.

Sums, multiples, squared norms of affine columns and products uᵀv of two of them are expanded; g and Q are put together
from the parts, and the kernel checks the expansion.
"""

from __future__ import annotations

from typing import NamedTuple

from derivations.kernel import Term, Theorem, Undecided, algebra, calculus, logic
from derivations.kernel.formulas import Eq, fresh, identity, zeros
from derivations.kernel.terms import ONE, apply, make, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import leaf


class Expansion(NamedTuple):
    """The g and Q of f(x + h) = f(x) + gᵀh + hᵀQh."""

    slope: Term
    curvature: Term


@leaf(2)
def _quadratic(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Differentiable at a point, by the expansion there."""
    if goal.op != "differentiable" or goal.args[0].op != "lambda" or goal.args[1].is_scalar:
        raise Undecided("no function of a column is to be differentiable", "form")
    function, at = goal.args
    x, h = (fresh(name, at.sort, goal, *facts.known) for name in "xh")
    slope, curvature = (substitute(part, {x: at}) for part in _expansion(apply(function, x), x))
    whole = apply(function, at) + slope.T * h + h.T * curvature * h
    expanded = facts.settled(algebra.field(Eq(apply(function, at + h), whole)))
    return logic.left(calculus.expansion(function, slope, curvature, h, expanded))


def _expansion(term: Term, x: Term) -> Expansion:
    """What a scalar expands to.

    Raises:
        Undecided: it is not seen to be quadratic in x.
    """
    size = x.shape[0]
    if x not in term.free:
        return Expansion(zeros(size), zeros(size, size))
    if term.op in ("add", "sub"):
        return Expansion(*(make(term.op, *pair) for pair in zip(*(_expansion(a, x) for a in term.args), strict=True)))
    if term.op == "neg":
        return _times(-ONE, _expansion(term.args[0], x))
    if term.op == "div" and x not in term.args[1].free:
        return _times(ONE / term.args[1], _expansion(term.args[0], x))
    if term.op == "sqnorm":
        return _product(term.args[0], term.args[0], x)
    if term.op == "mul" and term.args[0].is_scalar:
        factor, other = term.args if x not in term.args[0].free else term.args[::-1]
        if x not in factor.free:
            return _times(factor, _expansion(other, x))
    if term.op == "mul":
        return _product(_column(term.args[0]), term.args[1], x)
    raise Undecided(f"{term} is not seen to be quadratic", "form")


def _times(factor: Term, expansion: Expansion) -> Expansion:
    return Expansion(factor * expansion.slope, factor * expansion.curvature)


def _product(u: Term, v: Term, x: Term) -> Expansion:
    """What uᵀv expands to, for affine columns u and v."""
    m, n = _matrix(u, x), _matrix(v, x)
    return Expansion(m.T * v + n.T * u, m.T * n)


def _column(row: Term) -> Term:
    """The transpose of a row, the way it is written where that is possible."""
    if row.op == "transpose":
        return row.args[0]
    if row.op == "mul" and not row.args[0].is_scalar:
        return row.args[1].T * _column(row.args[0])
    return row.T


def _matrix(term: Term, x: Term) -> Term:
    """The M of a column M·x + c.

    Raises:
        Undecided: it is not seen to be affine.
    """
    if term is x:
        return identity(x.shape[0])
    if x not in term.free:
        return zeros(term.shape[0], x.shape[0])
    if term.op in ("add", "sub", "neg"):
        return make(term.op, *(_matrix(a, x) for a in term.args))
    if term.op == "mul" and x not in term.args[0].free:
        return term.args[0] * _matrix(term.args[1], x)
    raise Undecided(f"{term} is not seen to be affine", "form")
