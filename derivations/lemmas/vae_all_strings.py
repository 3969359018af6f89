"""All binary strings of D bits: a list of 2ᴰ different ones has every one, and their probabilities sum to 1.

Everything here only asks the kernel.
"""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic
from derivations.kernel.formulas import FALSE, And, Eq, Exists, Ne, Not, Product, function, natural
from derivations.kernel.terms import NAT, ONE, ZERO, lam
from derivations.lemmas import term_by_term, vae_decoders
from derivations.lemmas.below import a, at, below, every, zero_factor
from derivations.lemmas.vae_strings import (
    FACTORS,
    TWO,
    N,
    b,
    binary,
    bit,
    distinct,
    equals,
    factor,
    g,
    i,
    j,
    k,
    w,
    weighted_total,
)

x, D = function("x", NAT), natural("D")
BINARY = below(i, D, bit(x(i)))
LISTED = binary(D, TWO**D)
DIFFERENT = distinct(D, TWO**D)


@cache
def total() -> Theorem:
    """2ᴰ strings of D bits, no two of them equal  ⊢  Σ_k Π_i (bit probabilities) = 1."""
    whole = TWO**D
    law = logic.specialise(logic.specialise(weighted_total(), D), w)
    law = logic.instantiate(law, ((w, lam(k, ONE)), (N, whole)))
    one = logic.reflexivity(ONE)
    bits = every(k, whole, logic.either(one, bit(ONE)))
    equal = at(at(logic.assume(DIFFERENT), k), j)
    different = every(k, whole, every(j, whole, logic.discharge(And(one.conclusion, one.conclusion), equal)))
    _, full = lemmas.split(logic.modus_ponens(law, lemmas.join(bits, logic.assume(LISTED), different)))
    chances = logic.modus_ponens(full, logic.specialise(vae_decoders.count(), whole))
    plain = equals(Eq(ONE * Product(FACTORS, i, D), Product(FACTORS, i, D)))
    return logic.transitivity(logic.symmetry(term_by_term.equal(k, whole, plain)), chances)


@cache
def complete() -> Theorem:
    """2ᴰ binary strings of D bits, no two of them equal, x one more  ⊢  x is one of them.

    With x itself for the chances the probability of a string is 1 if it is x, and 0 if any bit differs.
    """
    whole = TWO**D
    inside = logic.assume(k < whole)
    goal = Exists(k, And(k < whole, below(i, D, Eq(b(k)(i), x(i)))))
    missing = logic.assume(Not(goal))
    chance = Product(factor(b(k)(i), x(i)), i, D)
    nonzero = logic.assume(Ne(chance, ZERO))
    differs = logic.assume(Ne(b(k)(i), x(i)))
    bits = at(at(logic.assume(LISTED), k), i), at(logic.assume(BINARY), i)
    vanishing = [_differing(bits[1], first, differs) for first in (ZERO, ONE)]
    vanishing = logic.cases(bits[0], *vanishing)
    law = logic.instantiate(logic.specialise(zero_factor(), D), ((a, lam(i, factor(b(k)(i), x(i)))),))
    no_chance = logic.modus_ponens(at(law, i), vanishing)
    agree = logic.by_contradiction(Eq(b(k)(i), x(i)), logic.contradiction(no_chance, nonzero))
    found = logic.exhibit(goal, k, logic.both(inside, every(i, D, agree)))
    zero = logic.by_contradiction(Eq(chance, ZERO), logic.contradiction(found, missing))
    sums = logic.instantiate(total(), ((g, x),))
    none = term_by_term.expanded(k, whole, zero, [])
    absurd = algebra.nonneg(FALSE, ((1, (), ()),), ((-ONE, none, ONE), (ONE, sums, ONE)), ())
    return logic.by_contradiction(goal, absurd)


def _differing(bit_of_x: Theorem, first: Term, differs: Theorem) -> Theorem:
    """The bit b is 0, or 1, and x is not the same: a factor is 0."""
    here = logic.assume(Eq(b(k)(i), first))
    chance = Eq(factor(b(k)(i), x(i)), ZERO)

    def case(second: Term) -> Theorem:
        other = logic.assume(Eq(x(i), second))
        if first is second:
            same = equals(Eq(b(k)(i), x(i)), (ONE, here), (-ONE, other))
            return logic.by_contradiction(chance, logic.contradiction(same, differs))
        return equals(chance, (2 * x(i) - 1, here), (2 * first - 1, other))

    return logic.cases(bit_of_x, case(ZERO), case(ONE))
