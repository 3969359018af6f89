"""Training for optimal_discriminator: each experiment decides its claim, and what is measured is what is said."""

from __future__ import annotations

from fractions import Fraction
from math import log
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy.optimize import brentq
from scipy.stats import norm
from torch.func import vmap

from derivations.kernel.terms import num, replace
from derivations.results import find
from gan_models.experiment import Experiment, observe, one_thread, replay
from gan_models.experiments import optimal_discriminator as topic
from gan_models.experiments import optimal_discriminator_gaussian as gaussian
from gan_models.experiments.optimal_discriminator import EXPERIMENTS, Learnt
from gan_models.networks import dense
from gan_models.streams import Streams
from numerics import gaussians
from tests.gan_models.topic_experiments import assert_observed

F64 = torch.float64


def proof(name: str):
    return find(f"optimal_discriminator.{name}").proof


def named(name: str) -> Experiment:
    (found,) = [e for e in EXPERIMENTS if e.id == f"optimal_discriminator.{name}"]
    return found


def exact(pair: str, logit=lambda p, q: (p / q).log()) -> Learnt:
    """What a discriminator with given logits would have learnt."""
    laws = [topic.law(topic.RECIPES[pair][whose]) for whose in ("data", "model")]
    places = torch.linspace(*topic.ENDS, topic.POINTS, dtype=F64)
    data, model = (law.log_density(places[:, None]).exp() for law in laws)
    inside = topic.with_mass(places, data, model)
    return Learnt(places, data, model, inside, logit(data, model)[None], torch.zeros(1, 0), {})


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_denies(experiment: Experiment):
    assert_observed(experiment, find(experiment.result).proof)


def test_every_result_that_is_to_be_observed_is():
    topic = {"optimum", "logit", "gaussian_logit", "equilibrium", "value"}
    assert {e.result for e in EXPERIMENTS} == {f"optimal_discriminator.{name}" for name in topic}
    assert len({e.id for e in EXPERIMENTS}) == len(EXPERIMENTS)


def test_the_first_models_alone_repeat_what_they_did_among_others():
    experiment = named("gaussian_logit/equal variances")
    whole = observe(experiment, proof("gaussian_logit"), models=experiment.short).values
    np.testing.assert_allclose(replay(experiment, proof("gaussian_logit"), 0, 2), whole[:2], rtol=1e-6)


# What is measured
@pytest.mark.parametrize("pair", topic.RECIPES)
def test_there_is_mass_between_the_1_and_the_99_percent_points_of_the_mixture(pair):
    parts = [(w / 2, m, s) for whose in ("data", "model") for w, m, s in topic.RECIPES[pair][whose]]

    def less(x: float, share: float) -> float:
        return sum(w * norm.cdf(x, m, s) for w, m, s in parts) - share

    ends = [brentq(less, -20, 20, args=(share,)) for share in (0.01, 0.99)]
    learnt = exact(pair)
    found = learnt.places[learnt.inside]
    np.testing.assert_allclose([found[0], found[-1]], ends, atol=0.01)


@pytest.mark.parametrize("pair", topic.RECIPES)
def test_the_optimum_measures_nothing_and_leaves_the_loss_of_the_theorem(pair):
    learnt = exact(pair)
    for name, measure in (("optimum", topic.probability_off), ("logit", topic.logit_off)):
        assert measure(learnt, proof(name).to_function())[0] < 1e-12
    loss = topic.left_over(learnt, 0.0)[0]
    assert loss == pytest.approx(topic.value(pair, gaussian.of_divergence, proof("value")), abs=1e-9)
    worse = exact(pair, lambda p, q: (p / q).log() + 0.2)
    assert topic.left_over(worse, 0.0)[0] > loss + 0.004, "a logit that is 0.2 too high everywhere is seen"
    assert topic.probability_off(worse, proof("optimum").to_function())[0] > 0.03


def test_the_divergence_is_the_one_that_arb_encloses():
    one, other = (
        (mean, spread) for whose in ("data", "model") for _, mean, spread in topic.RECIPES["gaussians"][whose]
    )
    enclosed = gaussians.jsd_of(*((rational(mean), rational(spread)) for mean, spread in (one, other)))
    assert topic.divergence(topic.RECIPES["gaussians"]) == pytest.approx(float(enclosed.mid()), abs=1e-9)


