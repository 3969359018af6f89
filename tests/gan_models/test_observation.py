"""The contract between theory and training."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
import torch

from derivations import minimax, wasserstein
from gan_models import evidence
from gan_models.experiment import Experiment, certified, dear, every_seed, observe, replay
from gan_models.observation import Control, summary, verdict
from gan_models.statistics import share_interval
from gan_models.streams import Streams
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
    assert 0.95 < seen.interval[0] < seen.interval[1] == 1.0
    assert 0.1 > seen.detectable > seen.tolerance


def test_a_wrong_prediction_is_refuted():
    seen = observe(_experiment(predict=lambda proof: TRUE + OFF), minimax.updates())
    assert (seen.verdict, seen.holds) == ("refuted", False)


def test_a_prediction_at_the_edge_of_the_tolerance_is_refuted_and_just_inside_it_undecided():
    seen = observe(_experiment(predict=lambda proof: TRUE + 0.1), minimax.updates())
    assert (seen.verdict, seen.holds) == ("refuted", False), "half of the models are outside"
    seen = observe(_experiment(predict=lambda proof: TRUE + 0.08), minimax.updates())
    assert (seen.verdict, seen.holds) == ("undecided", False), "one in forty is"


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


def test_too_few_models_decide_nothing():
    seen = observe(_experiment(), minimax.updates(), models=30)
    assert (seen.verdict, seen.interval[1]) == ("undecided", 1.0)


def test_some_models_alone_repeat_what_they_did_among_others():
    seen = observe(_experiment(), minimax.updates(), models=50)
    assert replay(_experiment(), minimax.updates(), 0) == seen.values
    assert replay(_experiment(), minimax.updates(), 1) != seen.values


def test_a_measurement_gives_one_number_a_model():
    with pytest.raises(ValueError, match="one number a model"):
        observe(_experiment(measure=lambda learnt, claim: learnt[:, None]), minimax.updates())


def test_a_share_counts_events():
    with pytest.raises(TypeError, match="true or false"):
        share_interval(np.array([0.5, 1.0]), 1e-9)
    assert share_interval([True] * 419, 1e-9).low < share_interval([True] * 420, 1e-9).low
    assert share_interval([True] * 400, 1e-9).low < 0.95 < share_interval([True] * 420, 1e-9).low


# Claims about every model
def _with_strays(stray, **changes):
    """The example, but in every `stray`-th model the number is another."""
    plain = _experiment()

    def train(streams):
        odd = torch.tensor([model % stray == 0 for model in streams.models], dtype=torch.float64)
        return plain.train(streams) + OFF * odd

    return _experiment(train=train, **changes)


def test_what_fails_in_a_quarter_of_the_models_is_hidden_by_the_median_and_refuted_by_the_share():
    strays = _with_strays(4)
    assert np.median(strays.train(Streams.of(0, strays.models))) == pytest.approx(TRUE, abs=0.1)
    assert observe(strays, minimax.updates()).verdict == "refuted"


def test_what_fails_in_one_of_twenty_models_is_not_supported_by_a_share():
    assert observe(_with_strays(20), minimax.updates()).verdict == "undecided"
    assert observe(_with_strays(421), minimax.updates()).verdict != "refuted"


def test_what_holds_in_every_model_is_supported_with_its_own_prediction_beside():
    seen = observe(_experiment(), minimax.updates())
    assert (seen.statistic, seen.verdict, seen.holds) == ("share", "supported", True)
    assert (seen.prediction, seen.tolerance) == (1.0, 0.05)
    assert seen.within == {"prediction": TRUE, "tolerance": 0.1}
    assert abs(seen.values[0] - TRUE) < 0.1, "the numbers that were measured are kept, not the events"


def test_a_model_that_is_no_number_is_not_within_any_tolerance():
    found = observe(_experiment(measure=lambda learnt, claim: learnt * nan, **dear(64)), minimax.updates())
    assert (found.verdict, found.interval[0]) == ("refuted", 0.0)


def test_no_share_is_asked_for_that_the_models_could_not_certify():
    assert [certified(n) for n in (40, 64, 96, 420)] == [0.58, 0.71, 0.8, 0.95]
    with pytest.raises(ValueError, match=r"64 models certify a share of 0\.71 at most, not 0\.72"):
        _experiment(**dear(64) | {"short_share": 0.72})
    with pytest.raises(ValueError, match=r"420 models certify a share of 0\.95 at most, not 0\.96"):
        _experiment(share=0.96)
    found = _experiment(**dear(64, of_all=0))
    assert (found.asked(64), found.asked(419), found.asked(420)) == (0.71, 0.71, 0.95)
    assert _experiment(**dear(64)).asked(420) == 0.9


def test_a_quick_run_asks_for_less_and_the_whole_one_for_all_that_it_can_certify():
    strays = _with_strays(30, **dear(64, exceptions=3))
    quick, whole = (observe(strays, minimax.updates(), models=models) for models in (64, None))
    assert (quick.verdict, round(1 - quick.tolerance, 9)) == ("supported", 0.61)
    assert (whole.verdict, round(1 - whole.tolerance, 9)) == ("undecided", 0.9), "14 of 420 are more than 8"


def test_exceptions_that_are_allowed_for_lower_the_share_that_is_asked_for():
    assert certified(64, exceptions=3) == 0.61
    assert observe(_with_strays(22, **dear(64, exceptions=3)), minimax.updates(), models=64).verdict == "supported"
    assert observe(_with_strays(16, **dear(64, exceptions=3)), minimax.updates(), models=64).verdict == "undecided"


def test_an_event_is_one_or_zero():
    def event(learnt, claim):
        return (learnt < claim + 0.05).double()

    seen = observe(_experiment(measure=event, **every_seed()), minimax.updates())
    assert (seen.verdict, seen.within) == ("supported", {"prediction": 1.0, "tolerance": 0.5})
    never = {"above": lambda proof: TRUE - OFF}
    assert observe(_experiment(measure=event, controls=never, **every_seed()), minimax.updates()).holds


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
