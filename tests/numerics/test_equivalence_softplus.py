"""log(1 + eᵘ) < 3/4 for u < 0, and what follows from that; not for other u, and nothing beyond log 2."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import exp, log, real
from derivations.kernel.terms import ZERO, num
from numerics.equivalence_softplus import log_two
from tests.numerics.equivalence_checks import proved

t, b = real("t"), real("b")


def soft(u):
    return log(1 + exp(u))


TRUE = {
    "a negative number": (soft(-t) < 1, ZERO < t),
    "a negative quotient": (soft((-(b**2 + 2)) / t) - (b**2 + 1) < b, ZERO < t),
    "three quarters": (soft(-t) <= num(3) / 4, ZERO < t),
}
FALSE = {
    "a positive number": (soft(t) < 1, ZERO < t),
    "a number of any sign": (soft(-t) < 1,),
    "beyond log 2": (soft(-t) < num(2) / 3, ZERO < t),
    "a square that is too small": (soft((-(b**2 + 2)) / t) - (b**2 + num(9) / 10) < b, ZERO < t),
    "from below": (1 < soft(-t), ZERO < t),
}


def test_the_logarithm_of_two():
    assert repr(log_two().conclusion) == "log(2) < 3/4"
    assert not log_two().hypotheses


@pytest.mark.parametrize("name", TRUE)
def test_what_follows_is_seen(name):
    assert proved(*TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_follow_is_not(name):
    assert not proved(*FALSE[name])
