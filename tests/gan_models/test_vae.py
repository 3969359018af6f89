import pytest
import torch

from derivations.results import catalogue
from gan_models.experiment import one_thread
from gan_models.experiments import vae, vae_linear_gaussian
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_alone_as_among_others, assert_observed


@pytest.fixture(scope="module")
def proofs():
    return {name: catalogue()[name].proof for name in ("vae.elbo_bound", "vae.linear_gaussian")}


@pytest.mark.parametrize("experiment", vae.EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_does_not(experiment, proofs):
    assert_observed(experiment, proofs[experiment.result])


def test_a_model_does_not_depend_on_who_is_trained_beside_it(proofs):
    assert_alone_as_among_others(vae.EXPERIMENTS, "gap", proofs["vae.elbo_bound"], rel=1e-4, abs=1e-9)


def model():
    """W, b, s and x of three models with four points, and numbers that are right for them by torch.distributions."""
    rng = torch.Generator().manual_seed(2)
    loading, centre, points = (
        torch.randn(*shape, generator=rng, dtype=torch.float64) for shape in ((3, 1, 3, 2), (3, 1, 3), (3, 4, 3))
    )
    return {"W": loading, "b": centre, "s": torch.full((3, 1), 0.4).double(), "x": points}


def test_the_evidence_is_that_of_the_joint_law(proofs):
    given = model()
    covariance = given["W"] @ given["W"].mT + 0.4**2 * torch.eye(3)
    law = torch.distributions.MultivariateNormal(given["b"], covariance)
    stated = vae_linear_gaussian.log_evidence(proofs["vae.linear_gaussian"])(**given)
    torch.testing.assert_close(stated, law.log_prob(given["x"]), rtol=1e-6, atol=1e-6)


def test_the_posterior_is_that_of_conditioning_a_joint_normal(proofs):
    """Cov(z, x)·Cov(x)⁻¹·(x − b), and I − Cov(z, x)·Cov(x)⁻¹·Cov(x, z)."""
    given = model()
    covariance = given["W"] @ given["W"].mT + given["s"][..., None, None] ** 2 * torch.eye(3).double()
    gain = given["W"].mT @ torch.linalg.inv(covariance)
    proof = proofs["vae.linear_gaussian"]
    stated = vae_linear_gaussian.mean(proof)(**given), vae_linear_gaussian.covariance(proof)(**given)
    torch.testing.assert_close(stated[0], (gain @ (given["x"] - given["b"])[..., None])[..., 0])
    torch.testing.assert_close(stated[1], torch.eye(2).double() - gain @ given["W"])


def test_no_diagonal_encoder_tried_leaves_less_than_the_stated_gap(proofs):
    given, proof = model(), proofs["vae.linear_gaussian"]
    least = vae_linear_gaussian.least_gap(proof)(**given)
    best = vae_linear_gaussian.variances(proof)(k=2, **given)
    evidence, bound = vae_linear_gaussian.log_evidence(proof)(**given), vae_linear_gaussian.closed_form(proof)
    mean = vae_linear_gaussian.mean(proof)(**given)
    for factor in (0.5, 0.9, 1.0, 1.1, 2.0):
        gap = evidence - bound(m=mean, S=torch.diag_embed(factor * best), **given)
        assert (gap >= least - 1e-9).all()
        assert torch.allclose(gap, least.expand_as(gap)) == (factor == 1.0)


def test_training_closes_some_of_the_gap_and_never_all_of_it(proofs):
    """The bound is compared before and after training: the ELBO grows, and the evidence stays above it."""
    with one_thread():
        learnt = vae.train(vae.RECIPE, Streams.of(0, 420))
    rest = vae.gap(proofs["vae.elbo_bound"])(learnt)
    assert float(learnt.elbo[:, -1].mean()) > float(learnt.elbo[:, 0].mean()) + 1
    assert float(rest.min()) > 0
    assert float(rest[:, -1].median()) < float(rest[:, 0].median())
