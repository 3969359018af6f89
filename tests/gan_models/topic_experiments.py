"""What the tests of every topic ask of its experiments."""

import os

import pytest

from gan_models.evidence import recorded
from gan_models.experiment import KEPT, observe, one_thread, replay
from gan_models.streams import Streams


def models_of(experiment):
    """How many models the tests train: those of a short run; with `pytest --thorough` all of them."""
    return experiment.models if os.environ.get("GAN_MODELS_THOROUGH") else experiment.short


def assert_observed(experiment, proof):
    """A short run supports the theorem, refutes every wrong claim, and repeats the numbers that were recorded.

    With `pytest --thorough` it is the whole run.

    The first models are the same in a short run and in the recorded one, each with randomness of its own. Rounding
    differs from machine to machine, and training can amplify it: hence a hundredth of the tolerance.
    """
    seen = observe(experiment, proof, models=models_of(experiment))
    assert seen.verdict == "supported", (seen.interval, seen.prediction, seen.tolerance)
    assert {c.claim: c.verdict for c in seen.controls} == dict.fromkeys(experiment.controls, "refuted")
    (entry,) = [e for e in recorded()[experiment.result] if e["experiment"] == experiment.name]
    assert seen.values == pytest.approx(entry["values"], rel=1e-3, abs=experiment.tolerance / 100)
    return seen


def assert_alone_as_among_others(experiments, name, proof, **rounding):
    """The first models of a short run come out as if they had been trained without the others."""
    (experiment,) = [e for e in experiments if e.name == name]
    with one_thread():
        learnt = experiment.train(Streams.of(0, experiment.short))
    measured = experiment.measure(learnt, experiment.predict(proof))
    assert replay(experiment, proof, seed=0) == pytest.approx(tuple(measured[:KEPT]), **rounding)
