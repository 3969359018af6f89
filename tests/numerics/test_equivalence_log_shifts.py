"""Means of log(c·u) and of log u under one density differ by log c, and so do bounds; by the right sign, no more."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.densities import density, expectation, multivariate_normal
from derivations.kernel.formulas import (
    And,
    ForAll,
    Ne,
    det,
    function,
    integrable,
    invertible,
    lebesgue,
    log,
    matrix,
    natural,
    pi,
    piecewise,
    positive_definite,
    real,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.terms import REAL, lam
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import facts, proved

k, a = natural("k"), real("a")
x, z = real("x"), vector("z", k)
S = matrix("S", k, k)
p, u = (function(name, REAL) for name in "pu")
LINE = lebesgue()
SPACE, NORMAL = lebesgue(k), multivariate_normal(z, zeros(k), S)
OTHER = multivariate_normal(z, vector("w", k), S)


def weighted(weight, inner):
    return piecewise(weight > 0, weight * log(inner), 0)


def follows(goal, known, *given):
    """Whether the goal is proved from a claim like it."""
    try:
        return by_any_way(facts(*given, known), logic.assume(known), goal).conclusion.alpha is goal.alpha
    except ProofError:
        return False


def mean(inner):
    return expectation(LINE, p, lam(x, log(inner)))


GIVEN = (density(LINE, p), ForAll(x, u(x) > 0), integrable(weighted(p(x), u(x)), x, LINE))


@pytest.mark.parametrize("inner", [u(x) / 2, 2 * u(x), u(x) / 3], ids=["half", "twice", "a third"])
def test_the_logarithm_of_a_multiple_is_integrable(inner):
    goal = integrable(weighted(p(x), inner), x, LINE)
    assert proved(goal, *GIVEN)
    assert not proved(goal, *GIVEN[1:])
    assert not proved(goal, *GIVEN[:-1])


@pytest.mark.parametrize("inner", [u(x) ** 2 * p(x), (1 + x**2) * u(x), -u(x)], ids=["a product", "a factor", "a sign"])
def test_that_of_another_function_is_not_seen_to_be(inner):
    assert not proved(integrable(weighted(p(x), inner), x, LINE), *GIVEN)


def test_a_mean_is_moved_in_the_right_direction():
    known = mean(u(x)) <= a
    assert follows(mean(u(x) / 2) <= a, known, *GIVEN)
    assert not follows(mean(2 * u(x)) <= a, known, *GIVEN)
    assert not follows(mean(u(x) / 2) <= a, known, *GIVEN[1:])


def test_so_is_a_lower_bound():
    known = a <= mean(u(x))
    assert follows(a <= mean(2 * u(x)), known, *GIVEN)
    assert not follows(a <= mean(u(x) / 2), known, *GIVEN)


def test_normal_densities_of_columns_are_densities_if_the_covariance_is_definite():
    ratio = OTHER / NORMAL
    known = integrable(weighted(NORMAL, ratio), z, SPACE)
    goal = integrable(weighted(NORMAL, OTHER / (2 * NORMAL)), z, SPACE)
    root = (2 * pi()) ** k * det(S)
    given = (invertible(S), root >= 0, Ne(sqrt(root), 0), ForAll(z, And(NORMAL > 0, OTHER > 0)), known)
    assert proved(goal, positive_definite(S), *given)
    assert not proved(goal, *given)


def test_a_mean_by_another_density_is_not_compared():
    q = function("q", REAL)
    lower = expectation(LINE, q, lam(x, log(u(x) / 2))) <= a
    assert not follows(lower, mean(u(x)) <= a, *GIVEN, density(LINE, q))
