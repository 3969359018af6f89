"""Data half-way between two others meet the hypotheses, refute nothing proved, and show that ≤ is too weak."""

from __future__ import annotations

import pytest

from derivations.results import catalogue
from numerics.mutants import Bench
from numerics.mutants_points_ties import ties
from numerics.places import Exact
from numerics.variants import mutants


@pytest.fixture(scope="module")
def proof():
    """The result."""
    return catalogue()["diffusion.closest_point"].proof


def test_nothing_proved_is_refuted(proof):
    names = {v.data: v for formula in (*proof.hypotheses, proof.statement) for v in formula.free}
    places = [Exact({v: values[n] for n, v in names.items()}) for values in ties()]
    assert all(p.truth(h) for p in places for h in proof.hypotheses)
    assert all(p.truth(part) is not False for p in places for part in proof.statement.args)


def test_a_tie_shows(proof):
    bench = Bench(proof, 0)
    found = [m for m in mutants(proof.statement) if m.slip == "≥ for >" and m.before.args[0].op == "sqnorm"]
    assert found
    assert all(bench.judge(m).killed for m in found)
