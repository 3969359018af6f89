"""A way from log(c + u) → a to the limit of another function of u: u is e^(log(c + u)) − c, and goes to eᵃ − c."""

from __future__ import annotations

from derivations.kernel import Term, Theorem, Undecided, algebra, logic, powers
from derivations.kernel import limits as limit_rules
from derivations.kernel.formulas import Eq, exp
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, replace
from derivations.tactics import Facts
from numerics.equivalence_core import leaf, new_variable
from numerics.equivalence_equal import rewritten


@leaf(3)
def _of_the_same_part(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """f(u) → f(eᵃ − c), by continuity."""
    old = theorem.conclusion
    fits = old.op == goal.op == "tends" and old.args[1].alpha is goal.args[1].alpha
    if not fits or not all(t.args[2].op == "near" and t.args[0].op == "lambda" for t in (old, goal)):
        raise Undecided("these are not two finite limits at one place", "form")
    x = new_variable(facts, goal.args[0], old, goal)
    body = apply(old.args[0], x)
    if body.op != "log" or body.args[0].op != "add":
        raise Undecided("there is no logarithm of a sum", "form")
    moving = [t for t in body.args[0].args if x in t.free]
    if len(moving) != 1:
        raise Undecided("more than one summand depends on the variable", "form")
    part = _part(facts, theorem, x, moving[0])
    return _with(facts, part, x, goal)


def _part(facts: Facts, theorem: Theorem, x: Term, u: Term) -> Theorem:
    """⊢ u → eᵃ − c, where c + u > 0 near by."""
    function, source, target = theorem.conclusion.args
    near_by = limit_rules.region(x, source)
    inside = facts.at(x, *([] if near_by is None else [near_by]))
    whole = apply(function, x)
    inner, rest = whole.args[0], replace(whole.args[0], u, ZERO)
    limit = limit_rules.continuity(_limit(exp(whole) - rest, x, source, exp(target.args[0]) - rest), (theorem,))
    if target.args[0] is ZERO:
        limit = logic.rewrite(limit, powers.powers(Eq(exp(ZERO), ONE)))
    undone = inside.settled(powers.powers(Eq(exp(whole), inner)))
    line = rewritten(exp(whole) - rest, undone)
    line = logic.transitivity(line, inside.settled(algebra.field(Eq(line.conclusion.args[1], u))))
    return limit_rules.limit_congruence(x, line, facts.settled(limit))


def _with(facts: Facts, part: Theorem, x: Term, goal: Term) -> Theorem:
    """The goal by continuity, where its limit equals what comes out."""
    function, source, target = goal.args
    u, end = apply(part.conclusion.args[0], x), part.conclusion.args[2].args[0]
    found = replace(apply(function, x), u, end)
    if x in found.free:
        raise Undecided("something else depends on the variable", "form")
    limit = facts.settled(limit_rules.continuity(_limit(apply(function, x), x, source, found), (part,)))
    return logic.rewrite(limit, facts.settled(powers.powers(Eq(found, target.args[0]))))


def _limit(body: Term, x: Term, source: Term, end: Term) -> Term:
    return make("tends", lam(x, body), source, make("near", end))
