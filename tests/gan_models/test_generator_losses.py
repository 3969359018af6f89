"""Generators against discriminators that win, and the gradient of two divergences."""

from functools import partial

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm
from torch.func import grad

from derivations import generator_losses as topic
from derivations.results import find
from gan_models import losses
from gan_models.experiment import one_thread
from gan_models.experiments import generator_losses, generator_losses_kl, generator_losses_stuck
from gan_models.loss_claims import NONSATURATING, SATURATING
from gan_models.play import Players
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_observed

EXPERIMENTS = generator_losses.EXPERIMENTS
MANY = Streams.of(0, 420)  # as the experiments train them


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=[e.id for e in EXPERIMENTS])
def test_training_does_what_the_proof_says_and_refutes_the_controls(experiment):
    assert_observed(experiment, find(experiment.result).proof)


def test_the_four_results_are_observed():
    names = ("saturating_gradient", "nonsaturating_gradient", "vanishing", "kl_gradient")
    assert {e.result for e in EXPERIMENTS} == {f"generator_losses.{name}" for name in names}
    assert len({e.id for e in EXPERIMENTS}) == len(EXPERIMENTS)


# While a discriminator wins
def _seen():
    with one_thread():
        return generator_losses.trained(MANY)


def test_the_discriminators_win_and_the_logits_cover_both_ends():
    logits = _seen().logits
    assert logits[:, 0].abs().max() < 1
    assert (logits[:, -1].amax(1) < generator_losses.DEEP).double().mean() > 0.9
    assert logits.shape == (420, generator_losses.RECIPE["looks"] + 1, generator_losses.RECIPE["examples"])


def test_the_saturating_loss_goes_to_zero_as_in_the_source():
    history = _seen().losses
    assert history.shape == (420, generator_losses.RECIPE["steps"], 2)
    assert history[:, -1, 0].abs().median() < 0.01
    assert history[:, -1, 1].median() < 0.01
    assert history[:, 0, 1].median() > 0.5


@pytest.mark.parametrize("kind", ["saturating", "nonsaturating"])
def test_gradients_of_single_examples_are_those_of_autograd(kind):
    streams = Streams.of(3, 2)
    start = Players(
        generator_losses.GENERATOR.start(streams.seeds("generator"), torch.float64),
        generator_losses.DISCRIMINATOR.start(streams.seeds("discriminator"), torch.float64),
    )
    latent = torch.tensor([[[0.3], [-1.0]], [[0.7], [2.0]]], dtype=torch.float64)
    found = dict(
        zip(generator_losses.Seen._fields, (*generator_losses.gradients(start, latent), None), strict=True),
    )[kind]
    own = {name: value[1].clone().requires_grad_() for name, value in start.generator.items()}
    judge = {name: value[1] for name, value in start.discriminator.items()}
    h = generator_losses.DISCRIMINATOR(judge, generator_losses.GENERATOR(own, latent[1, 1:]))
    by_hand = {"saturating": torch.log(1 - torch.sigmoid(h)), "nonsaturating": -torch.log(torch.sigmoid(h))}[kind]
    expected = torch.autograd.grad(by_hand.sum(), list(own.values()))
    assert torch.allclose(found[1, 1], torch.cat([e.flatten() for e in expected]), rtol=1e-10, atol=1e-15)


def test_a_defective_loss_would_not_pass_for_the_nonsaturating_one():
    seen = _seen()
    slope = grad(lambda h: -torch.log(torch.sigmoid(h) + 1e-2))
    defective = torch.func.vmap(slope)(seen.logits.flatten()).reshape(seen.logits.shape)[..., None] * seen.slopes
    claim = generator_losses.factor(find(NONSATURATING).proof)
    off = generator_losses.beside("nonsaturating")(seen._replace(nonsaturating=defective), claim)
    assert off.min() > 0.5


# What the proofs say
@pytest.mark.parametrize("result", [SATURATING, NONSATURATING])
def test_the_factor_is_read_from_the_answer(result):
    h = np.linspace(-6, 6, 13)
    expected = {SATURATING: -1 / (1 + np.exp(-h)), NONSATURATING: -1 / (1 + np.exp(h))}[result]
    assert generator_losses.factor(find(result).proof)(h=h) == pytest.approx(expected, rel=1e-12)


