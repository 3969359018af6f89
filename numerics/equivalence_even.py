"""A way to inequalities of degree 4 in a number t > 0: by what bounds its square, where a numeral bounds t."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra
from derivations.kernel.formulas import FALSE
from derivations.kernel.terms import REAL, ZERO, make
from derivations.tactics import Facts
from numerics.equivalence_core import first
from numerics.equivalence_ways import certified

MOST: Final = 4  # other facts of which products are tried


def by_squares(facts: Facts, goal: Term) -> Theorem:
    """An inequality in one number t, from what is known of t² and t, or since its opposite contradicts that.

    Raises:
        Undecided: it was not seen.
    """
    letters = [v for v in goal.free if v.sort is REAL]
    if goal.op not in ("le", "lt") or len(letters) != 1:
        raise Undecided("this is no inequality in one number", "form")
    (t,) = letters
    positive = facts.prove(ZERO < t)
    return first([lambda way=way: way(facts, goal, positive) for way in (_combined, _against)])


def _combined(facts: Facts, goal: Term, positive: Theorem) -> Theorem:
    return certified(facts, goal, _known(facts, positive), degree=2)


def _against(facts: Facts, goal: Term, positive: Theorem) -> Theorem:
    """By contradiction."""
    inside = facts.with_(make("lt" if goal.op == "le" else "le", *reversed(goal.args)))
    return lemmas.refuted(goal, certified(inside, FALSE, _known(inside, positive), degree=2))


def _known(facts: Facts, positive: Theorem) -> list[Theorem]:
    """0 < t², what bounds it, and the latest of the other inequalities about t."""
    t = positive.conclusion.args[1]
    near = [known for known in facts.inequalities if t in known.conclusion.free]
    sign = algebra.nonneg(ZERO < t**2, ((1, (positive, positive), ()),), (), ())
    return [sign, *(s for known in near for s in _squared(known, positive)), *near[-MOST:]]


def _squared(bound: Theorem, positive: Theorem) -> Iterator[Theorem]:
    """t² < c² from t < c, or c² < t² from c < t with c ≥ 0; and with ≤."""
    t, (low, high) = positive.conclusion.args[1], bound.conclusion.args
    if t in (low, high) and (low if high is t else high).op == "num":
        with suppress(ProofError):
            goal = make(bound.conclusion.op, low**2, high**2)
            c = (low if high is t else high).data
            terms = (1, (bound, bound), ()), (2, (positive, bound), ()) if low is t else (2 * c, (bound,), ())
            yield algebra.nonneg(goal, terms, (), ())
