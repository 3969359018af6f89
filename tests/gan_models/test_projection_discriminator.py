"""Training for projection_discriminator: each experiment decides its claim, and what is measured is what is said."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from derivations.kernel.terms import num, replace
from derivations.projection_discriminator import HALF
from derivations.results import find
from gan_models.experiment import Experiment, observe, replay
from gan_models.experiments import projection_discriminator as topic
from gan_models.experiments.projection_discriminator import EXPERIMENTS, Learnt
from gan_models.networks import dense
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_observed

F64 = torch.float64


def proof(name: str):
    return find(f"projection_discriminator.{name}").proof


def means(models: int = 2, classes: int = 3, width: int = 2) -> tuple[torch.Tensor, torch.Tensor]:
    """Class means of data and model."""
    drawn = Streams.of(7, models).generators("means", F64)
    return drawn.normal(classes, width), drawn.normal(classes, width)


def true_logits(M: torch.Tensor, M_hat: torch.Tensor, places: torch.Tensor) -> np.ndarray:
    """Differences of SciPy's log densities, shape (models, classes, points)."""
    found = np.empty(places.shape[:-1])
    for model, k in np.ndindex(*found.shape[:2]):
        own, other = (multivariate_normal(side[model, k].numpy()) for side in (M, M_hat))
        found[model, k] = own.logpdf(places[model, k].numpy()) - other.logpdf(places[model, k].numpy())
    return found


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_denies(experiment: Experiment):
    assert_observed(experiment, find(experiment.result).proof)


def test_every_result_that_is_to_be_observed_is_in_several_sizes():
    sizes = {(e.result, e.recipe["classes"], e.recipe["width"]) for e in EXPERIMENTS}
    form, logit = "projection_discriminator.linear_form", "projection_discriminator.logit"
    assert sizes == {(form, 3, 2), (form, 5, 4), (logit, 2, 1), (logit, 3, 2)}


def test_the_first_models_alone_repeat_what_they_did_among_others():
    experiment = EXPERIMENTS[0]
    whole = observe(experiment, proof("linear_form"), models=experiment.short).values
    np.testing.assert_allclose(replay(experiment, proof("linear_form"), 0, 2), whole[:2], rtol=1e-6)


def test_the_stated_form_is_the_difference_of_scipys_log_densities():
    M, M_hat = means()
    places = topic.with_mass(M, M_hat)
    form = topic.form(proof("linear_form"))(M=M, M_hat=M_hat)
    assert form.shape == (2, 3, 3)
    stated = torch.einsum("mkd,mknd->mkn", form[..., :-1], places) + form[..., -1:]
    np.testing.assert_allclose(stated, true_logits(M, M_hat, places), atol=1e-12)


def test_the_stated_logit_is_the_difference_of_scipys_log_densities():
    M, M_hat = means(width=1)
    places = topic.with_mass(M, M_hat)
    truth = torch.as_tensor(true_logits(M, M_hat, places))
    learnt = Learnt(M, M_hat, places, truth, torch.zeros(2, 0), {})
    claim = topic.answer(proof("logit"))
    assert max(topic.logit_off(learnt, claim)) < 1e-12
    shifted = learnt._replace(logits=truth + torch.eye(2)[:, :1, None] * 0.5)
    np.testing.assert_allclose(topic.logit_off(shifted, claim), [0.5, 0], atol=1e-12)


def test_a_proof_that_said_something_else_would_predict_something_else():
    M, M_hat = means()
    said = topic.answer(proof("logit"))
    other = topic.answer(proof("logit"), change=lambda term: replace(term, HALF, num(1)))
    at = {"phi": torch.zeros(2, 3, 2, dtype=F64), "mu_y": M, "mu_hat_y": M_hat}
    torch.testing.assert_close(other(**at), 2 * said(**at))


def test_a_discriminator_with_the_stated_form_measures_nothing_and_another_its_error():
    M, M_hat = means()
    claim = topic.form(proof("linear_form"))
    form = claim(M=M, M_hat=M_hat)
    params = {"0.weight": form[..., :-1], "0.bias": form[..., -1]}
    learnt = Learnt(M, M_hat, torch.empty(0), torch.empty(0), torch.empty(0), params)
    np.testing.assert_allclose(topic.form_off(learnt, claim), 0, atol=1e-14)
    wrong = learnt._replace(params={**params, "0.bias": params["0.bias"] + torch.eye(2, 3) / 4})
    np.testing.assert_allclose(topic.form_off(wrong, claim), [0.25, 0.25])
    doubled = np.abs(form[..., -1].numpy()).max(-1)
    np.testing.assert_allclose(topic.form_off(learnt, topic.doubled_bias(claim)), doubled)


def test_a_class_is_judged_by_its_own_output_at_its_own_points():
    network = dense(2, 3)
    params = {"0.weight": torch.arange(6.0).reshape(3, 2), "0.bias": torch.tensor([10.0, 20.0, 30.0])}
    points = torch.tensor([[[1.0, 0.0]], [[0.0, 1.0]], [[1.0, 1.0]]])
    assert topic.logits(network, params, points).tolist() == [[10.0], [23.0], [39.0]]


def test_points_of_a_class_lie_around_its_mean():
    M, _ = means(width=4)
    points = topic.around(M, Streams.of(0, 2).generators("data", F64), 40, 64)
    assert points.shape == (2, 40, 3, 64, 4)
    np.testing.assert_allclose(points.mean((1, 3)), M, atol=0.05)
    np.testing.assert_allclose(points.var((1, 3)), 1, atol=0.05)


def test_places_with_mass_are_within_the_radius_of_one_of_the_means():
    M, M_hat = means()
    places = topic.with_mass(M, M_hat)
    distance = torch.minimum(*((places - side[:, :, None]).norm(dim=-1) for side in (M, M_hat)))
    assert distance.max() == pytest.approx(topic.RADIUS)
    assert len(places[0, 0].unique(dim=0)) >= 20


def test_means_have_a_size_in_the_range_and_both_signs():
    sized = topic.sized(torch.linspace(0, 1, 101, dtype=F64), 0.5, 1.0)
    assert 0.5 <= sized[sized != 0].abs().min() < sized.abs().max() == 1.0
    assert sized.min() == -1.0
    assert partial(topic.sized, low=0.0, high=0.3)(torch.tensor([0.5, 1.0])).tolist() == pytest.approx([0.0, 0.3])
