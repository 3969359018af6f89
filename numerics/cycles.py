"""How many natural numbers have to be tried to know all: predicates that repeat themselves from some number on.

A predicate that uses its variable i only in the arguments of tables, which repeat themselves from some number on, and
in comparisons with numbers that do not depend on i, repeats itself beyond all of these with the least common multiple
of the periods. So it does if i is compared with a k of which only k < n matters, where n does not depend on i. An
argument may be any polynomial p(i) with natural coefficients: it is constant or at least i, and p(i + n) − p(i) is a
multiple of n.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm
from typing import Final

from derivations.kernel.terms import NAT, Term
from derivations.refuter.occurring import outside
from numerics.errors import NoValue
from numerics.evaluation import Evaluator
from numerics.functions import Function, Native, Stack

COMPARISONS: Final = ("lt", "le", "eq")
QUANTIFIERS: Final = ("forall", "exists")
Part = tuple[int, int]  # where the repetition starts, and its period
Limit = tuple[Term, int] | None


def cycle(function: Function) -> int | None:
    """The n such that the numbers below n show everything that a predicate says; None when that is not seen."""
    try:
        parts = [*_parts(function.evaluator, function.term.args[0], 0, function.stack, ())]
    except (NoValue, _OtherUseError):
        return None
    return max((start for start, _ in parts), default=0) + lcm(*(period for _, period in parts))


class _OtherUseError(Exception):
    """The variable is used in another way."""


def _parts(e: Evaluator, term: Term, depth: int, stack: Stack, inner: tuple[Limit, ...]) -> Iterator[Part]:
    """What the places tell at which the variable that is bound so many binders outwards is used.

    `inner` has the limits of the variables that are bound further inwards, the innermost first.
    """
    if depth not in outside(term):
        return
    if term.op == "apply" and depth in outside(term.args[1]) and _is_polynomial(term.args[1], depth):
        yield _repeats(e, term.args[0], depth, stack)
    elif term.op in COMPARISONS and any(_is(a, depth) for a in term.args):
        for other in (a for a in term.args if not _is(a, depth)):  # of i and i, none: that says the same of every i
            number, at = inner[other.data] or (other, depth) if _is_inner(other, depth) else (other, depth)
            yield e.count(_outside(number, at), _padded(at, stack)) + 1, 1
    elif term.op == "bound":
        raise _OtherUseError
    elif term.op == "lambda":
        yield from _parts(e, term.args[0], depth + 1, stack, (None, *inner))
    elif term.op in QUANTIFIERS and term.args[0].op == "lambda":
        limit = _limit(term, depth + 1)
        yield from _parts(e, term.args[0].args[0], depth + 1, stack, (limit, *inner))
    else:
        for argument in term.args:
            yield from _parts(e, argument, depth, stack, inner)


def _is_inner(term: Term, depth: int) -> bool:
    """Whether a term is a variable that is bound further inwards."""
    return term.op == "bound" and term.data < depth


def _limit(quantified: Term, depth: int) -> Limit:
    """The n of k < n without which nothing is said of k, and the number of binders around it."""
    from numerics.quantifiers import limits

    found = (n for n, inwards in limits(quantified.op, quantified.args[0].args[0]) if inwards == 0)
    return next(((n, depth) for n in found), None)


def _repeats(e: Evaluator, function: Term, depth: int, stack: Stack) -> Part:
    """From where on a table repeats itself, and after how many numbers."""
    table = e.value(_outside(function, depth), _padded(depth, stack))
    if not isinstance(table, Native) or table.repeats is None:
        raise _OtherUseError
    return table.repeats


def _outside(term: Term, depth: int) -> Term:
    """A term that depends on no variable bound at most so many binders outwards."""
    if any(place <= depth for place in outside(term)):
        raise _OtherUseError
    return term


def _padded(depth: int, stack: Stack) -> Stack:
    """The stack with something for the variables that do not matter."""
    return (0,) * (depth + 1) + stack


def _is(term: Term, depth: int) -> bool:
    return term.op == "bound" and term.data == depth and term.sort is NAT


def _is_polynomial(term: Term, depth: int) -> bool:
    """Whether a natural number is a polynomial of the variable, with coefficients that do not depend on it."""
    if depth not in outside(term) or _is(term, depth):
        return True
    return term.op in ("add", "mul") and all(_is_polynomial(a, depth) for a in term.args)
