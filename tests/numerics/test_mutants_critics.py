"""Points with two critics: kept for a result, and tried for claims with variables that the statement does not have."""

import pytest
from numpy.random import default_rng

from derivations.results import find
from numerics.mutants_meaning import undefined
from numerics.stock import Stock
from numerics.variants import mutants

LETTERS = {"D", "E", "epsilon", "theta", "theta_0"}


@pytest.fixture(scope="module")
def proof():
    """The result."""
    return find("wasserstein.unbounded_critic").proof


@pytest.fixture(scope="module")
def stock(proof):
    """Points for its variants, found once."""
    return Stock(proof, default_rng(1))


def failing(proof, stock, wrong):
    """The claims that a variant needs, with the kept points at which they fail."""
    needed = undefined(proof, wrong.statement)
    stock.prepare(needed)
    whole = [c for c in needed if {v.data for v in c.conclusion.free.union(*(p.free for p in c.premises))} == LETTERS]
    return [near for c in whole for near in stock._kept(c) if near.suits() and near.place.truth(c.conclusion) is False]


def slips(proof, words):
    """The variants with one slip in a condition or a law below ∀D."""
    return [m for m in mutants(proof.statement) if m.slip == words and "theta, epsilon" in repr(m.before)]


def test_a_condition_turned_round_lets_a_critic_through_that_has_no_mean(proof, stock):
    found = [bool(failing(proof, stock, m)) for m in slips(proof, "an inequality turned round")[1:3]]
    assert found == [True, True]


def test_twice_a_critic_has_a_mean_wherever_it_has_one_itself(proof, stock):
    true = slips(proof, "a factor 2")[1:3]
    assert [repr(m.after)[:2] for m in true] == ["2*", "2*"]
    assert not any(failing(proof, stock, m) for m in true)
