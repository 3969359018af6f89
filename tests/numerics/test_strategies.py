"""Points that satisfy hypotheses, as Hypothesis strategies: they hold, they vary, they shrink."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from derivations.kernel.densities import density
from derivations.kernel.formulas import Eq, Iff, function, matrix, measure, natural, positive_definite, real, vector
from derivations.kernel.terms import PROP, SPACE, Sort, var
from numerics.errors import Unsupported
from numerics.strategies import points
from numerics.truth import Truth, decide

x, y = real("x"), real("y")
n = natural("n")
S, v = matrix("S", n, n), vector("v", n)
mu, p = measure("mu"), function("p")

SAME = settings(max_examples=60, derandomize=True, database=None, deadline=None)

DOMAINS = {
    "an order": (Eq(x + y, y + x), [0 < x, x < y]),
    "an equation": (Eq(x, 2 * y), [Eq(x, 2 * y), y > 1]),
    "a definite matrix": (Eq(S * v, v), [positive_definite(S)]),
    "a density": (Eq(x, x), [density(mu, p)]),
}


@pytest.mark.parametrize("name", DOMAINS)
def test_the_hypotheses_hold_at_every_point(name):
    statement, given_ = DOMAINS[name]

    @SAME
    @given(points(statement, given_))
    def hold(point):
        assert all(decide(h, point).value for h in given_)
        assert statement.free <= point.keys()

    hold()


def seen(statement, given_=(), **options):
    """Some points."""
    found = []

    @SAME
    @given(points(statement, given_, **options))
    def collect(point):
        found.append(point)

    collect()
    return found


def test_the_points_vary():
    assert len({(point[x], point[y]) for point in seen(Eq(x, y))}) > 20


def test_sizes_go_from_0_to_the_largest():
    sizes = {point[n] for point in seen(Eq(S * v, v), largest=4)}
    assert sizes == {0, 1, 2, 3, 4}


def test_an_equivalence_is_tried_on_both_sides_of_its_border_and_on_it():
    found = seen(Iff(x < y, x + 1 < y + 1))
    assert {(point[x] > point[y]) - (point[x] < point[y]) for point in found} == {-1, 0, 1}


def test_a_counterexample_shrinks_to_the_smallest_size():
    point = find(points(Eq(S * v, v)), lambda p: decide(Eq(S * v, v), p) == Truth(False), settings=SAME)
    assert point[n] == 1


def test_a_prior_draws_its_variables_together():
    def prior(rng):
        value = int(rng.integers(5, 9))
        return {"x": value, "y": 2 * value}

    assert all(point[y] == 2 * point[x] >= 10 for point in seen(Eq(x, y), [Eq(y, 2 * x)], prior=prior))


def test_hypotheses_that_contradict_each_other_leave_no_point():
    from hypothesis.errors import Unsatisfiable

    @settings(SAME, max_examples=2, suppress_health_check=[HealthCheck.filter_too_much])
    @given(points(Eq(x, y), [x < 0, x > 0]))
    def never(point):
        raise AssertionError(point)

    with pytest.raises(Unsatisfiable):
        never()


def test_a_sort_without_values_is_named():
    odd = var("f", Sort("function", Sort("function", SPACE, PROP), PROP))
    with pytest.raises(Unsupported):
        find(points(Eq(x, x), [odd(var("g", Sort("function", SPACE, PROP)))]), lambda _: True, settings=SAME)


def test_it_works_beside_other_strategies():
    @SAME
    @given(points(Eq(x, y), [x < y]), st.integers(1, 9))
    def mixed(point, k):
        assert k * point[x] < k * point[y]

    mixed()
