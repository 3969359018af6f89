"""Binary strings in a list: 2ⁿ different ones of length n are all there are, and products over them sum to 1.

A list is a function b of two natural numbers: b(k)(i) is the bit i of the string k. The weights w say which strings
count. Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order, summation
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    ForAll,
    Implies,
    Or,
    Product,
    Sum,
    function,
    natural,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, apply, lam, num
from derivations.lemmas import term_by_term
from derivations.lemmas.below import at, below, earlier_or_last, every, nothing_below
from derivations.lemmas.finite_sums import last_index, later

k, j, i, n, N = natural("k"), natural("j"), natural("i"), natural("n"), natural("N")
w, g = function("w", NAT), function("g", NAT)
b = function("b", NAT, Sort("function", NAT, REAL))
TWO = num(2)


def bit(value: Term) -> Term:
    """The value is 0 or 1."""
    return Or(Eq(value, ZERO), Eq(value, ONE))


def factor(value: Term, chance: Term) -> Term:
    """The probability of a bit that is 1 with this chance."""
    return value * chance + (1 - value) * (1 - chance)


def equals(goal: Term, *parts: tuple[Term, Theorem]) -> Theorem:
    """An equation between numbers from multiples of others."""
    return algebra.combination(goal, tuple((weight, theorem, ONE) for weight, theorem in parts), ())


# One string at most
def _bits(count: Term) -> Term:
    return below(k, count, bit(w(k)))


def _alone(count: Term) -> Term:
    """At most one weight is 1."""
    return below(k, count, below(j, count, Implies(And(Eq(w(k), ONE), Eq(w(j), ONE)), Eq(k, j))))


@cache
def at_most_one() -> Theorem:
    """⊢ ∀n. w(k) ∈ {0, 1}, at most one of them 1  ⇒  Σ_{k<n} w(k) ≤ 1."""

    def total(count: Term) -> Term:
        return Sum(w(k), k, count)

    def premise(count: Term) -> Term:
        return And(_bits(count), _alone(count))

    bits, alone = lemmas.split(logic.assume(premise(n + ONE)))
    fewer = every(k, n, at(bits, k, later(k, n)))
    pair = at(at(alone, k, later(k, n)), j, later(j, n))
    fewer = logic.both(fewer, every(k, n, every(j, n, pair)))
    known = logic.modus_ponens(logic.assume(Implies(premise(n), total(n) <= ONE)), fewer)
    more, goal = summation.sum_of(total(n + ONE)), total(n + ONE) <= ONE
    without = logic.assume(Eq(w(n), ZERO))
    one = algebra.nonneg(goal, ((1, (known,), ()),), ((-ONE, more, ONE), (-ONE, without, ONE)), ())
    none = term_by_term.expanded(k, n, _others_vanish(bits, alone), [])
    with_it = logic.assume(Eq(w(n), ONE))
    parts = tuple((-ONE, t, ONE) for t in (more, none, with_it))
    step = logic.cases(at(bits, n, last_index(n)), one, algebra.nonneg(goal, (), parts, ()))
    step = logic.discharge(premise(n + ONE), step)
    empty = algebra.nonneg(total(ZERO) <= ONE, ((1, (), ()),), ((-ONE, summation.sum_of(total(ZERO)), ONE),), ())
    statement = lam(n, Implies(premise(n), total(n) <= ONE))
    return logic.induction(statement, n, logic.discharge(premise(ZERO), empty), step)


def _others_vanish(bits: Theorem, alone: Theorem) -> Theorem:
    """Shows k < n, w(n) = 1 ⊢ w(k) = 0."""
    ones = logic.both(logic.assume(Eq(w(k), ONE)), logic.assume(Eq(w(n), ONE)))
    same = logic.modus_ponens(at(at(alone, k, later(k, n)), n, last_index(n)), ones)
    absurd = algebra.nonneg(FALSE, ((1, (logic.assume(k < n),), ()),), ((ONE, same, ONE),), ())
    zero = logic.assume(Eq(w(k), ZERO))
    return logic.cases(at(bits, k, later(k, n)), zero, logic.by_contradiction(zero.conclusion, absurd))


# As many as there can be
v = function("v", NAT)
FACTORS = factor(b(k)(i), g(i))


def same_string(first: Term, second: Term, length: Term) -> Term:
    """Two strings of the list agree in the first bits."""
    return below(i, length, Eq(b(first)(i), b(second)(i)))


def binary(length: Term, count: Term = N) -> Term:
    """Every string of the list has bits of 0 and 1."""
    return below(k, count, below(i, length, bit(b(k)(i))))


def distinct(length: Term, count: Term = N) -> Term:
    """No two strings of the list agree."""
    return below(k, count, below(j, count, Implies(same_string(k, j, length), Eq(k, j))))


def _distinct(length: Term) -> Term:
    """No two strings of weight 1 agree."""
    first = Implies(And(Eq(w(k), ONE), Eq(w(j), ONE)), Implies(same_string(k, j, length), Eq(k, j)))
    return below(k, N, below(j, N, first))


def _premise(length: Term) -> Term:
    return And(below(k, N, bit(w(k))), binary(length), _distinct(length))


def _chances(length: Term) -> Term:
    return Sum(w(k) * Product(FACTORS, i, length), k, N)


COUNT = Sum(w(k), k, N)


def _claim(length: Term) -> Term:
    """At most 2ⁿ strings count; if 2ⁿ do, their probabilities sum to 1."""
    return And(COUNT <= TWO**length, Implies(Eq(COUNT, TWO**length), Eq(_chances(length), ONE)))


@cache
def weighted_total() -> Theorem:
    """⊢ ∀n, w. the strings of weight 1 binary, distinct ⇒ Σw ≤ 2ⁿ ∧ (Σw = 2ⁿ ⇒ Σ_k w(k)·Π(bit probabilities) = 1)."""
    statement = lam(n, ForAll(w, Implies(_premise(n), _claim(n))))
    base = logic.discharge(_premise(ZERO), _no_bits())
    known = logic.specialise(logic.assume(apply(statement, n)), v)
    halves = []
    for value in (ONE, ZERO):
        half = logic.instantiate(known, ((v, lam(k, _half(k, value))),))
        halves.append(logic.modus_ponens(half, _half_premise(value)))
    step = logic.discharge(_premise(n + ONE), _one_more_bit(*halves))
    return logic.induction(statement, n, logic.generalise(w, base), logic.generalise(w, step))


def _no_bits() -> Theorem:
    """The claim for n = 0: at most one string, the empty one, and an empty product is 1."""
    bits, _, different = lemmas.split(logic.assume(_premise(ZERO)))
    ones = logic.assume(And(Eq(w(k), ONE), Eq(w(j), ONE)))
    agree = every(i, ZERO, logic.by_contradiction(Eq(b(k)(i), b(j)(i)), nothing_below(i)))
    equal = logic.modus_ponens(logic.modus_ponens(at(at(different, k), j), ones), agree)
    alone = every(k, N, every(j, N, logic.discharge(ones.conclusion, equal)))
    law = logic.specialise(at_most_one(), N)
    few = logic.modus_ponens(law, logic.both(bits, alone))
    few = algebra.nonneg(COUNT <= TWO**ZERO, ((1, (few,), ()),), (), ())
    empty = summation.product_of(Product(FACTORS, i, ZERO))
    value = equals(Eq(w(k) * empty.conclusion.args[0], w(k)), (w(k), empty))
    full = logic.assume(Eq(COUNT, TWO**ZERO))
    total = equals(Eq(_chances(ZERO), ONE), (ONE, term_by_term.equal(k, N, value)), (ONE, full))
    return logic.both(few, logic.discharge(full.conclusion, total))


def _half(index: Term, value: Term) -> Term:
    """The weight of a string whose bit n has this value; 0 for the others."""
    last = b(index)(n)
    return w(index) * (last if value is ONE else 1 - last)


def _half_premise(value: Term) -> Theorem:
    """The strings whose bit n has this value are binary and distinct in their first n bits."""
    bits, binaries, different = lemmas.split(logic.assume(_premise(n + ONE)))
    last = at(at(binaries, k), n, last_index(n))
    goal = bit(_half(k, value))
    shown = logic.cases(
        at(bits, k), *(logic.cases(last, *(_weight(goal, value, x, y) for y in (ZERO, ONE))) for x in (ZERO, ONE))
    )
    shorter = every(k, N, every(i, n, at(at(binaries, k), i, later(i, n))))
    both = logic.assume(And(*(Eq(_half(x, value), ONE) for x in (k, j))))
    here = [_counted(at(bits, x), half, value) for x, half in zip((k, j), lemmas.split(both), strict=True)]
    agree = logic.assume(same_string(k, j, n))
    early = at(agree, i)
    change = [logic.congruence(b(x), logic.assume(Eq(i, n))) for x in (k, j)]
    final = equals(Eq(b(k)(i), b(j)(i)), (ONE, change[0]), (-ONE, change[1]), (ONE, here[0][1]), (-ONE, here[1][1]))
    whole = every(i, n + ONE, logic.cases(earlier_or_last(i, n), early, final))
    equal = logic.modus_ponens(at(at(different, k), j), logic.both(here[0][0], here[1][0]))
    equal = logic.discharge(agree.conclusion, logic.modus_ponens(equal, whole))
    apart = every(k, N, every(j, N, logic.discharge(both.conclusion, equal)))
    return lemmas.join(every(k, N, shown), shorter, apart)


def _weight(goal: Term, value: Term, weight: Term, last: Term) -> Theorem:
    """w(k) = x, b(k)(n) = y ⊢ the half weight is 0 or 1."""
    first, second = logic.assume(Eq(w(k), weight)), logic.assume(Eq(b(k)(n), last))
    half = goal.args[0].args[0]
    found = Eq(half, ONE if weight is ONE and last is value else ZERO)
    parts = (half.args[1], first), (weight if value is ONE else -weight, second)
    return logic.either(equals(found, *parts), goal)


def _counted(bits: Theorem, half: Theorem, value: Term) -> tuple[Theorem, Theorem]:
    """The half weight is 1  ⊢  the weight is 1, and the bit has the value."""
    weight, last = half.conclusion.args[0].args
    digit = last if value is ONE else last.args[1]
    zero, one = (logic.assume(Eq(weight, x)) for x in (ZERO, ONE))
    absurd = algebra.nonneg(FALSE, ((1, (), ()),), ((ONE, half, ONE), (-last, zero, ONE)), ())
    counts = logic.cases(bits, logic.by_contradiction(one.conclusion, absurd), one)
    sign = ONE if value is ONE else -ONE
    return counts, equals(Eq(digit, value), (sign, half), (-sign * last, counts))


def _one_more_bit(first: Theorem, second: Theorem) -> Theorem:
    """The claim for n + 1 from those for the strings that end in 1 and in 0."""
    (few, total), (fewer, rest) = (lemmas.split(t) for t in (first, second))
    parts = [_half(k, x) for x in (ONE, ZERO)]
    split = term_by_term.expanded(k, N, algebra.field(Eq(w(k), parts[0] + parts[1])), [(ONE, p) for p in parts])
    bound = algebra.nonneg(COUNT <= TWO ** (n + ONE), ((1, (few,), ()), (1, (fewer,), ())), ((-ONE, split, ONE),), ())
    full = logic.assume(Eq(COUNT, TWO ** (n + ONE)))
    ones = []
    for one, other, law in ((few, fewer, total), (fewer, few, rest)):
        low, high = one.conclusion.args
        back = algebra.nonneg(high <= low, ((1, (other,), ()),), ((ONE, full, ONE), (-ONE, split, ONE)), ())
        ones.append(logic.modus_ponens(law, order.antisymmetry(one, back)))
    more = summation.product_of(Product(FACTORS, i, n + ONE))
    shorter = Product(FACTORS, i, n)
    weights = [(g(n), parts[0] * shorter), (1 - g(n), parts[1] * shorter)]
    goal = Eq(w(k) * more.conclusion.args[0], sum((c * u for c, u in weights), ZERO))
    chances = term_by_term.expanded(k, N, equals(goal, (w(k), more)), weights)
    found = equals(Eq(_chances(n + ONE), ONE), (ONE, chances), (g(n), ones[0]), (1 - g(n), ones[1]))
    return logic.both(bound, logic.discharge(full.conclusion, found))
