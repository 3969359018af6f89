"""Whether a variant of a proved statement follows from it: only the kernel says yes.

The two statements are taken apart side by side, as far as they agree. Where they differ, the variant is proved from the
hypotheses, the premises and what was proved, or the two places are shown to be equal and one is put for the other. A
variant that is weaker (≤ for <, a stronger premise) follows as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from derivations import lemmas, search
from derivations.kernel import (
    ProofError,
    Term,
    Theorem,
    Undecided,
    algebra,
    calculus,
    integrals,
    lebesgue,
    logic,
    order,
)
from derivations.kernel.formulas import Eq, Iff, Ne, Not, fresh, unfolding
from derivations.kernel.terms import NAT, ONE, PROP, REAL, apply, lam, make, num, replace, substitute
from derivations.tactics import Facts
from numerics.equivalence_places import borders, numbers, other_values, reached

if TYPE_CHECKING:
    from derivations.proof import Proof

STRUCTURE: Final = ("and", "implies", "forall")
FACTORS: Final = (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(-1))
MOST: Final = 7  # facts of which products are tried


def implied(proof: Proof, variant: Term) -> Theorem | None:
    """The variant as a theorem from the hypotheses of the proof; None when it was not seen to follow."""
    facts = Facts([*(logic.assume(h) for h in proof.hypotheses), *proof.defined])
    try:
        found = transformed(facts, proof.theorem, variant)
    except (ProofError, RecursionError):
        return None
    allowed = {h.alpha for h in proof.hypotheses}
    return found if all(h.alpha in allowed for h in found.hypotheses) else None


def transformed(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Γ ⊢ φ  gives  Γ ⊢ ψ for a goal ψ that differs little from φ.

    Raises:
        Undecided: it was not seen to follow.
    """
    claim = theorem.conclusion
    if claim.alpha is goal.alpha:
        return lemmas.renamed(goal, theorem)
    if claim.op == goal.op and claim.op in STRUCTURE:
        return _by_parts(facts, theorem, goal)
    return _first([lambda way=way: way(facts, theorem, goal) for way in LEAF])


def _first(ways: Sequence[Callable[[], Theorem]]) -> Theorem:
    """What the first way gives that leads anywhere."""
    for way in ways:
        with suppress(ProofError):
            return way()
    raise Undecided("no way was found", "search")


