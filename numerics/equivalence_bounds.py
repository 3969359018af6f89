"""Bounds that parts of an expression have by their form: |u| ≥ ±u, 1/u ≤ 1 for u ≥ 1, eᵘ < 1 for u < 0.

Also log(1 + eᵘ) ≥ 0 and ≥ u.
"""

from __future__ import annotations

from contextlib import suppress

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, algebra, logic, order, powers
from derivations.kernel.formulas import Eq, Not, exp, log
from derivations.kernel.terms import ONE, ZERO, apply
from derivations.lemmas import counting, counting_how_many, softplus, term_by_term
from derivations.tactics import Facts
from numerics.equivalence_places import counted, new_index
from numerics.equivalence_ways import Rule, remembered


def bounds(facts: Facts, places: list[Term], sign: Rule = Facts.sign) -> list[Theorem]:
    """The bounds of these parts; `sign` finds ⊢ 0 < t or ⊢ 0 ≤ t, or the same for −t."""
    of_signs = (*_fractions(facts, places), *_exponentials(facts, places, sign))
    return [*_absolute(places), *_softplus(places), *_counts(places), *of_signs]


def _absolute(places: list[Term]) -> list[Theorem]:
    """u ≤ |u| and −u ≤ |u|."""
    return [t for u in places if u.op == "abs" for t in lemmas.split(_at_most_size(u))]


def _at_most_size(size: Term) -> Theorem:
    u = size.args[0]
    claims = (u <= size, -u <= size)
    ends = []
    for condition, weight in ((ZERO <= u, ONE), (Not(ZERO <= u), -ONE)):
        sign = logic.assume(condition)
        sign = lemmas.flipped(sign) if condition.op == "not" else sign
        value, room = order.absolute(sign), ((2, (sign,), ()),)
        part = ((ONE, value, ONE),)
        shown = [algebra.nonneg(c, room if (c is claims[0]) != (weight is ONE) else (), part, ()) for c in claims]
        ends.append(logic.both(*shown))
    return logic.cases(logic.excluded_middle(ZERO <= u), *ends)


def _counts(places: list[Term]) -> list[Theorem]:
    """0 ≤ Σ_{j<n} [P(j)] ≤ n."""
    return [t for u in places if (found := counted(u)) is not None for t in _count(*found)]


def _count(predicate: Term, count: Term) -> tuple[Theorem, Theorem]:
    values = ((counting.P, predicate), (counting.n, count))
    laws = (counting_how_many.none_of(), counting_how_many.all_of())
    low, high = (logic.left(logic.instantiate(law, values)) for law in laws)
    return low, high


def _fractions(facts: Facts, places: list[Term]) -> list[Theorem]:
    """1/u ≤ 1 for u ≥ 1, and 1 ≤ 1/u for 0 < u ≤ 1."""
    inverse = [u for u in places if u.op == "div" and u.args[0] is ONE]
    return [t for u in inverse if (t := _fraction(facts, u)) is not None]


@remembered
def _fraction(facts: Facts, u: Term) -> Theorem | None:
    below = u.args[1]
    with suppress(ProofError):
        least = facts.prove(ONE <= below)
        sign = algebra.nonneg(ZERO < below, ((1, (least,), ()), (1, (), ())), (), ())
        small = algebra.nonneg(u <= ONE, ((1, (least, lemmas.reciprocal_positive(sign)), ()),), (), ())
        return facts.settled(small)
    with suppress(ProofError):
        most, sign = facts.prove(below <= ONE), facts.prove(ZERO < below)
        great = algebra.nonneg(ONE <= u, ((1, (most, lemmas.reciprocal_positive(sign)), ()),), (), ())
        return facts.settled(great)
    return None


def _exponentials(facts: Facts, places: list[Term], sign: Rule) -> list[Theorem]:
    """eᵘ < 1 for u < 0, eᵘ > 1 for u > 0."""
    known = ((u, sign(facts, u.args[0])) for u in places if u.op == "exp")
    return [facts.settled(_exponential(u, s)) for u, s in known if s is not None and s.conclusion.op == "lt"]


def _exponential(power: Term, sign: Theorem) -> Theorem:
    """Γ ⊢ 0 < u  gives  Γ ⊢ 1 < eᵘ,  and  Γ ⊢ 0 < −u  gives  Γ ⊢ eᵘ < 1."""
    u, one = power.args[0], powers.powers(Eq(exp(ZERO), ONE))
    above = sign.conclusion.args[1].alpha is u.alpha
    order_of = sign if above else algebra.nonneg(u < ZERO, ((1, (sign,), ()),), (), ())
    weight, goal = (ONE, ONE < power) if above else (-ONE, power < ONE)
    return algebra.nonneg(goal, ((1, (order.monotone("exp", order_of),), ()),), ((weight, one, ONE),), ())


def _softplus(places: list[Term]) -> list[Theorem]:
    """u ≤ log(1 + eᵘ), for sums term by term."""
    found = [_at_least(inside) for u in places if (inside := exponent(u)) is not None]
    for total in places:
        if total.op == "integral" and total.args[0].op == "counting":
            i = new_index(total)
            inside = exponent(apply(total.args[1], i))
            if inside is not None:
                found.append(term_by_term.at_most(i, total.args[0].args[0], _at_least(inside)))
    return found


def exponent(term: Term) -> Term | None:
    """The u of log(1 + eᵘ)."""
    inner = term.args[0].args if term.op == "log" and term.args[0].op == "add" else ()
    return inner[1].args[0] if inner and inner[0] is ONE and inner[1].op == "exp" else None


def _at_least(u: Term) -> Theorem:
    """⊢ u ≤ log(1 + eᵘ)."""
    other, mirrored = softplus.positive(-u), softplus.mirrored(u)
    return algebra.nonneg(u <= log(1 + exp(u)), ((1, (other,), ()),), ((ONE, mirrored, ONE),), ())
