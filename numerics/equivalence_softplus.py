"""A way to inequalities by log(1 + eᵘ) < 3/4 for u < 0, and by squares of numbers shifted by halves."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final

from derivations.kernel import Term, Theorem, Undecided, algebra, order, powers
from derivations.kernel.formulas import Eq, log
from derivations.kernel.terms import ONE, REAL, num
from derivations.lemmas import logarithm
from derivations.tactics import Facts
from numerics.equivalence_bounds import bounds, exponent
from numerics.equivalence_core import leaf
from numerics.equivalence_places import numbers
from numerics.equivalence_signs import signed
from numerics.equivalence_ways import certified

STEPS: Final = range(5, 10)  # the quotients (k + 1)/k, of which the product is 2
SHIFTS: Final = tuple(map(Fraction, (0, "1/2", "-1/2", 1, -1)))
MOST: Final = 4  # bounds of logarithms


@leaf(8)
def _below_three_quarters(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """s < t or s ≤ t, where a logarithm log(1 + eᵘ) with a negative u counts against it."""
    if goal.op not in ("le", "lt"):
        raise Undecided("this is no inequality", "form")
    places = [t for t in numbers(goal) if exponent(t) is not None][:MOST]
    known = [bound for t in places if (bound := _bound(facts, t)) is not None]
    if not known:
        raise Undecided("there is no log(1 + eᵘ) with a negative u", "form")
    letters = sorted((v for v in goal.free if v.sort is REAL), key=repr)
    return certified(facts, goal, known, squares=[v + num(c) for v in letters for c in SHIFTS], degree=1)


def _bound(facts: Facts, term: Term) -> Theorem | None:
    """⊢ log(1 + eᵘ) < 3/4, where u is seen to be negative."""
    power = term.args[0].args[1]
    small = [t for t in bounds(facts, [power], signed) if t.conclusion.alpha is (power < ONE).alpha]
    if not small:
        return None
    below = algebra.nonneg(ONE + power < num(2), ((1, (small[0],), ()),), (), ())
    less = order.monotone("log", below)
    goal = term < num(Fraction(3, 4))
    return facts.settled(algebra.nonneg(goal, ((1, (less,), ()), (1, (log_two(),), ())), (), ()))


@cache
def log_two() -> Theorem:
    """⊢ log 2 < 3/4: the sum of the logarithms of (k + 1)/k for k from 5 to 9, each at most 1/k."""
    quotients = [num(Fraction(k + 1, k)) for k in STEPS]
    total = powers.powers(Eq(log(num(2)), sum((log(q) for q in quotients[1:]), log(quotients[0]))))
    each = tuple((1, (Facts().settled(logarithm.bound(q)),), ()) for q in quotients)
    slack = Fraction(3, 4) - sum(Fraction(1, k) for k in STEPS)
    return algebra.nonneg(log(num(2)) < num(Fraction(3, 4)), (*each, (slack, (), ())), ((-ONE, total, ONE),), ())