def _by_parts(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Through a conjunction, an implication or a quantifier that both statements have."""
    if goal.op == "and":
        halves = (logic.left(theorem), logic.right(theorem))
        inside = facts.with_()
        for half in halves:
            inside.add(half)
        return logic.both(*(transformed(inside, half, part) for half, part in zip(halves, goal.args, strict=True)))
    if goal.op == "implies":
        premise, conclusion = goal.args
        inside = facts.with_(premise)
        inside.propagate()
        given = transformed(inside, logic.assume(premise), theorem.conclusion.args[0])
        return logic.discharge(premise, transformed(inside, logic.modus_ponens(theorem, given), conclusion))
    x = _new(facts, goal.args[0], theorem.conclusion)
    here = transformed(facts.at(x), logic.specialise(theorem, x), apply(goal.args[0], x))
    return lemmas.renamed(goal, logic.generalise(x, here))


def _new(facts: Facts, function: Term, *avoid: Term) -> Term:
    """A fresh variable for what the function takes."""
    taken = [h for t in facts.known.values() for h in (*t.hypotheses, t.conclusion)]
    hint = function.data[0] if function.op == "lambda" else "x"
    return fresh(hint or "x", function.sort.params[0], function, *avoid, *taken)


def _from_facts(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From what is known, the original claim included."""
    more = facts.with_()
    more.add(theorem)
    if goal.op == "eq" and theorem.conclusion.op == "eq":
        for factor in (ONE, -ONE):
            with suppress(ProofError):
                return more.settled(algebra.combination(goal, ((factor, theorem, ONE),), ()))
    return more.prove(goal)


def _by_equality(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Since the places at which the two statements differ are equal."""
    way = _multiple if goal.op == theorem.conclusion.op == "integrable" else _same_parts
    return logic.modus_ponens(way(facts, theorem.conclusion, goal), theorem)


def _weaker(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A weaker inequality, by the signs of what is inside."""
    if {goal.op, theorem.conclusion.op} - {"le", "lt"}:
        raise Undecided("these are no inequalities", "form")
    places = numbers(theorem.conclusion, goal)
    signs = [_log_sign(facts, u) if u.op == "log" else facts.sign(u) for u in places]
    known = [theorem, *(s for s in signs if s is not None)][:MOST]
    terms, parts = search.certificate(goal, known)
    return facts.settled(algebra.nonneg(goal, terms, parts, ()))


def _log_sign(facts: Facts, term: Term) -> Theorem | None:
    """log u < log 1 for u < 1, and the other way round."""
    for order_of in (term.args[0] < ONE, term.args[0] > ONE):
        with suppress(ProofError):
            return facts.settled(order.monotone("log", facts.prove(order_of)))
    return None


def _by_instance(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """The same claim for another value of a variable: λ for nλ, −ε for ε."""
    if theorem.conclusion.op != goal.op:
        raise Undecided("these are not of one form", "form")
    letters = [v for v in theorem.conclusion.free if v.sort is REAL]
    values = [(v, value) for v in sorted(letters, key=repr) for value in other_values(v, goal)]
    return _first([lambda v=v, to=to: _instance(facts, theorem, goal, v, to) for v, to in values])


def _instance(facts: Facts, theorem: Theorem, goal: Term, variable: Term, value: Term) -> Theorem:
    moved = logic.instantiate(theorem, ((variable, value),))
    return facts.settled(_by_equality(facts, moved, goal))


def _by_meaning(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """By what both abbreviate."""
    if theorem.conclusion.op != goal.op or (meaning := unfolding(goal)) is None:
        raise Undecided("nothing is abbreviated", "form")
    return lemmas.folded(goal, transformed(facts, lemmas.unfolded(theorem), meaning))


def _strict(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """a < b from a ≤ b and a ≠ b."""
    if goal.op != "lt":
        raise Undecided("nothing is strict", "form")
    a, b = goal.args
    weak = facts.prove(a <= b)
    return _first([lambda ne=ne: order.strengthen(weak, facts.prove(ne)) for ne in (Ne(b, a), Ne(a, b))])


def _plainly(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """From what is known; strict inequalities also from weak ones."""
    more = facts.with_()
    more.add(theorem)
    return _first([lambda way=way: way(more, theorem, goal) for way in (_from_facts, _strict)])


LEAF: Final = (_by_equality, _plainly, _weaker, _by_instance, _by_meaning)


def same(facts: Facts, old: Term, new: Term) -> Theorem:
    """⊢ s = t, or ⊢ φ ⇔ ψ, from the facts.

    Raises:
        Undecided: it was not seen.
    """
    if old.alpha is new.alpha:
        one = logic.reflexivity(old)
        goal = Iff(old, new) if old.sort is PROP else Eq(old, new)
        return lemmas.renamed(goal, one)
    if old.sort is PROP:
        if old.op == new.op == "integrable":
            return _multiple(facts, old, new)
        way = _both_ways if old.op != new.op or old.op in ("and", "implies", "le", "lt", "eq") else _same_parts
        return way(facts, old, new)
    return _first([lambda way=way: way(facts, old, new) for way in (_normal, _slopes, _almost, _same_parts, _by_case)])


def _slopes(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two derivatives at one point, by the rules of differentiation."""
    both = old.op == new.op == "derivative" and old.args[1].alpha is new.args[1].alpha
    if not both or any(t.args[0].op != "lambda" for t in (old, new)):
        raise Undecided("these are no derivatives at one point", "form")
    x = _new(facts, old.args[0], new, old)
    value = substitute(calculus.slope(apply(old.args[0], x), x)[0], {x: old.args[1]})
    first, second = (facts.settled(calculus.derivative(Eq(t, value))) for t in (old, new))
    return logic.transitivity(first, logic.symmetry(second))


def _both_ways(facts: Facts, old: Term, new: Term) -> Theorem:
    goal = Iff(old, new)
    ways = [_under(facts, a, b) for a, b in ((old, new), (new, old))]
    return lemmas.equivalent(goal, *ways)


def _under(facts: Facts, premise: Term, goal: Term) -> Theorem:
    """Γ, φ ⊢ ψ."""
    inside = facts.with_(premise)
    inside.propagate()
    assumed = logic.assume(premise)
    if premise.op == goal.op and goal.op in STRUCTURE:
        return _by_parts(inside, assumed, goal)
    return _plainly(inside, assumed, goal)


def _normal(facts: Facts, old: Term, new: Term) -> Theorem:
    """By normal form, or by what is known of the difference."""
    if old.sort not in (REAL, NAT) and old.sort.kind != "real":
        raise Undecided("these are no numbers", "form")
    goal = Eq(old, new)
    found = facts.look_up(goal)
    return found or facts.settled(algebra.field(goal))


def _almost(facts: Facts, old: Term, new: Term) -> Theorem:
    """∫f = ∫g, since f = g almost everywhere and f is integrable."""
    if old.op != "integral" or new.op != "integral" or old.args[0].alpha is not new.args[0].alpha:
        raise Undecided("these are no integrals over one measure", "form")
    mu, f, g = *old.args, new.args[1]
    integrable = facts.prove(make("integrable", mu, f))
    equal = _equal_almost(facts, mu, g, f, ONE)
    return logic.symmetry(logic.right(integrals.linear(mu, g, ((ONE, integrable),), equal)))


def _multiple(facts: Facts, old: Term, new: Term) -> Theorem:
    """Integrable f ⇔ integrable g, since g is a multiple of f almost everywhere."""
    if old.op != "integrable" or new.op != "integrable" or old.args[0].alpha is not new.args[0].alpha:
        raise Undecided("nothing is integrable with respect to one measure", "form")
    mu, f, g = *old.args, new.args[1]
    return _first([lambda c=c: _scaled(facts, mu, f, g, c) for c in FACTORS])


def _scaled(facts: Facts, mu: Term, f: Term, g: Term, factor: Fraction) -> Theorem:
    ends = []
    for a, b, c in ((f, g, factor), (g, f, 1 / factor)):
        equal = _equal_almost(facts, mu, b, a, num(c))
        given = logic.assume(make("integrable", mu, a))
        ends.append(logic.left(integrals.linear(mu, b, ((num(c), given),), equal)))
    return lemmas.equivalent(Iff(*(make("integrable", mu, h) for h in (f, g))), *ends)


def _equal_almost(facts: Facts, mu: Term, left: Term, right: Term, factor: Term) -> Theorem:
    """left = factor·right almost everywhere."""
    near = [t for t in facts.known.values() if t.conclusion.op == "almost" and t.conclusion.args[0].alpha is mu.alpha]
    near += [lebesgue.point_null(c) for c in borders(left, right)] if mu.op == "lebesgue" and mu.args[0] is ONE else []
    x = _new(facts, left, right, mu, *(t.conclusion for t in near))
    there = facts.at(x, *(apply(t.conclusion.args[1], x) for t in near))
    there.propagate()
    wanted = integrals.combined([factor], [apply(right, x)])
    equal = same(there, apply(left, x), wanted)
    if mu.op == "counting":
        return facts.prove(make("almost", mu, lam(x, Eq(apply(left, x), wanted))))
    return integrals.almost_everywhere(mu, x, tuple(near), equal)


def _same_parts(facts: Facts, old: Term, new: Term) -> Theorem:
    """Part by part, where both are made in the same way."""
    fits = old.op == new.op and len(old.args) == len(new.args) and (old.op == "lambda" or old.data == new.data)
    if not fits:
        raise Undecided("the two are not made in the same way", "form")
    if old.op == "lambda":
        x = _new(facts, old, new)
        return logic.abstraction(x, same(facts.at(x), apply(old, x), apply(new, x)))
    total, now = logic.reflexivity(old), list(old.args)
    for i, (before, after) in enumerate(zip(old.args, new.args, strict=True)):
        if before.alpha is after.alpha:
            continue
        equal = same(facts, before, after)
        x = fresh("x", before.sort, old, new, *equal.hypotheses)
        whole = make(old.op, *now[:i], x, *now[i + 1 :], data=old.data)
        total = logic.transitivity(total, logic.congruence(lam(x, whole), equal))
        now[i] = after
    return lemmas.renamed(Iff(old, new) if old.sort is PROP else Eq(old, new), total)


def _by_case(facts: Facts, old: Term, new: Term) -> Theorem:
    """For case distinctions: whichever condition holds, the values agree."""
    term = next((t for side in (old, new) for t in reached(side) if t.op == "piecewise"), None)
    if term is None:
        raise Undecided("nothing is distinguished", "form")
    for condition in (term.args[0], Not(term.args[0])):
        if (known := facts.look_up(condition)) is not None:
            return _decided(facts, known, old, new, term)
    ends = []
    for condition in (term.args[0], Not(term.args[0])):
        inside = facts.with_(condition)
        if condition.op == "not" and term.args[0].op in ("le", "lt"):
            inside.add(lemmas.flipped(logic.assume(condition)))
        inside.propagate()
        ends.append(_decided(inside, logic.assume(condition), old, new, term))
    return logic.cases(logic.excluded_middle(term.args[0]), *ends)


def _decided(facts: Facts, condition: Theorem, old: Term, new: Term, term: Term) -> Theorem:
    """old = new where the condition of `term`, one of the two, is decided."""
    here = integrals.branch(term, condition)
    first, last = (_rewritten(side, here) for side in (old, new))
    middle = _agreeing(facts, first.conclusion.args[1], last.conclusion.args[1])
    return logic.transitivity(logic.transitivity(first, middle), logic.symmetry(last))


def _rewritten(term: Term, equation: Theorem) -> Theorem:
    """⊢ C[s] = C[t] from s = t."""
    x = fresh("x", equation.conclusion.args[0].sort, term, *equation.hypotheses, equation.conclusion)
    return logic.congruence(lam(x, replace(term, equation.conclusion.args[0], x)), equation)


def _agreeing(facts: Facts, old: Term, new: Term) -> Theorem:
    """s = t, also from s ≤ t and t ≤ s, as at the border of two cases."""
    with suppress(ProofError):
        return same(facts, old, new)
    return order.antisymmetry(facts.prove(old <= new), facts.prove(new <= old))
