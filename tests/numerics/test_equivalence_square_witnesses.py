"""Functions c·(x − m)² for which an inequality holds in which only f > 0 counts; where there is none, none is shown."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, Exists, Ne, function, integrable, lebesgue, piecewise, real
from derivations.kernel.terms import REAL, ZERO, lam, make
from tests.numerics.equivalence_checks import proved

x, m, n, s, b = (real(name) for name in ("x", "m", "n", "s", "b"))
F = function("F", REAL)
SCALE, APART = ZERO < s, Ne(m, n)
FIRST, SECOND = (lam(x, normal(x, mean, s)) for mean in (m, n))


def usual(law):
    """E[F]."""
    return make("expectation", lebesgue(), law, F)


def swapped(law):
    """What is left of it where F > 0."""
    return make("expectation", lebesgue(), F, law)


def admissible(law):
    """That F has a mean."""
    value = law.args[0]
    value = normal(x, *value.args[1:])
    return integrable(piecewise(ZERO < value, value * F(x), ZERO), x, lebesgue())


def below(loss, *more):
    """There is a function with means and a loss below b."""
    return Exists(F, And(And(admissible(FIRST), admissible(SECOND)), *more, loss < b))


@pytest.mark.parametrize(
    "loss",
    [swapped(FIRST) - usual(SECOND), usual(FIRST) - swapped(SECOND), swapped(FIRST) - swapped(SECOND)],
)
def test_a_steep_parabola_has_a_loss_below_any_number(loss):
    assert proved(below(loss), SCALE, APART)


def test_not_where_both_laws_are_the_same():
    assert not proved(below(swapped(FIRST) - usual(SECOND)), SCALE)
    assert not proved(below(swapped(FIRST) - usual(FIRST)), SCALE, APART)


def test_not_where_no_loss_is_negative():
    assert not proved(below(swapped(FIRST) + swapped(SECOND)), SCALE, APART)
    assert not proved(below(swapped(FIRST)), SCALE, APART)


def test_not_where_more_is_asked():
    assert not proved(
        below(
            swapped(FIRST) - usual(SECOND),
            F(ZERO) < ZERO,
        ),
        SCALE,
        APART,
    )
