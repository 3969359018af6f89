"""Second derivatives are computed on an open interval around a place; where f′ has no value there, nothing is said."""

from __future__ import annotations

import pytest

from derivations.kernel import ProofError, logic
from derivations.kernel.formulas import Derivative, differentiable, log, real
from derivations.kernel.terms import ZERO
from numerics.equivalence_core import by_any_way
from tests.numerics.equivalence_checks import facts

t, p, q = real("t"), real("p"), real("q")
INSIDE = (0 < p, 0 < q, 0 < t, t < 1)
LOSSES = {"1 − t": -p * log(t) - q * log(1 - t), "1 + t": -p * log(t) - q * log(1 + t), "t": -p * log(t) - q * log(t)}


def bend(body):
    return Derivative(Derivative(body, t), t)


def proved(goal, *given):
    """Whether the goal is proved from what is given, and from nothing else."""
    known = facts(*given)
    try:
        found = known.settled(by_any_way(known, logic.truth(), goal))
    except ProofError:
        return False
    assert found.conclusion.alpha is goal.alpha
    return {h.alpha for h in found.hypotheses} <= {g.alpha for g in given}


@pytest.mark.parametrize("name", ["1 + t", "t"])
def test_a_loss_is_convex(name):
    assert proved(0 < bend(LOSSES[name]), *INSIDE)


@pytest.mark.parametrize("body", [p * log(t) - q * log(1 + t), -p * log(t) + q * log(t), t - log(1 / t)])
def test_another_is_not_seen_to_be(body):
    """The first two may be convex or not; the last one is concave."""
    assert not proved(0 < bend(body), *INSIDE)
    assert not proved(bend(body) < 0, *INSIDE[:2], t < 1)


@pytest.mark.parametrize("name", LOSSES)
def test_its_slope_is_differentiable_where_it_is_defined(name):
    goal = differentiable(Derivative(LOSSES[name], t), t)
    assert proved(goal, *INSIDE)
    assert not proved(goal, 0 < p, 0 < q)
    assert not proved(goal, 0 < p, ZERO <= t, t < 1)
