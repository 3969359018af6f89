"""Limits by their definition: what exceeds every number, and one over it."""

from __future__ import annotations

from derivations.kernel import RULES, Theorem, order, powers
from derivations.kernel.formulas import Eq, above, exp, infinity, log, real, tends
from derivations.kernel.terms import ONE, Term, num
from derivations.tactics import Facts

x, b, c = real("x"), real("B"), real("c")
assume = RULES["assume"]


def logarithm_above(given: Term) -> Theorem:
    """⊢ B < log x, from e^B < x."""
    facts = Facts([assume(given), assume(0 < x)])
    above_all = facts.settled(order.monotone("log", assume(given)))
    undone = facts.settled(powers.powers(Eq(log(exp(b)), b)))
    return facts.settled(RULES["rewrite"](above_all, undone))


def test_the_logarithm_goes_to_infinity_and_one_over_it_to_0():
    shown = logarithm_above(exp(b) < x)
    assert {*shown.hypotheses} <= {exp(b) < x, 0 < x}
    limit = RULES["unbounded"](x, infinity(), b, exp(b), (shown,))
    assert limit.hypotheses == ()
    assert limit.conclusion.alpha is tends(log(x), x, infinity(), infinity()).alpha
    vanishes = RULES["reciprocal_of_infinite"](limit)
    assert vanishes.conclusion.alpha is tends(ONE / log(x), x, infinity(), 0).alpha


def test_minus_the_logarithm_goes_to_infinity_towards_0_from_above():
    place = exp(-b)
    below = Facts([assume(0 < x), assume(x < place)]).settled(order.monotone("log", assume(x < place)))
    undone = Facts().settled(powers.powers(Eq(log(place), -b)))
    shown = RULES["nonneg"](b < -log(x), ((1, (RULES["rewrite"](below, undone),), ()),), (), ())
    shown = Facts([assume(0 < x), assume(x < place)]).settled(shown)
    limit = RULES["unbounded"](x, above(num(0)), b, place, (shown, Facts().prove(0 < place)))
    assert limit.hypotheses == ()
    assert limit.conclusion.alpha is tends(-log(x), x, above(num(0)), infinity()).alpha


def test_what_the_limit_is_said_of_may_have_other_letters():
    shown = RULES["nonneg"](b < x + c**2, ((1, (assume(b < x),), ()), (1, (), (c,))), (), ())
    limit = RULES["unbounded"](x, infinity(), b, b, (shown,))
    assert limit.conclusion.alpha is tends(x + c**2, x, infinity(), infinity()).alpha
