"""What is said of all functions is replaced by what it is proved to be the same as: points decide that."""

from __future__ import annotations

import pytest

from derivations.kernel.formulas import Eq, ForAll, Iff, function, real
from derivations.kernel.terms import REAL
from derivations.results import find
from numerics.claims import Claim
from numerics.contrasts_known import eased
from numerics.mutants import Bench
from numerics.variants import mutants

x, y = real("x"), real("y")
f = function("f", REAL, REAL)
EVERY, PLAIN = ForAll(f, f(x) <= f(y)), Eq(x, y)


def conclusions(statement, claim):
    return [c.conclusion for c in eased(statement, [Claim((), claim)])]


def test_the_plain_side_stands_for_all_functions():
    assert conclusions(Iff(EVERY, PLAIN), Iff(EVERY, x < y)) == [Iff(PLAIN, x < y), Iff(EVERY, x < y)]


def test_nothing_else_is_replaced():
    other = ForAll(f, f(y) <= f(x))
    assert conclusions(Iff(EVERY, PLAIN), Iff(other, x < y)) == [Iff(other, x < y)]
    assert conclusions(Iff(x <= y, PLAIN), Iff(x <= y, x < y)) == [Iff(x <= y, x < y)]


@pytest.fixture(scope="module")
def bench():
    return Bench(find("diffusion.posterior_mean").proof, 0)


@pytest.mark.parametrize("after", ["K < i", "K < j"])
def test_data_that_are_only_told_from_later_ones(bench, after):
    every = mutants(bench.proof.statement)
    (found,) = [m for m in every if repr(m.after) == after and m.slip.startswith("an inequality")][-1:]
    assert bench.judge(found).killed
