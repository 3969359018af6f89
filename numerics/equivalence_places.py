"""Places in a formula at which a proof that one follows from another may look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from derivations.kernel.display import opened
from derivations.kernel.terms import ONE, Term

OPAQUE: Final = ("var", "sqnorm", "pow", "exp", "sqrt", "abs", "log", "sum", "integral")


def numbers(*formulas: Term) -> list[Term]:
    """Variables, denominators' reciprocals and squared norms that are not inside anything opaque."""
    found = dict[Term, None]()
    for formula in formulas:
        for term in reached(formula):
            if term.op in OPAQUE and term.is_scalar:
                found[term] = None
            if term.op == "div" and term.args[1].op != "num":
                found[ONE / term.args[1]] = None
    return [*found]


def reached(term: Term) -> Iterator[Term]:
    """The parts of a sum, product, quotient or inequality, and it itself."""
    yield term
    if term.op in ("add", "sub", "mul", "div", "neg", "le", "lt"):
        for argument in term.args:
            yield from reached(argument)


def other_values(v: Term, goal: Term) -> Iterator[Term]:
    """What a variant may have put for a variable: 1, a multiple, the other sign, its square."""
    yield from (ONE, 2 * v, v / 2, -v, v**2)
    for n in goal.free:
        if n.is_scalar and n.sort.kind in ("real", "nat") and n is not v:
            yield from (v / n, n * v)


def borders(*functions: Term) -> list[Term]:
    """Numbers with which the functions compare their variable."""
    found = dict[Term, None]()
    for function in functions:
        if function.op == "lambda":
            x, body = opened(function)
            for term in _everything(body):
                if term.op in ("le", "lt") and x in term.args:
                    found.update((a, None) for a in term.args if x not in a.free)
    return [*found]


def _everything(term: Term) -> Iterator[Term]:
    yield term
    for argument in term.args:
        yield from _everything(argument)
