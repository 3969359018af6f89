"""The recorded observations belong to the experiments and theorems of today."""

import json

import pytest

from derivations.results import catalogue
from gan_models.evidence import observe, recorded
from gan_models.experiments import TOPICS, experiments
from gan_models.observation import ALPHA, verdict
from numerics.concentration import Interval

CONTRACT = {
    "result", "experiment", "recipe", "seeds", "prediction", "tolerance", "interval", "alpha", "verdict", "control",
    "versions", "device",
}  # fmt: skip
ENTRIES = [entry for entries in recorded().values() for entry in entries]


def proof(name):
    return catalogue()[name].proof


def entry_of(experiment):
    (entry,) = [e for e in recorded()[experiment.result] if e["experiment"] == experiment.name]
    return entry


def test_every_result_that_is_to_be_observed_has_been():
    wanted = {r.id for r in catalogue().values() if "T" in r.needs and r.topic in (*TOPICS, "ridge", "zero_one_gan")}
    assert wanted == set(recorded())


def test_records_and_experiments_are_the_same():
    assert sorted((e["result"], e["experiment"]) for e in ENTRIES) == sorted((e.result, e.name) for e in experiments())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e['result']}/{e['experiment']}")
def test_a_record_has_the_documented_shape_and_follows_from_its_own_numbers(entry):
    assert entry.keys() >= CONTRACT
    assert entry["alpha"] == ALPHA
    assert entry["control"] == entry["controls"][0]
    assert entry["control"].keys() == {"claim", "verdict"}
    assert entry["verdict"] == verdict(Interval(*entry["interval"]), entry["prediction"], entry["tolerance"])
    assert entry["versions"].keys() >= {"python", "torch", "gan-derivations"}


def test_a_claim_that_is_false_for_half_of_the_models_would_not_be_supported():
    assert all(e["interval"][0] >= 1 - e["tolerance"] > 0.84 for e in ENTRIES)
    certain = [e for e in ENTRIES if 1 - e["tolerance"] > 0.949]
    assert len(certain) > 0.75 * len(ENTRIES), "most ask for 95 % of the models"


@pytest.mark.parametrize("name", sorted(recorded()))
def test_the_records_support_the_theorem_and_refute_the_wrong_claims(name):
    assert observe(proof(name))["status"] == "observed"


@pytest.mark.parametrize("experiment", experiments(), ids=lambda e: e.id)
def test_the_recorded_prediction_and_settings_are_those_of_today(experiment):
    entry = entry_of(experiment)
    claim = experiment.predict(proof(experiment.result))
    assert entry["within"]["prediction"] == pytest.approx(float(experiment.expected(claim)), rel=1e-9, abs=1e-12)
    assert entry["within"]["tolerance"] == experiment.tolerance
    assert (entry["statistic"], entry["prediction"]) == ("share", 1.0)
    assert 1 - entry["tolerance"] == pytest.approx(experiment.share, rel=1e-9)
    assert entry["recipe"] == json.loads(json.dumps(dict(experiment.recipe)))
    assert entry["quantity"] == experiment.quantity
    assert [c["claim"] for c in entry["controls"]] == list(experiment.controls)
    assert entry["seeds"] == experiment.models
