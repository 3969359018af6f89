"""Places in a formula at which a proof that one follows from another may look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from derivations.kernel.display import opened
from derivations.kernel.formulas import fresh
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Term, apply, lam, make, num, substitute, traverse

OPAQUE: Final = ("var", "sqnorm", "pow", "exp", "sqrt", "abs", "log", "integral", "apply", "entry", "piecewise")


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
    if v.sort.kind != "real" or v.op != "var":
        return
    if v.sort is not REAL:
        yield from (2 * v, v / 2, -v)
        return
    yield from (ONE, 2 * v, v / 2, -v, v**2, make("sqrt", v), make("sqrt", num(2)) * v)
    for n in goal.free:
        if n.is_scalar and n.sort.kind in ("real", "nat") and n is not v:
            yield from (v / n, n * v)


def exchanged(a: Term, b: Term, old: Term, new: Term) -> bool:
    """Whether a formula becomes the other one when two variables change places; |t − s| is |s − t|."""
    return a.sort is b.sort and _oriented(substitute(old, {a: b, b: a})).alpha is _oriented(new).alpha


def _oriented(term: Term) -> Term:
    """The term with every distance |s − t| written one way."""

    def turned(node: Term, _: int) -> Term | None:
        if node.op != "abs" or node.args[0].op != "sub":
            return None
        s, t = node.args[0].args
        return abs(t - s) if repr(t) < repr(s) else None

    return traverse(term, turned)


def borders(*functions: Term) -> list[Term]:
    """Numbers with which the functions compare their variable."""
    found = dict[Term, None]()
    for function in functions:
        if function.op == "lambda":
            x, body = opened(function)
            for term in within(body):
                if term.op in ("le", "lt") and x in term.args:
                    found.update((a, None) for a in term.args if x not in a.free)
    return [*found]


def within(term: Term) -> Iterator[Term]:
    """A term and everything in it."""
    yield term
    for argument in term.args:
        yield from within(argument)


def occurs(part: Term, term: Term) -> bool:
    """Whether an expression occurs in another one."""
    return any(t.alpha is part.alpha for t in within(term))


def outermost(term: Term) -> Iterator[Term]:
    """A term and its parts, none under a binder; the greater before what is in it."""
    yield term
    if term.op != "lambda":
        for argument in term.args:
            yield from outermost(argument)


def new_index(total: Term) -> Term:
    """A natural variable that does not occur in a sum."""
    return fresh("i", NAT, total)


def multiples(w: Term, formula: Term) -> Iterator[Term]:
    """A variable, and if it is a number or a matrix its multiples by 2 and by the numbers in a formula."""
    yield w
    if w.sort.kind == "real":
        for n in (num(2), *sorted((n for n in formula.free if n.sort is REAL and n is not w), key=repr)):
            yield from (n * w, w / n)


def scaled(x: Term) -> list[Term]:
    """−x, 2x and x/2, for numbers, matrices and functions with such values; nothing for anything else."""
    if x.sort.kind == "real":
        return [-x, 2 * x, x / 2]
    if x.sort.kind == "function" and x.sort.params[1].kind == "real":
        z = fresh("z", x.sort.params[0], x)
        return [lam(z, value) for value in scaled(apply(x, z))]
    return []


def counted(total: Term) -> tuple[Term, Term] | None:
    """The P and n of Σ_{j<n} [P(j)]; None for anything else."""
    if total.op != "integral" or total.args[0].op != "counting":
        return None
    j = new_index(total)
    body = apply(total.args[1], j)
    bracket = body.op == "piecewise" and body.args[1] is ONE and body.args[2] is ZERO
    return (lam(j, body.args[0]), total.args[0].args[0]) if bracket else None
