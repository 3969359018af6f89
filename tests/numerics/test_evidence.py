"""The entry point: what it covers, how outcomes add up, determinism, and that importing it costs little."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from importlib import import_module
from importlib.metadata import entry_points
from types import SimpleNamespace

import pytest

import derivations
from derivations.results import results
from numerics import evidence
from numerics.evidence import Evidence, NoCheck, gathered, scale_of
from numerics.outcome import Control, Outcome, rejects, tally

REJECTED = Control("a wrong variant", "x = 1")


@pytest.mark.parametrize("topic", evidence.TOPICS)
def test_every_result_of_a_topic_is_covered(topic):
    found = [r.id for r in results(import_module(f"derivations.{topic}"))]
    assert found
    assert [r for r in found if not evidence.covers(r)] == []


def test_nothing_else_is_covered():
    assert not any(map(evidence.covers, ("ridge.nonsense", "nonsense.gradient", "gradient", "", "ridge")))


def test_a_proof_without_a_check_is_an_error_that_names_it():
    with pytest.raises(NoCheck, match=r"toy\.claim"):
        evidence.check(SimpleNamespace(id="toy.claim"))


def test_the_entry_point_is_the_module():
    named = [p.value for p in entry_points(group="derivations.evidence") if p.name == "numerics"]
    assert named in ([], ["numerics:evidence"])
    assert callable(evidence.check)


@pytest.mark.parametrize(("budget", "scale"), [("quick", 0.25), ("default", 1.0), ("thorough", 8.0), (3, 3.0)])
def test_a_budget_is_a_factor(budget, scale):
    assert scale_of(budget) == scale


@pytest.mark.parametrize("budget", ["slow", 0, -1, float("inf"), float("nan")])
def test_a_budget_that_is_none_is_refused(budget):
    with pytest.raises(ValueError, match="write 'quick'"):
        scale_of(budget)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([Outcome("a", 3, controls=(REJECTED,))], "checked"),
        ([Outcome("a", 3)], "undecided"),
        ([Outcome("a", 3, controls=(Control("survived", None),))], "undecided"),
        ([Outcome("a", 3, missing="b", controls=(REJECTED,))], "undecided"),
        ([Outcome("a", 3, controls=(REJECTED,)), Outcome("b", 1, witness="x = 0")], "refuted"),
        ([Outcome("a", 1, witness="x = 0", missing="b")], "refuted"),
    ],
)
def test_outcomes_add_up_to_a_status(outcomes, status):
    found = gathered(outcomes, 1.5)
    assert (found.status, found.seconds, found.cases) == (status, 1.5, sum(o.cases for o in outcomes))


def test_false_alarm_probabilities_add():
    found = gathered([Outcome("a", 1, alpha=1e-8, controls=(REJECTED,)), Outcome("b", 1, alpha=2e-8)], 0.0)
    assert found.alpha == pytest.approx(3e-8)


def test_a_tally_stops_at_the_first_failure_and_is_not_passed_without_instances():
    assert tally("a", [None, None, "x = 2", None]) == Outcome("a", 2, witness="x = 2")
    assert tally("a", []).missing
    assert rejects("b", [None, "y"]) == Control("b", "y")
    assert not rejects("b", [None]).rejected


def test_evidence_cannot_be_changed():
    found = Evidence("checked", 1, 0.0, 0.1, "")
    with pytest.raises(FrozenInstanceError):
        found.status = "refuted"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["ridge.gradient", "minimax.updates", "ridge.global_minimum"])
def test_the_same_seed_gives_the_same_evidence_and_another_seed_other_instances(name):
    topic, _, claim = name.partition(".")
    proof = getattr(getattr(derivations, topic), claim)()
    first, again, other = (replace(evidence.check(proof, seed=s, budget="quick"), seconds=0) for s in (7, 7, 8))
    assert first == again
    assert first != other


def test_importing_numerics_loads_no_heavy_package_and_never_torch():
    heavy = ("torch", "sklearn", "scipy", "flint", "numpy", "sympy")
    code = f"import sys, numerics; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
