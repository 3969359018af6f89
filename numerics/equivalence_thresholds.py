"""A way from e < a/b, with e and b positive, to what holds for all e so small.

From e < a/b follow b < a/e and, when a ≤ b, also 1 < 1/e; products of these with signs, and squares (v − c)² of
the other numbers, are what the wanted inequality is combined of.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Final

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra
from derivations.kernel.terms import ONE, ZERO, num
from derivations.lemmas.cells import Rewriting
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_library import case_of
from numerics.equivalence_places import outermost

SHIFTS: Final = (ZERO, num(Fraction(1, 2)), ONE, -ONE)
MOST: Final = 7  # facts of which products are tried


@leaf(9)
def below_threshold(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality for every e below a quotient."""
    if goal.op not in ("lt", "le"):
        raise Undecided("this is no inequality", "form")
    found = [known for premise in facts.inequalities for known in cleared(facts, premise)]
    if not found:
        raise Undecided("no threshold is known", "form")
    aim = Rewriting(facts, goal)
    for term in [t for t in outermost(goal) if t.op == "KL"]:
        with suppress(ProofError):
            aim.by(case_of(facts, term))
    squares = [v - c for v in goal.args if v.op == "var" for c in SHIFTS]
    terms, parts = search.certificate(aim.goal, found[:MOST], squares=squares)
    return aim.back(facts.settled(algebra.nonneg(aim.goal, terms, parts, ())))


def cleared(facts: Facts, premise: Theorem) -> Iterator[Theorem]:
    """What follows from e < a/b (or ≤): b < a/e, 0 < b, 0 < 1/e, 0 < a, and 1 < 1/e if it is seen that a ≤ b."""
    e, quotient = premise.conclusion.args
    if e.op != "var" or quotient.op != "div":
        return
    (a, b), positive = quotient.args, facts.sign(e)
    signs = [facts.sign(t) for t in (b, a)]
    if positive is None or any(s is None or s.conclusion.op != "lt" for s in (positive, *signs)):
        return
    known = [s for s in signs if s is not None]
    inverse = lemmas.reciprocal_positive(positive)
    make = premise.conclusion.op
    goal = b < a / e if make == "lt" else b <= a / e
    yield facts.settled(algebra.nonneg(goal, ((1, (premise, known[0], inverse), ()),), (), ()))
    yield inverse
    yield from known
    with suppress(ProofError):
        less = facts.prove(a < b)
        over = lemmas.reciprocal_positive(known[0])
        small = facts.settled(algebra.nonneg(e < ONE, ((1, (premise,), ()), (1, (less, over), ())), (), ()))
        yield facts.settled(algebra.nonneg(ONE < ONE / e, ((1, (small, inverse), ()),), (), ()))