def rational(value: float) -> Fraction:
    """The decimal that was meant."""
    return Fraction(value).limit_denominator(1000)


def test_the_divergence_is_that_of_independent_draws():
    rng = np.random.default_rng(0)
    draws = rng.normal(rng.choice([-1.5, 1.5], 10**5), 0.6), rng.normal(0, 1.5, 10**5)

    def densities(x):
        return (norm.pdf(x, -1.5, 0.6) + norm.pdf(x, 1.5, 0.6)) / 2, norm.pdf(x, 0, 1.5)

    means = []
    for i, x in enumerate(draws):
        both = densities(x)
        means.append(np.mean(np.log(2 * both[i] / sum(both))) / 2)
    assert topic.divergence(topic.RECIPES["mixture"]) == pytest.approx(sum(means), abs=0.005)


@pytest.mark.parametrize("pair", topic.RECIPES)
def test_discriminators_that_are_not_trained_are_refuted(pair):
    streams, network = Streams.of(0, 40), dense(*topic.SETTINGS["discriminator"])
    with one_thread():
        learnt = exact(pair)
        heights = vmap(network, (0, None))(network.start(streams.seeds("discriminator"), F64), learnt.places[:, None])
    untrained = learnt._replace(logits=heights[..., 0])
    assert np.median(topic.probability_off(untrained, proof("optimum").to_function())) > 2 * 0.06
    assert np.median(topic.logit_off(untrained, proof("logit").to_function())) > 2 * 0.3


def test_before_the_generator_arrives_the_discriminators_are_not_at_one_half():
    with one_thread():
        before = topic.trained("mixture", Streams.of(0, 64))
    assert min(topic.half_off(before, 0.5)) > 3 * named("equilibrium/arrival").tolerance


# What is predicted comes from the proof
def test_the_claims_are_the_formulas_of_the_proofs():
    p, q = np.array([0.3, 0.001]), np.array([0.1, 2.0])
    np.testing.assert_allclose(named("optimum/mixture").predict(proof("optimum"))(p=p, q=q), p / (p + q))
    np.testing.assert_allclose(named("logit/mixture").predict(proof("logit"))(p=p, q=q), np.log(p / q))
    assert named("equilibrium/arrival").predict(proof("equilibrium")) == 0.5
    claimed = named("value/mixture").predict(proof("value"))
    assert claimed == pytest.approx(log(4) - 2 * topic.divergence(topic.RECIPES["mixture"]), abs=1e-12)


def test_a_proof_that_said_something_else_would_predict_something_else():
    term = proof("value").answer_term
    other = SimpleNamespace(answer_term=replace(term, num(4), num(3)))
    said, claimed = (gaussian.of_divergence(of)(divergence=0.1) for of in (proof("value"), other))
    assert said == pytest.approx(log(4) - 0.2)
    assert claimed == pytest.approx(log(3) - 0.2)


def test_the_coefficients_are_those_of_the_difference_of_the_log_densities():
    laws = {"mu": np.array([0.5]), "m": np.array([-0.7]), "s_p": np.array([0.9]), "s_q": np.array([1.6])}
    stated = gaussian.stated(gaussian.UNEQUAL)(proof("gaussian_logit"))
    found = gaussian.coefficients(lambda x: stated(x=x, **laws))[0]
    places = np.linspace(-3, 3, 7)
    expected = norm.logpdf(places, 0.5, 0.9) - norm.logpdf(places, -0.7, 1.6)
    np.testing.assert_allclose(np.polyval(found, places), expected, atol=1e-12)


def test_quadratic_discriminators_have_laws_of_their_own_in_the_ranges():
    laws = gaussian.drawn(gaussian.RECIPES["unequal variances"]["ranges"], Streams.of(0, 40))
    for name, (low, high) in gaussian.RECIPES["unequal variances"]["ranges"].items():
        assert low <= laws[name].min() < laws[name].max() <= high
        assert len(laws[name].unique()) == 40
