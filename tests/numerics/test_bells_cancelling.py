"""Gaussians whose exponents cancel are constants, on the line too; what varies is not taken for one."""

from __future__ import annotations

from fractions import Fraction

from derivations.kernel.densities import expectation, multivariate_normal, normal
from derivations.kernel.formulas import exp, identity, lebesgue, log, real, vector, zeros
from derivations.kernel.terms import lam, num
from numerics.truth import decide

x, z = real("x"), vector("z", 2)
LOG_TWO = num(Fraction(69, 100)), num(Fraction(70, 100))
ROUND = multivariate_normal(z, zeros(2), identity(2))


def between(term, low, high):
    """Whether a number is seen for certain to lie there."""
    held = [decide(claim, {}) for claim in (low < term, term < high)]
    return all(truth.value and truth.certain for truth in held)


def weighed(mu, at, law):
    """E of a density, with the logarithm of 2·p/p as weight."""
    return expectation(mu, lam(at, log(2 * law / law)), lam(at, law))


def test_a_weight_whose_exponents_cancel_is_constant():
    assert between(weighed(lebesgue(), x, normal(x, num(0), num(1))), *LOG_TWO)
    assert between(weighed(lebesgue(2), z, ROUND), *LOG_TWO)


def test_where_the_weight_is_negative_nothing_is_counted():
    law, other = (normal(x, num(m), num(1)) for m in (0, 1))
    counted = expectation(lebesgue(), lam(x, log(2 * law / other)), lam(x, law))
    assert decide(counted < num(Fraction(6, 5)), {}).value is not True  # log 2 + ½ without a case distinction


def test_a_growing_exponential_that_is_taken_away_again_leaves_the_rest():
    rest = expectation(lebesgue(), lam(x, normal(x, num(0), num(1))), lam(x, 3 + exp(x**2) - exp(x**2)))
    assert not between(rest, num(4), num(5))
