"""Equations that are affine in a column of real numbers: they hold for every column if they do for 0 and the units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from derivations.kernel.display import opened
from derivations.kernel.terms import NAT, Term
from numerics.evaluation import Evaluator
from numerics.exact import Rationals
from numerics.matrices import Matrix


def affine_instances(claim: Term, point: Mapping[Term, Any]) -> Iterator[tuple[Mapping[Term, Any], Term]]:
    """For ∀x s = t with both sides affine in x: points and a claim that hold everywhere if and only if it does.

    So for ∀k. k < n ⇒ ∀x s = t, and empty for any other claim.
    """
    if claim.op != "forall" or claim.args[0].op != "lambda":
        return
    x, body = opened(claim.args[0], claim)
    if x.sort is NAT and body.op == "implies" and body.args[0].op == "lt" and body.args[0].args[0] is x:
        bound = body.args[0].args[1]
        for k in range(0 if x in bound.free else Evaluator(Rationals(), point).count(bound)):
            yield from affine_instances(body.args[1], {**point, x: k})
    if body.op != "eq" or x.sort is NAT or x.sort.kind != "real" or not all(is_affine(side, x) for side in body.args):
        return
    rows, columns = (Evaluator(Rationals(), point).count(size) for size in x.shape)
    for place in range(-1, rows * columns):
        unit = Matrix(rows, columns, tuple(int(i == place) for i in range(rows * columns)))
        yield {**point, x: unit}, body


def is_affine(term: Term, x: Term) -> bool:
    """Whether a term has the form of an affine function of a variable.

    >>> from derivations.kernel.formulas import natural, vector
    >>> x = vector("x", natural("n"))
    >>> is_affine(2 * x + x, x), is_affine(x.T * x, x)
    (True, False)
    """
    if x not in term.free or term is x:
        return True
    if term.op in ("add", "sub", "neg", "transpose", "entry"):
        return all(is_affine(a, x) for a in term.args)
    if term.op == "mul":
        return sum(x in a.free for a in term.args) == 1 and all(is_affine(a, x) for a in term.args)
    if term.op == "integral" and term.args[0].op == "counting" and x not in term.args[0].free:
        return term.args[1].op == "lambda" and is_affine(opened(term.args[1], x)[1], x)
    return term.op == "div" and x not in term.args[1].free and is_affine(term.args[0], x)
