"""Wrong variants of a statement: one change at one place, as a slip would make it.

Sign, factor 2, n or λ dropped, a transpose dropped, strict for weak order, swapped arguments. A variant that does not
fit (shapes) is left out; some variants happen to be true, so how many are rejected is a measure, not a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivations.kernel.display import opened
from derivations.kernel.errors import IllFormed
from derivations.kernel.terms import ONE, REAL, Term, lam, make, num, replace
from numerics.errors import UnexpectedForm


def variants(statement: Term) -> Iterator[tuple[str, Term]]:
    """The wrong variants of a statement, each with the name of the slip."""
    seen = {statement.alpha}
    for name, wrong in _inside(statement):
        if wrong.alpha not in seen:
            seen.add(wrong.alpha)
            yield name, wrong


def substituted(statement: Term, right: Term, wrong: Term) -> Term:
    """The statement with one expression replaced by a wrong one.

    Raises:
        UnexpectedForm: the expression does not occur in the statement.
    """
    changed = replace(statement, right, wrong)
    if changed is statement:
        raise UnexpectedForm(f"{right} does not occur in {statement}")
    return changed


def _inside(term: Term) -> Iterator[tuple[str, Term]]:
    for name, slip in _here(term):
        try:
            yield name, slip
        except IllFormed:
            continue
    if term.op == "lambda":
        variable, body = opened(term)
        yield from ((name, lam(variable, inner)) for name, inner in _inside(body))
        return
    for i, argument in enumerate(term.args):
        for name, inner in _inside(argument):
            try:
                yield name, make(term.op, *term.args[:i], inner, *term.args[i + 1 :], data=term.data)
            except IllFormed:
                continue


def _here(term: Term) -> Iterator[tuple[str, Term]]:
    """Slips at the root of a term."""
    op, args = term.op, term.args
    if op in ("add", "sub"):
        yield "a sign flipped", make("sub" if op == "add" else "add", *args)
    if op == "sub":
        yield "arguments swapped", make("sub", args[1], args[0])
    if op == "neg":
        yield "a sign dropped", args[0]
    if op == "mul":
        yield from _factors(args)
    if op == "div" and args[1].op == "num":
        yield "a factor ½ dropped", args[0]
    elif op == "div":
        yield "a denominator dropped", args[0]
    if op == "transpose" and term.shape == args[0].shape:
        yield "a transpose dropped", args[0]
    if op in ("le", "lt"):
        yield ("> for ≥" if op == "le" else "≥ for >"), make("lt" if op == "le" else "le", *args)
        yield "an inequality turned round", make(op, args[1], args[0])
    if op == "abs":
        yield "an absolute value dropped", args[0]
    if op in ("KL", "finite_kl", "absolutely_continuous"):
        yield "the two densities swapped", make(op, args[0], args[2], args[1])
    if op == "num" and term.data not in (0, 1) and term.data.denominator == 1:
        yield "1 for a number", ONE
    if op == "eq" and args[0].sort is REAL and args[1].op == "num" and args[1].data != 0:
        yield "a factor 2", make("eq", args[0], num(2 * args[1].data))


def _factors(args: tuple[Term, ...]) -> Iterator[tuple[str, Term]]:
    for dropped, kept in (args, tuple(reversed(args))):
        if dropped.op == "var" and dropped.is_scalar and kept.sort.kind in ("real", "nat"):
            yield f"{dropped.data} dropped", kept
    if args[0].op == "num":
        yield "a factor dropped", args[1]
    else:
        yield "a factor 2", 2 * make("mul", *args)
