"""Ways to see that two expressions are equal: normal forms, derivatives, integrands, case distinctions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Final

from derivations import lemmas
from derivations.kernel import (
    ProofError,
    Term,
    Theorem,
    Undecided,
    algebra,
    calculus,
    integrals,
    logic,
    order,
    powers,
)
from derivations.kernel.formulas import Eq, Iff, Not, fresh
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, apply, lam, make, num, replace, substitute
from derivations.tactics import Facts
from numerics.equivalence_core import absurd, equality, first, leaf, new_variable, same, same_parts, where
from numerics.equivalence_near import arbitrary
from numerics.equivalence_places import reached, within
from numerics.equivalence_signs import at_least_zero, strict

FACTORS: Final = (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(-1))


@leaf(0)
def by_equality(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Since the places at which the two statements differ are equal."""
    if goal.op == theorem.conclusion.op == "integrable":
        return logic.modus_ponens(_multiple(facts, theorem.conclusion, goal), theorem)
    return logic.modus_ponens(same_parts(facts, theorem.conclusion, goal), theorem)


@equality(1)
def _normal(facts: Facts, old: Term, new: Term) -> Theorem:
    """By normal form, or by what is known of the difference."""
    if old.sort not in (REAL, NAT) and old.sort.kind != "real":
        raise Undecided("these are no numbers", "form")
    goal = Eq(old, new)
    if (found := facts.look_up(goal)) is not None:
        return found
    laws = old.is_scalar and any(t.op in ("log", "exp", "sqrt") for t in (*within(old), *within(new)))
    rules = (algebra.field, powers.powers) if laws else (algebra.field,)
    return first([lambda rule=rule: facts.settled(rule(goal)) for rule in rules])


@equality(1)
def _sizes(facts: Facts, old: Term, new: Term) -> Theorem:
    """|u| = |−u|."""
    if not old.op == new.op == "abs":
        raise Undecided("these are no absolute values", "form")
    u, v = old.args[0], new.args[0]
    turned = facts.settled(algebra.field(Eq(v, -u)))
    ends = []
    for condition in (ZERO <= u, Not(ZERO <= u)):
        sign = logic.assume(condition)
        sign = lemmas.flipped(sign) if condition.op == "not" else sign
        other = algebra.nonneg(-u <= ZERO if condition.op == "le" else ZERO <= -u, ((1, (sign,), ()),), (), ())
        parts = ((ONE, order.absolute(sign), ONE), (-ONE, order.absolute(other), ONE))
        ends.append(algebra.combination(Eq(old, abs(-u)), parts, ()))
    same_size = logic.cases(logic.excluded_middle(ZERO <= u), *ends)
    hole = fresh("x", REAL, old, new)
    return logic.transitivity(same_size, logic.congruence(lam(hole, abs(hole)), logic.symmetry(turned)))


@equality(2)
def _slopes(facts: Facts, old: Term, new: Term) -> Theorem:
    """Two derivatives at one point, by the rules of differentiation."""
    both = old.op == new.op == "derivative" and old.args[1].alpha is new.args[1].alpha
    if not both or any(t.args[0].op != "lambda" for t in (old, new)):
        raise Undecided("these are no derivatives at one point", "form")
    x = new_variable(facts, old.args[0], new, old)
    value = substitute(calculus.slope(apply(old.args[0], x), x)[0], {x: old.args[1]})
    first_one, second = (facts.settled(calculus.derivative(Eq(t, value))) for t in (old, new))
    return logic.transitivity(first_one, logic.symmetry(second))


@equality(3)
def _integrals(facts: Facts, old: Term, new: Term) -> Theorem:
    """∫f = ∫g, since f = g almost everywhere and f is integrable."""
    if old.op != "integral" or new.op != "integral" or old.args[0].alpha is not new.args[0].alpha:
        raise Undecided("these are no integrals over one measure", "form")
    mu, f, g = *old.args, new.args[1]
    integrable = facts.prove(make("integrable", mu, f))
    equal = equal_almost(facts, mu, g, f, ONE)
    return logic.symmetry(logic.right(integrals.linear(mu, g, ((ONE, integrable),), equal)))


def _multiple(facts: Facts, old: Term, new: Term) -> Theorem:
    """Integrable f ⇔ integrable g, since g is a multiple of f almost everywhere."""
    if old.op != "integrable" or new.op != "integrable" or old.args[0].alpha is not new.args[0].alpha:
        raise Undecided("nothing is integrable with respect to one measure", "form")
    mu, f, g = *old.args, new.args[1]
    return first([lambda c=c: _scaled(facts, mu, f, g, c) for c in FACTORS])


