"""Ways for E[f] with a normal law, where it and f are swapped: what is left is the mean of f where f > 0.

It is at least E[f], and it exists where f grows no faster than a quadratic polynomial: f = h ≤ 1 + h² for a linear h,
and f(x) ≤ |f(0)| + 1 + x² for a function of which |f(x) − f(y)| ≤ |x − y| is known.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from derivations import search
from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, order
from derivations.kernel.formulas import Not, measurable, piecewise
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make, num
from derivations.lemmas import flipped
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_cases import differing
from numerics.equivalence_core import first, leaf, new_variable
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_moments import moment, only_law
from numerics.equivalence_places import reached
from numerics.equivalence_ways import certified

HALF: Final = num(1) / 2


@leaf(0)
def _greater(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality from one with E[f] for the mean of f where f > 0."""
    old, new = differing(theorem.conclusion, goal)
    swapped = old.op == new.op == "expectation" and old.args[1:] == new.args[:0:-1] and old.args[0] is new.args[0]
    if goal.op not in ("le", "lt") or theorem.conclusion.op != goal.op or not swapped:
        raise Undecided("no density and integrand are swapped", "form")
    mean, other = (old, new) if _is_law(old.args[1]) else (new, old)
    return certified(facts, goal, [theorem, _at_most(facts, mean, other)], degree=1)


def _is_law(function: Term) -> bool:
    return function.op == "lambda" and function.args[0].op == "normal"


def _at_most(facts: Facts, mean: Term, other: Term) -> Theorem:
    """E[f] ≤ the mean of f where f > 0."""
    meanings = [logic.unfold(t) for t in (mean, other)]
    mu, low, high = mean.args[0], *(t.conclusion.args[1].args[1] for t in meanings)
    x = new_variable(facts, low, high)
    usual, positive = apply(low, x), apply(high, x)
    law = facts.prove(usual.args[0])
    ends = [_less(usual, positive, law, condition) for condition in (positive.args[0], Not(positive.args[0]))]
    less = facts.settled(logic.cases(logic.excluded_middle(positive.args[0]), *ends))
    exist = facts.prove(make("integrable", mu, low)), _exists(facts, mu, high)
    total = integrals.integral_order(integrals.almost_everywhere(mu, x, (), less), *exist)
    parts = ((-ONE, meanings[0], ONE), (ONE, meanings[1], ONE))
    return algebra.nonneg(mean <= other, ((1, (total,), ()),), parts, ())


def _less(usual: Term, positive: Term, law: Theorem, condition: Term) -> Theorem:
    """f·N ≤ what is left of it where f > 0, in one case."""
    case = logic.assume(condition)
    room = () if condition.op == "lt" else ((1, (flipped(case), law), ()),)
    parts = ((ONE, integrals.branch(positive, case), ONE), (-ONE, integrals.branch(usual, law), ONE))
    return algebra.nonneg(usual <= positive, room, parts, ())


@leaf(2)
def _integrable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """f·N where f > 0 is integrable."""
    return _exists(facts, *integrable_parts(goal))


def _exists(facts: Facts, mu: Term, function: Term) -> Theorem:
    """f·N where f > 0, and 0 elsewhere, lies between 0 and q·N for a quadratic polynomial q."""
    x, body, law = _positive_part(facts, function)
    positive, bound = facts.prove(ZERO < law), _bound(facts, body.args[0].args[1], x)
    ends = [_between(body, condition, positive, bound) for condition in (body.args[0], Not(body.args[0]))]
    both = facts.settled(logic.cases(logic.excluded_middle(body.args[0]), *ends))
    sides = [integrals.almost_everywhere(mu, x, (), side(both)) for side in (logic.left, logic.right)]
    nothing = integrals.almost_everywhere(mu, x, (), logic.reflexivity(ZERO))
    zero, upper = integrals.linear(mu, lam(x, ZERO), (), nothing), moment(facts, mu, lam(x, law * bound.value))
    return integrals.squeezed(facts.prove(measurable(body, x)), *sides, logic.left(zero), logic.left(upper))


