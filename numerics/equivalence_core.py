"""Two formulas side by side, as far as they agree: one follows from the other, two expressions are equal.

What is made of the same connective is taken apart; at the places that differ, the ways that other modules register are
tried in turn, those of small rank first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic
from derivations.kernel.formulas import FALSE, Eq, Iff, Not, fresh
from derivations.kernel.terms import PROP, ZERO, apply, lam, make
from derivations.tactics import Facts
from numerics.equivalence_near import near_by, new_variable
from numerics.equivalence_places import multiples, scaled
from numerics.equivalence_plausible import refuted
from numerics.equivalence_ways import CRITERIA, EQUAL, LEAF, Way, criterion, equality, first, leaf, once, stating

__all__ = [
    "absurd",
    "assembled",
    "by_any_way",
    "criterion",
    "equality",
    "first",
    "from_facts",
    "leaf",
    "new_variable",
    "once",
    "same",
    "same_parts",
    "stating",
    "supposing",
    "transformed",
    "where",
]


def transformed(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Γ ⊢ φ  gives  Γ ⊢ ψ for a goal ψ that differs little from φ.

    Raises:
        Undecided: it was not seen to follow.
    """
    claim = theorem.conclusion
    if claim.alpha is goal.alpha:
        return lemmas.renamed(goal, theorem)
    if claim.op == goal.op and claim.op in STRUCTURE:
        return STRUCTURE[claim.op](facts, theorem, goal)
    return by_any_way(facts, theorem, goal)


