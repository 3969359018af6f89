"""Data half-way between two others meet the hypotheses, refute nothing proved, and show that ≤ is too weak."""

from __future__ import annotations

from derivations.results import catalogue
from numerics.mutants import Bench
from numerics.mutants_points_ties import ties
from numerics.places import Exact
from numerics.variants import mutants

PROOF = catalogue()["diffusion.closest_point"].proof


def test_nothing_proved_is_refuted():
    names = {v.data: v for formula in (*PROOF.hypotheses, PROOF.statement) for v in formula.free}
    places = [Exact({v: values[n] for n, v in names.items()}) for values in ties()]
    assert all(p.truth(h) for p in places for h in PROOF.hypotheses)
    assert all(p.truth(part) is not False for p in places for part in PROOF.statement.args)


def test_a_tie_shows():
    bench = Bench(PROOF, 0)
    found = [m for m in mutants(PROOF.statement) if m.slip == "≥ for >" and m.before.args[0].op == "sqnorm"]
    assert found
    assert all(bench.judge(m).killed for m in found)
