"""Data at which sums of squares vanish meet the hypotheses, refute nothing proved, and show slips under the roots."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import natural
from derivations.results import catalogue
from numerics.mutants import Bench
from numerics.mutants_points_squares import vanishing_sums
from numerics.places import Exact
from numerics.variants import mutants

PROOF = catalogue()["diffusion.not_unique"].proof
LETTERS = {v.data: v for formula in (*PROOF.hypotheses, PROOF.statement) for v in formula.free}
NAMES = {**LETTERS, "i": natural("i"), "j": natural("j")}
PLACES = [Exact({NAMES[n]: value for n, value in values.items()}) for values in vanishing_sums()]


def parts(formula):
    return [part for a in formula.args for part in parts(a)] if formula.op == "and" else [formula]


def test_nothing_proved_is_refuted():
    assert all(place.truth(h) for place in PLACES for h in PROOF.hypotheses)
    known = [part for part in parts(PROOF.statement) if all(part.free <= {*place.point} for place in PLACES)]
    assert known
    assert all(place.truth(part) is not False for place in PLACES for part in known)


@pytest.mark.parametrize("slip", ["u for 1 − u", "a root dropped"])
def test_slips_show(slip):
    bench = Bench(PROOF, 0)
    found = [m for m in mutants(PROOF.statement) if m.slip == slip][-1:]
    assert found
    assert all(bench.judge(m).killed for m in found)
