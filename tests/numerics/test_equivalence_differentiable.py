"""Quadratic functions of a column are seen to be differentiable, whatever their coefficients; others are not."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import differentiable, exp, matrix, natural, real, sqnorm, sqrt, vector
from numerics import equivalence  # noqa: F401 - its parts register their ways
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import assumed

n, d, lam = natural("n"), natural("d"), real("lam")
Z, A, x, y = matrix("Z", n, d), matrix("A", d, d), vector("x", d), vector("y", n)


def follows(body):
    """Whether it is seen that the body is differentiable in x."""
    goal, given = differentiable(body, x), assumed(n >= 1)
    try:
        return by_any_way(given, logic.truth(), goal).conclusion.alpha is goal.alpha
    except ProofError:
        return False


@pytest.mark.parametrize(
    "body",
    [
        sqnorm(Z * x - y) / n,
        lam * (x.T * A * x) - sqnorm(2 * (Z * x) + y),
        y.T * (Z * x) + n * sqnorm(x),
        (Z * x - y).T * (Z * x),
    ],
)
def test_a_quadratic_function_is(body):
    assert follows(body)


@pytest.mark.parametrize("body", [sqrt(sqnorm(x)), sqnorm(x) * sqnorm(x), exp(sqnorm(x)), sqnorm(Z * x) / lam])
def test_others_are_not_seen_to_be(body):
    assert not follows(body)
