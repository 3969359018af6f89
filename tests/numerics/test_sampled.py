"""Checks by random samples: they keep their level, see errors of the size they state, and integrate rightly."""

from __future__ import annotations

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest
from scipy import integrate, stats

from numerics.concentration import bernstein_radius, clopper_pearson, dkw_radius
from numerics.ledger import every
from numerics.montecarlo import estimate
from numerics.randomness import generator
from numerics.sources import (
    STANDARD,
    Normals,
    Quadratic,
    cumulative,
    divergence,
    integral,
    of_cases,
    of_noise,
    on_line,
    shannon,
    slope,
)
from numerics.stochastic import Distribution, Mean, Share, Slipped
from numerics.wasserstein_sampled import Transport, standard_excess

ALL = every()
CASES = [pytest.param(check, id=f"{check.result}-{i}") for i, check in enumerate(ALL)]
MEANS = [case for case in CASES if isinstance(case.values[0], Mean)]
SHARES = [case for case in CASES if isinstance(case.values[0], Share)]
UNSLIPPED = [case for case in CASES if not isinstance(case.values[0], Slipped)]
SEEDS = 5
MIXTURE = Normals((-1.0, 1.2), (0.8, 0.5), (0.4, 0.6))


@pytest.mark.parametrize("check", CASES)
def test_a_true_claim_is_never_called_wrong_and_one_off_by_the_stated_size_always_is(check):
    for seed in range(SEEDS):
        rng = generator(seed, check.null)
        seen = check.sample(rng, check.n)
        assert check.differs(seen) is None
        for control in check.controls(seen, rng, check.n):
            assert control.rejected, control.claim


@pytest.mark.parametrize("check", UNSLIPPED)
def test_one_sample_is_enough_for_an_error_of_the_stated_size_of_either_sign(check):
    size = check.effect(check.n)
    for seed in range(SEEDS):
        seen = check.sample(generator(seed, check.what), check.n)
        assert check.differs(seen, size)
        assert check.differs(seen, -size)


@pytest.mark.parametrize("check", MEANS)
def test_an_error_ten_times_smaller_is_below_what_can_be_told(check):
    seen = check.sample(generator(5, check.null), check.n)
    assert check.differs(seen, check.effect(check.n) / 10) is None


@pytest.mark.parametrize("check", MEANS)
def test_a_mean_is_called_wrong_just_outside_its_declared_interval(check):
    seen, quantity = check.sample(generator(1, check.null), check.n), check.source().quantity
    variance = (seen.standard_error**2) * check.n
    radius = bernstein_radius(variance, check.n, quantity.span, check.alpha) + quantity.tail
    assert check.against(seen, seen.value + 0.999 * radius) is None
    assert check.against(seen, seen.value + 1.001 * radius)


def test_a_share_and_a_distribution_are_called_wrong_just_outside_their_declared_bounds():
    share = next(c for c in ALL if isinstance(c, Share))
    seen = share.sample(generator(0), share.n)
    high = clopper_pearson(*seen, share.alpha).high
    assert share.against(seen, high - 1e-9) is None
    assert share.against(seen, high + 1e-9)
    law = next(c for c in ALL if isinstance(c, Distribution))
    gaps = np.array([0.0, -dkw_radius(law.n, law.alpha)])
    assert law.apart(np.array([0.0, 1.0]), gaps * 0.999, law.n) is None
    assert law.apart(np.array([0.0, 1.0]), gaps * 1.001, law.n)


def alarming(check, alpha, off=0.0, n=500):
    """The counts that contradict the claim, or the one that is wrong by so much."""
    loose = replace(check, alpha=alpha)
    return [k for k in range(n + 1) if loose.differs((k, n), off) is not None]


@pytest.mark.parametrize("check", SHARES)
def test_a_share_raises_false_alarms_as_rarely_as_stated_summed_over_all_counts(check):
    level = stats.binom.pmf(alarming(check, 0.2), 500, check.claim()).sum()
    assert 0.1 < level <= 0.2


@pytest.mark.parametrize("check", SHARES)
def test_a_share_sees_errors_of_the_stated_size_as_often_as_stated_summed_over_all_counts(check):
    off = check.effect(500)
    for sign in (1, -1):
        seen = stats.binom.pmf(alarming(check, check.alpha, sign * off), 500, check.claim()).sum()
        assert seen >= 0.99


@pytest.mark.parametrize("check", [case for case in CASES[::3] if case not in SHARES])
def test_at_a_level_of_one_fifth_false_alarms_stay_below_it(check):
    loose = replace(check, alpha=0.2, n=2000)
    alarms = sum(loose.differs(loose.sample(generator(seed, "loose"), 2000)) is not None for seed in range(60))
    assert alarms <= 0.2 * 60


@pytest.mark.parametrize("check", MEANS)
def test_the_stated_deviation_is_not_less_than_that_of_a_sample(check):
    source = check.source()
    values = source.quantity.draw(generator(2), 2**15)
    assert np.std(values) <= 1.05 * source.deviation
    assert source.quantity.low <= values.min()
    assert values.max() <= source.quantity.high
    assert source.quantity.tail < 1e-2 * check.effect(check.n)


