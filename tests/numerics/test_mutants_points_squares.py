"""Data at which sums of squares vanish meet the hypotheses, refute nothing proved, and show slips under the roots."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import natural
from derivations.results import catalogue
from numerics.mutants import Bench
from numerics.mutants_points_squares import vanishing_sums
from numerics.places import Exact
from numerics.variants import mutants


@pytest.fixture(scope="module")
def bench():
    """Where the slips are judged."""
    return Bench(catalogue()["diffusion.not_unique"].proof, 0)


def parts(formula):
    return [part for a in formula.args for part in parts(a)] if formula.op == "and" else [formula]


def test_nothing_proved_is_refuted(bench):
    proof = bench.proof
    letters = {v.data: v for formula in (*proof.hypotheses, proof.statement) for v in formula.free}
    names = {**letters, "i": natural("i"), "j": natural("j")}
    places = [Exact({names[n]: value for n, value in values.items()}) for values in vanishing_sums()]
    assert all(place.truth(h) for place in places for h in proof.hypotheses)
    known = [part for part in parts(proof.statement) if all(part.free <= {*place.point} for place in places)]
    assert known
    assert all(place.truth(part) is not False for place in places for part in known)


@pytest.mark.parametrize("slip", ["u for 1 − u", "a root dropped"])
def test_slips_show(bench, slip):
    found = [m for m in mutants(bench.proof.statement) if m.slip == slip][-1:]
    assert found
    assert all(bench.judge(m).killed for m in found)