def _positive_part(facts: Facts, function: Term) -> tuple[Term, Term, Term]:
    """A number x, what the function f·N where f > 0 is there, and N."""
    if function.op == "lambda" and function.data[1] is REAL:
        x = new_variable(facts, function)
        body = apply(function, x)
        law = only_law(body, x)
        if law is None or body.op != "piecewise" or body.args[0].op != "lt":
            raise Undecided("nothing is guarded", "form")
        if body.alpha is piecewise(body.args[0], body.args[0].args[1] * law, ZERO).alpha:
            return x, body, law
    raise Undecided("this is no positive part", "form")


class Bound(NamedTuple):
    """⊢ f ≤ q and ⊢ 0 ≤ q."""

    value: Term
    above: Theorem
    sign: Theorem


def _between(body: Term, condition: Term, positive: Theorem, bound: Bound) -> Theorem:
    """0 ≤ the positive part ≤ q·N in one case."""
    case, law = logic.assume(condition), positive.conclusion.args[1]
    here, inside = integrals.branch(body, case), condition.op == "lt"
    low = algebra.nonneg(ZERO <= body, ((1, (case, positive), ()),) if inside else (), ((ONE, here, ONE),), ())
    room = ((1, (bound.above if inside else bound.sign, positive), ()),)
    return logic.both(low, algebra.nonneg(body <= law * bound.value, room, ((-ONE, here, ONE),), ()))


def _bound(facts: Facts, f: Term, x: Term) -> Bound:
    if f.op == "apply" and f.args[1] is x:
        return _of_a_gentle_one(facts, f, x)
    bound = 1 + f * f
    above = algebra.nonneg(f <= bound, ((1, (), (f - HALF,)), (Fraction(3, 4), (), ())), (), ())
    return Bound(bound, above, algebra.nonneg(ZERO <= bound, ((1, (), (f,)), (1, (), ())), (), ()))


def _of_a_gentle_one(facts: Facts, f: Term, x: Term) -> Bound:
    """f(x) ≤ |f(0)| + 1 + x², where |f(x) − f(0)| ≤ |x| is known."""
    size = abs(apply(f.args[0], ZERO))
    bound = size + 1 + x * x
    general = [t for t in facts.known.values() if t.conclusion.op == "forall" and f.args[0] in t.conclusion.free]
    sign = algebra.nonneg(ZERO <= bound, ((1, (order.range_of(size),), ()), (1, (), ()), (1, (), (x,))), (), ())
    return Bound(bound, first([lambda t=t: _above(facts, f <= bound, t, x) for t in general]), sign)


def _above(facts: Facts, goal: Term, general: Theorem, x: Term) -> Theorem:
    """f(x) ≤ |f(0)| + 1 + x² from what is known for all x and y, at x and 0."""
    known = logic.specialise(logic.specialise(general, x), ZERO)
    if known.conclusion.op != "le" or known.conclusion.args[1].op != "abs":
        raise Undecided("this is no bound by a distance", "form")
    sizes = [t for formula in (known.conclusion, goal) for t in reached(formula) if t.op == "abs"]
    distance, ends = known.conclusion.args[1].args[0], []
    for condition in (ZERO <= x, Not(ZERO <= x)):
        case = logic.assume(condition)
        sign = flipped(case) if condition.op == "not" else case
        apart = ZERO <= distance if condition.op == "le" else distance < ZERO
        equal = order.absolute(algebra.nonneg(apart, ((1, (sign,), ()),), (), ()))
        near, squares = [known, *bounds(facts, sizes)], (x - HALF, x + HALF)
        terms, parts = search.certificate(goal, near, squares=squares, equations=[equal], degree=1)
        ends.append(algebra.nonneg(goal, terms, parts, ()))
    return logic.cases(logic.excluded_middle(ZERO <= x), *ends)
