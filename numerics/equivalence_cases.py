"""A way by the sign of what stands in an absolute value: |u| is u or −u there, and nothing but fractions is left."""

from __future__ import annotations

from contextlib import suppress

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic, order
from derivations.kernel.formulas import Ne, Not
from derivations.kernel.terms import ZERO, make
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, first, leaf, supposing, transformed
from numerics.equivalence_equal import rewritten
from numerics.equivalence_places import occurs, within
from numerics.equivalence_signs import signed

RELATIONS = ("le", "lt", "eq")


@leaf(10)
def _by_sign(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From the same claim with u or −u for |u|, whichever it is."""
    size = innermost(goal, theorem.conclusion) if goal.op in RELATIONS else None
    if size is None:
        raise Undecided("there is no absolute value", "form")
    if (known := signed(facts, size.args[0])) is not None:
        return _resolved(facts, theorem, goal, size, turned(known, size.args[0]))
    ends = []
    for condition in (ZERO <= size.args[0], Not(ZERO <= size.args[0])):
        sign = logic.assume(condition)
        inside = supposing(facts, condition)
        sign = _sharper(inside, lemmas.flipped(sign) if condition.op == "not" else sign)
        inside.add(sign)
        ends.append(first([lambda i=inside, s=sign: _resolved(i, theorem, goal, size, s), lambda i=inside: absurd(i, goal)]))
    return logic.cases(logic.excluded_middle(ZERO <= size.args[0]), *ends)


def innermost(*formulas: Term) -> Term | None:
    """An absolute value of something without another one; none that a binder closes over."""
    for formula in formulas:
        for term in within(formula):
            if term.op == "abs" and not term.loose and not any(t.op == "abs" for t in within(term.args[0])):
                return term
    return None


def turned(sign: Theorem, term: Term) -> Theorem:
    """0 ≤ t as it is, and t ≤ 0 from 0 ≤ −t."""
    op, (_, high) = sign.conclusion.op, sign.conclusion.args
    return sign if high.alpha is term.alpha else algebra.nonneg(make(op, term, ZERO), ((1, (sign,), ()),), (), ())


def _sharper(facts: Facts, sign: Theorem) -> Theorem:
    """0 < t from 0 ≤ t and a known t ≠ 0."""
    with suppress(ProofError):
        return order.strengthen(sign, facts.prove(Ne(*sign.conclusion.args[::-1])))
    return sign


def _resolved(facts: Facts, theorem: Theorem, goal: Term, size: Term, sign: Theorem) -> Theorem:
    """The goal, from the theorem, both with ±u for |u|; what is known of |u| is known of that too."""
    value = order.absolute(sign)
    inside = facts.with_()
    for known in [t for t in facts.known.values() if t.conclusion.op in RELATIONS and occurs(size, t.conclusion)]:
        inside.add(logic.rewrite(known, value))
    aim = rewritten(goal, value)
    found = transformed(inside, logic.rewrite(theorem, value), aim.conclusion.args[1])
    return logic.modus_ponens(logic.converse(aim), found)
