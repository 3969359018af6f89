"""Wrong variants of a statement: one change at one place, as a slip would make it.

Sign, factor 2, n or λ dropped, a transpose, an inverse or a square dropped, strict for weak order, swapped arguments,
the variance for the standard deviation. A variant that does not fit (shapes) is left out; some variants happen to be
true or to mean nothing, which `numerics.mutants` finds out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from numpy.random import Generator

from derivations.kernel.display import opened
from derivations.kernel.errors import IllFormed
from derivations.kernel.terms import ONE, REAL, Term, lam, make, num, replace
from numerics.errors import UnexpectedForm

Change = tuple[str, Term]


class Mutant(NamedTuple):
    """A wrong variant of a statement.

    Attributes:
        slip: What was done, in words.
        before: The place in the statement.
        after: What stands there now.
        statement: The whole statement with the change.
    """

    slip: str
    before: Term
    after: Term
    statement: Term

    def __str__(self) -> str:
        """Say what was done, and where."""
        return f"{self.slip}: {self.after} for {self.before}"


class Place(NamedTuple):
    """A slip at a place, and what puts a term there in the statement: IllFormed where it does not fit."""

    slip: str
    before: Term
    after: Term
    around: Callable[[Term], Term]


def mutants(statement: Term) -> Iterator[Mutant]:
    """The variants of a statement with the place that was changed, each statement once."""
    return _distinct(statement, places(statement))


def some(statement: Term, most: int, rng: Generator) -> tuple[list[Mutant], int]:
    """Up to so many of the variants, drawn at random, and how many slips they were drawn from; no others are built."""
    found = list(places(statement))
    order = [found[i] for i in rng.permutation(len(found))]
    return list(islice(_distinct(statement, order), most)), len(found)


def _distinct(statement: Term, found: Iterable[Place]) -> Iterator[Mutant]:
    seen = {statement.alpha}
    for slip, before, after, around in found:
        try:
            whole = around(after)
        except IllFormed:
            continue
        if whole.alpha not in seen:
            seen.add(whole.alpha)
            yield Mutant(slip, before, after, whole)


def substituted(statement: Term, right: Term, wrong: Term) -> Term:
    """The statement with one expression replaced by a wrong one.

    Raises:
        UnexpectedForm: the expression does not occur in the statement.
    """
    changed = replace(statement, right, wrong)
    if changed is statement:
        raise UnexpectedForm(f"{right} does not occur in {statement}")
    return changed


def places(term: Term, around: Callable[[Term], Term] = lambda term: term) -> Iterator[Place]:
    """Every slip at every place of a term; `around` puts it into the whole."""
    for slip, changed in _fitting(term):
        yield Place(slip, term, changed, around)
    if term.op == "lambda":
        variable, body = opened(term)
        yield from places(body, lambda inner: around(lam(variable, inner)))
        return
    for i, argument in enumerate(term.args):
        yield from places(argument, partial(_put, around, term, i))


def _put(around: Callable[[Term], Term], term: Term, place: int, inner: Term) -> Term:
    """The whole with another argument of one of its terms."""
    return around(make(term.op, *term.args[:place], inner, *term.args[place + 1 :], data=term.data))


def _fitting(term: Term) -> Iterator[Change]:
    """The slips at the root of a term that are well formed; each is built only when it is asked for."""
    for slips in (_signs, _products, _matrices, _numbers, _relations, _swaps):
        try:
            yield from slips(term)
        except IllFormed:
            continue


def _signs(term: Term) -> Iterator[Change]:
    op, args = term.op, term.args
    if op in ("add", "sub"):
        yield "a sign flipped", make("sub" if op == "add" else "add", *args)
    if op == "sub":
        if args[0] is ONE:
            yield "u for 1 − u", args[1]
        yield "arguments swapped", make("sub", args[1], args[0])
    if op == "neg":
        yield "a sign dropped", args[0]
    if op == "abs":
        yield "an absolute value dropped", args[0]


def _products(term: Term) -> Iterator[Change]:
    op, args = term.op, term.args
    if op == "mul":
        yield from _factors(args)
    if op == "div" and args[1].op == "num":
        yield "a factor ½ dropped", args[0]
    elif op == "div":
        yield "a denominator dropped", args[0]
        yield "a factor ½", make("div", args[0], 2 * args[1])
    if op == "pow" and args[1].op == "num" and args[1].data == 2:
        yield "a square dropped", args[0]
    if op == "sqrt":
        yield "a root dropped", args[0]


def _factors(args: tuple[Term, ...]) -> Iterator[Change]:
    for dropped, kept in (args, tuple(reversed(args))):
        if dropped.op == "var" and dropped.is_scalar and kept.sort.kind in ("real", "nat"):
            yield f"{dropped.data} dropped", kept
    if args[0].op == "num":
        yield "a factor dropped", args[1]
    else:
        yield "a factor 2", 2 * make("mul", *args)


def _matrices(term: Term) -> Iterator[Change]:
    if term.op in ("transpose", "inv") and term.shape == term.args[0].shape:
        yield ("a transpose dropped" if term.op == "transpose" else "an inverse dropped"), term.args[0]
    if term.op == "multivariate_normal":
        yield "the precision for the covariance", make(term.op, *term.args[:2], make("inv", term.args[2]))


def _numbers(term: Term) -> Iterator[Change]:
    op, args = term.op, term.args
    if op == "num" and term.data not in (0, 1) and term.data.denominator == 1:
        yield "1 for a number", ONE
    if op == "log" and args[0].op == "num" and args[0].data in (2, 4):
        other = num(6 - args[0].data)
        yield f"log {other} for {term}", make("log", other)
    if op == "eq" and args[0].sort is REAL and args[1].op == "num" and args[1].data != 0:
        yield "a factor 2", make("eq", args[0], num(2 * args[1].data))


def _relations(term: Term) -> Iterator[Change]:
    op, args = term.op, term.args
    if op in ("le", "lt"):
        yield ("> for ≥" if op == "le" else "≥ for >"), make("lt" if op == "le" else "le", *args)
        yield "an inequality turned round", make(op, args[1], args[0])


def _swaps(term: Term) -> Iterator[Change]:
    op, args = term.op, term.args
    if op in ("KL", "finite_kl", "absolutely_continuous"):
        yield "the two densities swapped", make(op, args[0], args[2], args[1])
    if op == "expectation":
        yield "density and integrand swapped", make(op, args[0], args[2], args[1])
    if op == "normal":
        yield "the variance for the standard deviation", make(op, *args[:2], args[2] ** 2)
        yield "mean and standard deviation swapped", make(op, args[0], args[2], args[1])
