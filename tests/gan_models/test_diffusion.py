import pytest
import torch

from derivations.results import catalogue
from gan_models import toy_diffusion, toy_gan
from gan_models.experiment import one_thread
from gan_models.experiments import diffusion, diffusion_game
from gan_models.play import Losses
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_alone_as_among_others, assert_observed

NONE = Losses(torch.zeros(4, 0), torch.zeros(4, 0))


@pytest.fixture(scope="module")
def proofs():
    return {name: catalogue()[name].proof for name in ("diffusion.closest_point", "diffusion.coverage")}


@pytest.mark.parametrize("experiment", diffusion.EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_does_not(experiment, proofs):
    assert_observed(experiment, proofs[experiment.result])


def test_a_model_does_not_depend_on_who_is_trained_beside_it(proofs):
    assert_alone_as_among_others(diffusion.EXPERIMENTS, "recovered", proofs["diffusion.coverage"], rel=1e-5, abs=1e-12)


def test_where_no_point_is_closer_to_another_image_the_stated_denoiser_tells_every_noise(proofs):
    recipe = toy_diffusion.ToyDiffusion(alpha=0.999)
    learnt = toy_diffusion.Learnt(recipe, toy_diffusion.drawn(recipe, Streams.of(5, 3)), {}, torch.zeros(3, 0))
    stated = diffusion.best(learnt, diffusion.answer(proofs["diffusion.closest_point"]))
    torch.testing.assert_close(stated, learnt.noises)


def test_both_verdicts_on_the_loss_occur(proofs):
    """The equivalence is not tested on one side only."""
    learnt = diffusion.untrained(Streams.of(0, 100))
    stated = diffusion.best(learnt, diffusion.answer(proofs["diffusion.closest_point"]))
    zero = (stated - learnt.noises).square().sum((1, 2, 3)) < 1e-20
    assert 10 < int(zero.sum()) < 90


def test_of_a_model_with_a_point_that_is_closer_to_another_image_nothing_is_said(proofs):
    with one_thread():
        trained = toy_diffusion.train(diffusion.RECIPE, Streams.of(0, 420))
    learnt = diffusion.untrained(Streams.of(0, 420))._replace(params=trained.params)
    said = diffusion.premise(learnt, diffusion.recovers(proofs["diffusion.closest_point"]))
    claim = (diffusion.answer(proofs["diffusion.closest_point"]), diffusion.recovers(proofs["diffusion.closest_point"]))
    off = diffusion.denoisers_apart(learnt, claim)
    assert 50 < int(said.sum()) < 370
    assert (off[~said.numpy()] == 0).all()
    assert (off[said.numpy()] > 0).all()


def test_the_diffusion_model_covers_what_the_gan_leaves_out(proofs):
    with one_thread():
        learnt = toy_diffusion.train(diffusion.RECIPE, Streams.of(0, 420))
        gan = toy_gan.train(diffusion_game.RECIPE, Streams.of(0, 420))
    shown = diffusion.recovered(learnt, diffusion.answer(proofs["diffusion.coverage"]))
    copied = torch.cdist(shown.flatten(1, 2), diffusion.RECIPE.points.expand(420, -1, -1)).argmin(-1)
    missing = [6 - len(set(row)) for row in copied.tolist()]
    assert missing == [0] * 420
    assert float((gan.missing > 0).double().mean()) > 0.5


def test_the_stated_loss_is_that_of_every_set_of_verdicts_tried(proofs):
    """(m − k)/(2m) is the least zero-one loss, by enumeration of all verdicts on the images."""
    copied = torch.tensor([[0, 0, 1], [0, 1, 2], [2, 2, 2], [1, 0, 0]])
    learnt = toy_gan.Learnt(diffusion_game.RECIPE, torch.zeros(4, 3, 2), copied, torch.zeros(4, 3), NONE)
    stated = diffusion_game.least_loss(proofs["diffusion.coverage"])(**diffusion_game._images(learnt))
    verdicts = torch.cartesian_prod(*[torch.tensor([False, True])] * 3)
    losses = torch.stack([learnt._replace(logits=v.double().expand(4, 3) - 0.5).errors for v in verdicts]) / 6
    torch.testing.assert_close(losses.amin(0).double(), stated)
    assert stated.tolist() == pytest.approx([1 / 3, 1 / 2, 1 / 6, 1 / 3])