def by_any_way(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The goal, by what the other modules register.

    Raises:
        Undecided: no way was found.
    """
    return first([lambda way=way: stating(goal, way(facts, theorem, goal)) for _, way in LEAF])


def from_facts(facts: Facts, goal: Term) -> Theorem:
    """The goal from the facts alone.

    Raises:
        Undecided: it was not seen to follow.
    """
    return first([lambda: facts.prove(goal), lambda: by_any_way(facts, logic.truth(), goal)])


def same(facts: Facts, old: Term, new: Term) -> Theorem:
    """⊢ s = t, or ⊢ φ ⇔ ψ, from the facts.

    Raises:
        Undecided: it was not seen.
    """
    if old.alpha is new.alpha:
        one = logic.reflexivity(old)
        return lemmas.renamed(Iff(old, new) if old.sort is PROP else Eq(old, new), one)
    if old.sort is PROP:
        return _both_ways(facts, old, new)
    return first([lambda way=way: stating(Eq(old, new), way(facts, old, new)) for _, way in EQUAL])


def supposing(facts: Facts, *formulas: Term) -> Facts:
    """The facts under assumptions, and what follows from both at once."""
    inside = facts.with_(*formulas)
    inside.propagate()
    return inside


def where(facts: Facts, condition: Term) -> Facts:
    """The facts in a case; a negated inequality is one turned round."""
    inside = facts.with_(condition)
    if condition.op == "not" and condition.args[0].op in ("le", "lt"):
        inside.add(lemmas.flipped(logic.assume(condition)))
    return inside


def absurd(facts: Facts, goal: Term) -> Theorem:
    """Γ ⊢ ψ, since the facts contradict each other.

    Raises:
        Undecided: no contradiction was seen.
    """
    false = first([lambda: facts.prove_false(FALSE), lambda: _against_a_sign(facts)])
    return logic.by_contradiction(goal, logic.weaken(facts.settled(false), Not(goal)))


def _against_a_sign(facts: Facts) -> Theorem:
    """False, from a known t < 0 and the sign that t has by its form."""
    for known in facts.inequalities:
        low, high = known.conclusion.args
        sign = facts.sign(low) if high is ZERO else None
        if sign is not None and "lt" in (sign.conclusion.op, known.conclusion.op):
            return algebra.nonneg(FALSE, ((1, (sign,), ()), (1, (known,), ())), (), ())
    raise Undecided("no inequality contradicts a sign", "search")


# Connectives and quantifiers
def _conjunction(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Part by part; or the parts contradict each other, or what is known."""
    halves = (logic.left(theorem), logic.right(theorem))
    inside = facts.with_()
    for half in halves:
        inside.add(half)
    ways = (
        lambda: logic.both(*(transformed(inside, half, part) for half, part in zip(halves, goal.args, strict=True))),
        lambda: absurd(inside, goal),
    )
    return first(ways)


def _implication(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By the old premise, which follows from the new one; or the new premise is impossible."""
    premise, conclusion = goal.args
    inside = supposing(facts, premise)
    ways = (
        lambda: _applied(inside, theorem, premise, conclusion),
        lambda: absurd(inside, conclusion),
        lambda: by_any_way(inside, logic.truth(), conclusion),
    )
    return logic.discharge(premise, first(ways))


def _applied(inside: Facts, theorem: Theorem, premise: Term, conclusion: Term) -> Theorem:
    old = theorem.conclusion.args[0]
    if premise.alpha is not old.alpha and refuted(inside, old):
        raise Undecided(f"{old} does not follow from {premise}", "search")
    given = transformed(inside, logic.assume(premise), old)
    return transformed(inside, logic.modus_ponens(theorem, given), conclusion)


def _universal(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    x = new_variable(facts, goal.args[0], theorem.conclusion)
    there, here, claim = facts.at(x), logic.specialise(theorem, x), apply(goal.args[0], x)
    ways = [lambda: transformed(there, here, claim)]
    ways += [lambda v=v: _at_another(there, logic.instantiate(here, ((x, v),)), claim) for v in scaled(x)]
    return lemmas.renamed(goal, logic.generalise(x, first(ways)))


@once
def _at_another(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From what is known of a multiple of the variable, which must be the same."""
    if theorem.conclusion.alpha is goal.alpha:
        return theorem
    return logic.modus_ponens(same_parts(facts, theorem.conclusion, goal), theorem)


def _existential(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By another witness, by that of the old claim, or by any way."""
    ways = [*CRITERIA, _by_its_witness, by_any_way]
    return first([lambda way=way: stating(goal, way(facts, theorem, goal)) for way in ways])


def _by_its_witness(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The witness of the old claim serves, or a multiple of it."""
    w = new_variable(facts, goal.args[0], theorem.conclusion)
    given = logic.assume(apply(theorem.conclusion.args[0], w))
    inside = supposing(facts, given.conclusion)

    def shown(value: Term) -> Theorem:
        return logic.exhibit(goal, value, transformed(inside, given, apply(goal.args[0], value)))

    return logic.obtain(theorem, w, first([lambda v=v: shown(v) for v in multiples(w, goal)]))


def _alternative(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    ends = []
    for old, new in zip(theorem.conclusion.args, goal.args, strict=True):
        inside = supposing(facts, old)
        ends.append(logic.either(transformed(inside, logic.assume(old), new), goal))
    return logic.cases(theorem, *ends)


def _negation(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By a criterion, by what it denies, or by any way."""
    ways = [*CRITERIA, _denied, by_any_way]
    return first([lambda way=way: stating(goal, way(facts, theorem, goal)) for way in ways])


def _denied(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    (claim,), (old,) = goal.args, theorem.conclusion.args
    held = transformed(supposing(facts, claim), logic.assume(claim), old)
    return logic.negate(claim, logic.contradiction(held, theorem))


def _equivalence(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By a criterion for the one side, by both sides of the old equivalence, or by any way."""
    ways = [*CRITERIA, _through, by_any_way]
    return first([lambda way=way: stating(goal, way(facts, theorem, goal)) for way in ways])


def _through(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Each side from the other: through both sides of the old equivalence, or outright."""
    ways = (theorem, theorem.conclusion.args), (logic.converse(theorem), theorem.conclusion.args[::-1])
    pairs = zip(ways, (goal.args, goal.args[::-1]), strict=True)
    ends = [first([lambda w=w, n=n: _along(facts, *w, n), lambda n=n: _outright(facts, *n)]) for w, n in pairs]
    return lemmas.equivalent(goal, *ends)


def _outright(facts: Facts, given: Term, wanted: Term) -> Theorem:
    """Γ, φ ⊢ ψ."""
    return by_any_way(supposing(facts, given), logic.assume(given), wanted)


def _along(facts: Facts, way: Theorem, old: tuple[Term, ...], new: tuple[Term, ...]) -> Theorem:
    """Γ, φ′ ⊢ ψ′ from Γ ⊢ φ ⇒ ψ (or ⇔)."""
    inside = supposing(facts, new[0])
    given = transformed(inside, logic.assume(new[0]), old[0])
    inside.add(given)
    last = logic.modus_ponens(way, given)
    inside.add(last)
    return transformed(inside, last, new[1])


def _nearly_everywhere(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The same at an arbitrary point, with what is known near by."""
    mu, predicate = goal.args
    old = theorem.conclusion
    if old.args[0].alpha is not mu.alpha or mu.op == "counting":
        return by_any_way(facts, theorem, goal)
    near = [theorem, *near_by(facts, mu, old.args[1], predicate)]
    x = new_variable(facts, predicate, old, mu, *(t.conclusion for t in near))
    there = facts.at(x, *(apply(t.conclusion.args[1], x) for t in near))
    there.propagate()
    shown = transformed(there, logic.assume(apply(old.args[1], x)), apply(predicate, x))
    return lemmas.renamed(goal, integrals.almost_everywhere(mu, x, tuple(near), shown))


STRUCTURE: Final[dict[str, Way]] = {
    "and": _conjunction,
    "implies": _implication,
    "forall": _universal,
    "exists": _existential,
    "or": _alternative,
    "not": _negation,
    "iff": _equivalence,
    "almost": _nearly_everywhere,
}


def _both_ways(facts: Facts, old: Term, new: Term) -> Theorem:
    """φ ⇔ ψ, part by part or by an argument each way."""
    ways = [lambda: same_parts(facts, old, new)] if old.op == new.op and old.op not in STRUCTURE else []
    return first([*ways, lambda: _each_way(facts, old, new)])


def _each_way(facts: Facts, old: Term, new: Term) -> Theorem:
    ends = [transformed(supposing(facts, a), logic.assume(a), b) for a, b in ((old, new), (new, old))]
    return lemmas.equivalent(Iff(old, new), *ends)


@equality(0)
def same_parts(facts: Facts, old: Term, new: Term) -> Theorem:
    """Part by part, where both are made in the same way."""
    fits = old.op == new.op and len(old.args) == len(new.args) and (old.op == "lambda" or old.data == new.data)
    if not fits:
        raise Undecided("the two are not made in the same way", "form")
    if old.op == "lambda":
        x = new_variable(facts, old, new)
        return logic.abstraction(x, same(facts.at(x), apply(old, x), apply(new, x)))
    same_arguments = [
        None if a.alpha is b.alpha else same(facts, a, b) for a, b in zip(old.args, new.args, strict=True)
    ]
    return lemmas.renamed(Iff(old, new) if old.sort is PROP else Eq(old, new), assembled(old, same_arguments))


def assembled(old: Term, parts: Sequence[Theorem | None]) -> Theorem:
    """⊢ t = t′, or ⇔, from what the arguments of t are equal to; None for those that stay."""
    total, now = logic.reflexivity(old), list(old.args)
    for i, equal in enumerate(parts):
        if equal is not None:
            x = fresh("x", now[i].sort, old, equal.conclusion, *equal.hypotheses)
            whole = make(old.op, *now[:i], x, *now[i + 1 :], data=old.data)
            total = logic.transitivity(total, logic.congruence(lam(x, whole), equal))
            now[i] = equal.conclusion.args[1]
    return total
