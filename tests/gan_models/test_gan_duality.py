import pytest
import torch

from derivations.results import catalogue
from gan_models.experiments import gan_duality
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_alone_as_among_others, assert_observed


@pytest.fixture(scope="module")
def proof():
    return catalogue()["gan_duality.strong_duality"].proof


@pytest.mark.parametrize("experiment", gan_duality.EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_does_not(experiment, proof):
    assert_observed(experiment, proof)


def test_a_model_does_not_depend_on_who_is_trained_beside_it(proof):
    assert_alone_as_among_others(gan_duality.EXPERIMENTS, "discriminator", proof, rel=1e-6, abs=1e-12)


def test_both_ways_lead_to_the_same_generator_and_it_is_not_a_trivial_one():
    learnt = gan_duality.train(gan_duality.RECIPE, Streams.of(0, 420))
    assert float((learnt.game.shift - learnt.dual.shift).abs().max()) < 1e-2
    assert float(learnt.game.shift.abs().median()) > 0.3
    assert float(learnt.game.w.norm(dim=-1).median()) > 0.1


def test_the_dual_is_the_answer_of_the_proof(proof):
    from gan_models.dual_gan import dual

    rng = torch.Generator().manual_seed(1)
    data, fake = (torch.randn(n, 2, generator=rng, dtype=torch.float64) for n in (5, 4))
    scores = [torch.randn(n, generator=rng, dtype=torch.float64) for n in (5, 4)]
    own = float(dual(scores[0], scores[1], data, fake, 2.0))
    lam = {"lam_x": -scores[0].sigmoid().numpy(), "lam_z": -scores[1].sigmoid().numpy()}
    stated = proof.to_function()
    assert own == pytest.approx(float(stated(X=data.numpy(), G=fake.numpy(), C=2.0, **lam)))
    assert own != pytest.approx(float(stated(X=data.numpy(), G=fake.numpy(), C=3.0, **lam)), abs=1e-3)
