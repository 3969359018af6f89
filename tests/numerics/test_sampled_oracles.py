"""What the checks by random samples are held against: exact cases, other routes to the same number, wrong variants."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy import integrate, stats

from numerics import diffusion_fitted, diffusion_sampled, flows_sampled, ridge_sampled, vae_sampled
from numerics.ledger import every
from numerics.randomness import generator
from numerics.sources import of_cases


# Ridge: everything is linear or quadratic in the noise, so that few targets tell the moments
def test_the_mean_solution_is_that_of_the_mean_target():
    assert abs(ridge_sampled.solved(np.zeros((1, ridge_sampled.N)))[0] - ridge_sampled.mean()) < 1e-12
    assert abs(ridge_sampled.intercepts(np.zeros((1, ridge_sampled.N)))[0] - ridge_sampled.intercept()) < 1e-12


def test_the_variance_of_the_solution_is_the_sum_of_its_squared_slopes():
    slopes = ridge_sampled.solved(np.eye(ridge_sampled.N)) - ridge_sampled.solved(np.zeros((1, ridge_sampled.N)))
    assert abs(np.sum(slopes**2) - ridge_sampled.variance()) < 1e-12


def test_the_mean_excess_is_half_the_trace_of_the_second_derivative():
    y = np.zeros(ridge_sampled.N)
    rises = ridge_sampled.objective(np.eye(3) / 2, y) - ridge_sampled.objective(np.zeros((1, 3)), y)
    assert abs(rises.sum() - ridge_sampled.traces()) < 1e-12


# Diffusion
def test_the_chain_without_noise_is_scaled_by_the_root_of_alpha():
    end = diffusion_sampled.chain(np.zeros((1, 12)))[0]
    assert np.allclose(end, sqrt(diffusion_sampled.ALPHA_T) * diffusion_sampled.START, atol=1e-15)


def test_each_entry_of_the_chain_has_its_own_noise_of_variance_one_minus_alpha():
    moved = diffusion_sampled.chain(np.eye(12)) - diffusion_sampled.chain(np.zeros((1, 12)))
    assert np.allclose(moved.T @ moved, (1 - diffusion_sampled.ALPHA_T) * np.eye(2), atol=1e-15)


def test_images_and_noise_of_one_step_have_covariance_one():
    for draw, mean in (
        (diffusion_sampled.image, diffusion_sampled.X_MEAN),
        (diffusion_sampled.circle, diffusion_sampled.NOISE_MEAN),
    ):
        drawn = draw(generator(0), 200_000)
        assert np.allclose(drawn.mean(axis=0), mean, atol=0.01)
        assert np.allclose(np.cov(drawn.T), np.eye(2), atol=0.02)


def test_the_deviations_of_the_moments_after_one_step_are_exact():
    for make in (diffusion_sampled.first_entry, diffusion_sampled.square_along, diffusion_sampled.product_of_entries):
        source = make()
        values = source.quantity.draw(generator(1), 400_000)
        assert abs(np.std(values) - source.deviation) < 0.01 * source.deviation


def test_the_average_noise_over_the_joint_law_is_that_of_its_definition():
    masses = diffusion_fitted.joint("mass")
    assert abs(masses.sum() - 1) < 1e-12
    assert abs(masses @ diffusion_fitted.joint() - (0.2 - 0.25)) < 1e-12
    assert np.allclose(diffusion_fitted.joint() + diffusion_fitted.joint("image"), diffusion_fitted.SUMS, atol=1e-12)
    assert diffusion_fitted.joint()[[0, -1]].tolist() == [-1, 1]


def test_a_fit_is_the_average_noise_at_each_point_of_its_sample():
    fit, counts = diffusion_fitted.FITTED.sample(generator(2), 3000)
    rng = generator(2)
    x = diffusion_fitted.drawn(rng, 3000, diffusion_fitted.SHADES)
    e = diffusion_fitted.drawn(rng, 3000, diffusion_fitted.NOISES)
    assert counts.tolist() == [np.sum(x + e == k) for k in diffusion_fitted.SUMS]
    assert np.allclose(fit, [np.mean(e[x + e == k]) for k in diffusion_fitted.SUMS], atol=1e-12)


def test_a_point_without_samples_contradicts_nothing():
    fit, counts = np.full(5, 99.0), np.zeros(5)
    assert diffusion_fitted.FITTED.differs((fit / 99 - 1, counts)) is None
    assert diffusion_fitted.FITTED.differs((fit, np.full(5, 1e6)))


# Flows
@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_density_of_a_layer_is_that_of_its_jacobian_by_differences(size):
    for noise in generator(3).standard_normal((5, size)):
        steps = 1e-6 * np.eye(size)
        jacobian = (flows_sampled.data(noise + steps) - flows_sampled.data(noise - steps)).T / 2e-6
        expected = stats.norm.logpdf(noise).sum() - np.linalg.slogdet(jacobian)[1]
        assert abs(flows_sampled.log_density(flows_sampled.data(noise[None, :]))[0] - expected) < 1e-8


def test_the_distribution_function_of_a_layer_is_that_of_finer_integration():
    law = flows_sampled.shares()

    def density(across, along):
        point = along * flows_sampled.AXIS + across * np.array([-0.8, 0.6])
        return float(np.exp(flows_sampled.log_density(point[None, :]))[0])

    half = law.places <= 0.5
    exact = integrate.dblquad(density, -12, law.places[half][-1], -12, 12, epsabs=1e-6)[0]
    assert abs(law.shares[half][-1] - exact) < 2e-5


def test_the_density_ratio_stays_below_its_bound_which_is_not_far_above():
    x = np.stack(np.meshgrid(*[np.linspace(-8, 8, 61)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    ratios = np.exp(flows_sampled.log_density(x) - flows_sampled.WIDE.logpdf(x).sum(axis=1))
    assert 0.3 * flows_sampled.highest(1.0) < ratios.max() <= flows_sampled.highest(1.0)


def test_the_integral_of_the_density_is_one_for_the_whole_sum_only():
    assert abs(flows_sampled.total(1.0) - 1) < 1e-12
    assert flows_sampled.total(0.9) > 1.05
    text, source = flows_sampled.slipped(0.05)
    assert text.startswith("−0.9")
    assert abs(np.mean(source.quantity.draw(generator(4), 400_000)) - 1.05) < 0.01


# Gradients
@pytest.mark.parametrize("by_sigma", [False, True])
def test_a_polynomial_has_the_gradient_that_its_expectation_has(by_sigma):
    b = np.array([0.7, -1.1, 0.4])
    m, s = vae_sampled.MU, vae_sampled.SIGMA

    def mean(mu, sigma):  # of b₀ + b₁(z − m)/s + b₂((z − m)/s)² for z ~ N(μ, σ²)
        return b[0] + b[1] * (mu - m) / s + b[2] * ((mu - m) ** 2 + sigma**2) / s**2

    h = 1e-5
    change = mean(m, s + h) - mean(m, s - h) if by_sigma else mean(m + h, s) - mean(m - h, s)
    assert abs(vae_sampled.known(by_sigma, b) - change / (2 * h)) < 1e-9


@pytest.mark.parametrize("by_sigma", [False, True])
def test_control_variates_leave_the_mean_and_take_the_scatter(by_sigma):
    sources = [vae_sampled.score(by_sigma), *(vae_sampled.controlled(by_sigma, degree) for degree in (0, 2))]
    for source in sources:
        values = source.quantity.draw(generator(5), 400_000)
        assert abs(np.mean(values) - vae_sampled.gradient(by_sigma)) < 5 * source.deviation / sqrt(400_000)
    plain, baseline, polynomial = (source.deviation**2 for source in sources)
    assert plain > 2.5 * baseline > 25 * polynomial


def test_the_score_function_check_sees_errors_that_the_plain_estimate_cannot():
    scores = [c for c in every() if c.result == "vae.reparameterisation" and "score" in c.null]
    assert len(scores) == 2
    assert all(c.effect(c.n) < 0.01 for c in scores)


def test_the_average_of_several_samples_has_the_stated_error_and_scatter():
    values = vae_sampled.squared_error().quantity.draw(generator(6), 400_000)
    assert abs(np.mean(values) - vae_sampled.wave_moment(2) / 4) < 0.002
    assert abs(np.std(values) - vae_sampled.squared_error().deviation) < 0.002


def test_a_moved_source_is_moved_by_just_so_much():
    coin = of_cases((0.5, 0.5), (0.0, 1.0)).moved(2.0)
    assert (coin.quantity.low, coin.quantity.high, coin.quantity.tail) == (2.0, 3.0, 0.0)
    assert set(coin.quantity.draw(generator(0), 100)) == {2.0, 3.0}
    assert abs(coin.deviation - 0.5) < 1e-9