@leaf(3)
def _mean_of_a_multiple(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """∫g = b from ∫f = a, since g = c·f almost everywhere and b = c·a."""
    old, new = (claim.args[0] if claim.op == "eq" else claim for claim in (theorem.conclusion, goal))
    if not old.op == new.op == "integral" or old.args[0].alpha is not new.args[0].alpha:
        raise Undecided("these are no two integrals over one measure", "form")
    mu, f, g = *old.args, new.args[1]
    integrable = facts.prove(make("integrable", mu, f))

    def times(factor: Fraction) -> Theorem:
        equal = equal_almost(facts, mu, g, f, num(factor))
        found = logic.right(integrals.linear(mu, g, ((num(factor), integrable),), equal))
        return facts.settled(algebra.combination(goal, ((ONE, found, ONE), (num(factor), theorem, ONE)), ()))

    return first([lambda c=c: times(c) for c in FACTORS[1:]])


def _scaled(facts: Facts, mu: Term, f: Term, g: Term, factor: Fraction) -> Theorem:
    ends = []
    for a, b, c in ((f, g, factor), (g, f, 1 / factor)):
        equal = equal_almost(facts, mu, b, a, num(c))
        given = logic.assume(make("integrable", mu, a))
        ends.append(logic.left(integrals.linear(mu, b, ((num(c), given),), equal)))
    return lemmas.equivalent(Iff(*(make("integrable", mu, h) for h in (f, g))), *ends)


def equal_almost(facts: Facts, mu: Term, left: Term, right: Term, factor: Term) -> Theorem:
    """⊢ left = factor·right almost everywhere.

    Raises:
        Undecided: it was not seen.
    """
    point = arbitrary(facts, mu, left, right, places=(left, right), index=True)
    point.facts.propagate()
    wanted = integrals.combined([factor], [apply(right, point.x)])
    return point.everywhere(same(point.facts, apply(left, point.x), wanted))


# Case distinctions
@equality(4)
def _by_case(facts: Facts, old: Term, new: Term) -> Theorem:
    """For case distinctions: whichever condition holds, the values agree."""
    term = next((t for side in (old, new) for t in reached(side) if t.op == "piecewise"), None)
    if term is None:
        raise Undecided("nothing is distinguished", "form")
    for condition in (term.args[0], Not(term.args[0])):
        if (known := facts.look_up(condition) or _by_sign(facts, condition)) is not None:
            return _decided(facts, known, old, new, term)
    ends = []
    for condition in (term.args[0], Not(term.args[0])):
        inside = where(facts, condition)
        if condition.op == "not" and term.args[0].op in ("le", "lt"):
            _add_zero(inside, term.args[0])
        inside.propagate()
        ends.append(_decided(inside, logic.assume(condition), old, new, term))
    return logic.cases(logic.excluded_middle(term.args[0]), *ends)


def _by_sign(facts: Facts, condition: Term) -> Theorem | None:
    """0 ≤ t or 0 < t, by the sign of t."""
    if condition.op not in ("le", "lt") or condition.args[0] is not ZERO:
        return None
    sign = at_least_zero(facts, condition.args[1])
    if sign is None or (condition.op == "lt" and not strict(sign)):
        return None
    return facts.settled(algebra.nonneg(condition, ((1, (sign,), ()),), (), ()))


def _add_zero(facts: Facts, condition: Term) -> None:
    """t = 0, where 0 < t does not hold but 0 ≤ t does."""
    above = facts.look_up(ZERO <= condition.args[1]) if condition.op == "lt" and condition.args[0] is ZERO else None
    if above is not None:
        facts.add(order.antisymmetry(facts.known[(condition.args[1] <= ZERO).alpha], above))


def _decided(facts: Facts, condition: Theorem, old: Term, new: Term, term: Term) -> Theorem:
    """old = new where the condition of `term`, one of the two, is decided."""
    here = integrals.branch(term, condition)
    one, last = (rewritten(side, here) for side in (old, new))
    middle = _agreeing(facts, one.conclusion.args[1], last.conclusion.args[1])
    return logic.transitivity(logic.transitivity(one, middle), logic.symmetry(last))


def rewritten(term: Term, equation: Theorem) -> Theorem:
    """⊢ C[s] = C[t], or ⇔, from s = t."""
    x = fresh("x", equation.conclusion.args[0].sort, term, *equation.hypotheses, equation.conclusion)
    return logic.congruence(lam(x, replace(term, equation.conclusion.args[0], x)), equation)


def _agreeing(facts: Facts, old: Term, new: Term) -> Theorem:
    """s = t, also from s ≤ t and t ≤ s, as at the border of two cases, or since the case is impossible, or by zeros."""
    with suppress(ProofError):
        return same(facts, old, new)
    with suppress(ProofError):
        return absurd(facts, Eq(old, new))
    with suppress(ProofError):
        return by_equations(facts, old, new, zeros(facts))
    return order.antisymmetry(facts.prove(old <= new), facts.prove(new <= old))


def zeros(facts: Facts) -> list[Theorem]:
    """What is known to be 0."""
    return [t for t in facts.known.values() if t.conclusion.op == "eq" and t.conclusion.args[1] is ZERO]


def by_equations(facts: Facts, old: Term, new: Term, equations: Sequence[Theorem]) -> Theorem:
    """s = t by putting the right for the left sides of equations in both.

    Raises:
        Undecided: there is no equation, or they are not equal then.
    """
    if not equations:
        raise Undecided("no equation is known", "search")
    ends = [logic.reflexivity(old), logic.reflexivity(new)]
    for equation in equations:
        ends = [logic.transitivity(t, rewritten(t.conclusion.args[1], equation)) for t in ends]
    middle = facts.settled(algebra.field(Eq(*(t.conclusion.args[1] for t in ends))))
    return logic.transitivity(logic.transitivity(ends[0], middle), logic.symmetry(ends[1]))
