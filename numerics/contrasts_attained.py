"""What a variant denies at the border itself, where < and ≤ differ: also at borders that no exact point meets.

If φ ⇔ x < B is proved and the variant says φ ⇔ x ≤ B, then x = B is impossible: the hypotheses and premises fail for
that x. And if L < R, a known equation that is L = R for some values of the variables says that it is not so there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from derivations.kernel.formulas import And, Not
from derivations.kernel.terms import Term, substitute
from numerics.claims import Claim, claims

Values = dict[Term, Term]


def attained(hypotheses: Sequence[Term], statement: Term, wanted: Iterable[Claim]) -> list[Claim]:
    """Of claims that tell < from ≤, what they say of the border.

    >>> from derivations.kernel.formulas import Iff, real, sqrt
    >>> from derivations.kernel.terms import ZERO
    >>> x, y = real("x"), real("y")
    >>> [c.conclusion for c in attained([ZERO < x], x, [Claim((), Iff(x < sqrt(y), x <= sqrt(y)))])]
    [not sqrt(y) > 0]
    """
    found = list[Claim]()
    for claim in wanted:
        if claim.conclusion.op == "iff":
            found += _at_the_border(hypotheses, claim)
        if claim.conclusion.op == "lt":
            found += _where_equal(frozenset[Term]().union(*(h.free for h in hypotheses)), statement, claim)
    return found


def _at_the_border(hypotheses: Sequence[Term], claim: Claim) -> Iterator[Claim]:
    """That the hypotheses fail for x = B."""
    one, other = claim.conclusion.args
    alike = [a.alpha for a in one.args] == [b.alpha for b in other.args]
    if {one.op, other.op} != {"lt", "le"} or not alike:
        return
    for x, border in (one.args, one.args[::-1]):
        if x.op == "var" and x not in border.free:
            premises = tuple(substitute(p, {x: border}) for p in claim.premises)
            yield Claim(premises, Not(And(*(substitute(h, {x: border}) for h in hypotheses if x in h.free))))


def _where_equal(kept: frozenset[Term], statement: Term, claim: Claim) -> Iterator[Claim]:
    """That a number is less than itself, by an equation that is a case of L = R; of `kept` something is supposed."""
    low, high = claim.conclusion.args
    letters = low.free | high.free
    if not letters or letters & kept or claim.premises:
        return
    for known in claims(statement):
        if known.conclusion.op == "eq" and not known.premises and not known.conclusion.free:
            for sides in (known.conclusion.args, known.conclusion.args[::-1]):
                values: Values = {}
                if all(_fits(pattern, side, values) for pattern, side in zip((low, high), sides, strict=True)):
                    yield Claim((), sides[0] < sides[0])


def _fits(pattern: Term, term: Term, values: Values) -> bool:
    """Whether a term is the pattern for some values of its variables, which are put down."""
    if pattern.op == "var":
        return values.setdefault(pattern, term).alpha is term.alpha and pattern.sort is term.sort
    same = pattern.op == term.op and len(pattern.args) == len(term.args) and pattern.data == term.data
    return same and all(_fits(a, b, values) for a, b in zip(pattern.args, term.args, strict=True))
