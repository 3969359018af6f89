"""What a variant claims that the statement does not, claim by claim; and what would follow if both held.

If A = B is proved and the variant says A = C, then B = C wherever the variant holds: a point where B and C differ
refutes it, however hard A is to evaluate. So it is with "if and only if", limits and what holds almost everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from derivations.kernel.display import opened
from derivations.kernel.errors import IllFormed
from derivations.kernel.formulas import And, Eq, Iff, fresh, piecewise
from derivations.kernel.terms import ONE, REAL, ZERO, Term, apply, lam, make, num
from numerics.claims import MARGIN, Claim, assumed, claims

BETWEEN: Final = ((Fraction(1, 4), Fraction(1, 2)), (Fraction(1), Fraction(2)), (Fraction(-2), Fraction(-1)))
Leaf = tuple[tuple[Term, ...], Term | None, Term]


def contrasts(right: Term, wrong: Term) -> list[Claim]:
    """Claims that hold if both statements do, those first that are easier to evaluate.

    >>> from derivations.kernel.formulas import real
    >>> x, y = real("x"), real("y")
    >>> contrasts(Eq(x, y + 1), Eq(x, y - 1))[0].conclusion
    y + 1 = y - 1
    """
    found = dict[tuple[Term, ...], Claim]()
    leaves = list(_leaves(right, wrong, (), And(right, wrong)))
    for premises, old, new in leaves:
        for conclusion in _consequences(old, new) if old is not None else ():
            claim = Claim(premises, conclusion)
            found.setdefault(claim.key, claim)
    for premises, _, new in leaves:
        for claim in claims(new, premises):
            found.setdefault(claim.key, claim)
    shared = {c.key for c in claims(right)}
    return [c for key, c in found.items() if key not in shared]


def _leaves(right: Term | None, wrong: Term, premises: tuple[Term, ...], avoid: Term) -> Iterator[Leaf]:
    """The claims in which two statements differ, with the premises of the second one."""
    if right is None or right.alpha is wrong.alpha or right.op != wrong.op:
        if right is None or right.alpha is not wrong.alpha:
            yield premises, right, wrong
    elif wrong.op == "and":
        for old, new in zip(right.args, wrong.args, strict=True):
            yield from _leaves(old, new, premises, avoid)
    elif wrong.op == "implies":
        supposed = (*premises, *assumed(wrong.args[0]))
        known = right.args[1] if right.args[0].alpha is wrong.args[0].alpha else None
        yield from _leaves(known, wrong.args[1], supposed, avoid)
    elif wrong.op == "forall":
        variable, body = opened(wrong.args[0], And(avoid, *premises))
        yield from _leaves(apply(right.args[0], variable), body, premises, And(avoid, body))
    else:
        yield premises, right, wrong


def _same(left: Sequence[Term], right: Sequence[Term]) -> bool:
    return all(a.alpha is b.alpha for a, b in zip(left, right, strict=True))


def _consequences(right: Term, wrong: Term) -> Iterator[Term]:
    """What follows from a claim and its variant together."""
    if right.op != wrong.op:
        return
    if right.op in ("eq", "iff"):
        for kept in (0, 1):
            if right.args[kept].alpha is wrong.args[kept].alpha:
                yield (Eq if right.op == "eq" else Iff)(right.args[1 - kept], wrong.args[1 - kept])
    elif right.op in ("le", "lt") and _same(right.args, wrong.args[::-1]):
        yield Eq(*right.args)
    elif right.op == "tends" and _same(right.args[:2], wrong.args[:2]):
        if right.args[2].op != "infinity" and wrong.args[2].op != "infinity":
            yield Eq(right.args[2], wrong.args[2])
    elif right.op == "pushes_forward" and _same(right.args[:4], wrong.args[:4]):
        yield Eq(*(make("integral", *t.args[3:]) for t in (right, wrong)))
        yield from _densities(right, wrong)
    elif right.op == "almost" and right.args[0].alpha is wrong.args[0].alpha:
        yield from _almost(right, wrong)


def _almost(right: Term, wrong: Term) -> Iterator[Term]:
    """The same almost everywhere."""
    if right.args[1].op != "lambda" or wrong.args[1].op != "lambda":
        return
    variable, body = opened(right.args[1], And(right, wrong))
    try:
        for follows in _consequences(body, apply(wrong.args[1], variable)):
            yield make("almost", right.args[0], lam(variable, follows))
    except IllFormed:
        return


def _densities(right: Term, wrong: Term) -> Iterator[Term]:
    """Two densities of one law are the same almost everywhere."""
    if right.args[4].op == "lambda":
        variable, body = opened(right.args[4], And(right, wrong))
        yield make("almost", right.args[3], lam(variable, Eq(body, apply(wrong.args[4], variable))))
    if right.args[3].op == "lebesgue" and right.args[3].args[0] is ONE:
        for low, high in BETWEEN:
            yield Eq(*(_share(t, num(low), num(high)) for t in (right, wrong)))


def _share(claim: Term, low: Term, high: Term) -> Term:
    """The probability of an interval of the line."""
    mu, density = claim.args[3:]
    variable = fresh("x", density.sort.params[0], claim)
    inside = And(low < variable, variable < high)
    return make("integral", mu, lam(variable, piecewise(inside, apply(density, variable), ZERO)))


def bordering(wanted: Sequence[Claim]) -> list[Claim]:
    """The claims at the borders of their premises, a thousandth beyond, and where a strict conclusion is an equality.

    >>> from derivations.kernel.formulas import real
    >>> x, y = real("x"), real("y")
    >>> [c.premises[-1] for c in bordering([Claim((x <= 2,), y < 1)])]
    [2 - x = 0, 1 - y = 0]
    """
    return [Claim((*c.premises, border), c.conclusion) for c in wanted for border in _borders(c)]


def _borders(claim: Claim) -> Iterator[Term]:
    for premise in claim.premises:
        atom = premise.args[0] if premise.op == "not" else premise
        if atom.op in ("le", "lt", "eq") and atom.args[0].sort is REAL and (atom.op != "eq" or premise.op == "not"):
            gap = atom.args[1] - atom.args[0]
            yield from (Eq(gap, num(by)) for by in ((0,) if premise.op == "le" else (MARGIN, -MARGIN)))
    if claim.conclusion.op == "lt":
        yield Eq(claim.conclusion.args[1] - claim.conclusion.args[0], ZERO)
