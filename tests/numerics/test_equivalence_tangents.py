"""Sums of w·log(k·w) above a number for every argument between two numerals; nothing that is as great is below them."""

from __future__ import annotations

from fractions import Fraction
from math import exp
from typing import Any

import pytest
from scipy.optimize import minimize_scalar

from derivations.functions import compiled
from derivations.kernel.formulas import log, real
from derivations.kernel.terms import num
from tests.numerics.equivalence_checks import proved

a = real("a")
HALF = num(Fraction(1, 2))
SUMS = {
    "three": a * log(2 * a) + a * log(8 * a) + (1 + 2 * a) * log((1 + 2 * a) / num(Fraction(3, 8))),
    "scaled": 2 * a * log(a) + (1 - a) * log(3 * (1 - a)),
    "and more": a * log(a) + 1 - a / 3,
}


@pytest.mark.parametrize("name", SUMS)
def test_a_bound_below_the_least_value_is_proved_and_one_above_is_not(name):
    """The least value is found by SciPy."""
    body = SUMS[name]
    values = compiled(body)
    found: Any = minimize_scalar(lambda t: float(values(a=t)), bounds=(1e-9, 0.5), method="bounded")
    near, far = (log(num(Fraction(round(exp(found.fun + by) * 1000), 1000))) for by in (-0.2, 0.02))
    assert proved(near < body, 0 < a, a < HALF)
    assert not proved(far < body, 0 < a, a < HALF)


def test_nothing_is_said_without_both_ends_or_of_other_weights():
    body = SUMS["scaled"]
    assert not proved(log(num(1) / 4) < body, 0 < a)
    assert not proved(log(num(1) / 4) < (1 - a) * log(a), 0 < a, a < HALF)
    assert not proved(log(num(1) / 4) < -a * log(a), 0 < a, a < HALF)
    assert not proved(log(num(1) / 4) < log(a), 0 < a, a < HALF)
