"""A way to "there is a function", by a function c·x or c.

An inequality between its means and others is linear in c, and is solved for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic
from derivations.kernel.formulas import Ne, fresh
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, substitute
from derivations.lemmas.cells import Rewriting
from derivations.tactics import Facts
from numerics.equivalence_core import by_any_way, criterion, first, leaf
from numerics.equivalence_moments import mean, means
from numerics.quantifiers import conjuncts


@leaf(-1)
@criterion
def _solved(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A function of the line for which an inequality holds, and whatever else is asked of it."""
    check_line(goal)
    c, x = fresh("c", REAL, goal, *facts.known), fresh("x", REAL, goal)
    return first([lambda b=b: _exhibited(facts, goal, c, lam(x, b)) for b in (c * x, c)])


def check_line(goal: Term) -> None:
    """Raise Undecided unless the goal is that there is a function of the line."""
    line = goal.op == "exists" and goal.args[0].sort.params[0].kind == "function"
    if not line or any(s is not REAL for s in goal.args[0].sort.params[0].params):
        raise Undecided("no function of the line is looked for", "form")


def _exhibited(facts: Facts, goal: Term, c: Term, family: Term) -> Theorem:
    """The claim, since a member of the family is as wanted."""
    f = fresh("f", family.sort, goal)
    claim = apply(goal.args[0], f)
    wanted = substitute(claim, {f: family})
    relation = relation_in(wanted)
    known = [found for term in means(relation) if (found := _value(facts, term)) is not None]
    value = _solution(facts, relation, c, known)
    there = logic.instantiate(logic.exhibit(goal, f, logic.assume(claim)), ((f, substitute(family, {c: value})),))
    return logic.cut(_fulfilled(facts, wanted, (c, value), known), there)


def relation_in(wanted: Term) -> Term:
    """The first inequality among the conjuncts; Undecided if there is none."""
    relation = next((part for part in conjuncts(wanted) if part.op in ("lt", "le")), None)
    if relation is None:
        raise Undecided("no inequality is to be solved", "form")
    return relation


def _value(facts: Facts, term: Term) -> Theorem | None:
    """The value of a mean, if it can be computed."""
    try:
        return mean(facts, term)
    except ProofError:
        return None


def _solution(facts: Facts, relation: Term, c: Term, known: Sequence[Theorem]) -> Term:
    """The c for which the right side exceeds the left one by 1.

    Raises:
        Undecided: it was not seen that there is one.
    """
    low, high = inserted(facts, relation, known).goal.args
    rest, slope = line_in(high - low, c)
    facts.prove(Ne(slope, ZERO))
    return (1 - rest) / slope


def line_in(term: Term, c: Term) -> tuple[Term, Term]:
    """What a sum that is a + d·c comes to for c = 0, and d."""
    moving = _moving(term, c)
    return substitute(term, {c: ZERO}), substitute(moving, {c: ONE}) - substitute(moving, {c: ZERO})


def _moving(term: Term, c: Term) -> Term:
    """What is left of a sum without the terms in which c does not occur."""
    if c not in term.free:
        return ZERO
    return make(term.op, *(_moving(a, c) for a in term.args)) if term.op in ("add", "sub", "neg") else term


def inserted(facts: Facts, relation: Term, known: Sequence[Theorem]) -> Rewriting:
    """The relation with these values."""
    found = Rewriting(facts, relation)
    for equation in known:
        found.by(equation)
    return found


def _fulfilled(facts: Facts, formula: Term, chosen: tuple[Term, Term], known: Sequence[Theorem]) -> Theorem:
    """Each part of what is wanted of the family, of this member."""
    if formula.op == "and":
        return logic.both(*(_fulfilled(facts, part, chosen, known) for part in formula.args))
    if formula.op not in ("lt", "le"):
        return logic.instantiate(by_any_way(facts, logic.truth(), formula), (chosen,))
    here = [logic.instantiate(equation, (chosen,)) for equation in known]
    aim = inserted(facts, substitute(formula, dict([chosen])), here)
    return aim.back(facts.settled(algebra.nonneg(aim.goal, ((1, (), ()),), (), ())))
