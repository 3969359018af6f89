"""Ways about how many numbers below n have a property that all of them have, or none, or those without another one.

Such counts become n, 0, or n less another count. With them it is seen that there is a predicate of points, by one that
the claim itself counts with, or by its opposite.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, logic
from derivations.kernel.display import opened
from derivations.kernel.formulas import Eq, Not, fresh
from derivations.kernel.terms import NAT, ONE, PROP, ZERO, apply, lam, replace
from derivations.lemmas import counting, counting_how_many, term_by_term
from derivations.lemmas.cells import Rewriting
from derivations.lemmas.counting import P, Q, bracket, n
from derivations.tactics import Facts
from numerics.equivalence_core import by_any_way, criterion, equality, first, leaf, new_variable, supposing
from numerics.equivalence_places import counted, outermost, within


# Counts
@equality(4)
def _told(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two numbers, since some counts in them are n, 0, or n less another one."""
    return _by_counts(facts, Eq(old, new)) if old.is_scalar and new.is_scalar else _nothing()


def _by_counts(facts: Facts, goal: Term) -> Theorem:
    """An equation between numbers, with these counts."""
    found = Rewriting(facts, goal)
    for count in {t.alpha: t for t in outermost(goal) if counted(t) is not None}.values():
        with suppress(ProofError):
            found.by(how_many(facts, count))
    if found.goal.alpha is goal.alpha:
        _nothing()
    return found.back(facts.settled(algebra.field(found.goal)))


def _nothing() -> Theorem:
    raise Undecided("nothing is counted of which it is known how often it holds", "form")


def how_many(facts: Facts, total: Term) -> Theorem:
    """⊢ Σ_{j<n} [P(j)] = n, 0, or n less what the opposite of P gives.

    Raises:
        Undecided: none of these was seen.
    """
    found = counted(total)
    if found is None:
        return _nothing()
    predicate, count = found
    j = new_variable(facts, predicate, total)
    claim = apply(predicate, j)
    if claim.op == "not":
        return _less(facts, total, lam(j, claim.args[0]), count)
    shown = decided(supposing(facts, j < count), claim)
    holds = shown.conclusion.alpha is claim.alpha
    law = logic.instantiate(counting_how_many.all_of() if holds else counting_how_many.none_of(), _of(predicate, count))
    each = logic.generalise(j, logic.discharge(j < count, shown))
    value = logic.modus_ponens(logic.converse(logic.right(law)), lemmas.renamed(law.conclusion.args[1].args[1], each))
    return lemmas.renamed(Eq(total, value.conclusion.args[1]), value)


def _of(predicate: Term, count: Term) -> tuple[tuple[Term, Term], ...]:
    return (P, predicate), (n, count)


def _less(facts: Facts, total: Term, predicate: Term, count: Term) -> Theorem:
    """Σ[¬P] = n − Σ[P], and that further if it can be told."""
    found = logic.instantiate(others(), _of(predicate, count))
    with suppress(ProofError):
        rest = how_many(facts, found.conclusion.args[1].args[1])
        value = count - rest.conclusion.args[1]
        found = algebra.combination(Eq(found.conclusion.args[0], value), ((ONE, found, ONE), (-ONE, rest, ONE)), ())
    return lemmas.renamed(Eq(total, found.conclusion.args[1]), found)


@cache
def others() -> Theorem:
    """⊢ Σ_{j<n} [¬P(j)] = n − Σ_{j<n} [P(j)]."""
    j = counting.j
    goal = Eq(bracket(Not(Q)), ONE - bracket(Q))
    yes, no = logic.assume(Q), logic.assume(Not(Q))
    denied = logic.negate(no.conclusion, logic.contradiction(yes, no))
    ends = (
        counting.linear(goal, counting.failed(denied), counting.held(yes)),
        counting.linear(goal, counting.held(no), counting.failed(no)),
    )
    one = logic.instantiate(counting.by_cases(Q, *ends), ((Q, P(j)),))
    total = term_by_term.expanded(j, n, one, [(1, ONE), (-1, bracket(P(j)))])
    left, right = (counting_how_many.how_many(lam(j, claim), n) for claim in (Not(P(j)), P(j)))
    return counting.linear(Eq(left, n - right), total, term_by_term.constant(n, ONE))


