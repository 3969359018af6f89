"""Quasi-Monte Carlo, antithetic pairs and control variates: right, and better where they should be."""

import numpy as np
import pytest

from numerics import quasi
from numerics.quasi import Integrand, antithetic, best, controlled, gains, normal


def bell(points):
    """exp(−z²/2) at standard normal z: mean 1/√2."""
    return np.exp(-(normal(points[:, 0]) ** 2) / 2)


def slope(points):
    """A function that is odd about the centre: mean 0."""
    return points.sum(axis=1) - 1


def wave(points):
    """exp(u)·cos(v): mean (e − 1)·sin 1."""
    return np.exp(points[:, 0]) * np.cos(points[:, 1])


def ramp(points):
    """1 + u, near exp(u): mean 3/2."""
    return 1 + points[:, 0]


BELL, SLOPE, WAVE = Integrand(bell, 1, 0, 1), Integrand(slope, 2, -1, 1), Integrand(wave, 2, 0, np.e)
RAMP = Integrand(ramp, 2, 1, 2)
WAVE_MEAN = (np.e - 1) * np.sin(1)


@pytest.mark.parametrize("method", [quasi.quasi, antithetic])
@pytest.mark.parametrize(("integrand", "mean"), [(BELL, 0.5**0.5), (SLOPE, 0.0), (WAVE, WAVE_MEAN)])
def test_every_method_finds_the_mean(method, integrand, mean):
    found = method(integrand, 2**14, seed=4)
    assert mean in found.interval
    assert abs(found.value - mean) <= 8 * found.standard_error + 1e-15
    assert found.n == 2**14


def test_a_control_variate_finds_the_mean_with_less_error():
    found = controlled(WAVE, RAMP, 1.5, 20_000, seed=1)
    plain = quasi.estimate(WAVE.quantity(), 20_000, seed=1)
    assert WAVE_MEAN in found.interval
    assert found.standard_error < plain.standard_error
    assert found.method == "control variate"


def test_a_wrong_mean_of_the_control_is_noticed():
    assert WAVE_MEAN not in controlled(WAVE, RAMP, 1.6, 200_000, seed=1).interval


def test_pairs_are_exact_for_an_odd_function():
    found = antithetic(SLOPE, 1000)
    assert found.value == pytest.approx(0, abs=1e-15)
    assert found.standard_error < 1e-15


def test_sobol_points_need_at_least_fifty_times_fewer_samples_on_smooth_integrands():
    for integrand in (BELL, WAVE):
        assert gains(integrand, 2**16)["quasi"] > 50
    assert best(WAVE, 2**14) == "quasi"


def comb(points):
    """A function that turns a hundred thousand times: its values at evenly spread points are as good as random."""
    return points[:, 0] * 99_991.7 % 1


def test_the_gain_is_measured_and_not_assumed():
    assert gains(Integrand(comb, 1, 0, 1), 2**14)["quasi"] < 5


def test_replicates_differ_and_a_seed_gives_them_again():
    assert quasi.quasi(WAVE, 4096, seed=1) == quasi.quasi(WAVE, 4096, seed=1)
    assert quasi.quasi(WAVE, 4096, seed=1).value != quasi.quasi(WAVE, 4096, seed=2).value
    assert quasi.quasi(WAVE, 4096).standard_error > 0


def test_quantiles_are_finite_at_the_ends():
    assert np.isfinite(normal(np.array([0.0, 1.0]))).all()
