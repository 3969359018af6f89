"""A way to see that f + g is integrable from f − g, for weighted logarithms of two numbers of which one is at least ½.

|f + g| ≤ |f − g| + 2·min(|f|, |g|), and where ½ ≤ v ≤ 1 the size of w·log v is at most w, as log 2 ≤ 1. So it goes with
log D and log(1 − D). It does not go for any f and g: nothing bounds the smaller one.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from derivations.kernel import Term, Theorem, Undecided, algebra, integrals, logic, order, powers
from derivations.kernel.formulas import Eq, Not, log
from derivations.kernel.terms import ONE, ZERO, apply, make, num
from derivations.lemmas import logarithm
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds
from numerics.equivalence_core import first, leaf, where
from numerics.equivalence_guards import prepare
from numerics.equivalence_integrals import combination, integrable_parts
from numerics.equivalence_near import Near, arbitrary, integrables
from numerics.equivalence_places import outermost, within
from numerics.equivalence_signs import at_least_zero
from numerics.equivalence_ways import certified
from numerics.factors import factors

HALF: Final = ONE / 2
PAIR: Final = 2  # weighted logarithms, or the factors of one
FEW: Final = 3  # functions with logarithms that are tried
MOST: Final = 8  # inequalities from which another one is looked for


class Weighted(NamedTuple):
    """c·w·log u: the size of c, the weight w, the number u."""

    size: Fraction
    weight: Term
    number: Term


@leaf(2)
def _opposed(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """F is integrable, as ±H is: F + H and F − H are weighted logarithms, one of which is small."""
    mu, function = integrable_parts(goal)
    if sum(t.op == "log" for t in outermost(function.args[0] if function.op == "lambda" else function)) != 2:
        raise Undecided("these are not two logarithms", "form")
    every = integrables(facts, mu, theorem, latest=True)
    near = [t for t in every if t.conclusion.free == goal.free and any(p.op == "log" for p in within(t.conclusion))]
    return first([lambda t=t: _from(facts, t, every, goal) for t in near[:FEW]])


def _from(facts: Facts, known: Theorem, every: Sequence[Theorem], goal: Term) -> Theorem:
    """By the bound |H| + a·w + b·v, for weights w and v that are integrable."""
    mu, function = goal.args
    point = arbitrary(facts, mu, function, known.conclusion)
    x = point.x
    value, other = (apply(f, x) for f in (function, known.conclusion.args[1]))
    pair = [_weighted(value + sign * other) for sign in (1, -1)]
    weights = [_known_weight(every, x, part.weight) for part in pair]
    size = integrals.absolutely_integrable(mu, known)
    parts = [(Fraction(1), size), *((part.size, t) for part, t in zip(pair, weights, strict=True))]
    prepare(point.facts, value, other)
    sides = [_bound(point, value, other, pair, [(num(sign * c), t) for c, t in parts]) for sign in (-1, 1)]
    measured = facts.prove(make("measurable", function))
    return integrals.squeezed(measured, sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def _weighted(term: Term) -> Weighted:
    """A term as a weighted logarithm.

    Raises:
        Undecided: it is none.
    """
    number, found = factors(term)
    logs = [t for t, power in found if t.op == "log" and power == 1]
    rest = [t for t, power in found if t.op != "log" and power == 1]
    if not len(logs) == len(rest) == 1 or len(found) != 2:
        raise Undecided(f"{term} is no weighted logarithm", "form")
    return Weighted(abs(number), rest[0], logs[0].args[0])


def _known_weight(every: Sequence[Theorem], x: Term, weight: Term) -> Theorem:
    """That a weight is integrable.

    Raises:
        Undecided: it is not known to be.
    """
    found = next((t for t in every if apply(t.conclusion.args[1], x).alpha is weight.alpha), None)
    if found is None:
        raise Undecided(f"{weight} is not known to be integrable", "search")
    return found


def _bound(
    point: Near, value: Term, other: Term, pair: Sequence[Weighted], parts: Sequence[tuple[Term, Theorem]]
) -> tuple[Theorem, Theorem]:
    """⊢ F ≤ M almost everywhere, or −M ≤ F, and that the bound is integrable."""
    bound, held = combination(point.mu, point.x, parts)
    claim = value <= bound if parts[0][0] is ONE else bound <= value
    return point.everywhere(_in_each_case(point.facts, claim, other, pair)), held


def _in_each_case(facts: Facts, claim: Term, other: Term, pair: Sequence[Weighted]) -> Theorem:
    """The claim, as one of the two numbers is at least ½."""
    condition, ends = HALF <= pair[0].number, list[Theorem]()
    for case, part in ((condition, pair[0]), (Not(condition), pair[1])):
        inside = where(facts, case)
        known = [*bounds(inside, [abs(other)]), *_small(inside, part)]
        known += [s for p in pair if (s := at_least_zero(inside, p.weight)) is not None]
        ends.append(certified(inside, claim, known, degree=1))
    return logic.cases(logic.excluded_middle(condition), *ends)


def _small(facts: Facts, part: Weighted) -> tuple[Theorem, Theorem]:
    """⊢ −w ≤ w·log u ≤ 0, for ½ ≤ u ≤ 1."""
    u, w = part.number, part.weight
    near = [t for t in facts.inequalities if t.conclusion.free & u.free][-MOST:]
    least, most = (certified(facts, claim, near, degree=1) for claim in (HALF <= u, u <= ONE))
    low, high = (facts.settled(order.monotone("log", t)) for t in (least, most))
    sign, two = at_least_zero(facts, w), facts.settled(logarithm.bound(num(2)))
    if sign is None:
        raise Undecided(f"the sign of {w} is not known", "sign")
    half, zero = powers.powers(Eq(log(HALF), -log(num(2)))), powers.powers(Eq(log(ONE), ZERO))
    below = algebra.nonneg(-w <= w * log(u), ((1, (low, sign), ()), (1, (two, sign), ())), ((w, half, ONE),), ())
    above = algebra.nonneg(w * log(u) <= ZERO, ((1, (high, sign), ()),), ((-w, zero, ONE),), ())
    return facts.settled(below), facts.settled(above)
