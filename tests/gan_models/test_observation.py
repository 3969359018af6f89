"""The contract between theory and training."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
import torch

from derivations import minimax, wasserstein
from gan_models import evidence
from gan_models.experiment import Experiment, observe, replay
from gan_models.observation import Control, summary, verdict
from gan_models.statistics import Mean, Median, Share
from numerics.concentration import Interval

TRUE, OFF = 2.0, 0.5


def _experiment(**changes):
    """A number near 2, measured with noise that differs from model to model."""

    def train(streams):
        return TRUE + 0.01 * streams.generators("noise", torch.float64).normal(1)[:, 0]

    plain = {
        "result": "minimax.updates",
        "name": "example",
        "quantity": "a number",
        "recipe": {"noise": 0.01},
        "train": train,
        "predict": lambda proof: TRUE,
        "measure": lambda learnt, claim: learnt,
        "expected": lambda claim: claim,
        "tolerance": 0.1,
        "reason": "the noise is 0.01",
        "controls": {"half too much": lambda proof: TRUE + OFF},
    }
    return Experiment(**(plain | changes))


def test_a_true_prediction_is_supported_and_the_wrong_one_refuted():
    seen = observe(_experiment(), minimax.updates())
    assert (seen.verdict, seen.control.verdict, seen.holds) == ("supported", "refuted", True)
    assert seen.interval[0] < TRUE < seen.interval[1]
    assert OFF > seen.detectable > seen.tolerance


def test_a_wrong_prediction_is_refuted():
    seen = observe(_experiment(predict=lambda proof: TRUE + OFF), minimax.updates())
    assert (seen.verdict, seen.holds) == ("refuted", False)


def test_a_prediction_at_the_edge_of_the_tolerance_is_undecided():
    seen = observe(_experiment(predict=lambda proof: TRUE + 0.1), minimax.updates())
    assert (seen.verdict, seen.holds) == ("undecided", False)


def test_a_control_that_is_not_rejected_is_not_held():
    weak = {"half too much": lambda proof: TRUE + OFF, "the same": lambda proof: TRUE}
    seen = observe(_experiment(controls=weak), minimax.updates())
    assert (seen.verdict, seen.holds) == ("supported", False)
    assert summary([seen.to_json()]) == "undecided"


def test_an_experiment_without_a_wrong_claim_is_none():
    with pytest.raises(ValueError, match="needs a wrong claim"):
        _experiment(controls={})


def test_an_experiment_without_tolerance_is_none():
    with pytest.raises(ValueError, match="positive tolerance"):
        _experiment(tolerance=0.0)


def test_the_proof_has_to_be_of_the_result():
    with pytest.raises(ValueError, match=r"observes minimax\.updates, not wasserstein\.w1_gradient"):
        observe(_experiment(), wasserstein.w1_gradient())


def test_too_few_models_allow_no_interval():
    with pytest.raises(ValueError, match="needs more numbers"):
        observe(_experiment(), minimax.updates(), models=30)


def test_some_models_alone_repeat_what_they_did_among_others():
    seen = observe(_experiment(), minimax.updates(), models=50)
    assert replay(_experiment(), minimax.updates(), 0) == seen.values
    assert replay(_experiment(), minimax.updates(), 1) != seen.values


def test_a_measurement_gives_one_number_a_model():
    with pytest.raises(ValueError, match="one number a model"):
        observe(_experiment(measure=lambda learnt, claim: learnt[:, None]), minimax.updates())


def test_models_that_are_no_numbers_make_the_median_wider():
    low, high = Median().interval([*range(64), *[nan] * 8], 1e-9)
    clean = Median().interval(range(64), 1e-9)
    assert low < clean.low
    assert clean.high < high < inf
    assert Median().interval([nan] * 40, 1e-9) == Interval(-inf, inf)


def test_medians_are_missed_no_more_often_than_stated():
    level = 0.05
    draws = np.random.default_rng(0).exponential(size=(4000, 41))
    missed = sum(np.log(2) not in Median().interval(row, level) for row in draws)
    assert missed / 4000 < level
    assert missed > 0


def test_a_share_counts_events():
    with pytest.raises(ValueError, match="0 or 1"):
        Share().interval([0.5, 1.0], 1e-9)
    assert Share().interval([1] * 419, 1e-9).low < Share().interval([1] * 420, 1e-9).low
    assert Share().interval([1] * 400, 1e-9).low < 0.95 < Share().interval([1] * 420, 1e-9).low


def test_a_mean_needs_its_bounds():
    with pytest.raises(ValueError, match="not between"):
        Mean(0.0, 1.0).interval([0.5, 1.5], 1e-9)


def test_infinite_intervals_decide_nothing():
    assert verdict(Interval(-inf, inf), 0.0, 1.0) == "undecided"


def test_a_refuted_comparison_makes_the_result_refuted():
    good = observe(_experiment(), minimax.updates())
    bad = replace(good, verdict="refuted")
    loose = replace(good, controls=(Control("?", "undecided"),))
    assert summary([good.to_json(), good.to_json()]) == "observed"
    assert summary([good.to_json(), bad.to_json()]) == "refuted"
    assert summary([good.to_json(), loose.to_json()]) == "undecided"


def test_what_is_not_supported_is_told(monkeypatch):
    wrong = {"the true one": lambda proof: TRUE}
    entry = observe(_experiment(predict=lambda proof: TRUE + OFF, controls=wrong), minimax.updates()).to_json()
    monkeypatch.setattr(evidence, "recorded", lambda: {"minimax.updates": [entry]})
    found = evidence.observe(minimax.updates())
    assert (found["status"], found["detail"]) == ("refuted", "example is refuted; example does not reject the true one")
