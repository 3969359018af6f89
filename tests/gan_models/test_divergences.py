"""Which minimiser, and which bump, a fit chooses."""

from fractions import Fraction
from math import exp

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.optimize import minimize, minimize_scalar
from scipy.stats import norm

from derivations import divergences as topic
from derivations.results import find
from gan_models.enclosed import bump, decimals, line, mixture, value
from gan_models.experiment import one_thread
from gan_models.experiments import divergences, divergences_fit, divergences_objective
from gan_models.play import Players
from gan_models.streams import Streams
from numerics.instances import the
from tests.gan_models.topic_experiments import assert_observed

EXPERIMENTS = divergences.EXPERIMENTS
MANY, FEWER = (Streams.of(0, e.models) for e in (EXPERIMENTS[-1], EXPERIMENTS[0]))  # as the experiments train them


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=[e.id for e in EXPERIMENTS])
def test_training_does_what_the_proof_says_and_refutes_the_controls(experiment):
    assert_observed(experiment, find(experiment.result).proof)


def test_both_results_are_observed():
    assert {e.result for e in EXPERIMENTS} == {"divergences.generator_objective", "divergences.objectives_differ"}
    assert len({e.id for e in EXPERIMENTS}) == len(EXPERIMENTS)


# Three states
def test_the_minimisers_are_those_of_the_proof():
    assert divergences.minimisers(topic.objectives_differ()) == (5 / 16, 2 / 7)


def test_the_data_are_those_of_the_statement():
    table = the(topic.objectives_differ().statement, "KL").args[1]
    stated = str(table).partition("[")[2].partition("]")[0].split(";")
    assert [Fraction(entry.strip()) for entry in stated] == [Fraction(w) for w in divergences.RECIPE["data"]]


def _relative(p, q):
    return float(np.sum(p * np.log(p / q)))


@pytest.mark.parametrize(("swapped", "expected"), [(False, 5 / 16), (True, 2 / 7)])
def test_the_minimisers_are_those_that_scipy_finds(swapped, expected):
    p = np.array(divergences.RECIPE["data"])

    def at(a):
        q = np.array([a, a, 1 - 2 * a])
        return _relative(q, p) if swapped else _relative(p, q)

    assert minimize_scalar(at, bounds=(0.01, 0.49), options={"xatol": 1e-9}).x == pytest.approx(expected, abs=1e-6)


def test_both_fits_begin_at_one_random_place_and_end_apart():
    with one_thread():
        learnt = divergences.trained(MANY)
    assert torch.equal(learnt.likelihood_path[:, 0], learnt.game_path[:, 0])
    assert learnt.game_path[:, 0].std() > 0.05
    assert (learnt.likelihood - learnt.game).min() > 0.02
    assert learnt.game_path.shape == (len(MANY), divergences.RECIPE["game"]["steps"] + 1)


def test_at_rest_the_discriminator_of_the_game_is_the_best_one():
    u = torch.tensor(0.3, dtype=torch.float64)
    q, p = divergences.weights(u), torch.tensor(divergences.RECIPE["data"], dtype=torch.float64)
    best = (p / q).log()

    def lost(h):
        return divergences.game(Players({"u": u}, {"h": h}), ()).discriminator

    assert torch.func.grad(lost)(best).abs().max() < 1e-15
    generator = divergences.game(Players({"u": u}, {"h": best}), ()).generator
    assert generator.item() == pytest.approx(_relative(q.numpy(), p.numpy()), rel=1e-12)


# On the line
def _density(parts):
    return lambda x: sum(w * norm.pdf(x, m, s) for w, m, s in parts)


def _divergence(q, p):
    return quad(lambda x: q(x) * np.log(q(x) / p(x)), -12, 12, epsabs=1e-12, limit=300, points=[-2.5, 0, 2.5])[0]


@pytest.mark.parametrize("pair", divergences_objective.PAIRS)
def test_claims_are_divergences_by_quadrature(pair):
    recipe, proof = divergences_objective.PAIRS[pair], topic.generator_objective()
    p, q = (_density(recipe[name]) for name in ("data", "model"))
    assert divergences_objective.claim(pair, proof) == pytest.approx(_divergence(q, p), abs=1e-8)
    assert divergences_objective.swapped(pair, proof) == pytest.approx(_divergence(p, q), abs=1e-8)


