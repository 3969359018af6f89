"""The error budget: what every check by random samples declares is what it does, and all of it together is little."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from math import fsum, inf
from types import SimpleNamespace

import pytest

from derivations.results import catalogue
from numerics import evidence, ledger
from numerics.ledger import BUDGET, allotted, checks, declared, every, with_samples
from numerics.outcome import Outcome
from numerics.randomness import generator

RESULTS = sorted({check.result for check in every()})


def test_all_false_alarms_together_stay_under_the_budget():
    assert 0 < fsum(d.alpha for d in declared()) < BUDGET == 1e-6


def test_every_declaration_says_what_it_supposes_and_how_small_an_error_it_sees():
    for d in declared():
        assert len(d.null.split()) > 4
        assert d.n >= 2**15
        assert 0 < d.alpha <= 1e-9
        assert 0 < d.effect < 0.5, d
        assert d.bound
        assert d.wrong


def test_every_declaration_belongs_to_a_result_of_the_catalogue_that_has_a_check():
    assert set(RESULTS) <= set(catalogue())
    assert all(evidence.covers(result) for result in RESULTS)
    assert {result.partition(".")[0] for result in RESULTS} == set(ledger.TOPICS)


def test_every_file_of_such_checks_is_in_the_ledger():
    from pathlib import Path

    folder = Path(next(iter(import_module("numerics").__path__)))
    assert sorted(p.stem.removesuffix("_sampled") for p in folder.glob("*_sampled.py")) == sorted(ledger.TOPICS)


@pytest.mark.parametrize("result", RESULTS)
def test_the_evidence_for_a_result_spends_exactly_what_it_declares(result):
    found = evidence.check(catalogue()[result].proof, seed=3, budget="quick")
    assert found.status == "checked", found.detail
    assert found.alpha == fsum(d.alpha for d in declared() if d.result == result) == allotted(result)
    assert all(d.null in found.detail for d in declared() if d.result == result)


def test_nothing_is_allotted_where_nothing_is_declared():
    assert allotted("ridge.gradient") == 0.0


def test_a_check_is_followed_by_the_samples_of_its_own_result_only():
    def value(proof, rng, scale):
        return [Outcome("exact", 1)]

    def logit(proof, rng, scale):
        return [Outcome("exact", 1)]

    both = with_samples("optimal_discriminator", {"value": value, "logit": logit})
    counts = [[o.alpha for o in both[name](SimpleNamespace(), generator(0), 0.25)] for name in ("value", "logit")]
    assert counts == [[0.0, 1e-9, 1e-9], [0.0]]
    assert both["value"].__name__ == "value"


def test_a_greater_budget_sees_smaller_errors_and_a_smaller_one_no_greater():
    for check in checks("optimal_discriminator"):
        assert check.effect(8 * check.n) < check.effect(check.n) / 2
        assert f"By {8 * check.n} samples" in check.outcome(generator(0), 8.0).detail
        assert f"By {check.n} samples" in check.outcome(generator(0), 0.25).detail


def test_the_seed_of_the_evidence_reaches_the_samples():
    (check, *_) = checks("vae")
    found = [check.sample(generator(seed), check.n).value for seed in (0, 0, 1)]
    assert found[0] == found[1] != found[2]


def test_a_declaration_whose_samples_cannot_tell_anything_would_not_pass():
    (check, *_) = checks("wasserstein")
    wild = check.source()
    useless = replace(check, source=lambda: replace(wild, deviation=inf))
    assert not useless.effect(useless.n) < 0.5
