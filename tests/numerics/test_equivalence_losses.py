"""Losses that exist together with another one, for an unspecified discriminator; and guards that do not matter."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import density
from derivations.kernel.formulas import And, ForAll, Implies, Ne, function, integrable, log, measure, piecewise, point
from derivations.kernel.terms import ZERO, make
from tests.numerics.equivalence_checks import proved

mu, u = measure("mu"), point("u")
p, q, D, slope = (function(name) for name in ("p", "q", "D", "g"))
INSIDE = (density(mu, p), density(mu, q), make("measurable", D), ForAll(u, And(ZERO < D(u), D(u) < 1)))
FIRST, SECOND = -p(u) * log(D(u)), -p(u) * log(1 - D(u))


@pytest.mark.parametrize("known", [2 * FIRST + SECOND, FIRST + 2 * SECOND], ids=["2A + B", "A + 2B"])
def test_a_smaller_loss_exists_too(known):
    assert proved(integrable(FIRST + SECOND, u, mu), *INSIDE, integrable(known, u, mu))


@pytest.mark.parametrize(
    "known",
    [FIRST, SECOND, FIRST - p(u) * log(1 + D(u)), -q(u) * log(D(u)) - q(u) * log(1 - D(u))],
    ids=["A", "B", "1 + D", "another law"],
)
def test_from_one_part_of_a_loss_nothing_follows(known):
    """log(1 − D) may have no mean where log D has one."""
    assert not proved(integrable(FIRST + SECOND, u, mu), *INSIDE, integrable(known, u, mu))


SHARE = piecewise(ZERO < q(u), p(u) / abs(slope(u)), 0)
STEEP = ForAll(u, Implies(ZERO < q(u), Ne(slope(u), 0)))


def guarded(condition):
    return integrable(piecewise(condition, SHARE * D(u), 0), u, mu)


def test_a_guard_of_what_is_zero_anyway_does_not_matter():
    """Both ways; but nothing follows from what holds where p < 0, that is nowhere."""
    nonnegative = ForAll(u, ZERO <= p(u))
    for old, new in ((ZERO <= SHARE, ZERO < SHARE), (ZERO < SHARE, ZERO <= SHARE)):
        assert proved(guarded(new), nonnegative, STEEP, guarded(old))
    assert not proved(guarded(ZERO <= SHARE), nonnegative, STEEP, guarded(SHARE < 0))