def decided(facts: Facts, claim: Term) -> Theorem:
    """The claim or its negation: known, by what a predicate is said to be, or as something counted is there.

    Raises:
        Undecided: neither was seen.
    """
    if (found := facts.look_up(claim)) is not None:
        return found
    if (found := facts.look_up(Not(claim))) is not None:
        return found
    if claim.op == "apply":
        return first([lambda t=t: _by_meaning(facts, t, claim) for t in _meanings(facts, claim)])
    if claim.op == "eq" and claim.args[1] is ZERO and (found_count := counted(claim.args[0])) is not None:
        return _present(facts, claim, *found_count)
    raise Undecided(f"it is not known whether {claim}", "search")


def _meanings(facts: Facts, claim: Term) -> Iterator[Theorem]:
    """What is known of the form ∀u. D(u) ⇔ φ(u) for the D of D(t), at t."""
    for known in facts.known.values():
        rule = known.conclusion.args[0] if known.conclusion.op == "forall" else None
        if rule is not None and rule.op == "lambda" and rule.args[0].op == "iff" and rule.data[1] is claim.args[1].sort:
            here = logic.specialise(known, claim.args[1])
            if here.conclusion.args[0].alpha is claim.alpha:
                yield here


def _by_meaning(facts: Facts, meaning: Theorem, claim: Term) -> Theorem:
    known = decided(facts, meaning.conclusion.args[1])
    if known.conclusion.alpha is meaning.conclusion.args[1].alpha:
        return logic.modus_ponens(logic.converse(meaning), known)
    held = logic.modus_ponens(meaning, logic.assume(claim))
    return logic.negate(claim, logic.contradiction(held, known))


def _present(facts: Facts, claim: Term, predicate: Term, count: Term) -> Theorem:
    """Σ_{k<n} [P(k)] ≠ 0, since P(k) by reflexivity for a k that is known to be below n."""
    for known in facts.inequalities:
        k, bound = known.conclusion.args
        here = apply(predicate, k) if known.conclusion.op == "lt" and k.sort is NAT else ZERO
        if bound.alpha is count.alpha and here.op == "eq" and here.args[0].alpha is here.args[1].alpha:
            law = logic.instantiate(counting_how_many.present(), (*_of(predicate, count), (counting_how_many.k, k)))
            there = logic.cut(known, logic.cut(logic.reflexivity(here.args[0]), law))
            return lemmas.renamed(Not(claim), there)
    raise Undecided("nothing counted is known to be there", "search")


# There is a predicate
@leaf(3)
@criterion
def _exhibited(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """There is such a predicate of points: that of being counted 0 times, or its opposite."""
    sort = goal.args[0].sort.params[0] if goal.op == "exists" else NAT
    if sort.kind != "function" or sort.params[0].kind != "space" or sort.params[1] is not PROP:
        raise Undecided("no predicate of points is looked for", "form")
    variable, claim = opened(goal.args[0], goal)
    values = {v.alpha: v for v in _predicates(claim, variable)}.values()
    return first([lambda v=v: _by(facts, goal, (variable, v), claim) for v in values])


def _predicates(claim: Term, variable: Term) -> Iterator[Term]:
    """The predicates u ↦ "u is counted 0 times" of a claim, and their opposites."""
    for formula in _opened(claim):
        found = counted(formula.args[0]) if formula.op == "eq" and formula.args[1] is ZERO else None
        if found is None or variable in formula.free:
            continue
        j, body = opened(found[0], formula)
        for point in (t for t in within(body) if t.sort.kind == "space" and j not in t.free):
            u = fresh("u", point.sort, claim, formula)
            predicate = replace(formula, point, u)
            if predicate.free <= (claim.free | {u}) - {variable}:
                yield from (lam(u, predicate), lam(u, Not(predicate)))


def _opened(term: Term) -> Iterator[Term]:
    """A term and what is in it, variables for what is bound."""
    yield term
    for part in (opened(term)[1],) if term.op == "lambda" else term.args:
        yield from _opened(part)


def _by(facts: Facts, goal: Term, chosen: tuple[Term, Term], claim: Term) -> Theorem:
    """The claim of this predicate."""
    wanted = logic.instantiate(logic.assume(claim), (chosen,)).conclusion
    ways = (lambda: _by_counts(facts, wanted), lambda: by_any_way(facts, logic.truth(), wanted))
    shown = first(ways if wanted.op == "eq" else ways[1:])
    return counting.exhibited(goal, chosen[1], shown)
