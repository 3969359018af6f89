"""Primal and dual by two searches: no gap, at both edges of C as between."""

from __future__ import annotations

import numpy as np
import pytest

from numerics.gan_duality_problem import Problem
from numerics.gan_duality_search import GAP, SIZES, Searched, drawn, greatest, least, strong_duality
from numerics.randomness import generator


@pytest.mark.parametrize("seed", range(6))
def test_random_problems_have_no_gap_and_wrong_duals_have_one(seed):
    found = strong_duality(generator(seed), 0.25)
    assert (found.witness, found.missing, found.alpha) == (None, None, 0.0)
    assert found.cases >= 6
    assert all(control.rejected for control in found.controls)


def test_both_edges_of_the_penalty_are_among_the_problems():
    problems = list(drawn(generator(0), 6))
    assert [p.c for p in problems[:2]] == [1e-3, 1e3]
    assert all(1e-3 < p.c < 1e3 for p in problems[2:])
    assert all(SIZES[0] <= len(rows) <= SIZES[2] for p in problems for rows in (p.x, p.g))


def test_one_point_of_each_kind_on_the_line_has_the_value_that_a_grid_finds():
    p = Problem(np.array([[1.0]]), np.array([[-0.5]]), 0.1)
    grid = min(p.primal(np.array([w])) for w in np.linspace(-8, 8, 160_001))
    assert abs(least(p) - grid) < 1e-8
    assert abs(greatest(p) - grid) < 1e-8


def test_a_gap_is_relative_and_signed():
    p = Problem(np.array([[1.0]]), np.array([[-0.5]]), 0.1)
    assert Searched(p, 9.0, 8.0).gap == 0.1
    assert Searched(p, 9.0, 10.0).gap == -0.1
    assert abs(Searched(p, least(p), greatest(p)).gap) < GAP
