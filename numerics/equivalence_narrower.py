"""A way to what is integrable for a normal law, from the same for a wider one with the same mean.

N(x; m, s²) ≤ (t/s)·N(x; m, t²) for 0 < s ≤ t. Where the variance may be 0, the two random numbers are the same then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache
from typing import Final, NamedTuple

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order, random_vectors
from derivations.kernel.densities import density, normal
from derivations.kernel.formulas import Eq, Not, function, integrable, lebesgue, pi, real, sqnorm, sqrt
from derivations.kernel.terms import ONE, REAL, ZERO, apply, lam, make
from derivations.lemmas.arithmetic import in_context
from derivations.lemmas.integrands import everywhere
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, where
from numerics.equivalence_equal import by_equations
from numerics.equivalence_integrals import combination, integrable_parts
from numerics.equivalence_places import other_values
from numerics.equivalence_ways import certified

h, x, m, s, t = function("h", REAL), *map(real, "xmst")
LINE = lebesgue()
HALF: Final = Fraction(1, 2)


class Image(NamedTuple):
    """h(g(w))·p(w): the function h, the number g(w), the weight p."""

    test: Term
    value: Term
    weight: Term


class Pair(NamedTuple):
    """That h(X) has a mean, the goal that h(Y) has one, and both as they are at w."""

    known: Theorem
    goal: Term
    w: Term
    wide: Image
    narrow: Image


@leaf(3)
def _narrower(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """h(Y) has a mean as h(X) has one: X is what Y is for another value of a number, and wider."""
    mu, function_ = integrable_parts(goal)
    if theorem.conclusion.op != "integrable" or theorem.conclusion.args[0].alpha is not mu.alpha:
        raise Undecided("nothing else is integrable", "form")
    w = new_variable(facts, function_, theorem.conclusion)
    pair = Pair(theorem, goal, w, *(_image(apply(f, w), w) for f in (theorem.conclusion.args[1], function_)))
    if pair.narrow.test is not pair.wide.test or pair.narrow.weight is not pair.wide.weight:
        raise Undecided("these are means of two functions", "form")
    laws = [k for k in facts.known.values() if _is_law(_law(k.conclusion), pair)]
    ways = [(k, other) for k in laws for other in _others(facts, k, pair)]
    return first([lambda both=both: _from_wider(facts, pair, *both) for both in ways])


def _image(body: Term, w: Term) -> Image:
    """The parts of h(g(w))·p(w).

    Raises:
        Undecided: it has none.
    """
    fits = body.op == "mul" and all(a.op == "apply" and a.args[0].op == "var" for a in body.args)
    if not fits or body.args[1].args[1] is not w or w not in body.args[0].args[1].free:
        raise Undecided("this is no mean of a function of a random number", "form")
    return Image(body.args[0].args[0], body.args[0].args[1], body.args[1].args[0])


# Laws
def _law(claim: Term) -> Term:
    """A claim, or what follows in it from a premise."""
    return claim.args[1] if claim.op == "implies" else claim


def _is_law(claim: Term, pair: Pair) -> bool:
    """Whether a claim is that the narrow number has a density on the line."""
    if claim.op != "pushes_forward" or claim.args[0].alpha is not pair.goal.args[0].alpha:
        return False
    fits = claim.args[1] is pair.narrow.weight and claim.args[3].alpha is LINE.alpha
    return fits and apply(claim.args[2], pair.w).alpha is pair.narrow.value.alpha


def _others(facts: Facts, law: Theorem, pair: Pair) -> Iterator[Theorem]:
    """The law of the wide number: that of the narrow one for another value of a variable."""
    for v in sorted((v for v in pair.narrow.value.free if v.sort is REAL), key=repr):
        for value in other_values(v, pair.goal):
            with suppress(ProofError):
                other = logic.instantiate(law, ((v, value),))
                inner = apply(_law(other.conclusion).args[2], pair.w)
                equal = facts.settled(algebra.field(Eq(inner, pair.wide.value)))
                yield logic.rewrite(other, logic.abstraction(pair.w, equal))


def _from_wider(facts: Facts, pair: Pair, narrow: Theorem, wide: Theorem) -> Theorem:
    """By the comparison; where the premise of the law does not hold, the two numbers are equal."""
    if narrow.conclusion.op != "implies":
        return _compared(facts, pair, narrow, wide)
    premise, other = (law.conclusion.args[0] for law in (narrow, wide))
    given, inside = logic.assume(premise), where(facts, premise)
    both = (logic.modus_ponens(narrow, given), logic.modus_ponens(wide, _by_squares(inside, other, [given])))
    flat = _equal(where(facts, Not(premise)), pair, lemmas.flipped(logic.assume(Not(premise))))
    return logic.cases(logic.excluded_middle(premise), _compared(inside, pair, *both), flat)


def _by_squares(facts: Facts, goal: Term, known: list[Theorem]) -> Theorem:
    """An inequality, from others and as the squares of its numbers are at least 0."""
    numbers = sorted({v for f in (goal, *(t.conclusion for t in known)) for v in f.free if v.is_scalar}, key=repr)
    return certified(facts, goal, known, squares=numbers, degree=1)


def _compared(facts: Facts, pair: Pair, narrow: Theorem, wide: Theorem) -> Theorem:
    """Both means are integrals over the line."""
    mu, test = pair.goal.args[0], pair.narrow.test
    (mean, low), (same_mean, high) = (_spread(law.conclusion.args[4]) for law in (narrow, wide))
    if mean.alpha is not same_mean.alpha:
        raise Undecided("the laws have two means", "form")
    proper, measured = facts.prove(density(mu, pair.narrow.weight)), facts.prove(make("measurable", test))
    here, there = (logic.left(random_vectors.law_of_image(proper, law, measured)) for law in (narrow, wide))
    found = logic.instantiate(narrower(), ((h, test), (m, mean), (s, low), (t, high)))
    for fact in (logic.modus_ponens(there, pair.known), measured, _ordered(facts, low, high)):
        found = logic.cut(fact, found)
    return lemmas.renamed(pair.goal, facts.settled(logic.modus_ponens(logic.converse(here), found)))


def _spread(law: Term) -> tuple[Term, Term]:
    """The mean and the standard deviation of a normal density.

    Raises:
        Undecided: it is none.
    """
    u = new_variable(Facts(), law)
    body = apply(law, u)
    if body.op != "normal" or body.args[0] is not u or u in body.args[1].free | body.args[2].free:
        raise Undecided(f"{law} is no normal density", "form")
    return body.args[1], body.args[2]


def _ordered(facts: Facts, low: Term, high: Term) -> Theorem:
    """⊢ s ≤ t, for roots by what is under them."""
    if not low.op == high.op == "sqrt":
        return facts.prove(low <= high)
    return facts.settled(order.monotone("sqrt", _by_squares(facts, low.args[0] <= high.args[0], [])))


def _equal(facts: Facts, pair: Pair, small: Theorem) -> Theorem:
    """Where a sum of squares is at most 0 so is every one, and both numbers are equal then."""
    zeros = list[Theorem]()
    for v in sorted((v for v in small.conclusion.free if v.is_scalar), key=repr):
        with suppress(ProofError):
            zeros.append(lemmas.negligible(_by_squares(facts, sqnorm(v) <= ZERO, [small])))
    equal = by_equations(facts, pair.wide.value, pair.narrow.value, zeros)
    function_ = in_context(equal, lambda value: apply(pair.wide.test, value) * apply(pair.wide.weight, pair.w))
    return lemmas.renamed(pair.goal, logic.rewrite(pair.known, logic.abstraction(pair.w, function_)))


# The comparison
@cache
def narrower() -> Theorem:
    """h measurable, 0 < s ≤ t, h·N(m, t²) integrable ⊢ h·N(m, s²) integrable."""
    facts = Facts(map(logic.assume, (ZERO < s, s <= t, make("measurable", h))))
    facts.add(algebra.nonneg(ZERO < t, tuple((1, (f,), ()) for f in facts.inequalities), (), ()))
    low, high = (h(x) * normal(x, m, deviation) for deviation in (s, t))
    facts.add(known := logic.assume(integrable(high, x, LINE)))
    size = integrals.absolutely_integrable(LINE, known)
    sides = _sides(facts, low, high)
    bounds = [combination(LINE, x, [(factor, size)])[1] for factor in (-(t / s), t / s)]
    measured = facts.prove(make("measurable", lam(x, low)))
    return facts.settled(integrals.squeezed(measured, *(everywhere(LINE, x, side) for side in sides), *bounds))


def _sides(facts: Facts, low: Term, high: Term) -> list[Theorem]:
    """⊢ −(t/s)·|h·N(m, t²)| ≤ h·N(m, s²) ≤ (t/s)·|h·N(m, t²)|, by the sign of h."""
    more = _more(facts, *(d.args[1] for d in (low, high)))
    claims = (-(t / s) * abs(high) <= low, low <= t / s * abs(high))
    return [facts.settled(_side(facts, claim, more, high)) for claim in claims]


def _side(facts: Facts, claim: Term, more: Theorem, high: Term) -> Theorem:
    """One of the two, from N(m, s²) ≤ (t/s)·N(m, t²)."""
    weights, ends = [facts.prove(ZERO < d) for d in (more.conclusion.args[0], high.args[1], t / s)], list[Theorem]()
    for condition in (ZERO <= h(x), Not(ZERO <= h(x))):
        given = logic.assume(condition)
        given = given if condition.op == "le" else lemmas.flipped(given)
        goal = ZERO <= high if condition.op == "le" else high <= ZERO
        sign = algebra.nonneg(goal, ((1, (given, weights[1]), ()),), (), ())
        part = (t / s, order.absolute(sign), ONE)
        close = ((1, (given, more), ()),)
        wide = ((1, (given, weights[0]), ()), (1, (given, *weights[1:]), ()))
        ends.append(first([lambda e=e, part=part: algebra.nonneg(claim, e, (part,), ()) for e in (close, wide)]))
    return logic.cases(logic.excluded_middle(ZERO <= h(x)), *ends)


def _more(facts: Facts, low: Term, high: Term) -> Theorem:
    """0 < s ≤ t ⊢ N(x; m, s²) ≤ (t/s)·N(x; m, t²)."""
    powers_ = [-((x - m) ** 2) / (2 * d**2) for d in (s, t)]
    inverse = [facts.prove(ZERO < u) for u in (ONE / s, ONE / t, ONE / sqrt(2 * pi()), s + t)]
    wider = facts.prove(s <= t)
    terms = ((HALF, (wider, inverse[3], *inverse[:2] * 2), (x - m,)),)
    less = order.monotone("exp", facts.settled(algebra.nonneg(powers_[0] <= powers_[1], terms, (), ())))
    parts = ((t / s, logic.unfold(high), ONE), (-ONE, logic.unfold(low), ONE))
    return facts.settled(algebra.nonneg(low <= t / s * high, ((1, (less, inverse[2], inverse[0]), ()),), parts, ()))
