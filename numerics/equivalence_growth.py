"""⊢ s ≤ t for two expressions that differ at one place: by growth outside it, by signs and known bounds there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, logic, order
from derivations.kernel.formulas import Not
from derivations.kernel.terms import ONE, ZERO, apply, make
from derivations.lemmas import logistic, term_by_term
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import absurd, first, new_variable, where
from numerics.equivalence_places import numbers, within
from numerics.equivalence_quotients import by_denominators, positive
from numerics.equivalence_signs import at_least_zero, is_negated, signed, strict
from numerics.equivalence_ways import certified

MOST: Final = 9  # facts of which products are tried
FEW: Final = 4  # of the known inequalities
RATIONAL: Final = ("num", "var", "add", "sub", "mul", "div", "neg", "pow", "le", "lt")


def below(facts: Facts, low: Term, high: Term) -> Theorem:
    """⊢ s ≤ t, or ⊢ s < t, from the facts.

    Raises:
        Undecided: it was not seen.
    """
    outside, others = lambda: _outside(facts, low, high), (by_denominators, _share, _here)
    ways = [outside, *(lambda way=way: way(facts, low, high) for way in others)]
    return first(ways if low.op == high.op and len(low.args) == len(high.args) else ways[1:])


def _outside(facts: Facts, low: Term, high: Term) -> Theorem:
    """By the one part in which they differ."""
    differ = [i for i, (a, b) in enumerate(zip(low.args, high.args, strict=True)) if a.alpha is not b.alpha]
    rule = GROWTH.get(low.op)
    if len(differ) != 1 or rule is None or low.data != high.data:
        raise Undecided("they do not differ in one part", "form")
    return facts.settled(rule(facts, low, high, differ[0]))


def _share(facts: Facts, low: Term, high: Term) -> Theorem:
    """c·t ≤ t for c ≤ 1 and 0 ≤ t."""
    factors = [a for a in low.args if a.alpha is not high.alpha] if low.op == "mul" else []
    if len(factors) != 1 or not high.is_scalar or not factors[0].is_scalar:
        raise Undecided("this is no part of the other", "form")
    sign, small = at_least_zero(facts, high), facts.prove(factors[0] <= ONE)
    if sign is None:
        raise Undecided("the sign was not seen", "sign")
    return facts.settled(algebra.nonneg(low <= high, ((1, (sign, small), ()),), (), ()))


def _here(facts: Facts, low: Term, high: Term) -> Theorem:
    """By what is known of them, and by signs."""
    if (known := at_least_zero(facts, high - low)) is not None:
        op = known.conclusion.op
        return facts.settled(algebra.nonneg(make(op, low, high), ((1, (known,), ()),), (), ()))
    places = numbers(low, high)
    ends, parts_of = ([s for u in some if (s := signed(facts, u)) is not None] for some in ([low, high], places))
    found = [*ends, *_near(facts, low, high), *bounds(facts, places, signed), *parts_of]
    return certified(facts, low <= high, found[:MOST])


def _near(facts: Facts, low: Term, high: Term) -> list[Theorem]:
    """The latest of what is known of their variables; last what speaks of functions that they do not have."""
    names, own = low.free | high.free, {u.alpha for side in (low, high) for u in within(side)}
    latest = [t for t in facts.inequalities if not names.isdisjoint(t.conclusion.free)][::-1]

    def is_strange(known: Theorem) -> bool:
        return any(u.op not in RATIONAL and u.alpha not in own for u in within(known.conclusion))

    return sorted(latest, key=is_strange)[:FEW]


# Growth
def _sum(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    inner = _turned(facts, low.args[place], high.args[place], low.op == "sub" and place == 1)
    return algebra.nonneg(make(inner.conclusion.op, low, high), ((1, (inner,), ()),), (), ())


def _turned(facts: Facts, low: Term, high: Term, backwards: bool) -> Theorem:
    return below(facts, high, low) if backwards else below(facts, low, high)


def _negative(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    inner = below(facts, high.args[0], low.args[0])
    return algebra.nonneg(make(inner.conclusion.op, low, high), ((1, (inner,), ()),), (), ())


def _multiple(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """c·s ≤ c·t by the sign of c."""
    factor = low.args[1 - place]
    sign = signed(facts, factor) if low.is_scalar and factor.is_scalar else None
    if sign is None:
        raise Undecided("the sign of a factor was not seen", "sign")
    inner = _turned(facts, low.args[place], high.args[place], is_negated(sign, factor))
    op = "lt" if strict(sign) and strict(inner) else "le"
    return algebra.nonneg(make(op, low, high), ((1, (sign, inner), ()),), (), ())


def _quotient(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """s/c ≤ t/c, or c/s ≤ c/t, for positive denominators."""
    bottoms = [at_least_zero(facts, t.args[1]) for t in (low, high)]
    signs = [s for s in bottoms if s is not None and strict(s)]
    if len(signs) < 2:
        raise Undecided("the sign of a denominator was not seen", "sign")
    over = [lemmas.reciprocal_positive(s) for s in signs]
    if place == 0:
        inner = below(facts, low.args[0], high.args[0])
        return algebra.nonneg(make(inner.conclusion.op, low, high), ((1, (inner, over[0]), ()),), (), ())
    sign = signed(facts, low.args[0])
    if sign is None:
        raise Undecided("the sign of a numerator was not seen", "sign")
    inner = _turned(facts, high.args[1], low.args[1], is_negated(sign, low.args[0]))
    return algebra.nonneg(low <= high, ((1, (sign, *over, inner), ()),), (), ())


def _monotone(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    found = order.monotone(low.op, below(facts, low.args[0], high.args[0]))
    sign = _sign(facts, low.args[0]) if low.op == "log" else None
    return found if sign is None or is_negated(sign, low.args[0]) else logic.cut(sign, found)


def _sign(facts: Facts, term: Term) -> Theorem | None:
    """The sign of a term; of a quotient also from what is known of its parts."""
    found = signed(facts, term)
    with suppress(ProofError):
        return found if found is not None and strict(found) else positive(facts, term)
    return found


def _total(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """Two sums, term by term; two integrals of what exists."""
    mu, f, g = *low.args, high.args[1]
    x = new_variable(facts, f, g, mu)
    if mu.op == "counting":
        inside = facts.at(x, x < mu.args[0])
        inside.propagate()
        _add_shares(inside)
        inner = below(inside, apply(f, x), apply(g, x))
        weak = algebra.nonneg(apply(f, x) <= apply(g, x), ((1, (inner,), ()),), (), ())
        return lemmas.renamed(low <= high, term_by_term.at_most(x, mu.args[0], weak))
    exist = [facts.prove(make("integrable", mu, h)) for h in (f, g)]
    inner = below(facts.at(x), apply(f, x), apply(g, x))
    weak = algebra.nonneg(apply(f, x) <= apply(g, x), ((1, (inner,), ()),), (), ())
    return integrals.integral_order(integrals.almost_everywhere(mu, x, (), weak), exist[0], exist[1])


def _add_shares(facts: Facts) -> None:
    """0 < −t and −t < 1 for what is known to be −σ(u), and the same for σ(u)."""
    for known in [t for t in facts.known.values() if t.conclusion.op == "eq"]:
        term, value = known.conclusion.args
        share, one = (-term, -ONE) if value.op == "neg" else (term, ONE)
        inner = value.args[0] if value.op == "neg" else value
        if inner.op == "sigmoid":
            above, small = logistic.positive(inner.args[0]), logistic.below_one(inner.args[0])
            bounds_of = ((ZERO < share, above, one), (share < ONE, small, -one))
            for goal, bound, weight in bounds_of:
                facts.add(facts.settled(algebra.nonneg(goal, ((1, (bound,), ()),), ((weight, known, ONE),), ())))


def _cases(facts: Facts, low: Term, high: Term, place: int) -> Theorem:
    """One of the two values, in its case; where the conditions differ, in the cases of both."""
    condition = low.args[0]
    if place == 0:
        return _two_conditions(facts, low, high)
    ends = []
    for holds, value in ((condition, 1), (Not(condition), 2)):
        inside = where(facts, holds)
        inside.propagate()
        here = [integrals.branch(t, logic.assume(holds)) for t in (low, high)]
        inner = ((1, (below(inside, low.args[value], high.args[value]),), ()),) if value == place else ()
        parts = ((ONE, here[1], ONE), (-ONE, here[0], ONE))
        ends.append(inside.settled(algebra.nonneg(low <= high, inner, parts, ())))
    return logic.cases(logic.excluded_middle(condition), *ends)


def _two_conditions(facts: Facts, low: Term, high: Term) -> Theorem:
    """Two case distinctions: whichever conditions hold, the values compare, or the case is impossible."""
    ends = []
    for first_one in (low.args[0], Not(low.args[0])):
        inside = where(facts, first_one)
        last = [_compared(inside, low, high, (first_one, second)) for second in (high.args[0], Not(high.args[0]))]
        ends.append(logic.cases(logic.excluded_middle(high.args[0]), *last))
    return logic.cases(logic.excluded_middle(low.args[0]), *ends)


def _compared(facts: Facts, low: Term, high: Term, conditions: tuple[Term, Term]) -> Theorem:
    """s ≤ t where the conditions of both are decided."""
    inside = where(facts, conditions[1])
    here = [integrals.branch(t, logic.assume(c)) for t, c in zip((low, high), conditions, strict=True)]
    less, more = (t.conclusion.args[1] for t in here)
    parts = ((ONE, here[1], ONE), (-ONE, here[0], ONE))
    if less.alpha is more.alpha:
        return algebra.nonneg(low <= high, (), parts, ())
    with suppress(ProofError):
        return absurd(inside, low <= high)
    return algebra.nonneg(low <= high, ((1, (below(inside, less, more),), ()),), parts, ())


GROWTH: Final[dict[str, Callable[[Facts, Term, Term, int], Theorem]]] = {
    "add": _sum,
    "sub": _sum,
    "neg": _negative,
    "mul": _multiple,
    "div": _quotient,
    "exp": _monotone,
    "log": _monotone,
    "sqrt": _monotone,
    "integral": _total,
    "piecewise": _cases,
}
