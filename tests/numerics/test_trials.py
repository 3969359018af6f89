"""Points that claims share: drawn once, given up where there are none, and tried first by what is to be rejected."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import And, Eq, Iff, Implies, real
from numerics import trials as module
from numerics.claims import claims
from numerics.randomness import generator
from numerics.statement import rejected, rejection, tried
from numerics.trials import SLIGHT, STUBBORN, USUAL, Trials
from numerics.truth import Decider, Truth, decide

x, y = real("x"), real("y")


def trials(*hypotheses, **more):
    return Trials(hypotheses, generator(4), **more)


def only(statement):
    (claim,) = claims(statement)
    return claim


@pytest.fixture
def draws(monkeypatch):
    """The sizes that the samplers were asked to draw at."""
    made, draw = [], module.Sampler.draw
    monkeypatch.setattr(module.Sampler, "draw", lambda self, size: made.append(size) or draw(self, size))
    return made


def test_claims_with_the_same_premises_share_their_points(draws):
    shared = trials(x > 0)
    first, again = (list(shared.of(only(Implies(y > x, claim)), 9)) for claim in (x + y > 0, x + y < 0))
    assert first == again
    assert len(draws) == 9
    other = list(shared.of(only(Implies(y < x, x + y > 0)), 9))
    assert not {id(p) for p in first} & {id(p) for p in other}


def test_the_premises_hold_at_every_point():
    found = list(trials(x > 0).of(only(Implies(y > x, x + y > 0)), 9))
    assert all(p.point[y] > p.point[x] > 0 and p.sure for p in found)
    assert len(found) == 9


def test_points_without_a_variable_of_the_claim_are_not_shared():
    shared = trials()
    list(shared.of(only(x > 0), 3))
    assert all(y in p.point for p in shared.of(only(x + y > 0), 3))


def test_a_kind_of_points_that_does_not_exist_is_given_up(draws):
    claim = only(Implies(And(x > 1, x < 0), Eq(x, y)))
    counts = []
    for effort in (SLIGHT, USUAL, STUBBORN):
        draws.clear()
        assert list(trials().of(claim, 20, effort)) == []
        counts.append(len(draws))
    assert counts == [4, 30, 60]


def test_what_no_exact_point_was_found_for_is_not_looked_for_among_finer_ones(draws):
    claim, coarse = only(Implies(And(x > 1, x < 0), Eq(x, y))), trials()
    list(coarse.of(claim, 5))
    draws.clear()
    assert list(trials(fine=True, coarse=coarse).of(claim, 5)) == []
    assert not draws
    list(trials(fine=True).of(claim, 5))
    assert draws


def test_a_wrong_variant_is_first_tried_at_the_points_of_the_statement(draws):
    shared, right = trials(), Iff(x**2 < 1, And(x < 1, -1 < x))
    list(shared.of(only(right), 28))
    draws.clear()
    assert rejected(shared, right, Iff(x**2 < 1, x < 1), effort=SLIGHT)
    assert not draws


def test_points_known_for_other_premises_are_used_only_where_the_new_premises_hold():
    shared = trials()
    list(shared.of(only(Implies(y > 0, x + y > x)), 9))
    found = [p.point[x] for p in shared.known(only(Implies(x > 0, x + y > y)), 9)]
    assert 0 < len(found) < 9
    assert min(found) > 0
    assert rejected(shared, Eq(x, x), Implies(y > 0, x + y > x)) is None


def test_a_true_variant_survives_and_a_false_one_does_not():
    right = Implies(x > 0, x**2 > 0)
    assert rejection([], right, Implies(x > 1, x**2 > x), generator(1)) is None
    assert "x = " in (rejection([], right, Implies(x > 0, x**2 > x), generator(1)) or "")


def test_a_decider_finds_what_decide_finds():
    point = {x: 2, y: 3}
    here = Decider(point)
    for formula in (x < y, y < x, Eq(x + 1, y), x / (y - 3) > 0, x**2 > y):
        assert here.truth(formula) == here.truth(formula) == decide(formula, point)
    assert here.truth(x < y) == Truth(True)


def test_a_variant_of_which_nothing_is_seen_is_given_up_in_haste():
    undefined, shared = only(Eq(x / (y - y), 1)), trials()
    assert tried(shared, undefined, 12, True, SLIGHT).unknown == 4
    assert tried(shared, undefined, 12, True, STUBBORN).unknown > 12
    assert tried(shared, only(Eq(x, x)), 12, True, SLIGHT).certain > 12
