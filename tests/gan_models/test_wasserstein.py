"""Training for wasserstein: each experiment decides its claim, and what is measured is what is said."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar
from scipy.stats import norm, wasserstein_distance

from derivations.results import find
from gan_models.experiment import Experiment, observe, one_thread, replay
from gan_models.experiments import wasserstein_flat as flat
from gan_models.experiments import wasserstein_laws as laws
from gan_models.experiments import wasserstein_lipschitz as lipschitz
from gan_models.experiments import wasserstein_penalty as penalty
from gan_models.experiments import wasserstein_unbounded as unbounded
from gan_models.experiments.wasserstein import EXPERIMENTS
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_observed

F64 = torch.float64
FEW = Streams.of(3, 6)
AT = {"theta": np.array([2.0, -1.0]), "theta_0": np.array([0.5, 1.0])}


def proof(name: str):
    return find(f"wasserstein.{name}").proof


@pytest.fixture(scope="module")
def critics() -> lipschitz.Learnt:
    """Trained 1-Lipschitz critics."""
    with one_thread():
        return lipschitz.trained(FEW)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_denies(experiment: Experiment):
    assert_observed(experiment, find(experiment.result).proof)


def test_every_result_that_is_to_be_observed_is():
    topic = {"jsd_flat", "unbounded_critic", "lipschitz_critic", "w1_gradient", "gradient_penalty"}
    assert {e.result for e in EXPERIMENTS} == {f"wasserstein.{name}" for name in topic}
    assert len({e.id for e in EXPERIMENTS}) == len(EXPERIMENTS)


@pytest.mark.parametrize("name", ["jsd_flat/value", "unbounded_critic/line", "gradient_penalty/right sign"])
def test_the_first_models_alone_repeat_what_they_did_among_others(name):
    (experiment,) = [e for e in EXPERIMENTS if e.id == f"wasserstein.{name}"]
    of = find(experiment.result).proof
    whole = observe(experiment, of, models=experiment.short).values
    np.testing.assert_allclose(replay(experiment, of, 0, 2), whole[:2], rtol=1e-6, atol=1e-9)


# The laws
def test_laws_are_in_the_ranges_on_both_sides_and_differ():
    recipe = {"distance": (0.5, 2.0), "epsilon": (1e-3, 1.0)}
    drawn = laws.drawn(recipe, Streams.of(0, 200))
    gaps = drawn.delta.abs()
    assert 0.5 <= gaps.min() < 0.6
    assert 1.9 < gaps.max() <= 2.0
    assert 60 < (drawn.delta > 0).sum() < 140
    assert 1e-3 <= drawn.epsilon.min() < 2e-3
    assert 0.5 < drawn.epsilon.max() <= 1.0


def test_batches_have_the_laws():
    drawn = laws.drawn({"distance": (0.5, 2.0), "epsilon": (0.1, 1.0)}, FEW)
    real, fake = laws.source(drawn, {"batch": 64}, FEW)(50)
    assert real.shape == fake.shape == (6, 50, 64, 1)
    for points, centre in ((real, drawn.theta_0), (fake, drawn.theta)):
        np.testing.assert_allclose(points.mean((1, 2, 3)), centre, atol=0.02)
        np.testing.assert_allclose(points.std((1, 2, 3)), drawn.epsilon, rtol=0.03)


def test_quantiles_are_scipys_and_give_w1():
    noise = laws.quantiles(64)
    np.testing.assert_allclose(noise, norm.ppf((np.arange(64) + 0.5) / 64), atol=1e-12)
    drawn = laws.drawn({"distance": (0.5, 2.0), "epsilon": (0.1, 1.0)}, FEW)
    for real, fake, delta in zip(*drawn.points(noise), drawn.delta, strict=True):
        assert wasserstein_distance(real[:, 0], fake[:, 0]) == pytest.approx(abs(delta.item()))


# Claims
def test_the_claims_are_the_formulas_of_the_proofs():
    sign = np.array([1.0, -1.0])
    np.testing.assert_allclose(lipschitz.answer(proof("lipschitz_critic"))(**AT), [-1.5, -2.0])
    np.testing.assert_allclose(lipschitz.best_slope(proof("lipschitz_critic"))(**AT), -sign)
    np.testing.assert_allclose(lipschitz.answer(proof("w1_gradient"))(**AT, epsilon=0.1), sign)
    np.testing.assert_allclose(unbounded.along_lines(proof("unbounded_critic"))(**AT), [1.5, -2.0])
    assert flat.apart(proof("jsd_flat")) == pytest.approx(log(2))
    assert flat.gradient(proof("jsd_flat")) == 0
    assert flat.at_target(proof("jsd_flat")) == 0
    assert flat.gradient_of_w1(proof("jsd_flat")) == 1


@pytest.mark.parametrize(("delta", "lam"), [(1.0, 2.0), (-1.5, 1.0), (0.3, 0.2)])
def test_the_slopes_and_the_value_under_the_penalty_are_those_of_scipys_minimiser(delta, lam):
    found: dict[float, Any] = {
        sign: minimize_scalar(
            lambda a: a * delta + lam * (abs(a) - 1) ** 2, bounds=sorted((0, sign * 9)), method="bounded"
        )
        for sign in (1.0, -1.0)
    }
    right, wrong = found[-np.sign(delta)], found[np.sign(delta)]
    given = {"delta": np.array(delta), "lam": np.array(lam)}
    assert penalty.best(proof("gradient_penalty"))(**given) == pytest.approx(right.x, abs=1e-4)
    assert penalty.least_value(proof("gradient_penalty"))(**given) == pytest.approx(right.fun, abs=1e-8)
    assert penalty.local(proof("gradient_penalty"))(**given) == pytest.approx(wrong.x, abs=1e-4)


# What is measured
def test_the_generators_gradient_is_that_of_finite_differences(critics):
    params, drawn = critics.params, critics.laws
    for i in range(len(FEW)):
        own = {name: value[i] for name, value in params.items()}
        ends = [
            -lipschitz.judged(own, (drawn.theta[i] + h + drawn.epsilon[i] * laws.quantiles())[:, None]).mean()
            for h in (1e-6, -1e-6)
        ]
        assert critics.gradient[i].item() == pytest.approx(((ends[0] - ends[1]) / 2e-6).item(), abs=1e-5)


def test_no_critic_of_the_family_is_steeper_than_one_and_those_without_normalisation_are():
    params = lipschitz.NETWORK.start(range(40), F64)
    params = {name: 10 * value for name, value in params.items()}
    places = torch.linspace(-3, 3, 200, dtype=F64)[:, None]

    def steepest(critic) -> float:
        heights = torch.func.vmap(critic, (0, None))(params, places)[..., 0]
        return (heights.diff(dim=-1) / (places[1] - places[0])).abs().max().item()

    assert steepest(lipschitz.judged) <= 1 + 1e-9
    assert steepest(lipschitz.NETWORK) > 5


def test_critics_that_are_not_trained_are_refuted():
    drawn = laws.drawn(lipschitz.RECIPE, Streams.of(0, 40))
    start = lipschitz.NETWORK.start(Streams.of(0, 40).seeds("critic"), F64)
    value = torch.func.vmap(lipschitz.loss)(start, drawn.points(laws.quantiles()))
    assert np.median((value + drawn.delta.abs()).abs()) > 0.5


def test_the_loss_of_a_line_falls_linearly_in_the_steps():
    with one_thread():
        learnt = unbounded.runaway(FEW)
    steps = np.arange(learnt.losses.shape[1])
    for losses, delta in zip(learnt.losses.numpy(), learnt.laws.delta.numpy(), strict=True):
        slope, _ = np.polyfit(steps, losses, 1)
        assert slope == pytest.approx(-unbounded.RUNAWAY["rate"] * delta**2, rel=0.05)
        assert np.corrcoef(steps, losses)[0, 1] < -0.99


def test_jsd_is_flat_along_the_way_where_w1_falls(critics):
    with one_thread():
        still, going = flat.moved(FEW), lipschitz.moved(FEW)
    assert still.path.shape == (6, flat.DESCENT["moves"] + 1)
    assert (still.path[:, -1] - still.path[:, 0]).abs().max() < 0.02
    gone = (going.path[:, 0] - going.path[:, -1]) * going.laws.delta.sign()
    np.testing.assert_allclose(gone, lipschitz.DESCENT["moves"] * lipschitz.DESCENT["generator's rate"], rtol=0.02)


def test_what_is_left_of_the_discriminators_loss_counts_as_divergence():
    with one_thread():
        learnt = flat.trained("apart", FEW)
    for i in range(len(FEW)):
        own = {name: value[i] for name, value in learnt.params.items()}
        real, fake = (flat.NETWORK(own, place[i].reshape(1, 1)) for place in (learnt.laws.theta_0, learnt.laws.theta))
        loss = -torch.log(real.sigmoid()) - torch.log1p(-fake.sigmoid())
        assert learnt.divergence[i].item() == pytest.approx((log(4) - loss.item()) / 2, abs=1e-9)


@pytest.mark.parametrize("name", penalty.RECIPES)
def test_the_penalised_slope_goes_from_its_start_to_its_end(name):
    with one_thread():
        learnt = penalty.held(name, FEW)
    torch.testing.assert_close(learnt.path[:, 0], penalty.RECIPES[name]["start"] * learnt.laws.delta.sign())
    crosses = (learnt.path[:, 0] * learnt.path[:, -1] < 0).tolist()
    assert crosses == [name == "wrong sign, small λ"] * len(FEW)
    assert (learnt.laws.delta.abs() < 2 * learnt.lam).tolist() == [name != "wrong sign, small λ"] * len(FEW)
