"""A way to a_k = a_i by what premises say of all indices: at i and k they contradict each other otherwise."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from derivations import lemmas, search
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic
from derivations.kernel.formulas import FALSE, Eq, Not
from derivations.kernel.terms import NAT, REAL, apply
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, once, supposing
from numerics.equivalence_places import within
from numerics.equivalence_ways import remembered

MOST: Final = 3  # indices, bounds of numbers, and vectors that are squared


@leaf(9)
@once
def _at_the_indices(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Under all premises of the goal, which end in an equation of columns."""
    end = goal
    while end.op in ("forall", "implies") and end.args[-1].op in ("lambda", "forall", "implies", "eq"):
        end = end.args[-1].args[0] if end.op == "forall" else end.args[1]
    if end.op != "eq" or end.args[0].sort is REAL or end.args[0].sort.kind != "real":
        raise Undecided("this is no equation of columns", "form")
    return facts.settled(_shown(facts, goal))


def _shown(facts: Facts, goal: Term) -> Theorem:
    """The goal, premise by premise."""
    if goal.op == "forall":
        x = new_variable(facts, goal.args[0])
        return lemmas.renamed(goal, logic.generalise(x, _shown(facts.with_(), apply(goal.args[0], x))))
    if goal.op == "implies":
        return logic.discharge(goal.args[0], _shown(supposing(facts, goal.args[0]), goal.args[1]))
    left, right = goal.args
    middle = [t for t in facts.known.values() if t.conclusion.op == "eq" and t.conclusion.args[0].alpha is left.alpha]
    return first([lambda t=t: logic.transitivity(t, _same(facts, t.conclusion.args[1], right)) for t in middle])


def _same(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two members of a sequence are equal, since the premises contradict each other where they are not."""
    goal = Eq(old, new)
    indices = [t.args[1] for t in (old, new) if t.op == "apply" and t.args[1].sort is NAT]
    if len(indices) != 2 or old.args[0].alpha is not new.args[0].alpha:
        raise Undecided("these are no members of one sequence", "form")
    inside = facts.with_(Not(goal))
    for index in indices:
        inside = inside.at(index)
        inside.propagate()
    found = _contradiction(inside, FALSE)
    if found is None:
        raise Undecided("the premises do not contradict each other", "search")
    return logic.by_contradiction(goal, found)


@remembered
def _contradiction(facts: Facts, goal: Term) -> Theorem | None:
    """False, from inequalities between squared norms and the bounds of numbers; None where that is not seen."""
    lengths = [t for t in facts.inequalities if any(u.op == "sqnorm" for u in within(t.conclusion))]
    letters = frozenset[Term]().union(*(t.conclusion.free for t in lengths))
    bounds = [t for t in facts.inequalities if _of_numbers(t.conclusion) and t.conclusion.free <= letters][:MOST]
    parts = [u for t in lengths for u in within(t.conclusion)]
    columns = [u for u in parts if u.op == "apply" and not u.is_scalar and u.sort.kind == "real"]
    squares = [*_distinct(columns)[:MOST], *_distinct([u.args[0] for u in parts if u.op == "sqnorm"])[:MOST]]
    pairs = [(s, t) for s in lengths for t in lengths if s.conclusion.op == "lt" and t.conclusion.op == "le"]
    with suppress(ProofError):
        return facts.settled(first([lambda p=p: _against(goal, [*p, *bounds], squares) for p in pairs]))
    return None


def _distinct(terms: list[Term]) -> list[Term]:
    return [*{t.alpha: t for t in terms if not t.loose}.values()]


def _of_numbers(claim: Term) -> bool:
    """Whether an inequality is between numbers without roots or functions."""
    return all(t.op in ("var", "num", "le", "lt") for t in within(claim)) and any(t.sort is REAL for t in claim.args)


def _against(goal: Term, known: list[Theorem], squares: list[Term]) -> Theorem:
    """From two inequalities alone, or with products."""
    with suppress(ProofError):
        return algebra.nonneg(goal, tuple((1, (t,), ()) for t in known[:2]), (), ())
    terms, parts = search.certificate(goal, known, squares=squares)
    return algebra.nonneg(goal, terms, parts, ())
