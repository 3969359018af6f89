"""Intervals that hold at any level, and one that does not."""

from math import comb

import numpy as np
import pytest

from numerics.concentration import (
    Interval,
    bernstein_radius,
    clopper_pearson,
    dkw_radius,
    empirical_bernstein,
    hoeffding,
    samples_for,
    student,
)

ALPHA = 1e-9


def missed(interval_of, p, n):
    """The exact probability that an interval from n tosses of a coin with probability p misses p."""
    total = 0.0
    for k in range(n + 1):
        if p not in interval_of(k):
            total += comb(n, k) * p**k * (1 - p) ** (n - k)
    return total


def of_coin(rule, n, *more):
    """The rule applied to k successes of n."""
    return lambda k: rule(k / n, n * (k / n) * (1 - k / n) / (n - 1), n, *more)


@pytest.mark.parametrize("p", [0.001, 0.03, 0.5, 0.97])
@pytest.mark.parametrize("n", [20, 400])
@pytest.mark.parametrize("alpha", [1e-2, 1e-9])
def test_the_bounds_without_normality_keep_their_level_exactly(p, n, alpha):
    assert missed(of_coin(empirical_bernstein, n, 1.0, alpha), p, n) <= alpha
    assert missed(lambda k: hoeffding(k / n, n, 1.0, alpha), p, n) <= alpha
    assert missed(lambda k: clopper_pearson(k, n, alpha), p, n) <= alpha


def test_a_student_interval_fails_far_too_often():
    """At 1e-9 it misses a rare event in most samples, and a fair coin a thousand times too often."""
    assert missed(of_coin(student, 400, ALPHA), 0.001, 400) > 0.6
    assert missed(of_coin(student, 20, ALPHA), 0.5, 20) > 1000 * ALPHA


def test_bernstein_is_shorter_than_hoeffding_where_the_variance_is_small():
    n = 10**6
    assert bernstein_radius(1e-4, n, 1.0, ALPHA) < hoeffding(0, n, 1.0, ALPHA).radius / 20


def test_the_band_of_an_empirical_distribution_holds():
    rng, n, outside = np.random.default_rng(3), 50, 0
    steps = np.arange(1, n + 1) / n
    for _ in range(2000):
        sample = np.sort(rng.random(n))
        gap = max(np.abs(steps - sample).max(), np.abs(steps - 1 / n - sample).max())
        outside += gap > dkw_radius(n, 0.1)
    assert clopper_pearson(outside, 2000, ALPHA).low <= 0.1


@pytest.mark.parametrize("radius", [0.3, 0.01, 1e-3])
@pytest.mark.parametrize("deviation", [0.0, 0.1, 0.5])
def test_the_smallest_sufficient_sample_is_found(radius, deviation):
    n = samples_for(radius, deviation, 1.0, ALPHA)
    assert bernstein_radius(deviation**2, n, 1.0, ALPHA) <= radius
    assert n == 2 or bernstein_radius(deviation**2, n - 1, 1.0, ALPHA) > radius


def test_an_interval_holds_its_ends_and_nothing_beyond():
    interval = Interval(1.0, 3.0)
    assert 1.0 in interval
    assert 3 in interval
    assert 3.1 not in interval
    assert "2" not in interval
    assert interval.widened(0.5) == (0.5, 3.5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: hoeffding(0, 10, 1, 0), "between 0 and 1"),
        (lambda: hoeffding(0, 0, 1, 0.1), "at least 1 sample"),
        (lambda: bernstein_radius(0, 1, 1, 0.1), "at least 2 samples"),
        (lambda: clopper_pearson(3, 2, 0.1), "3 successes in 2 trials"),
        (lambda: samples_for(0, 1, 1, 0.1), "positive"),
    ],
    ids=["alpha", "no sample", "one sample", "successes", "radius"],
)
def test_senseless_arguments_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
