"""Sums of weighted logarithms between combinations of known integrable functions, and neighbours that are not."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided
from derivations.kernel.densities import JSD, absolutely_continuous, density, finite_kl
from derivations.kernel.formulas import And, almost, function, integrable, log, measure, piecewise, point
from numerics import equivalence  # noqa: F401 - it registers the ways
from numerics.equivalence_majorants import by_logarithms
from tests.numerics.equivalence_checks import facts, proved

mu, u = measure("mu"), point("u")
p, q = function("p"), function("q")
BEST = p(u) / (p(u) + q(u))
LAWS = (density(mu, p), density(mu, q))
LOSS = integrable(-p(u) * log(BEST) - q(u) * log(1 - BEST), u, mu)
INSIDE = (*LAWS, almost(And(p(u) > 0, q(u) > 0), u, mu), LOSS)


@pytest.mark.parametrize(
    ("other", "holds"),
    [(1 + BEST, True), (1 - BEST / 2, True), (BEST, False), (q(u), False)],
    ids=["1 + D", "1 − D/2", "D", "q"],
)
def test_bounded_weights_keep_a_loss_integrable(other, holds):
    """q·log D has no integral where q is much greater than p, and q·log q none where the entropy is infinite."""
    assert proved(integrable(-p(u) * log(BEST) - q(u) * log(other), u, mu), *INSIDE) is holds


ODDS = {"twice": (1 - BEST) / (2 * BEST), "1 + D": (1 + BEST) / BEST, "half": (1 - BEST / 2) / BEST, "plain": 1 / BEST}


def odds(ratio):
    return integrable(piecewise(q(u) > 0, q(u) * log(ratio)), u, mu)


@pytest.mark.parametrize("name", ODDS)
def test_a_divergence_is_finite_with_what_differs_from_it_by_a_bounded_factor(name):
    given = (*LAWS, absolutely_continuous(mu, q, p))
    assert proved(odds(ODDS[name]), *given, finite_kl(mu, q, p))
    assert proved(finite_kl(mu, q, p), *given, odds(ODDS[name]))


def test_a_ratio_that_is_not_bounded_keeps_nothing():
    given = (*LAWS, absolutely_continuous(mu, q, p))
    assert not proved(odds((1 - BEST) / p(u)), *given, finite_kl(mu, q, p))
    assert not proved(odds((1 - BEST) / BEST), *given)


@pytest.mark.parametrize(
    ("low", "high", "holds"),
    [
        (-q(u) * log(1 - BEST / 2), -q(u) * log(1 - BEST), True),
        (-q(u) * log(1 - BEST), -q(u) * log(1 - BEST / 2), False),
        (q(u) * log(BEST), 0 * q(u), True),
        (0 * q(u), q(u) * log(BEST), False),
    ],
)
def test_weighted_logarithms_are_compared(low, high, holds):
    known = facts(p(u) > 0, q(u) > 0)
    if holds:
        assert by_logarithms(known, low <= high).conclusion.alpha is (low <= high).alpha
    else:
        with pytest.raises(Undecided):
            by_logarithms(known, low <= high)


@pytest.mark.parametrize(
    ("goal", "holds"),
    [
        (2 * JSD(mu, p, q) - log(4) <= 0, True),
        (2 * JSD(mu, p, q) - log(4) <= log(4), True),
        (2 * JSD(mu, p, q) - log(2) <= 0, False),
        (log(2) <= JSD(mu, p, q), False),
    ],
)
def test_the_divergence_of_jensen_and_shannon_is_at_most_log_two(goal, holds):
    assert proved(goal, *LAWS) is holds
    assert not proved(goal)
