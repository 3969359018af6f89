"""An arbitrary point with what is known there, and what is known to be integrable for a measure."""

from __future__ import annotations

import pytest

from derivations.kernel import Undecided, logic
from derivations.kernel.formulas import (
    almost,
    counting,
    function,
    integrable,
    lebesgue,
    measure,
    natural,
    piecewise,
    point,
    real,
)
from derivations.kernel.terms import lam
from numerics.equivalence_near import arbitrary, integrables
from tests.numerics.equivalence_checks import assumed

mu, nu, u = measure("mu"), measure("nu"), point("u")
f, g = function("f"), function("g")
i, n, x = natural("i"), natural("n"), real("x")
F, G = (integrable(h(u), u, mu) for h in (f, g))


def test_what_holds_almost_everywhere_is_known_at_a_point():
    facts = assumed(almost(f(u) > 0, u, mu), almost(g(u) > 0, u, nu))
    there = arbitrary(facts, mu, lam(u, f(u)))
    shown = there.everywhere(there.facts.prove(f(there.x) > 0))
    assert shown.conclusion.alpha is almost(f(u) > 0, u, mu).alpha
    with pytest.raises(Undecided):  # it is known for another measure
        there.facts.prove(g(there.x) > 0)


def test_an_index_is_small_enough_only_where_that_is_asked_for():
    index = arbitrary(assumed(), counting(n), lam(i, i), index=True)
    shown = index.everywhere(index.facts.prove(index.x < n))
    assert shown.conclusion.alpha is almost(i < n, i, counting(n)).alpha
    assert not shown.hypotheses
    there = arbitrary(assumed(), counting(n), lam(i, i))
    with pytest.raises(Undecided):
        there.facts.prove(there.x < n)
    assert not arbitrary(assumed(), mu, lam(u, f(u)), index=True).index


def test_a_point_on_the_line_is_at_no_border():
    step = lam(x, piecewise(x > 0, 1, 0))
    assert len(arbitrary(assumed(), lebesgue(1), step, places=(step,)).known) == 1
    assert not arbitrary(assumed(), lebesgue(1), step).known
    assert not arbitrary(assumed(), mu, lam(u, f(u)), places=(step,)).known


def test_the_variable_is_a_new_one():
    facts = assumed(f(u) > 0)
    assert arbitrary(facts, mu, lam(u, f(u))).x is not u


def test_each_integrable_function_comes_once():
    facts = assumed(F, G, integrable(f(u), u, nu), f(u) > 0)
    before = logic.assume(G)
    every = [integrables(facts, mu), integrables(facts, mu, latest=True), integrables(facts, mu, before)]
    assert [[t.conclusion.alpha for t in found] for found in every] == [
        [h.alpha for h in order] for order in ((F, G), (G, F), (G, F))
    ]
    assert integrables(facts, mu, logic.assume(f(u) > 0)) == every[0]