def test_integrals_agree_with_scipy():
    def f(x):
        return np.exp(-(x**2)) * (1 + np.sin(3 * x))

    assert abs(integral(f, -6, 6) - integrate.quad(f, -6, 6)[0]) < 1e-12
    assert abs(slope(lambda t: np.exp(2 * t), 0.3) - 2 * np.exp(0.6)) < 1e-6
    assert np.allclose(cumulative(lambda x: 1 / (2 * sqrt(x)), 0.0, [0.25, 0.81]), [0.5, 0.9], atol=1e-10)
    assert (
        abs(standard_excess() - integrate.quad(lambda x: sqrt(stats.norm.cdf(x) * stats.norm.sf(x)), -20, 20)[0]) < 1e-8
    )


def test_divergences_of_mixtures_by_integration_agree_with_scipy():
    q = Normals((0.2,), (0.7,))

    def kl(p, pdf):
        return integrate.quad(lambda x: p(x) * log(p(x) / pdf(x)), -9, 9, limit=300)[0]

    def p_at(x):
        return 0.4 * stats.norm.pdf(x, -1, 0.8) + 0.6 * stats.norm.pdf(x, 1.2, 0.5)

    def q_at(x):
        return stats.norm.pdf(x, 0.2, 0.7)

    def m_at(x):
        return (p_at(x) + q_at(x)) / 2

    assert abs(divergence(MIXTURE, q) - kl(p_at, q_at)) < 1e-7
    assert abs(shannon(MIXTURE, q) - (kl(p_at, m_at) + kl(q_at, m_at)) / 2) < 1e-7


def test_samples_of_a_mixture_have_its_distribution():
    def cdf(x):
        return 0.4 * stats.norm.cdf(x, -1, 0.8) + 0.6 * stats.norm.cdf(x, 1.2, 0.5)

    drawn = MIXTURE.draw(generator(0), 20_000)
    assert stats.kstest(drawn, cdf).statistic < dkw_radius(20_000, 1e-9)
    assert stats.kstest(MIXTURE.draw(generator(0), 20_000), stats.norm.cdf).statistic > dkw_radius(20_000, 1e-9)


def squares(noise):
    return 0.5 * noise[:, 0] ** 2 - noise[:, 0] * noise[:, 1] + 2 * noise[:, 1] + 3


def test_the_coefficients_of_a_quadratic_are_found_from_its_values():
    known = Quadratic.of(squares, 2)
    values = squares(generator(0).standard_normal((200_000, 2)))
    assert abs(known.mean - 3.5) < 1e-12
    assert abs(known.deviation - np.std(values)) < 0.02
    t = 0.3
    assert abs(known.cumulant(t) - log(np.mean(np.exp(t * (values - 3.5))))) < 0.01
    assert known.cumulant(50.0) == np.inf


def test_what_lies_beyond_a_gap_is_not_more_than_its_bound():
    known = Quadratic.of(lambda noise: noise[:, 0] ** 2, 1)
    for gap in (4.0, 10.0, 20.0):
        exact = integrate.quad(lambda x: 2 * (x * x - 1) * stats.norm.pdf(x), sqrt(1 + gap), 40)[0]
        assert exact <= known.beyond(gap) < 100 * exact


@pytest.mark.parametrize("reach", [1.0, 2.0, 6.5])
def test_what_is_cut_off_is_paid_for(reach):
    cut = on_line(STANDARD, lambda x: x**2 + x, reach)
    whole = estimate(replace(cut.quantity, tail=0.0), 2**17, seed=1).value
    assert abs(whole - 1) <= cut.quantity.tail + 8 * cut.deviation / 2**8.5
    assert cut.quantity.tail > (0.3 if reach < 1.5 else 0)


def test_a_sum_of_independent_sources_adds_ranges_and_variances():
    coin = of_cases((0.5, 0.5), (0.0, 1.0))
    both = coin + coin
    assert (both.quantity.low, both.quantity.high) == (0.0, 2.0)
    assert abs(both.deviation - sqrt(0.5)) < 1e-9
    assert set(both.quantity.draw(generator(0), 1000)) == {0.0, 1.0, 2.0}


def test_the_cases_are_drawn_with_their_probabilities():
    values = of_cases((0.2, 0.0, 0.8), (0.0, 1.0, 2.0)).quantity.draw(generator(0), 50_000)
    assert set(values) == {0.0, 2.0}
    assert abs(np.mean(values) - 1.6) < 0.02


def test_noise_is_clipped_where_little_is_lost():
    source = of_noise(squares, 2)
    assert 0 < source.quantity.tail < 1e-6
    assert 12 * source.deviation < source.quantity.span < 60 * source.deviation


def test_the_variance_ratio_of_the_two_gradients_is_reported():
    notes = [c.note() for c in ALL if c.result == "vae.reparameterisation"]
    ratios = [float(n.split(" has ")[1].split()[0]) for n in notes if n]
    assert len(ratios) == 2
    assert all(10 < ratio < 500 for ratio in ratios)


def test_the_distance_of_samples_is_within_its_bounds_and_can_be_above_its_limit():
    check = next(c for c in ALL if isinstance(c, Transport))
    seen = check.sample(generator(0), check.n)
    low, high = check.interval(seen)
    assert low < check.claim < high
    assert abs((high - seen[0]) - 2 * check.spread * sqrt(log(2 / check.alpha) / check.n)) < 1e-12
    assert seen[0] - low > high - seen[0]