def test_the_best_logit_for_bumps_can_be_learnt():
    (_, centre, width), (_, mean, deviation) = divergences_objective.BUMPS[1], (1.0, 2.5, 0.75)
    x = torch.linspace(-5, 5, 41, dtype=torch.float64)[:, None]
    square, slope = (1 / deviation**2 - 1 / width**2) / 2, -mean / deviation**2
    rest = (mean / deviation) ** 2 / 2 - (centre / width) ** 2 / 2 + np.log(deviation / width) - np.log(2)
    params = {
        "quadratic.linear.weight": torch.tensor([[square, slope]], dtype=torch.float64),
        "quadratic.linear.bias": torch.tensor([rest], dtype=torch.float64),
        "line.weight": torch.tensor([[centre / width**2]], dtype=torch.float64),
        "line.bias": torch.zeros(1, dtype=torch.float64),
    }
    p, q = (_density(divergences_objective.PAIRS["one bump"][name]) for name in ("data", "model"))
    expected = np.log(p(x.numpy())) - np.log(q(x.numpy()))
    assert divergences_objective.DISCRIMINATOR(params, x).numpy() == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("swapped", [False, True])
def test_the_least_divergence_is_the_one_that_quadrature_finds(swapped):
    p = _density(divergences_objective.BUMPS)

    def at(point):
        q = _density([(1.0, point[0], exp(point[1]))])
        x = np.linspace(-14, 14, 2801)
        first, second = (p(x), q(x)) if swapped else (q(x), p(x))
        return np.trapezoid(first * np.log(np.maximum(first, 1e-300) / np.maximum(second, 1e-300)), x)

    mean, log_deviation = minimize(at, [2.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-12}).x
    found = divergences_fit.minimiser(topic.generator_objective(), swapped)
    assert found == pytest.approx((abs(mean), exp(log_deviation)), abs=3e-3)


def test_by_likelihood_a_model_goes_from_one_bump_to_the_middle():
    with one_thread():
        fit = divergences_fit.by_likelihood(MANY)
        start = divergences_fit.near_a_bump(MANY)
    assert torch.equal(fit.path[:, 0, 0], start["mean"]), "near a bump, as the other fit starts"
    assert fit.path[:, 0, 0].abs().min() > 1
    assert fit.mean.abs().max() < 0.1
    assert (fit.deviation - np.hypot(0.75, 2.5)).abs().max() < 0.1, "the deviation of the data: the best normal law"


def test_each_fit_chooses_the_bump_where_it_began():
    with one_thread():
        fit = divergences_fit.trained(FEWER)
    assert torch.equal(fit.path[:, 0, 0].sign(), fit.mean.sign())
    assert 0 < (fit.mean > 0).sum() < len(FEWER)
    assert torch.equal(fit.path[:, -1, 1], fit.deviation)


# Values of terms for laws on the line
def test_a_value_on_the_line_is_exact_to_rounding():
    laws = {"q": bump(0.3, 0.5), "p": mixture((0.25, -1.0, 1.0), (0.75, 1.0, 0.5)), "mu": line()}
    found = value(topic.generator_objective().answer_term, **laws)
    expected = _divergence(_density([(1.0, 0.3, 0.5)]), _density([(0.25, -1.0, 1.0), (0.75, 1.0, 0.5)]))
    assert found == pytest.approx(expected, rel=1e-10)


def test_a_finer_grid_changes_nothing():
    term = topic.generator_objective().answer_term
    laws = {"q": bump(0.3, 0.5), "p": bump(-0.7, 0.9)}
    coarse, fine = (value(term, mu=line(gap=gap), **laws) for gap in (Fraction(1, 8), Fraction(1, 16)))
    assert coarse == pytest.approx(fine, rel=1e-14)
    assert value(term, mu=line(gap=Fraction(2)), **laws) != pytest.approx(fine, rel=1e-3)


def test_decimals_are_read_as_they_are_written():
    assert [term.data for term in decimals(0.1, -2, 1e-3)] == [Fraction(1, 10), -2, Fraction(1, 1000)]
