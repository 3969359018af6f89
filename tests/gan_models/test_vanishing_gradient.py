"""The generator's gradient under both losses, against Jacobians taken image by image."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from torch.func import functional_call, jacrev

from gan_models import loss_claims, vanishing_gradient
from gan_models.backend import torch
from gan_models.data.images import load
from gan_models.image_games import ImageGame
from gan_models.losses import cross_entropy, saturating
from gan_models.play import Players
from gan_models.recipes.gan import GanRecipe
from gan_models.vanishing_gradient import watched, weights


def contest(shift: float = 0.0, dtype: torch.dtype = torch.float64, **settings):
    """Fresh players, the discriminator's logits moved, and noise."""
    recipe = GanRecipe(generator_widths=(6,), discriminator_widths=(5,), noise=3, dropout=0.5, **settings)
    game = ImageGame(*recipe.players(load("digits")), saturating, cross_entropy)
    players = Players(game.generator.start(1), game.discriminator.start(2))
    moved = Players(*({n: v.to(dtype) for n, v in p.items()} for p in players))
    moved.discriminator["last.bias"] += shift
    return game, moved, torch.randn(20, 3, generator=torch.Generator().manual_seed(3), dtype=dtype)


def by_image(game, players, noise):
    """The logits, and the Jacobian of each in all parameters of the generator."""

    def logits(own):
        images = functional_call(game.generator.skeleton, own, (noise,))
        return game.discriminator(players.discriminator, images, None, training=False).flatten()

    own = {n: v.clone() for n, v in players.generator.items()}
    jacobian = torch.cat([j.flatten(1) for j in jacrev(logits)(own).values()], 1)
    return logits(own).numpy(), jacobian.numpy()


@pytest.mark.parametrize("shift", [0.0, -3.0, 3.0, -30.0])
def test_the_slopes_are_those_of_weighted_jacobians(shift):
    game, players, noise = contest(shift)
    h, jacobian = by_image(game, players, noise)
    sigma = 1 / (1 + np.exp(-h))
    lost, kept = (np.linalg.norm((w[:, None] * jacobian).mean(0)) for w in (sigma, 1 / (1 + np.exp(h))))
    found = watched(game, players, noise)
    assert found["slope_saturating"] == pytest.approx(lost, rel=1e-9)
    assert found["slope_nonsaturating"] == pytest.approx(kept, rel=1e-9)
    assert found["slope_ratio"] == pytest.approx(lost / kept, rel=1e-9)
    assert found["slope_predicted"] == pytest.approx(lost / kept, rel=1e-9)
    assert found["weight_ratio"] == pytest.approx(sigma.mean() / (1 - sigma).mean(), rel=1e-9)


@pytest.mark.parametrize("shift", [-10.0, -25.0, -60.0])
def test_a_discriminator_that_wins_takes_the_gradient_by_the_factor_sigma(shift):
    game, players, noise = contest(shift, torch.float32)
    found = watched(game, players, noise)
    assert log(found["slope_ratio"]) == pytest.approx(shift, abs=1.5)  # the logits differ by about 1
    assert found["slope_ratio"] == pytest.approx(found["slope_predicted"], rel=1e-4)
    assert found["slope_nonsaturating"] > 0.05


def test_the_prediction_outlives_numbers_of_32_bits():
    game, players, noise = contest(-200.0, torch.float32)
    found = watched(game, players, noise)
    assert found["slope_saturating"] == 0.0  # what the optimiser gets
    assert 0 < found["slope_predicted"] == pytest.approx(exp(-200), rel=3)


def test_where_the_discriminator_loses_entirely_there_is_no_ratio():
    game, players, noise = contest(1e4)
    found = watched(game, players, noise)
    assert found["slope_nonsaturating"] == 0.0
    assert found["slope_ratio"] == float("inf")


def test_the_prediction_comes_from_the_proofs(monkeypatch):
    game, players, noise = contest(-3.0)
    monkeypatch.setattr(vanishing_gradient, "SATURATING", loss_claims.COMBINED)
    found = watched(game, players, noise)
    assert found["slope_predicted"] > 5 * found["slope_ratio"]
    assert weights(loss_claims.COMBINED, [-3.0, 2.0]) == [-1.0, -1.0]


def test_classes_are_handed_to_both_players():
    game, players, noise = contest_with_classes()
    one, other = (watched(game, players, noise, torch.full((20,), k)) for k in (1, 2))
    assert one["slope_ratio"] != other["slope_ratio"]
    assert one["slope_ratio"] == pytest.approx(one["slope_predicted"], rel=1e-9)


def contest_with_classes():
    recipe = GanRecipe(generator_widths=(6,), discriminator_widths=(5,), noise=3, projection=True)
    game = ImageGame(*recipe.players(load("digits")), saturating, cross_entropy, classes=10)
    players = Players(game.generator.start(1), game.discriminator.start(2))
    moved = Players(*({n: v.double() for n, v in p.items()} for p in players))
    return game, moved, torch.randn(20, 3, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


def test_looking_changes_nothing():
    game, players, noise = contest(spectral=True)
    before = [v.clone() for p in players for v in p.values()]
    state = torch.get_rng_state()
    first, second = (watched(game, players, noise) for _ in range(2))
    assert first == second
    assert torch.equal(torch.get_rng_state(), state)
    after = [v for p in players for v in p.values()]
    assert all(torch.equal(x, y) for x, y in zip(before, after, strict=True))
    assert not any(v.requires_grad for v in after)
