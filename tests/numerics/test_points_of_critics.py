"""Points for critics and maps: premises are proved there, means are known exactly, nothing more is claimed."""

from __future__ import annotations

import pytest

from derivations.kernel.densities import normal
from derivations.kernel.formulas import And, Eq, ForAll, entry, exp, integrable, lebesgue, piecewise, real, vector
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from numerics.line_proofs import proved
from numerics.line_totals import Total, with_totals
from numerics.mutants_points_critics import straight_critics
from numerics.mutants_points_maps import vanishing_at_an_end
from numerics.places import Exact

x, y = real("x"), real("y")
Z = vector("z", 1)


def steep(bound, function):
    """|f(x) − f(y)| ≤ c·|x − y| everywhere."""
    return ForAll(x, ForAll(y, abs(apply(function, x) - apply(function, y)) <= bound * abs(x - y)))


def test_bounds_of_straight_lines_are_proved_if_they_hold():
    lines = [point["D"] for point in straight_critics()]
    assert all(proved(steep(num(2), line)) for line in lines)
    assert [proved(steep(ONE, line)) for line in lines] == [True, True, False, False] * 2


def mean(law, function):
    """E over the line."""
    return make("expectation", lebesgue(), lam(x, law), lam(x, function))


def test_means_are_known_exactly():
    here = Total({})
    assert here.truth(Eq(mean(normal(x, num(2), ONE), 3 * x), 6)) is True
    assert here.truth(mean(normal(x, num(2), ONE), 3 * x) < 6) is False
    assert here.truth(Eq(mean(normal(x, num(2), ONE), 3 * x), 7)) is False
    assert here.truth(Eq(mean(normal(x, ZERO, num(2)), x**2), 4)) is True


@pytest.mark.parametrize("term", [mean(normal(x, ZERO, ONE), exp(x)), mean(normal(x, ZERO, y), x), mean(exp(-x), x)])
def test_other_means_stay(term):
    """Of no polynomial, with a deviation that may be negative, and with another density."""
    assert with_totals(term).alpha is term.alpha


def weighted(density, function):
    """f(2z)·p(z) where p(z) > 0."""
    here = apply(density, Z)
    return piecewise(ZERO < here, here * apply(function, 2 * Z), ZERO)


def test_a_pole_where_the_density_vanishes():
    point = next(iter(vanishing_at_an_end()))
    density, function = point["p_2"], point["f_2"]
    assert Exact({}).truth(integrable(weighted(density, function), Z, lebesgue(1))) is True
    even = lam(Z, piecewise(And(ONE < entry(Z, 0), entry(Z, 0) < num(3)), ONE / 2, ZERO))
    assert Exact({}).truth(integrable(weighted(even, function), Z, lebesgue(1))) is False
