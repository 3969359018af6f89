"""What the pictures show is what is proved: every curve beside SciPy, an enumeration or a formula of its own."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from numerics.autoregressive import log_det
from numerics.plots import diffusion, flows, gan_duality, plot, projection_discriminator, vae, wasserstein, zero_one_gan
from numerics.plots.answers import answer_at, right_side


# Parts of proofs
def test_the_right_side_of_a_relation_is_found_by_its_text():
    assert str(right_side("flows.residual_inverse", "le", "iterate(")).startswith("beta**k/(1 - beta)*")


@pytest.mark.parametrize(
    "wanted",
    [("flows.residual_inverse", "le", "nowhere"), ("flows.autoregressive", "eq", "log(abs(det(J)))")],
    ids=["none", "two"],
)
def test_a_part_that_is_not_there_or_not_alone_is_an_error(wanted):
    with pytest.raises(LookupError, match="different things"):
        right_side(*wanted)


def test_a_result_without_an_answer_is_an_error():
    with pytest.raises(LookupError, match="has no answer"):
        answer_at("flows.contraction")


# The projection discriminator
@pytest.mark.parametrize("k", range(3))
@pytest.mark.parametrize("S", [None, np.array([[1.0, 0.8], [0.8, 1.0]])], ids=["unit", "correlated"])
def test_the_shaded_logit_is_the_difference_of_the_log_densities(k, S):
    logit, shape = projection_discriminator.logit_of(k, S), np.eye(2) if S is None else S
    for at in np.random.default_rng(0).normal(size=(5, 2)):
        data, model = (
            multivariate_normal.logpdf(at, means[k], shape)
            for means in (projection_discriminator.DATA, projection_discriminator.MODEL)
        )
        expected = data - model
        assert logit(at) == pytest.approx(expected, rel=1e-9)
        assert logit(-at) != pytest.approx(expected, rel=1e-3)


# Diffusion
@pytest.mark.parametrize("t", [1, 20, 60])
def test_the_density_of_the_chain_is_a_normal_one_with_the_product_of_the_factors(t):
    kept = np.prod(1 - np.array(diffusion.BETAS[:t], float))
    x = np.array([-0.5, 0.7, 1.9])
    found = [diffusion.density(t, float(value)) for value in x]
    assert found == pytest.approx(norm.pdf(x, 2 * np.sqrt(kept), np.sqrt(1 - kept)), rel=1e-9)
    added = norm.pdf(x, 2, np.sqrt(sum(map(float, diffusion.BETAS[:t]))))  # a chain that does not shrink
    assert found != pytest.approx(added, rel=1e-2)


def test_the_paths_have_the_moments_of_the_proved_density():
    states = diffusion.paths(np.random.default_rng(5), np.full(20_000, 2.0))
    kept = np.cumprod(1 - np.array(diffusion.BETAS, float))
    assert states[1:].mean(axis=1) == pytest.approx(2 * np.sqrt(kept), abs=0.05)  # 7 standard errors
    assert states[1:].var(axis=1) == pytest.approx(1 - kept, abs=0.08)


def test_the_denoiser_tells_the_noise_of_a_point_that_is_closest_to_its_own_image_only():
    image, noise = diffusion.IMAGES[0], np.array([0.3, -0.2])
    near = np.sqrt(0.9) * image + np.sqrt(0.1) * noise
    assert diffusion.denoised(near, 0.9) == pytest.approx(noise, abs=1e-12)
    far = np.sqrt(0.9) * image + np.sqrt(0.1) * (-9 * image)
    assert np.abs(diffusion.denoised(far, 0.9) + 9 * image).max() > 1


def test_least_squares_takes_the_mean_where_noisy_points_collide():
    places, noises, counts = diffusion.lattice()
    best = dict(diffusion.fitted(places, noises, counts))
    assert best[1] == pytest.approx((6 * 0 + 4 * 2) / 10)  # of the image 1 without noise and of −1 with noise 2
    assert best[5] == pytest.approx(4)


def test_the_titles_say_whether_a_point_is_nearer_to_another_image():
    left, right = plot("diffusion.closest_point").axes
    assert "every point" in left.get_title()
    assert "loss of $g^*$ is 0.0" in left.get_title()
    assert "nearer to another" in right.get_title()
    assert "is 0.0" not in right.get_title()


# Divergences of two bells
@pytest.mark.parametrize(("gap", "epsilon"), [(1.0, 1.0), (1.0, 0.1), (3.0, 0.3), (1.0, 0.01)])
def test_the_jensen_shannon_divergence_is_that_of_adaptive_quadrature(gap, epsilon):
    wide = gap / epsilon

    def kl(mean, other):
        def integrand(x):
            return norm.pdf(x, mean) * (np.log(2) - np.logaddexp(0, norm.logpdf(x, other) - norm.logpdf(x, mean)))

        return quad(integrand, mean - 9, mean + 9, points=[mean], limit=200)[0]

    expected = (kl(0.0, wide) + kl(wide, 0.0)) / 2
    assert wasserstein.jensen_shannon(gap, epsilon) == pytest.approx(expected, abs=1e-8)


# The dual
def test_the_dual_stays_below_the_program_and_both_meet_its_minimum():
    above, below = gan_duality.bounds()
    least = gan_duality.problem().primal(gan_duality.problem().minimum())
    assert (below <= least).all()
    assert (above >= least).all()
    assert above[-1] - below[-1] < 0.02 * (above[0] - below[0])


def test_the_points_add_up_to_the_weights():
    problem, w = gan_duality.problem(), gan_duality.problem().minimum()
    data, made = gan_duality.multipliers(w)
    assert problem.x.T @ data + problem.g.T @ (1 + made) == pytest.approx(problem.c * w, abs=1e-5)
    assert problem.x.T @ data + problem.g.T @ made != pytest.approx(problem.c * w, abs=0.1)


# The zero-one game
def test_the_stars_are_the_pairs_that_the_theorem_names():
    game = zero_one_gan.SMALL
    genuine = game.verdicts[:, : game.m].all(axis=1) | ~game.verdicts.any(axis=1)
    assert zero_one_gan.saddles(game).tolist() == (genuine[:, None] & game.permutations).tolist()
    assert zero_one_gan.saddles(game).sum() == 6


def test_the_proved_least_loss_is_that_of_the_enumeration():
    game = zero_one_gan.LARGE
    missing = (game.copies[:, : game.m] == 0).sum(axis=1)
    for k in range(game.m + 1):
        least = game.least[missing == k] / (2 * game.m)
        assert least == pytest.approx(np.full(least.size, zero_one_gan.proved(k)))


# Flows
@pytest.mark.parametrize("beta", [0.3, 0.9])
def test_the_bound_is_above_the_distances(beta):
    points = flows.iterates(beta)
    gaps = np.abs(points - points[-1])[:12]
    bounds = np.array([flows.bound(beta, k) for k in range(12)])
    assert (gaps < bounds).all()
    assert bounds == pytest.approx(beta ** np.arange(12) / (1 - beta) * abs(points[0] - points[1]), rel=1e-12)


def test_the_drawn_density_is_one():
    x, y = np.linspace(-6, 6, 241), np.linspace(-9, 30, 3901)
    columns = [flows.density(np.column_stack([np.full_like(y, a), y])) for a in x]
    assert np.trapezoid([np.trapezoid(column, y) for column in columns], x) == pytest.approx(1, abs=1e-3)


def test_the_determinant_is_that_of_complex_steps():
    def noise(x):
        return np.array([x[0] / 1.2, (x[1] - 0.5 * x[0] ** 2 + 1) * np.exp(-flows.widening(x[0]))])

    at = np.array([0.7, -0.4])
    assert noise(flows.made(at)) == pytest.approx(at)
    s = (np.log(1.2), flows.widening(0.7))
    assert flows.log_determinant(s) == pytest.approx(log_det(noise, at))
    assert flows.log_determinant(s[::-1]) == pytest.approx(flows.log_determinant(s))
    assert flows.log_determinant((0.0, s[1])) != pytest.approx(log_det(noise, at), abs=0.1)


# The evidence bound
def test_the_posterior_of_a_linear_decoder_reaches_the_evidence_and_nothing_else_does():
    evidence = multivariate_normal.logpdf(vae.POINT, np.zeros(2), vae.W @ vae.W.T + vae.SCALE**2 * np.eye(2))
    precision = 1 + (vae.W**2).sum() / vae.SCALE**2
    mean = float(vae.W[:, 0] @ vae.POINT) / vae.SCALE**2 / precision
    assert vae.elbo(mean, 1 / precision) == pytest.approx(evidence, rel=1e-9)
    assert vae.elbo(mean, 2 / precision) < evidence - 0.1
    assert vae.elbo(mean + 0.4, 1 / precision) < evidence - 0.1


def test_the_bound_of_two_values_touches_the_evidence_at_the_posterior():
    left = plot("vae.elbo").axes[0]
    curve, level, upright = (np.asarray(line.get_xydata()) for line in left.lines)
    chances = np.array([0.1 * 2 / 3, 0.6 / 3])  # the likelihood times the prior, for 0 and 1
    assert level[0, 1] == pytest.approx(np.log(chances.sum()))
    assert upright[0, 0] == pytest.approx(chances[1] / chances.sum())
    assert curve[:, 1].max() == pytest.approx(level[0, 1], abs=1e-3)
    q = np.column_stack([1 - curve[:, 0], curve[:, 0]])
    assert curve[:, 1] == pytest.approx((q * np.log(chances / q)).sum(axis=1))


def test_the_error_of_a_mean_of_throws_is_the_variance_of_a_die_over_their_number():
    assert [vae.mean_square(m) for m in (1, 7)] == pytest.approx([35 / 12, 35 / 84])


def test_both_estimates_of_the_gradient_have_the_exact_mean_and_that_through_the_samples_varies_less():
    through, score, exact = vae.gradients()
    for values in (through, score):
        assert values.mean() == pytest.approx(exact, abs=6 * values.std() / np.sqrt(values.size))
    assert through.std() < score.std() / 2


def test_a_grey_pixel_is_less_probable_than_the_chance_of_its_mean():
    ends = [vae.pixel(Fraction(x), Fraction(4, 5)) for x in (0, 1)]
    assert ends == pytest.approx([0.2, 0.8])
    assert vae.pixel(Fraction(1, 2), Fraction(4, 5)) == pytest.approx(0.4)  # √(0.2 · 0.8)
