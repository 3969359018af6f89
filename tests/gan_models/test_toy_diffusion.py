import numpy as np
import pytest
import torch
from scipy.spatial import KDTree

from gan_models.streams import Streams
from gan_models.toy_diffusion import ToyDiffusion, drawn, train

RECIPE = ToyDiffusion(steps=150)


def test_the_images_are_equally_far_apart():
    apart = torch.cdist(RECIPE.points, RECIPE.points)
    assert apart.diagonal(1).tolist() == pytest.approx([2.0] * 5)
    assert float(RECIPE.points.norm(dim=1).std()) == pytest.approx(0, abs=1e-12)


def test_the_closest_image_is_scipys():
    places = torch.randn(5, 7, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    tree = KDTree(np.sqrt(RECIPE.alpha) * RECIPE.points.numpy())
    expected = RECIPE.points[torch.as_tensor(tree.query(places.numpy())[1])]
    torch.testing.assert_close(RECIPE.closest(places), expected)


def test_noisy_images_have_the_shares_of_image_and_noise_that_alpha_says():
    many = ToyDiffusion(noises=20000, alpha=0.7)
    noisy = many.noisy(drawn(many, Streams.of(1, 1)))[0]
    torch.testing.assert_close(noisy.mean(1), 0.7**0.5 * many.points, atol=0.03, rtol=0)
    assert float(noisy.var(1).mean()) == pytest.approx(0.3, abs=0.01)


def test_training_lowers_the_loss_of_every_model_and_the_last_one_is_that_of_the_denoiser():
    learnt = train(RECIPE, Streams.of(0, 5))
    assert (learnt.losses[:, -1] < learnt.losses[:, 0] / 5).all()
    final = (learnt.denoise(learnt.noisy) - learnt.noises).square().sum(-1).mean((1, 2))
    torch.testing.assert_close(final, learnt.losses[:, -1], rtol=0.05, atol=0)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_a_share_that_leaves_no_image_or_no_noise_is_refused(alpha):
    with pytest.raises(ValueError, match="0 < α_t < 1"):
        ToyDiffusion(alpha=alpha)
