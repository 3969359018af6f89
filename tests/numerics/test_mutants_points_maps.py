"""Points for laws of images: everything proved holds there, and slips show that no other point shows."""

from __future__ import annotations

from contextlib import suppress
from time import process_time
from typing import Any

import numpy as np
import pytest

from derivations.kernel.formulas import real
from derivations.results import catalogue
from numerics.claims import Claim
from numerics.contrasts import contrasts
from numerics.line_totals import Total
from numerics.mutants_budget import OutOfTime
from numerics.mutants_meaning import undefined
from numerics.mutants_points_laws import one_way, sure_of_itself
from numerics.mutants_points_maps import beyond_the_end, reciprocals
from numerics.mutants_search import SLICES, Search
from numerics.places import Drawn, Exact
from numerics.stock import Candidate
from numerics.variants import mutants

PUSHED = "divergences.pushforward"


def too_far():
    return [beyond_the_end(np.random.default_rng(seed)) for seed in range(5)]


SHOWN = {
    "an unbounded slope": (PUSHED, "a denominator dropped", "p_3(k(u))", Exact, reciprocals),
    "two scales": (PUSHED, "an inverse dropped", "M", Exact, reciprocals),
    "a number that is sent too far": (PUSHED, "an inequality turned round", "n < i", Drawn, too_far),
    "one way only": ("divergences.generator_objective", "an inequality turned round", "q(x) < 0", Total, one_way),
    "far out": ("divergences.gan_global_optimum", "u for 1 − u", "D(x)", Total, sure_of_itself),
}


def parts(formula):
    return [part for a in formula.args for part in parts(a)] if formula.op == "and" else [formula]


def at(kind, values, *formulas):
    return kind({v: values[v.data] for formula in formulas for v in formula.free if v.data in values})


def test_nothing_proved_is_refuted():
    proved = parts(catalogue()[PUSHED].proof.statement)
    assert all(at(Exact, values, part).truth(part) is not False for part in proved for values in reciprocals())
    assert all(at(Drawn, values, proved[0]).truth(proved[0]) is not False for values in too_far())


def shows(proof, mutant, kind, values):
    """Whether something that the variant claims, or needs, is false at a point where its premises are true."""
    for claim in (*contrasts(proof.statement, mutant.statement), *undefined(proof, mutant.statement)):
        given = (*proof.hypotheses, *claim.premises)
        place = at(kind, values, *given, claim.conclusion)
        if all(place.truth(g) for g in given) and place.truth(claim.conclusion) is False:
            return True
    return False


@pytest.mark.parametrize("name", SHOWN)
def test_a_slip_shows(name):
    result, slip, after, kind, points = SHOWN[name]
    proof = catalogue()[result].proof
    found = [m for m in mutants(proof.statement) if m.slip == slip and repr(m.after) == after]
    assert any(shows(proof, m, kind, values) for m in found for values in points())


class Slow(Exact):
    """A point at which everything is true, which is found out slowly the first times."""

    def __init__(self, times):
        super().__init__({})
        self.times = times

    def truth(self, claim):
        self.times, start = self.times - 1, process_time()
        while self.times >= 0 and process_time() - start < 4 * SLICES[0]:
            pass
        return True


class Shelf:
    """A stock of a few points."""

    def __init__(self, *places):
        self.kept = [Candidate(place, ()) for place in places]

    def near(self, claim):
        return self.kept

    def demote(self, claim, candidate):
        self.kept.append(self.kept.pop(self.kept.index(candidate)))


@pytest.mark.parametrize(("times", "first"), [(0, True), (1, True), (99, False)])
def test_only_a_point_that_is_always_slow_is_put_last(times, first, monkeypatch):
    monkeypatch.setattr("numerics.mutants_search.SLICES", SLICES[:1] * 2)
    x, place = real("x"), Slow(times)
    shelf: Any = Shelf(place, Exact({}), Exact({}))
    with suppress(OutOfTime):
        assert Search((), np.random.default_rng(0), shelf).few([Claim((), x < x + 1)]) is None
    assert (shelf.kept[0].place is place) is first
    assert (shelf.kept[-1].place is place) is not first