def test_the_limits_are_read_from_the_statement():
    said = generator_losses.limits(topic.vanishing())
    assert [(str(term), value) for term, value in said] == [
        ("(t -> -sigmoid(-t))", 0.0),
        ("(t -> sigmoid(-t)/exp(-t))", 1.0),
        ("(t -> -(1 - sigmoid(-t)))", -1.0),
    ]


# Against a frozen discriminator
def test_the_generator_is_stuck_under_the_saturating_loss_alone():
    with one_thread():
        stuck = generator_losses_stuck.descended(losses.saturating, Streams.of(0, 40))
        free = generator_losses_stuck.descended(losses.nonsaturating, Streams.of(0, 40))
    assert torch.equal(stuck.slope, free.slope)
    assert (stuck.path[:, -1].abs() < 0.05 * free.path[:, -1].abs()).all()
    assert (free.path[:, -1] > 2).all()


# The gradient of the divergences
MOVES = [generator_losses_kl.located, generator_losses_kl.scaled]


def _density(x, move, theta):
    mean, deviation = generator_losses_kl.RECIPE["model"]
    return norm.pdf(x, theta, deviation) if move is MOVES[0] else norm.pdf(x, mean, np.exp(theta))


def _divergences(theta, move, weight=2):
    """KL(q‖p) − weight·JSD(p, q) by adaptive quadrature."""

    def integrand(x):
        p, q = norm.pdf(x, *generator_losses_kl.RECIPE["data"]), _density(x, move, theta)
        m = (p + q) / 2
        return q * np.log(q / p) - weight / 2 * (p * np.log(p / m) + q * np.log(q / m))

    return quad(integrand, -12, 12, epsabs=1e-12, limit=200, points=[0, 1.3])[0]


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("weight", [2, 1, 0])
def test_claims_are_the_slopes_of_the_divergences_by_quadrature(move, weight):
    start, step = generator_losses_kl._start(move).item(), 1e-4
    ends = [_divergences(start + sign * step, move, weight) for sign in (1, -1)]
    proof = topic.kl_gradient()
    found = generator_losses_kl.with_weight(weight, move, proof)
    assert found == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-6)
    if weight == 2:
        assert generator_losses_kl.claim(move, proof) == pytest.approx(found, rel=1e-12)


def _best_logit():
    """log p − log q as the parameters of a quadratic logit, one model."""
    (m, s), (n, r) = generator_losses_kl.RECIPE["data"], generator_losses_kl.RECIPE["model"]
    square, line = (1 / r**2 - 1 / s**2) / 2, m / s**2 - n / r**2
    rest = (n / r) ** 2 / 2 - (m / s) ** 2 / 2 + np.log(r / s)
    pair = torch.tensor([[[square, line]]], dtype=torch.float64)
    return {"linear.weight": pair, "linear.bias": torch.tensor([[rest]], dtype=torch.float64)}


@pytest.mark.parametrize("move", MOVES)
def test_with_the_exact_best_discriminator_the_slope_is_the_claim(move):
    frozen = generator_losses_kl.Frozen(_best_logit(), torch.zeros(1, 0))
    found = generator_losses_kl.generator_slope(move)(frozen, 0.0).item()
    assert found == pytest.approx(generator_losses_kl.claim(move, topic.kl_gradient()), rel=1e-9)


@pytest.mark.parametrize("move", MOVES)
def test_the_control_that_follows_is_the_slope_of_a_discriminator_that_does(move):
    start, step = generator_losses_kl._start(move).item(), 1e-4

    def loss(theta):
        def integrand(x):
            p, q = norm.pdf(x, *generator_losses_kl.RECIPE["data"]), _density(x, move, theta)
            return q * np.log(1 + q / p)

        return quad(integrand, -12, 12, epsabs=1e-12, limit=200, points=[0, 1.3])[0]

    found = generator_losses_kl.unfrozen(move, topic.kl_gradient())
    assert found == pytest.approx((loss(start + step) - loss(start - step)) / (2 * step), abs=1e-6)


def test_predictions_change_with_the_statement():
    proof, move = topic.kl_gradient(), MOVES[0]
    values = {f(proof=proof) for f in (partial(generator_losses_kl.with_weight, w, move) for w in (0, 1, 2, 3))}
    assert len(values) == 4
